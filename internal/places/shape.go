package places

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"alongside/internal/places/polyline"
)

// shape is a ring, and whether it is a hole. Its edges are sorted into bands of
// latitude, so that a point is held against the few edges beside it and not
// against a whole coast.
type shape struct {
	bound orb.Bound
	hole  bool
	// bands are of equal height, from the bottom of the bound up; an edge is in
	// every band that it touches.
	bands [][]edge
}

type edge struct{ a, b orb.Point }

// readShape reads a ring as data/places writes it, with a "-" before a hole.
func readShape(s string) (shape, error) {
	hole := len(s) > 0 && s[0] == '-'
	if hole {
		s = s[1:]
	}
	ring, err := polyline.Decode(s)
	if err != nil {
		return shape{}, err
	}
	return newShape(ring, hole), nil
}

func newShape(ring orb.Ring, hole bool) shape {
	s := shape{bound: ring.Bound(), hole: hole, bands: make([][]edge, max(1, len(ring)/4))}
	for i := 1; i < len(ring); i++ {
		e := edge{ring[i-1], ring[i]}
		lowest, highest := s.band(min(e.a.Lat(), e.b.Lat())), s.band(max(e.a.Lat(), e.b.Lat()))
		for k := lowest; k <= highest; k++ {
			s.bands[k] = append(s.bands[k], e)
		}
	}
	return s
}

// band gives the band of a latitude; those outside the bound count to the
// outermost.
func (s *shape) band(lat float64) int {
	height := s.bound.Top() - s.bound.Bottom()
	if height <= 0 {
		return 0
	}
	k := int(float64(len(s.bands)) * (lat - s.bound.Bottom()) / height)
	return max(0, min(k, len(s.bands)-1))
}

// contains reports whether a point lies in the ring, by the number of edges
// that a line eastwards from it meets.
func (s *shape) contains(p orb.Point) bool {
	if !s.bound.Contains(p) {
		return false
	}
	in := false
	for _, e := range s.bands[s.band(p.Lat())] {
		if (e.a.Lat() > p.Lat()) == (e.b.Lat() > p.Lat()) {
			continue
		}
		meets := e.a.Lon() + (e.b.Lon()-e.a.Lon())*(p.Lat()-e.a.Lat())/(e.b.Lat()-e.a.Lat())
		if p.Lon() < meets {
			in = !in
		}
	}
	return in
}

// distance gives how far a point is from the ring's line, in degrees; infinite
// when that is more than limit.
func (s *shape) distance(p orb.Point, limit float64) float64 {
	best := math.Inf(1)
	if !s.bound.Pad(limit).Contains(p) {
		return best
	}
	for k := s.band(p.Lat() - limit); k <= s.band(p.Lat()+limit); k++ {
		for _, e := range s.bands[k] {
			best = min(best, planar.DistanceFromSegment(e.a, e.b, p))
		}
	}
	if best > limit {
		return math.Inf(1)
	}
	return best
}

// inside reports whether a point lies in one of the rings and in none of their
// holes.
func inside(shapes []shape, p orb.Point) bool {
	in := false
	for i := range shapes {
		if s := &shapes[i]; s.contains(p) {
			if s.hole {
				return false
			}
			in = true
		}
	}
	return in
}
