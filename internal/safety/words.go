package safety

import (
	"strings"

	"alongside/internal/text"
)

// contracted are the words that an apostrophe leaves a few letters of.
var contracted = map[string]string{
	"m": "am", "s": "is", "ll": "will", "d": "would", "ve": "have", "re": "are",
}

// whole are the words before "n't" that are no longer whole.
var whole = map[string]string{"ca": "can", "wo": "will", "sha": "shall", "ai": "is", "din": "do", "win": "will", "would": "would"}

// appendWords adds the words that one token stands for: one, none for a
// filler, or several: "don't", "dinnae", "wanna".
func (x *lexicon) appendWords(out []word, s string, t text.Token) []word {
	add := func(folded, term string) {
		if !x.fillers[folded] {
			out = append(out, word{x.find(folded, term), t.Start, t.End})
		}
	}
	known := func(w string) { add(w, text.Term(w)) }
	if as, ok := x.spell[t.Word]; ok {
		at := len(out)
		for _, w := range as {
			known(w)
		}
		if before := x.direct(t.Word, t.Term); len(out) > at {
			out[at].is[3] = max(before[0], before[1], before[2])
		}
		return out
	}
	if base, ok := strings.CutSuffix(t.Word, "nae"); ok && len(base) > 1 {
		known(fullForm(base))
		known("not")
		return out
	}
	if before, after, ok := apostrophe(s[t.Start:t.End]); ok {
		if base, not := strings.CutSuffix(before, "n"); not && after == "t" {
			known(fullForm(base))
			known("not")
			return out
		}
		if full, ok := contracted[after]; ok {
			if as, ok := x.spell[before]; ok {
				before = as[0]
			}
			known(before)
			known(full)
			return out
		}
	}
	if folded := squeeze(t.Word); folded != t.Word {
		known(folded)
		return out
	}
	add(t.Word, t.Term)
	return out
}

func fullForm(base string) string {
	if full, ok := whole[base]; ok {
		return full
	}
	return base
}

// apostrophe splits a word as written at its last apostrophe, both halves
// folded.
func apostrophe(written string) (before, after string, ok bool) {
	i, n := strings.LastIndexByte(written, '\''), 1
	if i < 0 {
		i, n = strings.LastIndex(written, "’"), len("’")
	}
	if i < 0 {
		return "", "", false
	}
	return text.Fold(written[:i]), text.Fold(written[i+n:]), true
}

// squeeze gives a word without letters that are held down: "soooo" is "so".
func squeeze(w string) string {
	held := false
	for i := 2; i < len(w); i++ {
		held = held || w[i] == w[i-1] && w[i] == w[i-2] && w[i] >= 'a' && w[i] <= 'z'
	}
	if !held {
		return w
	}
	var b strings.Builder
	for i := range len(w) {
		if i > 0 && w[i] == w[i-1] && (i+1 < len(w) && w[i+1] == w[i] || i > 1 && w[i-2] == w[i]) {
			continue
		}
		b.WriteByte(w[i])
	}
	return b.String()
}
