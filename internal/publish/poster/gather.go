package poster

import "slices"

// gather joins what stands in several lines: days with the times that follow
// them, and bounds with what they bound.
func gather(all []session) []session {
	var out []session
	anyFull := false
	for _, s := range all {
		anyFull = anyFull || s.complete() && s.role == roleMain
	}
	full := pair(all, anyFull)
	for _, own := range []bool{true, false} {
		for i := range full {
			s := full[i]
			if !s.boundOnly() || s.role != roleMain || len(s.spans) == 0 || s.startsOn() && !hasMain(full) || own != sharesLine(full, i) {
				continue
			}
			bound(full, i)
			full[i].spans = nil
		}
	}
	for _, s := range full {
		if len(s.spans) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// sharesLine reports whether days stand in the same line as a bound, which then
// holds for them alone.
func sharesLine(all []session, at int) bool {
	return slices.ContainsFunc(all, func(s session) bool { return s.hasDays() && s.role == roleMain && s.last == all[at].line })
}

func hasMain(all []session) bool {
	for _, s := range all {
		if s.hasDays() && s.role == roleMain {
			return true
		}
	}
	return false
}

// bound gives a bound that stands alone to the sessions before it, or else to
// those after.
func bound(all []session, at int) {
	b := all[at]
	taken, own := false, sharesLine(all, at)
	give := func(s *session) {
		if own && s.last != b.line {
			return
		}
		if len(s.dates) > 0 && len(s.days) == 0 {
			return // dates are bounded by themselves
		}
		if dated := s.hasDays() || s.startsOn(); dated && s.role == roleMain && (!s.bounded || b.term && !s.term || b.weeks > 0 && s.weeks == 0) {
			was := s.bounded
			s.take(b)
			s.bounded = was
			s.spans = append(s.spans, b.spans...)
			taken = true
		}
	}
	for i := at - 1; i >= 0 && b.line-all[i].last <= 6; i-- {
		give(&all[i])
	}
	if taken {
		return
	}
	for i := at + 1; i < len(all) && all[i].line-b.last <= 3; i++ {
		give(&all[i])
	}
}

// near is how many lines may lie between days and their times.
const near = 3

// pair gives days that have no times those that follow soon, or else those that
// come before.
// Where others have both, they have to stand in lines of their own; and days in
// the name are left where there are others.
func pair(all []session, strong bool) []session {
	out := append([]session(nil), all...)
	lone := func(s *session) bool {
		return (s.hasDays() || s.startsOn()) && !s.hasClocks() && s.role == roleMain && (s.strong || !strong)
	}
	others := slices.ContainsFunc(out, func(s session) bool { return lone(&s) && !s.titled })
	needs := func(s *session) bool { return lone(s) && !(s.titled && others) }
	for c := range out {
		if out[c].hasDays() || !out[c].hasClocks() || out[c].role != roleMain || out[c].startsOn() || strong && !out[c].strong {
			continue
		}
		given := false
		for d := c - 1; d >= 0 && out[c].line-out[d].last <= near; d-- {
			if s := &out[d]; needs(s) {
				s.give(out[c])
				given = true
			} else if s.complete() || s.startsOn() && s.hasClocks() {
				break
			}
		}
		for d := c + 1; d < len(out) && !given && out[d].line-out[c].last <= near; d++ {
			if s := &out[d]; needs(s) && !timesFollow(out, d) {
				s.give(out[c])
				given = true
			}
		}
		if !given && c > 0 {
			given = further(out, c)
		}
		if given {
			out[c].spans = nil
		}
	}
	kept := out[:0]
	for _, s := range out {
		if len(s.spans) > 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

// further gives a range of times in the next line to the days that the times
// before it were for: "Beginners 10-11" above "Improvers 11-12".
func further(out []session, c int) bool {
	for d := c - 1; d >= 0; d-- {
		s := &out[d]
		if len(s.spans) == 0 {
			continue
		}
		if !s.complete() && !(s.startsOn() && s.hasClocks()) || s.role != roleMain || s.line == s.last || out[c].line-s.last > 1 ||
			!ranged(out[c].clocks) || !ranged(s.clocks) {
			return false
		}
		s.give(out[c])
		return true
	}
	return false
}

// ranged reports whether times are all from one to another.
func ranged(clocks []atom) bool {
	for _, a := range clocks {
		if len(a.clocks) < 2 {
			return false
		}
	}
	return len(clocks) > 0
}

// give gives a session times, and all that was said with them.
func (s *session) give(c session) {
	s.clocks, s.doors = append(s.clocks, c.clocks...), c.doors
	if s.part == "" {
		s.part = c.part
	}
	part := s.part
	s.take(c)
	s.part = part
	s.bounded = s.from != nil || s.until != nil || s.months != nil || s.weeks > 0 || s.term
	s.spans = append(s.spans, c.spans...)
	s.last = max(s.last, c.last)
}

// timesFollow reports whether times stand soon behind the days at d.
func timesFollow(all []session, d int) bool {
	for i := d + 1; i < len(all) && all[i].line-all[d].last <= near; i++ {
		if all[i].hasClocks() && !all[i].hasDays() && all[i].role == roleMain {
			return true
		}
	}
	return false
}
