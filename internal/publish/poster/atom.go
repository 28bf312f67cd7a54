package poster

import (
	"regexp"
	"strings"
)

// kind is what an atom says of time.
type kind uint8

const (
	atDays   kind = iota // "every Tuesday and Thursday", "1st Monday of the month"
	atDates              // "Sat 14 March", "7th and 21st May"
	atClocks             // "10-12", "7pm"
	atPart               // "evenings"
	atFrom               // "starting 5 March"
	atUntil              // "until 2 April"
	atWeeks              // "for 8 weeks", "6 week course"
	atTerm               // "term time"
	atMonths             // "March to October"
	atNot                // "except July and August"
	atWeekly             // "weekly", "every week"
	atDoors              // "doors 7 for 7.30"
	atThis               // "this Saturday", "tomorrow"
)

// atom is the least part of a poster that says something of time.
type atom struct {
	span
	kind kind
	// words are the days of atDays, as package schedule reads them.
	words string
	dates []date
	// clocks are the begin of atClocks and, if it is said, the end; of atDoors when
	// the doors open and, if it is said, when it begins.
	clocks []clock
	// n is how many weeks.
	n int
	// months are by number.
	months []int
}

const (
	weekdayWord = `(?:mon(?:days?|s)?|tue(?:sdays?|s)?|wed(?:nesdays?|nesady|nes|s)?|thu(?:rsdays?|rsady|rs|r)?|fri(?:days?|s)?|sat(?:urdays?)?|sun(?:days?)?|diluain|dim[àa]irt|diciadain|diardaoin|dihaoine|disathairne|did[òo]mhnaich|sabbath)(?:['’]?s)?`
	monthWord   = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`
	ordinalWord = `(?:1st|2nd|3rd|4th|5th|first|second|third|fourth|fifth|last)`
	dayNumber   = `\d{1,2}(?:\s?(?:st|nd|rd|th))?`
	join        = `\s*(?:,|&|\+|/|\band\b|\ban\b)\s*(?:the\s+)?`
	range_      = `\s*(?:[-–—]|\bto\b|\btae\b|\btill?\b|\bthrough\b)\s*`
	yearWord    = `(?:,?\s+(?:20\d\d|['’]\d\d))?`
	ofMonth     = `(?:\s+(?:of|in)\s+(?:the|each|every|ilka)\s+month|\s+(?:each|every|a|per|ilka)\s+month|\s+monthly)`
	startWord   = `(?:(?:re)?start(?:s|ing)?(?:\s+(?:back|again|up))?|begin(?:s|ning)?|commenc(?:es|ing)|resum(?:es|ing)|kicks?\s+off|first (?:class|session|meeting)(?:\s+is)?|launch(?:es|ing)?)`
)

var (
	daysAt = regexp.MustCompile(`^(?:(?:on\s+)?(?:the\s+)?(?:every|each|ilka|alternate|alt)\s+)?(?:other\s+)?(?:the\s+)?(?:` + ordinalWord + `(?:` + join + ordinalWord + `)*\s+)?` +
		weekdayWord + `(?:(?:` + join + `|` + range_ + `)(?:(?:on|every|each)\s+)?` + weekdayWord + `)*\b` + ofMonth + `?`)
	severalAt  = regexp.MustCompile(`^(?:(?:every|each)\s+(?:week)?days?|every\s+(?:single\s+)?day|weekdays|weekday|weekends?|daily|everyday|7 days a week|seven days a week)\b`)
	lonelyDay  = regexp.MustCompile(`^(?:the )?(?:sat|sun|wed|weds|fri|mon|tue|thu|sabbath)$`)
	dateAt     = regexp.MustCompile(`^(?:(` + weekdayWord + `)\b\s*[,(]?\s*(?:the\s+)?)?(?:(` + dayNumber + `(?:(?:` + join + `|` + range_ + `)(?:` + weekdayWord + `\s+)?` + dayNumber + `)*)(?:\s+o[f'’]?)?\s*(` + monthWord + `)\b\.?(` + yearWord + `)|(` + monthWord + `)\s+(\d{1,2}(?:st|nd|rd|th)?)\b(` + yearWord + `))`)
	figuresAt  = regexp.MustCompile(`^(?:(` + weekdayWord + `)\b\s*,?\s*)?(\d{1,2})(?:/(\d{1,2})/|\.(\d{1,2})\.|-(\d{1,2})-)(20\d\d|\d\d)\b`)
	isoAt      = regexp.MustCompile(`^(20\d\d)-(\d\d)-(\d\d)\b`)
	shortAt    = regexp.MustCompile(`^(` + weekdayWord + `)\b\s*,?\s*(\d{1,2})/(\d{1,2})\b`)
	dayOfAt    = regexp.MustCompile(`^(` + weekdayWord + `)\b\s*,?\s*(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)\b`)
	partAt     = regexp.MustCompile(`^(?:(?:in the\s+)?(morning|afternoon|evening|night|nicht|lunchtime)s?)\b`)
	weeksAt    = regexp.MustCompile(`^(?:(?:for|over|runs? for|fae|lasts?)\s+)?(?:a\s+)?(\d{1,2}|` + hourWords + `)[\s\-]*(?:weeks?|wks?)\b(?:[\s\-]*(?:long\s+)?(?:course|block|programme|program|term|series|run|class(?:es)?|only))?|^(?:block of\s+)?(\d{1,2}|` + hourWords + `)\s+(?:weekly\s+)?(?:sessions|classes)\b`)
	termAt     = regexp.MustCompile(`^(?:\(?(?:during\s+|in\s+)?(?:the\s+)?(?:school\s+)?term[\s\-]?time(?:\s+only)?|(?:during\s+)?school\s+terms?(?:\s+only)?|(?:in|during)\s+term|(?:(?:but\s+)?not|no\s+\w+|closed?s?|except(?:ing)?|excluding|excl\.?|nae\s+\w+)\s+(?:(?:in|during|on|for|ower|over)\s+)?(?:the\s+)?(?:school|skuil)\s+hol(?:iday)?s?|(?:(?:do|does|will|did) not|don['’]t|doesn['’]t) (?:run|meet) (?:in|during) (?:the )?school hol(?:iday)?s?)\b\)?`)
	monthsAt   = regexp.MustCompile(`^(?:from\s+|between\s+|during\s+)?(` + monthWord + `)` + range_ + `(?:the end of\s+)?(` + monthWord + `)\b`)
	wholeMonth = regexp.MustCompile(`^(?:the end of )?(` + monthWord + `)(?:$|[\s,.;:)])`)
	inMonth    = regexp.MustCompile(`^(?:in|during|throughout)\s+(` + monthWord + `)(?:$|[\s,.;:)])`)
	notAt      = regexp.MustCompile(`^(?:except|excluding|excl\.?|but not|not|apart from|no \w+|closed)\s+(?:in|during|for|on)?\s*(` + monthWord + `(?:(?:` + join + `|\s+or\s+)` + monthWord + `)*)\b`)
	weeklyAt   = regexp.MustCompile(`^(?:weekly|every week|each week|ilka week|fortnightly|every fortnight|every (?:two|2) weeks|every (?:other|second|2nd) week|monthly|once a month|every month)\b`)
	doorsAt    = regexp.MustCompile(`^doors?\s*(?:open(?:s|ing)?)?\s*(?:at|from|[@:\-–])?\s*`)
	forAt      = regexp.MustCompile(`^\s*(?:for|fur|[,;/\-–]|and)?\s*(?:a\s+)?(?:start(?:s|ing)?|begins?|show|music|kick[\s\-]?off)?\s*(?:at|time)?\s*[:@]?\s*`)
	thisAt     = regexp.MustCompile(`^(?:this|next|this coming|the coming)\s+(?:` + weekdayWord + `|weekend|week)\b|^(?:tomorrow|tonight|today|the morn)\b`)
	thisDay    = regexp.MustCompile(`^(?:this|next|this coming)\s+`)
	feast      = regexp.MustCompile(`\b(?:good|black|easter|ash|shrove|pancake|palm|mothering|remembrance|cyber|whit)\s+$`)
	leadAt     = regexp.MustCompile(`^(?:from|at|@|between|fae|frae|c\.)\s*`)
	untilAt    = regexp.MustCompile(`^(?:until|till?|untill|up to|through to|ends?(?:\s+on)?|ending(?:\s+on)?|finish(?:es|ing)?(?:\s+on)?|last (?:class|session)(?:\s+is)?)\s+(?:the\s+)?`)
	fromAt     = regexp.MustCompile(`^(?:` + startWord + `\s*(?:on|from|:)?|from|fae|frae|next (?:one|date)(?:\s+is)?(?:\s+on)?:?|as of|back (?:on|from)|w/c|week (?:commencing|beginning))\s+(?:the\s+)?`)
	onwards    = regexp.MustCompile(`^\s*(?:onwards?|on)\b`)
)

// mostAtoms is how many atoms of a poster are read.
const mostAtoms = 500

// readAtoms finds all that says something of time.
func (r *reader) readAtoms() []atom {
	var out []atom
	for _, l := range r.lines {
		for i := l.body; i < l.end && len(out) < mostAtoms; {
			if !r.wordBegins(i) {
				i++
				continue
			}
			a, ok := r.atomAt(i, l)
			if !ok || a.end <= i || a.end > l.end {
				i++
				continue
			}
			out = append(out, a)
			i = a.end
		}
	}
	return out
}

// aheadOf is how many bytes of a line are looked at for one atom.
const aheadOf = 200

// ahead gives the text from i, in lower case, as far as an atom may go.
func (s *sheet) ahead(i, end int) string { return s.low[i:max(i, min(end, i+aheadOf))] }

// wordBegins reports whether a word or a number begins at i that no other field
// has read.
func (s *sheet) wordBegins(i int) bool {
	c := s.low[i]
	if s.claims[i] != free || !isDigit(c) && c != '@' && !letterAt(s.low, i) {
		return false
	}
	return i == 0 || !wordBefore(s.low, i)
}

// wordBefore reports whether a word or a number ends at i.
func wordBefore(s string, i int) bool {
	return i > 0 && (isDigit(s[i-1]) || s[i-1] == '\'' || letterBefore(s, i))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// atomAt reads the atom that begins at i.
func (r *reader) atomAt(i int, l line) (atom, bool) {
	low := r.ahead(i, l.end)
	if m := thisDay.FindString(low); m != "" { // "this Sunday 22nd February" is a date
		if a, ok := r.datesAt(i+len(m), l); ok && a.dates[0].month > 0 {
			a.start = i
			return a, true
		}
	}
	if feast.MatchString(r.low[max(l.start, i-16):i]) {
		return atom{}, false
	}
	for _, p := range []struct {
		re   *regexp.Regexp
		kind kind
	}{{thisAt, atThis}, {termAt, atTerm}, {weeklyAt, atWeekly}} {
		if m := p.re.FindString(low); m != "" {
			return atom{span: span{i, i + len(m)}, kind: p.kind, words: m}, true
		}
	}
	if m := notAt.FindStringSubmatch(low); m != nil {
		return atom{span: span{i, i + len(m[0])}, kind: atNot, months: monthsIn(m[1])}, true
	}
	if m := weeksAt.FindStringSubmatch(low); m != nil {
		n := hourOf(m[1] + m[2])
		return atom{span: span{i, i + len(m[0])}, kind: atWeeks, n: n}, n > 0
	}
	if a, ok := r.boundAt(i, l); ok {
		return a, true
	}
	if m := monthsAt.FindStringSubmatch(low); m != nil {
		return atom{span: span{i, i + len(m[0])}, kind: atMonths, months: []int{monthOf(m[1]), monthOf(m[2])}}, true
	}
	if m := inMonth.FindStringSubmatch(low); m != nil {
		return atom{span: span{i, i + len(m[0])}, kind: atMonths, months: []int{monthOf(m[1])}}, true
	}
	if a, ok := r.datesAt(i, l); ok {
		return a, true
	}
	if m := severalAt.FindString(low); m != "" {
		return atom{span: span{i, i + len(m)}, kind: atDays, words: several(m)}, true
	}
	if m := daysAt.FindString(low); m != "" {
		if named := r.text[i+len(m) : l.end]; possessive.MatchString(m) && ofName.MatchString(named) && !afterDay.MatchString(r.ahead(i+len(m), l.end)) {
			return atom{span: span{i, i + len(m)}, kind: atPart}, false // "Wednesday's Child"
		}
		return atom{span: span{i, i + len(m)}, kind: atDays, words: dayWords(m)}, true
	}
	if m := partAt.FindString(low); m != "" {
		return atom{span: span{i, i + len(m)}, kind: atPart, words: partWords(m)}, true
	}
	if m := doorsAt.FindString(low); m != "" {
		return r.doorsFrom(i, i+len(m))
	}
	return r.clocksAt(i, l)
}

// boundAt reads what begins or ends on a date.
func (r *reader) boundAt(i int, l line) (atom, bool) {
	for _, p := range []struct {
		re   *regexp.Regexp
		kind kind
	}{{untilAt, atUntil}, {fromAt, atFrom}} {
		n := len(p.re.FindString(r.ahead(i, l.end)))
		if n == 0 {
			continue
		}
		if a, ok := r.datesAt(i+n, l); ok && len(a.dates) > 0 {
			a.start, a.kind = i, p.kind
			a.end += len(onwards.FindString(r.ahead(a.end, l.end)))
			return a, true
		}
		if m := wholeMonth.FindStringSubmatch(r.ahead(i+n, l.end)); m != nil { // "from April"
			d := date{day: 1, month: monthOf(m[1])}
			if p.kind == atUntil {
				d.day = monthDays[d.month-1]
			}
			return atom{span: span{i, i + n + len(m[1])}, kind: p.kind, dates: []date{d}}, true
		}
	}
	return atom{}, false
}

// clocksAt reads a time or a range of two.
func (r *reader) clocksAt(i int, l line) (atom, bool) {
	begin := i
	lead := leadAt.FindString(r.ahead(i, l.end))
	i += len(lead)
	if i >= l.end || r.claims[i] != free {
		return atom{}, false
	}
	a, end, ok := r.clockFrom(i)
	if !ok || end > l.end {
		return atom{}, false
	}
	out := atom{span: span{begin, end}, kind: atClocks, clocks: []clock{a}}
	re := rangeAt
	if strings.HasPrefix(lead, "between") {
		re = andAt
	}
	if n := len(re.FindString(r.ahead(end, l.end))); n > 0 && end+n < l.end && r.claims[end+n] == free {
		if b, to, ok := r.endFrom(end + n); ok && to <= l.end {
			out.clocks, out.end = append(out.clocks, b), to
		}
	}
	if n := len(forStart.FindString(r.ahead(out.end, l.end))); n > 0 && len(out.clocks) == 1 {
		if b, to, ok := r.clockFrom(out.end + n); ok && to <= l.end {
			out.kind, out.clocks, out.end = atDoors, append(out.clocks, b), to
			return out, true
		}
	}
	out.end += len(tillLate.FindString(r.ahead(out.end, l.end)))
	last := out.clocks[len(out.clocks)-1]
	if a.bare || last.bare {
		if notTimes.MatchString(r.low[max(l.start, begin-40):begin]) && lead == "" || notHours.MatchString(r.ahead(out.end, l.end)) {
			return atom{}, false
		}
		if len(out.clocks) == 1 && lead == "" || a.hour == 0 {
			return atom{}, false
		}
	}
	return out, true
}

// forStart stands between when the doors open and when it begins: "7 for 7.30".
var forStart = regexp.MustCompile(`^\s*for\s+(?:a\s+)?(?:prompt\s+)?`)

var (
	possessive = regexp.MustCompile(`['’]s$`)
	ofName     = regexp.MustCompile(`^\s+[\p{L}][\p{Ll}]`)
	afterDay   = regexp.MustCompile(`^\s+(?:at|from|in|on|and|to|till|until|between|during|for|with|mornings?|afternoons?|evenings?|nights?|noon|midday|[ap]m|every|term|weekly|starting|only|throughout|we|is|are)\b`)
)

var tillLate = regexp.MustCompile(`^\s*(?:[-–—]|till?|until)\s*late\b`)

// doorsFrom reads what follows "doors": when they open, and when it begins.
func (r *reader) doorsFrom(begin, i int) (atom, bool) {
	a, end, ok := r.clockFrom(i)
	if !ok {
		return atom{}, false
	}
	out := atom{span: span{begin, end}, kind: atDoors, clocks: []clock{a}}
	n := len(forAt.FindString(r.ahead(end, len(r.low))))
	if b, to, ok := r.clockFrom(end + n); ok && n > 0 && !strings.Contains(r.low[end:to], "\n") {
		out.clocks, out.end = append(out.clocks, b), to
	}
	return out, true
}
