package poster

import (
	"regexp"
	"slices"

	"alongside/internal/directory"
)

var (
	turnUp      = regexp.MustCompile(`\b(?:(?:just|jist|simply)\s+(?:turn|come|show|drop|pop|walk|rock)\s+(?:up|along|in|by|on)|turn up|(?:just|jist)\s+come\b|drop[\s-]?ins?\b|pop in|pop along|walk[\s-]?ins?\b|come as you are|come ben|(?:no|nae|without) (?:need (?:to|tae) (?:book|register|sign up)|booking|bookings|appointment|appointments|registration|sign[\s-]?up|referral (?:or|and) (?:booking|appointment))|(?:don['’]t|do not|dinna|dinnae) (?:need|have|hae) (?:to|tae) (?:book|register)|booking (?:is )?not (?:required|needed|necessary)|not? (?:required|needed) to book|(?:sign[\s-]?up|booking|registration) (?:is )?not (?:needed|required|necessary))`)
	book        = regexp.MustCompile(`\b(?:(?:to|must|please|tae|pre-?)\s?(?:book|register|sign up|reserve|enrol|apply|join)|book(?:ing)? (?:is )?(?:essential|required|recommended|advised|necessary|via|by|at|on|in advance|your|yer|a (?:place|spot|space)|online|through|now|with|early|ahead)|bookings?\s*:|places? (?:are |is )?limited|limited (?:places|spaces|numbers)|spaces? (?:are |is )?limited|numbers limited|sign up|register (?:at|by|with|your|online|on)|rsvp|reserve (?:a|your|yer)|before (?:your|yer) first|before (?:you|ye) (?:come|start)|tickets? (?:from|at|available|via)|(?:e-?mail|contact|call|text|phone|ring|message|dm)\b[^.!?]{0,80}\b(?:for (?:the|a) (?:link|zoom|place|details and)|(?:to|tae) (?:book|join|register|sign up|reserve|bag|arrange|secure|enrol|start)|first\b|before)|interested\?|if (?:you(?:['’]re| are)|ye['’]?re) interested|let (?:us|me|[a-z]+) know (?:if |that |when )?(?:you(?:['’]re| are|['’]d)?|ye['’]?re?) (?:coming|planning|comin|like)|get in touch (?:first|to|if you(?:['’]d| would) like to (?:join|come))|express (?:your |an )?interest|apply)`)
	byReferral  = regexp.MustCompile(`\b(?:by referral|referral only|referrals? (?:is |are )?(?:required|needed|from)|referred by|self[\s-]referr?als? (?:not|cannot))\b`)
	noReferral  = regexp.MustCompile(`\b(?:no referral|not need a referral|don['’]t need a referral|without a? ?referral|self[\s-]?refer)`)
	waitingList = regexp.MustCompile(`\b(?:waiting list|wait list|waitlist)\b`)
	noWaiting   = regexp.MustCompile(`\bno wait`)
	reach       = regexp.MustCompile(`\b(?:contact|call|phone|ring|text|e-?mail|message|get in touch|speak to|speir at|dm|whatsapp|ask for|fios)\b`)
	notJoin     = regexp.MustCompile(`\b(?:stall|donat|volunteer|helpers|drivers|bakers|baking|deliver|needed to help|sponsor|performers|cancel|apply for a stall|book a stall|membership of the committee)\b|\bdrop[\s-]?in (?:centre|center)\b|\bbook(?:s|club| club| group| swap| sale| stall)\b`)
)

// pricedDrop is what it costs to come once.
var pricedDrop = regexp.MustCompile(`£[\d.]+ ?\(?drop[\s-]?in\b|\bdrop[\s-]?in:? ?£`)

var getInTouch = regexp.MustCompile(`\b(?:get in touch|contact us|message (?:us|the page|me)|speak to|speir at|ask for|dm us|drop us a (?:line|message))\b`)

// readJoining finds how to join.
func (r *reader) readJoining() {
	found := map[directory.Joining][]span{}
	var touch []span
	for _, p := range r.pieces() {
		text := r.lower(p.span)
		text = pricedDrop.ReplaceAllString(text, "")
		open := turnUp.MatchString(text)
		if notJoin.MatchString(text) && !open {
			continue
		}
		switch {
		case byReferral.MatchString(text) && !noReferral.MatchString(text):
			found[directory.ByProfessional] = append(found[directory.ByProfessional], p.span)
		case waitingList.MatchString(text) && !noWaiting.MatchString(text):
			found[directory.WaitingList] = append(found[directory.WaitingList], p.span)
		case open:
			found[directory.JustTurnUp] = append(found[directory.JustTurnUp], p.span)
		case book.MatchString(text) || p.label == labelJoin:
			found[directory.GetInTouch] = append(found[directory.GetInTouch], p.span)
		case reach.MatchString(text) && r.claimed(p.span, claimContact) || getInTouch.MatchString(text) || p.label == labelContact:
			touch = append(touch, p.span)
		}
	}
	j := &r.draft.Joining
	j.Value = directory.JoinUnknown
	var said []span
	for _, v := range []directory.Joining{directory.ByProfessional, directory.WaitingList, directory.GetInTouch, directory.JustTurnUp} {
		if len(found[v]) > 0 {
			if j.Value == directory.JoinUnknown {
				j.Value = v
			}
			said = append(said, found[v]...)
		}
	}
	if len(found[directory.GetInTouch]) > 0 && len(found[directory.JustTurnUp]) > 0 && j.Value == directory.GetInTouch {
		r.ask(AskJoiningBoth, "joining", found[directory.JustTurnUp][0])
	}
	if j.Value == directory.JoinUnknown {
		r.ask(AskJoining, "joining", span{})
	}
	r.sayJoining(said, touch)
}

// sayJoining puts the sentences about joining in the order of the poster.
func (r *reader) sayJoining(said, touch []span) {
	if len(said) == 0 {
		said = touch
	}
	said = slices.DeleteFunc(inOrder(said), func(p span) bool { return p.meets(r.title) && !longer(p, r.title) })
	r.draft.Joining.Words = r.words(asSentence, " ", said...)
	for _, p := range append(said, touch...) {
		// "Pop in for a cuppa and a chat with our advisers" describes it too.
		if p.end-p.start < 70 || reach.MatchString(r.lower(p)) || book.MatchString(r.lower(p)) {
			r.claim(p, claimSaid)
		}
	}
}
