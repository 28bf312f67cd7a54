// Package indextest is the reference that the index is held against: a plain
// scan over documents that says which services fit a query, how many, and in
// which order of distance. It is written from directory.Query's words and
// shares no code with the index.
package indextest

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// Answer is what the scan says of a query without words.
type Answer struct {
	// IDs are the services that fit, in order of their ids.
	IDs []string
	// Metres is the distance to the nearest fitting place of each that has
	// one.
	Metres map[string]float64
	// Scores are the exact scores of the services, each at the place of it that
	// is nearest, or that scores best where none is.
	Scores map[string]float64
	// Facets counts services by field and value.
	Facets map[directory.Field]map[string]int
}

// Scan answers a query over documents, at a moment, by the weights of an index.
func Scan(all []directory.Document, q directory.Query, now time.Time, w Weights) Answer {
	a := Answer{Metres: map[string]float64{}, Scores: map[string]float64{}, Facets: map[directory.Field]map[string]int{}}
	fitting := map[string]bool{}
	var docs []directory.Document
	for _, d := range all {
		if d.Card.Slots = SlotsOn(d.Card, now); holdsWords(d, q.Words) {
			docs = append(docs, d)
		}
	}
	for _, d := range docs {
		if !Open(d.Card, now) || !Fits(d.Card, q, "") {
			continue
		}
		a.score(d, q, now, w, fitting[d.Card.ID])
		fitting[d.Card.ID] = true
		if q.Near != nil && d.Card.Place.Point != nil {
			m := Haversine(q.Near.Point, *d.Card.Place.Point)
			if old, ok := a.Metres[d.Card.ID]; !ok || m < old {
				a.Metres[d.Card.ID] = m
			}
		}
	}
	for id := range fitting {
		a.IDs = append(a.IDs, id)
	}
	sort.Strings(a.IDs)
	for _, f := range directory.FacetFields() {
		counted := map[string]map[string]bool{}
		for _, d := range docs {
			if !Open(d.Card, now) || !Fits(d.Card, q, f) {
				continue
			}
			for _, v := range values(d.Card, q, f) {
				if counted[v] == nil {
					counted[v] = map[string]bool{}
				}
				counted[v][d.Card.ID] = true
			}
		}
		a.Facets[f] = map[string]int{}
		for v, ids := range counted {
			a.Facets[f][v] = len(ids)
		}
	}
	return a
}

// Open reports whether a card may be shown as open.
func Open(c directory.Card, now time.Time) bool {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	today := directory.Date(now.In(london).Format("2006-01-02"))
	if c.Status == directory.TemporarilyClosed {
		return c.ClosedUntil != "" && c.ClosedUntil <= today
	}
	return c.Status == directory.Active
}

// Fits reports whether a card meets every limit of a query but that of one
// field.
func Fits(c directory.Card, q directory.Query, but directory.Field) bool {
	q, _ = q.Without(but)
	if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, c.Kind) ||
		len(q.Joinings) > 0 && !slices.Contains(q.Joinings, c.Joining) ||
		len(q.Organizations) > 0 && !slices.Contains(q.Organizations, c.OrganizationID) ||
		len(q.Sources) > 0 && !slices.Contains(q.Sources, c.Source) ||
		len(q.Languages) > 0 && !common(q.Languages, c.Languages) ||
		len(q.LedBy) > 0 && !common(q.LedBy, c.LedBy) {
		return false
	}
	for _, need := range q.Access {
		if !slices.Contains(c.Access, need) {
			return false
		}
	}
	if len(q.Areas) > 0 && !serves(c, q.Areas) {
		return false
	}
	if len(q.Days)+len(q.Times) > 0 && !meets(c, q.Days, q.Times) {
		return false
	}
	if q.Cost != nil {
		cheap := c.Cost.Known && c.Cost.Pence <= q.Cost.Pence
		if q.Cost.Pence == 0 {
			cheap = c.Cost.Free
		}
		if !cheap {
			return false
		}
	}
	if q.Age != nil && (c.MinimumAge != nil && *q.Age < *c.MinimumAge || c.MaximumAge != nil && *q.Age > *c.MaximumAge) {
		return false
	}
	inPerson := c.Place.Point != nil || c.Place.Name+c.Place.Locality+c.Place.Postcode != ""
	if q.Online != nil && (*q.Online && !c.Online || !*q.Online && !inPerson) {
		return false
	}
	if q.Near != nil && q.Within > 0 {
		if c.Place.Point != nil {
			return Haversine(q.Near.Point, *c.Place.Point) <= q.Within
		}
		return reaches(c, *q.Near)
	}
	return true
}

func meets(c directory.Card, days []time.Weekday, parts []directory.PartOfDay) bool {
	if len(days) == 0 {
		days = directory.Weekdays()
	}
	if len(parts) == 0 {
		parts = directory.PartsOfDay()
	}
	for _, d := range days {
		for _, p := range parts {
			if c.Slots&directory.Slot(d, p) != 0 {
				return true
			}
		}
	}
	return false
}

func serves(c directory.Card, areas []string) bool {
	for _, a := range areas {
		for _, name := range c.AreaServed {
			if strings.ToLower(name) == a {
				return true
			}
		}
		for _, key := range c.Serves {
			if i := strings.IndexByte(key, ':'); i >= 0 && strings.ToLower(key[i+1:]) == a {
				return true
			}
		}
	}
	return false
}

// reaches reports whether a card without a point serves a place.
func reaches(c directory.Card, p directory.Place) bool {
	for _, key := range c.Serves {
		switch {
		case key == "everywhere",
			p.Council != "" && key == "council:"+p.Council,
			p.Outcode != "" && key == "outcode:"+p.Outcode,
			p.Council != "" && p.District != "" && key == "district:"+p.Council+":"+p.District:
			return true
		}
	}
	for _, o := range c.Circles {
		if Haversine(p.Point, o.Centre) <= o.Metres {
			return true
		}
	}
	return c.Online && len(c.Serves)+len(c.Circles)+len(c.AreaServed) == 0
}

func values(c directory.Card, q directory.Query, f directory.Field) []string {
	var out []string
	add := func(ok bool, v string) {
		if ok && v != "" {
			out = append(out, v)
		}
	}
	switch f {
	case directory.FieldKind:
		add(true, string(c.Kind))
	case directory.FieldJoining:
		add(true, string(c.Joining))
	case directory.FieldArea:
		for _, a := range c.AreaServed {
			add(true, strings.ToLower(a))
		}
	case directory.FieldDay:
		for _, d := range directory.Weekdays() {
			add(meets(c, []time.Weekday{d}, q.Times), directory.WeekdayCode(d))
		}
	case directory.FieldTime:
		for _, p := range directory.PartsOfDay() {
			add(meets(c, q.Days, []directory.PartOfDay{p}), p.String())
		}
	case directory.FieldCost:
		add(c.Cost.Free, "free")
		for _, pounds := range []int64{2, 5, 10} {
			add(c.Cost.Known && c.Cost.Pence <= 100*pounds, strconv.FormatInt(pounds, 10))
		}
	case directory.FieldAccess:
		for _, a := range c.Access {
			add(true, string(a))
		}
	case directory.FieldOnline:
		add(c.Online, "yes")
		add(c.Place.Point != nil || c.Place.Name+c.Place.Locality+c.Place.Postcode != "", "no")
	case directory.FieldLed:
		for _, l := range c.LedBy {
			add(true, string(l))
		}
	case directory.FieldLanguage:
		for _, l := range c.Languages {
			add(true, l)
		}
	case directory.FieldOrganization:
		add(true, c.OrganizationID)
	case directory.FieldSource:
		add(true, c.Source)
	}
	return out
}

// Haversine gives the great-circle distance in metres on a sphere with the
// WGS 84 equatorial radius.
func Haversine(a, b orb.Point) float64 {
	const radius, rad = 6378137.0, math.Pi / 180
	dLat, dLon := (b.Lat()-a.Lat())*rad, (b.Lon()-a.Lon())*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(a.Lat()*rad)*math.Cos(b.Lat()*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(h)))
}

func common[T comparable](a, b []T) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}
