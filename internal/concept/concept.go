// Package concept holds the concepts of data/ in a compiled form: what people
// say of themselves and what listings are about, in one vocabulary. It finds
// them in the words of both.
package concept

import (
	"iter"
	"slices"

	"alongside/internal/directory"
)

// ID names a concept.
type ID = directory.ConceptID

// Class says what sort of thing a concept is.
type Class string

// The classes. Experience is apart: it is matched only when someone asks for
// others who have been there. Cue is no subject but a way of speaking ("I
// hate", "always wanted to"); Cues are never found in listings.
const (
	Activity   Class = "activity"
	Interest   Class = "interest"
	Strength   Class = "strength"
	Job        Class = "job"
	Role       Class = "role"
	Hope       Class = "hope"
	Company    Class = "company"
	Access     Class = "access"
	Experience Class = "experience"
	Cue        Class = "cue"
)

// Concept is one thing that people speak of.
type Concept struct {
	ID    ID
	Class Class
	// Label is how a page names it in English; Labels are its names in other
	// languages, by their tag.
	Label  string
	Labels map[string]string
	// Broader are the more general concepts, Narrower the more special ones,
	// Related those that someone who likes this may like as well.
	Broader, Narrower, Related []ID
	// Join and Help are what it opens: where it is used, and the ways to help
	// in which it is.
	Join, Help []ID
	// Particular is true for what is for particular people: a listing about it is
	// not for everybody. All shared experience is.
	Particular bool
	// Delicate is true for what is often said by what someone lacks or has been
	// through: it is named by its label, and what was said is not repeated. All
	// hopes and shared experience are.
	Delicate bool
}

// Name gives the concept's name in a language, or else in English.
func (c *Concept) Name(lang string) string {
	if l, ok := c.Labels[lang]; ok {
		return l
	}
	return c.Label
}

// Set is all concepts, compiled. It is safe for concurrent use.
type Set struct {
	concepts []Concept
	byID     map[ID]int
	words    lexicon
	phrases  trie
	// vocabulary leads from a word to the concepts nearest to it.
	vocabulary map[uint32][]Weighted
	version    string
}

// Weighted is a concept and how much it is meant, above 0 and up to 1.
type Weighted struct {
	ID     ID
	Weight float64
}

// Get gives a concept by its id; nil when there is none. Cues are none.
func (s *Set) Get(id ID) *Concept {
	if c := s.get(id); c != nil && c.Class != Cue {
		return c
	}
	return nil
}

func (s *Set) get(id ID) *Concept {
	if at, ok := s.byID[id]; ok {
		return &s.concepts[at]
	}
	return nil
}

// All gives every concept but the cues, in the order of the files.
func (s *Set) All() iter.Seq[*Concept] {
	return func(yield func(*Concept) bool) {
		for i := range s.concepts {
			if s.concepts[i].Class != Cue && !yield(&s.concepts[i]) {
				return
			}
		}
	}
}

// Version names the data that the set was made from: other concepts or
// vocabulary give another one.
func (s *Set) Version() string { return s.version }

// Kin is a concept near to another.
type Kin struct {
	ID ID
	// Steps is how many steps narrower it is; negative for broader.
	Steps int
}

// Narrower gives the concept and all that are narrower, with their distance.
func (s *Set) Narrower(id ID) []Kin {
	return s.walk(id, 1, func(c *Concept) []ID { return c.Narrower })
}

// Broader gives all that are broader than a concept, without itself.
func (s *Set) Broader(id ID) []Kin {
	return s.walk(id, -1, func(c *Concept) []ID { return c.Broader })[1:]
}

// Is reports whether a concept is another, or narrower than it.
func (s *Set) Is(id, other ID) bool {
	if id == other {
		return true
	}
	c := s.Get(id)
	return c != nil && slices.ContainsFunc(c.Broader, func(b ID) bool { return s.Is(b, other) })
}

func (s *Set) walk(id ID, step int, next func(*Concept) []ID) []Kin {
	out := []Kin{{ID: id}}
	for i := 0; i < len(out); i++ {
		c := s.Get(out[i].ID)
		if c == nil {
			continue
		}
		for _, n := range next(c) {
			if !slices.ContainsFunc(out, func(k Kin) bool { return k.ID == n }) {
				out = append(out, Kin{n, out[i].Steps + step})
			}
		}
	}
	return out
}
