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

// scope is whom to call in one scope.
type scope struct {
	directory.Scope
	// within is the scope that stands in where this one says nothing; its
	// contacts come after, but for those with an ID that stands here.
	within   *directory.Scope
	standsIn bool
	location *time.Location
	contacts []contact
}

// contact is a Contact, with the sorts that it fits at level Now and whether
// it fits the gentle path.
type contact struct {
	Contact
	sorts  []Sort
	gentle bool
}

// contactFile is a scope as its file has it.
type contactFile struct {
	Scope   directory.Scope
	Within  *directory.Scope
	Default bool
	Zone    string

	Contacts []struct {
		ID, Name string
		Ways     []Way
		Hours    *struct {
			Always bool
			Spans  []struct {
				First, Last   string
				Opens, Closes directory.Clock
				Through       bool
			}
		}
		Ages   struct{ From, To int }
		For    []Sort
		Gentle bool
	}
}

func readContacts(fsys fs.FS) ([]scope, error) {
	files, err := read[contactFile](fsys, "safety/contacts/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []scope
	for name, f := range files {
		s, err := f.scope()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		out = append(out, s)
	}
	if !slices.ContainsFunc(out, func(s scope) bool { return s.standsIn }) {
		return nil, fmt.Errorf("no contacts are the default")
	}
	for _, s := range out {
		if s.within != nil && find(out, *s.within) == nil {
			return nil, fmt.Errorf("contacts of %v are within %v, which has none", s.Scope, *s.within)
		}
	}
	return out, nil
}

// scope gives the file's contacts, or what is wrong with them.
func (f contactFile) scope() (scope, error) {
	out := scope{Scope: f.Scope, within: f.Within, standsIn: f.Default}
	var err error
	if out.location, err = schedule.Zone(cmp.Or(f.Zone, directory.DefaultZone)); err != nil {
		return out, err
	}
	for _, c := range f.Contacts {
		if c.ID == "" || c.Name == "" || len(c.Ways) == 0 {
			return out, fmt.Errorf("contact %q has no id, no name or no way of reaching it", c.ID)
		}
		one := contact{sorts: c.For, gentle: c.Gentle, Contact: Contact{
			ID: c.ID, Name: c.Name, Ways: c.Ways, MinimumAge: c.Ages.From, MaximumAge: c.Ages.To,
		}}
		for _, s := range c.For {
			if !slices.Contains(sorts[:], s) {
				return out, fmt.Errorf("%s: there is no sort %q", c.ID, s)
			}
		}
		if c.Hours != nil {
			h := directory.Hours{Always: c.Hours.Always}
			for _, s := range c.Hours.Spans {
				h.Spans = append(h.Spans, directory.HoursSpan{
					First: weekday(s.First), Last: weekday(s.Last), Opens: s.Opens, Closes: s.Closes, Through: s.Through,
				})
			}
			if err := h.Validate(); err != nil {
				return out, fmt.Errorf("%s: %w", c.ID, err)
			}
			one.Hours = &h
		}
		out.contacts = append(out.contacts, one)
	}
	return out, nil
}

// weekday gives the day of a directory.WeekdayCode; -1 for none.
func weekday(code string) time.Weekday {
	for _, d := range directory.Weekdays() {
		if directory.WeekdayCode(d) == code {
			return d
		}
	}
	return -1
}

func find(scopes []scope, s directory.Scope) *scope {
	for i := range scopes {
		if scopes[i].Scope == s {
			return &scopes[i]
		}
	}
	return nil
}
