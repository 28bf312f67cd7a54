package poster

import (
	"regexp"
	"slices"
	"strings"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// spell gives a session in the words that package schedule reads, one text for
// each rule; none when it cannot be.
func (r *reader) spell(s session, path string, at span) []string {
	clocks := s.clockWords()
	if monthly := strings.Contains(s.every, "month"); s.role == roleVague || monthly && plainDays(s) {
		r.ask(AskTimes, path, at)
		return nil
	}
	if s.this {
		r.ask(AskRelative, path, at)
		return nil
	}
	var out []string
	for _, d := range s.dates {
		on, ask := d.settle(r.Today)
		if ask != "" {
			r.ask(ask, path, at)
		}
		if on == "" {
			return nil
		}
		out = append(out, spokenDay(on)+clocks)
	}
	for _, d := range s.dayGroups() {
		words := d
		if s.part != "" && !strings.Contains(words, "month") {
			words += " " + s.part
		}
		if s.fortnightly() && !strings.Contains(words, "other") && !strings.Contains(words, "alternate") {
			words = "fortnightly on " + words
		}
		if from, ok := s.firstDay(r.Today); ok && isFortnightly(words) {
			words += " from " + spokenDay(from)
		}
		out = append(out, words+clocks)
	}
	if s.startsOn() {
		on, ok := s.firstDay(r.Today)
		switch weekly := s.weeks > 1 || s.every != "" && !strings.Contains(s.every, "month"); {
		case !ok:
			r.ask(AskWeekday, path, at)
			return nil
		case !weekly:
			once := schedule.Parse(spokenDay(on)+clocks, r.Today).Schedules
			repeated := schedule.Parse("weekly from "+s.from.dates[0].weekday+" "+spokenDay(on)+clocks, r.Today).Schedules
			r.ask(AskRepeat, path, at, append(known(once), known(repeated)...)...)
			return nil
		case s.fortnightly():
			out = append(out, "fortnightly from "+s.from.dates[0].weekday+" "+spokenDay(on)+clocks)
		default:
			out = append(out, "weekly from "+s.from.dates[0].weekday+" "+spokenDay(on)+clocks)
		}
	}
	return out
}

var often = regexp.MustCompile(`\b(?:fortnightly|every fortnight|monthly|once a month)\b`)

// howOften takes from the name and the session's own lines how often it is, where
// its days do not say: "Fortnightly lunch club".
func (r *reader) howOften(s session) session {
	if s.every != "" || !plainDays(s) {
		return s
	}
	said := []string{r.lower(r.title)}
	for i := max(s.line, 0); i <= s.last; i++ {
		said = append(said, r.lower(r.lines[i].span))
	}
	s.every = often.FindString(strings.Join(said, "\n"))
	return s
}

// plainDays reports whether a session has days that say no more than their names.
func plainDays(s session) bool {
	return len(s.days) > 0 && !slices.ContainsFunc(s.days, func(a atom) bool {
		return strings.Contains(a.words, "month") || isFortnightly(a.words) || nthDay.MatchString(a.words) || strings.Contains(a.words, "every")
	})
}

// dayGroups gives the days of a session, those that are every week as one.
func (s session) dayGroups() []string {
	var out, plain []string
	for _, d := range s.days {
		if strings.Contains(d.words, "month") || isFortnightly(d.words) || nthDay.MatchString(d.words) {
			out = append(out, d.words)
			continue
		}
		plain = append(plain, d.words)
	}
	if len(plain) > 0 {
		out = append([]string{strings.Join(plain, ", ")}, out...)
	}
	return out
}

var nthDay = regexp.MustCompile(ordinalWord)

func known(all []directory.Schedule) []directory.Schedule {
	return slices.DeleteFunc(all, func(s directory.Schedule) bool { return !s.Known() })
}

func (s session) fortnightly() bool {
	return strings.Contains(s.every, "fortnight") || strings.Contains(s.every, "other") || strings.Contains(s.every, "2") || strings.Contains(s.every, "two")
}

func isFortnightly(words string) bool {
	return strings.Contains(words, "fortnightly") || strings.Contains(words, "other") || strings.Contains(words, "alternate")
}

// clockWords gives the times as package schedule reads them, behind a comma.
func (s session) clockWords() string {
	var out []string
	for _, a := range s.clocks {
		var ends []string
		for _, c := range a.clocks {
			ends = append(ends, c.words())
		}
		out = append(out, strings.Join(ends, "-"))
	}
	if len(out) == 0 && s.doors != nil {
		c := s.doors.clocks[len(s.doors.clocks)-1]
		if first := s.doors.clocks[0]; c.half == "" && first.half != "" && c.hour >= first.hour {
			c.half = first.half
		}
		out = append(out, c.words())
	}
	if len(out) == 0 {
		return ""
	}
	return ", " + strings.Join(out, ", ")
}

// parse reads one spelt text, and asks about what may be meant in several ways.
func (r *reader) parse(s session, text, path string, at span) ([]directory.Schedule, bool) {
	got := schedule.Parse(text, r.Today)
	if !got.Understood {
		r.askWhich(s, text, path, at)
		return nil, false
	}
	out := got.Schedules
	for i := range out {
		out[i].Text = ""
		if !r.boundBy(&out[i], s, path, at) {
			return nil, false
		}
	}
	return out, true
}

// inTitle settles by the name which half of the day the times are in, where they
// do not say it themselves: "Coffee morning", "Quiz night".
func (r *reader) inTitle(s session) session {
	if s.part != "" || len(s.clocks) == 0 || schedule.Parse("mondays"+s.clockWords(), r.Today).Understood {
		return s
	}
	half := map[string]string{"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm"}[r.partOfTitle()]
	if half == "" {
		return s
	}
	s.clocks = slices.Clone(s.clocks)
	for i, a := range s.clocks {
		a.clocks = slices.Clone(a.clocks)
		first := &a.clocks[0]
		if first.half != "" || first.exact || first.hour > 12 || half == "am" && first.hour < 5 || half == "pm" && first.hour == 12 {
			continue
		}
		first.half = half
		if len(a.clocks) > 1 && a.clocks[1].half == "" && !a.clocks[1].exact && a.clocks[1].hour > first.hour && a.clocks[1].hour < 12 {
			a.clocks[1].half = half
		}
		s.clocks[i] = a
	}
	return s
}

// partOfTitle gives the part of the day that the name says; none for two.
func (r *reader) partOfTitle() string {
	found := ""
	for _, p := range []string{"morning", "afternoon", "evening", "night"} {
		if strings.Contains(r.lower(r.title), p) {
			if found != "" {
				return ""
			}
			found = p
		}
	}
	return found
}

// everyNth turns "every 2nd thursday, 7pm" into the reading that is monthly.
func everyNth(text string) string {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(text, "on "), "every ")
	if !ok || strings.Contains(rest, "month") {
		return ""
	}
	for nth := range strings.FieldsSeq("1st 2nd 3rd 4th 5th first second third fourth fifth") {
		if strings.HasPrefix(rest, nth+" ") {
			days, clocks, _ := strings.Cut(rest, ",")
			return days + " of the month," + clocks
		}
	}
	return ""
}
