package directory

import (
	"fmt"
	"time"
)

// DefaultZone is the IANA zone of a schedule that names none.
const DefaultZone = "Europe/London"

// Millis is a moment: UTC milliseconds since 1970. Zero means not known.
type Millis int64

// MillisOf gives the moment of t, cut to the millisecond.
func MillisOf(t time.Time) Millis {
	if t.IsZero() {
		return 0
	}
	return Millis(t.UnixMilli())
}

// Time gives the moment as a UTC time; the zero time for zero.
func (m Millis) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(m)).UTC()
}

// Date is a calendar day, "2026-05-03"; empty means not known. Dates compare
// as strings.
type Date string

// DateOf gives the calendar day of t in t's own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// In gives midnight of the day in loc. It fails on what is not a date.
func (d Date) In(loc *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation(time.DateOnly, string(d), loc)
	if err != nil {
		return time.Time{}, fmt.Errorf("date %q: want year-month-day", string(d))
	}
	return t, nil
}

// Valid reports whether d is a real day between 1900 and 2200.
func (d Date) Valid() bool {
	t, err := time.Parse(time.DateOnly, string(d))
	return err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

// Clock is a time of day, "09:30", 24 hours; "24:00" is the end of the day;
// empty means not known. Clocks compare as strings.
type Clock string

// ClockOf gives the time of day that lies minutes after midnight (0-1440).
func ClockOf(minutes int) Clock { return Clock(fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)) }

// Minutes gives the minutes after midnight, and whether c is a time of day.
func (c Clock) Minutes() (int, bool) {
	if len(c) != 5 || c[2] != ':' {
		return 0, false
	}
	for _, i := range []int{0, 1, 3, 4} {
		if c[i] < '0' || c[i] > '9' {
			return 0, false
		}
	}
	h, m := int(c[0]-'0')*10+int(c[1]-'0'), int(c[3]-'0')*10+int(c[4]-'0')
	if m > 59 || h > 24 || (h == 24 && m > 0) {
		return 0, false
	}
	return h*60 + m, true
}

// Occurrence is one session, from Start to End. End equals Start when nobody
// said how long it lasts.
type Occurrence struct {
	Start Millis `json:"s"`
	End   Millis `json:"e"`
}
