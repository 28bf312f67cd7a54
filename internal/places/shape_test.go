package places

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// TestShape holds the banded edges against orb's walk over the whole ring.
func TestShape(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		var ring orb.Ring
		corners := 3 + r.IntN(300)
		for i := range corners {
			far, turn := 0.2+r.Float64(), 2*math.Pi*float64(i)/float64(corners)
			ring = append(ring, orb.Point{-3 + far*math.Cos(turn), 56 + far*math.Sin(turn)})
		}
		ring = append(ring, ring[0])
		s := newShape(ring, false)
		for range 500 {
			p := orb.Point{-4.5 + 3*r.Float64(), 54.5 + 3*r.Float64()}
			if got, want := s.contains(p), planar.RingContains(ring, p); got != want {
				t.Fatalf("%v in a ring of %d corners: %v, want %v", p, corners, got, want)
			}
			limit := r.Float64()
			want := planar.DistanceFrom(ring, p)
			if got := s.distance(p, limit); want <= limit && math.Abs(got-want) > 1e-9 || want > limit && !math.IsInf(got, 1) {
				t.Fatalf("%v from a ring of %d corners: %v, want %v within %v", p, corners, got, want, limit)
			}
		}
	}
}
