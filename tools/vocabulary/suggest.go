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

// neighbour is a word that leads to concepts, and how near it is.
type neighbour struct {
	to   []string
	near float32
}

// suggest writes, for those who read the lists, the words that lead nowhere yet
// and are used like words that do: most of the nearest have to agree on a
// concept. Each concept's words and phrases count singly, never as an average.
func (t *table) suggest(out io.Writer) {
	seeds := t.seeds()
	for _, word := range t.vectors.words[:seldom] {
		if r, have := t.rows[stem(word)]; have && (r.to != "" || r.word != word) || !plain(word) || !t.wordnet.small[word] {
			continue
		}
		if _, have := seeds[word]; have {
			continue
		}
		if to, near := t.agreed(word, seeds); to != "" {
			fmt.Fprintf(out, "%s\t%s\t%.2f\n", to, word, near)
		}
	}
}

// seeds are the words that lead to concepts, with these.
func (t *table) seeds() map[string][]string {
	out := map[string][]string{}
	for _, word := range t.vectors.words {
		if r, have := t.rows[stem(word)]; have && r.to != "" {
			for i, f := range strings.Fields(r.to) {
				if i%2 == 0 {
					out[word] = append(out[word], f)
				}
			}
		} else if plain(word) && len(word) > 2 {
			for _, f := range t.concepts.Find(t.concepts.Words(word, "")) {
				if f.Weight == 1 && !f.Guessed && allowed(f.Concept.Class) {
					out[word] = append(out[word], string(f.Concept.ID))
				}
			}
		}
	}
	return out
}

// agreed gives the concept that most of the words nearest to one lead to.
func (t *table) agreed(word string, seeds map[string][]string) (to string, near float32) {
	var all []neighbour
	for seed, to := range seeds {
		if n := t.vectors.near(word, seed); n > nearSuggested-0.1 {
			all = append(all, neighbour{to, n})
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
