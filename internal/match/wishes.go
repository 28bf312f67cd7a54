package match

import (
	"cmp"
	"slices"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// wish is one thing to look for in listings, and the piece that asks for it.
type wish struct {
	directory.Wish
	// piece is the place of the piece in Understood.Pieces; -1 for words that
	// were not understood.
	piece int
	// concept is what the listing is to be about, without the marks of its term.
	concept concept.ID
	// strength is how near what is looked for is to what was said, up to 1.
	strength float64
	// help is true for what one can help with.
	help bool
}

// How near to what was said other concepts are, up to 1.
const (
	nearItself   = 1.0
	nearNarrower = 0.9 // a step; what is more special is still it
	nearOpened   = 0.75
	// What is narrower than what a strength opens is farther from it: a joiner
	// mends things, but seldom clothes.
	nearNarrowerOpened = 0.7
	nearBroader        = 0.4
	nearRelated        = 0.4
	// helping with what one likes, and what a strength opens
	nearHelp = 0.8
	// mentioned is how much a listing is about what it only mentions.
	mentioned = 0.4
	// missedWeight is how much a word counts that was not understood.
	missedWeight = 0.25
	// mostWishes bounds what is looked for at once.
	mostWishes = 120
)

// wishes spreads the pieces out into what is looked for: itself and what is
// narrower, what it opens, and a little of what is broader or related.
func (m *Matcher) wishes(p *Profile, u *Understood) []wish {
	w := spread{set: m.Understander.Concepts, at: map[directory.ConceptID]int{}}
	for i, piece := range u.Pieces {
		w.piece, w.weight = i, piece.Weight
		w.open(piece, p.TakePart)
	}
	out := w.out
	for _, a := range u.Avoided {
		out = slices.DeleteFunc(out, func(x wish) bool { return m.Understander.Concepts.Is(x.concept, a.Concept) })
	}
	for _, word := range u.Missed {
		out = append(out, wish{Wish: directory.Wish{Word: word, Weight: missedWeight}, piece: -1, strength: 1})
	}
	if len(out) > mostWishes {
		slices.SortStableFunc(out, func(a, b wish) int { return cmp.Compare(b.Weight, a.Weight) })
		out = out[:mostWishes]
	}
	return out
}

// spread gathers wishes: of several ways to the same, the strongest.
type spread struct {
	set    *concept.Set
	piece  int
	weight float64
	out    []wish
	// at is where in out a term stands.
	at map[directory.ConceptID]int
}

func (s *spread) add(id concept.ID, strength float64, help bool) {
	term := id
	if help {
		term += directory.HelpMark
	}
	s.term(term, id, strength, help)
	if !help {
		s.term(id+directory.MentionMark, id, strength*mentioned, false)
	}
}

func (s *spread) term(term, id concept.ID, strength float64, help bool) {
	w := wish{Wish: directory.Wish{Concept: term, Weight: strength * s.weight}, piece: s.piece, concept: id, strength: strength, help: help}
	if at, ok := s.at[term]; ok {
		if w.Weight > s.out[at].Weight {
			s.out[at] = w
		}
		return
	}
	s.at[term] = len(s.out)
	s.out = append(s.out, w)
}

// open spreads one piece out.
func (s *spread) open(p Piece, part TakePart) {
	c := s.set.Get(p.Concept)
	join, help := part != Help, part != Join
	switch c.Class {
	case concept.Activity, concept.Interest, concept.Hope, concept.Company, concept.Experience:
		s.subject(c, join, help)
	default:
		// A way to help, or a strength or a job: roles that ask for it.
		if help {
			s.down(c.ID, nearItself, nearNarrower, true)
		}
	}
	for i, id := range c.Join {
		if join {
			s.down(id, nearOpened*later(i), nearNarrowerOpened, false)
		}
	}
	for i, id := range c.Help {
		if help {
			s.down(id, nearHelp*later(i), nearNarrowerOpened, true)
		}
	}
	if c.Class == concept.Job || c.Class == concept.Strength {
		for _, k := range s.set.Broader(c.ID) {
			b := s.set.Get(k.ID)
			for _, id := range b.Join {
				if join {
					s.add(id, nearOpened*0.7, false)
				}
			}
			for _, id := range b.Help {
				if help {
					s.add(id, nearOpened*0.7, true)
				}
			}
		}
	}
	for _, id := range c.Related {
		if r := s.set.Get(id); join && (r.Class == concept.Activity || r.Class == concept.Interest) {
			s.add(id, nearRelated, false)
		}
	}
}

// later is how much less the things that a strength opens count, in their
// order: the files name the strongest first.
func later(i int) float64 { return max(1-0.1*float64(i), 0.6) }

// subject looks for a subject itself.
func (s *spread) subject(c *concept.Concept, join, help bool) {
	if join {
		s.down(c.ID, nearItself, nearNarrower, false)
		for _, k := range s.set.Broader(c.ID) {
			if k.Steps == -1 {
				s.add(k.ID, nearBroader, false)
			}
		}
	}
	if help {
		s.down(c.ID, nearHelp, nearNarrower, true)
	}
}

// down looks for a concept and what is narrower, each step less.
func (s *spread) down(id concept.ID, strength, step float64, help bool) {
	for _, k := range s.set.Narrower(id) {
		by := strength
		for range k.Steps {
			by *= step
		}
		s.add(k.ID, by, help)
	}
}
