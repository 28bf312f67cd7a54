package match

import (
	"slices"
	"strconv"
	"strings"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// Words before an hour: from it on, or up to it. Behind "not" they change places.
var (
	fromWords  = []string{"after", "from", "past"}
	untilWords = []string{"before", "until", "till", "by"}
)

// span is a part of a day from one hour up to another, in hours since midnight.
type span struct{ from, to float64 }

// parts gives the parts of the day of which the most lies in the span; none when
// that is all of them, for then nothing is asked.
func (s span) parts() (out []directory.PartOfDay) {
	for _, p := range []struct {
		part     directory.PartOfDay
		from, to float64
	}{{directory.Morning, 10, 11}, {directory.Afternoon, 14, 15}, {directory.Evening, 20, 20}} {
		if s.from <= p.from && s.to >= p.to {
			out = append(out, p.part)
		}
	}
	if len(out) == len(directory.PartsOfDay()) {
		return nil
	}
	return out
}

// hoursAt reads the hours that words begin with, as parts of the day: "after
// 6pm", "from two o'clock to four o'clock", "not before 11am", "no later than 3".
// took is how many words they take; there may be no parts.
func hoursAt(words []concept.Word) (parts []directory.PartOfDay, took int) {
	i := 0
	negated := slices.Contains(notWords, words[0].Text)
	if negated {
		i++
	}
	if i >= len(words) {
		return nil, 0
	}
	word := words[i].Text
	from, until := slices.Contains(fromWords, word), slices.Contains(untilWords, word)
	if i+1 < len(words) && words[i+1].Text == "than" {
		from, until = word == "later", word == "earlier" || word == "sooner"
		i++
	}
	if from == until {
		return nil, 0
	}
	hour, n, sure := hourAt(words[i+1:])
	i += 1 + n
	if n == 0 || !sure && !((negated || bare(word, hour)) && loose(words[i:])) {
		return nil, 0
	}
	if from == negated {
		return span{0, hour}.parts(), i
	}
	s := span{hour, 24}
	if i < len(words) && slices.Contains([]string{"to", "until", "till"}, words[i].Text) {
		if to, n, _ := hourAt(words[i+1:]); n > 0 && to > hour {
			s.to, i = to, i+1+n
		}
	}
	return s.parts(), i
}

// bare reports whether an hour without am or pm is one: "after 6", "before 3".
func bare(word string, hour float64) bool {
	return word == "after" && hour >= 17 && hour < 20 || word == "before" && hour >= 12 && hour < 17
}

// loose reports whether no word follows that a number before it may count.
func loose(words []concept.Word) bool {
	return len(words) == 0 || words[0].Breaks != concept.NoBreak || weekdayWords[words[0].Text] != nil ||
		slices.Contains([]string{"and", "or", "on", "in", "at", "most", "is", "are", "would", "suits", "please", "if", "when"}, words[0].Text)
}

// hourAt reads the hour that words begin with, and says how many words it takes:
// "6pm", "half" of "6.30 pm", "18:00", "eleven o'clock", "noon". Without am or pm
// it is of the day, from 9 to 8, and not sure.
func hourAt(words []concept.Word) (hour float64, took int, sure bool) {
	if len(words) == 0 {
		return 0, 0, false
	}
	if slices.Contains([]string{"noon", "midday", "lunch", "lunchtime"}, words[0].Text) {
		return 12, 1, true
	}
	digits, half := cutHalf(words[0].Text)
	n, err := strconv.Atoi(digits)
	if err != nil {
		n = numbers[digits]
	}
	if n < 1 || n > 23 {
		return 0, 0, false
	}
	hour, took = float64(n), 1
	if err == nil && half == "" && len(words) > 1 && words[1].Start == words[0].End+1 && words[1].Breaks == concept.NoBreak {
		minutes, h := cutHalf(words[1].Text)
		if m, err := strconv.Atoi(minutes); err == nil && len(minutes) == 2 && m < 60 {
			hour, half, took = hour+float64(m)/60, h, 2
			sure = n > 12
		}
	}
	if half == "" && took < len(words) && slices.Contains([]string{"am", "pm", "oclock"}, words[took].Text) {
		half = words[took].Text
		took++
	}
	switch {
	case half == "am" && n == 12 || half == "" && n > 12 && !sure:
		return 0, 0, false
	case n <= 12 && (half == "pm" && n < 12 || half != "am" && n < 9):
		hour += 12
	}
	return hour, took, sure || half != ""
}

// cutHalf parts "6pm" into its number and its half of the day.
func cutHalf(s string) (number, half string) {
	for _, half := range []string{"am", "pm"} {
		if number, ok := strings.CutSuffix(s, half); ok && number != "" {
			return number, half
		}
	}
	return s, ""
}
