package match

import (
	"slices"

	"github.com/paulmach/orb/geo"

	"alongside/internal/directory"
)

// within parts the matches that serve where the person is from those that say
// that they serve other areas alone. Of the first, limit at most come back.
func (s *scoring) within(all []Match, limit int) (in, outside []Match) {
	for _, m := range all {
		switch {
		case !serves(&m.Hit.Card, s.p.Place):
			outside = append(outside, m)
		case len(in) < limit:
			in = append(in, m)
		}
	}
	return in, outside
}

// serves reports whether a listing serves a place; one that says nothing of it
// serves everybody.
func serves(c *directory.Card, p *directory.Place) bool {
	if p == nil || len(c.Serves)+len(c.Circles) == 0 {
		return true
	}
	for _, key := range p.AreaKeys() {
		if slices.Contains(c.Serves, key) {
			return true
		}
	}
	return slices.ContainsFunc(c.Circles, func(a directory.Circle) bool { return geo.DistanceHaversine(p.Point, a.Centre) <= a.Metres })
}
