package safety

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// window is how many words are held against the rules at once.
const window = 64

// The gaps that a rule may leave between two elements, in words.
var gaps = map[string]int{"..": 3, "...": 7}

// kind is what becomes of the words that a rule finds.
type kind int

const (
	spare kind = iota // an everyday look-alike: its words count for nothing
	soft              // a denial: gentle, and its words count for nothing more
	raise
)

// step is one element of a rule, and how many words may lie before it.
type step struct {
	element int32
	gap     int
}

// rule is a row of steps, or several rows that must all be in the sentence.
type rule struct {
	rows    [][]step
	kind    kind
	level   Level
	sort    Sort
	someone bool
	// say is how it was written, for whoever asks why a text was raised.
	say string
}

// occurrences are where an element begins in a window, by its length in words.
type occurrences [longestPhrase + 1]uint64

func (o *occurrences) any() bool { return o[1]|o[2]|o[3]|o[4] != 0 }

// reach gives where a step may begin after words that end there.
func reach(ends uint64, gap int) uint64 {
	var out uint64
	for g := range gap + 1 {
		out |= ends << (1 + g)
	}
	return out
}

// match gives the words that take part when a row is found, zero when not.
func match(row []step, at []occurrences) uint64 {
	var endsBuf [16]uint64
	ends, allowed := endsBuf[:0], ^uint64(0)
	for i, s := range row {
		if i > 0 {
			allowed = reach(ends[i-1], s.gap)
		}
		var e uint64
		for n := 1; n <= longestPhrase; n++ {
			e |= (allowed & at[s.element][n]) << (n - 1)
		}
		if e == 0 {
			return 0
		}
		ends = append(ends, e)
	}
	need := ends[len(ends)-1]
	var words uint64
	for i := len(row) - 1; i >= 0; i-- {
		allowed = ^uint64(0)
		if i > 0 {
			allowed = reach(ends[i-1], row[i].gap)
		}
		var starts uint64
		for n := 1; n <= longestPhrase; n++ {
			s := allowed & at[row[i].element][n] & (need >> (n - 1))
			starts |= s
			for k := range n {
				words |= s << k
			}
		}
		if i > 0 {
			var before uint64
			for g := range row[i].gap + 1 {
				before |= starts >> (1 + g)
			}
			need = ends[i-1] & before
		}
	}
	return words
}

// words gives the words that take part when a rule is found, zero when not.
func (r *rule) words(at []occurrences) uint64 {
	var all uint64
	for _, row := range r.rows {
		w := match(row, at)
		if w == 0 {
			return 0
		}
		all |= w
	}
	return all
}

// outer gives the first and last of some words.
func outer(words uint64) (first, last int) {
	return bits.TrailingZeros64(words), 63 - bits.LeadingZeros64(words)
}

// reader turns the written rules of one language into rules.
type reader struct {
	guard *Guard
	// own are the parts of the file, shared those of the language's first file.
	own, shared map[string][]string
	// exact is true for rules that hold for words as they are written alone,
	// not for their other forms: those that take words away.
	exact bool
	// english is true when the fillers and the words read in others are those
	// of the rules' own language.
	english bool
}

// rules reads one written rule; "?" after an element makes two of it.
func (r *reader) rules(written string, like rule) error {
	like.say = written
	fields := strings.Fields(written)
	if i := slices.IndexFunc(fields, func(f string) bool { return strings.HasSuffix(f, "?") }); i >= 0 {
		with := slices.Clone(fields)
		with[i] = strings.TrimSuffix(fields[i], "?")
		if err := r.rules(strings.Join(with, " "), like); err != nil {
			return err
		}
		return r.rules(strings.Join(slices.Delete(fields, i, i+1), " "), like)
	}
	row, gap := []step{}, 0
	for _, f := range fields {
		if f == "&" {
			like.rows, row, gap = append(like.rows, row), []step{}, 0
			continue
		}
		if g, ok := gaps[f]; ok {
			gap = g
			continue
		}
		e, err := r.element(f)
		if err != nil {
			return fmt.Errorf("rule %q: %w", written, err)
		}
		row, gap = append(row, step{e, gap}), 0
	}
	like.rows = append(like.rows, row)
	for _, row := range like.rows {
		if len(row) == 0 || len(row) > 12 {
			return fmt.Errorf("rule %q: a row has 1 to 12 elements", written)
		}
	}
	r.guard.add(like)
	return nil
}

// element gives the number of what may stand in one place: "[part]", a word,
// words joined by "_", or several of these between bars.
func (r *reader) element(written string) (int32, error) {
	phrases, err := r.phrases(strings.Split(written, "|"), 0)
	if err != nil {
		return 0, err
	}
	return r.guard.element(phrases)
}

// phrases gives what fills an element, parts of parts and all.
func (r *reader) phrases(members []string, depth int) ([]string, error) {
	var out []string
	for _, one := range members {
		name, isPart := strings.CutPrefix(one, "[")
		if !isPart {
			phrase := strings.ReplaceAll(one, "_", " ")
			if r.english && slices.ContainsFunc(strings.Fields(phrase), func(w string) bool { return r.guard.lexicon.never(w) }) {
				return nil, fmt.Errorf("%q holds a word that is a filler or is read in other words, and is never met", one)
			}
			out = append(out, r.worded(phrase)...)
			continue
		}
		name = strings.TrimSuffix(name, "]")
		inner, ok := r.own[name]
		if !ok {
			inner, ok = r.shared[name]
		}
		if !ok || depth > 3 {
			return nil, fmt.Errorf("there is no part %s", one)
		}
		more, err := r.phrases(inner, depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// worded gives a phrase as the lexicon reads it. "not" alone is "no" and
// "never" too: "he'll no let me out".
func (r *reader) worded(phrase string) []string {
	if !r.exact {
		if phrase == "not" {
			return []string{"not", "no", "never"}
		}
		return []string{phrase}
	}
	words := strings.Fields(phrase)
	for i, w := range words {
		if !strings.HasPrefix(w, "=") {
			words[i] = "=" + w
		}
	}
	return []string{strings.Join(words, " ")}
}
