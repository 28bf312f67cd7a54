package places

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// Find gives the place that someone named: a postcode with or without its
// space, an outward code, a town, a neighbourhood ("Muirhouse" or "Muirhouse,
// Edinburgh"), a council area, or "lat,lon". What is not known, or could be
// several places, is a CodeInvalid error with a fault at "near" that says so
// and names what was perhaps meant: never everywhere.
func (g *Gazetteer) Find(ctx context.Context, name string) (directory.Place, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" {
		return directory.Place{}, unknown("place-empty", "Say a postcode, or a town or area.")
	}
	if p, ok, err := g.findPoint(name); ok || err != nil {
		return p, err
	}
	if p, ok, err := g.findCode(ctx, name); ok || err != nil {
		return p, err
	}
	return g.findName(name)
}

func unknown(key, format string, values ...any) error {
	return directory.Invalid([]directory.Fault{directory.Faultf("near", key, format, values...)})
}

// findPoint reads "55.97, -3.17": latitude first, as people copy it.
func (g *Gazetteer) findPoint(s string) (directory.Place, bool, error) {
	a, b, found := strings.Cut(s, ",")
	if !found {
		return directory.Place{}, false, nil
	}
	lat, errLat := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lon, errLon := strconv.ParseFloat(strings.TrimSpace(b), 64)
	if errLat != nil || errLon != nil || math.IsNaN(lat) || math.IsNaN(lon) {
		return directory.Place{}, false, nil
	}
	p := orb.Point{lon, lat}
	if !directory.OnEarth(p) {
		return directory.Place{}, false, unknown("place-not-on-earth", "%s is not a point on earth. Write latitude, longitude, like 55.97, -3.17.", "Said", short(s))
	}
	outcode, council, district := g.Areas(p)
	if outcode == "" {
		if code, _, _ := g.Areas(orb.Point{lat, lon}); code != "" {
			return directory.Place{}, false, unknown("place-far-away", "%s is far away. Did you mean %s, %s? Write latitude first.",
				"Said", short(s), "Latitude", strings.TrimSpace(b), "Longitude", strings.TrimSpace(a))
		}
	}
	return directory.Place{Label: fmt.Sprintf("%.4f, %.4f", lat, lon), Kind: directory.PlacePoint, Point: p,
		Outcode: outcode, Council: council, District: district}, true, nil
}

// findCode reads a full postcode or an outward code.
func (g *Gazetteer) findCode(ctx context.Context, s string) (directory.Place, bool, error) {
	compact := strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	if len(compact) < 2 || len(compact) > 7 || !strings.ContainsAny(compact, "0123456789") {
		return directory.Place{}, false, nil
	}
	if code, ok := g.normalise(compact); ok {
		if g.postcodes != nil {
			p, known, err := g.postcodes.Postcode(ctx, code)
			if err != nil {
				return directory.Place{}, false, fmt.Errorf("find a postcode: %w", err)
			}
			if known {
				if p.Council == "" {
					p.Council = g.councilAt(p.Point)
				}
				return p, true, nil
			}
		}
		p, ok := g.outcode(directory.Outcode(code))
		p.Label = "around " + p.Label
		return p, ok, nil
	}
	// "EH6 7" is on its way to being a postcode.
	for end := len(compact); end >= 2 && end >= len(compact)-2; end-- {
		if p, ok := g.outcode(outcodeSlips(compact[:end])); ok {
			return p, true, nil
		}
	}
	if looksLikeCode(compact) {
		return directory.Place{}, false, unknown("place-postcode", "We don't know the postcode '%s'. Check it, or give a town or area.", "Said", short(s))
	}
	return directory.Place{}, false, nil
}

// normalise gives a full postcode with its space, with letters and digits that
// are often taken for each other put right, when its outward code is one.
func (g *Gazetteer) normalise(compact string) (string, bool) {
	if len(compact) < 5 {
		return "", false
	}
	in := []byte(compact[len(compact)-3:])
	switch in[0] {
	case 'O':
		in[0] = '0'
	case 'I':
		in[0] = '1'
	}
	for i := 1; i < 3; i++ {
		switch in[i] {
		case '0':
			in[i] = 'O'
		case '1':
			in[i] = 'I'
		}
	}
	out := outcodeSlips(compact[:len(compact)-3])
	if _, known := g.outcodes[out]; !known || directory.Outcode(out+string(in)) != out || in[0] < '0' || in[0] > '9' {
		return "", false
	}
	return out + " " + string(in), true
}

// outcodeSlips puts O for 0 and I for 1 right behind the letters.
func outcodeSlips(s string) string {
	b := []byte(s)
	for i := 1; i < len(b); i++ {
		if i >= 2 || (len(b) == 2 && i == 1) {
			switch b[i] {
			case 'O':
				b[i] = '0'
			case 'I':
				b[i] = '1'
			}
		}
	}
	return string(b)
}

// looksLikeCode reports whether s can only have been meant as a postcode.
func looksLikeCode(s string) bool {
	return directory.Outcode(s) != ""
}

// outcode gives an outward code as a place.
func (g *Gazetteer) outcode(code string) (directory.Place, bool) {
	p, ok := g.outcodes[code]
	if !ok {
		return directory.Place{}, false
	}
	return directory.Place{Label: code, Kind: directory.PlaceOutcode, Point: p, Outcode: code, Council: g.councilAt(p)}, true
}

func (g *Gazetteer) findName(s string) (directory.Place, error) {
	name, parent, _ := strings.Cut(s, ",")
	key, in := foldName(name), foldName(parent)
	matches := g.matches(key, in)
	if len(matches) == 0 && in == "" {
		// "Leith Edinburgh", without its comma.
		for at := range g.named {
			if parent := foldName(g.named[at].parent); strings.HasSuffix(key, " "+parent) {
				if m := g.matches(strings.TrimSuffix(key, " "+parent), parent); len(m) > 0 {
					matches = m
					break
				}
			}
		}
	}
	switch {
	case len(matches) == 1:
		return g.place(matches[0]), nil
	case len(matches) > 1:
		return g.choose(name, matches)
	}
	for _, c := range g.councils {
		if folded := foldName(c.name); folded == key || strings.TrimSuffix(strings.TrimPrefix(folded, "city of "), " city") == key ||
			strings.TrimSuffix(folded, " islands") == key {
			return g.councilPlace(c), nil
		}
	}
	near := g.near(key)
	if len(near) == 0 {
		return directory.Place{}, unknown("place-unknown", "We don't know '%s'. Give a postcode, or a town or area near you.", "Said", short(s))
	}
	return directory.Place{}, unknown("place-misspelt", "We don't know '%s'. Did you mean %s?", "Said", short(s), "Choices", directory.Choices(near))
}

// matches gives the named places with this name, in that parent if one is
// given.
func (g *Gazetteer) matches(key, in string) []int {
	var out []int
	for _, at := range g.byName[key] {
		n := g.named[at]
		if in == "" || foldName(n.parent) == in || strings.HasPrefix(in, foldName(n.parent)) || foldName(g.CouncilName(n.council)) == in ||
			in == "scotland" {
			out = append(out, at)
		}
	}
	return out
}

// choose picks among places of one name: the one that is clearly larger, else
// nobody can know, and the person is asked.
func (g *Gazetteer) choose(name string, at []int) (directory.Place, error) {
	slices.SortStableFunc(at, func(a, b int) int { return g.named[b].weight() - g.named[a].weight() })
	if g.named[at[0]].weight() >= 2 && g.named[at[1]].weight() < 2 {
		return g.place(at[0]), nil
	}
	var labels directory.Choices
	for _, i := range at {
		labels = append(labels, g.named[i].name+", "+g.named[i].parent)
	}
	slices.Sort(labels)
	return directory.Place{}, unknown("place-several", "There is more than one %s. Which do you mean: %s?",
		"Said", short(strings.TrimSpace(name)), "Choices", labels)
}

func (g *Gazetteer) place(at int) directory.Place {
	n := g.named[at]
	kind := directory.PlaceNeighbourhood
	if n.weight() >= 2 {
		kind = directory.PlaceTown
	}
	return directory.Place{Label: n.label(), Kind: kind, Point: n.point, Outcode: n.outcode, Council: n.council}
}

// councilPlace gives a council area as a place, at the middle of the
// part with the longest line.
func (g *Gazetteer) councilPlace(c council) directory.Place {
	largest := c.shapes[0]
	for _, s := range c.shapes {
		if len(s.bands) > len(largest.bands) {
			largest = s
		}
	}
	return directory.Place{Label: c.name, Kind: directory.PlaceCouncil, Point: largest.bound.Center(), Council: c.code}
}

// near gives up to three names that are near in spelling, as they are written.
func (g *Gazetteer) near(key string) []string {
	most := text.Tolerance(key)
	type close struct {
		label    string
		distance int
		weight   int
	}
	var found []close
	for _, name := range g.names {
		if d := text.Distance(key, name, most); d <= most {
			for _, at := range g.byName[name] {
				found = append(found, close{g.place(at).Label, d, g.named[at].weight()})
			}
		}
	}
	slices.SortFunc(found, func(a, b close) int {
		if a.distance != b.distance {
			return a.distance - b.distance
		}
		if a.weight != b.weight {
			return b.weight - a.weight
		}
		return strings.Compare(a.label, b.label)
	})
	var out []string
	for _, f := range found {
		if !slices.Contains(out, f.label) && len(out) < 3 {
			out = append(out, f.label)
		}
	}
	return out
}

// short bounds what a message quotes back.
func short(s string) string {
	r := []rune(strings.ToValidUTF8(s, ""))
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(r)
}

// Suggest completes the name of a place, towns first.
func (g *Gazetteer) Suggest(prefix string, n int) []directory.Suggestion {
	key := foldName(prefix)
	if key == "" {
		return nil
	}
	from, _ := slices.BinarySearch(g.names, key)
	var at []int
	for _, name := range g.names[from:] {
		if !strings.HasPrefix(name, key) {
			break
		}
		for _, i := range g.byName[name] {
			if !slices.Contains(at, i) {
				at = append(at, i)
			}
		}
	}
	slices.SortStableFunc(at, func(a, b int) int { return g.named[b].weight() - g.named[a].weight() })
	var out []directory.Suggestion
	for _, i := range at[:min(n, len(at))] {
		out = append(out, directory.Suggestion{Kind: "place", Text: g.named[i].label()})
	}
	return out
}

// Named gives the place that has exactly this name, or this postcode or outward
// code; nothing when there is none, or several.
func (g *Gazetteer) Named(ctx context.Context, name string) (directory.Place, bool) {
	if p, ok, err := g.findCode(ctx, name); ok && err == nil {
		return p, true
	}
	at := g.matches(foldName(name), "")
	if len(at) == 0 {
		for _, c := range g.councils {
			if foldName(c.name) == foldName(name) {
				return g.councilPlace(c), true
			}
		}
		return directory.Place{}, false
	}
	if len(at) == 1 {
		return g.place(at[0]), true
	}
	p, err := g.choose(name, at)
	return p, err == nil
}
