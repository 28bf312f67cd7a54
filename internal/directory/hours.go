package directory

import (
	"fmt"
	"time"
)

// weekMinutes are the minutes of a week.
const weekMinutes = 7 * 24 * 60

// Hours are when somebody answers, week by week, by the clock of the place.
type Hours struct {
	// Always is true for 24 hours, every day; then there are no Spans.
	Always bool
	Spans  []HoursSpan
}

// HoursSpan is a stretch of the week: either one on each of the days from
// First to Last, which closes the next day when Closes is at or before Opens;
// or, when Through, a single one from First at Opens to Last at Closes.
type HoursSpan struct {
	First, Last   string // as WeekdayCode gives them
	Opens, Closes Clock
	Through       bool
}

// Validate says what is wrong with hours, nil for nothing.
func (h Hours) Validate() error {
	if h.Always == (len(h.Spans) > 0) {
		return fmt.Errorf("hours are either always or in spans")
	}
	for _, s := range h.Spans {
		_, opens := s.Opens.Minutes()
		_, closes := s.Closes.Minutes()
		if !opens || !closes || dayNumber(s.First) < 0 || dayNumber(s.Last) < 0 {
			return fmt.Errorf("hours %+v: want days as mon and times as 18:00", s)
		}
	}
	return nil
}

// OpenAt reports whether a moment is within the hours, by t's own clock.
func (h Hours) OpenAt(t time.Time) bool {
	minute := MondayFirst(t.Weekday())*24*60 + t.Hour()*60 + t.Minute()
	for _, s := range h.Spans {
		if s.holds(minute) {
			return true
		}
	}
	return h.Always
}

func (s HoursSpan) holds(minute int) bool {
	opens, _ := s.Opens.Minutes()
	closes, _ := s.Closes.Minutes()
	first, last := dayNumber(s.First), dayNumber(s.Last)
	if s.Through {
		return within(minute, first*24*60+opens, last*24*60+closes)
	}
	length := (closes - opens + 24*60) % (24 * 60)
	if length == 0 {
		length = 24 * 60
	}
	for d := first; ; d = (d + 1) % 7 {
		if from := d*24*60 + opens; within(minute, from, from+length) {
			return true
		}
		if d == last {
			return false
		}
	}
}

// within reports whether a minute of the week lies in [from, to), which may
// run over into the next week.
func within(minute, from, to int) bool {
	length := (to - from + weekMinutes) % weekMinutes
	return (minute-from+weekMinutes)%weekMinutes < length
}

// dayNumber gives the day of a WeekdayCode, from Monday (0); -1 for none.
func dayNumber(code string) int {
	for i, d := range Weekdays() {
		if WeekdayCode(d) == code {
			return i
		}
	}
	return -1
}
