package near

import (
	"errors"
	"fmt"
	"sync"

	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// automata make automata of the words within one or two slips of another; a
// swap of neighbours is one slip. They are made once: that takes a moment.
var automata = sync.OnceValues(func() ([2]*levenshtein.LevenshteinAutomatonBuilder, error) {
	var out [2]*levenshtein.LevenshteinAutomatonBuilder
	var errs [2]error
	for i := range out {
		out[i], errs[i] = levenshtein.NewLevenshteinAutomatonBuilder(uint8(i+1), true)
	}
	return out, errors.Join(errs[0], errs[1])
})

// Holds reports whether a document holds a term.
func (t *Table) Holds(term string) (bool, error) {
	snap := t.snap.Load()
	defer snap.keep()
	s := t.searching()
	defer t.done(s)
	for _, v := range snap.views {
		r, err := s.reader(v.terms)
		if err != nil {
			return false, fmt.Errorf("look up a word: %w", err)
		}
		if len(v.lookup(term, r).ranks) > 0 {
			return true, nil
		}
	}
	return false, nil
}

// Nearest gives the term in the table that is nearest to another, at most so
// many slips away, and of equally near ones the commonest; empty when there is
// none.
func (t *Table) Nearest(term string, most int) (string, error) {
	if most <= 0 {
		return "", nil
	}
	builders, err := automata()
	if err != nil {
		return "", fmt.Errorf("look for near words: %w", err)
	}
	aut, err := builders[min(most, len(builders))-1].BuildDfa(term, uint8(min(most, len(builders))))
	if err != nil {
		return "", fmt.Errorf("look for near words: %w", err)
	}
	snap := t.snap.Load()
	defer snap.keep()
	// A word may be in several segments: its documents add up.
	counts := map[string]uint32{}
	for _, v := range snap.views {
		it, err := v.terms.Search(aut, []byte{1}, nil)
		for err == nil {
			key, n := it.Current()
			counts[string(key)] += v.termCounts[n]
			err = it.Next()
		}
		if !errors.Is(err, vellum.ErrIteratorDone) {
			return "", fmt.Errorf("look for near words: %w", err)
		}
	}
	best, bestDistance := "", most+1
	for found, n := range counts {
		d := text.Distance(term, found, most)
		if n > 0 && (d < bestDistance || (d == bestDistance && d <= most &&
			(n > counts[best] || (n == counts[best] && found < best)))) {
			best, bestDistance = found, d
		}
	}
	return best, nil
}

// read is how many documents that hold a term are read for the word that it
// is written as.
const read = 64

// Surface gives a whole word for a term, as some listing writes it, or the
// term itself.
func (t *Table) Surface(term string) string {
	snap := t.snap.Load()
	defer snap.keep()
	for _, v := range snap.views {
		n, found, err := v.terms.Get([]byte(term))
		if err != nil || !found {
			continue
		}
		for i, rank := range v.list(n).ranks {
			if i == read {
				break
			}
			card := v.wholeCard(rank)
			if word := wordIn(&card, term); word != "" {
				return word
			}
		}
	}
	return term
}

func wordIn(c *directory.Card, term string) string {
	for _, field := range append([]string{c.Name, c.Summary}, c.Activities...) {
		for _, t := range text.Tokens(field) {
			if t.Term == term {
				return t.Word
			}
		}
	}
	return ""
}
