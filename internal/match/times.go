package match

import (
	"slices"
	"time"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// allSlots is the whole week.
const allSlots = Slots(1<<21 - 1)

var children = setOf("children child daughter son boys girls")

var weekdayWords = map[string][]time.Weekday{
	"monday": {time.Monday}, "mondays": {time.Monday}, "tuesday": {time.Tuesday}, "tuesdays": {time.Tuesday},
	"wednesday": {time.Wednesday}, "wednesdays": {time.Wednesday}, "thursday": {time.Thursday}, "thursdays": {time.Thursday},
	"friday": {time.Friday}, "fridays": {time.Friday}, "saturday": {time.Saturday}, "saturdays": {time.Saturday},
	"sunday": {time.Sunday}, "sundays": {time.Sunday},
	"weekend": {time.Saturday, time.Sunday}, "weekends": {time.Saturday, time.Sunday},
	"weekday": weekdays, "weekdays": weekdays,
}

var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

var partWords = map[string][]directory.PartOfDay{
	"morning": {directory.Morning}, "mornings": {directory.Morning},
	"afternoon": {directory.Afternoon}, "afternoons": {directory.Afternoon},
	"evening": {directory.Evening}, "evenings": {directory.Evening}, "night": {directory.Evening}, "nights": {directory.Evening},
	"daytime": {directory.Morning, directory.Afternoon}, "daytimes": {directory.Morning, directory.Afternoon},
}

// Words that say that someone can, or can't, at the times beside them.
var (
	canWords = []string{"free", "only", "available", "suit", "suits", "best", "better", "prefer", "off", "fine", "ok", "okay",
		"something", "anything", "somewhere", "looking", "ideally", "manage", "home"}
	// notWords turn only the times behind them, or right before them.
	notWords = []string{"not", "no", "never", "nothing"}
	// canPairs say so as two words.
	canPairs    = [][2]string{{"can", "do"}, {"could", "do"}, {"can", "make"}, {"are", "good"}, {"is", "good"}, {"can", "come"}, {"able", "to"}}
	cannotWords = []string{"not", "no", "never", "work", "working", "works", "shift", "shifts", "busy", "except", "bar", "apart", "bad", "hard", "difficult",
		"awful", "dialysis", "clinic", "college", "uni", "asleep", "sleep", "sleeping", "taken", "nothing"}
	cannotPairs = [][2]string{{"are", "out"}, {"is", "out"}, {"are", "for"}, {"is", "for"}}
	afterWork   = []string{"after", "outside"}
	// toldWords say that a clause tells of times gone by.
	toldWords = []string{"was", "worked", "used", "years", "year", "retired", "lad", "lass", "did", "had"}
)

// freeTimes reads the parts of the week that suit: ones that are said to suit,
// less those that are said not to. said is the words of the first of them, or
// else, against is true, of the first that does not suit.
func freeTimes(txt string, words []concept.Word) (free Slots, said string, against bool) {
	var can, cannot Slots
	for i := 0; i < len(words); {
		end := clauseEnd(words, i)
		slots, first, last := slotsOf(words, i, end)
		if slots != 0 {
			switch these := txt[words[first].Start:words[last].End]; suits(words[i:end], first-i, last-i) {
			case yes:
				if can == 0 {
					said = these
				}
				can |= slots
			case no:
				if can|cannot == 0 {
					said = these
				}
				cannot |= slots
			case unsaid: // the times of something else
			}
		}
		i = end
	}
	switch {
	case can == 0 && cannot == 0:
		return 0, "", false
	case can == 0:
		can, against = allSlots, true
	}
	if can &^= cannot; can == allSlots || can == 0 {
		return 0, "", false
	}
	return can, said, against
}

// clauseEnd gives where a clause ends that begins at a word: at a stop, at "but"
// and the like, or at a comma behind which a new one begins.
func clauseEnd(words []concept.Word, from int) int {
	for i := from + 1; i < len(words); i++ {
		w := &words[i]
		if w.Breaks == concept.Stop || slices.Contains([]string{"but", "though", "because", "so"}, w.Text) && !allBut(words[i-1:]) {
			return i
		}
		if (w.Breaks == concept.Comma || words[i-1].Text == "and") && (w.Text == "i" || w.Text == "not" || w.Text == "can") {
			return i
		}
		if w.Breaks == concept.Comma && !listed(words[i:]) {
			return i
		}
	}
	return len(words)
}

// allBut reports whether words, the second of which is "but", leave times out:
// "any day but Monday".
func allBut(words []concept.Word) bool {
	if words[1].Text != "but" || len(words) < 3 || !slices.Contains([]string{"day", "days", "time", "times", "anytime"}, words[0].Text) {
		return false
	}
	_, _, took := timeAt(words[2:])
	return took > 0
}

// listed reports whether words behind a comma go on with times, and are not a
// clause about them ("weekends are for family").
func listed(words []concept.Word) bool {
	_, _, took := timeAt(words)
	return took > 0 && (took == len(words) || words[took].Text != "are" && words[took].Text != "is")
}

// slotsOf reads the times in words[from:to]: a day with the part behind it, days
// and parts alone, "Monday to Friday", "nine to five", "school hours". first and
// last are the words between which they stand.
func slotsOf(words []concept.Word, from, to int) (slots Slots, first, last int) {
	first = -1
	var days []time.Weekday
	var parts []directory.PartOfDay
	flush := func() {
		switch {
		case len(days) > 0 && len(parts) > 0:
			slots |= cross(days, parts)
		case len(days) > 0:
			slots |= cross(days, directory.PartsOfDay())
		case len(parts) > 0:
			slots |= cross(directory.Weekdays(), parts)
		}
		days, parts = nil, nil
	}
	for i := from; i < to; {
		day, part, took := timeAt(words[i:to])
		switch {
		case took == 0 && slices.Contains([]string{"and", "or", "on", "to", "in", "a"}, words[i].Text):
			i++
			continue // "Tuesday and Thursday mornings"
		case took == 0:
			flush()
			i++
			continue
		case day != nil && len(parts) > 0 && (len(days) > 0 || joined(words[i-1:i+1])):
			flush() // "mornings and weekends", not "after 6pm on weekdays"
		}
		if first < 0 {
			first = i
		}
		if len(day) == 1 && len(days) > 0 && words[i-1].Text == "to" {
			day = through(days[len(days)-1], day[0])
		}
		days, parts = append(days, day...), append(parts, part...)
		i += took
		last = i - 1
	}
	flush()
	return slots, first, last
}

// joined reports whether the second of two words is one more, and not of the first.
func joined(words []concept.Word) bool {
	return words[0].Text == "and" || words[0].Text == "or" || words[1].Breaks != concept.NoBreak
}

// timeAt reads the days or the parts of the day that words begin with, and says
// how many words they take.
func timeAt(words []concept.Word) (days []time.Weekday, parts []directory.PartOfDay, took int) {
	at := func(n int) string {
		if n < len(words) {
			return words[n].Text
		}
		return ""
	}
	first := words[0].Text
	day := []directory.PartOfDay{directory.Morning, directory.Afternoon}
	switch {
	case weekdayWords[first] != nil:
		return weekdayWords[first], nil, 1
	case partWords[first] != nil:
		return nil, partWords[first], 1
	case first == "weeknight" || first == "weeknights":
		return weekdays, []directory.PartOfDay{directory.Evening}, 1
	case slices.Contains(afterWork, first) && at(1) == "work":
		return nil, []directory.PartOfDay{directory.Evening}, 2
	case first == "school" && at(1) == "hours":
		return weekdays, day, 2
	case children[first] && at(1) == "at" && at(2) == "school":
		return weekdays, day, 3
	case children[first] && (at(1) == "are" || at(1) == "is") && at(2) == "at" && at(3) == "school":
		return weekdays, day, 4
	case (first == "nine" || first == "9") && at(1) == "to" && (at(2) == "five" || at(2) == "5"):
		return nil, day, 3
	case first == "9" && at(1) == "5":
		return nil, day, 2
	}
	parts, took = hoursAt(words)
	return nil, parts, took
}

// through gives the days from one to another.
func through(from, to time.Weekday) (out []time.Weekday) {
	for d := from; ; d = (d + 1) % 7 {
		out = append(out, d)
		if d == to {
			return out
		}
	}
}

func cross(days []time.Weekday, parts []directory.PartOfDay) (s Slots) {
	for _, d := range days {
		for _, p := range parts {
			s |= directory.Slot(d, p)
		}
	}
	return s
}

// whether says whether times suit.
type whether uint8

const (
	unsaid whether = iota
	yes
	no
)

// suits says whether the times in a clause suit: "I work mornings" says no, "I
// can only do mornings" yes, and "morning rolls" neither.
func suits(clause []concept.Word, first, last int) whether {
	if slices.ContainsFunc(clause, func(w concept.Word) bool { return slices.Contains(toldWords, w.Text) }) {
		return unsaid
	}
	w := unsaid
	for len(clause) > 0 && slices.Contains([]string{"and", "or", "in", "on", "so"}, clause[0].Text) {
		clause, first, last = clause[1:], first-1, last-1
	}
	if len(clause) == 0 {
		return w
	}
	if _, _, took := timeAt(clause); took > 0 {
		w = yes // "weekday evenings, in Partick"
	}
	for i := 0; i < len(clause); i++ {
		text := clause[i].Text
		if _, took := hoursAt(clause[i:]); took > 0 {
			if slices.Contains(notWords, text) || slices.Contains(afterWork, text) {
				w = yes // "not before 11am", "after 6"
			}
			i += took - 1
			continue
		}
		if i > 0 && (slices.Contains(cannotPairs, [2]string{clause[i-1].Text, text}) || allBut(clause[i-1:])) ||
			slices.Contains(cannotWords, text) && (i == 0 || !slices.Contains(afterWork, clause[i-1].Text)) &&
				(i+1 == len(clause) || clause[i+1].Text != "more") && (i < first || i <= last+2 || !slices.Contains(notWords, text)) {
			return no
		}
		if slices.Contains(canWords, text) || slices.Contains(afterWork, text) ||
			i > 0 && slices.Contains(canPairs, [2]string{clause[i-1].Text, text}) {
			w = yes
		}
	}
	if w == unsaid && slices.ContainsFunc(clause, func(w concept.Word) bool { return w.Text == "would" || w.Text == "want" || w.Text == "fancy" }) {
		return yes // "I'd love to sing on Thursday evenings"
	}
	return w
}
