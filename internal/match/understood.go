package match

import (
	"alongside/internal/concept"
	"alongside/internal/directory"
)

// Understood is what became of a profile: pieces that draw someone, limits, and
// what is to be avoided. Each can be shown, and taken back.
type Understood struct {
	Pieces  []Piece
	Limits  []Limit
	Avoided []Piece
	// Others are what was said of someone else while the person spoke of
	// themselves; nothing is matched on them.
	Others []Piece
	// Missed are words that mean nothing here; they are searched as text.
	Missed []string
	// rest are all words that are part of nothing understood, Missed and ordinary
	// ones: they are searched as text.
	rest []string
	// Nothing is true when someone said that they like, or are good at, nothing.
	Nothing bool
	// For is whom it is for, in the person's words ("my mum"); empty for
	// themselves.
	For string
}

// Piece is one thing understood.
type Piece struct {
	// Said is what was said, word for word; for what was chosen, its label.
	Said    string
	Concept concept.ID
	Label   string
	How     How
	// Weight is how much it is meant, above 0 and up to 1.
	Weight float64
	// Delicate is true when what was said may be a hardship: it is shown by its
	// label, and Said is not repeated.
	Delicate bool
	// Quiet is true for what was drawn from a limit: no reason speaks of it.
	Quiet bool
	// Chosen is true for what was tapped, not said.
	Chosen bool
}

// Key names the piece in Profile.Without.
func (p Piece) Key() string { return "concept:" + string(p.Concept) }

// How says how something was meant.
type How string

// The ways in which things are meant.
const (
	// Likes is what someone enjoys; Mentions is only spoken of.
	Likes    How = "interest"
	Wishes   How = "wish"
	Skilled  How = "strength"
	Past     How = "past"
	Hopes    How = "hope"
	Suits    How = "company"
	Peers    How = "experience"
	Mentions How = "mention"
	Dislikes How = "avoid"
	Cannot   How = "cannot"
	// Advised is what someone else wants for them.
	Advised How = "advised"
)

// Limit is one hard limit understood: a field of the profile and its value.
type Limit struct {
	Said  string
	Field Field
	// Value is of the type that the profile's field has.
	Value any
	// Against is true when Said is what does not suit ("I can't do evenings"): no
	// reason quotes it.
	Against bool
}

// Key names the limit in Profile.Without.
func (l Limit) Key() string {
	if a, ok := l.Value.(string); ok && l.Field == FieldAccess {
		return "limit:" + string(l.Field) + ":" + a
	}
	return "limit:" + string(l.Field)
}

// Field is a field of a profile, by its name in a request.
type Field string

// The fields that limit.
const (
	FieldNear      Field = "near"
	FieldWithin    Field = "within"
	FieldTravel    Field = "travel"
	FieldFree      Field = "free"
	FieldAccess    Field = "access"
	FieldCost      Field = "cost_max"
	FieldCompany   Field = "company"
	FieldAge       Field = "age"
	FieldLanguages Field = "languages"
	FieldJoining   Field = "joining"
	FieldTakePart  Field = "take_part"
	// FieldArea is lifted for what serves another area; no profile has it.
	FieldArea Field = "area"
)

// Slots are the parts of the week, for a Limit of FieldFree.
type Slots = directory.Slots
