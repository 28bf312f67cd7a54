package near

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"alongside/internal/directory"
)

// Metres gives the great-circle distance of two points, on a sphere with the
// earth's equatorial radius as orb has it.
func Metres(a, b orb.Point) float64 { return geo.DistanceHaversine(a, b) }

// Query is a question to the table.
type Query struct {
	// Query gives the limits, the place and the order. Its Words and Cursor
	// are not read.
	directory.Query
	// Terms are what is looked for; without any, everything fits.
	Terms []Term
	// Least is how many of the terms a document must hold.
	Least int
	// Holds says whether a document holds something that terms do not tell, by
	// its key; nil asks nothing.
	Holds func(key string) bool
	// After is where the page begins; nil for the first.
	After *Position
	// Skip are services to leave out.
	Skip []ID
	// Uncounted leaves the facets out.
	Uncounted bool
	// Best says that only the best are wanted: where there are more, Total
	// counts some of them.
	Best bool
	// Nearly asks, when few fit, what fits within twice or four times the
	// radius, and once one limit is lifted; Lift are the limits to try, in turn.
	Nearly bool
	Lift   []directory.Field
	// AsWritten asks it of words that no document holds, too: they are not
	// going to be corrected.
	AsWritten bool
}

// Term is a stem, or a concept.
type Term struct {
	Text    string
	Concept directory.ConceptID
	// Weight is how much it counts; 1 when 0.
	Weight float64
}

func (t Term) key() string {
	if t.Concept != "" {
		return conceptMark + string(t.Concept)
	}
	return t.Text
}

// ID is the id of a service in binary.
type ID = uuid

// Position is a place in the order of results.
type Position struct {
	Order, Score float64
	ID           string
}

// Answer is what a Query found.
type Answer struct {
	// Total counts the services that fit.
	Total  int
	Hits   []directory.Hit
	Facets []directory.Facet
	// Next is where the next page begins; nil on the last.
	Next *Position
	// Sequence is the change up to which the table had been brought.
	Sequence int64
	// Few is true when so few fit that Nearly, which was asked for, is worth a
	// look; Fitting are then those that fit.
	Few     bool
	Fitting []ID
	// Nearly is what fits within a wider radius, and once one limit is lifted;
	// Missed is false when there was too much to tell the latter.
	Nearly []directory.Nearly
	Missed bool
	// Unknown counts the terms that no document holds.
	Unknown int
	// Partial is true when the deadline came first.
	Partial bool
}
