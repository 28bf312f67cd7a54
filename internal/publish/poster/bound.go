package poster

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// firstDay gives the day from which it is on: of a date without its year, the one
// nearest to today.
func (s session) firstDay(today directory.Date) (directory.Date, bool) {
	if s.from == nil {
		return "", false
	}
	return s.from.dates[0].nearest(today)
}

// nearest gives the day in its own year, or in the one that brings it nearest to
// today; false when it is no day, or not on its weekday.
func (d date) nearest(today directory.Date) (directory.Date, bool) {
	now, err := today.In(time.UTC)
	if d.month == 0 || err != nil && d.year == 0 {
		return "", false
	}
	years := []int{d.year}
	if d.year == 0 {
		years = []int{now.Year() - 1, now.Year(), now.Year() + 1}
	}
	var best time.Time
	for _, y := range years {
		t := time.Date(y, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
		if t.Day() == d.day && (best.IsZero() || t.Sub(now).Abs() < best.Sub(now).Abs()) {
			best = t
		}
	}
	ok := !best.IsZero() && (d.weekday == "" || strings.EqualFold(best.Weekday().String(), d.weekday))
	return directory.DateOf(best), ok
}

// boundBy puts into a rule what bounds its session.
func (r *reader) boundBy(out *directory.Schedule, s session, path string, at span) bool {
	out.TermTime = out.TermTime || s.term
	if len(s.dates) > 0 {
		return true
	}
	if from, ok := s.firstDay(r.Today); ok {
		out.ValidFrom = from
	} else if s.from != nil {
		r.ask(AskWeekday, path, s.from.span)
		return false
	}
	if s.until != nil {
		to, ok := s.until.dates[0].nearest(r.Today)
		if ok && out.ValidFrom != "" && to < out.ValidFrom && s.until.dates[0].year == 0 {
			d := s.until.dates[0]
			d.year, d.weekday = number(string(out.ValidFrom[:4])), ""
			if to, ok = d.nearest(r.Today); ok && to < out.ValidFrom {
				d.year++
				to, ok = d.nearest(r.Today)
			}
		}
		if !ok {
			r.ask(AskWeekday, path, s.until.span)
			return false
		}
		out.ValidTo = to
	} else if s.weeks > 0 && out.ValidFrom != "" {
		out.ValidTo = lastOf(*out, s.weeks)
	}
	if out.ValidTo != "" && r.Today != "" && out.ValidTo < r.Today {
		r.ask(AskPast, path, at)
	}
	months := s.months
	for m := 1; m <= 12 && len(s.not) > 0; m++ {
		if !slices.Contains(s.not, m) && (s.months == nil || slices.Contains(s.months, m)) {
			months = append(months, m)
		}
	}
	if len(months) > 0 && out.Rule != "" {
		var ms []string
		for _, m := range months {
			ms = append(ms, strconv.Itoa(m))
		}
		out.Rule += ";BYMONTH=" + strings.Join(ms, ",")
	}
	return len(schedule.Validate(*out)) == 0
}

// lastOf gives the day of the last of some weeks: the week that begins with the
// first day on which it is on counts as one.
func lastOf(s directory.Schedule, weeks int) directory.Date {
	first, err := s.ValidFrom.In(time.UTC)
	if err != nil {
		return ""
	}
	var last time.Time
	_, days, _ := strings.Cut(s.Rule, "BYDAY=")
	var begin time.Time
	for d := range 7 * (weeks + 1) {
		day := first.AddDate(0, 0, d)
		if !strings.Contains(days, strings.ToUpper(day.Weekday().String()[:2])) {
			continue
		}
		if begin.IsZero() {
			begin = day
		}
		if day.Sub(begin) < time.Duration(weeks)*7*24*time.Hour {
			last = day
		}
	}
	if last.IsZero() {
		return ""
	}
	return directory.DateOf(last)
}
