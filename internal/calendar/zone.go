package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// cycle is after how many years the calendar's dates fall on the same days of
// the week again, until 2100: a yearly rule that holds for all of them holds.
const cycle = 28

// change is a moment at which a zone's clocks change.
type change struct {
	at time.Time
	// from and to are offsets in seconds east of UTC.
	from, to int
	name     string
}

// wall gives the moment by the clock before the change, as RFC 5545 writes it.
func (c change) wall() time.Time { return c.at.UTC().Add(time.Duration(c.from) * time.Second) }

// timezone gives the VTIMEZONE of a zone, from the tz database that Go reads,
// right from a year before now for as long as the zone's rules stay: a yearly
// rule for each change that keeps one, the days themselves for one that does
// not (Morocco's, which go by Ramadan).
func timezone(name string, loc *time.Location, now time.Time) *ics.VTimezone {
	z := ics.NewTimezone(name)
	since := time.Date(now.In(loc).Year()-1, 1, 1, 0, 0, 0, 0, time.UTC)
	all := changes(loc, since, since.AddDate(cycle, 0, 0))
	if len(all) == 0 || all[0].at.After(now.AddDate(0, 0, -2)) {
		abbreviation, offset := since.In(loc).Zone()
		start := change{at: time.Unix(int64(-offset), 0), from: offset, to: offset, name: abbreviation}
		z.Components = append(z.Components, observance([]change{start}, ""))
	}
	var odd []change
	for _, group := range alike(all, func(c change) string { return c.wall().Format("01 15:04:05") }) {
		if rule := yearly(group); rule != "" {
			z.Components = append(z.Components, observance(group, rule))
		} else {
			odd = append(odd, group...)
		}
	}
	for _, group := range alike(odd, func(change) string { return "" }) {
		z.Components = append(z.Components, observance(group, ""))
	}
	return z
}

// changes gives the clocks' changes in [since, until). Beyond the table of a
// zone, after 2037, Go's bounds stop at the year's end as well, and on the last
// day of a leap year they do not move on (seen with Go 1.26).
func changes(loc *time.Location, since, until time.Time) []change {
	var out []change
	for t := since.In(loc); t.Before(until); {
		_, next := t.ZoneBounds()
		if next.IsZero() {
			break
		}
		if !next.After(t) {
			t = t.Add(24 * time.Hour)
			continue
		}
		was, from := t.Zone()
		name, to := next.Zone()
		if (from != to || was != name) && next.Before(until) {
			out = append(out, change{at: next, from: from, to: to, name: name})
		}
		t = next
	}
	return out
}

// alike groups changes between the same offsets, and of the same kind besides,
// in the order of the first of each.
func alike(all []change, kind func(change) string) [][]change {
	var keys []string
	groups := map[string][]change{}
	for _, c := range all {
		key := fmt.Sprint(c.from, c.to, c.name, kind(c))
		if groups[key] == nil {
			keys = append(keys, key)
		}
		groups[key] = append(groups[key], c)
	}
	out := make([][]change, len(keys))
	for i, k := range keys {
		out[i] = groups[k]
	}
	return out
}

// yearly gives the rule of changes that come once every year on the same
// weekday of the month; empty when there is none.
func yearly(group []change) string {
	first := group[0].wall()
	if len(group) != cycle {
		return ""
	}
	least, most, final := 31, 1, true
	for i, c := range group {
		w := c.wall()
		if w.Year() != first.Year()+i || w.Weekday() != first.Weekday() {
			return ""
		}
		least, most = min(least, w.Day()), max(most, w.Day())
		final = final && w.AddDate(0, 0, 7).Month() != w.Month()
	}
	day := strings.ToUpper(first.Weekday().String()[:2])
	rule := fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;", first.Month())
	switch {
	case final:
		return rule + "BYDAY=-1" + day
	case most-least > 6:
		return ""
	case least%7 == 1:
		return rule + fmt.Sprintf("BYDAY=%d%s", least/7+1, day)
	}
	days := make([]string, 0, 7)
	for d := least; d <= most; d++ {
		days = append(days, fmt.Sprint(d))
	}
	return rule + "BYMONTHDAY=" + strings.Join(days, ",") + ";BYDAY=" + day
}

// observance writes changes as STANDARD or, where the clocks go forward,
// DAYLIGHT: by a rule, or each by its day.
func observance(group []change, rule string) ics.Component {
	slices.SortFunc(group, func(a, b change) int { return a.at.Compare(b.at) })
	c := group[0]
	var b ics.ComponentBase
	b.AddProperty(ics.ComponentPropertyDtStart, c.wall().Format(localForm))
	b.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), offset(c.from))
	b.AddProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), offset(c.to))
	b.AddProperty(ics.ComponentProperty(ics.PropertyTzname), c.name)
	if rule != "" {
		b.AddRrule(rule)
	} else if len(group) > 1 {
		var days []string
		for _, c := range group[1:] {
			days = append(days, c.wall().Format(localForm))
		}
		b.AddRdate(strings.Join(days, ","))
	}
	if c.to > c.from {
		return &ics.Daylight{ComponentBase: b}
	}
	return &ics.Standard{ComponentBase: b}
}

// offset gives seconds east of UTC as RFC 5545 writes them: "+0100".
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	out := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		out += fmt.Sprintf("%02d", seconds%60)
	}
	return out
}
