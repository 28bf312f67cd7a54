package index

import (
	"cmp"
	"math"
	"slices"
	"time"

	"alongside/internal/directory"
)

// candidate is one service that fits, at the place of it that fits best.
type candidate struct {
	service *service
	record  *record
	// metres is the distance; -1 without one.
	metres float64
	score  float64
	// order is what the sort compares first, smaller first.
	order float64
	// others counts its other places that fit.
	others int
}

const (
	// decay is the distance in metres at which nearness counts for half: about
	// an hour's walk there and back.
	decay = 4000
	// unplaced is how what has no place but serves the query's counts among
	// those that have one: like something this far away, in metres.
	unplaced = 8000
	// freshShare is the most that a recent check adds to a score.
	freshShare = 0.1
	// freshDays is after how many days a check counts for half.
	freshDays = 180
)

// ranker scores and orders candidates.
type ranker struct {
	f     *filters
	words found
	now   time.Time
}

// score gives how well a card fits, higher is better:
//
//	words x nearness x (1 + 0.1 x freshness)
//
// words is bleve's score, or 1 without words; nearness is 1 / (1 + metres /
// 4000), or 1 without a place in the query; freshness halves every 180 days
// since someone checked the listing, and is 0 when nobody has.
func (r *ranker) score(rec *record, metres float64) float64 {
	score := 1.0
	if r.words != nil {
		score = r.words[rec.key]
	}
	if r.f.q.Near != nil {
		if metres < 0 {
			metres = unplaced
		}
		score /= 1 + metres/decay
	}
	if at := rec.card.VerifiedAt; at > 0 {
		days := r.now.Sub(at.Time()).Hours() / 24
		score *= 1 + freshShare*math.Exp2(-max(days, 0)/freshDays)
	}
	return score
}

func (r *ranker) metres(c *directory.Card) float64 {
	if r.f.q.Near == nil || c.Place.Point == nil {
		return -1
	}
	return Metres(r.f.q.Near.Point, *c.Place.Point)
}

// best gives the service at the place of it that fits best, and whether any
// does.
func (r *ranker) best(s *service, fits func(*record) bool) (candidate, bool) {
	out := candidate{service: s}
	for _, rec := range s.records {
		if !fits(rec) {
			continue
		}
		metres := r.metres(&rec.card)
		c := candidate{service: s, record: rec, metres: metres, score: r.score(rec, metres), others: out.others}
		if out.record == nil {
			out = c
			continue
		}
		if r.before(c, out) {
			out = c
		}
		out.others++
	}
	if out.record == nil {
		return out, false
	}
	out.order = r.order(out)
	return out, true
}

// before reports whether a is the better of two places of one service: the
// nearer one, else the one that scores better, else the first.
func (r *ranker) before(a, b candidate) bool {
	if a.metres != b.metres && r.f.q.Near != nil {
		return b.metres < 0 || (a.metres >= 0 && a.metres < b.metres)
	}
	return a.score > b.score
}

// order gives what the query's sort compares, smaller first.
func (r *ranker) order(c candidate) float64 {
	switch r.f.q.Sort {
	case directory.SortNearest:
		return nearestFirst(c)
	case directory.SortSoonest:
		if next := upcoming(c.record.card.Occurrences, r.now, 1); len(next) > 0 {
			return float64(next[0].Start)
		}
		return math.MaxFloat64
	case directory.SortChecked:
		return -float64(c.record.card.VerifiedAt)
	}
	if r.words == nil && r.f.q.Near != nil && r.f.q.Within == 0 {
		return nearestFirst(c)
	}
	return -c.score
}

func nearestFirst(c candidate) float64 {
	if c.metres < 0 {
		return math.MaxFloat64
	}
	return c.metres
}

// sort orders candidates by the query's sort, then by score, then by id, so
// that the order is whole and pages are stable.
func sortCandidates(cs []candidate) { slices.SortFunc(cs, compareCandidates) }

func compareCandidates(a, b candidate) int {
	if c := cmp.Compare(a.order, b.order); c != 0 {
		return c
	}
	if c := cmp.Compare(b.score, a.score); c != 0 {
		return c
	}
	return cmp.Compare(a.service.id, b.service.id)
}

// upcoming gives the first sessions that end after now, at most n.
func upcoming(all []directory.Occurrence, now time.Time, n int) []directory.Occurrence {
	at := directory.MillisOf(now)
	for i, o := range all {
		if o.End > at || (o.End == o.Start && o.Start >= at) {
			return all[i:min(i+n, len(all))]
		}
	}
	return nil
}
