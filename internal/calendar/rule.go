package calendar

import (
	"fmt"
	"time"

	"github.com/teambition/rrule-go"

	"alongside/internal/directory"
)

const (
	dateForm  = "20060102"
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

// weekdays are rrule-go's days of the week, without an ordinal, as it numbers
// them.
var weekdays = [...]rrule.Weekday{rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU}

// readRule reads a schedule's rule; nil where there is none, or none that
// iCalendar could say so that every reader takes it the same way: parts that
// RFC 5545 (3.3.10) forbids or does not know, the nth day of a week's set, or
// sessions that begin at the end of the day, which is the next day's.
func readRule(s directory.Schedule) (*rrule.ROption, error) {
	if s.Rule == "" || s.Opens == "24:00" {
		return nil, nil
	}
	o, err := rrule.StrToROption(s.Rule)
	if err != nil {
		return nil, fmt.Errorf("rule %q: %w", s.Rule, err)
	}
	weekly := o.Freq == rrule.WEEKLY
	if len(o.Byeaster) > 0 || weekly && len(o.Bymonthday)+len(o.Bysetpos) > 0 ||
		o.Freq != rrule.YEARLY && len(o.Byyearday)+len(o.Byweekno) > 0 {
		return nil, nil
	}
	// The times of day are in DTSTART.
	o.Byhour, o.Byminute, o.Bysecond = nil, nil, nil
	if o.Freq != rrule.YEARLY && o.Freq != rrule.MONTHLY {
		for i, d := range o.Byweekday {
			o.Byweekday[i] = weekdays[d.Day()]
		}
	}
	return o, nil
}

// ruleText gives the RRULE that goes on from p.first, a day of the rule, whose
// count of intervals it keeps so. What bounds the rule becomes UNTIL: the
// schedule's last day, the rule's own, the last of its COUNT. A rule that
// pauses in the school holidays ends where these are no longer worked out, for
// beyond it would be wrong. Empty when the first day is the last.
func (p *plan) ruleText(s directory.Schedule, o *rrule.ROption, ruled []directory.Occurrence) (string, error) {
	end := ruled[len(ruled)-1]
	last := s.ValidTo
	until := func(d directory.Date) {
		if last == "" || d < last {
			last = d
		}
	}
	if !o.Until.IsZero() {
		until(directory.DateOf(o.Until.UTC()))
	}
	if o.Count > 0 || s.TermTime {
		until(directory.DateOf(p.local(end.Start)))
	}
	o.Count, o.Until, o.Dtstart = 0, time.Time{}, time.Time{}
	text := o.RRuleString()
	if last == "" {
		return text, nil
	}
	if end == *p.first && last < p.known {
		return "", nil
	}
	day, err := last.In(p.loc)
	if err != nil {
		return "", err
	}
	if p.allDay {
		return text + ";UNTIL=" + day.Format(dateForm), nil
	}
	y, m, d := day.Date()
	return text + ";UNTIL=" + time.Date(y, m, d, 0, p.opens, 0, 0, p.loc).UTC().Format(utcForm), nil
}
