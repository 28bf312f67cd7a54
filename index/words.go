package index

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// wanted is what someone's words ask for.
type wanted struct {
	// words are the distinct words, stop words left out.
	words []wantedWord
	// phrases are the runs of words between quotation marks, folded, stop
	// words kept.
	phrases [][]string
	// spelling is the words as they were understood, when one was taken for
	// another.
	spelling string
}

type wantedWord struct {
	word, term string
	quoted     bool
}

// most bounds the distinct words that a search reads.
const mostWords = 40

// readWords takes a search's words apart: what stands between quotation marks
// is a phrase.
func readWords(s string) wanted {
	var w wanted
	for i, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '"' || r == '“' || r == '”' }) {
		// With an even number of marks, every second part is quoted.
		quoted := strings.ContainsAny(s, `"“”`) && (i%2 == 1) != strings.HasPrefix(strings.TrimSpace(s), firstMark(s))
		var phrase []string
		for _, t := range text.Tokens(part) {
			phrase = append(phrase, t.Word)
			if t.Term == "" || slices.ContainsFunc(w.words, func(x wantedWord) bool { return x.term == t.Term }) {
				continue
			}
			if len(w.words) < mostWords {
				w.words = append(w.words, wantedWord{word: t.Word, term: t.Term, quoted: quoted})
			}
		}
		if quoted && len(phrase) > 1 {
			w.phrases = append(w.phrases, phrase)
		}
	}
	return w
}

// firstMark gives the first quotation mark of s; something that is no prefix
// when there is none.
func firstMark(s string) string {
	for _, r := range s {
		if r == '"' || r == '“' || r == '”' {
			return string(r)
		}
	}
	return "\x00"
}

// needed gives how many of n words a document must hold: all of one or two,
// all but one of more.
func needed(n int) int {
	if n <= 2 {
		return n
	}
	return n - 1
}

// found is what the words found: a score above 0 for each document's key.
type found map[string]float64

// find gives the documents that hold the words. A word that is in no listing
// is taken for the nearest one that is.
func (g *generation) find(ctx context.Context, w *wanted) (found, error) {
	if err := g.correct(w); err != nil {
		return nil, err
	}
	words := make([]query.Query, 0, len(w.words))
	for _, word := range w.words {
		fields := make([]query.Query, 0, len(wordFields))
		for _, f := range wordFields {
			q := bleve.NewTermQuery(word.term)
			q.SetField(f.name)
			q.SetBoost(f.weight)
			fields = append(fields, q)
		}
		words = append(words, bleve.NewDisjunctionQuery(fields...))
	}
	least := needed(len(words))
	if len(w.phrases) > 0 {
		least = len(words)
	}
	any := bleve.NewDisjunctionQuery(words...)
	any.SetMin(float64(least))
	count, err := g.words.DocCount()
	if err != nil {
		return nil, fmt.Errorf("search words: %w", err)
	}
	req := bleve.NewSearchRequestOptions(any, int(count), 0, false)
	// The order is worked out afterwards, with place and freshness: here the
	// cheapest will do.
	req.SortByCustom(search.SortOrder{&search.SortDocID{}})
	res, err := g.words.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("search words: %w", err)
	}
	out := make(found, len(res.Hits))
	for _, h := range res.Hits {
		out[h.ID] = h.Score
	}
	if len(w.phrases) > 0 {
		return g.holding(ctx, out, w.phrases)
	}
	return out, nil
}

// holding keeps the documents that hold every phrase, by reading their words
// again: the lean index knows no positions.
func (g *generation) holding(ctx context.Context, candidates found, phrases [][]string) (f found, err error) {
	inner, err := g.words.Advanced()
	if err != nil {
		return nil, fmt.Errorf("search a phrase: %w", err)
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, fmt.Errorf("search a phrase: %w", err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	out := found{}
	for key, score := range candidates {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		d, err := stored(reader, key)
		if err != nil {
			return nil, fmt.Errorf("search a phrase: %w", err)
		}
		if holdsAll(d, phrases) {
			out[key] = score
		}
	}
	return out, nil
}

func holdsAll(d directory.Document, phrases [][]string) bool {
	texts := append([]string{d.Card.Name, d.AlternateName, d.Card.OrganizationName, d.Description}, d.Card.Activities...)
	sequences := make([][]string, len(texts))
	for i, s := range texts {
		for _, t := range text.Tokens(s) {
			sequences[i] = append(sequences[i], t.Word)
		}
	}
	for _, phrase := range phrases {
		if !slices.ContainsFunc(sequences, func(words []string) bool { return runs(words, phrase) }) {
			return false
		}
	}
	return true
}

// runs reports whether phrase stands in words as one run.
func runs(words, phrase []string) bool {
	for i := 0; i+len(phrase) <= len(words); i++ {
		if slices.Equal(words[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}

// correct takes each word that no document holds for the nearest term that one
// does, the commoner the better, and notes how the words were then understood.
// Quoted words are left as they are.
func (g *generation) correct(w *wanted) error {
	changed := false
	for i, word := range w.words {
		if word.quoted {
			continue
		}
		known, err := g.known(word.term)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		near, err := g.nearest(word)
		if err != nil {
			return err
		}
		if near != "" {
			w.words[i].term, w.words[i].word = near, g.surface(near)
			changed = true
		}
	}
	if changed {
		words := make([]string, len(w.words))
		for i, word := range w.words {
			words[i] = word.word
		}
		w.spelling = strings.Join(words, " ")
	}
	return nil
}

// known reports whether a document holds the term.
func (g *generation) known(term string) (yes bool, err error) {
	for _, f := range wordFields {
		dict, err := g.words.FieldDictRange(f.name, []byte(term), []byte(term))
		if err != nil {
			return false, fmt.Errorf("look up a word: %w", err)
		}
		entry, err := dict.Next()
		if err = errors.Join(err, dict.Close()); err != nil {
			return false, fmt.Errorf("look up a word: %w", err)
		}
		if entry != nil && entry.Term == term && entry.Count > 0 {
			return true, nil
		}
	}
	return false, nil
}

// nearest gives the term within the word's tolerance that is nearest, and of
// equally near ones the commonest; empty when there is none.
func (g *generation) nearest(word wantedWord) (string, error) {
	most := text.Tolerance(word.word)
	if most == 0 {
		return "", nil
	}
	best, bestDistance, bestCount := "", most+1, uint64(0)
	for _, f := range wordFields {
		dict, err := g.words.FieldDict(f.name)
		if err != nil {
			return "", fmt.Errorf("look for near words: %w", err)
		}
		for {
			entry, err := dict.Next()
			if err != nil {
				return "", errors.Join(fmt.Errorf("look for near words: %w", err), dict.Close())
			}
			if entry == nil {
				break
			}
			d := text.Distance(word.term, entry.Term, min(most, bestDistance))
			if d < bestDistance || (d == bestDistance && d <= most && (entry.Count > bestCount ||
				entry.Count == bestCount && entry.Term < best)) {
				best, bestDistance, bestCount = entry.Term, d, entry.Count
			}
		}
		if err := dict.Close(); err != nil {
			return "", fmt.Errorf("look for near words: %w", err)
		}
	}
	return best, nil
}

// surface gives a whole word for a term, as some listing writes it, or the
// term itself.
func (g *generation) surface(term string) string {
	g.table.mu.RLock()
	defer g.table.mu.RUnlock()
	for _, s := range g.table.list {
		c := s.records[0].card
		for _, field := range append([]string{c.Name, c.Summary}, c.Activities...) {
			for _, t := range text.Tokens(field) {
				if t.Term == term {
					return t.Word
				}
			}
		}
	}
	return term
}
