package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"alongside/internal/directory"
)

// days gives the days from first to last, both inclusive, on which a schedule
// happens, in order, at most limit of them.
func days(s directory.Schedule, first, last directory.Date, limit int) ([]directory.Date, error) {
	var out []directory.Date
	if first <= last {
		found, err := ruleDays(s, first, last, limit)
		if err != nil {
			return nil, err
		}
		out = found
	}
	for _, d := range s.Also {
		if d >= first && d <= last {
			out = append(out, d)
		}
	}
	out = slices.DeleteFunc(out, func(d directory.Date) bool {
		return slices.Contains(s.Except, d) || (s.TermTime && schoolHoliday(d))
	})
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(limit, len(out))], nil
}

func ruleDays(s directory.Schedule, first, last directory.Date, limit int) ([]directory.Date, error) {
	if s.Rule == "" {
		if s.Start != "" && s.Start >= first && s.Start <= last {
			return []directory.Date{s.Start}, nil
		}
		return nil, nil
	}
	if s.Start != "" && s.Start > first {
		first = s.Start
	}
	begin, err := first.In(time.UTC)
	if err != nil {
		return nil, err
	}
	if mask, ok := plainWeekly(s.Rule); ok {
		return weeklyDays(mask, begin, last, limit, s), nil
	}
	return rruleDays(s, begin, last, limit)
}

// plainWeekly reads "FREQ=WEEKLY;BYDAY=..." and nothing more, which is what
// nearly every rule is; bit d of the mask is time.Weekday d.
func plainWeekly(rule string) (mask uint8, ok bool) {
	list, ok := strings.CutPrefix(rule, "FREQ=WEEKLY;BYDAY=")
	if !ok {
		return 0, false
	}
	for len(list) > 0 {
		if len(list) < 2 || (len(list) > 2 && list[2] != ',') {
			return 0, false
		}
		d := slices.Index(dayCodes[:], list[:2])
		if d < 0 {
			return 0, false
		}
		mask |= 1 << d
		list = list[min(3, len(list)):]
	}
	return mask, mask != 0
}

func weeklyDays(mask uint8, day time.Time, last directory.Date, limit int, s directory.Schedule) []directory.Date {
	var out []directory.Date
	for range 4 * 366 {
		if mask&(1<<day.Weekday()) != 0 {
			d := directory.DateOf(day)
			if d > last || len(out) >= limit {
				break
			}
			if !s.TermTime || !schoolHoliday(d) {
				out = append(out, d)
			}
		}
		day = day.Add(24 * time.Hour) // in UTC, where every day has 24
	}
	return out
}

// rruleDays works a rule out with rrule-go, in whole days so that no clock
// change touches it. The rule is set to begin near the days asked for, for the
// library walks from DTSTART; an interval keeps its count from the first day.
func rruleDays(s directory.Schedule, begin time.Time, last directory.Date, limit int) ([]directory.Date, error) {
	o, err := rrule.StrToROption(s.Rule)
	if err != nil {
		return nil, fmt.Errorf("rule %q: %w", s.Rule, err)
	}
	if o.Freq > rrule.DAILY {
		return nil, fmt.Errorf("rule %q repeats more often than daily", s.Rule)
	}
	end, err := last.In(time.UTC)
	if err != nil {
		return nil, err
	}
	o.Byhour, o.Byminute, o.Bysecond = nil, nil, nil
	o.Dtstart, err = anchor(s, o, begin)
	if err != nil {
		return nil, err
	}
	r, err := rrule.NewRRule(*o)
	if err != nil {
		return nil, fmt.Errorf("rule %q: %w", s.Rule, err)
	}
	var out []directory.Date
	next := r.Iterator()
	for range 20_000 {
		day, more := next()
		if !more || day.After(end) || len(out) >= limit {
			break
		}
		if d := directory.DateOf(day); !day.Before(begin) && !(s.TermTime && schoolHoliday(d)) {
			out = append(out, d)
		}
	}
	return out, nil
}

// anchor gives the day that a rule is counted from.
func anchor(s directory.Schedule, o *rrule.ROption, begin time.Time) (time.Time, error) {
	if s.Start == "" {
		// Yearly rules by day number begin a year early; nothing else needs
		// more than its own month.
		return time.Date(begin.Year(), begin.Month(), 1, 0, 0, 0, 0, time.UTC), nil
	}
	start, err := s.Start.In(time.UTC)
	if err != nil || o.Count > 0 || start.After(begin) {
		return start, err
	}
	interval := max(o.Interval, 1)
	switch o.Freq {
	case rrule.DAILY:
		passed := int(begin.Sub(start).Hours()/24) / interval
		return start.AddDate(0, 0, passed*interval), nil
	case rrule.WEEKLY:
		weeks := int(begin.Sub(start).Hours()/24) / 7 / interval
		return start.AddDate(0, 0, max(0, weeks-1)*interval*7), nil
	}
	// Months and years are few: the library walks them from the first day.
	return start, nil
}
