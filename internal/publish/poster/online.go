package poster

import (
	"regexp"
	"strings"
)

var (
	onlineBy  = regexp.MustCompile(`\b(zoom|(?:ms |microsoft )?teams|google meet|skype|facetime|whatsapp video|discord|jitsi)\b`)
	onlineSay = regexp.MustCompile(`\b(?:held|meets?|meeting|runs?|run|is|class|group|session|sessions|join(?: us)?|now|also|or|live)\s+(online|virtually)\b|\b(online)(?: only| group| class(?:es)?| sessions?| course| meeting| choir| workshops?| drop|,| via|\)|$)|\b(virtual)\s+(?:group|class|session|meeting|café|cafe|coffee)|^(online)\b|\((online)`)
	onTeams   = regexp.MustCompile(`\b(?:on|via|by|over|ms|microsoft|using|through)\s+(?:ms |microsoft )?teams$`)
	notOnline = regexp.MustCompile(`\b(?:book|booking|bookings|sign up|register|apply|find|donate|pay|order|tickets|forms?|view|more|details|shop|see us|follow)\b[^.]*$`)
)

// online reports whether a part says that it is held online.
func (r *reader) online(a span) bool {
	_, ok := r.onlineIn(a)
	return ok
}

func (r *reader) onlineIn(a span) (span, bool) {
	low := r.low[a.start:a.end]
	m := onlineBy.FindStringSubmatchIndex(low)
	if m != nil && strings.HasSuffix(low[m[2]:m[3]], "teams") && !onTeams.MatchString(low[:m[3]]) {
		m = nil
	}
	if m == nil {
		m = onlineSay.FindStringSubmatchIndex(low)
	}
	if m == nil {
		return span{}, false
	}
	for g := 2; g+1 < len(m); g += 2 {
		if m[g] >= 0 && !notOnline.MatchString(low[:m[g]]) {
			return span{a.start + m[g], a.start + m[g+1]}, true
		}
	}
	return span{}, false
}

// readOnline finds by what it is held, when it is held online.
func (r *reader) readOnline() {
	best := span{}
	for _, l := range r.lines {
		if l.other {
			continue
		}
		for _, p := range r.sentences(l.span) {
			if r.claimed(p, claimOther) {
				continue
			}
			a, ok := r.onlineIn(p)
			if ok && (best.empty() || strings.HasPrefix(r.low[best.start:], "online") && onlineBy.MatchString(r.low[a.start:a.end])) {
				best = a
			}
		}
	}
	if !best.empty() {
		r.draft.Places = append(r.draft.Places, Place{Online: r.words(asSentence, "", best)})
	}
}

// toldLater are words by which the place is not for everybody to know.
var toldLater = regexp.MustCompile(`\b(?:give|send|tell) (?:you|ye|folk) (?:the )?(?:address|venue|location|exact place)\b|\b(?:address|venue|location|place|details of where)\b[^.!?]{0,20}\b(?:given|sent|told|shared|provided|confirmed|on booking)\b[^.!?]{0,10}\b(?:when|once|after|on|upon)\b|\b(?:confidential|secret) (?:address|venue|location)\b`)

// readTold finds whether the place is told only to those who join.
func (r *reader) readTold() {
	for _, p := range r.pieces() {
		if toldLater.MatchString(r.lower(p.span)) {
			r.draft.ToldWhenYouJoin = r.words(asSentence, "", p.span)
			return
		}
	}
}
