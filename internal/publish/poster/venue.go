package poster

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// venue are words for what people come to: buildings, rooms, grounds.
	venue = regexp.MustCompile(`\b(?:halls?|church|kirk|library|centre|center|school|schoolhouse|academy|college|university|campus|mosque|masjid|temple|gurdwara|synagogue|chapel|cathedral|abbey|priory|manse|clubhouse|clubrooms?|pub|inn|hotel|bar|tearooms?|restaurant|bakery|bakehouse|park|gardens?|gairden|allotments?|pavilion|hut|bothy|shed|house|rooms?|institute|hub|gym|pool|baths|theatre|studios?|museum|gallery|fields?|playing fields?|pitch(?:es)?|courts?|welfare|legion|surgery|practice|hospital|hospice|stadium|track|workshop|yard|barn|farm|woods?|woodland|forest|beach|harbour|station|mill|base|annexe?|offices?|arena|complex|village hall|tower|castle|greenhouse|nursery|polytunnel|green|loch|talla|marquee|arms|tavern|car ?park|gates?|entrance|ha['’]?|(?:bowling|cricket|rugby|golf|football|tennis|social|sailing|rowing|boys['’]?|working men['’]?s) club|lodge|bandstand|infirmary|stables|courtyard|monument|bus stop|shop|store|unit|arcade|mall|shopping centre|foyer|cemetery|quay|pier|slipway|boathouse|lounge|vestry|crypt|sports? centre|leisure|exchange|foundry|depot|warehouse|memorial|burgh|chambers|town house|corn exchange|drill hall|scout|astro|astroturf|muga|bay|cove|lochside|riverside|canal|towpath|promenade|cross)\b|\bcaf[eé]`)
	// streetEnd ends the name of a street.
	streetEnd = `(?:street|st|road|rd|avenue|ave|lane|place|pl|terrace|crescent|cres|drive|dr|way|square|sq|row|wynd|brae|close|loan|gate|view|quay|vennel|path|grove|court|gardens|gdns|walk|park|bank|hill|mews|circus|parade|promenade|esplanade|causeway|causewayend|bayhead|high street|main street|shore|kirkgate|cowgate|nethergate|seagate|rise|green)`
	street    = regexp.MustCompile(`\b(?:\d+[a-z]?(?:\s?[-–/]\s?\d+[a-z]?)?,?\s+)(?:[\p{L}'’.\-]+\s+){0,4}?` + streetEnd + `\b|\b(?:[\p{L}'’.\-]+\s+){1,3}(?:street|road|avenue|lane|terrace|crescent|drive|wynd|brae|vennel|row|loan)\b`)
	// streetName is a number and a name with a capital: "88 Causewayend".
	streetName = regexp.MustCompile(`\b\d{1,4}[a-zA-Z]?,?\s+[\p{Lu}][\p{L}'’\-]{3,}`)
	noStreet   = regexp.MustCompile(`^\d+[a-z]?,?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|hour|week|place|people|mile|minute|year|pound|session|space|month|member|volunteer|class|noon|midday|weekly|min|step|floor|local|free|adult|child)`)
	isStreet   = regexp.MustCompile(`^(?:off\s+|the\s+)?(?:\d+[a-z]?(?:\s?[-–/]\s?\d+[a-z]?)?,?\s+)?(?:[\p{L}'’.\-]+\s+){0,4}?` + streetEnd + `\.?$`)
	numbered   = regexp.MustCompile(`^\d+[a-z]?(?:\s?[-–/]\s?\d+[a-z]?)?,?\s+\p{L}`)
	// within are words for a part of a building, which is not its name.
	within  = regexp.MustCompile(`^(?:\d\w* floor|(?:first|second|third|top|ground|lower|upper) floor|basement|upstairs|downstairs|rooms?\b|suite|units?\b|plots?\b|flat|block|level|floor|rear of|behind|next to|opposite|off\b|near|beside|across|above|below|round the back|door|entrance|car park at|via)`)
	prep    = regexp.MustCompile(`(?:\b(?:in|at|inside|upstairs at|upstairs in|meeting at|meet at|meet in|held in|held at|based in|based at|down at|ower at|along at|over at|outside|from outside|round at|doon at)\s+|@\s*)`)
	halts   = wordSet("on from every for with when where who which that is are will we you please if but so because until each by call phone book free starts starting then after before just come comes run runs drop bring all open meet meets no there why our your my their his her tools tea teas lads ladies women men everyone anyone any new next this these those where's it's its it to tae fur fae tickets ticket band music till between during or £ email contact text ring tel friday's weekly monthly fortnightly")
	noPlace = regexp.MustCompile(`^(?:the\s+)?(?:our|your|my|their|home|least|all|first|own|last|once|any|that|this|these|a\s+(?:time|pace|relaxed|friendly|safe|small|supportive|warm|range|variety|group|great|quiet|good|fun|local|lovely|nice)|moment|pace|end|start|beginning|door|gate|desk|front desk|till|bar\b|morning|afternoon|evening|night|future|past|house\b|work|time|address|email|number|same|charge|need|person|touch|a\b|case|small|group|groups|pairs|partnership|association|advance|cash|english|gaelic|polish|ukrainian|spanish|scots|it|them|us|here|cost|risk|scotland|particular|need|crisis|recovery|danger|hand|mind|order|stock|top|bottom|back\b|front\b|school holidays|term|winter|summer|spring|autumn|january|february|march|april|may|june|july|august|september|october|november|december)\b`)
	sayings = regexp.MustCompile(`\b(?:is|are|was|will|have|has|we|you|your|our|can|could|please|bring|join|come|need|needed|includes?|including|help|run by|wear|welcome|no|not|be|do|if|i|they|don['’]t|we['’]re|you['’]re|it['’]s|funded|supported|with|learn|enjoy|meet the|ask|use|get|make|tickets|ring|call|phone|provided|available|wanted|required|volunteers?|presents?|donations?|serving|served|special|followed)\b`)
	// elsewhere are words by which a place is not where it is held.
	elsewhere = regexp.MustCompile(`\b(?:wet weather|if wet|rain|after(?:wards)?\b.*\bin|meet you|meets you|look out|look for|ask (?:at|for)|call (?:in )?(?:to|at)|collect|pick(?:ed)? up|donations?|drop off|park(?:ing)?(?: is)? (?:at|in)|buses? |train|tickets (?:from|at|available)|forms? (?:from|at|available)|leaflet|available (?:from|at)|also)\b`)
)

// extent gives how far the name of a place goes that begins at start, no further
// than limit.
func (r *reader) extent(start, limit int) span {
	text := r.text[start:limit]
	loud := strings.ToUpper(text) == text || strings.ToLower(text) == text
	good, plain, at := start, 0, start
	ended := true
	comma := false
	for _, m := range wordIn.FindAllStringIndex(text, 40) {
		w := span{start + m[0], start + m[1]}
		gap := r.text[at:w.start]
		word := r.low[w.start:w.end]
		if strings.Contains(gap, "(") {
			if shut := strings.IndexByte(r.text[w.start:limit], ')'); shut < 0 || shut > 40 || r.claimed(span{w.start, w.start + shut}, claimMoney, claimContact, claimTime) || !withinBracket.MatchString(r.low[w.start:w.start+shut]) {
				break
			}
		}
		if m := onName.FindStringSubmatch(r.text[w.start:limit]); m != nil && w.start > start && !loud && !capitals.MatchString(strings.ToLower(m[1])) && weekdayOf(strings.ToLower(m[1])) == "" {
			at = w.end
			continue
		}
		if strings.ContainsAny(gap, ".!?;•\t\n:") || strings.Contains(gap, " - ") || strings.Contains(gap, "–") || halts[word] || r.isTimed(w.start) ||
			r.claimed(w, claimMoney, claimContact, claimTime, claimOther) {
			break
		}
		if comma = comma || strings.Contains(gap, ","); comma && loud && plain > 0 {
			plain = 0
		}
		first, _ := utf8.DecodeRuneInString(r.text[w.start:])
		at = w.end
		switch {
		case r.claims[w.start] == claimCode:
			good = w.end
			plain = 0
		case venue.MatchString(word), strings.HasSuffix(isStreet.FindString("x "+word), word), !loud && (unicode.IsUpper(first) || unicode.IsDigit(first)), unicode.IsDigit(first) && comma:
			good, plain = w.end, 0
		default:
			if plain++; plain > 3 {
				ended = false
			}
		}
		if !ended {
			break
		}
	}
	// The town behind the street, in a line without a difference in its letters.
	if loud && ended && at > good && len(strings.Fields(r.text[good:at])) <= 2 && good > start {
		good = at
	}
	if good < limit && r.text[good] == ')' {
		good++
	}
	return span{start, good}
}

var onStreet = regexp.MustCompile(`^ (?:on|in) (?:the )?(?:\d+ )?(?:[\p{L}'’]+ ){0,2}` + streetEnd + `\b`)

// onName leads on to the name of a street or a town: "Costa on the Nethergate".
var onName = regexp.MustCompile(`^(?:on|in) (?:the )?([\p{Lu}][\p{Ll}]+)`)

var withinBracket = regexp.MustCompile(`\b(?:room|door|back|front|upstairs|downstairs|floor|old|former|formerly|next|behind|beside|opposite|off|lane|entrance|hall|centre|building|side|gate|above)\b`)

// isTimed reports whether a byte is part of what says when it is.
func (r *reader) isTimed(i int) bool { return i < len(r.timedBytes) && r.timedBytes[i] }

// markTimed notes which bytes say when it is; a lone part of the day may be a name.
func (r *reader) markTimed() {
	r.timedBytes = make([]bool, len(r.text))
	for _, u := range r.runs {
		lone := len(u.atoms) == 1 && (u.atoms[0].kind == atPart || u.atoms[0].kind == atWeekly)
		for i := u.start; i < u.end && !lone; i++ {
			r.timedBytes[i] = true
		}
	}
}

// street reports whether a part holds the name of a street.
func (r *reader) street(a span) bool {
	if street.MatchString(r.low[a.start:a.end]) {
		return true
	}
	for _, m := range streetName.FindAllStringIndex(r.text[a.start:a.end], 5) {
		if !noStreet.MatchString(r.low[a.start+m[0]:a.start+m[1]]) && !r.isTimed(a.start+m[0]) {
			return true
		}
	}
	return false
}

// parts cuts a place at its commas and lines, outside brackets.
func (r *reader) parts(spans []span) []span {
	var out []span
	for _, a := range spans {
		depth, from := 0, a.start
		add := func(to int) {
			p := r.trimPart(span{from, to})
			p.start += len(leadIn.FindString(r.lower(p)))
			if !p.empty() {
				out = append(out, p)
			}
		}
		for i := a.start; i < a.end; i++ {
			switch c := r.text[i]; {
			case c == '(' && r.addressed(i+1, a.end):
				add(i)
				from = i + 1
			case c == '(':
				depth++
			case c == ')':
				depth = max(0, depth-1)
			case depth == 0 && c == ' ' && r.townBehind(span{i, a.end}, span{from, i}):
				add(i)
				from = i + 1
			case depth == 0 && c == ' ' && onStreet.MatchString(r.low[i:a.end]):
				add(i)
				from = i + 4
			case depth == 0 && (c == ',' || c == '\t' || c == '\n' || c == ';'), depth == 0 && i > a.start && r.claims[i] == claimCode && r.claims[i-1] != claimCode:
				add(i)
				from = i
				if c == ',' || c == ';' {
					from = i + 1
				}
			}
		}
		add(a.end)
	}
	return out
}

var leadIn = regexp.MustCompile(`^(?:(?:all|both|held|now|usually|it['’]?s|we (?:now )?meet|we['’]re|meet(?:s|ing)?|gathers?|rehearses?|runs?|based|hosted|taking place|takes place)\s+)+(?:at|in|outside)\s+|^meet(?:ing)?\s+(?:at\s+)?(?:the\s+)?`)

// townBehind reports whether a town's name is all that is left of a place, behind
// the word for the building: "Scout Hall Milngavie".
func (r *reader) townBehind(rest, before span) bool {
	text := r.text[rest.start:rest.end]
	if strings.ContainsAny(text, ",(;\n") || len(strings.Fields(text)) > 2 || before.empty() {
		return false
	}
	ends := venue.FindAllStringIndex(r.lower(before), -1)
	return len(ends) > 0 && ends[len(ends)-1][1] == before.end-before.start && r.town(rest)
}

// addressed reports whether a bracket that opens before i holds an address.
func (r *reader) addressed(i, end int) bool {
	if shut := strings.IndexByte(r.text[i:end], ')'); shut >= 0 {
		end = i + shut
	}
	text := r.text[i:end]
	return strings.ToLower(text) != text && r.street(span{i, end}) || r.claimed(span{i, end}, claimCode)
}

// trimPart takes spaces, dashes and stops off a part of an address.
func (r *reader) trimPart(a span) span {
	a = r.trim(a)
	for a.end > a.start && (strings.IndexByte(" .,;:-", r.text[a.end-1]) >= 0 || r.text[a.end-1] == ')' && !strings.Contains(r.text[a.start:a.end], "(")) {
		a.end--
	}
	for a.start < a.end && strings.IndexByte(" .,;:-(", r.text[a.start]) >= 0 && (r.text[a.start] != '(' || !strings.Contains(r.text[a.start:a.end], ")")) {
		a.start++
	}
	return r.trim(a)
}
