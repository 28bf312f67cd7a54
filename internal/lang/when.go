package lang

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// Date gives a day in words, with its weekday and, when it is not this year,
// its year: "Tuesday 5 May".
func (w *Words) Date(t, now time.Time) string {
	s := w.locale.WeekdayWide(t.Weekday()) + " " + strconv.Itoa(t.Day()) + " " + w.locale.MonthWide(t.Month())
	if t.Year() != now.Year() {
		s += " " + strconv.Itoa(t.Year())
	}
	return s
}

// Day gives a calendar date in words, without its weekday: "5 May 2026".
func (w *Words) Day(t, now time.Time) string {
	s := strconv.Itoa(t.Day()) + " " + w.locale.MonthWide(t.Month())
	if t.Year() != now.Year() {
		s += " " + strconv.Itoa(t.Year())
	}
	return s
}

// DateOnly gives a directory.Date as Day does; the date itself when it is none.
func (w *Words) DateOnly(d directory.Date, now time.Time) string {
	t, err := d.In(time.UTC)
	if err != nil {
		return string(d)
	}
	return w.Day(t, now)
}

// Past says of what has ended when it last was.
func (w *Words) Past(last directory.Date, now time.Time) string {
	return w.must("when.past", "Date", w.DateOnly(last, now))
}

// Clock gives a time of day in words: "9:30am", "12 noon". Messages may take
// the hour of twelve ("9:30") or of twenty-four ("09:30").
func (w *Words) Clock(minutes int) string {
	minutes %= 24 * 60
	switch minutes {
	case 0:
		return w.must("when.midnight")
	case 12 * 60:
		return w.must("when.noon")
	}
	hour, id := minutes/60, "when.am"
	if hour >= 12 {
		id = "when.pm"
	}
	if hour = hour % 12; hour == 0 {
		hour = 12
	}
	clock := strconv.Itoa(hour)
	if m := minutes % 60; m > 0 {
		clock += ":" + strconv.Itoa(100 + m)[1:]
	}
	return w.must(id, "Clock", clock, "Full", fmt.Sprintf("%02d:%02d", minutes/60, minutes%60))
}

// Session gives one session in words: "Tuesday 5 May, 10am to 12 noon".
func (w *Words) Session(o directory.Occurrence, zone *time.Location, now time.Time) string {
	start, end := o.Start.Time().In(zone), o.End.Time().In(zone)
	date := w.Date(start, now.In(zone))
	if start.Hour() == 0 && start.Minute() == 0 && end.Sub(start) >= 23*time.Hour {
		return date // a day without times
	}
	span := w.Clock(start.Hour()*60 + start.Minute())
	if end.After(start) {
		span = w.must("when.range", "From", span, "To", w.Clock(end.Hour()*60+end.Minute()))
	}
	return w.must("when.date-time", "Date", date, "Time", span)
}

// Pattern gives a schedule in words: "Every Tuesday and Thursday, 10am to 12
// noon, in term time". It is empty for what has only the source's own words.
func (w *Words) Pattern(p schedule.Pattern, now time.Time) string {
	var days []string
	for _, d := range p.Days {
		days = append(days, w.must("day."+directory.WeekdayCode(d)))
	}
	list := w.List(days)
	var s string
	switch p.Repeat {
	case schedule.RepeatOnce:
		t, err := p.On.In(time.UTC)
		if err != nil {
			return ""
		}
		s = w.must("when.once", "Date", w.Date(t, now))
	case schedule.RepeatDaily:
		s = w.must("when.daily")
	case schedule.RepeatWeekly:
		s = w.must("when.weekly", "Days", list)
	case schedule.RepeatFortnightly:
		s = w.must("when.fortnightly", "Days", list)
	case schedule.RepeatNth:
		var nth []string
		for _, n := range p.Nth {
			nth = append(nth, w.must("nth."+strconv.Itoa(n)))
		}
		s = w.must("when.nth", "Nth", w.List(nth), "Days", list)
	default:
		return ""
	}
	return strings.Join(append([]string{s}, w.bounds(p, now)...), w.must("when.comma"))
}

// bounds gives the times of a pattern and what bounds it.
func (w *Words) bounds(p schedule.Pattern, now time.Time) []string {
	var out []string
	if opens, ok := p.Opens.Minutes(); ok {
		span := w.Clock(opens)
		if closes, ok := p.Closes.Minutes(); ok {
			span = w.must("when.range", "From", span, "To", w.Clock(closes))
		}
		out = append(out, span)
	}
	if n := len(p.Months); n > 0 {
		out = append(out, w.must("when.months", "From", w.locale.MonthWide(p.Months[0]), "To", w.locale.MonthWide(p.Months[n-1])))
	}
	if p.TermTime {
		out = append(out, w.must("when.term-time"))
	}
	if p.From > directory.DateOf(now) {
		out = append(out, w.must("when.since", "Date", w.DateOnly(p.From, now)))
	}
	if p.To != "" {
		out = append(out, w.must("when.until", "Date", w.DateOnly(p.To, now)))
	}
	return out
}

// List joins words: "a, b and c".
func (w *Words) List(items []string) string { return w.joined("when.list", items) }

// Any joins words of which one will do: "a, b or c".
func (w *Words) Any(items []string) string { return w.joined("when.any", items) }

func (w *Words) joined(id string, items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return w.must(id, "First", strings.Join(items[:last], w.must("when.comma")), "Last", items[last])
}
