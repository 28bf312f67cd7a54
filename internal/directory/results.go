package directory

// Results is the answer to a Query.
type Results struct {
	// Total counts the services that fit, each once.
	Total int
	Hits  []Hit
	// Facets are the counts of services by field, each with the field's own
	// filter left out.
	Facets []Facet
	// Nearly is what fits once one limit is relaxed, when few fit.
	Nearly []Nearly
	// NextCursor asks for the next page; empty on the last.
	NextCursor string
	// Place is the place that Near named, if any.
	Place *Place
	// Spelling is the words as they were understood, when some were taken for
	// others; empty otherwise.
	Spelling string
	// Sequence is the change up to which the index had been brought.
	Sequence int64
	// Partial is true when the deadline came first: what is here is right,
	// but there may be more.
	Partial bool
}

// Hit is one service in the results, at the place of it that fits best.
type Hit struct {
	Card Card
	// Metres is the distance from the query's place; nil without one, and for
	// what has no place. The card's Place.About says when it is about.
	Metres *float64
	// Next are the coming sessions, soonest first, at most three: those on the
	// days and at the times asked for, where there are any. The card's own
	// Occurrences are left out.
	Next []Occurrence
	// Highlights are the passages of the card's summary and name in which the
	// words were found.
	Highlights []Highlight
	Score      float64
	// Places counts the service's other places that fit too.
	OtherPlaces int
}

// Highlight is a run of bytes in a field of the card: [Start, End).
type Highlight struct {
	// Field is "name" or "summary".
	Field      string
	Start, End int
}

// Facet is the counts of one field.
type Facet struct {
	Field  Field
	Values []FacetValue
}

// FacetValue is one value of a facet.
type FacetValue struct {
	Value string
	// Label is a name for people where Value is an id; else empty.
	Label string
	Count int
}

// Nearly is what fits once one limit is relaxed.
type Nearly struct {
	// Relaxed names the field that was relaxed.
	Relaxed Field
	Total   int
	Hits    []Hit
}

// Suggestion completes what someone is typing.
type Suggestion struct {
	// Kind is "service", "organisation", "activity" or "place".
	Kind string `json:"kind"`
	Text string `json:"text"`
	// Slug is the last part of the listing's address, for a service.
	Slug string `json:"slug,omitempty"`
	// ID is the organisation's id, for an organisation.
	ID string `json:"id,omitempty"`
}
