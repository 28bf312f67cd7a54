// Package safety notices words that suggest someone may be in danger, and says
// whom to call. It keeps nothing, counts nothing and logs nothing: what it was
// shown is gone when it has answered.
//
// Words are noticed by rules made of parts ("[not] .. [want] .. [here]"), which
// are data: data/safety, whose README says how they are written. It errs on the
// side of showing.
package safety

import "slices"

// Level is how much a text suggests.
type Level int

// The levels. None is the zero value.
const (
	// None: nothing was noticed.
	None Level = iota
	// Gentle: worry, hopelessness, worry for someone else. The numbers stand
	// in sight.
	Gentle
	// Now: someone may be in danger. The card comes first.
	Now
)

// Sort is what kind of danger or worry a text suggests.
type Sort string

// The sorts, gravest first: of two that a text suggests at one level, the
// earlier is told.
const (
	Emergency Sort = "emergency"
	Suicide   Sort = "suicide"
	Child     Sort = "child"
	Sexual    Sort = "sexual-violence"
	Abuse     Sort = "abuse"
	SelfHarm  Sort = "self-harm"
	Worry     Sort = "worry"
)

var sorts = [...]Sort{Emergency, Suicide, Child, Sexual, Abuse, SelfHarm, Worry}

// Sorts lists every Sort, gravest first.
func Sorts() []Sort { return slices.Clone(sorts[:]) }

// Span is a range of bytes in a text: [Start, End).
type Span struct{ Start, End int }

// Look is what was noticed in one text. It holds no word of it.
type Look struct {
	// Level is the highest level noticed.
	Level Level
	// Sort is the gravest sort noticed at Level; empty at None.
	Sort Sort
	// Sorts are all that were noticed, gravest first.
	Sorts []Sort
	// Someone is true when it is someone else who may be in danger.
	Someone bool
	// Spans are the words that raised it, in order, without overlaps.
	Spans []Span
	// Reviewed is true when somebody fluent has reviewed the phrases of the
	// text's language; when not, that nothing was noticed means little.
	Reviewed bool
}
