package public

import (
	"context"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/lang"
)

const (
	// mostAround is how many things stand under "more like this", and how many
	// under the same day.
	mostAround = 3
	// dayWithin is how far from a thing another one on the same day is, in
	// metres.
	dayWithin = 3_000
)

// around is what else there is for someone who looks at a listing.
type around struct {
	Like []card
	Day  []card
	// DayText names the day.
	DayText string
}

// around finds what is like a listing near it, and what else happens nearby on
// the day of its next session. What can't be found is left out: the listing is
// there all the same.
func (h handlers) around(ctx context.Context, w *lang.Words, l directory.Listing, next *session, skip string) around {
	var out around
	var near *directory.Place
	p, about := h.pointOf(ctx, l)
	if p != nil {
		near = &directory.Place{Point: *p}
	}
	words := l.Name
	if len(l.Activities) > 0 {
		words = l.Activities[0]
	}
	out.Like = h.found(ctx, w, directory.Query{Words: words, Near: near, Sort: directory.SortBest}, skip, "", nil)
	if next == nil || near == nil {
		return out
	}
	begins, err := time.Parse(sessionLayout, next.Date)
	if err != nil {
		return out
	}
	out.DayText = w.Date(begins, h.Now())
	out.Day = h.found(ctx, w, directory.Query{Near: near, Within: dayWithin, Days: []time.Weekday{begins.Weekday()}, Sort: directory.SortNearest}, skip, next.Date[:len("2006-01-02")], out.Like)
	if about {
		for i := range out.Like {
			out.Like[i].Distance = "" // it would be from the middle of a district
		}
		for i := range out.Day {
			out.Day[i].Distance = ""
		}
	}
	return out
}

// lookedAt is how many are looked at for the few that are shown.
const lookedAt = 30

// found gives the first few that a query finds, but for one and for those that
// are shown already; only those whose next session is on a date, if there is
// one.
func (h handlers) found(ctx context.Context, w *lang.Words, q directory.Query, skip, date string, shown []card) []card {
	q.Limit = lookedAt
	r, err := h.Search.Search(ctx, q)
	if err != nil {
		return nil
	}
	var out []card
	for _, hit := range r.Hits {
		hit.Highlights = nil
		c := h.card(w, q, hit)
		there := c.ID == skip || !strings.HasPrefix(c.Date, date)
		for _, s := range shown {
			there = there || s.ID == c.ID
		}
		if !there && len(out) < mostAround {
			out = append(out, c)
		}
	}
	return out
}

// pointOf gives a point of a listing that may be shown, and whether it is only
// the middle of an area; nil for none.
func (h handlers) pointOf(ctx context.Context, l directory.Listing) (p *orb.Point, about bool) {
	for _, at := range l.At {
		if p, about, err := h.shownAt(ctx, at.Location); err == nil && p != nil {
			return p, about
		}
	}
	return nil, false
}

// shownAt gives where a location may be shown, and whether that is only the
// middle of an area; nil where it may not.
func (h handlers) shownAt(ctx context.Context, l directory.Location) (p *orb.Point, about bool, err error) {
	if l.ToldWhenYouJoin {
		if _, centre, ok := h.Places.District(l); ok {
			return &centre, true, nil
		}
		return nil, false, nil
	}
	point, from, ok, err := h.Places.Locate(ctx, l)
	if err != nil || !ok {
		return nil, false, err
	}
	return &point, from != directory.PointGiven && from != directory.PointFromPostcode, nil
}
