package main

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// synset is one meaning: the words for it, and what it is a kind of.
type synset struct {
	lemmas []string
	above  []int
}

// lemma is a noun as its file has it: its meanings, the most usual first, and
// how often each was met in the texts that WordNet counted.
type lemma struct {
	senses []int
	times  []int
}

// wordnet holds the nouns, and how often words were met as other parts of speech.
type wordnet struct {
	synsets map[int]*synset
	nouns   map[string]*lemma
	// others counts a word met as a verb or an adjective; a word that can be one
	// without having been met counts 0.
	others map[string]int
	// small holds the words of all kinds that are written with a small letter.
	small map[string]bool
}

func readWordNet(folder string) (*wordnet, error) {
	w := &wordnet{synsets: map[int]*synset{}, nouns: map[string]*lemma{}, others: map[string]int{}, small: map[string]bool{}}
	steps := []struct {
		file string
		read func([]string)
	}{
		{"data.noun", w.synset}, {"index.noun", w.noun}, {"index.verb", w.other}, {"index.adj", w.other},
		{"data.verb", w.names}, {"data.adj", w.names}, {"data.adv", w.names}, {"index.sense", w.sense},
	}
	for _, s := range steps {
		if err := fields(filepath.Join(folder, s.file), s.read); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// fields calls for the fields of each line but those of the licence at the top.
func fields(file string, each func([]string)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		if !strings.HasPrefix(in.Text(), "  ") {
			each(strings.Fields(in.Text()))
		}
	}
	return in.Err()
}

// names notes how the words of a meaning are written.
func (w *wordnet) names(f []string) { w.lemmas(f) }

func (w *wordnet) lemmas(f []string) (out []string, rest []string) {
	n, _ := strconv.ParseInt(f[3], 16, 32)
	for i := range int(n) {
		word, _, _ := strings.Cut(f[4+2*i], "(") // "galore(ip)"
		out = append(out, word)
		if word == strings.ToLower(word) {
			w.small[word] = true
		}
	}
	return out, f[4+2*int(n):]
}

func (w *wordnet) synset(f []string) {
	id, _ := strconv.Atoi(f[0])
	s := &synset{}
	var rest []string
	s.lemmas, rest = w.lemmas(f)
	n, _ := strconv.Atoi(rest[0])
	for i := range n {
		if p := rest[1+4*i:]; p[0] == "@" && p[2] == "n" {
			above, _ := strconv.Atoi(p[1])
			s.above = append(s.above, above)
		}
	}
	w.synsets[id] = s
}

func (w *wordnet) noun(f []string) {
	n, _ := strconv.Atoi(f[2])
	l := &lemma{}
	for _, id := range f[len(f)-n:] {
		at, _ := strconv.Atoi(id)
		l.senses = append(l.senses, at)
	}
	l.times = make([]int, n)
	w.nouns[f[0]] = l
}

func (w *wordnet) other(f []string) {
	if _, ok := w.others[f[0]]; !ok {
		w.others[f[0]] = 0
	}
}

// sense reads a line like "bird%1:05:00:: 01503061 1 25".
func (w *wordnet) sense(f []string) {
	word, key, _ := strings.Cut(f[0], "%")
	at, _ := strconv.Atoi(f[2])
	times, _ := strconv.Atoi(f[3])
	switch l := w.nouns[word]; {
	case key[0] == '1':
		l.times[at-1] = times
	default:
		w.others[word] += times
	}
}

// times counts how often a word was met.
func (w *wordnet) times(word string) int {
	n := w.others[word]
	if l := w.nouns[word]; l != nil {
		for _, t := range l.times {
			n += t
		}
	}
	return n
}

// find gives the meaning that "bird.n.1" names.
func (w *wordnet) find(name string) (int, bool) {
	word, at, _ := strings.Cut(name, ".n.")
	n, _ := strconv.Atoi(at)
	l := w.nouns[word]
	if l == nil || n < 1 || n > len(l.senses) {
		return 0, false
	}
	return l.senses[n-1], true
}
