package schedule

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"

	"alongside/internal/directory"
)

// The sessions that make up what a listing's days are: those of Ahead, or the
// next Fewest where those are fewer.
const (
	Ahead  = 12 * 7 * 24 * time.Hour
	Fewest = 4
)

// farthest bounds how far ahead occurrences are worked out.
const farthest = 3 * 366 * 24 * time.Hour

// Occurrences gives the sessions of schedules that are under way or begin
// between from and to, merged, in order, each moment once, at most limit of
// them. A session without an end has End equal to Start; a day without times
// is whole, from midnight to midnight. A rule that cannot be read is an error.
func Occurrences(schedules []directory.Schedule, from, to time.Time, limit int) ([]directory.Occurrence, error) {
	if to.Sub(from) > farthest {
		to = from.Add(farthest)
	}
	var out []directory.Occurrence
	for _, s := range schedules {
		found, err := occurrences(s, from, to, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	slices.SortFunc(out, func(a, b directory.Occurrence) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	out = slices.CompactFunc(out, func(a, b directory.Occurrence) bool { return a.Start == b.Start })
	return out[:min(limit, len(out))], nil
}

func occurrences(s directory.Schedule, from, to time.Time, limit int) ([]directory.Occurrence, error) {
	if !s.Known() {
		return nil, nil
	}
	zone := cmp.Or(s.Zone, directory.DefaultZone)
	loc, err := Zone(zone)
	if err != nil {
		return nil, err
	}
	// A session may have begun the day before and still be under way.
	first, last := directory.DateOf(from.In(loc).AddDate(0, 0, -1)), directory.DateOf(to.In(loc))
	if s.ValidFrom > first {
		first = s.ValidFrom
	}
	if s.ValidTo != "" && s.ValidTo < last {
		last = s.ValidTo
	}
	days, err := days(s, first, last, limit+2+len(s.Except))
	if err != nil {
		return nil, err
	}
	var out []directory.Occurrence
	for _, d := range days {
		o, err := session(s, d, loc)
		if err != nil {
			return nil, err
		}
		begun := !o.Start.Time().Before(from)
		underWay := o.End.Time().After(from)
		if (begun || underWay) && o.Start.Time().Before(to) {
			out = append(out, o)
		}
	}
	return out[:min(limit, len(out))], nil
}

// defaultZone is read once: loading a zone costs as much as a year of sessions.
var defaultZone = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation(directory.DefaultZone) })

// Zone gives an IANA zone by its name.
func Zone(name string) (*time.Location, error) {
	loc, err := defaultZone()
	if name != directory.DefaultZone {
		loc, err = time.LoadLocation(name)
	}
	if err != nil {
		return nil, fmt.Errorf("zone %q: %w", name, err)
	}
	return loc, nil
}

// Today gives the local day of a moment, in the zone of those that name none.
func Today(now time.Time) directory.Date {
	if loc, err := defaultZone(); err == nil {
		now = now.In(loc)
	}
	return directory.DateOf(now)
}

// session gives the session of a day: the wall clock's times in the zone, so
// that an hour the clocks skip moves on, as time.Date does.
func session(s directory.Schedule, d directory.Date, loc *time.Location) (directory.Occurrence, error) {
	midnight, err := d.In(loc)
	if err != nil {
		return directory.Occurrence{}, err
	}
	at := func(minutes int) directory.Millis {
		y, m, day := midnight.Date()
		return directory.MillisOf(time.Date(y, m, day, 0, minutes, 0, 0, loc))
	}
	opens, timed := s.Opens.Minutes()
	if !timed {
		return directory.Occurrence{Start: at(0), End: at(24 * 60)}, nil
	}
	o := directory.Occurrence{Start: at(opens), End: at(opens)}
	if closes, ok := s.Closes.Minutes(); ok {
		if closes <= opens {
			closes += 24 * 60
		}
		o.End = max(at(closes), o.Start)
	}
	return o, nil
}

// SlotsOf gives the weekdays and parts of the day in which sessions lie, by
// the clock of loc: each part that holds half an hour of a session, or all of
// it. A session of no known length lies where it begins; one past midnight
// counts for the day it began on.
func SlotsOf(occurrences []directory.Occurrence, loc *time.Location) directory.Slots {
	var out directory.Slots
	for _, o := range occurrences {
		start := o.Start.Time().In(loc)
		from := start.Hour()*60 + start.Minute()
		to := from + int((o.End-o.Start)/60_000)
		var found, first directory.Slots
		for _, p := range directory.PartsOfDay() {
			begin, end := partBounds(p)
			if min(to, end)-max(from, begin) >= 30 {
				found |= directory.Slot(start.Weekday(), p)
			}
			if from >= begin && from < end {
				first = directory.Slot(start.Weekday(), p)
			}
		}
		if found == 0 {
			found = first
		}
		out |= found
	}
	return out
}

// partBounds gives a part of the day in minutes after midnight.
func partBounds(p directory.PartOfDay) (begin, end int) {
	switch p {
	case directory.Morning:
		return 0, 12 * 60
	case directory.Afternoon:
		return 12 * 60, 17 * 60
	}
	return 17 * 60, 24 * 60
}
