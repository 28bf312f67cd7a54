package safety

import (
	"slices"
	"time"

	"alongside/internal/directory"
)

// Means is a way of reaching a contact.
type Means string

// The means.
const (
	Call Means = "call"
	Text Means = "text"
	BSL  Means = "bsl"
)

// Way is one way of reaching a contact: what to call, text or open, and what
// to do then.
type Way struct {
	Means Means
	// To is the number, or the name of the app or service.
	To string
	// Say is a word to text or an option to choose; empty for none.
	Say string
}

// Open is whether somebody answers.
type Open int

// The answers. Hours that nobody stated are no promise.
const (
	HoursUnknown Open = iota
	OpenNow
	Closed
)

// Contact is somebody to call.
type Contact struct {
	ID, Name string
	Ways     []Way
	// Hours are when somebody answers; nil when that is not stated, and the
	// card says to check.
	Hours *directory.Hours
	// MinimumAge and MaximumAge bound whom it is for; zero for no bound.
	MinimumAge, MaximumAge int
	// Open is whether somebody answers at the moment of the card.
	Open Open
	// Fits is true when it is for what was noticed.
	Fits bool
}

// Card is what stands above the matches.
type Card struct {
	// Level and Sort are those of the Look; None for a quiet line alone.
	Level Level
	Sort  Sort
	// Someone is true when it is someone else who may be in danger.
	Someone bool
	// Quiet is true when the card is one quiet line, whole when tapped: nothing
	// was noticed, in a language whose phrases nobody fluent has reviewed.
	Quiet bool
	// Contacts are whom to call, in order.
	Contacts []Contact
}

// Shown reports whether there is anything to show.
func (c Card) Shown() bool { return c.Level != None || c.Quiet }

// Card gives whom to call: those that fit and answer now, those that fit and
// whose hours nobody stated, others that answer now, and the rest. A scope that
// has no contacts of its own is given the default's.
func (g *Guard) Card(look Look, where directory.Scope, now time.Time) Card {
	card := Card{Level: look.Level, Sort: look.Sort, Someone: look.Someone, Quiet: look.Level == None && !look.Reviewed}
	if !card.Shown() {
		return card
	}
	card.Contacts = g.contacts(look, where, now)
	slices.SortStableFunc(card.Contacts, func(a, b Contact) int { return a.rank() - b.rank() })
	return card
}

// All gives everyone to call in a scope, in the order of its file, then that of
// the scope it lies within. A scope that has no contacts of its own is given the
// default's.
func (g *Guard) All(where directory.Scope, now time.Time) []Contact {
	return g.contacts(Look{}, where, now)
}

func (g *Guard) contacts(look Look, where directory.Scope, now time.Time) (out []Contact) {
	seen := map[string]bool{}
	here := find(g.scopes, where)
	if here == nil {
		here = &g.scopes[slices.IndexFunc(g.scopes, func(s scope) bool { return s.standsIn })]
	}
	for depth := 0; here != nil && depth < len(g.scopes); depth++ {
		for _, c := range here.contacts {
			if !seen[c.ID] {
				seen[c.ID] = true
				out = append(out, c.at(look, now.In(here.location)))
			}
		}
		if here.within == nil {
			break
		}
		here = find(g.scopes, *here.within)
	}
	return out
}

// at gives the contact as it is at a moment, for what was noticed.
func (c contact) at(look Look, now time.Time) Contact {
	out := c.Contact
	out.Fits = c.gentle
	if look.Level == Now {
		out.Fits = slices.ContainsFunc(look.Sorts, func(s Sort) bool { return slices.Contains(c.sorts, s) })
	}
	switch {
	case out.Hours == nil:
	case out.Hours.OpenAt(now):
		out.Open = OpenNow
	default:
		out.Open = Closed
	}
	return out
}

func (c Contact) rank() int {
	switch {
	case c.Open == OpenNow && c.Fits:
		return 0
	case c.Open == HoursUnknown && c.Fits:
		return 1
	case c.Open == OpenNow:
		return 2
	case c.Open == HoursUnknown:
		return 3
	case c.Fits:
		return 4
	}
	return 5
}
