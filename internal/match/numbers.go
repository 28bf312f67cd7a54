package match

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"alongside/internal/concept"
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
		is := slices.Contains([]string{"am", "is", "aged", "age", "turned", "turning", "nearly", "almost", "now"}, before) &&
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

// An amount that someone names as the most they can pay, as "up to £5", "no more
// than three pounds", "can stretch to a fiver".
var pounds = regexp.MustCompile(`(?i)\b(?:up to|at most|no more than|nae mair than|not more than|less than|under|maximum|max|afford|spend|spare|stretch to|manage|pay)\s+(?:about |maybe |of |only |a |couple of )*(?:£\s?(\d{1,3})(?:\.(\d\d))?|(\d{1,3}|[a-z]+)\s?(pounds?|quid|fiver|tenner)?)\b`)

// costOf reads the most that someone can pay, in pence.
func costOf(txt string) (pence int64, said string, ok bool) {
	for _, m := range pounds.FindAllStringSubmatchIndex(txt, 4) {
		group := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return txt[m[2*n]:m[2*n+1]]
		}
		if p := group(1); p != "" {
			n, _ := strconv.Atoi(p)
			cents, _ := strconv.Atoi("0" + group(2))
			return int64(100*n + cents), txt[m[0]:m[1]], true
		}
		word, unit := group(3), group(4)
		n, err := strconv.Atoi(word)
		if err != nil {
			n = numbers[word]
		}
		if n > 0 && (unit != "" || word == "fiver" || word == "tenner") {
			return int64(100 * n), txt[m[0]:m[1]], true
		}
	}
	return 0, "", false
}

var far = regexp.MustCompile(`(?i)\b(?:within|up to|no more than|not more than|at most|under|less than|inside)\s+(?:about |a )*` +
	`(\d{1,2}|mile|one|two|three|four|five|six|ten|couple of|few)[ -]?(miles?|km|kilomet(?:re|er)s?)?\b`)

// withinOf reads how far is not too far, in metres.
func withinOf(txt string) (metres float64, said string, ok bool) {
	m := far.FindStringSubmatchIndex(txt)
	if m == nil {
		return 0, "", false
	}
	word, unit := strings.ToLower(txt[m[2]:m[3]]), "miles"
	if m[4] >= 0 {
		unit = txt[m[4]:m[5]]
	} else if word != "mile" {
		return 0, "", false
	}
	n, err := strconv.Atoi(word)
	if err != nil {
		switch word {
		case "mile":
			n = 1
		case "couple of":
			n = 2
		case "few":
			n = 3
		default:
			n = numbers[word]
		}
	}
	if n == 0 {
		return 0, "", false
	}
	one := 1609.344
	if unit[0] == 'k' || unit[0] == 'K' {
		one = 1000
	}
	return float64(n) * one, txt[m[0]:m[1]], true
}
