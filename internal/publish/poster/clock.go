package poster

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clock is a time of day as a poster writes it.
type clock struct {
	hour, minute int
	// half is "am", "pm", or empty when it was not said.
	half string
	// exact is set for noon, midnight and the 24-hour clock.
	exact bool
	// bare is true for a whole number with nothing more: it may be no time.
	bare bool
}

// words gives the time as package schedule reads it.
func (c clock) words() string {
	switch {
	case c.exact && c.hour == 12 && c.minute == 0:
		return "12 noon"
	case c.exact && c.hour == 24:
		return "midnight"
	case c.exact || c.hour > 12 || c.hour == 0:
		return pad(c.hour) + ":" + pad(c.minute)
	case c.minute > 0 || !c.bare:
		return strconv.Itoa(c.hour) + "." + pad(c.minute) + c.half
	}
	return strconv.Itoa(c.hour) + c.half
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

const (
	hourWords = `one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve`
	halfDay   = `\s*(am\b|pm\b|a\.m\.?|p\.m\.?|noon\b|midday\b|midnight\b)`
	// sayHalf is "in the morning", in English and Scots.
	sayHalf = `\s*(?:in the|i['’]? ?the|at|o['’]? the)\s+(mornin[g']?|forenoon|forenuin|afternoon|efternuin|evenin[g']?|night|nicht)\b`
)

var (
	clockAt  = regexp.MustCompile(`^(?:(\d{3,4})\s*(am\b|pm\b|hrs\b|hours\b|h\b)|(\d{1,2})(?:[.:](\d{2})(?:\s?(?:hrs|h)\b)?)?(?:` + halfDay + `)?|(noon|midday|midnight)\b)`)
	oclock   = regexp.MustCompile(`^\s?o\s?['’]?\s?clock\b`)
	spoken   = regexp.MustCompile(`^(?:(half|hauf|quarter)\s+(?:(past|to|tae|efter|after)\s+)?(\d{1,2}|` + hourWords + `)|(` + hourWords + `)\s+(?:o\s?['’]?\s?clock))\b`)
	hourWord = regexp.MustCompile(`^(?:` + hourWords + `)\b`)
	inHalf   = regexp.MustCompile(`^` + sayHalf)
	rangeAt  = regexp.MustCompile(`^\s*(?:[-–—‒−‑]+|to|tae|till?|'?til|’til|until|untill|through|ending(?: at)?|finish(?:ing|es)?(?: at)?)\s*(?:about|aboot|around|roughly|approx\.?)?\s*`)
	andAt    = regexp.MustCompile(`^\s*(?:and|&)\s*`)
)

// notHours are what a number counts when it is no hour.
var notHours = regexp.MustCompile(`^\s*(?:[-–+%°/]|(?:years?|yrs?|yr|year ?olds?|olds?|months?|mths?|weeks?|wks?|days?|hours?|mins?|minutes|miles?|mi|km|k|m|metres?|people|persons?|folk|places|spaces|players?|members|volunteers|seats?|tables?|stalls?|pence|p|pounds|quid|stone|kg|lb|x|th|st|nd|rd|sessions?|classes|course|courses|steps|and over|and under|or over|pupils|children|weans|bairns|kids|a head|each)\b)`)

// notTimes are words before a number that is no time.
var notTimes = regexp.MustCompile(`(?:\b(?:ages?|aged|over|under|room|unit|plots?|page|no|number|nos|flat|bus|buses|route|junction|level|levels|stage|p|s|primary|bay|door|gate|hole|lane|court|pitch|studio|grade|about|around|approx|up to|max|maximum|minimum|at least|only|first|some|group of|groups of|teams? of|of|sc|reg|m|a)\.?\s*|[£#/.\d:]|[-–]\s*)$`)

// clockFrom reads a time at i: where it ends, and whether there is one.
func (s *sheet) clockFrom(i int) (clock, int, bool) {
	low := s.ahead(i, len(s.low))
	if m := spoken.FindStringSubmatchIndex(low); m != nil {
		c, end, ok := spokenClock(low, m, i)
		c, end = s.saidHalf(c, end)
		return c, end, ok
	}
	m := clockAt.FindStringSubmatch(low)
	if m == nil {
		return clock{}, i, false
	}
	end := i + len(m[0])
	c := clock{}
	half := m[5]
	switch {
	case m[6] != "":
		if c.exact, c.hour = true, 12; m[6] == "midnight" {
			c.hour = 24
		}
		return c, end, true
	case m[1] != "": // "730pm", "1900hrs"
		n := number(m[1])
		c.hour, c.minute, half = n/100, n%100, m[2]
	default:
		c.hour, c.minute = number(m[3]), number(m[4])
		c.bare = m[4] == "" && half == ""
	}
	switch strings.ReplaceAll(strings.TrimSuffix(half, "."), ".", "") {
	case "am", "pm":
		c.half = strings.ReplaceAll(half, ".", "")
	case "noon", "midday":
		c.exact = c.hour == 12
	case "midnight":
		c.exact, c.hour = c.hour == 12, 24
	case "hrs", "hours", "h":
		c.exact = true
	}
	if m[4] != "" && half == "" && (m[3][0] == '0' || c.hour > 12) {
		c.exact = true
	}
	if n := len(oclock.FindString(s.ahead(end, len(s.low)))); n > 0 {
		end, c.bare = end+n, false
	}
	c, end = s.saidHalf(c, end)
	ok := c.hour <= 24 && c.minute < 60 && !letterAt(s.low, end) && (end == len(s.low) || !isDigit(s.low[end])) && (c.half == "" || c.hour <= 12 && c.hour > 0 || c.half == "pm")
	if c.half != "" && c.hour > 12 {
		c.half, c.exact = "", true // "17.00pm"
	}
	return c, end, ok
}

// endFrom reads a time that ends a range: a word for the hour will do.
func (s *sheet) endFrom(i int) (clock, int, bool) {
	if c, end, ok := s.clockFrom(i); ok {
		return c, end, ok
	}
	word := hourWord.FindString(s.ahead(i, len(s.low)))
	return clock{hour: hourOf(word), bare: true}, i + len(word), word != ""
}

// saidHalf reads "in the morning" behind a time.
func (s *sheet) saidHalf(c clock, end int) (clock, int) {
	m := inHalf.FindStringSubmatch(s.ahead(end, len(s.low)))
	if m == nil || c.exact || c.half != "" {
		return c, end
	}
	c.half, c.bare = "pm", false
	if strings.HasPrefix(m[1], "morn") || strings.HasPrefix(m[1], "foren") {
		c.half = "am"
	}
	return c, end + len(m[0])
}

// spokenClock reads "half past seven" and "seven o'clock".
func spokenClock(low string, m []int, i int) (clock, int, bool) {
	part := func(n int) string {
		if m[2*n] < 0 {
			return ""
		}
		return low[m[2*n]:m[2*n+1]]
	}
	c := clock{hour: hourOf(part(3) + part(4))}
	switch {
	case part(1) != "quarter" && part(1) != "" && part(2) != "to" && part(2) != "tae": // "half ten" is half past
		c.minute = 30
	case part(1) == "quarter" && (part(2) == "to" || part(2) == "tae"):
		c.hour, c.minute = c.hour-1, 45
	case part(1) == "quarter" && part(2) != "":
		c.minute = 15
	case part(1) != "":
		return c, i, false
	}
	return c, i + m[1], c.hour > 0 && c.hour <= 12
}

func hourOf(s string) int {
	for i, w := range strings.Split(hourWords, "|") {
		if s == w {
			return i + 1
		}
	}
	return number(s)
}

// number gives a number of a few digits; 0 for none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// letterAt reports whether a letter stands at i, letterBefore whether one ends
// there.
func letterAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

func letterBefore(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsLetter(r)
}
