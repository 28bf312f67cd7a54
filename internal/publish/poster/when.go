package poster

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"alongside/internal/directory"
)

// readWhen works out when it is.
func (r *reader) readWhen() {
	var all []session
	for _, u := range r.runs {
		if !r.claimed(u.span, claimOther) && r.worthy(u) {
			all = append(all, r.sessionsOf(u)...)
		}
	}
	all = gather(r.joinClose(all))
	r.askNot(all)
	chosen := r.chosen(all)
	r.askLeft(all, len(chosen) > 0)
	chosen = r.ofDates(chosen)
	for _, s := range chosen {
		if len(r.draft.When) >= most {
			break
		}
		r.addWhen(s)
	}
	if len(r.draft.When) == 0 {
		r.ask(AskWhen, "when", span{})
	}
	r.askOverlaps()
	r.askAlso()
	r.askWeekly(chosen)
}

// ofDates makes a date of a weekday in the singular where one of the dates said
// is on it: "Thur 26, Fri 27, Sat 28 Feb 7.30pm, matinee Sat 2pm". Without such a
// date, how often it is has to be asked.
func (r *reader) ofDates(all []session) []session {
	var dates []date
	for _, s := range all {
		dates = append(dates, s.dates...)
	}
	if len(dates) == 0 {
		return all
	}
	out := slices.Clone(all)
	for i, s := range out {
		if len(s.days) != 1 || !slices.Contains(weekdayNames, s.days[0].words) || s.bounded {
			continue
		}
		var on []date
		for _, d := range dates {
			settled, _ := d.settle(r.Today)
			if t, err := settled.In(time.UTC); err == nil && strings.EqualFold(t.Weekday().String(), s.days[0].words) && !slices.Contains(on, d) {
				on = append(on, d)
			}
		}
		if len(on) == 1 {
			out[i].days, out[i].dates = nil, on
		} else {
			out[i].role = roleVague
		}
	}
	return out
}

// joinClose joins what a few words part in one sentence: days and their times
// ("Fridays after prayers, 2pm to 4pm"), days and others that have the times of
// both ("Mondays (new) and Fridays (old), 2-4pm"), times and more of them ("6-7
// (beginners), 7-8").
func (r *reader) joinClose(all []session) []session {
	var out []session
	last := -1 // the last in out that is not of something else
	for _, s := range all {
		if last >= 0 && s.role == roleMain && out[last].line == s.line {
			d := &out[last]
			text := r.gapText(*d, s)
			close := text != "" && r.sentenceAt(d.spans[0]).holds(s.spans[0]) && len(strings.Fields(text)) <= 8 && !sideTime.MatchString(text)
			more := d.complete() && ranged(d.clocks) && ranged(s.clocks) && len(strings.Fields(text)) <= 3
			switch {
			case close && s.hasClocks() && !s.hasDays() && (d.hasDays() && !d.hasClocks() || more):
				d.give(s)
				if last > 0 {
					if o := &out[last-1]; o.line == s.line && o.hasDays() && !o.hasClocks() && o.role == roleMain && andBetween.MatchString(r.gapText(*o, *d)) {
						o.give(s)
					}
				}
				continue
			case close && s.complete() && d.hasDays() && !d.hasClocks() && andBetween.MatchString(text):
				times := s
				times.spans = nil
				d.give(times)
			}
		}
		out = append(out, s)
		if s.role == roleMain {
			last = len(out) - 1
		}
	}
	return out
}

// gapText gives what stands between two sessions, in lower case.
func (r *reader) gapText(a, b session) string {
	gap := span{a.spans[len(a.spans)-1].end, b.spans[0].start}
	if gap.empty() {
		return ""
	}
	return r.lower(gap)
}

var andBetween = regexp.MustCompile(`\band\b|&|\+`)

// sideTime are words before a time that is not when it begins.
var sideTime = regexp.MustCompile(`\b(?:lunch|tea|served|food|soup|music|arrive|from where|doors|kick|leav\w*|bus|minibus|back)\b[^,;]*$`)

// worthy leaves out what is no time when it stands alone: "sat" in a sentence, a
// part of the day, 11-12 that may be ages.
func (r *reader) worthy(u run) bool {
	whole := u.line >= 0 && r.lines[u.line].rest() == u.span
	label := u.line >= 0 && r.lines[u.line].label == labelWhen
	if len(u.atoms) > 1 {
		lonely := func(a atom) bool { return a.kind == atDays && lonelyDay.MatchString(r.lower(a.span)) }
		return whole || label || slices.ContainsFunc(u.atoms, func(a atom) bool { return !lonely(a) })
	}
	switch a := u.atoms[0]; a.kind {
	case atPart, atWeekly:
		return label && a.kind == atWeekly
	case atDays:
		return !lonelyDay.MatchString(r.low[a.start:a.end]) || whole || label
	case atClocks:
		bare := true
		for _, c := range a.clocks {
			bare = bare && c.bare
		}
		return !bare || whole || label || len(a.clocks) > 1 && r.dayNear(u)
	}
	return true
}

// dayNear reports whether the run before or behind, in the same or the next line,
// has days.
func (r *reader) dayNear(u run) bool {
	return slices.ContainsFunc(r.runs, func(o run) bool {
		d := o.line - u.line
		return d >= -1 && d <= 1 && o.start != u.start && slices.ContainsFunc(o.atoms, func(a atom) bool { return a.kind == atDays || a.kind == atDates || a.kind == atFrom })
	})
}

// chosen gives the sessions that are when it is: those with days and times, and
// days of their own that have none; where nothing has both, what there is.
func (r *reader) chosen(all []session) []session {
	var full, days []session
	for _, s := range all {
		switch {
		case s.role == roleVague && s.hasDays(), s.role == roleMain && (s.complete() || s.startsOn() && s.hasClocks()):
			full = append(full, s)
		case s.role == roleMain && (s.hasDays() || s.startsOn()):
			days = append(days, s)
		}
	}
	if len(full) == 0 {
		if len(days) > 0 {
			return days
		}
		for _, s := range all { // the office's hours, where there are no others
			if s.role == roleOffice && s.complete() {
				full = append(full, s)
			}
		}
		return full
	}
	for _, s := range days {
		if r.ownDays(s, full) {
			full = append(full, s)
		}
	}
	slices.SortStableFunc(full, func(a, b session) int { return a.spans[0].start - b.spans[0].start })
	return full
}

// ownDays reports whether days without times are more than a mention of days that
// have them: "the first Monday of every month".
func (r *reader) ownDays(s session, full []session) bool {
	if len(s.days) == 0 {
		return false
	}
	said := s.weekdays()
	nth := strings.Contains(said, "month")
	if !nth && !strings.Contains(said, "every") && !strings.Contains(said, "days") {
		return false
	}
	for _, f := range full {
		have := f.weekdays()
		if strings.Contains(have, "every day") || !nth && slices.ContainsFunc(dayWord.FindAllString(said, -1), func(d string) bool {
			return strings.Contains(have, weekdayOf(d))
		}) {
			return false
		}
		if nth && strings.Contains(have, "month") {
			return false
		}
	}
	return true
}

// addWhen makes the rules of a session.
func (r *reader) addWhen(s session) {
	s = r.howOften(r.inTitle(s))
	w := When{Words: r.words(asSentence, ", ", joinSpans(s.spans, r.text)...), Understood: true}
	path := fmt.Sprintf("when[%d]", len(r.draft.When))
	at := span{s.spans[0].start, s.spans[len(s.spans)-1].end}
	if at.end < at.start || at.end-at.start > 400 {
		at = s.spans[0]
	}
	for _, text := range r.spell(s, path, at) {
		found, ok := r.parse(s, text, path, at)
		if !ok {
			w.Understood = false
			break
		}
		w.Schedules = append(w.Schedules, found...)
	}
	if len(w.Schedules) == 0 || !w.Understood {
		w.Understood = false
		w.Schedules = []directory.Schedule{{}}
	}
	w.Schedules[0].Text = w.Text
	if s.doors != nil {
		w.Schedules[0].Note = r.words(asSentence, "", s.doors.span).Text
		r.ask(AskTwice, path, s.doors.span)
	}
	if s.weeks > 0 && s.from == nil && w.Understood && len(s.days) > 0 {
		r.ask(AskStart, path, at)
	}
	if s.both {
		r.ask(AskBoth, path, at)
	}
	for _, a := range s.spans {
		r.claim(a, claimTime)
	}
	if slices.ContainsFunc(r.draft.When, func(o When) bool { return w.Understood && slices.EqualFunc(o.Schedules, w.Schedules, sameRule) }) {
		return
	}
	r.draft.When = append(r.draft.When, w)
}

// sameRule reports whether two schedules are the same but for their words.
func sameRule(a, b directory.Schedule) bool {
	a.Text, b.Text = "", ""
	return a.Rule == b.Rule && a.Start == b.Start && a.Opens == b.Opens && a.Closes == b.Closes && a.TermTime == b.TermTime &&
		a.ValidFrom == b.ValidFrom && a.ValidTo == b.ValidTo
}

// joinSpans joins spans that nothing but connecting words part, in order.
func joinSpans(spans []span, text string) []span {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	var out []span
	for _, a := range spans {
		if n := len(out); n > 0 && a.start <= out[n-1].end+20 && !strings.ContainsAny(text[min(out[n-1].end, a.start):a.start], "\n") {
			out[n-1].end = max(a.end, out[n-1].end)
			continue
		}
		out = append(out, a)
	}
	return out
}
