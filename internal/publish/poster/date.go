package poster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"alongside/internal/directory"
)

// date is a day as a poster writes it; what it does not say is 0, and weekday is
// empty.
type date struct {
	weekday          string
	day, month, year int
}

var months = strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")

func monthOf(s string) int {
	for i, m := range months {
		if strings.HasPrefix(s, m) {
			return i + 1
		}
	}
	return 0
}

var monthIn = regexp.MustCompile(monthWord)

func monthsIn(s string) []int {
	var out []int
	for _, m := range monthIn.FindAllString(s, 12) {
		out = append(out, monthOf(m))
	}
	return out
}

// datesAt reads a date, or several of one month.
func (r *reader) datesAt(i int, l line) (atom, bool) {
	low := r.ahead(i, l.end)
	if pluralDay.MatchString(low) { // "Mondays 2 March - 6 April" is days with dates
		return atom{}, false
	}
	made := func(n int, ds ...date) (atom, bool) {
		for _, d := range ds {
			if d.day < 1 || d.day > 31 || d.month > 12 {
				return atom{}, false
			}
		}
		return atom{span: span{i, i + n}, kind: atDates, dates: ds}, true
	}
	if m := isoAt.FindStringSubmatch(low); m != nil {
		return made(len(m[0]), date{"", number(m[3]), number(m[2]), number(m[1])})
	}
	if m := figuresAt.FindStringSubmatch(low); m != nil && number(m[3]+m[4]+m[5]) > 0 {
		return made(len(m[0]), date{weekdayOf(m[1]), number(m[2]), number(m[3] + m[4] + m[5]), fullYear(m[6])})
	}
	if m := dateAt.FindStringSubmatch(low); m != nil {
		if m[5] != "" { // "March 14", but no "March 10-12" and no "May 7.30pm"
			after := low[len(m[0]):]
			if !strings.HasPrefix(after, ".") && !strings.HasPrefix(after, ":") && clockTail.FindString(after) == "" {
				return made(len(m[0]), date{weekdayOf(m[1]), number(digits(m[6])), monthOf(m[5]), fullYear(m[7])})
			}
			return atom{}, false
		}
		return made(len(m[0]), daysOf(m[1], m[2], monthOf(m[3]), fullYear(m[4]))...)
	}
	if m := shortAt.FindStringSubmatch(low); m != nil && number(m[3]) > 0 {
		return made(len(m[0]), date{weekdayOf(m[1]), number(m[2]), number(m[3]), 0})
	}
	if m := dayOfAt.FindStringSubmatch(low); m != nil {
		return made(len(m[0]), date{weekdayOf(m[1]), number(m[2]), 0, 0})
	}
	return atom{}, false
}

var (
	clockTail = regexp.MustCompile(`^\s*(?:am|pm|[-–]\s*\d)`)
	pluralDay = regexp.MustCompile(`^[a-zà-ù]+days\b`)
	dayIn     = regexp.MustCompile(`(?:(` + weekdayWord + `)\s+)?(\d{1,2})`)
	rangeIn   = regexp.MustCompile(`\d(?:st|nd|rd|th)?\s*(?:[-–—]|to|tae|till?|through)\s*(?:` + weekdayWord + `\s+)?\d`)
)

// daysOf gives the days of "7th, 14th and 21st" in one month, and every day of
// "14-15".
func daysOf(weekday, days string, month, year int) []date {
	var out []date
	for _, m := range dayIn.FindAllStringSubmatch(days, 31) {
		out = append(out, date{weekdayOf(m[1]), number(m[2]), month, year})
	}
	if len(out) == 2 && rangeIn.MatchString(days) {
		for d, last := out[0].day+1, out[1].day; d < last && d < out[0].day+14; d++ {
			out = slices.Insert(out, len(out)-1, date{"", d, month, year})
		}
	}
	out[0].weekday = weekdayOf(weekday)
	return out
}

func fullYear(s string) int {
	y := number(digits(s))
	if y > 0 && y < 100 {
		y += 2000
	}
	return y
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

var gaelicDays = map[string]string{"dil": "monday", "dim": "tuesday", "dic": "wednesday", "dia": "thursday", "dih": "friday", "dis": "saturday", "did": "sunday", "sab": "sunday"}

// weekdayOf gives a weekday's English name.
func weekdayOf(s string) string {
	if len(s) < 3 {
		return ""
	}
	if d := gaelicDays[s[:3]]; d != "" {
		return d
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); name[:3] == s[:3] {
			return name
		}
	}
	return ""
}

// settle gives the day with its year, and what has to be asked of it. A year that
// is not said is the one that brings it next from today, or within a month
// before; of a weekday that is said, it has to be right.
func (d date) settle(today directory.Date) (directory.Date, Ask) {
	if d.month == 0 {
		return "", AskMonth
	}
	at := func(year int) (time.Time, bool) {
		t := time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
		return t, t.Day() == d.day && (d.weekday == "" || strings.EqualFold(t.Weekday().String(), d.weekday))
	}
	if d.year != 0 {
		t, ok := at(d.year)
		if !ok {
			return "", AskWeekday
		}
		if on := directory.DateOf(t); today != "" && on < today {
			return on, AskPast
		}
		return directory.DateOf(t), ""
	}
	now, err := today.In(time.UTC)
	if err != nil {
		return "", AskYear
	}
	for year := now.Year(); year <= now.Year()+1; year++ {
		t, ok := at(year)
		if t.Before(now.AddDate(0, 0, -31)) {
			continue
		}
		if !ok {
			return "", AskWeekday
		}
		if t.Before(now) {
			return directory.DateOf(t), AskPast
		}
		return directory.DateOf(t), AskYear
	}
	return "", AskYear
}

// spoken gives a day as package schedule reads it: "14 March 2026".
func spokenDay(d directory.Date) string {
	t, err := d.In(time.UTC)
	if err != nil {
		return ""
	}
	return strconv.Itoa(t.Day()) + " " + t.Month().String() + " " + strconv.Itoa(t.Year())
}

var (
	spaces   = regexp.MustCompile(`\s+`)
	everyTwo = regexp.MustCompile(`^(?:on )?(?:the )?(?:every|each|ilka)\s+(` + ordinalWord + join + ordinalWord + `)`)
	dayWord  = regexp.MustCompile(`\b` + weekdayWord + `\b`)
)

// dayWords gives days as package schedule reads them.
func dayWords(s string) string {
	if m := everyTwo.FindStringIndex(s); m != nil {
		s = s[m[1]-len(everyTwo.FindStringSubmatch(s)[1]):] // "every second and fourth" is in the month
	}
	s = strings.NewReplacer("ilka", "every", " an ", " and ", "+", "&", " tae ", " to ", "alt ", "alternate ", "2nd other", "other").Replace(s)
	s = dayWord.ReplaceAllStringFunc(s, func(w string) string {
		day := weekdayOf(w)
		if strings.HasSuffix(w, "s") && len(w) > 6 {
			day += "s"
		}
		return day
	})
	return spaces.ReplaceAllString(s, " ")
}

func several(s string) string {
	switch {
	case strings.Contains(s, "weekday") || strings.Contains(s, "week day"):
		return "weekdays"
	case strings.Contains(s, "weekend"):
		return "weekends"
	}
	return "every day"
}

func partWords(s string) string {
	for _, p := range []string{"morning", "afternoon", "evening"} {
		if strings.Contains(s, p) {
			return p + "s"
		}
	}
	if strings.Contains(s, "lunch") {
		return ""
	}
	return "nights"
}
