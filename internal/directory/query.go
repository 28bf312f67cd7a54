package directory

import (
	"strconv"
	"time"
)

// Sort is an order of results.
type Sort string

// The orders. Best weighs words, distance and freshness; the others order by
// one thing and break ties by best.
const (
	SortBest    Sort = "best"
	SortNearest Sort = "nearest"
	SortSoonest Sort = "soonest"
	SortChecked Sort = "checked"
)

// Sorts lists every Sort.
func Sorts() []Sort { return []Sort{SortBest, SortNearest, SortSoonest, SortChecked} }

// The bounds of a page of results.
const (
	DefaultLimit = 20
	MaxLimit     = 100
	// MaxWords is the most characters of a search's words that are read.
	MaxWords = 1000
	// MaxWithin is the widest radius, in metres.
	MaxWithin = 2_000_000
)

// Query is a question to the directory. Fields are ANDed; the values within
// one are ORed, but for Access, where each feature asked for is needed.
type Query struct {
	// Words are what someone typed; empty asks for everything that fits.
	Words string
	// NearText is the place as it was typed; Near is that place, found, and
	// is what the index reads.
	NearText string
	Near     *Place
	// Within is the radius around Near in metres; 0 cuts nothing and ranks by
	// distance.
	Within float64

	Kinds []Kind
	// Cost asks for listings known to be free or to cost at most so much.
	Cost     *CostLimit
	Access   []AccessFeature
	Joinings []Joining
	// Days and Times are met together, by one session at one place.
	Days  []time.Weekday
	Times []PartOfDay
	// Age is a person's age in years; nil for any.
	Age *int
	// Online asks for what can be joined online (true) or in person (false).
	Online *bool
	// Languages are lower-case language codes.
	Languages []string
	// Organizations are organisation ids; Sources are feed names.
	Organizations []string
	Sources       []string
	LedBy         []LedBy
	// Areas asks for listings that serve one of these areas, by the area's
	// words in lower case ("north west", "eh6").
	Areas []string

	Sort   Sort
	Limit  int
	Cursor string
}

// CostLimit is a most that someone can pay, in pence; 0 is free.
type CostLimit struct{ Pence int64 }

// String gives the limit as a query writes it: "free", or pounds.
func (c CostLimit) String() string {
	if c.Pence == 0 {
		return "free"
	}
	return strconv.FormatFloat(float64(c.Pence)/100, 'f', -1, 64)
}

// Slots gives the (day, part) pairs that the query asks for; 0 when it asks
// for none.
func (q Query) Slots() Slots {
	if len(q.Days) == 0 && len(q.Times) == 0 {
		return 0
	}
	days, times := q.Days, q.Times
	if len(days) == 0 {
		days = Weekdays()
	}
	if len(times) == 0 {
		times = PartsOfDay()
	}
	var s Slots
	for _, d := range days {
		for _, t := range times {
			s |= Slot(d, t)
		}
	}
	return s
}

// Field is a filter that is counted as a facet, by its name in a query.
type Field string

// The fields, in the order in which pages show them.
const (
	FieldKind         Field = "kind"
	FieldJoining      Field = "joining"
	FieldArea         Field = "area"
	FieldDay          Field = "day"
	FieldTime         Field = "time"
	FieldCost         Field = "cost"
	FieldAccess       Field = "access"
	FieldOnline       Field = "online"
	FieldLed          Field = "led"
	FieldLanguage     Field = "language"
	FieldOrganization Field = "organisation"
	FieldSource       Field = "source"
	// FieldAge and FieldWithin can be relaxed but are not counted.
	FieldAge    Field = "age"
	FieldWithin Field = "within"
)

// FacetFields lists the fields that are counted.
func FacetFields() []Field {
	return []Field{FieldKind, FieldJoining, FieldArea, FieldDay, FieldTime, FieldCost, FieldAccess,
		FieldOnline, FieldLed, FieldLanguage, FieldOrganization, FieldSource}
}

// Without gives the query with one field's filter lifted, and whether that
// changed it.
func (q Query) Without(f Field) (Query, bool) {
	var had bool
	switch f {
	case FieldKind:
		had, q.Kinds = len(q.Kinds) > 0, nil
	case FieldJoining:
		had, q.Joinings = len(q.Joinings) > 0, nil
	case FieldArea:
		had, q.Areas = len(q.Areas) > 0, nil
	case FieldDay:
		had, q.Days = len(q.Days) > 0, nil
	case FieldTime:
		had, q.Times = len(q.Times) > 0, nil
	case FieldCost:
		had, q.Cost = q.Cost != nil, nil
	case FieldAccess:
		had, q.Access = len(q.Access) > 0, nil
	case FieldOnline:
		had, q.Online = q.Online != nil, nil
	case FieldLed:
		had, q.LedBy = len(q.LedBy) > 0, nil
	case FieldLanguage:
		had, q.Languages = len(q.Languages) > 0, nil
	case FieldOrganization:
		had, q.Organizations = len(q.Organizations) > 0, nil
	case FieldSource:
		had, q.Sources = len(q.Sources) > 0, nil
	case FieldAge:
		had, q.Age = q.Age != nil, nil
	case FieldWithin:
		had, q.Within = q.Within > 0, 0
	default:
		had = false
	}
	return q, had
}
