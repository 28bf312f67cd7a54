package poster

import (
	"regexp"
	"strconv"
	"strings"
)

// sum is an amount of money.
type sum struct {
	span
	pence int64
}

var (
	postcode = regexp.MustCompile(`\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b`)
	money    = regexp.MustCompile(`£\s?(\d{1,5})(?:[.,](\d{2}))?(?:p)?\b|\b(\d{1,3})p\b|\b(\d{1,3}) ?(?:pounds?|quid)\b|\b(\d{1,3})\.(\d{2}) ?(?:pounds?|gbp|(?:per|a|each) (?:session|class|person|week|head|child|family|month|term)|each|pp)\b`)
)

// claimPostcodes finds what has the form of a British postcode.
func (r *reader) claimPostcodes() {
	for _, m := range postcode.FindAllStringIndex(r.low, most) {
		if a := (span{m[0], m[1]}); !r.claimed(a) && !strings.Contains(r.low[m[0]:m[1]], "\n") {
			r.codes = append(r.codes, a)
			r.claim(a, claimCode)
		}
	}
}

// claimMoney finds amounts of money.
func (r *reader) claimMoney() {
	for _, m := range money.FindAllStringSubmatchIndex(r.low, most) {
		a := span{m[0], m[1]}
		if r.claimed(a) {
			continue
		}
		part := func(i int) int64 {
			if m[2*i] < 0 {
				return 0
			}
			n, err := strconv.ParseInt(r.low[m[2*i]:m[2*i+1]], 10, 64)
			if err != nil {
				return 0
			}
			return n
		}
		r.sums = append(r.sums, sum{a, part(1)*100 + part(2) + part(3) + part(4)*100 + part(5)*100 + part(6)})
		r.claim(a, claimMoney)
	}
}
