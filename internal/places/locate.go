package places

import (
	"context"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"alongside/internal/directory"
)

// Distance gives the great-circle distance of two points in metres.
func Distance(a, b orb.Point) float64 { return geo.DistanceHaversine(a, b) }

// Locate gives a location's point and how it is known: the point given, else
// its postcode's, else the middle of its outward code, else of the town that
// its address names; ok is false when none of them is known.
func (g *Gazetteer) Locate(ctx context.Context, l directory.Location) (orb.Point, directory.PointFrom, bool, error) {
	if l.Point != nil && directory.OnEarth(*l.Point) {
		return *l.Point, directory.PointGiven, true, nil
	}
	for _, a := range l.Addresses {
		if strings.TrimSpace(a.PostalCode) == "" {
			continue
		}
		p, ok, err := g.findCode(ctx, a.PostalCode)
		if directory.CodeOf(err) == directory.CodeInternal || directory.CodeOf(err) == directory.CodeUnavailable {
			return orb.Point{}, "", false, err
		}
		if ok && p.Kind == directory.PlacePostcode {
			return p.Point, directory.PointFromPostcode, true, nil
		}
		if ok {
			return p.Point, directory.PointFromOutcode, true, nil
		}
	}
	for _, a := range l.Addresses {
		if p, ok := g.town(a); ok {
			return p, directory.PointFromName, true, nil
		}
	}
	return orb.Point{}, "", false, nil
}

// town gives the point of the one place that an address's town names. A city
// is too wide to stand for an address in it.
func (g *Gazetteer) town(a directory.Address) (orb.Point, bool) {
	at := g.byName[foldName(a.City)]
	if len(at) != 1 || g.named[at[0]].kind == "city" {
		return orb.Point{}, false
	}
	return g.named[at[0]].point, true
}

// District gives what may be shown of a place that is told when you join: a
// label, and the middle of its outward code; ok is false when its postcode is
// not known.
func (g *Gazetteer) District(l directory.Location) (label string, centre orb.Point, ok bool) {
	for _, a := range l.Addresses {
		code := directory.Outcode(a.PostalCode)
		p, known := g.outcodes[code]
		if !known {
			continue
		}
		if a.City != "" {
			return a.City + " (" + code + ")", p, true
		}
		return code, p, true
	}
	if l.Point != nil {
		if code, _, _ := g.Areas(*l.Point); code != "" {
			return code, g.outcodes[code], true
		}
	}
	return "", orb.Point{}, false
}
