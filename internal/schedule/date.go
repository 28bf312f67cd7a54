package schedule

import (
	"time"

	"alongside/internal/directory"
)

// date reads dates and what bounds them: "from 6 Jan", "until 3 March 2026",
// "6 January - 3 March", "April to September:", "Saturday 14 March 2026".
func (p *parser) date(ts []token, i int) (int, bool) {
	begin := i
	starts := false
	if starting[ts[i].text] {
		starts = true
		for i++; i < len(ts) && (ts[i].text == "from" || ts[i].text == "on"); i++ {
		}
	}
	if i < len(ts) && ts[i].kind == dash && ts[i].bound {
		if n, d, ok := p.oneDate(ts, i+1); ok && !starts {
			p.cur.to = p.yearAfter(d)
			return p.header(ts, n)
		}
	}
	if n, months := monthRange(ts, i); n > i {
		p.cur.months = months
		return p.header(ts, n)
	}
	withDay := i
	if i < len(ts) && ts[i].kind == day && len(ts[i].days) == 1 {
		withDay = i + 1
		if nextIs(ts, withDay, comma) {
			withDay++
		}
	}
	n, d, ok := p.oneDate(ts, withDay)
	if !ok {
		if starts && i < len(ts) && ts[i].kind == month {
			return begin, false
		}
		return begin, true
	}
	if n+1 < len(ts) && ts[n].kind == dash {
		if m, e, ok := p.oneDate(ts, n+1); ok {
			p.cur.from = p.yearNear(d)
			p.cur.to = yearFrom(e, p.cur.from)
			return p.header(ts, m)
		}
	}
	if starts {
		p.cur.from = p.yearNear(d)
		if withDay > i && !falls(p.cur.from, ts[i].days[0]) {
			return begin, false
		}
		return p.header(ts, n)
	}
	// One day alone needs its year said, or a weekday that fits.
	if d.year == 0 || (nextIs(ts, n, dash) && nextIs(ts, n+1, day)) {
		return begin, false
	}
	once := p.yearNear(d)
	if withDay > i {
		if !falls(once, ts[i].days[0]) {
			return begin, false
		}
	}
	if p.cur.once != "" && !p.flush() {
		return begin, false
	}
	if len(p.cur.sets) > 0 && !p.flush() {
		return begin, false
	}
	p.cur.once = once
	return n, once.Valid()
}

// falls reports whether a date is on that day of the week.
func falls(d directory.Date, on time.Weekday) bool {
	when, err := d.In(time.UTC)
	return err == nil && when.Weekday() == on
}

// header ends a clause that is nothing but bounds and a colon: they then hold
// for what follows.
func (p *parser) header(ts []token, n int) (int, bool) {
	if p.cur.from != "" && !p.cur.from.Valid() || p.cur.to != "" && !p.cur.to.Valid() {
		return n, false
	}
	if n < len(ts) && ts[n].kind == colon {
		if len(p.cur.sets) > 0 || len(p.cur.times) > 0 {
			h := p.cur.header
			p.cur.header = header{}
			ok := p.flush()
			p.head = h
			return n + 1, ok
		}
		p.head, p.cur.header = p.cur.header, header{}
		return n + 1, true
	}
	return n, true
}

// rough date: the year is 0 when it was not said.
type roughDate struct{ year, month, day int }

// oneDate reads "6 Jan", "3rd March 2026", "March 3", "14/03/2026",
// "2026-03-14".
func (p *parser) oneDate(ts []token, i int) (int, roughDate, bool) {
	numeral := func(j int) bool { return nextIs(ts, j, number, ordinal) }
	year := func(j int) (int, int) {
		k := j
		if nextIs(ts, k, comma) {
			k++
		}
		if nextIs(ts, k, number) && ts[k].n >= 1900 && ts[k].n <= 2200 {
			return k + 1, ts[k].n
		}
		return j, 0
	}
	switch {
	case numeral(i) && nextIs(ts, i+1, month) && ts[i].n > 0 && ts[i].n <= 31:
		n, y := year(i + 2)
		return n, roughDate{y, ts[i+1].n, ts[i].n}, true
	case numeral(i) && i+2 < len(ts) && ts[i+1].text == "of" && nextIs(ts, i+2, month) && ts[i].n > 0:
		n, y := year(i + 3)
		return n, roughDate{y, ts[i+2].n, ts[i].n}, true
	case nextIs(ts, i, month) && numeral(i+1) && ts[i+1].n > 0 && ts[i+1].n <= 31:
		n, y := year(i + 2)
		return n, roughDate{y, ts[i].n, ts[i+1].n}, true
	case nextIs(ts, i, number) && i+4 < len(ts) && ts[i+1].text == "/" && ts[i+3].text == "/" &&
		nextIs(ts, i+2, number) && nextIs(ts, i+4, number) && ts[i+4].n >= 1900:
		return i + 5, roughDate{ts[i+4].n, ts[i+2].n, ts[i].n}, true
	case nextIs(ts, i, number) && ts[i].n >= 1900 && i+4 < len(ts) && ts[i+1].kind == dash && ts[i+3].kind == dash &&
		nextIs(ts, i+2, number) && nextIs(ts, i+4, number):
		return i + 5, roughDate{ts[i].n, ts[i+2].n, ts[i+4].n}, true
	}
	return i, roughDate{}, false
}

// monthRange reads "April to September", wrapping round the year's end.
func monthRange(ts []token, i int) (int, []int) {
	if !nextIs(ts, i, month) || !nextIs(ts, i+1, dash) || !nextIs(ts, i+2, month) || nextIs(ts, i+3, number) {
		return i, nil
	}
	from, to := ts[i].n, ts[i+2].n
	months := []int{from}
	for m := from; m != to; {
		m = m%12 + 1
		months = append(months, m)
	}
	return i + 3, months
}

func (d roughDate) in(year int) directory.Date {
	t := time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	if d.month < 1 || d.month > 12 || t.Day() != d.day {
		return "?" // not a day of any calendar
	}
	return directory.DateOf(t)
}

// yearNear gives the date in its own year, or else in the year that brings it
// nearest to today.
func (p *parser) yearNear(d roughDate) directory.Date {
	if d.year != 0 {
		return d.in(d.year)
	}
	today, err := p.today.In(time.UTC)
	if err != nil {
		return "?"
	}
	best, least := directory.Date("?"), time.Duration(1<<62)
	for y := today.Year() - 1; y <= today.Year()+1; y++ {
		when, err := d.in(y).In(time.UTC)
		if err != nil {
			continue
		}
		if gap := when.Sub(today).Abs(); gap < least {
			best, least = d.in(y), gap
		}
	}
	return best
}

// yearAfter gives the date in its own year, or else the next one from today.
func (p *parser) yearAfter(d roughDate) directory.Date { return yearFrom(d, p.today) }

func yearFrom(d roughDate, from directory.Date) directory.Date {
	if d.year != 0 {
		return d.in(d.year)
	}
	begin, err := from.In(time.UTC)
	if err != nil {
		return "?"
	}
	if on := d.in(begin.Year()); on >= from {
		return on
	}
	return d.in(begin.Year() + 1)
}
