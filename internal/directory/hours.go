package directory

import (
	"fmt"
	"time"
)

// The minutes of a day and of a week.
const (
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
)

// Hours are when somebody answers, week by week, by the clock of the place.
type Hours struct {
	// Always is true for 24 hours, every day; then there are no Spans.
	Always bool
	Spans  []HoursSpan
}

// HoursSpan is a stretch of the week: one on each of the days from First to
// Last, which closes the next day when Closes is at or before Opens; or, when
// Through, a single one from First at Opens to Last at Closes.
type HoursSpan struct {
	First, Last   time.Weekday
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
		if !opens || !closes || s.First < 0 || s.First > 6 || s.Last < 0 || s.Last > 6 {
			return fmt.Errorf("hours %+v: want days of the week and times as 18:00", s)
		}
	}
	return nil
}

// OpenAt reports whether a moment is within the hours, by t's own clock.
func (h Hours) OpenAt(t time.Time) bool {
	minute := MondayFirst(t.Weekday())*dayMinutes + t.Hour()*60 + t.Minute()
	for _, s := range h.Spans {
		if s.holds(minute) {
			return true
		}
	}
	return h.Always
}

// holds reports whether a minute of the week, from Monday, is in the span.
func (s HoursSpan) holds(minute int) bool {
	opens, _ := s.Opens.Minutes()
	closes, _ := s.Closes.Minutes()
	first, last := MondayFirst(s.First), MondayFirst(s.Last)
	if s.Through {
		from := first*dayMinutes + opens
		return within(minute, from, (last*dayMinutes+closes-from+weekMinutes)%weekMinutes)
	}
	length := (closes - opens + dayMinutes) % dayMinutes
	if length == 0 {
		length = dayMinutes
	}
	for day := first; ; day = (day + 1) % 7 {
		if within(minute, day*dayMinutes+opens, length) {
			return true
		}
		if day == last {
			return false
		}
	}
}

// within reports whether a minute of the week lies in so many from another;
// they may run over into the next week.
func within(minute, from, length int) bool {
	return (minute-from+weekMinutes)%weekMinutes < length
}
