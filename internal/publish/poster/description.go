package poster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"alongside/internal/directory"
)

// readDescription takes the sentences that no other field holds, in the poster's
// own words; where there are none, those of who it is for and the like.
func (r *reader) readDescription() {
	for _, strict := range []bool{true, false} {
		if r.draft.Description = r.describe(strict); !r.draft.Description.Empty() {
			return
		}
	}
	r.ask(AskDescription, "description", span{})
}

func (r *reader) describe(strict bool) Words {
	var out Words
	block, line := -1, -1
	var b strings.Builder
	for _, p := range r.pieces() {
		if !r.tells(p, strict) {
			continue
		}
		text := r.tidy(p.span, asSentence)
		switch l := r.lines[p.line]; {
		case text == "":
			continue
		case b.Len() == 0:
		case l.block != block:
			b.WriteString("\n\n")
		case p.line != line && !l.wrapped:
			b.WriteString("\n")
		default:
			b.WriteString(" ")
		}
		b.WriteString(text)
		out.At = append(out.At, r.span(p.span))
		block, line = r.lines[p.line].block, p.line
	}
	out.Text = b.String()
	return out
}

var (
	hashtags = regexp.MustCompile(`^(?:#\S+\s*)+$`)
	posting  = regexp.MustCompile(`^(?:posted by|shared (?:by|from)|\d+ ?(?:h|hrs?|mins?|d)\b|like\b.*\bcomment|follow us|find us|scottish charity|charity (?:no|number|reg)|registered charity|reg(?:istered)? (?:no|charity)|please (?:share|repost)|share (?:this|widely)|supported by|funded by|in partnership|notice of meeting|(?:new|free|reminder|save the date|notice)\W*$|\d+$|www|photo)`)
)

// tells reports whether a sentence belongs to the description.
func (r *reader) tells(p piece, strict bool) bool {
	text := r.lower(p.span)
	if p.meets(r.title) && !longer(p.span, r.title) || p.meets(r.organiser) || hashtags.MatchString(text) || posting.MatchString(text) || r.header(p) {
		return false
	}
	switch p.label {
	case labelWhen, labelWhere, labelCost, labelContact, labelName, labelOrganiser, labelJoin:
		return false
	}
	letters, taken, said := 0, 0, 0
	for i, c := range r.text[p.start:p.end] {
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			continue
		}
		letters++
		switch r.claims[p.start+i] {
		case free, claimName:
		case claimSaid:
			said += 2
		case claimSoft:
			said++
		default:
			taken++
		}
	}
	if letters < 3 || taken*2 > letters {
		return false
	}
	return said*2 < letters || !strict && said <= letters
}

// longer reports whether a sentence says much more than the name.
func longer(p, title span) bool { return p.end-p.start > title.end-title.start+15 }

// header reports whether a piece is a cell of the head of a table, or a label.
func (r *reader) header(p piece) bool {
	if cells := r.cells(p.line); len(cells) > 1 {
		for _, c := range cells {
			if !columnHead.MatchString(r.lower(c)) {
				return false
			}
		}
		return true
	}
	return false
}

var columnHead = regexp.MustCompile(`^(?:day|days|time|times|where|venue|place|what|activity|class|group|session|event|club|course|name|date|dates|cost|price|contact|location|who|notes?|when)$`)

// readActivities finds with the concepts what is done there.
func (r *reader) readActivities() {
	if r.Concepts == nil {
		return
	}
	l := directory.Listing{Name: r.draft.Name.Text, Description: r.draft.Description.Text}
	for _, a := range r.Concepts.About(l) {
		c := r.Concepts.Get(a.Concept)
		if c == nil || c.Class != "activity" && c.Class != "interest" || a.Mentioned && a.Field != directory.AboutName || len(r.draft.Activities) >= 10 {
			continue
		}
		from := r.draft.Description
		if a.Field == directory.AboutName {
			from = r.draft.Name
		}
		have := func(w Words) bool { return strings.EqualFold(w.Text, a.Words) }
		if at := r.find(a.Words, from.At); a.Words != "" && len(at) > 0 && !slices.ContainsFunc(r.draft.Activities, have) {
			r.draft.Activities = append(r.draft.Activities, Words{a.Words, at})
		}
	}
}

// find gives where words stand in some spans of what was pasted.
func (r *reader) find(words string, in []Span) []Span {
	words = strings.ToLower(words)
	for _, l := range r.lines {
		s := r.span(l.span)
		if !slices.ContainsFunc(in, func(a Span) bool { return a.Start < s.End && s.Start < a.End }) {
			continue
		}
		if at := strings.Index(strings.ToLower(r.low[l.start:l.end]), words); at >= 0 && l.start+at+len(words) <= l.end {
			return []Span{r.span(span{l.start + at, l.start + at + len(words)})}
		}
	}
	return nil
}

// askMissing asks for what the poster does not say at all.
func (r *reader) askMissing() {
	d := &r.draft
	if d.Organiser.Empty() {
		r.ask(AskWho, "organiser", span{})
	}
	if len(d.Phones)+len(d.Emails)+len(d.Websites)+len(d.Socials) == 0 {
		r.ask(AskContact, "phones", span{})
	}
}
