// Package peers holds the engines that the index is measured against, each
// indexed and tuned as someone who knows it would, on the same documents.
//
// The comparison favours them: they count three facets (kind, free, weekday)
// where the index counts twelve, give ids where it gives whole cards, look for
// stems that were worked out beforehand, forgive no spelling, say nothing of
// what nearly fits, and complete single words by use where the index completes
// names.
package peers

import (
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/bench"
	"alongside/internal/directory"
	"alongside/internal/text"
)

// row is a document as the peers hold it: one service at one place. Services
// are numbered, and so are the values of fields.
type row struct {
	id, service int
	// name, activities, organisation and description are stems.
	name, activities, organisation, description string
	kind, joining                               int
	free, inPerson, placed                      bool
	access                                      int
	slots                                       directory.Slots
	youngest, oldest                            int
	// centre is the point, or the middle of the area served; reach is how far
	// from it the document is found whatever the radius: 0 for a place,
	// infinite for what serves everywhere.
	centre orb.Point
	reach  float64
}

// noAge stands for no upper limit.
const noAge = 999

// rows gives the rows of documents that may be shown, those that no place
// reaches included: words alone find them.
func rows(docs iter.Seq2[directory.Document, error]) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		service, last, id := 0, "", 0
		for d, err := range docs {
			if err != nil {
				yield(row{}, err)
				return
			}
			if d.Card.Status != directory.Active {
				continue
			}
			if d.Card.ID != last {
				service, last = service+1, d.Card.ID
			}
			id++
			r := rowOf(&d)
			r.id, r.service = id, service
			if !yield(r, nil) {
				return
			}
		}
	}
}

func rowOf(d *directory.Document) row {
	c := &d.Card
	r := row{
		name:         stems(c.Name + "\n" + d.AlternateName),
		activities:   stems(strings.Join(c.Activities, "\n")),
		organisation: stems(c.OrganizationName),
		description:  stems(d.Description),
		kind:         1 + slices.Index(directory.Kinds(), c.Kind), joining: 1 + slices.Index(directory.Joinings(), c.Joining),
		free: c.Cost.Free, access: accessBits(c.Access), slots: c.Slots, youngest: 0, oldest: noAge,
		inPerson: c.Place.Point != nil || c.Place.Name != "" || c.Place.Locality != "" || c.Place.Postcode != "",
	}
	if c.MinimumAge != nil {
		r.youngest = *c.MinimumAge
	}
	if c.MaximumAge != nil {
		r.oldest = *c.MaximumAge
	}
	switch {
	case c.Place.Point != nil:
		r.centre, r.placed = *c.Place.Point, true
	case len(c.Circles) > 0:
		r.centre, r.reach = c.Circles[0].Centre, c.Circles[0].Metres
	case slices.Contains(c.Serves, directory.AreaKey(directory.AreaEverywhere, "")), len(c.Serves) == 0 && c.Online && len(c.AreaServed) == 0:
		r.reach = math.Inf(1)
	default:
		r.reach = -1 // a council area: a point alone is in none
	}
	return r
}

func stems(s string) string { return strings.Join(text.Terms(s), " ") }

func accessBits(features []directory.AccessFeature) int {
	bits := 0
	for _, f := range features {
		bits |= 1 << slices.Index(directory.AccessFeatures(), f)
	}
	return bits
}

// wanted is what a query asks of a row; zero values ask nothing.
type wanted struct {
	terms         []string
	near          orb.Point
	located       bool
	within        float64
	kind, joining int
	free          bool
	inPerson      bool
	access        int
	slots         directory.Slots
	age           int
	limit         int
}

func wantedOf(q bench.Query) wanted {
	c := q.Conditions()
	w := wanted{terms: q.Terms(), within: c.Within, free: c.Cost != nil, inPerson: c.Online != nil && !*c.Online,
		access: accessBits(c.Access), slots: c.Slots(), age: -1, limit: q.Limit()}
	w.near, w.located = q.Near()
	if len(c.Kinds) > 0 {
		w.kind = 1 + slices.Index(directory.Kinds(), c.Kinds[0])
	}
	if len(c.Joinings) > 0 {
		w.joining = 1 + slices.Index(directory.Joinings(), c.Joinings[0])
	}
	if c.Age != nil {
		w.age = *c.Age
	}
	return w
}

// box gives the bounds of a circle, a little wide.
func box(p orb.Point, metres float64) orb.Bound {
	lat := metres / 111_000
	lon := lat / math.Cos((math.Abs(p.Lat())+lat)*math.Pi/180)
	return orb.Bound{Min: orb.Point{p.Lon() - lon, p.Lat() - lat}, Max: orb.Point{p.Lon() + lon, p.Lat() + lat}}
}

// bounds gives where a row is found by place, and whether it is at all.
func (r *row) bounds() (orb.Bound, bool) {
	switch {
	case r.placed:
		return orb.Bound{Min: r.centre, Max: r.centre}, true
	case math.IsInf(r.reach, 1):
		return orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, true
	case r.reach > 0:
		return box(r.centre, r.reach), true
	}
	return orb.Bound{}, false
}

// decay is the distance in metres at which nearness counts for half, as in the
// index.
const decay = 4000

// unplaced is how far away what has no place counts as.
const unplaced = 8000

// fieldWeights are the weights of name, activities, organisation and
// description, as in the index.
func fieldWeights() [4]float64 { return [4]float64{6, 4, 2, 1} }
