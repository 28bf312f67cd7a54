package feed

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// weekday reads a day of the week by its first three letters or its name.
func weekday(s string) (time.Weekday, bool) {
	s = key(s)
	if len(s) < 3 {
		return 0, false
	}
	for _, d := range directory.Weekdays() {
		name := strings.ToLower(d.String())
		if strings.HasPrefix(name, strings.TrimSuffix(s, "s")) || s == name+"s" {
			return d, true
		}
	}
	return 0, false
}

// sessions reads the times that stand in columns of their own.
func (b *builder) sessions(it *item, rec *record) []directory.Schedule {
	m := b.m.Sessions
	if m == nil {
		return nil
	}
	text := func(column string) string {
		if column == "" {
			return ""
		}
		return rec.cell(column).text
	}
	var days []time.Weekday
	for _, d := range directory.Weekdays() {
		for column, name := range m.Days {
			if day, _ := weekday(name); day == d && yes(text(column)) {
				days = append(days, d)
			}
		}
	}
	for _, s := range list(text(m.Day), "") {
		if d, ok := weekday(s); ok && !slices.Contains(days, d) {
			days = append(days, d)
		} else if !ok {
			it.warn(m.Day, "%q is not a day of the week, so it is left out", cut(s, 40))
		}
	}
	s := directory.Schedule{
		ValidFrom: b.date(it, m.From, text(m.From)),
		ValidTo:   b.date(it, m.Until, text(m.Until)),
	}
	if s.ValidTo != "" && s.ValidTo < s.ValidFrom {
		it.warn(m.Until, "it ends (%s) before it begins (%s), so the end is left out", s.ValidTo, s.ValidFrom)
		s.ValidTo = ""
	}
	b.clocks(it, rec, &s)
	weeks := 1
	if w := text(m.Weeks); w != "" {
		n, err := strconv.Atoi(w)
		if err != nil || n < 0 || n > 52 {
			it.warn(m.Weeks, "%q is not a number of weeks, so the times stay as words", cut(w, 40))
			n = -1
		}
		weeks = n
	}
	s, known := recurring(s, days, weeks)
	switch {
	case known:
		it.timesRead++
	case s.Text == "":
		return nil
	default:
		it.timesText++
	}
	return []directory.Schedule{s}
}

// clocks reads when a session begins and ends.
func (b *builder) clocks(it *item, rec *record, s *directory.Schedule) {
	read := func(column string) directory.Clock {
		if column == "" {
			return ""
		}
		text := rec.cell(column).text
		if text == "" {
			return ""
		}
		c, err := clock(text)
		if err != nil {
			it.warn(column, "%v, so it is left out", err)
		}
		return c
	}
	m := b.m.Sessions
	s.Opens = read(m.Start)
	if s.Opens == "" {
		return
	}
	s.Closes = read(m.End)
	if m.Minutes == "" {
		return
	}
	text := rec.cell(m.Minutes).text
	n, err := strconv.Atoi(text)
	begin, _ := s.Opens.Minutes()
	switch {
	case text == "" || text == "0":
	case err != nil || n < 0 || n >= 24*60:
		it.warn(m.Minutes, "%q is not a length in minutes, so it is left out", cut(text, 40))
	default:
		s.Closes = directory.ClockOf((begin + n) % (24 * 60))
	}
}

// recurring gives the schedule its rule, and whether there is one: weekly on
// the days, every so many weeks from its first day, or once when weeks is 0 or
// it begins and ends on one day. Anything else stays as words.
func recurring(s directory.Schedule, days []time.Weekday, weeks int) (directory.Schedule, bool) {
	oneDay := len(days) == 0 && s.ValidFrom != "" && s.ValidFrom == s.ValidTo
	switch {
	case s.ValidFrom != "" && (oneDay || weeks == 0):
		s.Start, s.ValidFrom, s.ValidTo = s.ValidFrom, "", ""
		return s, true
	case weeks == 1 && len(days) > 0:
		s.Rule = schedule.Weekly(days...)
		return s, true
	case weeks > 1 && s.ValidFrom != "":
		first, err := s.ValidFrom.In(time.UTC)
		if err == nil && len(days) == 0 {
			days = []time.Weekday{first.Weekday()}
		}
		if err == nil && len(days) == 1 {
			for first.Weekday() != days[0] {
				first = first.AddDate(0, 0, 1)
			}
			s.Start = directory.DateOf(first)
			s.Rule = strings.Replace(schedule.Weekly(days...), "FREQ=WEEKLY;", fmt.Sprintf("FREQ=WEEKLY;INTERVAL=%d;", weeks), 1)
			return s, true
		}
	}
	return directory.Schedule{ValidFrom: s.ValidFrom, ValidTo: s.ValidTo, Text: inWords(s)}, false
}

// inWords says what is known of times that have no rule.
func inWords(s directory.Schedule) string {
	var out []string
	switch {
	case s.Opens != "" && s.Closes != "":
		out = append(out, string(s.Opens)+" to "+string(s.Closes))
	case s.Opens != "":
		out = append(out, string(s.Opens))
	}
	for _, d := range []struct {
		word string
		day  directory.Date
	}{{"from", s.ValidFrom}, {"until", s.ValidTo}} {
		if t, err := d.day.In(time.UTC); err == nil {
			out = append(out, d.word+" "+t.Format("2 January 2006"))
		}
	}
	return strings.Join(out, ", ")
}

// together puts schedules that say the same of days that follow each other
// into one, and single days at the same time into one with further days.
// Nothing is gained or lost: two spans are joined only where no day of the
// rule lies between them.
func together(in []directory.Schedule) []directory.Schedule {
	slices.SortStableFunc(in, func(a, b directory.Schedule) int {
		return cmp.Or(cmp.Compare(dayOrder(a), dayOrder(b)), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Opens, b.Opens),
			cmp.Compare(a.Closes, b.Closes), cmp.Compare(a.ValidFrom, b.ValidFrom), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Text, b.Text))
	})
	var out []directory.Schedule
	for _, s := range in {
		if n := len(out); n == 0 || !merge(&out[n-1], s) {
			out = append(out, s)
		}
	}
	return out
}

// merge puts s into last where that changes nothing, and reports whether.
func merge(last *directory.Schedule, s directory.Schedule) bool {
	if last.Rule != s.Rule || last.Opens != s.Opens || last.Closes != s.Closes || last.Text != s.Text {
		return false
	}
	switch {
	case s.Rule == "" && s.Start != "" && last.Start != "":
		if s.Start != last.Start && !slices.Contains(last.Also, s.Start) {
			last.Also = append(slices.Clip(last.Also), s.Start)
		}
		return true
	case s.Rule == "" || s.Start != "" || last.Start != "":
		return s.ValidFrom == last.ValidFrom && s.ValidTo == last.ValidTo && s.Start == last.Start
	case last.ValidTo == "":
		return true
	case s.ValidFrom > last.ValidTo && !nothingBetween(s.Rule, last.ValidTo, s.ValidFrom):
		return false
	}
	if s.ValidTo == "" || s.ValidTo > last.ValidTo {
		last.ValidTo = s.ValidTo
	}
	return true
}

// nothingBetween reports whether no day of a weekly rule lies after one day
// and before another.
func nothingBetween(rule string, after, before directory.Date) bool {
	from, err1 := after.In(time.UTC)
	to, err2 := before.In(time.UTC)
	if err1 != nil || err2 != nil || to.Sub(from) > 8*24*time.Hour {
		return false
	}
	_, days, _ := strings.Cut(rule, "BYDAY=")
	for d := from.AddDate(0, 0, 1); d.Before(to); d = d.AddDate(0, 0, 1) {
		if strings.Contains(days, strings.ToUpper(d.Weekday().String()[:2])) {
			return false
		}
	}
	return true
}

// dayOrder sorts weekly rules by their first day, and what has none last.
func dayOrder(s directory.Schedule) int {
	_, days, found := strings.Cut(s.Rule, "BYDAY=")
	if !found {
		return 7
	}
	for i, d := range directory.Weekdays() {
		if strings.HasPrefix(days, strings.ToUpper(d.String()[:2])) {
			return i
		}
	}
	return 7
}
