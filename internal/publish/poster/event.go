package poster

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// event is the lines of one of several things on a poster.
type event struct {
	name       span
	first, end int // lines [first, end)
	all        span
}

// partEvents finds whether a poster is of several things; then the draft is of
// the first, and the rest are listed and set aside.
func (r *reader) partEvents() {
	events := r.rows()
	if len(events) < 2 {
		events = r.paragraphs()
	}
	if len(events) >= 2 {
		for _, e := range events[1:] {
			r.setAside(e)
		}
		r.title = events[0].name
	}
	for _, e := range r.asides() {
		r.setAside(e)
	}
	if len(r.draft.Others) > 0 {
		r.askAt(AskSeveral, "others", r.draft.Others[0].All.At)
	}
}

func (r *reader) setAside(e event) {
	for i := e.first; i < e.end; i++ {
		r.lines[i].other = true
	}
	for i := e.all.start; i < e.all.end; i++ {
		r.claims[i] = claimOther
	}
	if len(r.draft.Others) >= most {
		return
	}
	all := Words{strings.TrimSpace(r.text[e.all.start:e.all.end]), []Span{r.span(e.all)}}
	r.draft.Others = append(r.draft.Others, Other{Name: r.words(asName, "", e.name), All: all})
}

// timed reports whether some of the lines [first, end) say both a day and a time
// that are when something is.
func (r *reader) timed(first, end int) bool {
	days, clocks := false, false
	for _, u := range r.runs {
		if u.line < first || u.line >= end || u.role != roleMain {
			continue
		}
		for _, a := range u.atoms {
			days = days || a.kind == atDays || a.kind == atDates || a.kind == atFrom
			clocks = clocks || a.kind == atClocks || a.kind == atDoors
		}
	}
	return days && clocks
}

// paragraphs finds events that have a paragraph each, with a heading and times.
func (r *reader) paragraphs() []event {
	var out []event
	for i := 0; i < len(r.lines); {
		end := i + 1
		for end < len(r.lines) && r.lines[end].block == r.lines[i].block {
			end++
		}
		if r.timed(i, end) && r.heading(i, end) {
			out = append(out, event{name: r.cutName(r.lines[i].span), first: i, end: end, all: span{r.lines[i].start, r.lines[end-1].end}})
		}
		i = end
	}
	return out
}

// heading reports whether a line is like a heading of one thing.
func (r *reader) heading(i, end int) bool {
	l := r.lines[i]
	text := r.low[l.start:l.end]
	first, _ := utf8.DecodeRuneInString(r.text[l.start:])
	return l.label == noLabel && !l.bullet && len(strings.Fields(text)) <= 9 && (thing.MatchString(text) || r.titled(l, end)) && !slogan.MatchString(text) &&
		!strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") && !unicode.IsLower(first) && !generic.MatchString(text) &&
		!(i > 0 && r.lines[i-1].block == l.block) && !r.timedOnly(l)
}

// titled reports whether a line has a capital for each word, as the name of a
// thing has, and is no place.
func (r *reader) titled(l line, end int) bool {
	text := r.text[l.start:l.end]
	if r.lines[end-1].start == l.start || len(strings.Fields(text)) > 6 || venue.MatchString(r.low[l.start:l.end]) || r.street(l.span) || sayings.MatchString(r.low[l.start:l.end]) {
		return false
	}
	for _, w := range strings.Fields(text) {
		if first, _ := utf8.DecodeRuneInString(w); len(w) > 3 && !unicode.IsUpper(first) {
			return false
		}
	}
	return true
}

// timedOnly reports whether nothing but times stands in a line.
func (r *reader) timedOnly(l line) bool {
	for _, part := range r.unread(l.span) {
		if part.end-part.start > 3 || thing.MatchString(r.low[part.start:part.end]) {
			return false
		}
	}
	return true
}
