package schedule

import (
	"slices"
	"strings"
	"time"

	"alongside/internal/directory"
)

// schedules makes the rules of what was read: items alike but for their days
// become one.
func (p *parser) schedules() []directory.Schedule {
	var items []item
	for _, it := range p.items {
		it.termTime = it.termTime || p.termTime
		if i := slices.IndexFunc(items, func(o item) bool { return alike(o, it) }); i >= 0 {
			items[i].days = append(slices.Clone(items[i].days), it.days...)
			continue
		}
		items = append(items, it)
	}
	out := make([]directory.Schedule, 0, len(items))
	for _, it := range items {
		out = append(out, it.schedule())
	}
	return out
}

func alike(a, b item) bool {
	return a.once == "" && b.once == "" && a.span == b.span && a.timed == b.timed && a.termTime == b.termTime &&
		a.every == b.every && slices.Equal(a.nth, b.nth) && a.from == b.from && a.to == b.to && slices.Equal(a.months, b.months)
}

func (it item) schedule() directory.Schedule {
	s := directory.Schedule{TermTime: it.termTime}
	if it.timed {
		s.Opens, s.Closes = it.clocks()
	}
	if it.once != "" {
		s.Start = it.once
		return s
	}
	switch {
	case len(it.nth) > 0:
		s.Rule = "FREQ=MONTHLY;BYDAY=" + joinDays(it.days, it.nth)
	case it.every == 2:
		s.Rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=" + joinDays(it.days, nil)
		s.Start = firstOn(it.from, it.days)
	default:
		s.Rule = Weekly(it.days...)
	}
	if len(it.months) > 0 {
		var ms []string
		for _, m := range it.months {
			ms = append(ms, itoa(m))
		}
		s.Rule += ";BYMONTH=" + strings.Join(ms, ",")
	}
	s.ValidFrom, s.ValidTo = it.from, it.to
	return s
}

// firstOn gives the first of the days on or after a date.
func firstOn(from directory.Date, days []time.Weekday) directory.Date {
	t, err := from.In(time.UTC)
	if err != nil {
		return ""
	}
	for range 7 {
		if slices.Contains(days, t.Weekday()) {
			return directory.DateOf(t)
		}
		t = t.AddDate(0, 0, 1)
	}
	return ""
}

// overlap reports whether a weekday has been given sessions that overlap, as
// "Monday to Friday 9-4, Wednesday 9-9" does: then something else was meant
// than was read.
func (p *parser) overlap() bool {
	for i, a := range p.items {
		for _, b := range p.items[:i] {
			if a.once != b.once || len(a.nth) > 0 || len(b.nth) > 0 || a.every == 2 || b.every == 2 ||
				!slices.Equal(a.months, b.months) || a.from != b.from || a.to != b.to {
				continue
			}
			if a.once == "" && !slices.ContainsFunc(a.days, func(d time.Weekday) bool { return slices.Contains(b.days, d) }) {
				continue
			}
			if !a.timed || !b.timed || (a.begins < b.until() && b.begins < a.until()) {
				return true
			}
		}
	}
	return false
}

// until gives the end for comparing: a minute after the beginning when nobody
// said, the next day's when it is past midnight.
func (s span) until() int {
	switch {
	case s.ends < 0:
		return s.begins + 1
	case s.ends <= s.begins:
		return s.ends + 24*60
	}
	return s.ends
}
