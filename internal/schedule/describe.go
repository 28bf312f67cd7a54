package schedule

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"

	"alongside/internal/directory"
)

// Repeat is how often a Pattern happens.
type Repeat int

// The repeats. RepeatText is for what has words alone, or a rule that plain
// words cannot say.
const (
	RepeatText Repeat = iota
	RepeatOnce
	RepeatDaily
	RepeatWeekly
	RepeatFortnightly
	// RepeatNth is on the Nth of the Days of each month.
	RepeatNth
)

// Pattern is a schedule in a form that can be put into words of any language.
type Pattern struct {
	Repeat Repeat
	// Days are the weekdays, Monday first.
	Days []time.Weekday
	// Nth are the ordinals of RepeatNth, 1 to 5 or -1 for the last.
	Nth []int
	// Months are those in which it happens, when not in all.
	Months []time.Month
	// Opens and Closes are empty when not known.
	Opens, Closes directory.Clock
	TermTime      bool
	// From and To bound it; On is the day of RepeatOnce.
	From, To, On directory.Date
	// Text is the source's words.
	Text string
}

// Describe gives the pattern of a schedule.
func Describe(s directory.Schedule) Pattern {
	p := Pattern{Opens: s.Opens, Closes: s.Closes, TermTime: s.TermTime, From: s.ValidFrom, To: s.ValidTo, Text: s.Text}
	if s.Rule == "" {
		if s.Start != "" {
			p.Repeat, p.On = RepeatOnce, s.Start
		}
		return p
	}
	o, err := rrule.StrToROption(s.Rule)
	if err != nil || o.Count > 0 || len(o.Bymonthday)+len(o.Byyearday)+len(o.Byweekno)+len(o.Bysetpos)+len(o.Byeaster) > 0 {
		return p
	}
	for _, m := range o.Bymonth {
		p.Months = append(p.Months, time.Month(m))
	}
	for _, d := range o.Byweekday {
		// rrule-go numbers the days from Monday.
		day := time.Weekday((d.Day() + 1) % 7)
		if !slices.Contains(p.Days, day) {
			p.Days = append(p.Days, day)
		}
		if n := d.N(); n != 0 && !slices.Contains(p.Nth, n) {
			p.Nth = append(p.Nth, n)
		}
	}
	slices.SortFunc(p.Days, func(a, b time.Weekday) int { return directory.MondayFirst(a) - directory.MondayFirst(b) })
	interval := max(o.Interval, 1)
	switch {
	case o.Freq == rrule.DAILY && interval == 1, o.Freq == rrule.WEEKLY && interval == 1 && len(p.Days) == 7:
		p.Repeat = RepeatDaily
	case o.Freq == rrule.WEEKLY && interval == 1 && len(p.Days) > 0:
		p.Repeat = RepeatWeekly
	case o.Freq == rrule.WEEKLY && interval == 2 && len(p.Days) > 0:
		p.Repeat = RepeatFortnightly
	case o.Freq == rrule.MONTHLY && interval == 1 && len(p.Nth) > 0 && len(p.Nth)*len(p.Days) == len(o.Byweekday):
		p.Repeat = RepeatNth
	}
	return p
}
