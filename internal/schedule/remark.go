package schedule

import "slices"

// ofRooms reports whether the sentences are the hours of parts of the place, as
// "Café: Mon-Fri 10am-4pm" is after the hours of the whole: each has a room's
// name and a colon before it, or is days below such a name on a line of its own.
func ofRooms(all [][]token) bool {
	heading := false
	for _, ts := range all {
		colonAt := slices.IndexFunc(ts, func(t token) bool { return t.kind == colon })
		named := colonAt > 0 && anyOf(ts[:colonAt], rooms) && !speaksOfTime(ts[:colonAt])
		if !named && (!heading || ts[0].kind != day) {
			return false
		}
		if named {
			heading = colonAt == len(ts)-1
		}
	}
	return true
}

// ofPart reports whether a bracket is about one room or the last to be let in,
// and leaves the hours of the whole as they are: "(pool until 5pm)", "(last
// entry 4.30pm)".
func ofPart(ts []token) bool {
	if len(ts) < 2 || ts[len(ts)-1].kind != shut {
		return false
	}
	inner := ts[1 : len(ts)-1]
	if slices.ContainsFunc(inner, func(t token) bool { return t.kind == shut }) {
		return false
	}
	last := len(inner) > 1 && inner[0].text == "last" && anyOf(inner, set("admission", "entry", "orders"))
	return last || anyOf(inner, rooms)
}

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

// unbracket drops the bracket that closes at the sentence's end, where it was
// opened among the words before the first time: "Pottery (Mondays 7pm)".
func unbracket(ts []token, lead int) []token {
	opened := 0
	for _, t := range ts[:lead] {
		switch t.kind {
		case open:
			opened++
		case shut:
			opened--
		}
	}
	if last := len(ts) - 1; opened == 1 && last >= lead && ts[last].kind == shut {
		return ts[:last]
	}
	return ts
}

// remark reports whether words that end a sentence, after its times, are of
// something else: "Mondays 2-4pm at the village hall".
func (p *parser) remark(rest []token) bool {
	return len(p.cur.sets) > 0 && !speaksOfTime(rest) && !anyOf(rest, casting) && !anyOf(rest, faint) && !anyOf(rest, running) &&
		!slices.ContainsFunc(rest, func(t token) bool { return t.kind != word && t.kind != comma })
}
