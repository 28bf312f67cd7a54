package schedule

import "slices"

// adjective reports whether a word for several days has no times and so may
// but describe: "Weekend course" is not both days, "Swimming daily" may be a
// name. "Open daily" is days.
func adjective(ts []token) bool {
	several := set("weekday", "weekend", "daily", "everyday")
	i := slices.IndexFunc(ts, func(t token) bool { return several[t.text] })
	if i < 0 {
		return false
	}
	for j, t := range ts {
		if t.kind == clock || (t.kind == number && nextIs(ts, j+1, dash)) {
			return false
		}
	}
	return len(ts[i].days) < len(everyDay) || !allNoise(ts[:i])
}
