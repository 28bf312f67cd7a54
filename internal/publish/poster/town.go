package poster

import (
	"strings"

	"alongside/internal/directory"
)

// town reports whether a part is the name of a town, or ends in one.
func (r *reader) town(a span) bool {
	if r.Places == nil {
		return false
	}
	_, ok := r.townIn(a)
	return ok
}

// isTown reports whether a word is the name of a town.
func (r *reader) isTown(word string) bool {
	if r.Places == nil || r.asked > 200 {
		return false
	}
	r.asked++
	p, ok := r.Places.Named(word)
	return ok && (p.Kind == directory.PlaceTown || p.Kind == directory.PlaceNeighbourhood)
}

// townIn gives the town that a part is, but for its postcode.
func (r *reader) townIn(a span) (span, bool) {
	for i := a.start; i < a.end; i++ {
		if r.claims[i] == claimCode {
			a.end = i
		}
	}
	a = r.trimPart(a)
	text := r.text[a.start:a.end]
	if r.Places == nil || len(text) < 3 || len(text) > 40 || r.asked > 200 || strings.ContainsAny(text, "0123456789()") {
		return span{}, false
	}
	r.asked++
	_, ok := r.Places.Named(text)
	return a, ok
}
