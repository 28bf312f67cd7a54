package poster

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// readPlaces finds where it is.
func (r *reader) readPlaces() {
	spots := r.spots()
	rows := r.rowSpots(spots)
	switch {
	case len(rows) > 0:
		for at := range r.draft.When {
			s, own := rows[at]
			if !own {
				r.draft.When[at].Place = -1
				r.askAt(AskPlaces, fmt.Sprintf("when[%d]", at), r.draft.When[at].At)
				continue
			}
			r.draft.When[at].Place = r.addPlace(s)
		}
	case len(spots) > 0:
		best := slices.MaxFunc(spots, func(a, b spot) int {
			if a.score != b.score {
				return a.score - b.score
			}
			return b.start() - a.start()
		})
		for _, s := range spots { // all of an address, not a part of it
			if s.score >= enough && s.spans[0].holds(best.spans[0]) && s.spans[0] != best.spans[0] {
				best = s
			}
		}
		if best.score >= enough {
			r.addPlace(r.completed(best, spots))
			r.askFurther(best, spots)
		}
	}
	if len(r.draft.Places) == 0 {
		r.guessPlace()
	}
	r.readOnline()
	r.readTold()
	r.askPlace()
}

// guessPlace takes for the place a short line of names beside the times, or what
// follows them in their line, and asks.
func (r *reader) guessPlace() {
	for _, w := range r.draft.When {
		at := r.lineOf(w.At[len(w.At)-1])
		for i := at; i >= 0 && i <= at+1 && i < len(r.lines); i++ {
			l := r.lines[i]
			for _, gap := range r.gaps(l.rest()) {
				if l.other || l.label != noLabel && l.label != labelWhen || !r.likeName(gap) || r.claimed(gap, claimSaid, claimSoft) || i == at && !r.isTimed(max(gap.start-3, l.start)) && gap.start == l.start {
					continue
				}
				if _, ok := r.onlineIn(gap); ok {
					continue
				}
				r.addPlace(spot{spans: []span{gap}, said: true})
				r.ask(AskWhere, "places[0]", gap)
				return
			}
		}
	}
}

// likeName reports whether a part is like the name of a place: a few words with
// capitals, and no name of a thing.
func (r *reader) likeName(a span) bool {
	text := r.text[a.start:a.end]
	if a.meets(r.title) || a.meets(r.organiser) || len(strings.Fields(text)) > 4 || len(text) < 4 || happening.MatchString(r.lower(a)) || slogan.MatchString(r.lower(a)) ||
		sayings.MatchString(r.lower(a)) || whoFor.MatchString(r.lower(a)) || freeWord.MatchString(r.lower(a)) || strings.ContainsAny(text, ".!?:;0123456789") {
		return false
	}
	for _, w := range strings.Fields(text) {
		if first, _ := utf8.DecodeRuneInString(w); len(w) > 3 && !unicode.IsUpper(first) {
			return false
		}
	}
	return true
}

// happening are words of what is done, not of where.
var happening = regexp.MustCompile(`\b(?:class|classes|groups?|sessions?|lessons?|workshops?|courses?|talks?|quiz|music|dance|dancing|choir|yoga|speaker|raffle|lunch|supper|film|walk|walks|volunteers?|games|crafts?|stalls?)\b`)

// completed gives an address without a building the building that is named
// elsewhere.
func (r *reader) completed(best spot, spots []spot) spot {
	if p, _ := r.place(best); !p.Venue.Empty() {
		return best
	}
	for _, s := range spots {
		p, _ := r.place(s)
		if s.score >= enough && !p.Venue.Empty() && p.Address.Empty() && p.Postcode.Empty() {
			best.spans = append(slices.Clone(s.spans), best.spans...)
			return best
		}
	}
	return best
}

// askFurther asks of what may be another place.
func (r *reader) askFurther(best spot, spots []spot) {
	first := r.draft.Places[0]
	for _, s := range spots {
		firm := s.said || s.lead != "" || slices.ContainsFunc(s.spans, func(a span) bool { return r.street(a) || r.claimed(a, claimCode) })
		if s.score < enough+2 || s.start() == best.start() || !firm {
			continue
		}
		p, _ := r.place(s)
		text := strings.ToLower(p.Venue.Text + p.Address.Text)
		have := strings.ToLower(first.Venue.Text + " " + first.Address.Text)
		if text != "" && !strings.Contains(have, strings.ToLower(p.Venue.Text)) && (first.Venue.Empty() || !strings.Contains(text, strings.ToLower(first.Venue.Text))) {
			r.ask(AskPlaces, "places", s.spans[0])
		}
	}
}

// rowSpots gives the places of times that each have their own in the same line,
// by the index of Draft.When; none when they have not. Where most have, words with
// capitals are one as well, though no word in them is of a building.
func (r *reader) rowSpots(spots []spot) map[int]spot {
	out := map[int]spot{}
	starts := map[string]bool{}
	for i := range r.draft.When {
		own := r.reach(i)
		var best *spot
		for j := range spots {
			s := &spots[j]
			if own.holds(s.spans[0]) && s.score >= enough && (best == nil || s.score > best.score) {
				best = s
			}
		}
		if best == nil {
			continue
		}
		out[i] = *best
		starts[strings.ToLower(r.words(asName, ", ", best.spans...).Text)] = true
	}
	if len(starts) < 2 {
		return nil
	}
	for i := range r.draft.When {
		if _, known := out[i]; known {
			continue
		}
		for _, gap := range r.gaps(r.reach(i)) {
			if r.likeName(gap) {
				out[i] = spot{spans: []span{gap}, said: true}
				break
			}
		}
	}
	return out
}

// reach gives the part of a line that is about the i-th times: all of it, or, when
// others stand in it, up to the next of them; what leads to the first of them is
// its own too.
func (r *reader) reach(i int) span {
	at := r.draft.When[i].At[0]
	n := r.lineOf(at)
	if n < 0 {
		return span{}
	}
	own := r.lines[n].rest()
	first := true
	for j, w := range r.draft.When {
		if j == i || r.lineOf(w.At[0]) != n {
			continue
		}
		for k := own.start; k < own.end; k++ {
			from := int(r.from[k])
			switch {
			case w.At[0].Start < at.Start && from >= at.Start && first:
				own.start, first = k, false
			case w.At[0].Start > at.Start && from >= w.At[0].Start:
				own.end = k
			}
		}
	}
	return own
}

// lineOf gives the line that holds a span of what was pasted.
func (r *reader) lineOf(a Span) int {
	for i, l := range r.lines {
		if s := r.span(l.span); s.Start <= a.Start && a.Start < s.End {
			return i
		}
	}
	return -1
}

// addPlace adds a place, if it is a new one, and gives its index.
func (r *reader) addPlace(s spot) int {
	p, spans := r.place(s)
	for i, have := range r.draft.Places {
		if strings.EqualFold(have.Venue.Text, p.Venue.Text) && strings.EqualFold(have.Address.Text, p.Address.Text) {
			return i
		}
	}
	for _, a := range spans {
		r.claim(a, claimPlace)
	}
	r.draft.Places = append(r.draft.Places, p)
	return len(r.draft.Places) - 1
}

// place parts a spot into venue, address, town and postcode.
func (r *reader) place(s spot) (Place, []span) {
	parts := r.parts(s.spans)
	var rest []span
	p := Place{}
	for _, a := range parts {
		if r.claims[a.start] == claimCode {
			p.Postcode = Words{strings.ToUpper(r.plain(a)), []Span{r.span(a)}}
			continue
		}
		if postcodeWord.MatchString(r.lower(a)) {
			continue
		}
		rest = append(rest, a)
	}
	at := r.venueOf(rest, s.said)
	if at >= 0 {
		p.Venue = r.words(asName, "", r.venueName(rest[at]))
		rest = slices.Delete(slices.Clone(rest), at, at+1)
	}
	p.Address = r.words(asName, ", ", rest...)
	for i := len(rest) - 1; i >= 0 && p.Town.Empty(); i-- {
		if a, ok := r.townIn(rest[i]); ok {
			p.Town = r.words(asName, "", a)
		}
	}
	return p, parts
}

var postcodeWord = regexp.MustCompile(`^\(?post ?code:?$`)

// venueName leaves "upstairs at" out.
func (r *reader) venueName(a span) span {
	for _, m := range prep.FindAllStringIndex(r.low[a.start:a.end], 2) {
		if lead := r.low[a.start : a.start+m[0]]; m[0] > 0 && within.MatchString(lead) {
			a.start += m[1]
			break
		}
	}
	if strings.HasPrefix(r.low[a.start:a.end], "the ") && !r.named(a) {
		a.start += 4
	}
	return r.trimPart(a)
}

// named reports whether "the" is part of a name: it has a capital.
func (r *reader) named(a span) bool { return strings.HasPrefix(r.text[a.start:a.end], "The ") }

// venueOf gives which part is the name of a building or a ground; -1 for none.
func (r *reader) venueOf(parts []span, said bool) int {
	maybe := -1
	for i, a := range parts {
		text := r.low[a.start:a.end]
		if within.MatchString(text) && !prep.MatchString(text) || numbered.MatchString(text) {
			continue
		}
		if venue.MatchString(text) && (!isStreet.MatchString(text) || i == 0 && len(parts) > 1 && !streetOnly(text)) {
			return i
		}
		if maybe < 0 && i == 0 && !isStreet.MatchString(text) && (len(parts) > 1 || said) && !r.town(a) {
			maybe = i
		}
	}
	return maybe
}

// streetOnly reports whether a name that ends like a street's is no building's:
// "Mill Wynd", but not "Saughton Park".
func streetOnly(text string) bool {
	words := strings.Fields(text)
	switch last := words[len(words)-1]; last {
	case "park", "gardens", "court", "green", "place", "square", "quay", "gate", "hill":
		return false
	}
	return true
}

// askPlace asks what is missing of the place.
func (r *reader) askPlace() {
	if !r.draft.ToldWhenYouJoin.Empty() {
		return
	}
	if len(r.draft.Places) == 0 {
		r.ask(AskWhere, "places", span{})
		return
	}
	p := r.draft.Places[0]
	switch {
	case !p.Online.Empty():
	case p.Postcode.Empty():
		r.ask(AskPostcode, "places[0].postcode", span{})
	case r.Places != nil:
		if _, ok := r.Places.Named(p.Postcode.Text); !ok {
			r.askAt(AskPostcodeUnknown, "places[0].postcode", p.Postcode.At)
		}
	}
}
