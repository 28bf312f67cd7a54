// Package places finds the places that people name, and says how far things
// are: postcodes, outward codes, towns, neighbourhoods, council areas, points.
//
// Coordinates are longitude, latitude in WGS 84 degrees; distances are metres
// along the great circle. The package reads nothing but data/places; full
// postcodes come from whoever implements Postcodes.
package places

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"alongside/data"
	"alongside/internal/directory"
	"alongside/internal/text"
)

// Postcodes finds full postcodes, written in capitals with one space; nil
// stands for none.
type Postcodes interface {
	Postcode(ctx context.Context, code string) (directory.Place, bool, error)
}

// Gazetteer knows the places of data/places. It is safe for use by many
// goroutines.
type Gazetteer struct {
	postcodes Postcodes
	outcodes  map[string]orb.Point
	centres   []centre // the same, to run through
	councils  []council
	land      []shape
	coast     map[cell][]*shape // the same, by the cells that each meets
	named     []namedPlace
	byName    map[string][]int // by folded name, into named
	names     []string         // every folded name, in order
}

type centre struct {
	outcode string
	at      orb.Point
}

type council struct {
	code, name string
	shapes     []shape
	bound      orb.Bound
}

type namedPlace struct {
	name, parent, outcode string
	kind                  string
	point                 orb.Point
	council               string
}

// label names a place with what it is in: "Muirhouse, Edinburgh".
func (n namedPlace) label() string {
	if n.kind == "town" || n.kind == "city" {
		return n.name
	}
	return n.name + ", " + n.parent
}

// weight orders places of one name: the larger wins.
func (n namedPlace) weight() int {
	return slices.Index([]string{"neighbourhood", "village", "town", "city"}, n.kind)
}

// New reads the places. p may be nil.
func New(p Postcodes) (*Gazetteer, error) {
	g := &Gazetteer{postcodes: p, outcodes: map[string]orb.Point{}, byName: map[string][]int{}}
	for name, read := range map[string]func([]string) error{
		"outcodes.tsv": g.readOutcode, "councils.tsv": g.readCouncil, "coast.txt": g.readCoast, "named.tsv": g.readNamed,
	} {
		b, err := data.Places.ReadFile("places/" + name)
		if err != nil {
			return nil, fmt.Errorf("places: %w", err)
		}
		for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
			if strings.HasPrefix(line, "# ") {
				continue
			}
			if err := read(strings.Split(line, "\t")); err != nil {
				return nil, fmt.Errorf("places/%s, line %d: %w", name, i+1, err)
			}
		}
	}
	g.coast = map[cell][]*shape{}
	for i := range g.land {
		for _, c := range cellsOf(g.land[i].bound) {
			g.coast[c] = append(g.coast[c], &g.land[i])
		}
	}
	for i := range g.named {
		_, g.named[i].council, _ = g.Areas(g.named[i].point)
	}
	for name := range g.byName {
		g.names = append(g.names, name)
	}
	slices.Sort(g.names)
	return g, nil
}

func (g *Gazetteer) readOutcode(f []string) error {
	p, err := point(f, 1)
	if err == nil {
		g.outcodes[f[0]] = p
		g.centres = append(g.centres, centre{f[0], p})
	}
	return err
}

func (g *Gazetteer) readCouncil(f []string) error {
	if len(f) != 3 {
		return fmt.Errorf("%d columns", len(f))
	}
	c := council{code: f[0], name: f[1]}
	for _, ring := range strings.Split(f[2], " ") {
		s, err := readShape(ring)
		if err != nil {
			return err
		}
		if c.bound = s.bound.Union(c.bound); len(c.shapes) == 0 {
			c.bound = s.bound
		}
		c.shapes = append(c.shapes, s)
	}
	g.councils = append(g.councils, c)
	return nil
}

func (g *Gazetteer) readCoast(f []string) error {
	s, err := readShape(f[0])
	if err == nil {
		g.land = append(g.land, s)
	}
	return err
}

func (g *Gazetteer) readNamed(f []string) error {
	if len(f) != 8 {
		return fmt.Errorf("%d columns", len(f))
	}
	p, err := point(f, 5)
	if err != nil {
		return err
	}
	n := namedPlace{name: f[0], kind: f[2], parent: f[3], outcode: f[4], point: p}
	if n.weight() < 0 {
		return fmt.Errorf("kind %q", n.kind)
	}
	at := len(g.named)
	g.named = append(g.named, n)
	for _, name := range append([]string{f[0]}, strings.Split(f[1], ";")...) {
		if key := foldName(name); key != "" && !slices.Contains(g.byName[key], at) {
			g.byName[key] = append(g.byName[key], at)
		}
	}
	return nil
}

// point reads longitude and latitude from two columns.
func point(f []string, at int) (orb.Point, error) {
	if len(f) < at+2 {
		return orb.Point{}, fmt.Errorf("%d columns", len(f))
	}
	lon, err := strconv.ParseFloat(f[at], 64)
	if err != nil {
		return orb.Point{}, err
	}
	lat, err := strconv.ParseFloat(f[at+1], 64)
	return orb.Point{lon, lat}, err
}

// foldName gives a name as it is looked up: lower case, without accents,
// apostrophes and hyphens, "st" for "saint", without "the".
func foldName(s string) string {
	words := strings.FieldsFunc(text.Fold(s), func(r rune) bool {
		return r == ' ' || r == '-' || r == '.' || r == ',' || r == '\t'
	})
	for i, w := range words {
		if w == "saint" {
			words[i] = "st"
		}
	}
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// Areas says where a point lies: the outward code whose centroid is nearest,
// the council's GSS code, and the named part of the council area (none is
// known yet). A point outside Scotland has no council.
func (g *Gazetteer) Areas(p orb.Point) (outcode, councilCode, district string) {
	best := 30_000.0
	for _, c := range g.centres {
		if abs(c.at.Lat()-p.Lat()) > 0.3 || abs(c.at.Lon()-p.Lon()) > 0.6 {
			continue
		}
		if d := Distance(p, c.at); d < best || (d == best && c.outcode < outcode) {
			best, outcode = d, c.outcode
		}
	}
	return outcode, g.councilAt(p), ""
}

// councilAt gives the council a point lies in. A point that simplified borders
// leave just outside all of them goes to the nearest, up to 2 km away.
func (g *Gazetteer) councilAt(p orb.Point) string {
	for i := range g.councils {
		if c := &g.councils[i]; c.contains(p) {
			return c.code
		}
	}
	best, code := 2000.0/111_195, ""
	for _, c := range g.councils {
		for i := range c.shapes {
			if d := c.shapes[i].distance(p, best); d < best {
				best, code = d, c.code
			}
		}
	}
	return code
}

func (c *council) contains(p orb.Point) bool { return c.bound.Contains(p) && inside(c.shapes, p) }

// CouncilName gives a council's name by its GSS code; empty for none.
func (g *Gazetteer) CouncilName(code string) string {
	for _, c := range g.councils {
		if c.code == code {
			return c.name
		}
	}
	return ""
}

// OnLand reports whether a point lies on land, or within about a kilometre of
// it, for the coast is simplified; true for all that is not around Britain and
// Ireland.
func (g *Gazetteer) OnLand(p orb.Point) bool {
	if p.Lon() < -10.7 || p.Lon() > 1.8 || p.Lat() < 49.8 || p.Lat() > 60.9 {
		return true
	}
	if land := g.around(orb.Bound{Min: p, Max: p}); land.dry(p) {
		return true
	}
	for i := range g.land {
		if s := &g.land[i]; s.hole && s.contains(p) || s.distance(p, 0.01) < 0.01 {
			return true
		}
	}
	return false
}

func abs(f float64) float64 { return max(f, -f) }
