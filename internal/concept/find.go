package concept

import (
	"slices"

	"alongside/internal/directory"
)

// Found is a place in a text that means a concept.
type Found struct {
	// Start and End are its bytes in the text: [Start, End).
	Start, End int
	// From and To are its words in what Words gave: [From, To).
	From, To int
	// Concept is what it means.
	Concept *Concept
	// Weight is 1 for a concept's own phrase, less for a word of the
	// vocabulary.
	Weight float64
	// Said is true for a phrase that only people say, of themselves ("like to
	// potter in the garden").
	Said bool
	// Guessed is true when a slip of the keyboard was put right.
	Guessed bool
}

// reader is who speaks: a person of themselves, or a listing.
type reader uint8

const (
	ofPerson reader = iota
	// ofListing is what a listing is about, ofRole what one can help with there.
	ofListing
	ofRole
)

// Find gives what the words of a person mean, from the first on, the longest
// phrase first: each word is part of one phrase at most, but a phrase may mean
// two concepts, and a word of the vocabulary up to three.
func (s *Set) Find(words []Word) []Found { return s.find(words, ofPerson) }

func (s *Set) find(words []Word, who reader) []Found {
	var out []Found
	for i := 0; i < len(words); {
		to, ms := s.longest(words, i, who)
		if to == 0 {
			if who == ofPerson {
				out = s.appendVocabulary(out, words, i)
			}
			i++
			continue
		}
		for _, m := range ms {
			c := &s.concepts[m.concept]
			out = append(out, Found{Start: words[i].Start, End: words[to-1].End, From: i, To: to, Concept: c, Weight: 1, Said: m.said, Guessed: guessed(words[i:to])})
		}
		i = to
	}
	return out
}

// longest gives where the longest phrase that begins at a word ends, and what it
// means; 0 when none begins there.
func (s *Set) longest(words []Word, from int, who reader) (to int, ms []meaning) {
	to, ms = s.follow(words, from, who, false)
	if words[from].alt != 0 && words[from].key != 0 {
		// The same letters are a word in two languages.
		if other, of := s.follow(words, from, who, true); other > to {
			return other, of
		}
	}
	return to, ms
}

// follow follows one phrase, English words first or those of other languages.
func (s *Set) follow(words []Word, from int, who reader, foreign bool) (to int, ms []meaning) {
	at := int32(0)
	for i := from; i < len(words); i++ {
		w := &words[i]
		if i > from && (w.Breaks == Stop || (w.Breaks == Comma && who != ofPerson)) {
			break
		}
		first, second := w.key, w.alt
		if foreign {
			first, second = second, first
		}
		next, ok := s.phrases.next[edge(at, first)]
		if (!ok || first == 0) && second != 0 {
			next, ok = s.phrases.next[edge(at, second)]
		} else if first == 0 {
			ok = false
		}
		if !ok {
			break
		}
		at = next
		if some := s.choose(words, i, ofWord(words, from, i, s.phrases.nodes[at].meanings), who); len(some) > 0 {
			to, ms = i+1, some
		}
	}
	return to, ms
}

// ofWord leaves out the meanings of another word with the same stem, when a
// phrase is one word.
func ofWord(words []Word, from, to int, ms []meaning) []meaning {
	if from != to || words[from].alt != 0 {
		return ms
	}
	ending := derived(words[from].Text)
	if !slices.ContainsFunc(ms, func(m meaning) bool { return m.ending != ending }) {
		return ms
	}
	return slices.DeleteFunc(slices.Clone(ms), func(m meaning) bool { return m.ending != ending })
}

// nearby is how many words to each side are looked at to tell two meanings of a
// phrase apart.
const nearby = 12

// choose gives the meanings of a phrase that hold here: those whose words stand
// near, or else those that need none.
func (s *Set) choose(words []Word, at int, ms []meaning, who reader) []meaning {
	if len(ms) == 0 {
		return nil
	}
	plain := true
	for _, m := range ms {
		if m.near != nil || !s.speaks(&m, who) {
			plain = false
			break
		}
	}
	if plain {
		return ms
	}
	var sure, usual, any []meaning
	for _, m := range ms {
		switch {
		case !s.speaks(&m, who):
		case m.near == nil:
			usual = append(usual, m)
		case near(words, at, m.near):
			sure = append(sure, m)
		default:
			any = append(any, m)
		}
	}
	switch {
	case len(sure) > 0:
		return sure
	case who == ofPerson && len(usual) == 0:
		return any // a person means one of them
	}
	return usual
}

// speaks reports whether a meaning is for such a reader.
func (s *Set) speaks(m *meaning, who reader) bool {
	c := &s.concepts[m.concept]
	switch c.Class {
	case Cue:
		return who == ofPerson
	case Experience:
		return m.said == (who == ofPerson)
	case Role, Job, Strength:
		// What one has to be, or does, is told in roles alone.
		return who == ofPerson || who == ofRole && !m.said
	case Access:
		// Features are ticked, not read.
		return who == ofPerson || !m.said && !slices.Contains(directory.AccessFeatures(), directory.AccessFeature(c.ID))
	}
	return who == ofPerson || !m.said
}

func near(words []Word, at int, keys []uint32) bool {
	for i := max(0, at-nearby); i < min(len(words), at+nearby+1); i++ {
		if words[i].key != 0 && slices.Contains(keys, words[i].key) {
			return true
		}
	}
	return false
}

// appendVocabulary appends what a single word of the vocabulary means.
func (s *Set) appendVocabulary(out []Found, words []Word, at int) []Found {
	w := &words[at]
	for _, v := range s.vocabulary[w.key] {
		out = append(out, Found{Start: w.Start, End: w.End, From: at, To: at + 1, Concept: s.Get(v.ID), Weight: v.Weight, Guessed: w.guessed})
	}
	return out
}

func guessed(words []Word) bool {
	return slices.ContainsFunc(words, func(w Word) bool { return w.guessed })
}
