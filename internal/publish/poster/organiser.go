package poster

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	runBy      = regexp.MustCompile(`(?:\b(?:run|organi[sz]ed|hosted|led|facilitated|delivered|provided|presented|arranged)\s+by|\bbrought (?:to|tae) (?:you|ye) by|\ba project (?:of|by)|\bhosts?\s*:|\bpart of)\s+(?:the\s+team\s+at\s+)?`)
	presents   = regexp.MustCompile(`^(.{3,60}?)\s+(?:presents?|invites? you|proudly|welcomes? you|are (?:holding|running|hosting)|is (?:holding|running|hosting)|hosts?\b)`)
	registered = regexp.MustCompile(`^(.{3,70}?)[\s,(\-–]*(?:\bis a\b|\bare a\b)?\s*(?:registered )?(?:scottish )?(?:registered )?charity\b|^(.{3,70}?)[\s,(:\-–]*(?:scottish )?(?:charity )?(?:number|no\.?)?\s*:?\s*sc\s?0\d{5}`)
	nobody     = regexp.MustCompile(`^(?:people|volunteers?|us\b|local|an?\b|folk|our\b|members|parents|residents|women|men|peers|those|qualified|experienced|trained|professional|friendly|the\s+(?:community|residents|group|members)\b|donations?|appointment|email|phone|\d|scottish|registered)`)
	endsOrg    = regexp.MustCompile(`\s+(?:in (?:partnership|association)|and supported|with (?:funding|support|help|thanks)|supported by|funded by|thanks to|at the\b|at\b|on\b|every\b|who\b|which\b|for\b|to\b)|[.,;:!(•\t]|\s[-–—]\s`)
)

// readOrganiser finds who runs it: as a label or "run by" says, as a charity, or
// in a line of its own above the name.
func (r *reader) readOrganiser() {
	for _, find := range []func() span{r.organiserSaid, r.organiserCharity, r.organiserAbove} {
		if a := find(); !a.empty() {
			r.organiser = a
			r.claim(a, claimOrganiser)
			r.draft.Organiser = r.words(asName, "", a)
			return
		}
	}
}

// endOrg cuts a part where the name of an organisation ends.
func (r *reader) endOrg(a span) span {
	if nl := strings.IndexByte(r.text[a.start:a.end], '\n'); nl >= 0 {
		a.end = a.start + nl
	}
	if m := endsOrg.FindStringIndex(r.low[a.start:a.end]); m != nil {
		a.end = a.start + m[0]
	}
	return r.trimJoins(a)
}

// isOrg reports whether a part can be the name of an organisation or a person.
func (r *reader) isOrg(a span) bool {
	text := r.text[a.start:a.end]
	first, _ := utf8.DecodeRuneInString(text)
	return !a.empty() && unicode.IsUpper(first) && !nobody.MatchString(r.low[a.start:a.end]) && !whatsOn.MatchString(r.low[a.start:a.end]) && len(strings.Fields(text)) <= 9 &&
		!r.claimed(a, claimOther, claimContact, claimMoney)
}

func (r *reader) organiserSaid() span {
	for _, l := range r.lines {
		if l.other {
			continue
		}
		if l.label == labelOrganiser {
			if a := r.endOrg(l.rest()); r.isOrg(a) {
				return a
			}
		}
		if m := runBy.FindStringIndex(r.low[l.start:l.end]); m != nil {
			if a := r.endOrg(r.article(span{l.start + m[1], l.end})); r.isOrg(a) {
				return a
			}
		}
		for _, p := range r.sentences(l.span) {
			if m := presents.FindStringSubmatchIndex(r.low[p.start:p.end]); m != nil {
				if a := r.trimJoins(span{p.start + m[2], p.start + m[3]}); r.isOrg(a) && !slogan.MatchString(r.low[a.start:a.end]) && !a.meets(r.title) {
					return a
				}
			}
		}
	}
	return span{}
}

func (r *reader) organiserCharity() span {
	for _, l := range r.lines {
		if l.other {
			continue
		}
		for _, p := range r.sentences(l.span) {
			m := registered.FindStringSubmatchIndex(r.low[p.start:p.end])
			if m == nil {
				continue
			}
			at := max(m[2], m[4])
			if a := r.trimJoins(span{p.start + at, p.start + max(m[3], m[5])}); r.isOrg(a) {
				return a
			}
		}
	}
	return span{}
}

// organiserAbove finds a line of its own with an organisation's name, above the
// name of the thing or right below it.
func (r *reader) organiserAbove() span {
	title := r.lineAt(r.title.start)
	for i, l := range r.lines {
		if i > max(title, 0)+1 || r.title.empty() {
			break
		}
		text := r.low[l.start:l.end]
		if i == title || l.other || l.label != noLabel || l.bullet || !orgWord.MatchString(text) || slogan.MatchString(text) || street.MatchString(text) {
			continue
		}
		if i > title && !ofOrg.MatchString(text) {
			continue
		}
		a := r.trim(l.span)
		if r.isOrg(a) && !strings.ContainsAny(text, ".?,") && !r.claimed(a) && len(r.runsIn(a)) == 0 {
			return a
		}
	}
	return span{}
}

var whatsOn = regexp.MustCompile(`what['’]?s on|timetable|programme|\\bnews`)

// ofOrg are words of an organisation that is no building.
var ofOrg = regexp.MustCompile(`\b(?:trust|association|charity|partnership|foundation|federation|ltd|cic|scio|network|alliance|council)\b`)

// runsIn gives the runs that meet a part.
func (r *reader) runsIn(a span) []run {
	var out []run
	for _, u := range r.runs {
		if u.meets(a) {
			out = append(out, u)
		}
	}
	return out
}
