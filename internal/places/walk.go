package places

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"
)

const (
	// detour is how much longer a walk is than the straight line: streets bend
	// by about a third (our own choice, within the 1.2 to 1.4 usually measured
	// for towns).
	detour = 1.3
	// pace is metres a minute: 4.8 km an hour, an easy walk.
	pace = 80
	// wide is the width of water, in metres along the line, that nobody walks
	// around.
	wide = 400
	// aside is how far out of the way a bridge may lie.
	aside = 10_000
)

// bridge is a crossing that people can walk over, by its two ends.
type bridge struct {
	name string
	a, b orb.Point
}

// bridges are the crossings on foot of Scotland's firths and wide rivers,
// placed by hand.
var bridges = []bridge{
	{"Forth Road Bridge", orb.Point{-3.4035, 55.9905}, orb.Point{-3.4040, 56.0115}},
	{"Kincardine Bridge", orb.Point{-3.7290, 56.0620}, orb.Point{-3.7240, 56.0680}},
	{"Clackmannanshire Bridge", orb.Point{-3.7450, 56.0660}, orb.Point{-3.7420, 56.0770}},
	{"Tay Road Bridge", orb.Point{-2.9620, 56.4590}, orb.Point{-2.9370, 56.4430}},
	{"Erskine Bridge", orb.Point{-4.4630, 55.9180}, orb.Point{-4.4610, 55.9240}},
	{"Kessock Bridge", orb.Point{-4.2290, 57.4960}, orb.Point{-4.2280, 57.5040}},
	{"Cromarty Bridge", orb.Point{-4.3930, 57.5990}, orb.Point{-4.3760, 57.6090}},
	{"Dornoch Firth Bridge", orb.Point{-4.0760, 57.8400}, orb.Point{-4.0740, 57.8480}},
	{"Skye Bridge", orb.Point{-5.7300, 57.2790}, orb.Point{-5.7440, 57.2750}},
	{"Connel Bridge", orb.Point{-5.3910, 56.4550}, orb.Point{-5.3900, 56.4580}},
	{"Ballachulish Bridge", orb.Point{-5.1830, 56.6860}, orb.Point{-5.1840, 56.6890}},
}

// Walk gives the minutes that a walk takes, by the straight line times 1.3 at
// 4.8 km an hour, by a bridge where water lies between; ferry is true when
// water does and no bridge helps, and minutes then count nothing but the
// straight line.
func (g *Gazetteer) Walk(a, b orb.Point) (minutes int, ferry bool) {
	metres := Distance(a, b)
	if g.crossesWater(a, b) {
		ferry = true
		for _, br := range bridges {
			for _, ends := range [][2]orb.Point{{br.a, br.b}, {br.b, br.a}} {
				if Distance(a, ends[0]) > aside+metres || g.crossesWater(a, ends[0]) || g.crossesWater(ends[1], b) {
					continue
				}
				by := Distance(a, ends[0]) + Distance(ends[0], ends[1]) + Distance(ends[1], b)
				if by <= metres+2*aside && (ferry || by < metres) {
					ferry, metres = false, by
				}
			}
		}
	}
	return max(1, int(math.Round(metres*detour/pace))), ferry
}

// crossesWater reports whether the straight line runs over open water for more
// than wide. It looks every 100 metres, on land as the council areas and the
// coast draw it.
func (g *Gazetteer) crossesWater(a, b orb.Point) bool {
	metres := Distance(a, b)
	if metres > 200_000 {
		return false // nobody asks for a walk of that length
	}
	const step = 100
	over, land := 0, g.around(orb.Bound{Min: a, Max: a}.Extend(b).Pad(0.01))
	bearing := geo.Bearing(a, b)
	for m := 0.0; m < metres; m += step {
		if land.dry(geo.PointAtBearingAndDistance(a, bearing, m)) {
			over = 0
			continue
		}
		if over += step; over > wide {
			return true
		}
	}
	return false
}

// ground is the land within a bound: the council areas and, once a point is in none
// of them, the rings of the coast and the holes in them.
type ground struct {
	g            *Gazetteer
	bound        orb.Bound
	councils     []*council
	coast        bool
	rings, holes []*shape
}

// cell is a square of half a degree, by which the rings of the coast are found.
type cell struct{ x, y int }

// cellsOf gives the cells that a bound meets.
func cellsOf(b orb.Bound) (out []cell) {
	at := func(degrees float64) int { return int(math.Floor(2 * degrees)) }
	for x := at(b.Left()); x <= at(b.Right()); x++ {
		for y := at(b.Bottom()); y <= at(b.Top()); y++ {
			out = append(out, cell{x, y})
		}
	}
	return out
}

// around gives the ground within a bound.
func (g *Gazetteer) around(b orb.Bound) ground {
	out := ground{g: g, bound: b}
	for i := range g.councils {
		if g.councils[i].bound.Intersects(b) {
			out.councils = append(out.councils, &g.councils[i])
		}
	}
	return out
}

// dry reports whether a point lies on land as it is drawn: in a council area, or in
// a ring of the coast and in none of its holes.
func (l *ground) dry(p orb.Point) bool {
	if slices.ContainsFunc(l.councils, func(c *council) bool { return c.contains(p) }) {
		return true
	}
	if !l.coast {
		l.coast = true
		for _, c := range cellsOf(l.bound) {
			for _, s := range l.g.coast[c] {
				switch {
				case !s.bound.Intersects(l.bound):
				case s.hole:
					l.holes = append(l.holes, s)
				default:
					l.rings = append(l.rings, s)
				}
			}
		}
	}
	holds := func(s *shape) bool { return s.contains(p) }
	return slices.ContainsFunc(l.rings, holds) && !slices.ContainsFunc(l.holes, holds)
}
