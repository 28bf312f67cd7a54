package safety

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"alongside/internal/directory"
	"alongside/internal/schedule"
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
	MinimumAge, MaximumAge int `yaml:"-"`
	// Open is whether somebody answers at the moment of the card.
	Open Open `yaml:"-"`
	// Fits is true when it is for what was noticed.
	Fits bool `yaml:"-"`
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

// contactFile is the contacts of one scope.
type contactFile struct {
	Scope directory.Scope
	// Within is the scope that stands in where this one says nothing; its
	// contacts come after, but for those with an ID that stands here.
	Within *directory.Scope
	// Default is true for the scope that stands in where one has no file.
	Default  bool
	Zone     string
	Contacts []contact

	location *time.Location `yaml:"-"`
}

type contact struct {
	Contact `yaml:",inline"`
	Ages    struct{ From, To int }
	// For are the sorts that it fits at level now; Gentle whether it fits the
	// gentle path.
	For    []Sort
	Gentle bool
}

func readContacts(fsys fs.FS) ([]contactFile, error) {
	files, err := read[contactFile](fsys, "safety/contacts/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []contactFile
	for name, f := range files {
		if f.location, err = schedule.Zone(cmp.Or(f.Zone, directory.DefaultZone)); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		for _, c := range f.Contacts {
			if c.ID == "" || c.Name == "" || len(c.Ways) == 0 {
				return nil, fmt.Errorf("read %s: contact %q has no id, no name or no way of reaching it", name, c.ID)
			}
			if c.Hours != nil {
				if err := c.Hours.Validate(); err != nil {
					return nil, fmt.Errorf("read %s: %s: %w", name, c.ID, err)
				}
			}
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b contactFile) int {
		return cmp.Or(cmp.Compare(a.Scope.Kind, b.Scope.Kind), cmp.Compare(a.Scope.ID, b.Scope.ID))
	})
	if !slices.ContainsFunc(out, isDefault) {
		return nil, fmt.Errorf("no contacts are the default")
	}
	for _, f := range out {
		if f.Within != nil && find(out, *f.Within) == nil {
			return nil, fmt.Errorf("contacts of %v are within %v, which has none", f.Scope, *f.Within)
		}
	}
	return out, nil
}

func isDefault(f contactFile) bool { return f.Default }

func find(files []contactFile, scope directory.Scope) *contactFile {
	for i := range files {
		if files[i].Scope == scope {
			return &files[i]
		}
	}
	return nil
}

// Card gives whom to call: those that fit and answer now, those that fit and
// whose hours nobody stated, others that answer now, and the rest. A scope that
// has no contacts of its own is given the default's.
func (g *Guard) Card(look Look, scope directory.Scope, now time.Time) Card {
	card := Card{Level: look.Level, Sort: look.Sort, Someone: look.Someone, Quiet: look.Level == None && !look.Reviewed}
	if !card.Shown() {
		return card
	}
	seen := map[string]bool{}
	file := find(g.contacts, scope)
	if file == nil {
		file = &g.contacts[slices.IndexFunc(g.contacts, isDefault)]
	}
	for depth := 0; file != nil && depth <= len(g.contacts); depth++ {
		for _, c := range file.Contacts {
			if !seen[c.ID] {
				seen[c.ID] = true
				card.Contacts = append(card.Contacts, c.at(look, now.In(file.location)))
			}
		}
		if file.Within == nil {
			break
		}
		file = find(g.contacts, *file.Within)
	}
	slices.SortStableFunc(card.Contacts, func(a, b Contact) int { return a.rank() - b.rank() })
	return card
}

// at gives the contact as it is at a moment, for what was noticed.
func (c contact) at(look Look, now time.Time) Contact {
	out := c.Contact
	out.MinimumAge, out.MaximumAge = c.Ages.From, c.Ages.To
	out.Fits = c.Gentle
	if look.Level == Now {
		out.Fits = slices.ContainsFunc(look.Sorts, func(s Sort) bool { return slices.Contains(c.For, s) })
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
