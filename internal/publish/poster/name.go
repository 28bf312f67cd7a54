package poster

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostNamed is how many of the first lines may be the name.
const mostNamed = 8

// candidate is a part of a poster that may be a name.
type candidate struct {
	span
	score int
}

// readName finds what it is called: what a label says, a heading, or what the
// first sentence is about.
func (r *reader) readName() {
	if r.title.empty() {
		r.title = r.findName()
	}
	if r.title.empty() {
		r.ask(AskName, "name", span{})
		return
	}
	r.claim(r.title, claimName)
	r.draft.Name = r.words(asName, "", r.title)
}

func (r *reader) findName() span {
	best := candidate{}
	n := 0
	for i, l := range r.lines {
		if l.other {
			continue
		}
		if l.label == labelName && l.body < l.end {
			return r.cutName(l.rest())
		}
		if l.label != noLabel || l.bullet && n > 0 || l.wrapped {
			continue
		}
		if n++; n > mostNamed {
			break
		}
		for _, c := range r.nameIn(i, n) {
			if c.score > best.score {
				best = c
			}
		}
	}
	return best.span
}

var (
	subject = regexp.MustCompile(`^(.{3,60}?)\s+(?:meets?|runs?|is|are|will|takes? place|starts?|returns?|happens?|gathers?|get together|offers?|invites?|welcomes?|has|have|needs?|wants?)\b`)
	// noSubject is what such a verb follows and is no name.
	noSubject = regexp.MustCompile(`^(?:for|in|on|at|with|from|by|of)\b|\b(?:you|we|i|they|he|she|it|there|this|that|who|which|and|or|all|places?|numbers?)$`)
	invited   = regexp.MustCompile(`^(?:please )?(?:come (?:and|an|&|along|tae|to)\s*(?:and )?(?:join|try|to|tae|see|visit)?|join us (?:for|at|in)|(?:why not )?try|join|welcome to|introducing|announcing|new:?|haste ye (?:tae|to)|(?:just )?(?:a )?(?:wee )?reminder:?(?: that)?|don['’]t forget:?|we(?:['’]re| are) (?:starting|launching|running|holding|having|hosting|setting up|opening|back with)(?: up)?|why not (?:try|come (?:along )?to|join)|you(?:['’]re| are) invited to)\s+(?:us (?:for|at)\s+)?(?:our (?:new )?|the (?:new )?|a (?:brand )?(?:new )?|an )?`)
	called    = regexp.MustCompile(`\b(?:called|named|known as|started|starting|set up|setting up|launched|launching)\s+(?:up\s+)?(?:the\s+|an?\s+)?(?:(?:wee|new|brand new|free|weekly|monthly|local)\s+)*["“'‘]?([\p{Lu}][\p{L}\p{N}&'’ \-]{2,50})`)
	// presenting ends a line that says who runs what comes next, presented begins it.
	presenting = regexp.MustCompile(`\b(?:presents?|invites? (?:you|ye)(?: to)?)\W*$`)
	presented  = regexp.MustCompile(`^.{3,60}\bpresents?\b:?\s+|^notice to [^:]{3,60}:\s+(?:the\s+)?`)
	// sentence are words that a name seldom has.
	sentence = regexp.MustCompile(`\b(?:can|could|will|would|have|has|had|should|were|was|am|we['’]re|you['’]re|don['’]t|that['’]s)\b`)
	// greeting is what a post begins with.
	greeting = regexp.MustCompile(`^(?:hi|hello|hiya|hey|morning|evening)(?: (?:all|folks|everyone|everybody|there|neighbours|guys|a['’]?body))?[,!.\-–\s]+`)
)

// nameIn gives what may be the name in a line, the n-th that counts.
func (r *reader) nameIn(i, n int) []candidate {
	l := r.lines[i]
	var out []candidate
	first := r.sentences(l.span)
	if len(first) == 0 {
		return nil
	}
	for i, p := range first[:min(len(first), 2)] {
		if i > 0 && !slogan.MatchString(r.low[first[0].start:first[0].end]) && !strings.HasSuffix(r.text[first[0].start:first[0].end], "?") {
			break
		}
		whole := r.cutName(p)
		out = append(out, candidate{whole, r.scoreName(whole, n) - 2*i})
	}
	for _, p := range first {
		p.start += len(greeting.FindString(r.low[p.start:p.end]))
		text := r.low[p.start:p.end]
		if m := invited.FindStringIndex(text); m != nil {
			c := r.cutName(span{p.start + m[1], p.end})
			out = append(out, candidate{c, r.scoreName(c, n) - 1})
			p.start, text = c.start, r.low[c.start:p.end]
		}
		if m := subject.FindStringSubmatchIndex(text); m != nil && !noSubject.MatchString(text[:m[3]]) {
			c := r.cutName(r.article(span{p.start + m[2], p.start + m[3]}))
			out = append(out, candidate{c, r.scoreName(c, n) - 1})
		}
		if m := presented.FindStringIndex(text); m != nil {
			c := r.cutName(span{p.start + m[1], p.end})
			out = append(out, candidate{c, r.scoreName(c, n) + 3})
		}
		if m := called.FindStringSubmatchIndex(r.text[p.start:p.end]); m != nil {
			c := r.cutName(span{p.start + m[2], p.start + m[3]})
			out = append(out, candidate{c, r.scoreName(c, n) + 1})
		}
	}
	return out
}

var (
	clause  = regexp.MustCompile(`\s+to (?:find|learn|hear|help|get|meet|make)\s|\s+[-–—]\s*|:\s+|,\s+\d|,\s+(?:a|an|the|our|we|with|for|at|in)\s`)
	telling = regexp.MustCompile(`^(?:an?\b|the\b|our\b|we\b|for\b|every|all\b|come|join|is\b|are\b|your\b|free\b|new\b|it['’]s|with\b|now\b|no\b|there|meet|open\b|everyone|back\b|do\b|starts?|starting)`)
)

// isBack ends a name that a sentence begins with.
var isBack = regexp.MustCompile(`\s+(?:needs?|wants?|seeks?|requires?)\s.*$|\s+(?:will now be|(?:is|are|will be)\s+(?:back|on|here|happening|returning|starting|coming|held|recruiting|looking|seeking|open))\b.*$`)

// cutName leaves of a line what is the name: nothing from the first time, amount
// or number on, and no clause that tells more.
func (r *reader) cutName(a span) span {
	a = r.trim(a)
	for _, u := range r.runs {
		if u.start > a.start && u.start < a.end && r.endsName(u, a) {
			a.end = u.start
		}
	}
	for i := a.start; i < a.end; i++ {
		if c := r.claims[i]; (c == claimMoney || c == claimContact || c == claimCode) && i > a.start {
			a.end = i
		}
	}
	text := r.low[a.start:a.end]
	for _, m := range clause.FindAllStringIndex(text, -1) {
		rest := strings.TrimLeft(text[m[1]:], " ")
		if text[m[0]] == ',' || strings.HasPrefix(text[m[0]:], " to ") {
			rest = "a"
		}
		if m[0] > 2 && (telling.MatchString(rest) || len(strings.Fields(rest)) > 4) {
			a.end = a.start + m[0]
			break
		}
	}
	if m := isBack.FindStringIndex(r.low[a.start:a.end]); m != nil {
		a.end = a.start + m[0]
	}
	if at := r.placeInName(a); at > 0 {
		a.end = at
	}
	a = r.trimJoins(a)
	for a.end > a.start && strings.ContainsRune("!.,:;-", rune(r.text[a.end-1])) {
		a.end--
	}
	return a
}

// placeInName gives where the place begins that follows a name behind a comma:
// "Community Fridge, Methodist Church, 8 Queen Street"; 0 for none.
func (r *reader) placeInName(a span) int {
	parts := r.parts([]span{a})
	for i, p := range parts {
		text := r.low[p.start:p.end]
		if i > 0 && thing.MatchString(r.low[a.start:parts[0].end]) && (r.street(p) || venue.MatchString(text) && !strings.Contains(text, " and ") || r.claims[p.start] == claimCode) {
			return parts[i-1].end
		}
	}
	return 0
}

// endsName reports whether a name ends before a run. "Tuesday Lunch at the
// Kirkgate" has a day for a name, and "Knit in the evening" a part of the day.
func (r *reader) endsName(u run, a span) bool {
	if u.atoms[0].kind == atPart && len(u.atoms) == 1 {
		return false
	}
	return u.atoms[0].kind != atWeekly || u.end >= a.end
}

// scoreName says how like a name a part is; 0 for not at all.
func (r *reader) scoreName(a span, n int) int {
	text, low := r.text[a.start:a.end], r.low[a.start:a.end]
	fields := strings.Fields(low)
	if len(fields) == 0 || len(fields) > 10 || len(text) > 90 || len(text) < 3 || r.timeOnly(a) {
		return 0
	}
	score := 14 - 2*n
	first, _ := utf8.DecodeRuneInString(text)
	switch {
	case strings.Contains(text, "?"):
		score -= 8
	case presenting.MatchString(low):
		score -= 10
	case slogan.MatchString(low), sentence.MatchString(low):
		score -= 6
	case unicode.IsLower(first):
		score -= 2
	}
	if n > 1 && n < 4 && len(fields) <= 4 && occasion.MatchString(low) && r.belowOrg() {
		score += 3
	}
	if plainHeading.MatchString(low) {
		score -= 5
	}
	if n > 1 && urging.MatchString(low) {
		score -= 6
	}
	isOrg := orgWord.MatchString(low) || venue.MatchString(low)
	if n == 1 && len(fields) <= 7 && r.heads(a) && (!isOrg || len(fields) > 4 && !endsAsOrg.MatchString(low)) {
		score += 3
	}
	isThing := thing.MatchString(low) && !onlyPlace(low)
	if isThing {
		score += 4
	}
	if shouts(text) || strings.Contains(text, "“") {
		score++
	}
	if len(fields) == 1 && !isThing {
		score -= 2
	}
	if !isThing && isOrg {
		score -= 2
	}
	if strings.Contains(low, "notice") || strings.Contains(low, "#") || generic.MatchString(low) && !isThing {
		score -= 5
	}
	if len(fields) > 7 {
		score -= 2
	}
	return max(score, 0)
}

var (
	// plainHeading heads what there is, and names nothing.
	plainHeading = regexp.MustCompile(`^(?:our )?(?:drop[\s-]?in|weekly|monthly|spring|summer|autumn|winter|new|next|regular|taster|free)?\s*(?:sessions?|meetings?|classes|dates|times|events?|talks|workshops)$`)
	// urging begins a line that tells what to do.
	urging = regexp.MustCompile(`^(?:learn|see|enjoy|share|discover|find|make|help|meet|explore|bring|build|cook|relax|play|get|take|use|swap|pick|drop|pop|book|register|sign)\b`)
)

// heads reports whether a part begins a line as a heading does: no slogan, no
// sentence.
func (r *reader) heads(a span) bool {
	l := r.lineAt(a.start)
	low := r.lower(a)
	stop := a.end < len(r.text) && r.text[a.end] == '.'
	return l >= 0 && a.start <= r.lines[l].start+2 && !stop && !slogan.MatchString(low) && !strings.Contains(low, "presents") && !strings.Contains(low, "?")
}

// occasion is what an organisation puts on for once: it is the name, though the
// organisation's stands above it.
var occasion = regexp.MustCompile(`\b(?:open (?:day|evening|night)|fair|fayre|fete|concert|sale|coffee morning|ceilidh|quiz|agm|show|gala|supper|market|festival|exhibition|party|launch|panto|fun day|taster|bingo|burns)\b`)

// belowOrg reports whether the first line ends as the name of an organisation
// does.
func (r *reader) belowOrg() bool {
	for _, l := range r.lines {
		if l.label == noLabel {
			return endsAsOrg.MatchString(r.lower(l.span))
		}
	}
	return false
}

var endsAsOrg = regexp.MustCompile(`\b(?:club|society|association|church|group|trust|council|school|centre|hub|project|academy|guild|parish|kirk)\W*$`)

// timeOnly reports whether a part is all times, or begins with one and says no
// thing.
func (r *reader) timeOnly(a span) bool {
	for _, u := range r.runs {
		if u.start <= a.start && u.end > a.start && (u.end >= a.end || !thing.MatchString(r.low[u.end:a.end]) || len(u.atoms) > 1) {
			return true
		}
	}
	return r.claims[a.start] == claimMoney || r.claims[a.start] == claimContact
}
