package match

import (
	"cmp"
	"slices"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/text"
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
	// ordinary is true for a word of no subject: it counts beside others, and is
	// no match by itself.
	ordinary bool
}

// mostWishes bounds what is looked for at once.
const mostWishes = 80

// wishes spreads the pieces out into what is looked for: itself and what is
// narrower, what it opens, and a little of what is broader or related.
func (m *Matcher) wishes(p *Profile, u *Understood) []wish {
	w := spread{set: m.Understander.Concepts, w: &m.Understander.Weights, at: map[directory.ConceptID]int{}}
	for i, piece := range u.Pieces {
		w.piece, w.weight = i, piece.Weight
		w.open(piece, p.TakePart)
		w.words(piece)
	}
	out := w.out
	for _, a := range u.Avoided {
		out = slices.DeleteFunc(out, func(x wish) bool { return m.Understander.Concepts.Is(x.concept, a.Concept) })
	}
	for _, word := range u.rest {
		missed := slices.Contains(u.Missed, word)
		out = append(out, wish{Wish: directory.Wish{Word: word, Weight: m.Understander.Weights.Missed}, piece: -1, strength: 1, ordinary: !missed})
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
	w      *Weights
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
		s.term(id+directory.MentionMark, id, strength*s.w.Mentioned, false)
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
			s.down(c.ID, 1, s.w.Narrower, true)
		}
	}
	for i, id := range c.Join {
		if join {
			s.down(id, s.w.Opened*s.later(i), s.w.NarrowerOpened, false)
		}
	}
	for i, id := range c.Help {
		if help {
			s.down(id, s.w.OpenedHelp*s.later(i), s.w.NarrowerOpened, true)
		}
	}
	if c.Class == concept.Job || c.Class == concept.Strength {
		for _, k := range s.set.Broader(c.ID) {
			b := s.set.Get(k.ID)
			for _, id := range b.Join {
				if join {
					s.add(id, s.w.Opened*s.w.OpenedBroadly, false)
				}
			}
			for _, id := range b.Help {
				if help {
					s.add(id, s.w.Opened*s.w.OpenedBroadly, true)
				}
			}
		}
	}
	for _, id := range c.Related {
		if r := s.set.Get(id); join && (r.Class == concept.Activity || r.Class == concept.Interest) {
			s.add(id, s.w.Related, false)
		}
	}
}

// later is how much less the things that a strength opens count, in their
// order: the files name the strongest first.
func (s *spread) later(i int) float64 { return max(1-s.w.Later*float64(i), 0.5) }

// turningWords stand in what people say of a thing, and are no part of it.
var turningWords = setOf("like likes love want wants wanted enjoy learn learning try good used always doing something anything")

// words looks for the words of a piece as text, where its concept may not have
// been found.
func (s *spread) words(p Piece) {
	if p.Delicate {
		return
	}
	for _, t := range text.Tokens(p.Said) {
		if t.Term == "" || len(t.Word) < 3 || s.set.Ordinary(t.Word) || turningWords[t.Word] {
			continue
		}
		word := directory.ConceptID("word:" + t.Term)
		if _, seen := s.at[word]; !seen {
			s.at[word] = len(s.out)
			s.out = append(s.out, wish{Wish: directory.Wish{Word: t.Word, Weight: s.w.Word * s.weight}, piece: s.piece, strength: s.w.Word})
		}
	}
}

// subject looks for a subject itself.
func (s *spread) subject(c *concept.Concept, join, help bool) {
	if join {
		s.down(c.ID, 1, s.w.Narrower, false)
		if c.Class == concept.Experience {
			return // others who have been there, and not somewhere near
		}
		for _, k := range s.set.Broader(c.ID) {
			if k.Steps == -1 {
				s.add(k.ID, s.w.Broader, false)
			}
		}
	}
	if help {
		s.down(c.ID, s.w.Help, s.w.Narrower, true)
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
