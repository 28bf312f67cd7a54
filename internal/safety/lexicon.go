package safety

import (
	"slices"
	"strings"

	"alongside/internal/text"
)

// longestPhrase is the most words that one phrase of a part may have.
const longestPhrase = 4

// shortestSlip is the fewest letters of a word in which a slip is forgiven.
const shortestSlip = 5

// figures is the word that stands for any number of two figures and more.
const figures = "#"

// phrase is a way of filling an element: a few words next to each other.
type phrase struct {
	words   []int32
	element int32
}

// lexicon knows the words that rules are made of, by number.
type lexicon struct {
	ids map[string]int32
	// slips leads from a word with one letter left out to the words that it
	// may have been.
	slips map[string][]string
	// prefixes are words that stand for all that begin with them.
	prefixes map[string]int32
	// plain are ordinary words that are no slip of another.
	plain map[string]bool
	// spell gives words in other words: "wanna" is "want to".
	spell map[string][]string
	// fillers are words that change nothing.
	fillers map[string]bool
	// proclitics are written in one with the word that follows: "and" in Arabic.
	proclitics []string
	// singles are the elements that a word fills by itself, phrases those of
	// several words that begin with it, by the word's number.
	singles [][]int32
	phrases [][]phrase
}

func newLexicon() *lexicon {
	return &lexicon{
		ids: map[string]int32{}, slips: map[string][]string{}, prefixes: map[string]int32{},
		plain: map[string]bool{}, spell: map[string][]string{}, fillers: map[string]bool{},
	}
}

// add gives the number of a word as a rule writes it: "kill" means all its
// forms, "=sh" that word alone, "zabi*" all that begins so.
func (x *lexicon) add(written string) int32 {
	if stem, ok := strings.CutSuffix(written, "*"); ok {
		stem = text.Fold(stem)
		return number(x.prefixes, stem, len(x.prefixes)+len(x.ids))
	}
	exact := strings.HasPrefix(written, "=")
	word := text.Fold(strings.TrimPrefix(written, "="))
	key := "=" + word
	if !exact {
		if key = text.Term(word); key == "" {
			key = "=" + word // a stop word has no stem
		}
	}
	id := number(x.ids, key, len(x.prefixes)+len(x.ids))
	if !exact && len(word) >= shortestSlip && text.ASCII(word) {
		for _, form := range []string{word, word + "s", word + "ed", word + "ing", strings.TrimSuffix(word, "e") + "ing"} {
			x.addSlips(form)
		}
	}
	return id
}

func number(ids map[string]int32, key string, next int) int32 {
	id, ok := ids[key]
	if !ok {
		id = int32(next)
		ids[key] = id
	}
	return id
}

func (x *lexicon) addSlips(word string) {
	note := func(key string) {
		for _, w := range x.slips[key] {
			if w == word {
				return
			}
		}
		x.slips[key] = append(x.slips[key], word)
	}
	note(word)
	for i := range len(word) {
		note(word[:i] + word[i+1:])
	}
}

// never reports whether a word of a rule is one that no text is read as
// having.
func (x *lexicon) never(written string) bool {
	word := text.Fold(strings.TrimPrefix(written, "="))
	as, respelled := x.spell[word]
	return x.fillers[word] || respelled && !slices.Contains(as, word)
}

// addPhrase notes a phrase of an element.
func (x *lexicon) addPhrase(words []string, element int32) {
	ids := make([]int32, len(words))
	for i, w := range words {
		ids[i] = x.add(w)
	}
	for n := len(x.prefixes) + len(x.ids); len(x.singles) < n; {
		x.singles, x.phrases = append(x.singles, nil), append(x.phrases, nil)
	}
	if first := ids[0]; len(ids) == 1 {
		x.singles[first] = append(x.singles[first], element)
	} else {
		x.phrases[first] = append(x.phrases[first], phrase{ids, element})
	}
}

// meaning is what one word may be: the word as written, its stem, what it
// begins with, and what it was before it was read in other words; -1 for none.
type meaning [4]int32

func (m meaning) is(id int32) bool { return m[0] == id || m[1] == id || m[2] == id || m[3] == id }

// known reports whether the word is one of the rules' at all.
func (m meaning) known() bool { return m[0] >= 0 || m[1] >= 0 || m[2] >= 0 }

// find gives the numbers of a folded word and its stem; -1 for none.
func (x *lexicon) find(word, term string) meaning {
	m := x.direct(word, term)
	for i := 0; i < len(x.proclitics) && !m.known(); i++ {
		if rest, ok := strings.CutPrefix(word, x.proclitics[i]); ok && len(rest) > 4 {
			m = x.direct(rest, rest)
		}
	}
	if m.known() || len(word) < shortestSlip || x.plain[word] || !text.ASCII(word) {
		return m
	}
	if w := x.slip(word); w != "" {
		return x.direct(w, text.Term(w))
	}
	return m
}

func (x *lexicon) direct(word, term string) meaning {
	m := meaning{-1, -1, -1, -1}
	var buf [80]byte
	key := append(append(buf[:0], '='), word...)
	if id, ok := x.ids[string(key)]; ok {
		m[0] = id
	}
	if term != "" {
		if id, ok := x.ids[term]; ok {
			m[1] = id
		}
	}
	if len(word) > 1 && strings.Trim(word, "0123456789") == "" {
		if id, ok := x.ids[figures]; ok {
			m[2] = id
		}
		return m
	}
	if len(x.prefixes) > 0 && !text.ASCII(word) || m[0] < 0 && m[1] < 0 {
		for n := len(word); n >= 3; n-- {
			if id, ok := x.prefixes[word[:n]]; ok {
				m[2] = id
				break
			}
		}
	}
	return m
}

// slip gives the word that this one was meant to be, if it is one slip away
// and begins alike.
func (x *lexicon) slip(word string) string {
	if len(word) > 24 {
		return ""
	}
	var buf [24]byte
	for i := -1; i < len(word); i++ {
		b := append(buf[:0], word...)
		if i >= 0 {
			b = append(b[:i], word[i+1:]...)
		}
		for _, w := range x.slips[string(b)] {
			if w[0] == word[0] && text.Distance(word, w, 1) == 1 && (len(word) > shortestSlip || len(w) != len(word) || anagram(word, w)) {
				return w
			}
		}
	}
	return ""
}

// anagram reports whether two words of one length differ by letters swapped,
// not by another letter: the shortest words have too many neighbours.
func anagram(a, b string) bool {
	sum := 0
	for i := range len(a) {
		sum += int(a[i]) - int(b[i])
	}
	return sum == 0
}
