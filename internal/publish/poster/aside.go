package poster

import (
	"regexp"
	"slices"
)

var aside = regexp.MustCompile(`^(?:(?:and )?we['’]?(?:ve| also| have| do)? also (?:run|have|hold|host|do|offer|meet|got)|there(?:['’]s| is| are) also|also (?:running|available|happening|at the)|(?:why not )?(?:check out|try) our(?: other)?|our other)\b`)

// asides finds events told in a sentence of their own: "We also run a juniors'
// session, Saturdays 10-11."
func (r *reader) asides() []event {
	var out []event
	if !r.timed(0, len(r.lines)) {
		return nil
	}
	for _, l := range r.lines {
		if l.other {
			continue
		}
		for _, p := range r.sentences(l.rest()) {
			m := aside.FindStringIndex(r.low[p.start:p.end])
			if m == nil || !r.timedIn(p) || !r.timedBesides(p) {
				continue
			}
			name := span{p.start + m[1], p.end}
			for _, u := range r.runs {
				if u.start > name.start && u.start < name.end {
					name.end = u.start
				}
			}
			out = append(out, event{name: r.trimJoins(r.article(name)), all: p})
		}
	}
	return out
}

// timedBesides reports whether days are said besides those in a part.
func (r *reader) timedBesides(p span) bool {
	return slices.ContainsFunc(r.atoms, func(a atom) bool { return (a.kind == atDays || a.kind == atDates) && !p.holds(a.span) })
}

// timedIn reports whether a part says a day and a time.
func (r *reader) timedIn(p span) bool {
	days, clocks := false, false
	for _, u := range r.runs {
		for _, a := range u.atoms {
			if p.holds(a.span) {
				days = days || a.kind == atDays || a.kind == atDates
				clocks = clocks || a.kind == atClocks
			}
		}
	}
	return days && clocks
}
