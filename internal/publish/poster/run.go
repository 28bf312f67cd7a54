package poster

import (
	"regexp"
	"strings"
)

// run is atoms that stand together, with nothing between that is not of time.
type run struct {
	span
	line  int
	atoms []atom
	role  role
}

// role is what a run is said of.
type role uint8

const (
	roleMain     role = iota
	roleDeadline      // "by 1st May"
	rolePast          // "since 1987"
	roleOffice        // when the telephone is answered
	roleWet           // the day if it rains
	roleNot           // when it is not on
	roleVague         // "most Tuesdays"
)

var (
	between   = regexp.MustCompile(`^[\s,\-–—:;()&/@•.+\[\]!]*(?:(?:and|an|to|tae|till|until|at|from|on|the|in|of|is|are|every|we|we['’]re|meet|meets|held|runs?|running|open|time|times?|then|also|plus|for|a|between|it['’]?s|o['’]|fae|taking place|takes place)\b[\s,\-–—:;()&/@•.]*){0,4}$`)
	leadDead  = regexp.MustCompile(`\b(?:by|before|no later than|closing date(?: is)?:?|deadline(?: is)?:?|closes?(?: on)?|rsvp(?: by)?|in by|until)\s*(?:the\s+)?$`)
	leadPast  = regexp.MustCompile(`\b(?:since|minutes of(?: the)?(?: meeting)?(?: of| on)?|minutes from|founded(?: in| on)?|established(?: in)?|est\.?|was(?: held)?(?: on)?|were(?: on)?|(?:last|past) (?:year|week|month)(?:['’]s)?(?: on)?|thanks to .*on)\s*$`)
	leadPhone = regexp.MustCompile(`\b(?:office|phones?|lines?|ring|call(?: us| me)?|tel|telephone|reception|deliver|answerphone|staffed|collections?|drop off|donations (?:can be|welcome|accepted)|info desk|box office|admin|hand in|hand them in|bring (?:them|donations))\b[^.!?]*$`)
	leadWet   = regexp.MustCompile(`\b(?:wet weather|if wet|rain date|reserve date|postponed from|was due|instead of|not)\b[^.!?]{0,20}$`)
	leadNot   = regexp.MustCompile(`\b(?:no (?:class|classes|session|sessions|group|meeting|meetings|club|lunch|lunches|walk|walks|rehearsal|practice)|not (?:on|meeting|open)|we(?:['’]re| are) (?:not on|off|closed)|closed|except|excluding|apart from|cancelled|there will be no \w+|nothing)\s*(?:(?:on|for|over|during|the|from|at|in|holiday|easter|christmas|break)\s+)*[(:]?\s*$`)
	leadVague = regexp.MustCompile(`\b(?:some|most|usually|normally|generally|occasional|sometimes|one|two|a few|certain|selected|the odd|various|around|about|approx\.?|approximately)\s*(?:on\s+)?$`)
)

// makeRuns joins the atoms that stand together.
func (r *reader) makeRuns() []run {
	var out []run
	for _, a := range r.atoms {
		line := r.lineAt(a.start)
		if n := len(out); n > 0 {
			last := &out[n-1]
			sameLine := last.line == line || line == last.line+1 && r.lines[line].wrapped
			shut := strings.Contains(r.text[last.end:a.start], ")") && !strings.Contains(r.text[last.start:a.start], "(")
			if sameLine && !shut && between.MatchString(r.low[last.end:a.start]) && !r.claimed(span{last.end, a.start}) {
				last.atoms, last.end, last.line = append(last.atoms, a), a.end, line
				continue
			}
		}
		out = append(out, run{span: a.span, line: line, atoms: []atom{a}})
	}
	for i := range out {
		out[i].role = r.roleOf(out[i])
		out[i].atoms = dateRanges(out[i].atoms, r.low)
	}
	return out
}

// roleOf tells by the words before a run what it is said of.
func (r *reader) roleOf(u run) role {
	sentence := r.sentenceAt(u.span)
	lead := r.low[max(sentence.start, u.start-60):u.start]
	label := noLabel
	if u.line >= 0 {
		label = r.lines[u.line].label
	}
	first := u.atoms[0]
	switch {
	case first.kind == atUntil && len(u.atoms) == 1 && leadPhone.MatchString(lead):
		return roleDeadline
	case leadDead.MatchString(lead) && first.kind != atFrom:
		return roleDeadline
	case leadPast.MatchString(lead):
		return rolePast
	case leadNot.MatchString(lead):
		return roleNot
	case leadWet.MatchString(lead):
		return roleWet
	case label == labelContact || leadPhone.MatchString(lead):
		return roleOffice
	case leadVague.MatchString(lead) && (first.kind == atDays || first.kind == atClocks):
		return roleVague
	}
	return roleMain
}

var dashes = regexp.MustCompile(`^\s*(?:[-–—]|to|tae|till?|until|through(?: to)?)\s*(?:the\s+)?$`)

// dateRanges makes of two dates with a dash between a first and a last day.
func dateRanges(atoms []atom, low string) []atom {
	var out []atom
	for i, a := range atoms {
		if n := len(out); n > 0 && a.kind == atDates && len(a.dates) == 1 && len(out[n-1].dates) == 1 &&
			(out[n-1].kind == atDates || out[n-1].kind == atFrom) && dashes.MatchString(low[atoms[i-1].end:a.start]) {
			out[n-1].kind, a.kind = atFrom, atUntil
		}
		if n := len(out); n > 0 && a.kind == atUntil && out[n-1].kind == atDates && len(out[n-1].dates) == 1 {
			out[n-1].kind = atFrom
		}
		out = append(out, a)
	}
	return out
}
