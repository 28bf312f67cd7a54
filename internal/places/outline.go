package places

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"

	"alongside/data"
	"alongside/internal/places/polyline"
)

// How finely the map is drawn, in degrees and square degrees; a degree of
// latitude is about 111 km. Beyond the councils it only has to be known for
// what it is.
const (
	landTolerance, landLeast     = 0.0012, 4e-6
	beyondTolerance, beyondLeast = 0.02, 1e-3
	waterLeast, waterCorners     = 3e-4, 8
	borderTolerance              = 0.003
	// sliver is the widest gap or overlap that two councils' borders, each
	// simplified by itself, leave between them.
	sliver = 1e-3
)

// source is one of those whose shapes the map is drawn from, as its licence
// asks to be told: see data/places/SOURCES.md.
type source struct {
	Text    string `json:"text"`
	Licence string `json:"licence"`
	Href    string `json:"href"`
}

var sources = [...]source{
	{"Contains OS data © Crown copyright and database right; contains National Statistics data © Crown copyright and database right.",
		"Open Government Licence v3.0", "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"},
	{"Coast and lochs © OpenStreetMap contributors,", "ODbL 1.0", "https://www.openstreetmap.org/copyright"},
}

// collection is a GeoJSON FeatureCollection that says where it comes from.
type collection struct {
	Type     string    `json:"type"`
	Sources  []source  `json:"sources"`
	Features []feature `json:"features"`
}

// feature is a shape or a name. What is "land" (the councils' own), "beyond"
// (the land around), "water" or "borders"; of a name it is "council" or the
// place's kind.
type feature struct {
	Type       string `json:"type"`
	Properties struct {
		What string `json:"what"`
		Name string `json:"name,omitempty"`
	} `json:"properties"`
	Geometry struct {
		Type        string `json:"type"`
		Coordinates any    `json:"coordinates"`
	} `json:"geometry"`
}

func newFeature(what, name string, g orb.Geometry) feature {
	f := feature{Type: "Feature"}
	f.Properties.What, f.Properties.Name = what, name
	f.Geometry.Type, f.Geometry.Coordinates = g.GeoJSONType(), g
	return f
}

// BaseMap gives a map to draw under points, as GeoJSON in longitude and
// latitude: land and water, the councils' borders, and the names of councils
// and places, the larger before the smaller. Its member "sources" is who has to
// be named beside it. Each call works it out again.
func (g *Gazetteer) BaseMap() ([]byte, error) {
	areas, err := ringsOf("councils.tsv", 2)
	if err != nil {
		return nil, err
	}
	coast, err := ringsOf("coast.txt", 0)
	if err != nil {
		return nil, err
	}
	land, borders := outline(areas)
	out := collection{Type: "FeatureCollection", Sources: sources[:], Features: []feature{
		newFeature("beyond", "", areasOf(g.beyond(coast), beyondTolerance, beyondLeast)),
		newFeature("land", "", areasOf(land, landTolerance, landLeast)),
		newFeature("water", "", areasOf(holes(coast), 0, waterLeast)),
		newFeature("borders", "", orb.Round(simplify.DouglasPeucker(borderTolerance).MultiLineString(borders), 1000)),
	}}
	for i, kind := range []string{"city", "town", "village", "neighbourhood"} {
		for _, n := range g.named {
			if n.kind == kind {
				out.Features = append(out.Features, newFeature(kind, n.name, n.point))
			}
		}
		for k, c := range g.councils {
			if i == 0 { // next to the cities
				out.Features = append(out.Features, newFeature("council", c.name, middle(areas[k])))
			}
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("places: the base map: %w", err)
	}
	return b, nil
}

// ringsOf reads the rings of each line of a file of data/places, which stand in
// one column. Land runs anticlockwise, a hole in it clockwise.
func ringsOf(name string, column int) ([][]orb.Ring, error) {
	b, err := data.Places.ReadFile("places/" + name)
	if err != nil {
		return nil, fmt.Errorf("places: %w", err)
	}
	var out [][]orb.Ring
	for i, row := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		var rings []orb.Ring
		for _, text := range strings.Split(strings.Split(row, "\t")[column], " ") {
			text, hole := strings.CutPrefix(text, "-")
			ring, err := polyline.Decode(text)
			if err != nil {
				return nil, fmt.Errorf("places/%s, line %d: %w", name, i+1, err)
			}
			if (ring.Orientation() == orb.CW) != hole {
				ring.Reverse()
			}
			rings = append(rings, ring)
		}
		out = append(out, rings)
	}
	return out, nil
}

// line is the line between two corners, in the direction in which a ring runs.
type line [2]orb.Point

// lines are the lines of areas that lie side by side, each with its area.
type lines map[line]int

// outline joins areas that lie side by side: the rings around all of them, and
// the borders between them.
func outline(areas [][]orb.Ring) (land []orb.Ring, borders orb.MultiLineString) {
	all := lines{}
	for i, rings := range areas {
		for _, r := range rings {
			for k := 1; k < len(r); k++ {
				all[line{r[k-1], r[k]}] = i
			}
		}
	}
	for i, rings := range areas {
		for _, r := range rings {
			borders = append(borders, all.borders(r, i)...)
		}
	}
	for _, r := range all.around(areas) {
		if !all.sameArea(r) && math.Abs(planar.Area(r)) < sliver {
			borders = append(borders, orb.LineString(r)) // a border told twice
			continue
		}
		land = append(land, r)
	}
	return land, borders
}

// other gives the area on the other side of a line: one that runs along it the
// other way.
func (all lines) other(a, b orb.Point) (area int, ok bool) {
	area, ok = all[line{b, a}]
	return area, ok
}

// borders gives the parts of an area's ring that it shares with a later area.
func (all lines) borders(r orb.Ring, area int) (out orb.MultiLineString) {
	var part orb.LineString
	for k := 1; k < len(r); k++ {
		other, shared := all.other(r[k-1], r[k])
		if shared && area < other {
			if len(part) == 0 {
				part = append(part, r[k-1])
			}
			part = append(part, r[k])
		} else if len(part) > 0 {
			out, part = append(out, part), nil
		}
	}
	if len(part) > 0 {
		out = append(out, part)
	}
	return out
}

// around gives the rings that are made of lines which no two areas share.
func (all lines) around(areas [][]orb.Ring) (out []orb.Ring) {
	ways := map[orb.Point][]orb.Point{}
	for _, r := range slices.Concat(areas...) {
		for k := 1; k < len(r); k++ {
			if _, shared := all.other(r[k-1], r[k]); !shared {
				ways[r[k-1]] = append(ways[r[k-1]], r[k])
			}
		}
	}
	for i, rings := range areas {
		for _, start := range slices.Concat(rings...) {
			r := orb.Ring{start}
			for at, in := start, i; len(ways[at]) > 0 && (len(r) == 1 || at != start); {
				// Where two areas part, the way around both goes on with the other.
				k := max(0, slices.IndexFunc(ways[at], func(p orb.Point) bool { return all[line{at, p}] != in }))
				next := ways[at][k]
				ways[at] = slices.Delete(ways[at], k, k+1)
				in = all[line{at, next}]
				r, at = append(r, next), next
			}
			if len(r) >= 4 {
				out = append(out, r)
			}
		}
	}
	return out
}

// sameArea reports whether all lines of a ring are one area's.
func (all lines) sameArea(r orb.Ring) bool {
	for k := 2; k < len(r); k++ {
		if all[line{r[k-1], r[k]}] != all[line{r[0], r[1]}] {
			return false
		}
	}
	return true
}

// beyond gives the land of the coast without what the councils draw better:
// where a ring runs along one of them it is cut short, and the councils are
// drawn over the cut.
func (g *Gazetteer) beyond(coast [][]orb.Ring) (out []orb.Ring) {
	for _, rings := range coast {
		for _, r := range rings {
			if r.Orientation() == orb.CW {
				continue
			}
			r = slices.DeleteFunc(slices.Clone(r), func(p orb.Point) bool { return g.councilAt(p) != "" })
			if len(r) < 3 {
				continue
			}
			if !r.Closed() {
				r = append(r, r[0])
			}
			out = append(out, r)
		}
	}
	return out
}

// holes gives the lochs that have kept enough corners to look like themselves.
func holes(coast [][]orb.Ring) (out []orb.Ring) {
	for _, rings := range coast {
		for _, r := range rings {
			if r.Orientation() == orb.CW && len(r) >= waterCorners {
				out = append(out, r)
			}
		}
	}
	return out
}

// areasOf gives rings as areas, simplified to a tolerance, without those
// smaller than least.
func areasOf(rings []orb.Ring, tolerance, least float64) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, r := range rings {
		if math.Abs(planar.Area(r)) < least {
			continue
		}
		if r = simplify.DouglasPeucker(tolerance).Ring(r.Clone()); len(r) >= 4 {
			out = append(out, orb.Polygon{orb.Round(r, 1000).(orb.Ring)})
		}
	}
	return out
}

// middle gives the point furthest inside the largest of an area's rings, of
// those on a grid of 16 by 16: where its name stands best.
func middle(rings []orb.Ring) orb.Point {
	largest := slices.MaxFunc(rings, func(a, b orb.Ring) int {
		return int(math.Copysign(1, math.Abs(planar.Area(a))-math.Abs(planar.Area(b))))
	})
	const steps = 16
	b, s := largest.Bound(), newShape(largest, false)
	best, far := b.Center(), 0.0
	for x := range steps {
		for y := range steps {
			p := orb.Point{b.Left() + (b.Right()-b.Left())*(float64(x)+0.5)/steps, b.Bottom() + (b.Top()-b.Bottom())*(float64(y)+0.5)/steps}
			if !s.contains(p) {
				continue
			}
			if d := planar.DistanceFrom(largest, p); d > far {
				best, far = p, d
			}
		}
	}
	return orb.Point{round(best.Lon()), round(best.Lat())}
}

// round keeps four decimals, about 10 m, as the files do.
func round(degrees float64) float64 { return math.Round(degrees*1e4) / 1e4 }
