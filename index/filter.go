package index

import (
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"alongside/internal/directory"
)

// Metres gives the great-circle distance of two points, on a sphere with the
// earth's equatorial radius as orb has it.
func Metres(a, b orb.Point) float64 { return geo.DistanceHaversine(a, b) }

// filters are the conditions of a query, each under the field that can lift
// it.
type filters struct {
	q     directory.Query
	today directory.Date
	// slots are the (day, part) pairs asked for, anyDay and anyTime the same
	// with the days or the times left open; 0 asks for none.
	slots, anyDay, anyTime directory.Slots
	// areaKeys are the areas that the query's place lies in.
	areaKeys []string
	active   []condition
}

type condition struct {
	field directory.Field
	holds func(*directory.Card) bool
}

func newFilters(q directory.Query, now time.Time) *filters {
	f := &filters{q: q, slots: q.Slots(), anyDay: directory.Query{Times: q.Times}.Slots(), anyTime: directory.Query{Days: q.Days}.Slots()}
	if loc, err := time.LoadLocation(directory.DefaultZone); err == nil {
		now = now.In(loc)
	}
	f.today = directory.DateOf(now)
	if q.Near != nil {
		f.areaKeys = q.Near.AreaKeys()
	}
	f.when(len(q.Kinds) > 0, directory.FieldKind, func(c *directory.Card) bool { return slices.Contains(q.Kinds, c.Kind) })
	f.when(len(q.Joinings) > 0, directory.FieldJoining, func(c *directory.Card) bool { return slices.Contains(q.Joinings, c.Joining) })
	f.when(len(q.Areas) > 0, directory.FieldArea, func(c *directory.Card) bool { return servesOneOf(c, q.Areas) })
	f.when(q.Cost != nil, directory.FieldCost, func(c *directory.Card) bool { return affordable(c.Cost, *q.Cost) })
	f.when(len(q.Access) > 0, directory.FieldAccess, func(c *directory.Card) bool {
		return !slices.ContainsFunc(q.Access, func(a directory.AccessFeature) bool { return !slices.Contains(c.Access, a) })
	})
	f.when(q.Online != nil, directory.FieldOnline, func(c *directory.Card) bool { return onlineIs(c, *q.Online) })
	f.when(len(q.LedBy) > 0, directory.FieldLed, func(c *directory.Card) bool { return shares(q.LedBy, c.LedBy) })
	f.when(len(q.Languages) > 0, directory.FieldLanguage, func(c *directory.Card) bool { return shares(q.Languages, c.Languages) })
	f.when(len(q.Organizations) > 0, directory.FieldOrganization, func(c *directory.Card) bool {
		return slices.Contains(q.Organizations, c.OrganizationID)
	})
	f.when(len(q.Sources) > 0, directory.FieldSource, func(c *directory.Card) bool { return slices.Contains(q.Sources, c.Source) })
	f.when(q.Age != nil, directory.FieldAge, func(c *directory.Card) bool {
		return (c.MinimumAge == nil || *c.MinimumAge <= *q.Age) && (c.MaximumAge == nil || *q.Age <= *c.MaximumAge)
	})
	f.when(q.Near != nil && q.Within > 0, directory.FieldWithin, func(c *directory.Card) bool { return f.within(c) })
	return f
}

func (f *filters) when(asked bool, field directory.Field, holds func(*directory.Card) bool) {
	if asked {
		f.active = append(f.active, condition{field: field, holds: holds})
	}
}

// shown reports whether a card may be shown as open at all.
func (f *filters) shown(c *directory.Card) bool {
	switch c.Status {
	case directory.Inactive, directory.Defunct:
		return false
	case directory.TemporarilyClosed:
		return c.ClosedUntil != "" && c.ClosedUntil <= f.today
	}
	return true
}

// verdict says which conditions a card fails.
type verdict struct {
	// failed is the first field that fails, and count how many do, day and
	// time apart; beyond 2 nobody counts.
	failed directory.Field
	count  int
	// when, noDay and noTime say whether a session fits the days and times
	// asked for, and with the one or the other lifted. The two are met
	// together by one session.
	when, noDay, noTime bool
}

// judge gives a card's verdict.
func (f *filters) judge(c *directory.Card) verdict {
	v := verdict{
		when:   f.slots == 0 || c.Slots.Has(f.slots),
		noDay:  f.anyDay == 0 || c.Slots.Has(f.anyDay),
		noTime: f.anyTime == 0 || c.Slots.Has(f.anyTime),
	}
	for _, cond := range f.active {
		if cond.holds(c) {
			continue
		}
		if v.count == 0 {
			v.failed = cond.field
		}
		if v.count++; v.count == 2 {
			break
		}
	}
	return v
}

// passes reports whether the card fits once the field's own condition is
// lifted; an empty field lifts none.
func (v verdict) passes(lifted directory.Field) bool {
	if v.count > 1 || (v.count == 1 && v.failed != lifted) {
		return false
	}
	switch lifted {
	case directory.FieldDay:
		return v.noDay
	case directory.FieldTime:
		return v.noTime
	}
	return v.when
}

// within reports whether a card is inside the radius, or, having no point,
// serves the place.
func (f *filters) within(c *directory.Card) bool {
	if c.Place.Point != nil {
		return Metres(f.q.Near.Point, *c.Place.Point) <= f.q.Within
	}
	return f.serves(c)
}

// serves reports whether a card without a point reaches people at the query's
// place: because it says so, or because it is online and names no area.
func (f *filters) serves(c *directory.Card) bool {
	if len(c.Serves) == 0 && len(c.Circles) == 0 {
		return c.Online && len(c.AreaServed) == 0
	}
	if shares(f.areaKeys, c.Serves) {
		return true
	}
	return slices.ContainsFunc(c.Circles, func(o directory.Circle) bool {
		return Metres(f.q.Near.Point, o.Centre) <= o.Metres
	})
}

func servesOneOf(c *directory.Card, areas []string) bool {
	for _, name := range c.AreaServed {
		if slices.Contains(areas, strings.ToLower(name)) {
			return true
		}
	}
	for _, key := range c.Serves {
		if _, code, found := strings.Cut(strings.ToLower(key), ":"); found && slices.Contains(areas, code) {
			return true
		}
	}
	return false
}

func affordable(c directory.Cost, most directory.CostLimit) bool {
	if most.Pence == 0 {
		return c.Free
	}
	return c.Known && c.Pence <= most.Pence
}

// onlineIs reports whether a card can be joined online, or in person.
func onlineIs(c *directory.Card, online bool) bool {
	if online {
		return c.Online
	}
	return c.Place.Point != nil || c.Place.Name != "" || c.Place.Locality != "" || c.Place.Postcode != ""
}

func shares[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}
