package directory

import (
	"cmp"

	"github.com/paulmach/orb"
)

// Card is all of a listing, at one of its places, that a result shows or a
// reason cites. It is encoded when the listing is indexed and kept with the
// index, so that a search reads no SQL. It holds nothing of a place that is
// told when you join but its district.
type Card struct {
	// ID is the listing's id; AtID the service at location's, empty for one
	// that has no place.
	ID   string `json:"id"`
	AtID string `json:"at,omitempty"`
	// Slug is the last part of the page's address: "{slug}-{id}".
	Slug             string `json:"slug"`
	Kind             Kind   `json:"kind"`
	Name             string `json:"name"`
	OrganizationID   string `json:"org_id,omitempty"`
	OrganizationName string `json:"org,omitempty"`
	Summary          string `json:"summary,omitempty"`
	// Activities are the plain words for what is done there.
	Activities []string `json:"activities,omitempty"`

	Status      Status `json:"status"`
	ClosedUntil Date   `json:"closed_until,omitempty"`

	Joining Joining `json:"joining"`
	// AreaServed are the areas served, in words.
	AreaServed []string `json:"areas,omitempty"`
	// Serves are the same in a form that can be tested: see AreaKeys. Circles
	// are the areas given by a radius.
	Serves  []string `json:"serves,omitempty"`
	Circles []Circle `json:"circles,omitempty"`

	Cost       Cost            `json:"cost"`
	Access     []AccessFeature `json:"access,omitempty"`
	LedBy      []LedBy         `json:"led,omitempty"`
	Online     bool            `json:"online,omitempty"`
	Languages  []string        `json:"languages,omitempty"`
	MinimumAge *int            `json:"min_age,omitempty"`
	MaximumAge *int            `json:"max_age,omitempty"`

	// Place is where it happens; its Point is nil when it is not placed.
	Place CardPlace `json:"place"`
	// Slots are the (day, part) pairs in which it really happens.
	Slots Slots `json:"slots,omitempty"`
	// Occurrences are its sessions of the coming weeks, soonest first.
	Occurrences []Occurrence `json:"occurrences,omitempty"`
	// Ended is true when all its dates that are known are past.
	Ended bool `json:"ended,omitempty"`
	// Zone is the IANA zone of the sessions.
	Zone string `json:"zone,omitempty"`
	// WhenText is the pattern in the source's words.
	WhenText string `json:"when,omitempty"`

	Roles []CardRole `json:"roles,omitempty"`
	// About is what it is about, for reasons; read for candidates only.
	About []About `json:"about,omitempty"`
	// FirstVisit is true when something is said of the first visit.
	FirstVisit bool `json:"first_visit,omitempty"`

	VerifiedAt Millis `json:"verified_at,omitempty"`
	VerifiedBy string `json:"verified_by,omitempty"`
	UpdatedAt  Millis `json:"updated_at,omitempty"`
	Source     string `json:"source,omitempty"`
}

// SessionZone gives the IANA zone of a card's sessions, DefaultZone when it names none.
func (c *Card) SessionZone() string { return cmp.Or(c.Zone, DefaultZone) }

// CardPlace is the place of a Card.
type CardPlace struct {
	Name     string     `json:"name,omitempty"`
	Locality string     `json:"locality,omitempty"`
	Postcode string     `json:"postcode,omitempty"`
	Point    *orb.Point `json:"point,omitempty"`
	// About is true when Point is only the middle of a district, an outward
	// code or a named area: distances to it say "about".
	About bool `json:"about,omitempty"`
	// ToldWhenYouJoin is true when the exact place is kept back.
	ToldWhenYouJoin bool `json:"told,omitempty"`
}

// CardRole is a role as a result shows it.
type CardRole struct {
	Title           string          `json:"title"`
	Paid            bool            `json:"paid,omitempty"`
	Hours           string          `json:"hours,omitempty"`
	Closes          Date            `json:"closes,omitempty"`
	LivedExperience LivedExperience `json:"lived,omitempty"`
}

// Circle is an area within Metres of Centre.
type Circle struct {
	Centre orb.Point `json:"c"`
	Metres float64   `json:"m"`
}

// Cost is what a listing costs, for filters and cards.
type Cost struct {
	// Known is true when Free or Pence can be relied on.
	Known bool `json:"known,omitempty"`
	// Free is true when nobody pays.
	Free bool `json:"free,omitempty"`
	// Pence is the least that anyone pays: 0 when it is free, or free for
	// some.
	Pence int64 `json:"pence,omitempty"`
	// Text is the cost in the source's words.
	Text string `json:"text,omitempty"`
}

// Document is what the index takes for one service at location: the card, and
// the words that are searched but not shown in a result.
type Document struct {
	// Key is unique in the index: the listing's id, "/" and the place's
	// number within the listing.
	Key  string
	Card Card
	// Texts by field, each searched with a weight of its own. Name, Activities
	// and OrganizationName are on the card.
	AlternateName string
	Description   string
	// Concepts are what the listing is about.
	Concepts []ConceptID
	// Due is the first day on which the document has to be made again, though
	// nothing was saved: a price or a role ends, or its sessions run out. Empty
	// for never.
	Due Date
}

// AreaKey names an area for Card.Serves and for a place's own areas:
// "everywhere", "council:S12000036", "outcode:EH6" or
// "district:S12000036:north west".
func AreaKey(kind AreaKind, code string) string {
	if kind == AreaEverywhere {
		return string(AreaEverywhere)
	}
	return string(kind) + ":" + code
}

// AreaKeys lists the areas that a place lies in, as AreaKey writes them.
func (p Place) AreaKeys() []string {
	keys := []string{AreaKey(AreaEverywhere, "")}
	if p.Council != "" {
		keys = append(keys, AreaKey(AreaCouncil, p.Council))
		if p.District != "" {
			keys = append(keys, AreaKey(AreaDistrict, p.Council+":"+p.District))
		}
	}
	if p.Outcode != "" {
		keys = append(keys, AreaKey(AreaOutcode, p.Outcode))
	}
	return keys
}

// About is one concept that a listing is about.
type About struct {
	Concept ConceptID `json:"concept"`
	// Words are what says so, as the listing has them, and Field is where.
	Words string     `json:"words"`
	Field AboutField `json:"field"`
	// Help is true when it is something that one can help with there.
	Help bool `json:"help,omitempty"`
	// Mentioned is true when it is only spoken of in passing.
	Mentioned bool `json:"mentioned,omitempty"`
}

// Term is the form of it that is indexed: what one can join, what one can help
// with ("+") and what is only mentioned ("~") are looked for apart.
func (a About) Term() ConceptID {
	switch {
	case a.Help:
		return a.Concept + HelpMark
	case a.Mentioned:
		return a.Concept + MentionMark
	}
	return a.Concept
}

// The ends of concepts' terms; see About.
const (
	HelpMark    = "+"
	MentionMark = "~"
)

// AboutField is a part of a listing that says what it is about.
type AboutField uint8

// The parts, the most telling first.
const (
	AboutName AboutField = iota
	AboutActivity
	AboutRole
	AboutSummary
	AboutText
)
