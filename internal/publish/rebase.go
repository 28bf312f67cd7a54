package publish

import (
	"slices"

	"alongside/internal/directory"
)

// rebase brings what was made of one state of a listing to a newer one: what
// was not changed is taken from the newer, and what only one of the two changed
// is as they made it. It gives the fields that both changed, each to something
// else; there mine stays.
//
// Organisations and places are shared among listings, so they are told from the
// list of places: each comes together by itself.
func rebase(base, mine, newer directory.Listing) (out directory.Listing, clashes []string) {
	out = mine
	for _, f := range fields() {
		if f.key == "places" {
			continue
		}
		switch {
		case f.same(base, mine):
			f.take(&out, newer)
		case f.same(base, newer), f.same(mine, newer):
		default:
			clashes = append(clashes, f.key)
		}
	}
	at, clash := rebasePlaces(base.At, mine.At, newer.At)
	if out.At = at; clash {
		clashes = append(clashes, "places")
	}
	keep(&out, newer)
	return out, clashes
}

// rebasePlaces is rebase for the list of places, and for each place in it.
func rebasePlaces(base, mine, newer []directory.ServiceAtLocation) (out []directory.ServiceAtLocation, clash bool) {
	b, m, n := bare(base), bare(mine), bare(newer)
	switch {
	case alike(&b, &m):
		out = slices.Clone(newer)
	case alike(&b, &n), alike(&m, &n):
		out = slices.Clone(mine)
	default:
		out, clash = slices.Clone(mine), true
	}
	were, are, mines := located(base), located(newer), located(mine)
	for i := range out {
		id := out[i].Location.ID
		my, have := mines[id]
		is, known := are[id]
		if !have || !known {
			continue
		}
		was, had := were[id]
		switch {
		case had && alike(&was, &my):
			out[i].Location = is
		case had && alike(&was, &is), alike(&my, &is):
			out[i].Location = my
		default:
			out[i].Location, clash = my, true
		}
	}
	return out, clash
}

// bare gives places without what is shared: each location is its id alone.
func bare(at []directory.ServiceAtLocation) []directory.ServiceAtLocation {
	out := slices.Clone(at)
	for i := range out {
		out[i].Location = directory.Location{ID: out[i].Location.ID}
	}
	return out
}

func located(at []directory.ServiceAtLocation) map[string]directory.Location {
	out := make(map[string]directory.Location, len(at))
	for _, x := range at {
		out[x.Location.ID] = x.Location
	}
	return out
}
