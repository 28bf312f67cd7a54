package directory

import "slices"

// ConceptID names a concept ("singing", "past-joiner"). It stays the same from
// one version of the concepts to the next.
type ConceptID string

// Wish is one thing that someone is drawn to or good at, in a form that the
// index can look for: a concept, or else a word.
type Wish struct {
	Concept ConceptID
	// Word is read when Concept is empty: one word, as it was said.
	Word string
	// Weight says how much it counts, above 0.
	Weight float64
}

// CandidateQuery asks for the listings most worth weighing for someone.
type CandidateQuery struct {
	Wishes []Wish
	// Limits are the hard limits: of the Query all but Words, Sort, Limit and
	// Cursor is read.
	Limits Query
	// Limit is how many candidates are wanted; 50 when 0.
	Limit int
}

// Candidates is the answer to a CandidateQuery, the most promising first:
// meaning times nearness, and a little for a recent check.
type Candidates struct {
	// Total counts the services within the limits that meet at least one wish.
	// Where there are more than were wanted, it counts some of them: what can't
	// be among the best is not looked at.
	Total int
	List  []Candidate
	// Partial is true when the deadline came first.
	Partial bool
	// Hits gives some of the candidates whole, by their places in List: what it
	// takes to show them is worked out for those alone.
	Hits func(places []int) []Hit
}

// Candidate is one service that meets at least one wish, at the place of it
// that scores best, as far as it takes to weigh it.
type Candidate struct {
	// Meaning sums the weights of the wishes that it meets, each times how
	// much the listing is about it (0 to 1) and how rare that is.
	Meaning float64
	// Met are the wishes that it meets, by their place in the query.
	Met []int
	// Metres is the distance, within a few metres; negative without one.
	Metres float64
	// Score is what the list is in order of.
	Score float64

	Kind    Kind
	Joining Joining
	// Cost has no Text.
	Cost       Cost
	Online     bool
	FirstVisit bool
	About      bool
	// Access and LedBy are sets.
	Access         AccessSet
	LedBy          []LedBy
	Slots          Slots
	VerifiedAt     Millis
	OrganizationID string
	Concepts       []ConceptID
}

// AccessSet is a set of access features: bit n is AccessFeatures()[n].
type AccessSet uint16

// Has reports whether a feature is in the set.
func (s AccessSet) Has(f AccessFeature) bool {
	i := slices.Index(AccessFeatures(), f)
	return i >= 0 && s>>i&1 == 1
}
