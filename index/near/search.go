package near

import (
	"context"
	"math"
	"math/bits"
	"time"

	"github.com/blevesearch/vellum"

	"alongside/internal/directory"
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
	// nowStep is now in steps of freshStep.
	nowStep uint16

	tests []test
	times times
	by    order
	// plain is set where all that is near enough fits and nothing is counted.
	plain bool
	// here is the query's place, if it has one; inside and outside are the
	// squares of the chords within which everything is, and beyond which
	// nothing is, within the radius.
	here            vector
	inside, outside float32
	areaKeys        []string
	serving         [][]uint8
	memos           [][]uint8
	skip            map[uuid]bool
	after           *candidate

	counter counter
	top     top
	total   int
	partial bool
	// members are the places that count of services with several; heads the
	// last of each service's among them, and places those of one.
	members []member
	places  []*member
	// misses are what nearly fits.
	misses []miss
	heads  []uint32
	// cut is the square of the chord beyond which nothing enters the nearest.
	cut float32

	// reach bounds the nearness of each block of a view that a radius covers,
	// and least what words must give to enter the best from right here.
	reach []float32
	least float32

	lists   []weighted
	weights []float64
	// missing says of each term whether no view holds it, and unknown how many
	// such there are.
	missing []bool
	unknown int
	spans   []ranks
	scores  [windowSize]float32
	// met are the terms that each rank of a window holds, as bits; those from
	// the 64th on share the last.
	met     [windowSize]uint64
	touched []uint16
	readers map[*vellum.FST]*vellum.Reader
	queue   []blockAt
	keyText []byte
	// terms are marked in the hits; hashes are theirs.
	terms  []string
	hashes []uint16
}

// manyTerms is from which term on terms share a bit.
const manyTerms = 63

// weighted is a posting list with what one step of its impacts adds to a
// score, and the place up to which it has been read.
type weighted struct {
	list
	step float32
	bit  uint64
	at   int
}

func (s *search) begin(ctx context.Context, snap *snapshot, q *Query, now time.Time) error {
	s.ctx, s.snap, s.q, s.now = ctx, snap, q, now.UnixMilli()
	s.nowStep = checkedOf(s.now)
	s.tests = snap.testsOf(s.tests[:0], &q.Query)
	s.times = timesOf(&q.Query)
	s.total, s.partial, s.members, s.misses = 0, false, s.members[:0], s.misses[:0]
	s.skip, s.after, s.areaKeys, s.serving = nil, nil, nil, nil
	if !q.Uncounted {
		s.counter.reset(snap)
	}
	s.top.reset(snap, q.Limit+1)
	s.by, s.cut, s.least = s.orderBy(), math.MaxFloat32, 0
	s.plain = s.by == byScore && q.Uncounted && len(s.tests) == 0 && !s.times.asked && q.Holds == nil && len(q.Skip) == 0
	if q.Near != nil {
		s.here = vectorOf(q.Near.Point)
		if q.Within > 0 {
			s.inside, s.outside = chord2Of(max(q.Within-slack, 0)), chord2Of(q.Within+slack)
			s.serving = s.memo()
		}
	}
	if len(q.Skip) > 0 {
		s.skip = skipping(q.Skip)
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

func skipping(ids []ID) map[uuid]bool {
	out := make(map[uuid]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
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

// memo gives room to note a verdict on each set of areas, by view.
func (s *search) memo() [][]uint8 {
	for len(s.memos) < len(s.snap.views) {
		s.memos = append(s.memos, nil)
	}
	for i, v := range s.snap.views {
		if cap(s.memos[i]) < len(v.areaSets) {
			s.memos[i] = make([]uint8, len(v.areaSets))
		}
		s.memos[i] = s.memos[i][:len(v.areaSets)]
		clear(s.memos[i])
	}
	return s.memos
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
		s.spans = s.spansOf(s.spans[:0], v)
		for _, span := range s.spans {
			switch {
			case len(s.q.Terms) == 0:
				s.sweep(v, vi, span)
			case len(s.lists) == s.q.Least && len(s.lists) <= 4:
				s.intersect(v, vi, span)
			default:
				s.accumulate(v, vi, span)
			}
			if s.partial {
				break
			}
		}
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
			s.lists = append(s.lists, weighted{list: l, step: float32(s.weights[i] / impactSteps), bit: 1 << min(i, manyTerms)})
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

// spansOf gives the ranges of rank in which a query's answers lie.
func (s *search) spansOf(out []ranks, v *view) []ranks {
	if s.q.Near == nil || s.q.Within == 0 {
		return append(out, ranks{0, uint32(v.size)})
	}
	bridge := sweepBridge
	if len(s.q.Terms) > 0 {
		bridge = wordBridge
	}
	out = s.cover(out, v, bridge)
	if v.placed < v.size {
		if n := len(out); n > 0 && int(out[n-1].to) == v.placed {
			out[n-1].to = uint32(v.size)
			return out
		}
		out = append(out, ranks{uint32(v.placed), uint32(v.size)})
	}
	return out
}

// late reports whether the deadline has come.
func (s *search) late() bool {
	if s.ctx.Err() != nil {
		s.partial = true
	}
	return s.partial
}

// sweep considers every rank of a range.
func (s *search) sweep(v *view, vi int, span ranks) {
	for rank := span.from; rank < span.to; rank++ {
		if rank%windowSize == 0 && s.late() {
			return
		}
		s.consider(v, vi, rank, 1, 0)
	}
}

// intersect considers the ranks that all lists hold, led by the shortest.
func (s *search) intersect(v *view, vi int, span ranks) {
	lead := 0
	for i := range s.lists {
		l := &s.lists[i]
		l.at = gallop(l.ranks, l.at, span.from)
		if len(l.ranks) < len(s.lists[lead].ranks) {
			lead = i
		}
	}
	first := &s.lists[lead]
	for n := 0; first.at < len(first.ranks); n++ {
		rank := first.ranks[first.at]
		if rank >= span.to || (n%windowSize == windowSize-1 && s.late()) {
			return
		}
		score, all := first.step*float32(first.impacts[first.at]), true
		for i := range s.lists {
			if i == lead {
				continue
			}
			l := &s.lists[i]
			l.at = gallop(l.ranks, l.at, rank)
			if l.at == len(l.ranks) || l.ranks[l.at] != rank {
				all = false
				break
			}
			score += l.step * float32(l.impacts[l.at])
		}
		if all && s.reaches(v, rank, score) {
			s.consider(v, vi, rank, score, 0)
		}
		first.at++
	}
}

// accumulate adds the lists up, a window of ranks at a time, and considers the
// ranks that hold enough of the terms.
func (s *search) accumulate(v *view, vi int, span ranks) {
	for i := range s.lists {
		l := &s.lists[i]
		l.at = gallop(l.ranks, l.at, span.from)
	}
	for {
		base := span.to
		for i := range s.lists {
			if l := &s.lists[i]; l.at < len(l.ranks) {
				base = min(base, l.ranks[l.at])
			}
		}
		if base >= span.to || s.late() {
			return
		}
		end := min(base+windowSize, span.to)
		s.touched = s.touched[:0]
		for i := range s.lists {
			s.lists[i].addTo(s, base, end)
		}
		for _, k := range s.touched {
			words, met := s.scores[k], s.met[k]
			s.met[k], s.scores[k] = 0, 0
			if s.q.Least > 1 && bits.OnesCount64(met) < s.q.Least {
				continue
			}
			if rank := base + uint32(k); s.reaches(v, rank, words) {
				s.consider(v, vi, rank, words, met)
			}
		}
	}
}

// reaches reports whether a document may be near enough, and, where nothing is
// counted, whether it may be among the best, as far as its block tells.
func (s *search) reaches(v *view, rank uint32, words float32) bool {
	if s.serving == nil {
		return true
	}
	bound := float32(farthest)
	if int(rank) < v.placed {
		bound = s.reach[rank/leaf]
	}
	return bound > 0 && !(s.plain && words*bound < s.least)
}

func (l *weighted) addTo(s *search, base, end uint32) {
	at := l.at
	ranks, impacts := l.ranks, l.impacts[:len(l.ranks)]
	for ; at < len(ranks) && ranks[at] < end; at++ {
		k := (ranks[at] - base) % windowSize
		if s.met[k] == 0 {
			s.touched = append(s.touched, uint16(k))
		}
		s.met[k] |= l.bit
		s.scores[k] += l.step * float32(impacts[at])
	}
	l.at = at
}

// gallop gives the first place from at on whose rank is at least want.
func gallop(all []uint32, at int, want uint32) int {
	if at >= len(all) || all[at] >= want {
		return at
	}
	step := 1
	for at+step < len(all) && all[at+step] < want {
		at += step
		step *= 2
	}
	lo, hi := at+1, min(at+step, len(all))
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if all[mid] < want {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// consider weighs one document that holds the words: whether it fits, what it
// counts for, and whether it is among the best.
func (s *search) consider(v *view, vi int, rank uint32, words float32, met uint64) {
	if !v.shown.has(rank) {
		return
	}
	chord2 := float32(-1)
	if s.q.Near != nil && int(rank) < v.placed {
		chord2 = s.here.chord2(v.vectors[rank])
	}
	if s.serving != nil && !s.within(v, vi, rank, chord2) {
		return
	}
	if s.plain {
		s.considerPlain(v, vi, rank, words, chord2, met)
		return
	}
	r := &v.rows[rank]
	failed := -1
	for i := range s.tests {
		if !s.holds(&s.tests[i], v, vi, r) {
			if failed >= 0 {
				return
			}
			failed = i
		}
	}
	if s.q.Holds != nil && !s.q.Holds(v.key(rank)) {
		return
	}
	all, noDay, noTime := true, true, true
	var word uint64
	var which uint8
	if s.times.asked || !s.q.Uncounted {
		slots := v.slots(rank)
		all, noDay, noTime = s.times.meets(slots, &s.q.Query)
		if !s.q.Uncounted {
			word, which = s.counts(r.bits, slots, failed, all, noDay, noTime)
		}
	}
	fits := all && failed < 0
	if !fits {
		s.missed(v, vi, rank, words, chord2, failed, all, noDay, noTime)
	}
	if v.multi.has(rank) {
		if fits || word != 0 || which != 0 {
			s.members = append(s.members, member{view: uint32(vi), rank: rank, service: v.service[rank], words: words,
				chord2: chord2, met: met, fits: fits, word: word, which: which, pooled: r.pooled})
		}
		return
	}
	if word != 0 || which != 0 {
		s.counter.add(v, r, word, which)
	}
	if fits {
		s.fit(v, vi, rank, words, chord2, met, 0)
	}
}

// considerPlain considers a document of which nothing more is asked: what it is
// besides is not looked at unless it is among the best.
func (s *search) considerPlain(v *view, vi int, rank uint32, words, chord2 float32, met uint64) {
	if v.multi.has(rank) {
		s.members = append(s.members, member{view: uint32(vi), rank: rank, service: v.service[rank], words: words, chord2: chord2, met: met, fits: true})
		return
	}
	s.fit(v, vi, rank, words, chord2, met, 0)
}

// outdone reports whether a document cannot enter the best by score, however
// fresh it is.
func (s *search) outdone(words, chord2 float32) bool {
	if !s.top.full() {
		return false
	}
	most := float64(words) * freshest
	if -most > s.top.worst() {
		return true
	}
	if chord2 < 0 {
		return false
	}
	return -most*nearness(metresOf(chord2)) > s.top.worst()
}

// counts gives what a document counts for: everything when it fits, the values
// of one field when only that field's own filter stands against it.
func (s *search) counts(values uint64, slots directory.Slots, failed int, all, noDay, noTime bool) (word uint64, which uint8) {
	switch {
	case failed < 0:
		if all {
			word, which = values&staticMask, allPools
		}
		if noDay {
			word |= dayBits(slots, s.times.anyDay) << bitDay
		}
		if noTime {
			word |= timeBits(slots, s.times.anyTime) << bitTime
		}
	case all:
		word, which = values&s.tests[failed].bits, s.tests[failed].pools
	}
	return word, which
}

// within reports whether a document is inside the radius, or, having no point,
// serves the place. What lies within the rounding of the limit is measured
// exactly.
func (s *search) within(v *view, vi int, rank uint32, chord2 float32) bool {
	if chord2 < 0 {
		r := &v.rows[rank]
		set := r.pooled[poolAreas]
		online := r.bits>>bitOnline&1 == 1
		switch v.areaKinds[set] {
		case areaNone:
			return online
		case areaEverywhere:
			return true
		}
		memo := &s.serving[vi][set]
		if *memo == 0 {
			*memo = verdictNo
			if s.areaKeys == nil {
				s.areaKeys = s.q.Near.AreaKeys()
			}
			if v.areaSets[set].serve(s.q.Near, s.here, s.areaKeys, online) {
				*memo = verdictYes
			}
		}
		return *memo == verdictYes
	}
	if chord2 <= s.inside {
		return true
	}
	return chord2 <= s.outside && Metres(s.q.Near.Point, v.points[rank]) <= s.q.Within
}

// fit takes a service that fits, at one of its places.
func (s *search) fit(v *view, vi int, rank uint32, words, chord2 float32, met uint64, others int) {
	if s.skip != nil && s.skip[v.serviceIDs[v.service[rank]]] {
		return
	}
	s.total++
	if (s.by == byScore && s.outdone(words, chord2)) || (s.by == byDistance && chord2 > s.cut) {
		return
	}
	c := candidate{view: uint32(vi), rank: rank, metres: -1, words: words, met: met, others: others}
	if chord2 >= 0 {
		c.metres = metresOf(chord2)
	}
	c.score = s.score(v, rank, words, c.metres)
	switch s.by {
	case byScore:
		c.order = -c.score
	case byDistance:
		c.order = math.MaxFloat64
		if c.metres >= 0 {
			c.metres = Metres(s.q.Near.Point, v.points[rank])
			c.order = c.metres
		}
	case byCheck:
		c.order = -float64(v.verified[rank])
	case bySession:
		c.order = v.soonest(rank, s.now)
	}
	if s.top.full() && c.order > s.top.worst() {
		return
	}
	c.service = v.service[rank]
	if s.after != nil && s.top.compare(&c, s.after) <= 0 {
		return
	}
	s.top.offer(c)
	if !s.top.full() {
		return
	}
	if s.by == byDistance {
		s.cut = chord2Of(s.top.worst() + slack)
	}
	s.least = float32(-s.top.worst() / freshest)
}

// order is what results are put in order by.
type order uint8

const (
	byScore order = iota
	byDistance
	byCheck
	bySession
)

// orderBy gives the order asked for: near without a radius or words is by
// distance.
func (s *search) orderBy() order {
	switch s.q.Sort {
	case directory.SortNearest:
		return byDistance
	case directory.SortChecked:
		return byCheck
	case directory.SortSoonest:
		return bySession
	}
	if len(s.q.Terms) == 0 && s.q.Near != nil && s.q.Within == 0 {
		return byDistance
	}
	return byScore
}

// score gives how well a document fits, higher is better:
//
//	words × nearness × (1 + 0.1 × freshness)
//
// words is Σ idf × impact, or 1 without words; nearness is 1 / (1 + metres /
// 4000), or 1 without a place in the query; freshness halves every 180 days
// since someone checked the listing, and is 0 when nobody has.
func (s *search) score(v *view, rank uint32, words float32, metres float64) float64 {
	score := float64(words)
	if s.q.Near != nil {
		score *= nearness(metres)
	}
	return score * float64(freshness(v.checked[rank], s.nowStep))
}

// soonest gives the start of the first session that is not over, in
// milliseconds; beyond all others when there is none.
func (v *view) soonest(rank uint32, now int64) float64 {
	for _, x := range v.sessionsOf(rank) {
		if !x.over(now) {
			return float64(x.start() * 60_000)
		}
	}
	return math.MaxFloat64
}

// key gives a document's key.
func (v *view) key(rank uint32) string {
	x := &v.rows[rank]
	r := Record{id: v.serviceIDs[v.service[rank]], place: x.place}
	return r.Key()
}
