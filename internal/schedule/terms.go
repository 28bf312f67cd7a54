package schedule

import (
	"time"

	"alongside/internal/directory"
)

// schoolHoliday reports whether a day lies in what is a school holiday nearly
// everywhere in Scotland. Each council sets its own dates each year; these are
// bounds by rule of thumb, wide enough that what pauses in the holidays is
// rarely shown when it does not happen:
//
//	summer     28 June to 16 August
//	October    the two weeks from the second Monday of October
//	Christmas  21 December to 5 January
//	spring     the two weeks from the Monday before Good Friday's week
//	           (Easter Sunday less 13 days to Easter Monday)
func schoolHoliday(d directory.Date) bool {
	if len(d) != 10 {
		return false
	}
	switch md := d[5:]; {
	case md >= "06-28" && md <= "08-16", md >= "12-21", md <= "01-05":
		return true
	case md >= "10-08" && md <= "10-28":
		t, err := d.In(time.UTC)
		if err != nil {
			return false
		}
		from := nthMonday(t.Year(), time.October, 2)
		return !t.Before(from) && t.Before(from.AddDate(0, 0, 14))
	case md >= "03-08" && md <= "04-27":
		t, err := d.In(time.UTC)
		if err != nil {
			return false
		}
		easter := easterSunday(t.Year())
		return !t.Before(easter.AddDate(0, 0, -13)) && !t.After(easter.AddDate(0, 0, 1))
	}
	return false
}

func nthMonday(year int, m time.Month, n int) time.Time {
	t := time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)
	t = t.AddDate(0, 0, (8-int(t.Weekday()))%7)
	return t.AddDate(0, 0, 7*(n-1))
}

// easterSunday gives Easter by the anonymous Gregorian algorithm (Meeus, 1991,
// after Butcher, 1876).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	day := (h+l-7*m+114)%31 + 1
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}
