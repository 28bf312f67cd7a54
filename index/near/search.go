package near

import (
	"context"
	"math"
	"time"

	"github.com/blevesearch/vellum"
)

// windowSize is how many ranks are weighed at once: few enough that their
// scores stay in the nearest cache.
const windowSize = 2048

// search is one search under way. Searches are used again and again, so that
// one allocates little but its answer.
type search struct {
	ctx  context.Context
	snap *snapshot
	q    *Query
	now  int64 // milliseconds
	// about is true when hits carry what they are about.
	about bool
	// nowStep is now in steps of freshStep.
	nowStep uint16

	tests []test
	times times
	by    order
	// best is set where only the best are wanted, and plain where all that is
	// near enough fits besides.
	best, plain bool
	// here is the query's place, if it has one; inside and outside are the
	// squares of the chords within which everything is, and beyond which
	// nothing is, within the radius.
	here            vector
	inside, outside float32
	areaKeys        []string
	// runs are those that serve the place, and named is room for verdicts on
	// sets of areas: whether they are those asked for.
	runs  []uint32
	named [][]uint8
	skip  []uuid
	after *candidate

	counter counter
	top     top
	total   int
	partial bool
	// members are the places that count of services with several; heads the
	// last of each service's among them, and places those of one.
	members []member
	places  []*member
	// misses are what nearly fits, and page is what is shown.
	misses []miss
	page   []candidate
	heads  []uint32
	// cut is the square of the chord beyond which nothing enters the nearest.
	cut float32

	// reach bounds the nearness of each block of a view that is looked at, and
	// least what words must give to enter the best from right here.
	reach []float32
	least float32
	// upTo sums up the most that lists can add: see rankLists.
	upTo []float32

	lists   []weighted
	weights []float64
	// missing says of each term whether no view holds it, and unknown how many
	// such there are.
	missing []bool
	unknown int
	// spans are the ranges of rank to look at; unplaced those without a place,
	// where only the best are wanted.
	spans, unplaced []ranks
	scores          [windowSize]float32
	// met are the terms that each rank of a window holds, as bits; those from
	// the 64th on share the last.
	met     [windowSize]uint64
	touched []uint16
	// held are the documents to be weighed next.
	held []held
	// read is what was read ahead; nobody looks at it.
	read    uint64
	readers map[*vellum.FST]*vellum.Reader
	queue   []blockAt
	keyText []byte
	// terms are marked in the hits; hashes are theirs.
	terms  []string
	hashes []uint16
}

// manyTerms is from which term on terms share a bit.
const manyTerms = 63

// weighted is a posting list with what one step of its impacts and what its
// greatest adds to a score, and the place up to which it has been read.
type weighted struct {
	list
	step, most float32
	bit        uint64
	at         int
}

func (s *search) begin(ctx context.Context, snap *snapshot, q *Query, now time.Time) error {
	s.ctx, s.snap, s.q, s.now = ctx, snap, q, now.UnixMilli()
	s.nowStep = checkedOf(s.now)
	s.tests = s.testsOf(s.tests[:0], &q.Query)
	s.times = timesOf(&q.Query)
	s.total, s.partial, s.held, s.members, s.misses = 0, false, s.held[:0], s.members[:0], s.misses[:0]
	s.skip, s.after, s.areaKeys = q.Skip, nil, nil
	if !q.Uncounted {
		s.counter.reset(snap)
	}
	s.top.reset(snap, q.Limit+1)
	s.by, s.cut, s.least = s.orderBy(), math.MaxFloat32, 0
	s.best = q.Best && s.by == byScore
	s.plain = s.best && len(s.tests) == 0 && !s.times.asked && q.Holds == nil
	s.outside = chord2Of(math.Inf(1))
	if q.Near != nil {
		s.here = vectorOf(q.Near.Point)
		if q.Within > 0 {
			s.radius(q.Within)
			s.areaKeys = q.Near.AreaKeys()
		}
	}
	if q.After != nil {
		id, err := parseID(q.After.ID)
		if err != nil {
			return err
		}
		s.after = &candidate{order: q.After.Order, score: q.After.Score, id: &id}
	}
	return nil
}

// radius sets within how many metres things have to be.
func (s *search) radius(metres float64) {
	s.q.Within = metres
	s.inside, s.outside = chord2Of(max(metres-slack, 0)), chord2Of(metres+slack)
}

// reader gives a dictionary's reader, which is kept between searches.
func (s *search) reader(f *vellum.FST) (*vellum.Reader, error) {
	if r, ok := s.readers[f]; ok {
		return r, nil
	}
	r, err := f.Reader()
	if err != nil {
		return nil, err
	}
	if s.readers == nil || len(s.readers) > 16 {
		s.readers = map[*vellum.FST]*vellum.Reader{}
	}
	s.readers[f] = r
	return r, nil
}

// memo gives room, which is used again, to note a verdict on each set of
// areas, by view.
func (s *search) memo() [][]uint8 {
	for len(s.named) < len(s.snap.views) {
		s.named = append(s.named, nil)
	}
	for i, v := range s.snap.views {
		of := &s.named[i]
		if cap(*of) < len(v.areaSets) {
			*of = make([]uint8, len(v.areaSets))
		}
		*of = (*of)[:len(v.areaSets)]
		clear(*of)
	}
	return s.named
}

// run goes over every view.
func (s *search) run() error {
	s.weights, s.missing, s.unknown = s.weights[:0], s.missing[:0], 0
	for vi, v := range s.snap.views {
		if err := s.resolve(v); err != nil {
			return err
		}
		if len(s.q.Terms) > 0 && (len(s.lists) == 0 || len(s.lists) < s.q.Least) {
			continue
		}
		if len(v.levels) > 0 && len(s.reach) < v.levels[0].to {
			s.reach = make([]float32, v.levels[0].to)
		}
		s.spans = s.spans[:0]
		if s.best && s.q.Near != nil {
			s.bestFirst(v, vi)
		} else {
			s.spans = s.spansOf(s.spans, v)
		}
		for _, span := range s.spans {
			switch {
			case len(s.q.Terms) == 0:
				s.sweep(v, vi, span)
			case len(s.lists) == s.q.Least && len(s.lists) <= 4:
				s.intersect(v, vi, span)
			default:
				s.enter(v, span)
				s.accumulate(v, vi, span, 0)
			}
			if s.partial {
				break
			}
		}
		s.weigh(v, vi)
		s.joinMembers(v)
		if s.partial {
			break
		}
	}
	for _, missing := range s.missing {
		if missing {
			s.unknown++
		}
	}
	return nil
}

// resolve finds the posting lists of the terms in a view.
func (s *search) resolve(v *view) error {
	s.lists = s.lists[:0]
	if len(s.q.Terms) == 0 {
		return nil
	}
	r, err := s.reader(v.terms)
	if err != nil {
		return err
	}
	for i, t := range s.q.Terms {
		l := v.lookup(t.key(), r)
		if len(s.weights) == i {
			// The first view is the base.
			s.weights = append(s.weights, s.weight(t, len(l.ranks)))
			s.missing = append(s.missing, true)
		}
		if len(l.ranks) > 0 {
			s.missing[i] = false
			step := float32(s.weights[i] / impactSteps)
			s.lists = append(s.lists, weighted{list: l, step: step, most: step * float32(l.most), bit: 1 << min(i, manyTerms)})
		}
	}
	return nil
}

// weight gives what a full impact of a term adds to a score: its idf in the
// base, times its own weight.
func (s *search) weight(t Term, inBase int) float64 {
	stats := s.snap.statistics()
	if stats.Documents == 0 {
		inBase = 0
	}
	w := idf(stats.Documents, inBase)
	if t.Weight > 0 {
		w *= t.Weight
	}
	return w
}
