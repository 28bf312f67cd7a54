package calendar

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"

	"alongside/internal/directory"
)

// entry is one schedule with the places that it holds for.
type entry struct {
	// id is the schedule's identity: a UUID that stays the same while the
	// schedule keeps its own id or, having none, its position.
	id     string
	times  directory.Schedule
	places []directory.ServiceAtLocation
}

// entriesOf gives the schedules of a listing's places, or of the one place, and
// then those of the listing itself. The same times twice at the same place are
// one entry. A closed listing has none before the day on which it opens again.
func entriesOf(l directory.Listing, place string) ([]entry, error) {
	chosen := l.At
	if place != "" {
		chosen = slices.DeleteFunc(slices.Clone(l.At), func(at directory.ServiceAtLocation) bool { return at.ID != place })
		if len(chosen) == 0 {
			return nil, directory.Errorf(directory.CodeNotFound, noPlace)
		}
	}
	reopens, open := opens(l)
	if !open {
		return nil, nil
	}
	var out []entry
	add := func(place string, schedules []directory.Schedule, at []directory.ServiceAtLocation, besides []directory.Schedule) {
		var ids []string
		for i, s := range schedules {
			id := s.ID
			if id == "" || slices.Contains(ids, id) {
				id = "#" + strconv.Itoa(i)
			}
			ids = append(ids, id)
			repeats := func(other directory.Schedule) bool { return sameTimes(s, other) }
			if slices.ContainsFunc(schedules[:i], repeats) || slices.ContainsFunc(besides, repeats) {
				continue
			}
			s.ValidFrom = max(s.ValidFrom, reopens)
			out = append(out, entry{id: directory.ImportedID("calendar", l.ID+"\n"+place+"\n"+id), times: s, places: at})
		}
	}
	for i, at := range chosen {
		add(cmp.Or(at.ID, "#"+strconv.Itoa(i)), at.Schedules, []directory.ServiceAtLocation{at}, nil)
	}
	var told []directory.Schedule
	if len(chosen) == 1 {
		told = chosen[0].Schedules
	}
	add("", l.Schedules, chosen, told)
	return out, nil
}

// opens gives the day on which a closed listing opens again, empty for one that
// is open; and false for one of which nobody knows that it will.
func opens(l directory.Listing) (directory.Date, bool) {
	switch l.Status {
	case directory.Inactive, directory.Defunct:
		return "", false
	case directory.TemporarilyClosed:
		return l.ClosedUntil, l.ClosedUntil != ""
	}
	return "", true
}

// sameTimes reports whether two schedules say the same but for their words.
func sameTimes(a, b directory.Schedule) bool {
	for _, s := range []*directory.Schedule{&a, &b} {
		s.ID, s.Text, s.Note, s.Link, s.Extra = "", "", "", "", nil
	}
	return reflect.DeepEqual(a, b)
}
