package calendar

import (
	"cmp"
	"slices"
	"time"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

const (
	// horizon is how far ahead exceptions, additions and holidays are written:
	// as far as schedule.Occurrences looks.
	horizon = 3 * 366 * 24 * time.Hour
	// listed is how far ahead days are written one by one, where iCalendar
	// cannot say the rule.
	listed = 366 * 24 * time.Hour
	// most bounds the sessions of one schedule: daily up to the horizon.
	most = 1200
)

// plan is what a schedule comes to from now on.
type plan struct {
	zone   string
	loc    *time.Location
	allDay bool
	// opens is in minutes after midnight.
	opens int
	// known is the day to which sessions were worked out.
	known directory.Date
	// first is the session that the rule, the additions and the exceptions go
	// out from; nil when every session stands alone.
	first *directory.Occurrence
	// rule is the RRULE; empty for none.
	rule         string
	except, also []directory.Occurrence
	// alone are sessions before the first: additions before the rule's next
	// day, which RDATE cannot give, for DTSTART has to be the earliest and on a
	// day of the rule.
	alone []directory.Occurrence
}

// planOf works a schedule out. A schedule with no session ahead gives a plan
// that is empty. What it gives is the difference between what schedule says of
// the whole and of the rule alone, so that nothing is worked out twice.
func planOf(s directory.Schedule, now time.Time) (plan, error) {
	p := plan{zone: cmp.Or(s.Zone, directory.DefaultZone)}
	var timed bool
	p.opens, timed = s.Opens.Minutes()
	p.allDay = !timed
	var err error
	if p.loc, err = schedule.Zone(p.zone); err != nil {
		return p, err
	}
	p.known = directory.DateOf(now.Add(horizon).In(p.loc))
	all, err := sessions(s, now, horizon)
	if err != nil || len(all) == 0 {
		return p, err
	}
	rule, err := readRule(s)
	if err != nil {
		return p, err
	}
	if rule != nil {
		bare := s
		bare.Except, bare.Also, bare.TermTime = nil, nil, false
		ruled, err := sessions(bare, now, horizon)
		if err != nil {
			return p, err
		}
		if first := p.firstPlain(both(all, ruled)); first != nil {
			p.between(first, all, ruled)
			p.rule, err = p.ruleText(s, rule, ruled)
			return p, err
		}
	}
	if s.Rule != "" {
		next, end := all[0], directory.MillisOf(now.Add(listed))
		all = slices.DeleteFunc(all, func(o directory.Occurrence) bool { return o.Start > end && o != next })
	}
	p.between(p.firstPlain(all), all, nil)
	return p, nil
}

// between shares the sessions out around the first.
func (p *plan) between(first *directory.Occurrence, all, ruled []directory.Occurrence) {
	p.first = first
	inAll, inRule := starts(all), starts(ruled)
	for _, o := range all {
		switch {
		case first == nil || o.Start < first.Start:
			p.alone = append(p.alone, o)
		case o.Start > first.Start && !inRule[o.Start]:
			p.also = append(p.also, o)
		}
	}
	for _, o := range ruled {
		if o.Start > first.Start && !inAll[o.Start] {
			p.except = append(p.except, o)
		}
	}
}

// firstPlain gives the first session that begins at the hour that the schedule
// says, which no session does that the clocks skip: all others would follow it.
func (p *plan) firstPlain(os []directory.Occurrence) *directory.Occurrence {
	for _, o := range os {
		t := p.local(o.Start)
		if p.allDay || t.Hour()*60+t.Minute() == p.opens%(24*60) {
			return &o
		}
	}
	return nil
}

// local gives a moment by the clock of the zone.
func (p *plan) local(m directory.Millis) time.Time { return m.Time().In(p.loc) }

func sessions(s directory.Schedule, now time.Time, ahead time.Duration) ([]directory.Occurrence, error) {
	return schedule.Occurrences([]directory.Schedule{s}, now, now.Add(ahead), most)
}

func starts(os []directory.Occurrence) map[directory.Millis]bool {
	out := make(map[directory.Millis]bool, len(os))
	for _, o := range os {
		out[o.Start] = true
	}
	return out
}

func both(a, b []directory.Occurrence) []directory.Occurrence {
	in := starts(b)
	var out []directory.Occurrence
	for _, o := range a {
		if in[o.Start] {
			out = append(out, o)
		}
	}
	return out
}
