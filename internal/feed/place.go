package feed

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// places fills in where it happens.
func (b *builder) places(it *item, rec *record, l *directory.Listing) {
	line := func(f string) string { return strings.Join(strings.Fields(rec.text(b.m.Fields[f], ", ")), " ") }
	loc := directory.Location{
		Name:           line("place"),
		Description:    rec.text(b.m.Fields["place_description"], "\n"),
		Transportation: rec.text(b.m.Fields["directions"], "\n"),
		Source:         b.source,
	}
	address := directory.Address{
		Address1:   line("address"),
		Address2:   line("address_2"),
		City:       line("city"),
		PostalCode: postcode(rec.text(b.m.Fields["postcode"], " ")),
	}
	b.point(it, rec, &loc)
	if words := rec.text(b.m.Fields["access"], "\n"); words != "" {
		loc.Accessibility = []directory.Accessibility{{Description: words}}
	}
	for i := range b.m.Access {
		if f := directory.AccessFeature(b.m.Access[i].Is); rec.holds(b.m.Access[i].When) && !slices.Contains(loc.Access, f) {
			loc.Access = append(loc.Access, f)
		}
	}
	if said(address) {
		loc.Addresses = []directory.Address{address}
	}
	if loc.Name == "" && loc.Addresses == nil && loc.Point == nil {
		return
	}
	b.place(l, loc)
	if s := rec.text(b.m.Fields["second_location"], ""); s != "" {
		if p, ok := b.readPoint(it, b.column("second_location"), s); ok {
			b.place(l, directory.Location{Point: p, PointFrom: directory.PointGiven, Source: b.source})
		}
	}
}

// place adds a place with its ids.
func (b *builder) place(l *directory.Listing, loc directory.Location) {
	id := key(loc.Name)
	// A postcode alone is no place: many lie in it, each at its own point.
	named := loc.Name != "" && len(loc.Addresses) > 0
	for _, a := range loc.Addresses {
		id += "|" + key(a.Address1) + "|" + key(a.PostalCode)
		named = named || a.Address1 != ""
	}
	if !named && loc.Point != nil {
		id += "|" + pointKey(*loc.Point)
	}
	loc.ID = directory.ImportedID(b.source, "location:"+id)
	l.At = append(l.At, directory.ServiceAtLocation{
		ID:       directory.ImportedID(b.source, "at:"+l.ExternalID+":"+id),
		Location: loc,
	})
}

// point reads the point, from one column or two.
func (b *builder) point(it *item, rec *record, loc *directory.Location) {
	column, s := b.column("location"), rec.text(b.m.Fields["location"], "")
	if s == "" {
		lat, lon := rec.text(b.m.Fields["latitude"], ""), rec.text(b.m.Fields["longitude"], "")
		if lat == "" && lon == "" {
			return
		}
		column, s = b.column("latitude"), lat+","+lon
	}
	if strings.ContainsFunc(s, unicode.IsLetter) && loc.Name == "" {
		// A column called Location may as well hold a name.
		loc.Name = strings.Join(strings.Fields(s), " ")
		return
	}
	if p, ok := b.readPoint(it, column, s); ok {
		loc.Point, loc.PointFrom = p, directory.PointGiven
	}
}

// readPoint reads a point; one that can't be used is told.
func (b *builder) readPoint(it *item, column, s string) (*orb.Point, bool) {
	p, err := point(s)
	if err != nil {
		it.warn(column, "%v, so it is left out", err)
		return nil, false
	}
	if why := checkPoint(p, b.onLand); why != "" {
		it.warn(column, "%s", why)
		return nil, false
	}
	return &p, true
}

// said reports whether an address says anything.
func said(a directory.Address) bool {
	return a.Address1 != "" || a.Address2 != "" || a.City != "" || a.PostalCode != ""
}

// pointKey is a point to about a metre.
func pointKey(p orb.Point) string { return fmt.Sprintf("%.5f,%.5f", p.Lat(), p.Lon()) }
