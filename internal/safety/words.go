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
	if folded := plainly(squeeze(t.Word)); folded != t.Word {
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

// figured are the letters that figures stand for within a word: "su1c1de".
var figured = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s")

// plainly gives a word without figures among its letters.
func plainly(w string) string {
	if !strings.ContainsAny(w, "01345") || strings.Trim(w, "0123456789") != w || len(w) < 4 {
		return w
	}
	return figured.Replace(w)
}

// longestSpelled is the most letters that are joined.
const longestSpelled = 12

// spelled joins letters that stand alone, three and more in a row: "k m s".
func spelled(tokens []text.Token) []text.Token {
	var out []text.Token
	kept := 0 // tokens before it are in out
	for i := 0; i < len(tokens); i++ {
		n := 0
		for i+n < len(tokens) && len(tokens[i+n].Word) == 1 && n <= longestSpelled {
			n++
		}
		if n < 3 || n > longestSpelled {
			i += max(0, n-1)
			continue
		}
		var word strings.Builder
		for _, t := range tokens[i : i+n] {
			word.WriteString(t.Word)
		}
		out = append(append(out, tokens[kept:i]...), text.Token{
			Start: tokens[i].Start, End: tokens[i+n-1].End, Word: word.String(), Term: text.Term(word.String()),
		})
		kept = i + n
		i = kept - 1
	}
	if out == nil {
		return tokens
	}
	return append(out, tokens[kept:]...)
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
