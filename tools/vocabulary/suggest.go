package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// How near in use a word has to be to the nearest word that leads to a concept,
// and to how many in all, to be suggested for it.
const (
	nearSuggested = 0.58
	neighbours    = 6
	leastOfOne    = 3
)

// seed is a word that leads to concepts.
type seed struct {
	of []float32
	to []string
}

// neighbour is a seed, and how near it is.
type neighbour struct {
	to   []string
	near float32
}

// suggest writes, for those who read the lists, the words that lead nowhere yet
// and are used like words that do: most of the nearest have to agree on a
// concept. Each concept's words and phrases count singly, never as an average.
func (t *table) suggest(out io.Writer) {
	t.doubtful(out)
	seeds, seen := t.seeds()
	for _, word := range t.vectors.words[:seldom] {
		r, have := t.rows[stem(word)]
		if have && (r.to != "" || r.word != word) || seen[word] || !plain(word) || !t.wordnet.small[word] {
			continue
		}
		if to, near := agreed(t.vectors.of[word], seeds); to != "" {
			fmt.Fprintf(out, "use\t%s\t%s\t%.2f\n", word, to, near)
		}
	}
}

// doubtful writes the words that lead to a concept and share their stem with a
// word that is used more and is not plainly the same.
func (t *table) doubtful(out io.Writer) {
	for st, r := range t.rows {
		if lead := t.leads[st]; r.to != "" && lead != "" && lead != r.word && !inflected(r.word, lead) && !inflected(lead, r.word) {
			fmt.Fprintf(out, "stem\t%s\t%s\t%s\n", lead, r.word, r.to)
		}
	}
}

// seeds are the words that lead to concepts, of the table and of the phrases.
func (t *table) seeds() (out []seed, seen map[string]bool) {
	seen = map[string]bool{}
	for _, word := range t.vectors.words {
		if to := t.leadsTo(word); len(to) > 0 {
			out, seen[word] = append(out, seed{t.vectors.of[word], to}), true
		}
	}
	return out, seen
}

func (t *table) leadsTo(word string) (to []string) {
	if r := t.rows[stem(word)]; r.to != "" {
		for i, f := range strings.Fields(r.to) {
			if i%2 == 0 {
				to = append(to, f)
			}
		}
		return to
	}
	if !plain(word) || len(word) < 3 {
		return nil
	}
	for _, f := range t.concepts.Find(t.concepts.Words(word, "")) {
		if f.Weight == 1 && !f.Guessed && allowed(f.Concept.Class) {
			to = append(to, string(f.Concept.ID))
		}
	}
	return to
}

// agreed gives the concept that most of the seeds nearest to a word lead to.
func agreed(word []float32, seeds []seed) (to string, near float32) {
	var all []neighbour
	for _, s := range seeds {
		if n := dot(word, s.of); n > nearSuggested-0.1 {
			all = append(all, neighbour{s.to, n})
		}
	}
	slices.SortFunc(all, func(a, b neighbour) int { return cmp.Compare(b.near, a.near) })
	votes := map[string]int{}
	for _, n := range all[:min(len(all), neighbours)] {
		for _, c := range n.to {
			if votes[c]++; votes[c] > votes[to] {
				to = c
			}
		}
	}
	if votes[to] < leastOfOne || all[0].near < nearSuggested {
		return "", 0
	}
	return to, all[0].near
}
