package poster

import "strings"

// session is some days with some times, and what bounds them.
type session struct {
	days, clocks []atom
	dates        []date
	part         string
	from, until  *atom
	doors        *atom
	weeks        int
	term         bool
	months, not  []int
	every        string
	// this is set for days that go by when the poster was written.
	this bool
	// spans are where it was read, line the first of its lines and last the last.
	spans      []span
	line, last int
	role       role
	// both is set when a bound may be meant for others as well.
	both bool
	// trailing is the bound that came last, behind a comma or the like.
	trailing, bounded bool
	// strong is set when it has its line to itself, or a label says that it is when.
	strong bool
	// titled is set for what stands in the name: "Tuesday Lunch".
	titled bool
}

func (s session) hasDays() bool { return len(s.days) > 0 || len(s.dates) > 0 || s.this }

func (s session) hasClocks() bool {
	return len(s.clocks) > 0 || s.doors != nil
}

func (s session) complete() bool { return s.hasDays() && s.hasClocks() }

// boundOnly reports whether it says neither days nor times.
func (s session) boundOnly() bool { return !s.hasDays() && !s.hasClocks() }

// startsOn reports whether it begins on a weekday that is said.
func (s session) startsOn() bool {
	return s.from != nil && s.from.dates[0].weekday != "" && !s.hasDays()
}

// weekdays gives the names of the days on which it is, as they were said.
func (s session) weekdays() string {
	var out []string
	for _, d := range s.days {
		out = append(out, d.words)
	}
	for _, d := range s.dates {
		out = append(out, d.weekday)
	}
	if s.startsOn() {
		out = append(out, s.from.dates[0].weekday)
	}
	return strings.Join(out, " ")
}

// sessionsOf parts a run into sessions: days with the times that follow, or times
// with the days that follow.
func (r *reader) sessionsOf(u run) []session {
	var out []session
	strong := u.line >= 0 && (r.lines[u.line].label == labelWhen || r.lines[u.line].rest() == u.span)
	fresh := session{line: u.line, last: u.line, role: u.role, strong: strong, titled: r.title.holds(u.span)}
	cur := fresh
	timesFirst := false
	push := func() {
		if len(cur.spans) > 0 {
			out = append(out, cur)
		}
		cur, timesFirst = fresh, false
	}
	for i, a := range u.atoms {
		switch a.kind {
		case atDays, atDates, atThis:
			if cur.hasClocks() && (!timesFirst || cur.hasDays()) || len(cur.dates) > 0 && a.kind == atDays {
				push()
			}
			timesFirst = cur.hasClocks()
			if a.kind == atDates && !cur.hasClocks() {
				cur.days = nil // "Mondays 2 March, 9 March" are those alone
			}
		case atClocks:
			if timesFirst && cur.hasDays() {
				push()
			}
		case atFrom, atUntil, atWeeks, atTerm, atMonths, atNot, atWeekly:
			cur.bounded = true
			if i > 0 {
				cur.trailing = strings.ContainsAny(r.text[u.atoms[i-1].end:a.start]+r.text[a.start:a.start+1], ",(-–—:\n•\t.;")
			}
		}
		cur.add(a)
	}
	push()
	return shareBounds(out)
}

// add puts an atom into a session.
func (s *session) add(a atom) {
	switch a.kind {
	case atDays:
		s.days = append(s.days, a)
	case atDates:
		s.dates = append(s.dates, a.dates...)
	case atThis:
		s.this = true
	case atClocks:
		s.clocks = append(s.clocks, a)
	case atPart:
		s.part = a.words
	case atFrom:
		s.from = &a
	case atUntil:
		s.until = &a
	case atWeeks:
		s.weeks = a.n
	case atTerm:
		s.term = true
	case atMonths:
		if len(a.months) == 1 { // "in March" is the next
			s.from = &atom{span: a.span, kind: atFrom, dates: []date{{day: 1, month: a.months[0]}}}
			s.until = &atom{span: a.span, kind: atUntil, dates: []date{{day: monthDays[a.months[0]-1], month: a.months[0]}}}
			break
		}
		s.months = append(s.months, between12(a.months[0], a.months[1])...)
	case atNot:
		s.not = a.months
	case atWeekly:
		s.every = a.words
	case atDoors:
		s.doors = &a
	}
	s.spans = append(s.spans, a.span)
}

// monthDays are the days of each month; of February those of every year.
var monthDays = [12]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// between12 gives the months from one to another, round the year's end.
func between12(from, to int) []int {
	out := []int{from}
	for m := from; m != to && len(out) < 12; {
		m = m%12 + 1
		out = append(out, m)
	}
	return out
}

// shareBounds gives what bounds the last of some sessions to all of them, when it
// stands apart: "Wed 1-3, Sat 10-1, March to October". Where it does not, it may
// be meant so, and that has to be asked.
func shareBounds(all []session) []session {
	n := len(all)
	if n < 2 {
		return all
	}
	last := all[n-1]
	if first := all[0]; first.boundOnly() {
		for i := 1; i < n; i++ {
			all[i].take(first)
		}
		return all[1:]
	}
	if !last.bounded || last.until == nil && last.months == nil && !last.term && last.from == nil && last.weeks == 0 && last.not == nil {
		return all
	}
	for i := range all[:n-1] {
		if all[i].bounded {
			return all
		}
	}
	for i := range all[:n-1] {
		if last.trailing {
			all[i].take(last)
		}
	}
	all[n-1].both = !last.trailing
	return all
}

// take takes what bounds another session, where this one has nothing of it.
func (s *session) take(o session) {
	if s.from == nil {
		s.from = o.from
	}
	if s.until == nil {
		s.until = o.until
	}
	if s.months == nil {
		s.months = o.months
	}
	if s.not == nil {
		s.not = o.not
	}
	if s.weeks == 0 {
		s.weeks = o.weeks
	}
	if s.every == "" {
		s.every = o.every
	}
	if s.part == "" && !s.hasClocks() {
		s.part = o.part
	}
	s.term = s.term || o.term
	s.both = s.both || o.both
	s.bounded = true
}
