package poster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// spot is what may be the place where it is.
type spot struct {
	spans []span
	score int
	// said is true where a label says that it is the place.
	said bool
	// lead is the word that leads to it; titled is true within the name.
	lead   string
	titled bool
}

func (s spot) start() int { return s.spans[0].start }

// enough is the least score of a place.
const enough = 3

// spots finds all that may be where it is.
func (r *reader) spots() []spot {
	var out []spot
	said := map[int]bool{}
	for i, l := range r.lines {
		if l.other || l.label != labelWhere || len(out) > most {
			continue
		}
		if s := r.spotSaid(i); len(s.spans) > 0 {
			out, said[i] = append(out, s), true
		}
	}
	for _, p := range r.pieces() {
		if !said[p.line] && len(out) <= most {
			out = append(out, r.spotsIn(p.line, p.span)...)
		}
	}
	for i := range out {
		out[i].score = r.scoreSpot(out[i])
	}
	return out
}

// spotSaid gives what follows "Where:", in its line and in those below.
func (r *reader) spotSaid(i int) spot {
	l := r.lines[i]
	s := spot{said: true}
	if a := l.rest(); !a.empty() {
		p := r.sentences(a)[0]
		for _, u := range r.runsIn(p) {
			if u.start > p.start && !r.claimed(u.span, claimOther) && len(u.atoms) > 0 && u.atoms[0].kind != atPart {
				p.end = min(p.end, u.start)
			}
		}
		p = r.cutSpot(p)
		if p.empty() {
			return spot{}
		}
		if m := prep.FindStringIndex(r.low[p.start:p.end]); m != nil && m[0] == 0 {
			p.start += m[1]
		}
		if r.online(p) && !venue.MatchString(r.low[p.start:p.end]) {
			return spot{}
		}
		s.spans = append(s.spans, p)
	}
	s.spans = append(s.spans, r.below(i, len(s.spans) == 0)...)
	return s
}

// below gives the lines that go on with an address.
func (r *reader) below(i int, any bool) []span {
	var out []span
	for j := i + 1; j < len(r.lines) && j <= i+4; j++ {
		l := r.lines[j]
		text := r.low[l.start:l.end]
		before := r.lines[j-1]
		if l.block != r.lines[i].block && !any || l.label != noLabel || l.bullet || l.other || len(r.runsIn(l.span)) > 0 || r.claimed(l.span, claimMoney, claimContact, claimTime) ||
			len(strings.Fields(text)) > 8 || r.claimed(before.span, claimCode) || sayings.MatchString(text) {
			break
		}
		address := r.street(l.span) || r.claimed(l.span, claimCode) || r.town(l.span)
		if !address && !(any && len(out) == 0) && !(any && venue.MatchString(text)) {
			break
		}
		if p := r.cutSpot(l.span); !p.empty() {
			out = append(out, p)
		}
	}
	return out
}

// spotsIn finds places in a sentence: one that is nothing else, the address round
// a street or a postcode, and what stands behind "in" and "at".
func (r *reader) spotsIn(i int, p span) []spot {
	var out []spot
	for _, gap := range r.gaps(p) {
		if gap.start == r.title.start && gap.end > r.title.end {
			gap = r.trimPart(span{r.title.end, gap.end}) // the place behind the name
		}
		if whole := r.text[gap.start:gap.end]; strings.ToLower(whole) == whole && !strings.Contains(whole, ",") {
			gap = r.extent(gap.start, gap.end)
		}
		text := r.lower(gap)
		said := inBrackets.ReplaceAllString(r.lower(gap), "")
		if gap.empty() || gap == r.title || r.title.holds(gap) || gap.holds(r.title) && !r.title.empty() || gap == r.organiser || len(strings.Fields(text)) > 16 || sayings.MatchString(said) {
			continue
		}
		if venue.MatchString(text) || r.street(gap) || r.claimed(gap, claimCode) || len(r.runsIn(p)) > 0 && r.town(gap) {
			cut := r.cutSpot(gap)
			if m := prep.FindStringIndex(r.low[cut.start:cut.end]); m != nil && m[0] == 0 {
				cut.start += m[1]
			}
			if !cut.empty() {
				spans := []span{cut}
				if gap.end >= r.lines[i].end-1 {
					spans = append(spans, r.below(i, false)...)
				}
				out = append(out, spot{spans: spans})
			}
		}
	}
	for _, m := range street.FindAllStringIndex(r.low[p.start:p.end], 5) {
		if a := r.around(span{p.start + m[0], p.start + m[1]}, p); !a.empty() {
			out = append(out, spot{spans: []span{a}})
		}
	}
	for _, m := range prep.FindAllStringIndex(r.low[p.start:p.end], 10) {
		from := p.start + m[1]
		if wordBefore(r.low, p.start+m[0]) && r.low[p.start+m[0]] != '@' || noPlace.MatchString(r.low[from:p.end]) || r.isTimed(from) {
			continue
		}
		a := r.extent(from, p.end)
		named := len(r.runsIn(p)) > 0 && r.properAt(a)
		if text := r.low[a.start:a.end]; len(text) > 3 && (named || venue.MatchString(text) || r.street(a) || r.claimed(a, claimCode) || r.town(a)) {
			out = append(out, spot{spans: []span{a}, lead: r.low[p.start+m[0] : from], titled: r.title.holds(a)})
		}
	}
	return out
}

// properAt reports whether a part begins with a name that is neither a day nor a
// language, in a line that is not all capitals.
func (r *reader) properAt(a span) bool {
	text := r.text[a.start:a.end]
	word := wordIn.FindString(text)
	first, n := utf8.DecodeRuneInString(word)
	l := r.lineAt(a.start)
	return l >= 0 && !shouts(r.text[r.lines[l].start:r.lines[l].end]) && unicode.IsUpper(first) && len(word) > n && !capitals.MatchString(strings.ToLower(word)) && !thing.MatchString(r.lower(a))
}

// gaps gives the parts of a sentence between its times, amounts and numbers.
func (r *reader) gaps(p span) []span {
	var out []span
	from := p.start
	add := func(to int) {
		if g := r.trimJoins(span{from, to}); !g.empty() {
			out = append(out, g)
		}
	}
	for i := p.start; i < p.end; i++ {
		if r.isTimed(i) || r.claims[i] == claimMoney || r.claims[i] == claimContact {
			add(i)
			from = i + 1
		}
	}
	add(p.end)
	return out
}

// around gives the address that holds a street: in its brackets, or from the word
// that leads to it.
func (r *reader) around(a, within span) span {
	begin := within.start
	if open := strings.LastIndexByte(r.text[within.start:a.start], '('); open >= 0 && !strings.Contains(r.text[within.start+open:a.start], ")") {
		begin = within.start + open + 1
	} else {
		last := -1
		for _, m := range prep.FindAllStringIndex(r.low[within.start:a.end], 10) {
			if within.start+m[1] <= a.start+4 {
				last = m[1]
			}
		}
		if last < 0 {
			return span{}
		}
		begin += last
	}
	if noPlace.MatchString(r.low[begin:within.end]) {
		return span{}
	}
	return r.extent(begin, within.end)
}

var remark = regexp.MustCompile(`\s*\((?:[^()]*\b(?:lift|ask|parking|bus|buses|access|ring|buzz\w*|there['’]?s|wheelchair|map|google|please|see|free|enter|use)\b[^()]*)\)?\s*$|\s+[-–—]\s+.*\b(?:please|ask|enter|use|ring|there['’]?s|we|you)\b.*$`)

// cutSpot ends a place behind its postcode, and leaves out a remark.
func (r *reader) cutSpot(a span) span {
	for i := a.end - 1; i >= a.start; i-- {
		if r.claims[i] == claimCode {
			a.end = i + 1
			break
		}
	}
	if m := remark.FindStringIndex(r.low[a.start:a.end]); m != nil {
		a.end = a.start + m[0]
	}
	if on, ok := r.onlineIn(a); ok && on.start > a.start {
		a.end = a.start + len(andOnline.ReplaceAllString(r.low[a.start:on.start], ""))
	}
	a.start += len(leadIn.FindString(r.low[a.start:a.end]))
	a.start += len(ledBy.FindString(r.low[a.start:a.end]))
	return r.trimPart(a)
}

// ledBy is a label that is not the first word: "In person venue:".
var ledBy = regexp.MustCompile(`^(?:[a-z]+ ){0,3}(?:venue|location|address|place|meeting point)\s*:\s*`)

// scoreSpot says how sure it is that something is where it is.
func (r *reader) scoreSpot(s spot) int {
	score := 0
	text := ""
	for _, a := range s.spans {
		text += r.low[a.start:a.end] + "\n"
	}
	if s.said {
		score += 10
	}
	if r.claimed(s.spans[0], claimCode) || len(s.spans) > 1 && r.claimed(s.spans[len(s.spans)-1], claimCode) {
		score += 5
	}
	if slices.ContainsFunc(s.spans, r.street) {
		score += 3
	}
	if venue.MatchString(text) {
		score += 2
	}
	if s.titled || s.lead != "" && r.town(s.spans[0]) {
		score++
	}
	if leadsTo.MatchString(s.lead) {
		score += 2
	}
	sentence := r.sentenceAt(s.spans[0])
	line := r.lineAt(s.start())
	if s.spans[0].start <= sentence.start+4 && s.spans[0].end >= sentence.end-4 {
		score += 2
	}
	for _, u := range r.runs {
		if u.role == roleMain && u.meets(sentence) && len(u.atoms) > 0 {
			score += 3
			break
		}
	}
	lead := r.low[sentence.start:s.start()]
	if elsewhere.MatchString(lead) || r.lines[line].label == labelContact || r.lines[line].label == labelOther || r.lines[line].label == labelAccess {
		score -= 8
	}
	if regexpVerb.MatchString(lead) {
		score += 2
	}
	return score
}

var inBrackets = regexp.MustCompile(`\([^)]*\)?`)

// andOnline leads from a place to what it is held by as well.
var andOnline = regexp.MustCompile(`[\s,]*(?:\b(?:and|or|also)\b|[&/+,(])?[\s(]*(?:\b(?:on|via|by|over)\b)?\s*$`)

var leadsTo = regexp.MustCompile(`meet|held|based|outside|upstairs`)

var regexpVerb = regexp.MustCompile(`\b(?:meet|meets|held|based|takes? place|happens|join us|come along|find us|gather|at)\s*(?:\w+\s+){0,3}$`)
