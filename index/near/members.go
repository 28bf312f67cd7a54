package near

import "slices"

// member is a document that fits or counts.
type member struct {
	view, rank, service uint32
	words, chord2       float32
	fits                bool
	// word and pools are what it counts for.
	word  uint64
	pools uint8
	// next is the place in members, from 1, of the service's place before it;
	// 0 for none.
	next uint32
}

// joinMembers puts the places of each service of a view together: each value
// counts the service once, however many places share it, and it is shown at
// the place that fits best. Members of one service are linked as they come, so
// that nothing has to be sorted.
func (s *search) joinMembers(v *view) {
	if len(s.heads) < len(v.serviceIDs) {
		s.heads = make([]uint32, len(v.serviceIDs))
	}
	for i := range s.members {
		m := &s.members[i]
		m.next, s.heads[m.service] = s.heads[m.service], uint32(i+1)
	}
	for i := len(s.members) - 1; i >= 0; i-- {
		service := s.members[i].service
		head := s.heads[service]
		if head == 0 {
			continue // it has been joined
		}
		s.heads[service] = 0
		s.places = s.places[:0]
		for ; head != 0; head = s.members[head-1].next {
			s.places = append(s.places, s.members[head-1])
		}
		s.join(s.places)
	}
	s.members = s.members[:0]
}

func (s *search) join(places []member) {
	v := s.snap.views[places[0].view]
	if !s.q.Uncounted {
		s.countOnce(v, places)
	}
	var best *member
	fitting := 0
	for i := range places {
		m := &places[i]
		if !m.fits {
			continue
		}
		fitting++
		if best == nil || s.before(v, m, best) {
			best = m
		}
	}
	if best != nil {
		s.fit(v, best, fitting-1)
	}
}

// before reports whether a is the better of two places of one service: the
// nearer one, else the one that scores better, else the first.
func (s *search) before(v *view, a, b *member) bool {
	if s.q.Near != nil && a.chord2 != b.chord2 {
		switch {
		case b.chord2 < 0:
			return true
		case a.chord2 < 0:
			return false
		}
		x, y := Metres(s.q.Near.Point, v.points[a.rank]), Metres(s.q.Near.Point, v.points[b.rank])
		if x != y {
			return x < y
		}
	}
	if a.words != b.words {
		return a.words > b.words
	}
	return v.place[a.rank] < v.place[b.rank]
}

// countOnce counts the values that any of the places counts for, each once.
func (s *search) countOnce(v *view, places []member) {
	var word uint64
	for _, m := range places {
		word |= m.word
	}
	if word != 0 {
		s.counter.addBits(word)
	}
	for p := range pools {
		s.onePool(v, places, p)
	}
}

// onePool counts one kind of shared value: by words, where a value is a set.
func (s *search) onePool(v *view, places []member, p int) {
	into, sets := &s.counter.pools[p], [][]uint32(nil)
	switch p {
	case poolAreas:
		into, sets = &s.counter.areas, s.snap.words.areas.sets
	case poolLanguages:
		into, sets = &s.counter.languages, s.snap.words.languages.sets
	}
	var room [16]uint32
	met := room[:0]
	count := func(n uint32) {
		if !slices.Contains(met, n) {
			met = append(met, n)
			into.add(n, 1)
		}
	}
	for _, m := range places {
		if m.pools>>p&1 == 0 {
			continue
		}
		n := v.global(p, m.rank)
		if sets == nil {
			count(n)
			continue
		}
		for _, word := range sets[n] {
			count(word)
		}
	}
}
