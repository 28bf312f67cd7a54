// Package schedule reads times as people write them into recurrence rules, and
// works out from rules what happens when. It never guesses: what it does not
// understand whole stays as text.
package schedule

import (
	"slices"
	"strings"
	"time"

	"alongside/internal/directory"
)

// Reading is what Parse made of a text.
type Reading struct {
	// Schedules are the rules found, the first of them carrying the text; or,
	// when nothing was understood, one schedule with the text alone.
	Schedules []directory.Schedule
	// Understood is false when the text was left as text.
	Understood bool
}

// longest is the most bytes of a text that Parse tries to read.
const longest = 2000

// Parse reads times as people write them, "Tuesdays and Wednesdays 9.30am -
// 3.30pm" or "1st Monday of the month, 7pm". today settles the year of a date
// that names none. Nothing at all gives no schedule.
func Parse(text string, today directory.Date) Reading {
	text = strings.TrimSpace(text)
	if text == "" {
		return Reading{}
	}
	asText := Reading{Schedules: []directory.Schedule{{Text: text}}}
	if len(text) > longest {
		return asText
	}
	p := parser{today: today}
	if !p.read(text) {
		return asText
	}
	found := p.schedules()
	if len(found) == 0 {
		return asText
	}
	for _, s := range found {
		if len(Validate(s)) > 0 {
			return asText
		}
	}
	found[0].Text = text
	return Reading{Schedules: found, Understood: true}
}

// dayCodes are RFC 5545's names of the weekdays, from Sunday.
var dayCodes = [7]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// Weekly gives the rule of something that happens every week on these days.
func Weekly(days ...time.Weekday) string {
	return "FREQ=WEEKLY;BYDAY=" + joinDays(days, nil)
}

// joinDays gives BYDAY's value, from Monday, with each of the ordinals (1 to 5,
// -1 for the last) before each day if there are any.
func joinDays(days []time.Weekday, nth []int) string {
	var out []string
	for _, d := range directory.Weekdays() {
		if !slices.Contains(days, d) {
			continue
		}
		if len(nth) == 0 {
			out = append(out, dayCodes[d])
		}
		for _, n := range nth {
			out = append(out, itoa(n)+dayCodes[d])
		}
	}
	return strings.Join(out, ",")
}
