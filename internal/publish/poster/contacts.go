package poster

import (
	"regexp"
	"strings"
)

var (
	emailAddress = regexp.MustCompile(`[\p{L}0-9._%+\-]+@[\p{L}0-9\-]+(?:\.[\p{L}0-9\-]+)+`)
	webAddress   = regexp.MustCompile(`(?:https?://|www\.)[^\s<>"()]+|\b[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.(?:org|com|net|info|scot|wales|cymru|uk|eu|ie|io|co|me|example|community|charity)\b(?:/[^\s<>"()]*)?`)
	// Digits in groups, with the letters that are taken for digits.
	phoneNumber = regexp.MustCompile(`(?:\+\s?44[\s\-]*(?:\(0\))?[\s\-]*|\(?\b[0o])[\doil][\doil\s\-().]{4,18}[\doil]\b`)
	phoneWord   = regexp.MustCompile(`\b0\d{2,4}[\s\-]+(?:\d{2,4}[\s\-]+)?[a-z]{3,8}\b`)
	handle      = regexp.MustCompile(`(?:\b(?:facebook|fb|insta(?:gram)?|twitter|bluesky|tiktok|whatsapp)\s*(?:group|page)?\s*[:\-–—]?\s*)?@[a-z0-9_.]{2,40}`)
	socialPage  = regexp.MustCompile(`\b(?:facebook|instagram|bsky|x|twitter|tiktok)\.(?:com|app)/[^\s<>"()]+`)
	socialName  = regexp.MustCompile(`\b(?:facebook|fb|instagram|insta)(?: (?:page|group))?\s*[:\-–—]\s*([^\s@.,;!?()][^@.,;!?()\n•\t]{1,40})`)
	emergency   = regexp.MustCompile(`\b(?:samaritans|nhs ?24|breathing space|childline|police|crisis line|helpline|emergency)\b`)
)

// claimContacts finds telephone numbers and addresses, so that no digit of them
// is read as a time.
func (r *reader) claimContacts() {
	for _, m := range emailAddress.FindAllStringIndex(r.low, most) {
		a := r.cutEnd(span{m[0], m[1]})
		r.emails = append(r.emails, a)
		r.claim(a, claimContact)
	}
	for _, m := range socialPage.FindAllStringIndex(r.low, most) {
		r.addSocial(r.cutEnd(span{m[0], m[1]}))
	}
	for _, m := range webAddress.FindAllStringIndex(r.low, most) {
		if a := r.cutEnd(span{m[0], m[1]}); !r.claimed(a) {
			r.webs = append(r.webs, a)
			r.claim(a, claimContact)
		}
	}
	for _, m := range handle.FindAllStringIndex(r.low, most) {
		r.addSocial(r.cutEnd(span{m[0], m[1]}))
	}
	for _, m := range socialName.FindAllStringSubmatchIndex(r.low, most) {
		r.addSocial(r.trim(span{m[0], m[1]}))
	}
	for _, re := range []*regexp.Regexp{phoneNumber, phoneWord} {
		for _, m := range re.FindAllStringIndex(r.low, most) {
			r.addPhone(span{m[0], m[1]})
		}
	}
	r.hideStops()
}

// hideStops puts out of sight the stops of addresses, which end no sentence.
func (r *reader) hideStops() {
	low := []byte(r.low)
	for i, c := range low {
		if r.claims[i] == claimContact && (c == '.' || c == '?' || c == '!') {
			low[i] = '_'
		}
	}
	r.low = string(low)
}

func (r *reader) addSocial(a span) {
	if r.claimed(a) {
		return
	}
	r.socials = append(r.socials, a)
	r.claim(a, claimContact)
}

// cutEnd leaves out the stop that ends the sentence, not the address.
func (s *sheet) cutEnd(a span) span {
	for a.end > a.start && strings.ContainsRune(".,;:!?)'", rune(s.text[a.end-1])) {
		a.end--
	}
	return a
}

// addPhone takes a telephone number as it is written. What has letters in it, or
// not as many digits as a number has, is asked about. A number to ring in danger
// is nobody's contact.
func (r *reader) addPhone(a span) {
	if nl := strings.IndexByte(r.text[a.start:a.end], '\n'); nl >= 0 {
		a.end = a.start + nl
	}
	a = r.cutEnd(r.trim(a))
	text := r.low[a.start:a.end]
	digits, letters := 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z':
			letters++
		}
	}
	if r.claimed(a) || digits < 5 || digits+letters < 8 || letters > 0 && digits < letters {
		return
	}
	r.phones = append(r.phones, a)
	r.claim(a, claimContact)
}

// odd reports whether a number is not as telephone numbers are.
func (r *reader) odd(a span) bool {
	text := strings.ReplaceAll(r.low[a.start:a.end], "(0)", "")
	digits := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z':
			return true
		}
	}
	if strings.HasPrefix(text, "+") {
		digits-- // 44 stands for 0
	}
	return digits < 10 || digits > 11
}

// person finds the name behind "phone", "contact", "ask for".
var person = regexp.MustCompile(`(?i:\b(?:contact|phone|call|ring|text|email|ask for|speak to|speak tae|speir at|give|whatsapp|tel|see|dm or call|call or text|fios|secretary|organiser|coordinator))\s*:?\s+((?:(?:Br|Sr|Mr|Mrs|Ms|Dr|Rev|Fr|Cllr)\.? )?(?:[\p{Lu}]\.? )?[\p{Lu}][\p{L}'’\-]+(?: [\p{Lu}][\p{L}'’\-]+)?|[\p{Lu}]\. [\p{Lu}][\p{L}'’\-]+)`)

// noPerson are words with a capital that stand behind such verbs and are nobody.
var noPerson = wordSet("the us me on or our facebook us. now today me. reception to for zoom monday tuesday wednesday thursday friday saturday sunday email tel phone text whatsapp please your a an at by messages message info")

// readContacts gives the contacts that belong to this event.
func (r *reader) readContacts() {
	all := func(from []span, how style) []Words {
		var out []Words
		seen := map[string]bool{}
		for _, a := range from {
			key := strings.Join(strings.Fields(r.low[a.start:a.end]), "")
			if r.claimed(a, claimOther) || seen[key] || len(out) >= most {
				continue
			}
			seen[key] = true
			out = append(out, Words{r.plain(a), []Span{r.span(a)}})
		}
		return out
	}
	var phones []span
	for _, a := range r.phones {
		if around := r.sentenceAt(a); emergency.MatchString(r.low[around.start:a.start]) {
			continue
		}
		phones = append(phones, a)
		if r.odd(a) && !r.claimed(a, claimOther) {
			r.ask(AskPhone, "phones", a)
		}
	}
	d := &r.draft
	d.Phones, d.Emails = all(phones, asSentence), all(r.emails, asSentence)
	d.Websites, d.Socials = all(r.webs, asSentence), all(r.socials, asSentence)
	for _, m := range person.FindAllStringSubmatchIndex(r.text, most) {
		a := span{m[2], m[3]}
		first, _, _ := strings.Cut(r.low[a.start:a.end], " ")
		if noPerson[first] || r.claimed(a, claimOther, claimContact, claimTime) || r.claimed(a, claimPlace) {
			continue
		}
		d.Person = r.words(asName, "", a)
		break
	}
}

// plain gives an address or a number as it is written, but for its spaces.
func (s *sheet) plain(a span) string { return strings.Join(strings.Fields(s.text[a.start:a.end]), " ") }
