package safety

import (
	"strings"

	"alongside/internal/text"
)

// Cut gives the text without what raised it: the sentences that hold a span,
// but for clauses of them that stand alone and say what a person likes ("I want
// to die but I like knitting" leaves "I like knitting"). What is left may be
// matched on, searched and shown. s must be the text that was looked at.
func (l Look) Cut(s string) string {
	if len(l.Spans) == 0 {
		return s
	}
	var kept []Span
	keep := func(k Span) {
		if n := len(kept); n > 0 && kept[n-1].End == k.Start {
			kept[n-1].End = k.End
			return
		}
		kept = append(kept, k)
	}
	for _, sentence := range sentences(s) {
		if !l.touches(sentence) {
			keep(sentence)
			continue
		}
		for _, c := range clauses(s, sentence) {
			if c.liking && !l.touches(c.Span) {
				keep(c.Span)
			}
		}
	}
	parts := make([]string, 0, len(kept))
	for _, k := range kept {
		parts = append(parts, strings.TrimSpace(s[k.Start:k.End]))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

func (l Look) touches(s Span) bool {
	for _, raised := range l.Spans {
		if raised.Start < s.End && s.Start < raised.End {
			return true
		}
	}
	return false
}

// sentences parts a text where its sentences end, marks included.
func sentences(s string) []Span {
	var out []Span
	tokens, start := text.Tokens(s), 0
	for i := 1; i < len(tokens); i++ {
		if ends(s, tokens[i-1].End, tokens[i].Start) {
			out = append(out, Span{start, tokens[i].Start})
			start = tokens[i].Start
		}
	}
	return append(out, Span{start, len(s)})
}

// clause is a part of a sentence; liking when it begins by saying what
// somebody likes.
type clause struct {
	Span
	liking bool
}

// The words that a clause can begin with, those that may come before its verb,
// and the verbs of liking.
var (
	joints = set("and but though although because so or then while whereas yet otherwise")
	before = set("i im id ive we do would have really also always still just used to am a ah mostly")
	likes  = set("like likes love loved loves enjoy enjoyed liked looking interested fancy miss keen garden knit play played sing sang paint bake walk swim read")
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// clauses parts a sentence at commas, dashes and joints.
func clauses(s string, sentence Span) []clause {
	piece := s[sentence.Start:sentence.End]
	tokens := text.Tokens(piece)
	var out []clause
	begin, end := 0, 0 // the clause's first token; the byte where the last token ended
	part := func(next int) {
		if next > begin {
			out = append(out, clause{
				Span{sentence.Start + tokens[begin].Start, sentence.Start + tokens[next-1].End},
				liking(tokens[begin:next]),
			})
		}
		begin = next
	}
	for i := range tokens {
		switch {
		case i > 0 && strings.ContainsAny(piece[end:tokens[i].Start], ",:–—-(") && !joined(piece[end:tokens[i].Start]):
			part(i)
		case i > begin && joints[tokens[i].Word] && (tokens[i].Word == "but" || liking(tokens[begin:i]) || liking(tokens[i+1:])):
			part(i)
		}
		if begin == i && joints[tokens[i].Word] {
			begin = i + 1
		}
		end = tokens[i].End
	}
	part(len(tokens))
	return out
}

// joined reports whether what lies between two words joins them in one: "drop-in".
func joined(between string) bool { return between == "-" }

func liking(tokens []text.Token) bool {
	for _, t := range tokens {
		if likes[t.Word] {
			return true
		}
		if !before[t.Word] {
			return false
		}
	}
	return false
}
