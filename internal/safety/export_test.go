package safety

import "alongside/internal/text"

// Why gives the rules that were found in a text, as they are written.
func (g *Guard) Why(s string) (out []string) {
	g.look(s, "en", func(r *rule) { out = append(out, [...]string{"spare: ", "soft: ", "raise: "}[r.kind]+r.say) })
	return out
}

// Slip gives the word of the rules that a word is taken for, empty for none.
func (g *Guard) Slip(word string) string {
	x := g.lexicon
	m := x.direct(word, text.Term(word))
	if m.known() || len(word) < shortestSlip || x.plain[word] {
		return ""
	}
	return x.slip(word)
}
