package poster

import (
	"regexp"
	"strings"
)

// piece is a sentence, or what marks part of one.
type piece struct {
	span
	line  int
	label label
}

// mostPieces is how many sentences of a poster are read.
const mostPieces = 1000

// pieces gives the sentences of this event, in order.
func (r *reader) pieces() []piece {
	if r.told != nil {
		return r.told
	}
	out := []piece{}
	for i, l := range r.lines {
		if l.other {
			continue
		}
		for _, p := range r.sentences(l.rest()) {
			if len(out) < mostPieces && !r.claimed(p, claimOther) {
				out = append(out, piece{p, i, l.label})
			}
		}
	}
	r.told = out
	return out
}

func (r *reader) lower(a span) string { return r.low[a.start:a.end] }

var (
	freeWord = regexp.MustCompile(`\b(?:free(?: of charge)?|no (?:charge|cost|fee)|nae (?:charge|cost)|costs? nothing|for free|an-asgaidh|saor)\b`)
	notFree  = regexp.MustCompile(`(?:[\-–]|\b(?:feel|sugar|gluten|dairy|smoke|step|alcohol|drug|nut|barrier|stress|hands|fat|meat|first \w+(?: is)?|first \w+ \w+|1st \w+(?: is)?|get|set|break|traffic|lactose|scent|trouble|pain|worry|spare|is your|be|of|you['’]?re|if you are|when you are|if you['’]re)\s)$`)
	// other are things that are free though the whole may not be.
	otherFree = regexp.MustCompile(`^\s*(?:tea|teas|coffee|parking|wi-?fi|refreshments?|use\b|loan|transport|childcare|cr[eè]che|cuppa|biscuits|samples?|gift|goody|from\b|up\b|to (?:ask|contact|call|bring|get|come and go|chat|message|pop|drop|join in|leave)|time|period|for (?:under|over|children|kids|members|carers|unwaged|those|people on|anyone on|the first)|first|trial|taster|range|raffle|prize|school meals|on first|with (?:your|a|an)|car park|soup|food|toast|snack|cake|kit|equipment|hire|bus)\b`)
	giving    = regexp.MustCompile(`\b(?:donations?|pay what you (?:can|like|feel)|pay (?:as|what) you|chip in|contribution|contributions|if you can(?:$|[\s,.;)])|tea fund|hat (?:goes|passed) round|suggested|voluntary)\b`)
	giveGoods = regexp.MustCompile(`\bdonations? of (?:tins|food|clothes|nappies|goods|toiletries|books|baking|prizes|toys)|donations always|always needed|food donations|can donate|to donate|donate (?:tins|food)`)
	notCost   = regexp.MustCompile(`\b(?:save|raised?|raising|fundrais\w*|grant|worth|prizes?|raffle|win|per hour|an hour|hourly|salary|voucher|coffee after|for coffee|bring a couple|for stalls|stalls?|tables?|tombola|p/?h\b|income (?:tax|support|maximisation)|annum|expenses|mileage|funded by)\b`)
	priceWord = regexp.MustCompile(`\b(?:cost|costs|price|prices|fee|fees|charge|entry|admission|tickets?|subs|subscription|membership|sub|concessions?|unwaged|waged|per (?:session|class|week|person|family|child)|a (?:session|class|week|head|term|family|month|block))\b`)
)

// freeFor is what is free for some.
var freeFor = regexp.MustCompile(`\b(kids|children|weans|bairns|under[\s-]?\d+s?|members|carers|concessions?|unwaged|students|babies|toddlers|over[\s-]?\d+s?)\s+(?:go |get in |come |are |attend )?(free)\b`)

// readCost finds what it costs: amounts, free, donations.
func (r *reader) readCost() {
	var said []span
	free, sums := span{}, 0
	for _, p := range r.pieces() {
		text := r.lower(p.span)
		here := false
		for _, s := range r.sums {
			if p.holds(s.span) && !notCost.MatchString(text) {
				here = true
				sums++
				r.addPrice(s, p.span)
			}
		}
		if m := freeFor.FindStringSubmatchIndex(text); m != nil {
			here = true
			r.draft.Cost.Prices = append(r.draft.Cost.Prices, Price{For: r.words(asSentence, "", span{p.start + m[2], p.start + m[3]}), At: r.span(span{p.start + m[4], p.start + m[5]})})
		} else if f, ok := r.freeIn(p.span); ok && !notCost.MatchString(text) {
			here = true
			if free.empty() {
				free = f
			}
		}
		if giving.MatchString(text) && !giveGoods.MatchString(text) && !notCost.MatchString(text) {
			here = true
		}
		if p.label == labelCost && !r.claimed(p.span, claimOther) {
			here = true
		}
		if here && len(said) < most {
			said = append(said, r.costIn(p.span))
		}
	}
	if !free.empty() {
		r.draft.Cost.Prices = append([]Price{{At: r.span(free)}}, r.draft.Cost.Prices...)
		if sums > 0 && !r.eitherFree(free) {
			r.ask(AskCostBoth, "cost", free)
		}
	}
	if len(said) == 0 {
		r.ask(AskCost, "cost", span{})
		return
	}
	r.draft.Cost.Words = r.words(asSentence, "\n", said...)
}

// eitherFree reports whether what is free stands beside gifts alone.
func (r *reader) eitherFree(free span) bool {
	return giving.MatchString(r.lower(r.sentenceAt(free)))
}

// freeIn finds that the whole is free.
func (r *reader) freeIn(p span) (span, bool) {
	text := r.lower(p)
	for _, m := range freeWord.FindAllStringIndex(text, 5) {
		if !notFree.MatchString(text[:m[0]]) && !otherFree.MatchString(text[m[1]:]) {
			return span{p.start + m[0], p.start + m[1]}, true
		}
	}
	return span{}, false
}

// costIn cuts a sentence to what it says of cost, where other things come first
// or after: "Tuesdays 10-12, £3".
func (r *reader) costIn(p span) span {
	if len(r.runsIn(p)) == 0 && !r.claimed(p, claimContact, claimPlace) {
		r.claimSum(p)
		if r.claims[p.start] == claimMoney || p.end > p.start && r.claims[min(p.start+1, p.end-1)] == claimMoney {
			r.claim(p, claimSaid)
		}
		return p
	}
	begin, end := p.end, p.start
	for _, s := range r.sums {
		if p.holds(s.span) {
			begin, end = min(begin, s.start), max(end, s.end)
		}
	}
	for _, re := range []*regexp.Regexp{freeWord, giving} {
		if m := re.FindStringIndex(r.lower(p)); m != nil {
			begin, end = min(begin, p.start+m[0]), max(end, p.start+m[1])
		}
	}
	if begin >= end {
		return p
	}
	// To the commas or times round it.
	for begin > p.start && strings.IndexByte(",;:(\t", r.text[begin-1]) < 0 && !r.isTimed(begin-1) && r.claims[begin-1] != claimPlace && r.claims[begin-1] != claimCode {
		begin--
	}
	for end < p.end && strings.IndexByte(",;)\t", r.text[end]) < 0 && !r.isTimed(end) && r.claims[end] != claimContact && r.claims[end] != claimPlace {
		end++
	}
	return r.trimJoins(span{begin, end})
}

// claimSum claims the words of cost in a sentence, so that a description keeps
// one that says more.
func (r *reader) claimSum(p span) {
	for _, re := range []*regexp.Regexp{freeWord, giving, priceWord} {
		for _, m := range re.FindAllStringIndex(r.lower(p), 10) {
			r.claim(span{p.start + m[0], p.start + m[1]}, claimMoney)
		}
	}
}

var (
	forWhom = regexp.MustCompile(`\b(adults?|child(?:ren)?|kids?|weans|bairns|concessions?|concs?|concessionary|unwaged|waged|non-?members?|members?|under[\s-]?\d+s?|over[\s-]?\d+s?|students?|seniors?|pensioners|oaps?|famil(?:y|ies)|standard|full price|full|suggested donation|donation|entry|drop[\s-]?in|carers)\s*:?\s*$`)
	forWhat = regexp.MustCompile(`^\s*(?:[(/]\s*)?((?:block of \d+|for \d+ (?:weeks|sessions|classes)|(?:per|a|an|each|for the|for a|the)\s+)(?:[a-z\d'’\-]+)(?:\s+(?:block|class|session|course|fund|term|week|person|household|family|family of \d|child|adult|of \d sessions))?|each|adults?|child(?:ren)?|kids?|concessions?|conc\b|unwaged|waged|non-?members?|members?|under[\s-]?\d+s?|students?|seniors?|famil(?:y|ies)|entry|drop[\s-]?in|annually|monthly|weekly|donation|suggested donation|suggested|pp|on the door|in advance|waged|if you can)\b`)
)

// sumNext is another amount, which the words before it are of.
var sumNext = regexp.MustCompile(`^\s*:?\s*(?:£|\d+p\b)`)

// addPrice adds an amount with for whom or for what it is.
func (r *reader) addPrice(s sum, p span) {
	price := Price{Pence: s.pence, At: r.span(s.span)}
	if m := forWhat.FindStringSubmatchIndex(r.low[s.end:p.end]); m != nil && !sumNext.MatchString(r.low[s.end+m[3]:p.end]) {
		price.For = r.words(asSentence, "", span{s.end + m[2], s.end + m[3]})
		r.claim(span{s.end + m[2], s.end + m[3]}, claimMoney)
	} else if m := forWhom.FindStringSubmatchIndex(r.low[p.start:s.start]); m != nil {
		price.For = r.words(asSentence, "", span{p.start + m[2], p.start + m[3]})
	}
	if len(r.draft.Cost.Prices) < most {
		r.draft.Cost.Prices = append(r.draft.Cost.Prices, price)
	}
}
