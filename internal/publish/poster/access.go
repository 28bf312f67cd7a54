package poster

import (
	"regexp"
	"slices"

	"alongside/internal/directory"
)

// features are the words that say that something helps people to take part.
var features = []struct {
	feature directory.AccessFeature
	re      *regexp.Regexp
}{
	{directory.StepFree, regexp.MustCompile(`\bstep[\s-]?free|\bwheelchair[\s-](?:access\w*|friendly|users? welcome)|\blevel access|\bramp(?:ed)?\b|\b(?:all )?on (?:the|one) level\b|\b(?:no|nae) (?:steps|stairs)\b|\bfully accessible\b|\baccessible (?:building|venue|premises|entrance|hall)|\b(?:building|venue|hall) is (?:fully )?accessible\b|\bdisabled access\b`)},
	{directory.AccessibleToilet, regexp.MustCompile(`\b(?:accessible|disabled|adapted)\s+(?:toilets?|loos?|wc|lavvy)\b`)},
	{directory.ChangingPlaces, regexp.MustCompile(`\bchanging places\b`)},
	{directory.Lift, regexp.MustCompile(`\b(?:a |the |is |has |have |by |\()lift\b(?:[^s]|$)|\blift (?:access|available|to)\b|\([^)]*\blift\b`)},
	{directory.Parking, regexp.MustCompile(`\b(?:disabled|accessible|blue badge)\s+(?:car )?(?:parking|spaces|bays)\b|\bblue badge\b`)},
	{directory.NearBus, regexp.MustCompile(`\b(?:bus stop|bus route|buses? (?:stop|stops|number|\d+)|on (?:the )?bus routes?|near(?:est)? bus|bus (?:numbers? )?\d+)\b`)},
	{directory.TransportOffered, regexp.MustCompile(`\b(?:lifts? (?:can be|available|offered|arranged|given|to and from|home)|transport (?:can be|available|provided|offered|arranged|is|home)|(?:free )?minibus|we can (?:collect|pick) you|pick[\s-]?up available|can offer (?:a )?lifts?|need a lift)\b`)},
	{directory.HearingLoop, regexp.MustCompile(`\b(?:hearing|induction)\s+loops?\b|\bloop system\b|, loop\b|\bloop (?:available|fitted)`)},
	{directory.BSL, regexp.MustCompile(`\bbsl\b|\bsign language\b|\bsigned\b`)},
	{directory.Captions, regexp.MustCompile(`\b(?:live )?caption(?:s|ed|ing)\b|\bsubtitles\b`)},
	{directory.LargePrint, regexp.MustCompile(`\blarge[\s-]print\b`)},
	{directory.EasyRead, regexp.MustCompile(`\beasy[\s-]read\b`)},
	{directory.QuietSpace, regexp.MustCompile(`\bquiet (?:space|room|corner|area)\b`)},
	{directory.BringSomeone, regexp.MustCompile(`\bbring (?:a |your |yer |along a )(?:friend|pal|carer|neighbour|support worker|buddy|mate|partner|relative)|\bbring (?:someone|somebody|a body)\b|\bcarers? (?:are )?welcome\b|\bcarers? (?:go|come|get in) free\b`)},
	{directory.AssistanceDogs, regexp.MustCompile(`\b(?:assistance|guide|hearing) dogs?\b`)},
	{directory.Childcare, regexp.MustCompile(`\bcr[eè]che\b|\bchildcare\b|\bchildminding\b`)},
}

// without are words by which a feature is not there, or only in part.
var (
	without = regexp.MustCompile(`\b(?:no|not|nae|isn['’]t|isnae|aren['’]t|without|can['’]t|cannot|unfortunately|sorry|don['’]t have|never|only part\w*|partly|some|one|limited|bring your own|ask about|if you need an?|area)\s+(?:\S+\s+){0,3}$`)
	noSteps = regexp.MustCompile(`^(?:no|nae) (?:steps|stairs)`)
	refused = regexp.MustCompile(`^\s*(?:\S+\s+){0,2}(?:not|unavailable|sorry|isn['’]t|out of order|broken)\b`)
)

// readAccess finds access features.
func (r *reader) readAccess() {
	for _, p := range r.pieces() {
		text := r.lower(p.span)
		here := p.label == labelAccess
		for _, f := range features {
			m := f.re.FindStringIndex(text)
			if m == nil {
				continue
			}
			here = true
			no := without.MatchString(text[:m[0]]) || refused.MatchString(text[m[1]:])
			if f.feature == directory.StepFree && no && noSteps.MatchString(text[m[0]:]) {
				no = false
			}
			have := slices.ContainsFunc(r.draft.Access, func(a Access) bool { return a.Feature == f.feature })
			if !no && !have {
				r.draft.Access = append(r.draft.Access, Access{f.feature, r.words(asSentence, "", span{p.start + m[0], p.start + m[1]})})
			}
		}
		if here && len(r.draft.AccessWords) < most {
			r.draft.AccessWords = append(r.draft.AccessWords, r.words(asSentence, "", p.span))
			if p.label == labelAccess {
				r.claim(p.span, claimSaid)
			}
		}
	}
}
