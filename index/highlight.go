package index

import (
	"slices"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// highlights gives the words of a card's name and summary that were looked
// for, found by the same analysis as the index's.
func highlights(c *directory.Card, w wanted) []directory.Highlight {
	if len(w.words) == 0 {
		return nil
	}
	var out []directory.Highlight
	for _, field := range []struct{ name, text string }{{"name", c.Name}, {"summary", c.Summary}} {
		for _, t := range text.Tokens(field.text) {
			if t.Term != "" && slices.ContainsFunc(w.words, func(x wantedWord) bool { return x.term == t.Term }) {
				out = append(out, directory.Highlight{Field: field.name, Start: t.Start, End: t.End})
			}
		}
	}
	return out
}
