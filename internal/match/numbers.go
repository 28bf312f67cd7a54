package match

import (
	"slices"
	"strconv"
	"strings"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// The ages that are believed.
const (
	leastAge = 5
	mostAge  = 115
)

// numbers are the words that people count their years and pounds in.
var numbers = func() map[string]int {
	m := map[string]int{"fiver": 5, "tenner": 10}
	ones := []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	for n, w := range ones[1:] {
		m[w] = n + 1
	}
	for n, w := range []string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"} {
		m[w] = 10 * (n + 2)
	}
	return m
}()

// number reads the number at a word, "sixty seven" among them, and says how many
// words it takes.
func number(words []concept.Word, at int) (n, took int) {
	if at >= len(words) {
		return 0, 0
	}
	if n, err := strconv.Atoi(words[at].Text); err == nil {
		return n, 1
	}
	n, ok := numbers[words[at].Text]
	if !ok {
		return 0, 0
	}
	if n >= 20 && at+1 < len(words) {
		if one := numbers[words[at+1].Text]; one > 0 && one < 10 {
			return n + one, 2
		}
	}
	return n, 1
}

// The words behind a number that make it no age.
var notYears = []string{"minutes", "minute", "hours", "hour", "miles", "mile", "weeks", "week", "days", "day", "months", "month", "stone",
	"pounds", "quid", "in", "of", "children", "cats", "dogs", "percent", "foot", "feet", "km", "am", "pm", "times", "people", "years"}

// ageOf reads how old someone says that they are, or that the one spoken of is:
// "I'm 58", "aged 67", "58 years old", "she's 84", "turned sixty", "in my 70s".
func ageOf(txt string, words []concept.Word) (age int, said string, of int) {
	for i := range words {
		n, took := number(words, i)
		if took == 0 || n < leastAge || n > mostAge {
			if decade := decadeOf(words, i); decade > 0 {
				return decade, txt[words[i-1].Start:words[i].End], i
			}
			continue
		}
		end := i + took
		behind := ""
		if end < len(words) && words[end].Breaks == concept.NoBreak {
			behind = words[end].Text
		}
		before, before2 := "", ""
		if i > 0 {
			before = words[i-1].Text
		}
		if i > 1 {
			before2 = words[i-2].Text
		}
		old := behind == "years" && end+1 < len(words) && words[end+1].Text == "old" || behind == "year" && end+1 < len(words) && words[end+1].Text == "old"
		who := before != "is" || i < 2 || third[before2] || relations[before2]
		is := who && (slices.Contains([]string{"am", "is", "aged", "age", "turned", "turning", "nearly", "almost", "now"}, before) || relations[before]) &&
			!slices.Contains(notYears, behind) && before2 != "there" && before2 != "that" && before2 != "it"
		if old || is {
			from := i
			if is && i > 0 {
				from = i - 1
			}
			if old {
				end += 2
			}
			return n, txt[words[from].Start:words[min(end, len(words))-1].End], i
		}
	}
	return 0, "", 0
}

// decadeOf reads "in my 70s" as the middle of the seventies.
func decadeOf(words []concept.Word, at int) int {
	if at < 2 || words[at-2].Text != "in" {
		return 0
	}
	switch words[at].Text {
	case "50s", "fifties":
		return 55
	case "60s", "sixties":
		return 65
	case "70s", "seventies":
		return 75
	case "80s", "eighties":
		return 85
	case "90s", "nineties":
		return 95
	case "40s", "forties":
		return 45
	case "30s", "thirties":
		return 35
	case "20s", "twenties":
		return 25
	}
	return 0
}

// mostPounds is the largest amount that is believed.
const mostPounds = 1_000

// upTo are the words before an amount that make it the most.
var upTo = []string{"to", "most", "than", "under", "maximum", "max", "afford", "spend", "spare", "stretch", "manage", "pay", "within", "inside", "about"}

// most reports whether words before a number make it the most that someone wants.
func most(words []concept.Word, at int) bool {
	for i := at - 1; i >= max(0, at-4) && words[i+1].Breaks == concept.NoBreak; i-- {
		if slices.Contains(upTo, words[i].Text) {
			return true
		}
	}
	return false
}

// tops reports whether words behind an amount make it the most: "a tenner tops".
func tops(words []concept.Word, at int) bool {
	for i := at; i < min(len(words), at+4) && words[i].Breaks == concept.NoBreak; i++ {
		switch words[i].Text {
		case "tops", "max", "maximum", "most", "spare":
			return true
		case "less":
			return words[i-1].Text == "or"
		}
	}
	return false
}

// costOf reads the most that someone can pay, in pence: "up to £5", "no more than
// three pounds", "can stretch to a fiver".
func costOf(txt string, words []concept.Word) (pence int64, said string, ok bool) {
	for i := range words {
		n, took := number(words, i)
		if took == 0 || n > mostPounds || !most(words, i) && !tops(words, i+took) {
			continue
		}
		sign := strings.HasSuffix(txt[:words[i].Start], "£")
		end := i + took
		unit := words[i].Text == "fiver" || words[i].Text == "tenner"
		if end < len(words) && slices.Contains([]string{"pound", "pounds", "quid"}, words[end].Text) {
			unit = true
			end++
		}
		if !sign && !unit {
			continue
		}
		pence = int64(100 * n)
		if sign && end < len(words) && words[end].Start >= words[end-1].End && txt[words[end-1].End:words[end].Start] == "." && len(words[end].Text) == 2 {
			if p, err := strconv.Atoi(words[end].Text); err == nil {
				pence += int64(p)
				end++
			}
		}
		from := words[i].Start
		if sign {
			from -= len("£")
		}
		return pence, txt[from:words[end-1].End], true
	}
	return 0, "", false
}

// withinOf reads how far is not too far, in metres: "within two miles", "nothing
// more than a mile away".
func withinOf(txt string, words []concept.Word) (metres float64, said string, ok bool) {
	for i := range words {
		one := 0.0
		switch words[i].Text {
		case "mile", "miles":
			one = 1609.344
		case "km", "kilometre", "kilometres", "kilometers":
			one = 1000
		}
		if one == 0 || i == 0 {
			continue
		}
		n, from := 1, i
		switch words[i-1].Text {
		case "couple":
			n, from = 2, i-1
		case "few":
			n, from = 3, i-1
		default:
			if k, took := number(words, i-1); took == 1 {
				n, from = k, i-1
			}
		}
		if n > 0 && float64(n)*one <= directory.MaxWithin && most(words, from) {
			return float64(n) * one, txt[words[from].Start:words[i].End], true
		}
	}
	return 0, "", false
}
