package publish

import (
	"cmp"
	"context"
	"slices"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// Session is one day at one place of a listing.
type Session struct {
	// At is the id of the place; empty where the times belong to none.
	At string
	// Day is the day on which it begins, by the clock there.
	Day directory.Date
}

// Cancel takes one session out: "cancelled this week". It does not happen on
// that day at that place, and everything else does. CodeInvalid at "day" when
// there is none on that day, and at "at" when there is no such place.
func (ls *Listings) Cancel(ctx context.Context, who Actor, id string, s Session, why string) (directory.Listing, error) {
	l, err := ls.amend(ctx, Act{Deed: DeedCancelled, Actor: who, ListingID: id, Why: why}, func(l *directory.Listing) error {
		times, err := timesAt(l, s.At)
		if err != nil {
			return err
		}
		found := false
		for i := range *times {
			t := &(*times)[i]
			on, err := happens(*t, s.Day)
			if err != nil {
				return err
			}
			if on {
				t.Except, found = append(t.Except, s.Day), true
				slices.Sort(t.Except)
			}
		}
		if !found {
			return directory.Invalid([]directory.Fault{directory.Faultf("day", "cancel-day", "There is nothing on that day.")})
		}
		return nil
	})
	return l, about(err, "cancel a session of", id)
}

// Reinstate takes back what Cancel did; a day that is not cancelled changes
// nothing.
func (ls *Listings) Reinstate(ctx context.Context, who Actor, id string, s Session, why string) (directory.Listing, error) {
	l, err := ls.amend(ctx, Act{Deed: DeedReinstated, Actor: who, ListingID: id, Why: why}, func(l *directory.Listing) error {
		times, err := timesAt(l, s.At)
		if err != nil {
			return err
		}
		for i := range *times {
			t := &(*times)[i]
			t.Except = slices.DeleteFunc(t.Except, func(d directory.Date) bool { return d == s.Day })
		}
		return nil
	})
	return l, about(err, "reinstate a session of", id)
}

// timesAt gives the schedules that hold at a place, to be changed there alone.
// Those that hold wherever it happens become the place's own first, unless it is
// the only place.
func timesAt(l *directory.Listing, at string) (*[]directory.Schedule, error) {
	if at == "" {
		return &l.Schedules, nil
	}
	for i := range l.At {
		place := &l.At[i]
		switch {
		case place.ID != at:
		case len(place.Schedules) == 0 && len(l.At) == 1:
			return &l.Schedules, nil
		case len(place.Schedules) == 0:
			for _, s := range l.Schedules {
				s.Except, s.Also = slices.Clone(s.Except), slices.Clone(s.Also)
				place.Schedules = append(place.Schedules, s)
			}
			return &place.Schedules, nil
		default:
			return &place.Schedules, nil
		}
	}
	return nil, directory.Invalid([]directory.Fault{directory.Faultf("at", "cancel-place", "This is not one of its places.")})
}

// happens reports whether a session begins on a day.
func happens(s directory.Schedule, day directory.Date) (bool, error) {
	if !day.Valid() || slices.Contains(s.Except, day) {
		return false, nil
	}
	loc, err := schedule.Zone(cmp.Or(s.Zone, directory.DefaultZone))
	if err != nil {
		return false, err
	}
	from, err := day.In(loc)
	if err != nil {
		return false, err
	}
	found, err := schedule.Occurrences([]directory.Schedule{s}, from, from.AddDate(0, 0, 1), 8)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(found, func(o directory.Occurrence) bool {
		return directory.DateOf(o.Start.Time().In(loc)) == day
	}), nil
}
