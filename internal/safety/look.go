package safety

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"alongside/internal/text"
)

// stride is how far windows lie apart in a sentence longer than one: two that
// follow share more words than any rule spans.
const stride = window - 28

// begins and finishes are the words that stand for the two ends of a sentence.
const begins, finishes = "^", "$"

// enough is how many gentle signs of suicide, apart from each other, make a
// danger: a home found for the dog, and that it will soon not matter.
const enough = 2

// word is one word of a text, with where it stands in it.
type word struct {
	is         meaning
	start, end int
}

// scratch is what one Look needs room for; it holds numbers, never a text.
type scratch struct {
	at      []occurrences
	touched []int32
	words   []word
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// Look says what a text suggests. lang is the BCP 47 tag of the language that
// the person chose; the rules of every language are held against the text.
func (g *Guard) Look(s, lang string) Look {
	return g.look(s, lang, nil)
}

// look is Look; trace, if any, is told every rule that was found.
func (g *Guard) look(s, lang string, trace func(*rule)) Look {
	sc, _ := scratches.Get().(*scratch)
	defer scratches.Put(sc)
	if len(sc.at) != len(g.weight) {
		sc.at, sc.touched = make([]occurrences, len(g.weight)), sc.touched[:0]
	}
	l := &looking{guard: g, scratch: sc, trace: trace}
	tokens := text.Tokens(s)
	for len(tokens) > 0 {
		n := 1
		for n < len(tokens) && !ends(s, tokens[n-1].End, tokens[n].Start) {
			n++
		}
		l.sentence(s, tokens[:n])
		tokens = tokens[n:]
	}
	out := l.result()
	out.Reviewed = g.isReviewed(s, lang)
	return out
}

// isReviewed says whether silence about a text means anything. Letters that
// are not Latin are no language whose phrases have been reviewed.
func (g *Guard) isReviewed(s, lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if base == "" || base == "sco" {
		base = "en"
	}
	letters, foreign := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
			if r >= utf8.RuneSelf && !unicode.Is(unicode.Latin, r) {
				foreign++
			}
		}
	}
	return g.reviewed[base] && foreign*2 <= letters
}

// ends reports whether a sentence ends between two words.
func ends(s string, from, to int) bool {
	between := s[from:to]
	if between == "." && single(s, from, to) {
		return false // 7.30, k.m.s
	}
	return strings.ContainsAny(between, ".!?;…\n؟")
}

// single reports whether a stop stands between two figures, or between two
// letters of which the first stands alone.
func single(s string, from, to int) bool {
	if isDigit(s[from-1]) {
		return isDigit(s[to])
	}
	return from == 1 || !isLetter(s[from-2])
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isLetter(b byte) bool { return b >= 0x80 || b|0x20 >= 'a' && b|0x20 <= 'z' }

// looking gathers what is noticed in one text.
type looking struct {
	*scratch
	guard *Guard
	trace func(*rule)
	found [len(sorts)][Now + 1]finding
	spans []Span
	// signs are where sort Suicide was found at level Gentle.
	signs []Span
}

// finding is that a sort was noticed, of oneself or of someone else.
type finding struct{ self, someone bool }

// sentence holds the rules against one sentence, window by window.
func (l *looking) sentence(s string, tokens []text.Token) {
	x := l.guard.lexicon
	start, end := tokens[0].Start, tokens[len(tokens)-1].End
	l.words = append(l.words[:0], word{x.direct(begins, begins), start, start})
	for _, t := range spelled(tokens) {
		l.words = x.appendWords(l.words, s, t)
	}
	l.words = append(l.words, word{x.direct(finishes, finishes), end, end})
	for from := 0; from < len(l.words); from += stride {
		to := min(from+window, len(l.words))
		l.window(l.words[from:to])
		if to == len(l.words) {
			break
		}
	}
}

// window holds the rules against at most 64 words: first those that spare or
// soften, which take their own words away, then those that raise.
func (l *looking) window(words []word) {
	l.occur(words)
	for k := spare; k <= raise; k++ {
		var taken uint64
		for _, e := range l.touched {
			rules := l.guard.rules[k][e]
			for i := range rules {
				r := &rules[i]
				if !l.possible(r) {
					continue
				}
				hit := r.words(l.at)
				if hit == 0 {
					continue
				}
				taken |= hit
				if l.trace != nil {
					l.trace(r)
				}
				if r.kind != spare {
					l.note(r, words, hit)
				}
			}
		}
		if k != raise && taken != 0 {
			l.take(taken)
		}
	}
	for _, e := range l.touched {
		l.at[e] = occurrences{}
	}
	l.touched = l.touched[:0]
}

// occur notes where each element occurs.
func (l *looking) occur(words []word) {
	x := l.guard.lexicon
	for i, w := range words {
		for k, id := range w.is {
			if id < 0 || slices.Contains(w.is[:k], id) {
				continue
			}
			for _, e := range x.singles[id] {
				l.mark(e, 1, i)
			}
			for _, p := range x.phrases[id] {
				if follows(p.words[1:], words[i+1:]) {
					l.mark(p.element, len(p.words), i)
				}
			}
		}
	}
}

// mark notes that an element of so many words begins at a word.
func (l *looking) mark(element int32, length, at int) {
	o := &l.at[element]
	if !o.any() {
		l.touched = append(l.touched, element)
	}
	o[length] |= 1 << at
}

func follows(ids []int32, words []word) bool {
	if len(ids) > len(words) {
		return false
	}
	for i, id := range ids {
		if !words[i].is.is(id) {
			return false
		}
	}
	return true
}

// possible reports whether every element of a rule occurs at all.
func (l *looking) possible(r *rule) bool {
	for _, row := range r.rows {
		for _, s := range row {
			if !l.at[s.element].any() {
				return false
			}
		}
	}
	return true
}

// take leaves out of every element what holds one of the words.
func (l *looking) take(words uint64) {
	for _, e := range l.touched {
		for n, gone := 1, words; n <= longestPhrase; n++ {
			l.at[e][n] &^= gone
			gone |= words >> n
		}
	}
}

// note keeps that a rule was found.
func (l *looking) note(r *rule, words []word, hit uint64) {
	first, last := outer(hit)
	f := &l.found[slices.Index(sorts[:], r.sort)][r.level]
	if r.someone || ofOneself[r.sort] && l.ofSomeone(last) {
		f.someone = true
	} else {
		f.self = true
	}
	span := Span{words[first].start, words[last].end}
	if r.level == Gentle && r.sort == Suicide {
		l.signs = append(l.signs, span)
	}
	l.spans = append(l.spans, span)
}

// ofOneself are the sorts that happen to whoever the sentence is about; others
// happen to one person by another, and their rules say to whom.
var ofOneself = map[Sort]bool{Suicide: true, SelfHarm: true, Emergency: true}

// ofSomeone reports whether the last who is named up to the end of what was
// found is someone else.
func (l *looking) ofSomeone(last int) bool {
	upTo := ^uint64(0) >> (63 - last)
	return l.at[l.guard.other][1]&upTo > l.at[l.guard.self][1]&upTo
}

// result tells what was noticed.
func (l *looking) result() Look {
	var out Look
	if s := &l.found[slices.Index(sorts[:], Suicide)]; len(merged(l.signs)) >= enough {
		s[Now].self = s[Now].self || s[Gentle].self
		s[Now].someone = s[Now].someone || s[Gentle].someone
	}
	for level := Now; level > None; level-- {
		for i, s := range sorts {
			f := l.found[i][level]
			if !f.self && !f.someone {
				continue
			}
			if out.Level == None {
				out.Level, out.Sort, out.Someone = level, s, !f.self
			}
			if !slices.Contains(out.Sorts, s) {
				out.Sorts = append(out.Sorts, s)
			}
		}
	}
	out.Spans = merged(l.spans)
	return out
}

// merged gives spans in order, those that overlap made one.
func merged(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	var out []Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
