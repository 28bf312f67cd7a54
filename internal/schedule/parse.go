package schedule

import (
	"slices"
	"time"

	"alongside/internal/directory"
)

// parser gathers what a text says, clause by clause. A clause is some days with
// some times; clauses follow each other in either order, days first or times
// first.
type parser struct {
	today directory.Date
	items []item
	cur   clause
	head  header
	// termTime is true when the whole text is said to hold in term time.
	termTime bool
}

// dayset is some weekdays with how often: every week, every second week, or
// some of those in a month.
type dayset struct {
	days  []time.Weekday
	nth   []int
	every int // weeks; 2 for fortnightly
}

// header is what holds for the clauses after it: "April to September:".
type header struct {
	months   []int
	from, to directory.Date
}

// clause is what has been read since the last one ended.
type clause struct {
	sets       []dayset
	times      []span
	timesFirst bool
	part       *part
	closed     bool
	termTime   bool
	// termFirst is true when term time was said before anything else.
	termFirst bool
	// daysEnd is where in the sentence the last of the days ended.
	daysEnd int
	header
	once directory.Date
}

// item is one rule to be.
type item struct {
	dayset
	span
	timed    bool
	termTime bool
	header
	once directory.Date
}

func (c clause) empty() bool {
	return len(c.sets) == 0 && len(c.times) == 0 && !c.closed && c.once == "" && !c.termTime && c.from == "" && c.to == "" && len(c.months) == 0
}

// read reads a whole text; false when any part of it that speaks of time was
// not understood.
func (p *parser) read(text string) bool {
	all := sentences(lex(text))
	for i, sentence := range all {
		if len(p.items) > 0 && ofRooms(all[i:]) {
			break
		}
		if len(p.items) > 0 && sentence[0].kind == open && ofPart(sentence) {
			continue
		}
		if !speaksOfTime(sentence) {
			// "Gym:" on a line of its own speaks of a part of the place alone.
			label := sentence[len(sentence)-1].kind == colon && !allNoise(sentence)
			if casts(sentence) || label {
				return false
			}
			continue
		}
		before := len(p.items)
		if !p.sentence(sentence) || !p.flush() {
			return false
		}
		// "Mon 9-5, Tue 9-4 term time only" may mean one or both.
		said := p.items[before:]
		if n := len(said); n > 0 && said[n-1].termTime && slices.ContainsFunc(said, func(it item) bool { return !it.termTime }) {
			return false
		}
	}
	// "Mon 10am-12pm, Wed" may mean the same time on both.
	timed := func(it item) bool { return it.timed }
	untimed := func(it item) bool { return !it.timed }
	mixed := slices.ContainsFunc(p.items, timed) && slices.ContainsFunc(p.items, untimed)
	return len(p.items) > 0 && !mixed && !p.overlap()
}

// sentences parts tokens at stops, outside brackets.
func sentences(tokens []token) [][]token {
	var out [][]token
	var cur []token
	depth := 0
	for _, t := range tokens {
		switch t.kind {
		case open:
			depth++
		case shut:
			depth = max(0, depth-1)
		}
		if t.kind == stop && depth == 0 {
			if len(cur) > 0 {
				out = append(out, cur)
			}
			cur = nil
			continue
		}
		if t.kind != stop {
			cur = append(cur, t)
		}
	}
	if len(cur) > 0 {
		out = append(out, cur)
	}
	return out
}

// sentence reads one sentence that speaks of time.
func (p *parser) sentence(ts []token) bool {
	i, ok := p.lead(ts)
	ts = unbracket(ts, i)
	for ok && i < len(ts) {
		i, ok = p.element(ts, i)
	}
	if adjective(ts) {
		return false
	}
	// "Saturday:" with nothing after it was cut off.
	cut := ts[len(ts)-1].kind == colon && len(p.cur.sets) > 0 && len(p.cur.times) == 0
	return ok && !cut
}

// lead passes over the words before the first that speaks of time: "The book
// group meets on the". Only the first clause may have them: later ones would be
// about something else.
func (p *parser) lead(ts []token) (int, bool) {
	i := 0
	for i < len(ts) && !isTime(ts, i) && !keyword(ts[i].text) {
		i++
	}
	if i == 0 {
		return 0, true
	}
	begin := i
	before := ts[:i]
	// Only days and times may be told with a few words before them: dates and
	// seasons would be told of something else.
	dated := i < len(ts) && !nextIs(ts, i, day, clock, ordinal, word)
	if casts(before) || anyOf(before, faint) || counted[before[i-1].text] || ((len(p.items) > 0 || dated) && !allNoise(before)) || i > 30 {
		return i, false
	}
	for j, t := range before {
		// "Gym: Mon-Fri" speaks of a part of the place alone.
		if t.kind == colon && !allNoise(before[:j]) && !anyOf(before, happenings) {
			return i, false
		}
	}
	return begin, true
}

// element reads the next piece of a clause.
func (p *parser) element(ts []token, i int) (int, bool) {
	t := ts[i]
	if n, ok := p.date(ts, i); n > i || !ok {
		return n, ok
	}
	if n, ok := p.days(ts, i); n > i || !ok {
		return n, ok
	}
	if n, ok := p.times(ts, i); n > i || !ok {
		return n, ok
	}
	switch t.kind {
	case comma, colon:
		return i + 1, true
	case dash:
		return p.afterDash(ts, i)
	case open:
		return p.bracket(ts, i)
	case word:
		return p.word(ts, i)
	}
	return i, false
}

// afterDash reads a dash that is no range: before a time ("Tuesday - 10am"),
// before "closed", or before a remark that ends the sentence.
func (p *parser) afterDash(ts []token, i int) (int, bool) {
	if i+1 == len(ts) {
		return i + 1, len(p.cur.times) > 0
	}
	if ts[i].bound {
		return i, false // "Mon until 8pm" does not say from when
	}
	if ts[i+1].text == "closed" || ts[i+1].kind == clock || ts[i+1].kind == number || ts[i+1].kind == day {
		return i + 1, len(p.cur.sets) > 0 || ts[i+1].kind == day
	}
	rest := ts[i+1:]
	if len(p.cur.times) > 0 && !speaksOfTime(rest) && !casts(rest) {
		return len(ts), true
	}
	return i + 1, keyword(ts[i+1].text)
}

// bracket reads a remark in brackets: one about term time counts, one that says
// nothing of time or speaks of a part is passed over, any other is not
// understood.
func (p *parser) bracket(ts []token, i int) (int, bool) {
	end := i + 1
	for end < len(ts) && ts[end].kind != shut {
		end++
	}
	inner := ts[i+1 : end]
	next := min(end+1, len(ts))
	if onlyTermTime(inner) {
		p.cur.termTime = true
		return next, true
	}
	if len(p.cur.times) > 0 && ofPart(ts[i:next]) {
		return next, true
	}
	return next, !speaksOfTime(inner) && !casts(inner)
}

// word reads a word that is neither a day nor a time.
func (p *parser) word(ts []token, i int) (int, bool) {
	switch t := ts[i].text; {
	case t == "closed":
		if len(p.cur.sets) == 0 || len(p.cur.times) > 0 {
			return i, false
		}
		// "daily, closed Mondays" puts the day after it.
		p.cur.closed = true
		return i + 1, !nextIs(ts, skipNoise(ts, i+1), day)
	case (t == "weekly" || t == "fortnightly") && len(p.cur.sets) == 0 && nextIs(ts, i+2, day) && starting[ts[i+1].text]:
		return p.fromDay(ts, i)
	case t == "fortnightly":
		for j := range p.cur.sets {
			p.cur.sets[j].every = 2
		}
		if len(p.cur.sets) == 0 { // "fortnightly on Thursdays"
			n, ok := p.days(ts, skipNoise(ts, i+1))
			if !ok || len(p.cur.sets) == 0 {
				return i, false
			}
			for j := range p.cur.sets {
				p.cur.sets[j].every = 2
			}
			return n, true
		}
		return i + 1, true
	case t == "term" || t == "termtime" || t == "school" || t == "during":
		return p.term(ts, i)
	case t == "another" || (t == "other" && i > 0 && ts[i-1].text == "the"):
		// "and another on the 3rd Monday"
		return i + 1, len(p.cur.times) > 0 && nextIs(ts, skipNoise(ts, i+1), day, ordinal)
	case noise[t]:
		return i + 1, true
	case len(p.cur.times) > 0 && p.remark(ts[i:]):
		return len(ts), true
	}
	return i, false
}

// fromDay reads "fortnightly from Tuesday 6 January": the first day gives the
// weekday.
func (p *parser) fromDay(ts []token, i int) (int, bool) {
	first := ts[i+2].days
	n, ok := p.date(ts, i+1)
	if p.cur.from == "" || len(first) != 1 {
		return i, false
	}
	set := dayset{days: first}
	if ts[i].text == "fortnightly" {
		set.every = 2
	}
	p.cur.daysEnd = n
	return n, ok && p.addDays(set)
}

// term reads "term time", "school terms only" and the like.
func (p *parser) term(ts []token, i int) (int, bool) {
	n := i
	for n < len(ts) && (termWords[ts[n].text] || (ts[n].kind == dash && n+1 < len(ts) && termWords[ts[n+1].text])) {
		n++
	}
	if !onlyTermTime(ts[i:n]) {
		return i, false
	}
	if p.cur.empty() && len(p.items) > 0 {
		p.termTime = true
		return n, true
	}
	if p.cur.empty() && nextIs(ts, n, colon) {
		p.termTime = true
		return n + 1, true
	}
	p.cur.termFirst = p.cur.empty()
	p.cur.termTime = true
	return n, true
}

// days reads weekdays with how often: "every Tuesday and Friday", "1st and 3rd
// Monday of the month", "Mon-Fri", "every day except Sunday".
func (p *parser) days(ts []token, i int) (int, bool) {
	begin := i
	var set dayset
	every, of := false, false
	var when *part
	for i < len(ts) {
		switch t := ts[i]; {
		case t.text == "every" || t.text == "each":
			every = true
			if i+1 < len(ts) && ts[i+1].text == "other" {
				set.every = 2
				i++
			}
			if i+2 < len(ts) && (ts[i+1].text == "2" || ts[i+1].text == "two") && ts[i+2].text == "weeks" {
				return begin, false // with nothing to count from
			}
		case t.text == "alternate":
			set.every = 2
		case t.text == "the" || t.text == "on":
		case t.kind == ordinal && (nextIs(ts, i+1, day) || nextIs(ts, i+1, ordinal, comma, dash)):
			set.nth = append(set.nth, t.n)
		case (t.kind == comma || t.text == "and") && len(set.nth) > 0 && nextIs(ts, i+1, ordinal):
		case t.kind == day:
			goto weekdays
		case every && (t.text == "day" || t.text == "week" || t.text == "days"):
			if t.text == "week" {
				// "every week" says nothing that a weekday does not.
				return i + 1, true
			}
			set.days = everyDay
			i++
			goto rest
		case (t.text == "7" || t.text == "seven") && i+1 < len(ts) && ts[i+1].text == "days":
			set.days = everyDay
			i += 2
			if i+2 < len(ts)+0 && ts[i].text == "a" && ts[i+1].text == "week" {
				i += 2
			} else if i+1 < len(ts) && ts[i].text == "a" && ts[i+1].text == "week" {
				i += 2
			}
			goto rest
		default:
			return begin, true
		}
		i++
	}
	return begin, true
weekdays:
	i, set.days = dayList(ts, i, len(set.nth) == 0)
	if set.days == nil {
		return begin, false
	}
rest:
	i, set.days = except(ts, i, set.days)
	if set.days == nil {
		return begin, false
	}
	if i < len(ts) && parts[ts[i].text] != nil {
		if p.cur.part != nil && p.cur.part != parts[ts[i].text] && len(p.cur.times) == 0 {
			return begin, false
		}
		when, i = parts[ts[i].text], i+1
	}
	if i, of = ofTheMonth(ts, i); of && len(set.nth) == 0 {
		return begin, false // "one Monday a month": nobody says which
	} else if !of && len(set.nth) > 0 && every {
		// "every second Thursday" is fortnightly; "every third Thursday" may be
		// either.
		if len(set.nth) != 1 || set.nth[0] != 2 {
			return begin, false
		}
		set.nth, set.every = nil, 2
	}
	if len(p.cur.sets) > 0 && len(p.cur.times) == 0 && !p.cur.closed && !joined(ts[p.cur.daysEnd:begin]) {
		return begin, false
	}
	if !p.addDays(set) {
		return begin, false
	}
	p.cur.daysEnd = i
	if when != nil {
		p.cur.part = when
		return i, len(p.cur.times) == 0
	}
	return i, true
}

// joined reports whether days on both sides of the tokens are one list, which
// those of "the Sunday club meets on Mondays" and "Mon-Wed-Fri" are not.
func joined(between []token) bool {
	return !slices.ContainsFunc(between, func(t token) bool {
		return t.kind != comma && t.text != "also" && t.text != "on" && t.text != "the"
	})
}

// addDays puts days into the clause, or begins the next clause with them.
func (p *parser) addDays(set dayset) bool {
	done := len(p.cur.times) > 0 || p.cur.closed
	if done && p.cur.termFirst {
		return false // "Term time Mondays 4-6pm, Saturdays 2-4pm"
	}
	switch {
	case p.cur.timesFirst && len(p.cur.sets) == 0:
	case done && !p.cur.timesFirst:
		if !p.flush() {
			return false
		}
	case p.cur.timesFirst && len(p.cur.sets) > 0:
		// "9am-5pm Mon, Wed" has come with its days already; more of them
		// belong to it.
	}
	p.cur.sets = append(p.cur.sets, set)
	return true
}

// dayList reads "Mon, Wed & Fri", "Mon-Fri", "Saturday and Sunday". A list may
// not go on into ordinals: "Monday and 1st Tuesday" are two.
func dayList(ts []token, i int, ranges bool) (int, []time.Weekday) {
	var out []time.Weekday
	for {
		from := ts[i].days
		i++
		if ranges && len(from) == 1 && i+1 < len(ts) && ts[i].kind == dash && ts[i+1].kind == day && len(ts[i+1].days) == 1 {
			from = daysBetween(from[0], ts[i+1].days[0])
			i += 2
		}
		out = append(out, from...)
		next := i
		for next < len(ts) && (ts[next].kind == comma || ts[next].text == "on" || ts[next].text == "inclusive") {
			next++
		}
		if next == i || next >= len(ts) || ts[next].kind != day {
			if next > i && next < len(ts) && ts[i].text == "inclusive" {
				i++
			}
			return i, out
		}
		i = next
	}
}

func daysBetween(from, to time.Weekday) []time.Weekday {
	out := []time.Weekday{from}
	for d := from; d != to; {
		d = (d + 1) % 7
		out = append(out, d)
	}
	return out
}

// except takes out the days of "except Friday". When times follow, they would
// belong to the exception, and nothing is understood.
func except(ts []token, i int, days []time.Weekday) (int, []time.Weekday) {
	j := i
	if j < len(ts) && ts[j].kind == comma {
		j++
	}
	if j+1 >= len(ts) || (ts[j].text != "except" && ts[j].text != "excluding") {
		return i, days
	}
	j++
	if ts[j].text == "on" || ts[j].text == "for" {
		j++
	}
	if j >= len(ts) || ts[j].kind != day {
		return i, nil
	}
	j, out := dayList(ts, j, true)
	return j, slices.DeleteFunc(slices.Clone(days), func(d time.Weekday) bool { return slices.Contains(out, d) })
}

// ofTheMonth reads "of the month", "of every month", "each month", "monthly".
func ofTheMonth(ts []token, i int) (int, bool) {
	j := i
	for j < len(ts) && (ts[j].text == "of" || ts[j].text == "in" || ts[j].text == "the" || ts[j].text == "every" || ts[j].text == "each" || ts[j].text == "a" || ts[j].text == "per") {
		j++
	}
	if j < len(ts) && (ts[j].text == "month" || ts[j].text == "monthly") {
		return j + 1, true
	}
	return i, false
}

// times reads "9.30am - 3.30pm", "from 7 until 9pm", "at 7pm".
func (p *parser) times(ts []token, i int) (int, bool) {
	begin := i
	for i < len(ts) && (ts[i].text == "from" || ts[i].text == "at" || ts[i].text == "between" || ts[i].text == "around") {
		if ts[i].text == "around" {
			return begin, false
		}
		i++
	}
	if i+4 < len(ts)+1 && ts[begin].text == "24" && begin+1 < len(ts) && ts[begin+1].text == "hours" {
		return p.allDay(ts, begin+2)
	}
	if i >= len(ts) || (ts[i].kind != clock && ts[i].kind != number) {
		return begin, true
	}
	var s span
	if i+2 < len(ts) && (ts[i+1].kind == dash || (ts[begin].text == "between" && ts[i+1].text == "and")) && (ts[i+2].kind == clock || ts[i+2].kind == number) {
		var ok bool
		if s, ok = between(p.cur.part.in(ts[i].at, ts[i+2].at)); !ok {
			return begin, false
		}
		i += 3
	} else {
		at, _ := p.cur.part.in(ts[i].at, rough{})
		from, ok := at.settled()
		if !ok || (ts[i].kind == number && p.cur.part == nil) || from == 24*60 {
			return begin, false
		}
		if n := len(p.cur.times); n > 0 && p.cur.times[n-1].ends < 0 && ts[begin-1].kind != comma {
			return begin, false // "7pm for 7.30pm"
		}
		s = span{from, -1}
		i++
	}
	if p.cur.closed || !p.cur.part.holds(s.begins) {
		return begin, false
	}
	if p.cur.timesFirst && len(p.cur.sets) > 0 && !p.flush() {
		return begin, false
	}
	if len(p.cur.sets) == 0 && p.cur.once == "" {
		p.cur.timesFirst = true
	}
	p.cur.times = append(p.cur.times, s)
	return i, true
}

// allDay reads what follows "24 hours": nothing, or "a day".
func (p *parser) allDay(ts []token, i int) (int, bool) {
	if i+1 < len(ts) && ts[i].text == "a" && ts[i+1].text == "day" {
		i += 2
	}
	p.cur.timesFirst = len(p.cur.sets) == 0
	p.cur.times = append(p.cur.times, span{0, 24 * 60})
	return i, true
}

// flush ends a clause and makes its rules.
func (p *parser) flush() bool {
	c := p.cur
	p.cur = clause{}
	if c.empty() || c.closed {
		return true
	}
	if c.part != nil && len(c.times) == 0 {
		return false // "Monday mornings", and nobody says when
	}
	if len(c.sets) == 0 && c.once == "" {
		switch {
		case len(c.times) > 0:
			return false // a time without a day
		case c.termTime && len(p.items) > 0:
			p.termTime = true
			return true
		case c.from != "" || c.to != "" || len(c.months) > 0:
			p.head = c.header
			return true
		}
		return false
	}
	h := c.header
	if h.from == "" && h.to == "" && len(h.months) == 0 {
		h = p.head
	}
	sets := c.sets
	if c.once != "" {
		sets = []dayset{{}}
	}
	for _, set := range sets {
		if set.every == 2 && h.from == "" {
			return false // nothing to count from
		}
		base := item{dayset: set, termTime: c.termTime, header: h, once: c.once}
		if len(c.times) == 0 {
			p.items = append(p.items, base)
		}
		for _, s := range c.times {
			it := base
			it.span, it.timed = s, true
			p.items = append(p.items, it)
		}
	}
	return true
}
