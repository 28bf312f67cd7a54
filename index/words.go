package index

import (
	"context"
	"fmt"
	"slices"
	"strings"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"alongside/index/near"
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
		tokens := text.Tokens(part)
		w.words = slices.Grow(w.words, min(len(tokens), mostWords))
		for _, t := range tokens {
			if quoted {
				phrase = append(phrase, t.Word)
			}
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

// terms gives the words as the table looks for them.
func (w *wanted) terms() []near.Term {
	if len(w.words) == 0 {
		return nil
	}
	out := make([]near.Term, len(w.words))
	for i, word := range w.words {
		out[i].Text = word.term
	}
	return out
}

// least gives how many of the words a document must hold.
func (w *wanted) least() int {
	if len(w.phrases) > 0 {
		return len(w.words)
	}
	return needed(len(w.words))
}

// phraseReader says which documents hold some phrases, by reading their words
// again: postings know no positions.
type phraseReader struct {
	ctx     context.Context
	reader  bleveindex.IndexReader
	phrases [][]string
	err     error
}

func (g *generation) phrases(ctx context.Context, phrases [][]string) (*phraseReader, error) {
	inner, err := g.words.Advanced()
	if err != nil {
		return nil, fmt.Errorf("search a phrase: %w", err)
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, fmt.Errorf("search a phrase: %w", err)
	}
	return &phraseReader{ctx: ctx, reader: reader, phrases: phrases}, nil
}

func (p *phraseReader) close() {
	_ = p.reader.Close() // it only lets go
}

// holds reports whether a document holds every phrase. Once something went
// wrong, or the deadline has come, none does.
func (p *phraseReader) holds(key string) bool {
	if p.err != nil || p.ctx.Err() != nil {
		return false
	}
	b, err := stored(p.reader, key)
	var s near.Stored
	if err == nil && len(b) > 0 {
		err = near.ReadStored(string(b), &s)
	}
	if err != nil {
		p.err = fmt.Errorf("search a phrase: %w", err)
		return false
	}
	return holdsAll(s.Texts(), p.phrases)
}

func holdsAll(texts []string, phrases [][]string) bool {
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
		known, err := g.table.Holds(word.term)
		if err != nil {
			return err
		}
		if known {
			continue
		}
		nearest, err := g.table.Nearest(word.term, text.Tolerance(word.word))
		if err != nil {
			return err
		}
		if nearest != "" {
			w.words[i].term, w.words[i].word = nearest, g.table.Surface(nearest)
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
