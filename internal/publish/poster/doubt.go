package poster

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// askLeft asks about times, from one to another, that belong to no days.
func (r *reader) askLeft(all []session, chosen bool) {
	for _, s := range all {
		if chosen && s.role == roleMain && !s.hasDays() && !s.startsOn() && ranged(s.clocks) {
			r.ask(AskTwice, "when", s.spans[0])
		}
	}
}

// askWhich asks about a text that was not understood, with the rules that may be
// meant.
func (r *reader) askWhich(s session, text, path string, at span) {
	if words := s.weekdays(); isFortnightly(words) || s.fortnightly() {
		r.ask(AskFirst, path, at)
		return
	} else if nth := everyNth(text); nth != "" {
		r.ask(AskNth, path, at, known(schedule.Parse(nth, r.Today).Schedules)...)
		return
	}
	var choices []directory.Schedule
	for _, halves := range [][2]string{{"am", "am"}, {"am", "pm"}, {"pm", "pm"}} {
		o := s
		o.clocks = nil
		for _, a := range s.clocks {
			a.clocks = slices.Clone(a.clocks)
			for i := range a.clocks {
				if c := &a.clocks[i]; c.half == "" && !c.exact && c.hour <= 12 {
					c.half = halves[min(i, 1)]
				}
			}
			o.clocks = append(o.clocks, a)
		}
		if len(o.clocks) == 0 {
			continue
		}
		days, _, _ := strings.Cut(text, ", ")
		for _, c := range known(schedule.Parse(days+o.clockWords(), r.Today).Schedules) {
			c.Text = ""
			if !slices.ContainsFunc(choices, func(h directory.Schedule) bool { return h.Opens == c.Opens && h.Closes == c.Closes && h.Rule == c.Rule }) && shorter(c) {
				choices = append(choices, c)
			}
		}
	}
	if len(choices) > 0 {
		r.ask(AskHalf, path, at, choices...)
		return
	}
	r.ask(AskTimes, path, at)
}

// shorter leaves out what would last all night.
func shorter(s directory.Schedule) bool {
	from, _ := s.Opens.Minutes()
	to, ok := s.Closes.Minutes()
	return !ok || to > from && to-from <= 8*60
}

// askNot asks about days when it is not on.
func (r *reader) askNot(all []session) {
	for _, s := range all {
		if s.role == roleNot {
			r.ask(AskExcept, "when", s.spans[0])
		}
	}
	for _, p := range r.pieces() {
		m := exception.FindStringIndex(r.lower(p.span))
		if m == nil {
			continue
		}
		at := span{p.start + m[0], p.end}
		read := slices.ContainsFunc(r.atoms, func(a atom) bool { return (a.kind == atTerm || a.kind == atNot) && a.meets(at) })
		if !read && !slices.ContainsFunc(all, func(s session) bool { return s.role == roleNot && s.spans[0].meets(at) }) {
			r.ask(AskExcept, "when", at)
			if len(r.runsIn(p.span)) > 0 {
				r.claim(at, claimTime)
			}
		}
	}
}

// exception are words that tell of days when it is not on.
var exception = regexp.MustCompile(`\b(?:not (?:on )?(?:public|bank) hol\w*|except|excluding|excl\.|apart from|closed (?:on|for|over|during|in|bank|public|easter|christmas|xmas)|not on|no (?:class|classes|session|sessions|meeting|meetings|group|club) (?:on|in|over|during))\b`)

// askOverlaps asks about two times that are on the same day at once.
func (r *reader) askOverlaps() {
	type timed struct {
		directory.Schedule
		at Span
	}
	var all []timed
	for _, w := range r.draft.When {
		for _, s := range w.Schedules {
			if s.Known() && s.Opens != "" {
				all = append(all, timed{s, w.At[0]})
			}
		}
	}
	for i, a := range all {
		for _, b := range all[:i] {
			closes := func(s timed) directory.Clock { return max(s.Closes, s.Opens) }
			same := a.Rule == b.Rule && a.Start == b.Start && a.Opens < closes(b) && b.Opens < closes(a)
			if same {
				r.askAt(AskTwice, "when", []Span{b.at, a.at}, b.Schedule, a.Schedule)
			}
		}
	}
}

// askWeekly asks of one day of the week, in the singular and with nothing that
// says how often, whether it is every week: "Sunday 2-4pm".
func (r *reader) askWeekly(chosen []session) {
	if len(chosen) != 1 || len(r.draft.When) != 1 || !r.draft.When[0].Understood {
		return
	}
	s := chosen[0]
	bounded := s.from != nil || s.until != nil || s.weeks > 0 || s.term || s.months != nil || s.not != nil || s.every != ""
	if len(s.days) != 1 || bounded || s.part != "" || !slices.Contains(weekdayNames, s.days[0].words) || weeklySaid.MatchString(r.low) {
		return
	}
	once := func(c directory.Schedule) bool { return !c.Known() }
	r.ask(AskRepeat, "when[0]", s.spans[0], slices.DeleteFunc(slices.Clone(r.draft.When[0].Schedules), once)...)
}

var (
	weekdayNames = strings.Fields("monday tuesday wednesday thursday friday saturday sunday")
	weeklySaid   = regexp.MustCompile(`\b(?:weekly|every week|each week|(?:mon|tues|wednes|thurs|fri|satur|sun)days|a week|regular|(?:every|each|ilka) (?:mon|tue|wed|thu|fri|sat|sun)\w*)\b`)
)

// askAlso asks of days without times beside those that have them.
func (r *reader) askAlso() {
	timed := slices.ContainsFunc(r.draft.When, func(w When) bool { return w.Schedules[0].Opens != "" })
	for i, w := range r.draft.When {
		if timed && w.Understood && w.Schedules[0].Opens == "" {
			r.askAt(AskAlso, fmt.Sprintf("when[%d]", i), w.At)
		}
	}
}
