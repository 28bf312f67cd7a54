package poster

import (
	"regexp"
	"strings"
)

// unread gives the parts of a span that are neither times nor claimed, without
// the commas and small words at their ends.
func (r *reader) unread(a span) []span {
	var cuts []span
	for _, u := range r.runs {
		if u.meets(a) {
			cuts = append(cuts, u.span)
		}
	}
	var out []span
	from := a.start
	add := func(to int) {
		if p := r.trimJoins(span{from, to}); !p.empty() {
			out = append(out, p)
		}
	}
	for i := a.start; i < a.end; i++ {
		cut := r.claims[i] != free || strings.IndexByte("(),;\t", r.text[i]) >= 0
		for _, c := range cuts {
			if c.start <= i && i < c.end {
				cut = true
			}
		}
		if cut {
			add(i)
			from = i + 1
		}
	}
	add(a.end)
	return out
}

var (
	joinsBefore = regexp.MustCompile(`^(?:[\s\-–—:,.@&•]+|(?:at|in|on|and|from|every|is|are|for|with|@)\s)+`)
	joinsAfter  = regexp.MustCompile(`(?:[\s\-–—:,.@&•]+|\s(?:at|in|on|and|from|every|is|are|meets?|runs?|for|with|held|starts?))+$`)
)

var dropIn = regexp.MustCompile(`\bdrop[\s\-]?in$`)

// trimJoins takes joining words and marks off both ends.
func (r *reader) trimJoins(a span) span {
	a.start += len(joinsBefore.FindString(r.low[a.start:a.end]))
	if m := joinsAfter.FindStringIndex(r.low[a.start:a.end]); m != nil && !dropIn.MatchString(r.low[a.start:a.end]) {
		a.end = a.start + m[0]
	}
	if a.end < a.start {
		return span{}
	}
	return r.trim(a)
}

var articles = regexp.MustCompile(`^\s*(?:an?|the|our|your)\s+`)

// article leaves out the article that begins a part.
func (r *reader) article(a span) span {
	a.start += len(articles.FindString(r.low[a.start:a.end]))
	return a
}
