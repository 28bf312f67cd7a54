package poster

import (
	"regexp"
	"slices"
)

var (
	overAge  = regexp.MustCompile(`\b(?:over[\s-]?|aged? over |above |aged? )(\d{2})(?:['’]?s)?\b(?:\s*(?:\+|plus|and over|or over|upwards))?|\b(\d{2})\s?(?:\+|plus\b|and over\b|or over\b|years and over|yrs\+|yrs and over|\+ years|upwards)|\baged? (\d{1,2}) (?:and (?:over|up(?:wards)?)|upwards|or over|plus)\b|\bover (?:the age of )?(\d{2})s?\b`)
	underAge = regexp.MustCompile(`\bunder[\s-]?(\d{1,2})(?:['’]?s)?\b|\bunder the age of (\d{1,2})\b`)
	ageRange = regexp.MustCompile(`\b(?:ages?d?|for)\s*:?\s*(\d{1,2})\s*(?:[-–—]|to|tae)\s*(\d{1,2})\b(?:\s*(?:years?|yrs?|year olds))?|\b(\d{1,2})\s*(?:[-–—]|to)\s*(\d{1,2})\s*(?:s|years?|yrs?|year[\s-]olds)\b`)
	notAges  = regexp.MustCompile(`\b(?:must be accompanied|with an adult|free|£|years? (?:experience|ago|old building)|weeks?)\b|£`)
	whoFor   = regexp.MustCompile(`\b(?:(?:all|everyone|everybody|a['’]?body|aabody|anyone|anybody|aw|beginners?|newcomers|families|dogs?|visitors|residents|kids|weans|children|juniors|carers|partners|men|women)\b[^.!?]{0,30}\b(?:welcome|weelcome|both welcome)|fàilte|open to (?:all|everyone|anyone|adults|people|women|men)|(?:women|men|ladies|lads|girls|boys|adults|members|residents|over \d+s|under \d+s) only|(?:men|women|lads|ladies) of (?:any|all) ages?|(?:suitable )?for (?:all (?:ages|abilities|levels|adults)|anyone|adults|people|folk|women|men|those|families|parents|carers|speakers|children|young people|beginners|residents|older|veterans|refugees|new (?:mums|parents|dads)|teenagers|seniors|over|under|ages?|(?:first[\s-]time|lone) (?:mums|dads|parents))|no experience|nae experience|no partner|no auditions|all (?:abilities|levels|ages)|any faith|aimed at|whatever your|must be accompanied|no (?:fitness|skills?) (?:needed|required))\b`)
)

// readAudience finds who it is for, and ages.
func (r *reader) readAudience() {
	var said, over, under []span
	var least, oldest []int
	for _, p := range r.pieces() {
		text := r.lower(p.span)
		here := whoFor.MatchString(text) || p.label == labelAudience
		if !notAges.MatchString(text) {
			for _, m := range ageRange.FindAllStringSubmatchIndex(text, 5) {
				from, to := group(text, m, 1, 3), group(text, m, 2, 4)
				if from < to && to <= 100 {
					least, oldest, here = append(least, from), append(oldest, to), true
					over = append(over, span{p.start + m[0], p.start + m[1]})
				}
			}
			for _, m := range overAge.FindAllStringSubmatchIndex(text, 5) {
				if n := group(text, m, 1, 2, 3, 4); n >= 5 {
					least, here = append(least, n), true
					over = append(over, span{p.start + m[0], p.start + m[1]})
				}
			}
			for _, m := range underAge.FindAllStringSubmatchIndex(text, 5) {
				if n := group(text, m, 1, 2); n > 0 {
					oldest, here = append(oldest, n-1), true
					under = append(under, span{p.start + m[0], p.start + m[1]})
				}
			}
		}
		if here && len(said) < most && (!p.meets(r.title) || longer(p.span, r.title)) {
			said = append(said, p.span)
			if first := whoFor.FindStringIndex(text); !p.meets(r.title) && (p.end-p.start < 60 || first != nil && first[0] < 10 && p.end-p.start < 160) {
				r.claim(p.span, claimSoft)
			}
		}
	}
	a := &r.draft.Audience
	a.Words = r.words(asSentence, " ", said...)
	a.MinimumAge, a.MaximumAge = only(least), only(oldest)
	if len(slices.Compact(least)) > 1 || len(slices.Compact(oldest)) > 1 || a.MinimumAge != nil && a.MaximumAge != nil && *a.MinimumAge > *a.MaximumAge {
		a.MinimumAge, a.MaximumAge = nil, nil
		r.ask(AskAges, "audience", append(over, under...)[0])
	}
}

// group gives the number in the first of some groups that matched.
func group(text string, m []int, groups ...int) int {
	for _, g := range groups {
		if 2*g+1 < len(m) && m[2*g] >= 0 {
			return number(text[m[2*g]:m[2*g+1]])
		}
	}
	return 0
}

// only gives the one number that there is.
func only(all []int) *int {
	if len(all) == 0 {
		return nil
	}
	return &all[0]
}
