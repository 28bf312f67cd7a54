package near

import (
	"cmp"
	"math"
	"slices"

	"alongside/internal/directory"
)

// What has no place comes after what has one: first what serves areas by their
// names, then what serves circles, in the order of the curve through their
// middles. Documents that serve the same lie together, so that whether they
// serve a place is asked of all of them at once.

// run is documents without a place that serve the same.
type run struct {
	ranks
	// set is the number of their areas.
	set    uint32
	online bool
}

// runGroup is how many runs a box is kept for.
const runGroup = 16

// circled is a circle that a run serves: which of its own.
type circled struct {
	round
	run, circle uint32
}

// served finds the runs that serve a place.
type served struct {
	runs []run
	// byKey are the runs that serve an area, by its key.
	byKey map[string][]uint32
	// circled are the circles that runs serve, and boxes hold each runGroup of
	// them.
	circled []circled
	boxes   []box
}

// readServed finds the runs of a segment.
func (s *segment) readServed() {
	f := &s.served
	f.byKey = map[string][]uint32{}
	for rank := uint32(s.placed); rank < uint32(s.size); rank++ {
		r := &s.rows[rank]
		set, online := r.shared[poolAreas], r.bits>>bitOnline&1 == 1
		if n := len(f.runs); n > 0 && f.runs[n-1].set == set && f.runs[n-1].online == online {
			f.runs[n-1].to = rank + 1
			continue
		}
		f.runs = append(f.runs, run{ranks{rank, rank + 1}, set, online})
	}
	for i, r := range f.runs {
		a := &s.areaSets[r.set]
		for _, key := range a.keys(r.online) {
			f.byKey[key] = append(f.byKey[key], uint32(i))
		}
		for k, o := range a.rounds {
			if len(f.circled)%runGroup == 0 {
				f.boxes = append(f.boxes, o.box())
			}
			f.circled = append(f.circled, circled{o, uint32(i), uint32(k)})
			f.boxes[len(f.boxes)-1].include(o.box())
		}
	}
}

// keys gives the keys of the areas that are served; what is online and names
// no area serves everywhere.
func (a *areas) keys(online bool) []string {
	if online && len(a.names)+len(a.serves)+len(a.circles) == 0 {
		return []string{directory.AreaKey(directory.AreaEverywhere, "")}
	}
	return a.serves
}

// box gives the box that holds the whole circle.
func (o round) box() box {
	half := float32(math.Sqrt(float64(o.outside)))
	var b box
	for i, v := range o.middle {
		b.least[i], b.most[i] = v-half, v+half
	}
	return b
}

// serving adds the ranges of rank of what has no place and serves the query's,
// in order.
func (s *search) serving(out []ranks, v *view) []ranks {
	f := &v.served
	s.runs = s.runs[:0]
	for _, key := range s.areaKeys {
		s.runs = append(s.runs, f.byKey[key]...)
	}
	for g := range f.boxes {
		if f.boxes[g].chord2(s.here) > 0 {
			continue
		}
		some := f.circled[g*runGroup : min((g+1)*runGroup, len(f.circled))]
		for i := range some {
			o := &some[i]
			chord2 := s.here.chord2(o.middle)
			if chord2 > o.outside {
				continue
			}
			if exact := v.areaSets[f.runs[o.run].set].circles[o.circle]; chord2 <= o.inside || Metres(s.q.Near.Point, exact.Centre) <= exact.Metres {
				s.runs = append(s.runs, o.run)
			}
		}
	}
	slices.SortFunc(s.runs, cmp.Compare[uint32])
	first := len(out)
	for _, i := range slices.Compact(s.runs) {
		r := f.runs[i].ranks
		if n := len(out); n > first && out[n-1].to == r.from {
			out[n-1].to = r.to
			continue
		}
		out = append(out, r)
	}
	return out
}
