package near

import (
	"math"
	"slices"

	"alongside/internal/directory"
)

// held is a document that holds the words, with what they give and which of
// them they are. Its chord is -1 until it is known, and without a place.
type held struct {
	met           uint64
	rank          uint32
	words, chord2 float32
}

// batch is how many documents are weighed together. They are scattered over
// the segment: what is read of each is read of all at once, so that the waits
// for memory overlap instead of following each other.
const batch = 128

// take notes a document that holds the words.
func (s *search) take(v *view, vi int, rank uint32, words float32, met uint64) {
	if s.held = append(s.held, held{met, rank, words, -1}); len(s.held) == batch {
		s.weigh(v, vi)
	}
}

// weigh considers the documents that were taken.
func (s *search) weigh(v *view, vi int) {
	if s.q.Near != nil {
		for i := range s.held {
			if h := &s.held[i]; int(h.rank) < v.placed {
				h.chord2 = s.here.chord2(v.vectors[h.rank])
			}
		}
	}
	left := s.held[:0]
	for i := range s.held {
		h := &s.held[i]
		if v.shown.has(h.rank) && s.within(v, h) {
			left = append(left, *h)
		}
	}
	for i := range left {
		s.read += uint64(v.service[left[i].rank]) + uint64(v.checked[left[i].rank])
	}
	if s.plain {
		for i := range left {
			s.considerPlain(v, vi, &left[i])
		}
	} else {
		for i := range left {
			s.read += v.rows[left[i].rank].bits
		}
		if !s.q.Uncounted {
			counts := s.counter.pools[poolOrg].counts
			for i := range left {
				s.read += uint64(counts[v.global(poolOrg, v.rows[left[i].rank].shared[poolOrg])])
			}
		}
		for i := range left {
			s.consider(v, vi, &left[i])
		}
	}
	s.held = s.held[:0]
}

// consider weighs one document that is near enough: whether it fits, what it
// counts for, and whether it is among the best.
func (s *search) consider(v *view, vi int, h *held) {
	rank := h.rank
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
		s.missed(v, vi, h, failed, all, noDay, noTime)
	}
	if v.multi.has(rank) {
		if fits || word != 0 || which != 0 {
			s.members = append(s.members, member{held: *h, view: uint32(vi), service: v.service[rank], fits: fits, word: word, which: which, pooled: r.pooled()})
		}
		return
	}
	if word != 0 || which != 0 {
		s.counter.add(v, r, word, which)
	}
	if fits {
		s.fit(v, vi, h, 0)
	}
}

// considerPlain considers a document of which nothing more is asked: what it is
// besides is not looked at unless it is among the best.
func (s *search) considerPlain(v *view, vi int, h *held) {
	if v.multi.has(h.rank) {
		s.members = append(s.members, member{held: *h, view: uint32(vi), service: v.service[h.rank], fits: true})
		return
	}
	s.fit(v, vi, h, 0)
}

// outdone reports whether a document so near cannot enter the best by score,
// however fresh it is.
func (s *search) outdone(words float32, near float64) bool {
	return s.by == byScore && s.top.full() && -float64(words)*freshest*near > s.top.worst()
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

// within reports whether a document is inside the radius, if one is asked for.
// What lies within the rounding of the limit is measured exactly; what has no
// place was found because it serves the query's.
func (s *search) within(v *view, h *held) bool {
	if s.q.Near == nil || s.q.Within == 0 || h.chord2 <= s.inside {
		return true
	}
	return h.chord2 <= s.outside && Metres(s.q.Near.Point, v.points[h.rank]) <= s.q.Within
}

// fit takes a service that fits, at one of its places.
func (s *search) fit(v *view, vi int, h *held, others int) {
	rank, words, chord2 := h.rank, h.words, h.chord2
	if len(s.skip) > 0 && slices.Contains(s.skip, v.serviceIDs[v.service[rank]]) {
		return
	}
	s.total++
	if s.outdone(words, 1) || (s.by == byDistance && chord2 > s.cut) {
		return
	}
	metres, near := -1.0, 1.0
	if chord2 >= 0 {
		metres = metresOf(chord2)
	}
	if s.q.Near != nil {
		if near = nearness(metres); s.outdone(words, near) {
			return
		}
	}
	c := candidate{view: uint32(vi), rank: rank, metres: metres, words: words, met: h.met, others: int32(others), wanted: s.times.wanted}
	c.score = score(words, near, freshness(v.checked[rank], s.nowStep))
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
func score(words float32, near float64, fresh float32) float64 {
	return float64(words) * near * float64(fresh)
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
	r := Record{id: v.serviceIDs[v.service[rank]], place: v.places[rank]}
	return r.Key()
}
