package schedule

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// kind is what sort of token it is.
type kind int

const (
	word   kind = iota
	number      // a bare whole number: maybe an hour, a day of the month, a year
	clock       // a time of day: with minutes, with am or pm, or noon and midnight
	day         // a weekday, or several ("weekdays", "daily")
	month
	ordinal // 1st to 5th, last
	dash    // a range: -, to, till, until
	comma   // a list: comma, &, /, and
	stop    // the end of a sentence or line: full stop, semicolon, newline
	colon
	open
	shut
)

// token is one piece of a text about times.
type token struct {
	kind kind
	text string // in lower case
	// days are the weekdays of a day; plural says that it repeats ("Mondays").
	days []time.Weekday
	// n is the value of a number, a month or an ordinal.
	n int
	// at is a clock before it is known which half of the day it is in.
	at rough
	// bound is true for "until" and "till", which may end a time or a date.
	bound bool
}

// nth reports whether the token has an ordinal's form: "last", "3rd", "14th".
func (t token) nth() bool { return t.kind == ordinal || t.at.hour == noHour }

// noHour is the hour of a number that can't be one.
const noHour = 99

// rough is a time of day as it was written.
type rough struct {
	hour, minute int
	// half is 'a', 'p', or 0 when it was not said; exact is set when it needs
	// none: noon, midnight, 13:00, 09:00.
	half  byte
	exact bool
	// minutes is true when minutes were written.
	minutes bool
}

var dayWords = map[string][]time.Weekday{
	"weekdays": weekdays, "weekday": weekdays,
	"weekends": {time.Saturday, time.Sunday}, "weekend": {time.Saturday, time.Sunday},
	"daily": everyDay, "everyday": everyDay,
}

var (
	weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	everyDay = append([]time.Weekday{time.Saturday, time.Sunday}, weekdays...)
)

var monthNames = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september",
	"october", "november", "december"}

var ordinalWords = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1,
	"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}

// lex cuts a text into tokens.
func lex(s string) []token {
	var out []token
	runes := []rune(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ", "’", "'", "‘", "'").Replace(strings.ToLower(s)))
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case r == '\n' || r == ';':
			out = append(out, token{kind: stop, text: string(r)})
			i++
		case r == '.' || r == '!' || r == '?':
			out = append(out, token{kind: stop, text: "."})
			i++
		case unicode.IsSpace(r), r == '\'', r == '"', r == '*', r == '•':
			i++
		case r == '-' || r == '–' || r == '—' || r == '‑' || r == '−':
			out = append(out, token{kind: dash, text: "-"})
			i++
		case r == ',' || r == '&' || r == '/' || r == '+':
			out = append(out, token{kind: comma, text: string(r)})
			i++
		case r == ':':
			out = append(out, token{kind: colon, text: ":"})
			i++
		case r == '(' || r == '[':
			out = append(out, token{kind: open, text: "("})
			i++
		case r == ')' || r == ']':
			out = append(out, token{kind: shut, text: ")"})
			i++
		case r >= '0' && r <= '9':
			t, n := lexNumber(runes[i:])
			out = append(out, t)
			i += n
		case unicode.IsLetter(r):
			n := i
			for n < len(runes) && (unicode.IsLetter(runes[n]) || runes[n] == '\'') {
				n++
			}
			out = append(out, lexWord(string(runes[i:n])))
			i = n
		default:
			out = append(out, token{kind: word, text: string(r)})
			i++
		}
	}
	return out
}

// lexNumber reads a number with what belongs to it: minutes, am or pm, an
// ordinal's ending, noon.
func lexNumber(r []rune) (token, int) {
	digits := func(from int) int {
		n := from
		for n < len(r) && r[n] >= '0' && r[n] <= '9' {
			n++
		}
		return n
	}
	n := digits(0)
	whole := string(r[:n])
	if n > 8 {
		return token{kind: word, text: whole}, n
	}
	value, err := strconv.Atoi(whole)
	if err != nil {
		return token{kind: word, text: whole}, n
	}
	t := token{kind: number, text: whole, n: value, at: rough{hour: value}}
	if m := suffix(r, n, "st", "nd", "rd", "th"); m > 0 {
		text := whole + string(r[n:n+m])
		if ord, ok := ordinalWords[text]; ok {
			return token{kind: ordinal, text: text, n: ord}, n + m
		}
		return token{kind: number, text: text, n: value, at: rough{hour: noHour}}, n + m
	}
	// Minutes after a colon or a full stop; "6:" and "6. " are no minutes.
	if n+2 < len(r)+0 && n < len(r) && (r[n] == ':' || r[n] == '.') {
		if m := digits(n + 1); m == n+3 && value <= 24 {
			minute, _ := strconv.Atoi(string(r[n+1 : m])) // two digits
			if minute < 60 {
				t.kind, t.at.minute, t.at.minutes = clock, minute, true
				n = m
				// Seconds are nothing that people plan by.
				if k := digits(n + 1); n < len(r) && r[n] == ':' && k == n+3 {
					n = k
				}
			}
		}
	}
	// Four digits are a time ("1030") only in a range of such; years are more
	// frequent, so they stay numbers.
	rest := n
	for rest < len(r) && (r[rest] == ' ' || r[rest] == '\u00a0') {
		rest++
	}
	if half, m := meridiem(r, rest); m > 0 && value <= 24 {
		t.kind, t.at.half = clock, half
		if value > 12 {
			t.at.exact = half == 'p' // "17.00pm" is 17:00
		}
		n = rest + m
	} else if m := suffix(r, rest, "noon", "midday"); m > 0 && value == 12 && t.at.minute == 0 {
		t.kind, t.at.exact = clock, true
		n = rest + m
	} else if m := suffix(r, rest, "midnight"); m > 0 && value == 12 && t.at.minute == 0 {
		t.kind, t.at = clock, rough{hour: 24, exact: true}
		n = rest + m
	} else if t.kind == clock && (value > 12 || value == 0 || (len(whole) == 2 && whole[0] == '0')) {
		t.at.exact = true
	}
	t.text = string(r[:n])
	return t, n
}

// meridiem reads am, a.m., pm or p.m. at r[i:]. A day or a month may stand hard
// against it where a line's end was lost: "10am-5pmSun".
func meridiem(r []rune, i int) (byte, int) {
	if i >= len(r) || (r[i] != 'a' && r[i] != 'p') {
		return 0, 0
	}
	for _, form := range []string{"m", ".m.", ".m"} {
		n := len(form)
		if i+1+n <= len(r) && string(r[i+1:i+1+n]) == form && beginsAnew(r[i+1+n:]) {
			return byte(r[i]), 1 + n
		}
	}
	return 0, 0
}

// beginsAnew reports whether no word goes on here, or a day or month begins.
func beginsAnew(r []rune) bool {
	n := 0
	for n < len(r) && unicode.IsLetter(r[n]) {
		n++
	}
	k := lexWord(string(r[:n])).kind
	return n == 0 || k == day || k == month
}

// suffix gives the length of the first of the endings that stands at r[i:] as
// a whole word; 0 for none.
func suffix(r []rune, i int, endings ...string) int {
	for _, e := range endings {
		n := len(e)
		if i+n <= len(r) && string(r[i:i+n]) == e && (i+n == len(r) || !unicode.IsLetter(r[i+n])) {
			return n
		}
	}
	return 0
}

func lexWord(w string) token {
	w = strings.TrimSuffix(strings.Trim(w, "'"), "'s")
	if d, ok := weekday(w); ok {
		return token{kind: day, text: w, days: []time.Weekday{d}}
	}
	if ds, ok := dayWords[w]; ok {
		return token{kind: day, text: w, days: ds}
	}
	if n, ok := ordinalWords[w]; ok {
		return token{kind: ordinal, text: w, n: n}
	}
	for i, name := range monthNames {
		if w == name || (len(w) >= 3 && len(w) <= 4 && w != "mayo" && strings.HasPrefix(name, w)) {
			return token{kind: month, text: w, n: i + 1}
		}
	}
	switch w {
	case "to", "till", "til", "through", "thru":
		return token{kind: dash, text: w, bound: w != "to"}
	case "until":
		return token{kind: dash, text: w, bound: true}
	case "and":
		return token{kind: comma, text: w}
	case "noon", "midday":
		return token{kind: clock, text: w, at: rough{hour: 12, exact: true}}
	case "midnight":
		return token{kind: clock, text: w, at: rough{hour: 24, exact: true}}
	}
	return token{kind: word, text: w}
}

// weekday reads a weekday's name or a usual short form, singular or plural.
func weekday(w string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		full := strings.ToLower(d.String())
		if w == full || w == full+"s" || w == full[:3] {
			return d, true
		}
	}
	switch w {
	case "tues", "tue":
		return time.Tuesday, true
	case "weds", "wednes", "wednesady":
		return time.Wednesday, true
	case "thur", "thurs", "thrs":
		return time.Thursday, true
	case "mons":
		return time.Monday, true
	case "fris":
		return time.Friday, true
	case "sats":
		return time.Saturday, true
	case "suns":
		return time.Sunday, true
	}
	return 0, false
}

func itoa(n int) string { return strconv.Itoa(n) }
