package feed

import (
	"cmp"
	"fmt"
	"slices"

	"alongside/internal/directory"
)

// The most that folding keeps until the end of a file.
const (
	maxFolded   = 50_000
	maxSessions = 500
	// maxPending are the rows that can be folded in one file.
	maxPending = 300_000
)

// folder gathers rows with the same id into one listing, in the order in which
// each first came.
type folder struct {
	byID  map[string]*item
	order []*item
	rows  int
}

// add takes one row's item. It fails when there are too many listings to keep.
func (f *folder) add(it item) error {
	if f.byID == nil {
		f.byID = make(map[string]*item)
	}
	if f.rows++; f.rows > maxPending {
		return fmt.Errorf("line %d: more than %d rows are to be folded", it.line, maxPending)
	}
	have, ok := f.byID[it.listing.ID]
	if !ok {
		if len(f.order) >= maxFolded {
			return fmt.Errorf("line %d: folding makes more than %d listings", it.line, maxFolded)
		}
		kept := it
		kept.rows = 1
		f.byID[it.listing.ID] = &kept
		f.order = append(f.order, &kept)
		return nil
	}
	have.rows++
	have.timesRead += it.timesRead
	have.timesText += it.timesText
	if len(have.warnings) < 20 {
		have.warnings = append(have.warnings, it.warnings...)
	}
	have.listing = foldInto(have.listing, it.listing)
	return nil
}

// foldInto adds to a listing what another row of it says: its activities, its
// times, and what the first left empty.
func foldInto(l, more directory.Listing) directory.Listing {
	for _, a := range more.Activities {
		if !slices.ContainsFunc(l.Activities, func(have string) bool { return key(have) == key(a) }) {
			l.Activities = append(l.Activities, a)
		}
	}
	l.Description = cmp.Or(l.Description, more.Description)
	l.HowToJoin = cmp.Or(l.HowToJoin, more.HowToJoin)
	l.Email, l.URL = cmp.Or(l.Email, more.Email), cmp.Or(l.URL, more.URL)
	l.Schedules = append(l.Schedules, more.Schedules...)
	for _, at := range more.At {
		i := slices.IndexFunc(l.At, func(have directory.ServiceAtLocation) bool { return have.ID == at.ID })
		if i < 0 {
			l.At = append(l.At, at)
		} else {
			l.At[i].Schedules = append(l.At[i].Schedules, at.Schedules...)
		}
	}
	return l
}

// finish gives a folded listing with its times put together.
func finish(it *item) item {
	it.listing.Schedules = bound(it, together(it.listing.Schedules))
	for i := range it.listing.At {
		it.listing.At[i].Schedules = bound(it, together(it.listing.At[i].Schedules))
	}
	return *it
}

// bound keeps the sessions that end last, when there are more than a listing
// can hold, and says so.
func bound(it *item, s []directory.Schedule) []directory.Schedule {
	if len(s) <= maxSessions {
		return s
	}
	it.warn("", "%d different times are folded into one listing; the last %d are kept", len(s), maxSessions)
	s = slices.Clone(s)
	slices.SortStableFunc(s, func(a, b directory.Schedule) int { return cmp.Compare(lastDay(b), lastDay(a)) })
	return together(s[:maxSessions])
}

func lastDay(s directory.Schedule) directory.Date {
	if s.Rule == "" {
		return cmp.Or(s.Start, s.ValidTo)
	}
	return cmp.Or(s.ValidTo, "9999-12-31")
}
