package match

import "alongside/internal/concept"

const (
	// mostOfOne is how many of the first six may be of one subject.
	mostOfOne = 2
	firstSix  = 6
	// otherSide is how near to the best something to help with has to come to
	// be shown among the first beside things to join, and the other way round.
	otherSide = 0.35
)

// vary picks the matches one after another: the best, then what is best once
// what is like those before it has sunk. At most two of the first six are of one
// subject, and where there is something good to join and to help with, both are
// among them, or among the first shown when those are fewer. limit are picked.
func (s *scoring) vary(all []weighed, limit, shown int) []weighed {
	all = all[:min(len(all), 5*limit)] // what is farther down is not lifted so high
	var out []weighed
	taken := make([]bool, len(all))
	for len(out) < limit {
		best, top := -1, 0.0
		for i := range all {
			if taken[i] {
				continue
			}
			if v := all[i].score * s.fresh(&all[i], out); v > top {
				best, top = i, v
			}
		}
		if best < 0 {
			break
		}
		if len(out) == min(firstSix, shown)-1 {
			if other := s.missingSide(all, taken, out); other >= 0 {
				best = other
			}
		}
		taken[best] = true
		out = append(out, all[best])
	}
	return out
}

// fresh is how much of a candidate's score is left behind those chosen.
func (s *scoring) fresh(c *weighed, chosen []weighed) float64 {
	f, of := 1.0, 0
	for i := range chosen {
		if s.subject(c) == s.subject(&chosen[i]) {
			f *= s.w.SameSubject
			of++
		}
		if c.OrganizationID != "" && c.OrganizationID == chosen[i].OrganizationID {
			f *= s.w.SameOrganisation
		}
	}
	if of >= mostOfOne && len(chosen) < firstSix {
		f *= 0.1
	}
	return f
}

// subject is what a candidate is mostly there for: the concept of the wish that
// counts most.
func (s *scoring) subject(c *weighed) concept.ID {
	if c.best < 0 {
		return ""
	}
	return s.wishes[c.best].concept
}

// missingSide gives the best candidate to join, when all chosen are to help
// with, or the other way round; -1 when none is missing or good enough.
func (s *scoring) missingSide(all []weighed, taken []bool, chosen []weighed) int {
	if s.p.TakePart == Join || s.p.TakePart == Help {
		return -1
	}
	var joins, helps bool
	for i := range chosen {
		joins, helps = joins || chosen[i].join > 0, helps || chosen[i].help > 0
	}
	if joins && helps || len(all) == 0 {
		return -1
	}
	for i := range all {
		if !taken[i] && all[i].score >= otherSide*all[0].score && (!joins && all[i].join > 0 || !helps && all[i].help > 0) {
			return i
		}
	}
	return -1
}
