package schedule

import "alongside/internal/directory"

// span is a session's times of day in minutes after midnight; ends is -1 when
// nobody said.
type span struct{ begins, ends int }

// minutesIn gives the time in one half of the day ('a' or 'p'), and whether
// it can be meant there.
func (r rough) minutesIn(half byte) (int, bool) {
	if r.hour > 24 || (r.hour == 24 && r.minute > 0) {
		return 0, false
	}
	if r.exact {
		return r.hour*60 + r.minute, true
	}
	if r.half != 0 && r.half != half {
		return 0, false
	}
	switch {
	case r.hour > 12 || r.hour == 0:
		return r.hour*60 + r.minute, half == 'a' || r.hour > 12
	case r.hour == 12:
		if half == 'a' {
			return r.minute, r.half == 'a'
		}
		return 12*60 + r.minute, true
	case half == 'p':
		return (r.hour+12)*60 + r.minute, true
	}
	return r.hour*60 + r.minute, true
}

// part is a part of the day, with the first and last minutes at which what is
// said to be in it may begin.
type part struct {
	half     byte
	from, to int
}

var parts = map[string]*part{
	"morning": morning, "mornings": morning, "afternoon": afternoon, "afternoons": afternoon,
	"evening": evening, "evenings": evening, "night": evening, "nights": evening,
}

var (
	morning   = &part{'a', 5 * 60, 12*60 - 1}
	afternoon = &part{'p', 12 * 60, 18*60 - 1}
	evening   = &part{'p', 16 * 60, 24*60 - 1}
)

// in settles by the part of the day which half the times of a range are in:
// "Tuesday evenings 7-9". Nil is no part, and settles nothing.
func (p *part) in(a, b rough) (rough, rough) {
	if p == nil || a.half != 0 || a.exact || a.hour > 12 {
		return a, b
	}
	a.half = p.half
	if b.half == 0 && !b.exact && p.half == 'a' && b.hour > a.hour && b.hour < 12 {
		b.half = 'a'
	}
	return a, b
}

// holds reports whether what begins then is in the part of the day.
func (p *part) holds(begins int) bool {
	return p == nil || (begins >= p.from && begins <= p.to)
}

// settled gives the time when it can be meant in one way alone.
func (r rough) settled() (int, bool) {
	if !r.exact && r.half == 0 {
		return 0, false
	}
	if r.exact {
		return r.minutesIn('p')
	}
	return r.minutesIn(r.half)
}

// between settles a range of two times as they were written, and says whether
// it can be meant in one way alone.
func between(a, b rough) (span, bool) {
	if a.exact && a.hour < 10 && b.half == 0 && b.minutes && b.hour >= 10 {
		b.exact = true // "08:30 - 10:00": the nought says that it is by the clock
	}
	if b.hour > 12 && b.minutes && a.half == 0 {
		a.exact = true // "7.00-22.00" goes by the clock as well
	}
	from, fromKnown := a.settled()
	to, toKnown := b.settled()
	switch {
	case fromKnown && toKnown:
		if to == 0 { // until 12am is until the day's end
			to = 24 * 60
		}
		return span{from, to}, from != to
	case toKnown:
		return fromBefore(a, to)
	case fromKnown:
		return toAfter(from, a, b)
	}
	return bare(a, b)
}

// fromBefore settles "6 - 8pm" and "10 - 2.30pm": the shorter of what can be
// meant.
func fromBefore(a rough, to int) (span, bool) {
	best := span{-1, to}
	for _, half := range []byte{'a', 'p'} {
		if from, ok := a.minutesIn(half); ok && from < to && (best.begins < 0 || from > best.begins) {
			best.begins = from
		}
	}
	return best, best.begins >= 0
}

// toAfter settles "9.30am - 3.30" and "2pm - 4". "8am - 9" could end in the
// morning or at night, and is left.
func toAfter(from int, a, b rough) (span, bool) {
	if b.hour > 12 {
		to, ok := b.minutesIn('p')
		return span{from, to}, ok && to > from
	}
	morning, _ := b.minutesIn('a') // a bare hour up to 12 is a time in either half
	evening, ok := b.minutesIn('p')
	if !ok {
		return span{}, false
	}
	if b.hour == 12 {
		morning = -1
	}
	switch {
	case from >= 12*60:
		return span{from, evening}, evening > from
	case morning > from:
		return span{}, false
	}
	return span{from, evening}, evening > from
}

// bare settles a range in which nothing is said of morning or afternoon:
// 10-12 and 9-5 begin in the morning, 2-4 after noon, 17-19 by the clock; 7-9
// could be either, and is left.
func bare(a, b rough) (span, bool) {
	if a.hour > 12 || b.hour > 12 {
		from, okFrom := rough{hour: a.hour, minute: a.minute, exact: true}.settled()
		to, okTo := rough{hour: b.hour, minute: b.minute, exact: true}.settled()
		return span{from, to}, okFrom && okTo && from < to
	}
	start := a.hour*60 + a.minute
	end := b.hour*60 + b.minute
	if a.hour == 0 || b.hour == 0 {
		return span{}, false
	}
	switch {
	case a.hour >= 9 && a.hour <= 11:
		if end <= start {
			end += 12 * 60
		}
	case a.hour == 12 && b.hour != 12:
		end += 12 * 60
	case a.hour <= 4:
		start += 12 * 60
		if end += 12 * 60; b.hour == 12 {
			return span{}, false
		}
	case a.hour <= 8 && b.hour <= 5 && a.hour >= 7:
		end += 12 * 60
	default:
		return span{}, false
	}
	return span{start, end}, start < end && end-start <= 12*60
}

// clocks gives a span as a schedule has it. What ends after midnight closes at
// or before it opens, as directory.Schedule says.
func (s span) clocks() (opens, closes directory.Clock) {
	opens = directory.ClockOf(s.begins)
	if s.ends >= 0 {
		closes = directory.ClockOf(s.ends)
	}
	return opens, closes
}
