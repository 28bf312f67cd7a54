// Package text turns plain text into the terms that are searched: words folded
// to one spelling, without stop words, cut to their stems. The index and
// whatever explains a result use the same steps, so that they agree.
package text

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"golang.org/x/text/unicode/norm"
)

// Version changes whenever the same text would give other terms; an index made
// with another version is built again.
const Version = "2"

// Token is one word of a text.
type Token struct {
	// Start and End are the word's bytes in the text: [Start, End).
	Start, End int
	// Word is the word folded: lower case, without accents and apostrophes,
	// in British spelling.
	Word string
	// Term is the stem of Word, as it is indexed; empty for a stop word.
	Term string
}

// longest is the most bytes of one word that are read; what is longer is no
// word that anyone searches for.
const longest = 64

// Tokens gives the words of a text in order.
func Tokens(s string) []Token {
	out := make([]Token, 0, len(s)/6+1) // words of five letters
	start := -1
	for i, r := range s {
		inWord := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) ||
			(start >= 0 && (r == '\'' || r == '’'))
		switch {
		case inWord && start < 0:
			start = i
		case !inWord && start >= 0:
			out = appendToken(out, s, start, i)
			start = -1
		}
	}
	if start >= 0 {
		out = appendToken(out, s, start, len(s))
	}
	return out
}

func appendToken(out []Token, s string, start, end int) []Token {
	for end > start && (s[end-1] == '\'' || strings.HasSuffix(s[start:end], "’")) {
		_, n := utf8.DecodeLastRuneInString(s[start:end])
		end -= n
	}
	if end == start || end-start > longest {
		return out
	}
	w := known(s[start:end])
	if w.folded == "" {
		return out
	}
	return append(out, Token{Start: start, End: end, Word: w.folded, Term: w.term})
}

// word is what becomes of one word as it is written.
type word struct{ written, folded, term string }

// words holds what became of words met lately, one to a slot: working it out
// costs many times as much as finding it again.
var (
	words [1 << 13]atomic.Pointer[word]
	seed  = maphash.MakeSeed()
)

// known gives what becomes of a word.
func known(written string) *word {
	slot := &words[maphash.String(seed, written)%uint64(len(words))]
	if w := slot.Load(); w != nil && w.written == written {
		return w
	}
	w := &word{written: strings.Clone(written)}
	if w.folded = british(Fold(w.written)); !stopWords[w.folded] {
		w.term = Stem(w.folded)
	}
	slot.Store(w)
	return w
}

// Term gives the term of one word as it is written; empty for a stop word.
func Term(written string) string { return known(written).term }

// Terms gives the terms of a text in order, stop words left out.
func Terms(s string) []string {
	var out []string
	for _, t := range Tokens(s) {
		if t.Term != "" {
			out = append(out, t.Term)
		}
	}
	return out
}

// Fold gives a text in lower case without accents and apostrophes.
func Fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ReplaceAll(strings.ToLower(s), "'", "")
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if r != '\'' && r != '’' && !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Stem cuts a folded English word to its stem (Porter's second algorithm, as
// Snowball has it).
func Stem(word string) string { return english.Stem(word, false) }

// british gives a folded word in British spelling.
func british(word string) string {
	if w, ok := spellings[word]; ok {
		return w
	}
	for _, e := range endings {
		if stem, found := strings.CutSuffix(word, e.american); found && len(stem) > 2 {
			return stem + e.british
		}
	}
	return word
}

// endings are the regular differences between American and British spelling.
var endings = []struct{ american, british string }{
	{"ization", "isation"}, {"izations", "isations"},
	{"ize", "ise"}, {"izes", "ises"}, {"ized", "ised"}, {"izing", "ising"}, {"izer", "iser"}, {"izers", "isers"},
	{"yze", "yse"}, {"yzing", "ysing"},
}

// spellings are the irregular ones.
var spellings = func() map[string]string {
	m := map[string]string{
		"program": "programme", "programs": "programmes", "mom": "mum", "moms": "mums", "gray": "grey",
		"jewelry": "jewellery", "pajamas": "pyjamas", "tire": "tyre", "tires": "tyres", "aging": "ageing",
		"counseling": "counselling", "counselor": "counsellor", "counselors": "counsellors",
		"traveler": "traveller", "travelers": "travellers", "traveling": "travelling",
		"license": "licence", "practise": "practice", "practising": "practicing", "math": "maths",
		"woolen": "woollen", "plow": "plough", "donut": "doughnut", "check-in": "checkin",
	}
	for _, w := range []string{"color", "favor", "favorite", "neighbor", "neighborhood", "honor", "labor", "behavior", "harbor", "humor", "rumor", "flavor"} {
		british := strings.Replace(w, "or", "our", 1)
		if w == "humor" || w == "rumor" {
			british = w[:3] + "our"
		}
		m[w], m[w+"s"] = british, british+"s"
	}
	m["coloring"], m["colored"] = "colouring", "coloured"
	for a, b := range map[string]string{"center": "centre", "theater": "theatre", "meter": "metre", "liter": "litre", "fiber": "fibre"} {
		m[a], m[a+"s"] = b, b+"s"
	}
	return m
}()

// stopWords say nothing about what is looked for.
var stopWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`a an and are as at be but by for from had has have he her his i if in into is it
		its me my of on or our she so than that the their them then there these they this to up us was we were
		what when where which who will with would you your near`) {
		m[w] = true
	}
	return m
}()

// Distance gives the optimal string alignment distance of two words in runes:
// insertions, deletions, substitutions and swaps of neighbours count one each.
// It stops early and gives most+1 when the distance is more than most.
func Distance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > most || -d > most {
		return most + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(y)], most+1)
}

// Tolerance gives how many slips of the keyboard are forgiven in a word: none
// up to 3 letters, one up to 7, two beyond.
func Tolerance(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n <= 3:
		return 0
	case n <= 7:
		return 1
	}
	return 2
}

// ASCII reports whether a text holds nothing but ASCII.
func ASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
