package poster

import "regexp"

var (
	meetsYou   = regexp.MustCompile(`\b(?:(?:will|to|can|there to|['’]ll) (?:be there to )?(?:meet|greet|welcome) (?:you|ye)|meets? you|look (?:out )?for|look(?:ing)? out for you|(?:ask|speir) (?:for|at) [a-z]|say (?:hello|hi) to|(?:will|['’]ll) (?:show you|be (?:at|by) the door|make you (?:feel )?welcome|look after you|look out)|someone (?:will|can|to) (?:meet|greet|sit|be|show)|come and find)\b`)
	meetsOther = regexp.MustCompile(`\b(?:we(?:['’]re| are) looking for|looking for (?:work|volunteers|people|new|a (?:job|tutor|treasurer)|kind))\b|\?$`)
	wearBring  = regexp.MustCompile(`\b(?:wear|wearing|bring (?:along )?(?:your|yer|a|an|own|some|water|cash|gloves|wellies|id|shoes|suitable|waterproofs|old|lunch|any)\b|bring water|boots|trainers|comfy|comfortable (?:shoes|clothes|clothing)|sturdy|waterproofs?|warm clothes|dress for|shoes that|mug|yoga mat|remove shoes|packed lunch|own (?:mug|mat|lunch|project|wool|tools))\b`)
	withOne    = regexp.MustCompile(`\bbring (?:a |your |yer |along a )(?:friend|pal|carer|neighbour|support worker|buddy|mate|partner|relative)|\bbring (?:someone|somebody)|\bcome (?:alone|on your own|by yourself|with a friend)|\bon your own or\b`)
	firstTime  = regexp.MustCompile(`\b(?:first (?:time|visit|session)|if you(?:['’]re| are) (?:new|nervous|anxious)|new faces|newcomers|never (?:been|done)|bit nervous)\b`)
	noise      = regexp.MustCompile(`\b(?:quiet|noisy|noise|loud|music playing|calm)\b`)
	numbers    = regexp.MustCompile(`\b(?:small (?:group|numbers)|(?:about|around|up to|max(?:imum)?(?: of)?|usually|no more than) (?:\d+|ten|twelve|eight|six|twenty|a dozen) (?:people|of us|folk|in)|a dozen)\b`)
	arriving   = regexp.MustCompile(`\b(?:(?:arrive|come|arriving|turn up|running) late|come and go|any ?time (?:between|from)|arrive (?:any|whenever)|latecomers)\b`)
	leaving    = regexp.MustCompile(`\b(?:leave (?:early|whenever|any ?time|when)|come and go|stay (?:as long|for as long|for five))\b`)
	wayIn      = regexp.MustCompile(`\b(?:door (?:on|at|is|round)|(?:side|back|green|red|blue|main|front) (?:door|gate|entrance)|entrance (?:is|on|at|via|by)|enter (?:by|via|through|from)|(?:ring|press) the (?:bell|buzzer)|buzzer|use the (?:side|back|ramp|lift)|upstairs|up the stairs|round the back)\b`)
	getting    = regexp.MustCompile(`\b(?:bus(?:es)? (?:stop|route|number|\d+)|bus \d|parking|car park|minibus|train station|lifts? (?:can be|available|offered)|transport (?:can|available|provided)|bike racks?|tram)\b`)
	toilets    = regexp.MustCompile(`\b(?:toilets?|loos?|lavvy|wc)\b`)
)

// readVisit finds what a first visit is like, a sentence for each part; one
// sentence may say several things.
func (r *reader) readVisit() {
	v := &r.draft.FirstVisit
	for _, f := range []struct {
		re    *regexp.Regexp
		into  *Words
		label label
	}{
		{meetsYou, &v.WhoMeetsYou, noLabel}, {wearBring, &v.WearAndBring, labelBring}, {withOne, &v.BringSomeone, noLabel},
		{firstTime, &v.WhatHappens, noLabel}, {noise, &v.Noise, noLabel}, {numbers, &v.Numbers, noLabel}, {arriving, &v.ArrivingLate, noLabel},
		{leaving, &v.LeavingEarly, noLabel}, {wayIn, &v.WayIn, noLabel}, {getting, &v.GettingThere, noLabel}, {toilets, &v.Toilets, noLabel},
	} {
		var said []span
		for _, p := range r.pieces() {
			text := r.lower(p.span)
			if f.re == wearBring {
				text = withOne.ReplaceAllString(text, "")
			}
			ok := f.re.MatchString(text) && !r.claimed(p.span, claimPlace) || f.label != noLabel && p.label == f.label
			if !ok || f.re == meetsYou && meetsOther.MatchString(text) || p.meets(r.title) || len(said) > 3 {
				continue
			}
			said = append(said, p.span)
		}
		*f.into = r.words(asSentence, " ", said...)
		if f.re == meetsYou || f.re == wearBring || f.re == withOne || f.re == wayIn || f.re == getting || f.re == toilets {
			for _, p := range said {
				r.claimSentence(p)
			}
		}
	}
}

// claimSentence claims a sentence for a field where most of it is that field's.
func (r *reader) claimSentence(p span) {
	if p.end-p.start < 200 {
		r.claim(p, claimSoft)
	}
}
