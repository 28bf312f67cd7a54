package lang

import (
	"strings"
	"time"

	"alongside/internal/directory"
)

// Hours gives in words when somebody answers: "Monday to Thursday 6pm to 2am,
// Friday 6pm to Monday 6am". For nil, hours that nobody stated, it says to
// check them.
func (w *Words) Hours(h *directory.Hours) string {
	if h == nil {
		return w.must("hours.check")
	}
	if h.Always {
		return w.must("hours.always")
	}
	spans := make([]string, 0, len(h.Spans))
	for _, s := range h.Spans {
		spans = append(spans, w.hoursSpan(s))
	}
	return strings.Join(spans, w.must("when.comma"))
}

func (w *Words) hoursSpan(s directory.HoursSpan) string {
	opens, _ := s.Opens.Minutes()
	closes, _ := s.Closes.Minutes()
	first, last := w.Weekday(s.First), w.Weekday(s.Last)
	if s.Through {
		return w.must("when.range", "From", first+" "+w.Clock(opens), "To", last+" "+w.Clock(closes))
	}
	days := first
	if s.Last != s.First {
		days = w.must("when.range", "From", first, "To", last)
	}
	return days + " " + w.must("when.range", "From", w.Clock(opens), "To", w.Clock(closes))
}

// Weekday names a day of the week.
func (w *Words) Weekday(d time.Weekday) string { return w.must("day." + directory.WeekdayCode(d)) }
