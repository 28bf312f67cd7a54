package near

import "slices"

// member is a document that fits or counts.
type member struct {
	held
	view, service uint32
	fits          bool
	// word and which are what it counts for, and pooled its shared values.
	word   uint64
	which  uint8
	pooled [pools]uint32
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
			s.places = append(s.places, &s.members[head-1])
		}
		s.join(v, s.places)
	}
	s.members = s.members[:0]
}

func (s *search) join(v *view, places []*member) {
	if !s.q.Uncounted {
		s.countOnce(v, places)
	}
	var best *member
	fitting := 0
	for _, m := range places {
		if !m.fits {
			continue
		}
		fitting++
		if best == nil || s.before(v, m, best) {
			best = m
		}
	}
	if best != nil {
		s.fit(v, int(best.view), &best.held, fitting-1)
	}
}

// before reports whether a is the better of two places of one service: the
// nearer one, else the one that scores better, else the first. Where
// only the best are wanted, and far places may have been left out, it is the one
// that scores better.
func (s *search) before(v *view, a, b *member) bool {
	if s.best {
		return s.memberScore(v, a) > s.memberScore(v, b)
	}
	if s.q.Near != nil && a.chord2 != b.chord2 {
		switch {
		case b.chord2 < 0:
			return true
		case a.chord2 < 0:
			return false
		}
		if x, y := metresOf(a.chord2), metresOf(b.chord2); x < y-slack || y < x-slack {
			return x < y
		}
		x, y := Metres(s.q.Near.Point, v.points[a.rank]), Metres(s.q.Near.Point, v.points[b.rank])
		if x != y {
			return x < y
		}
	}
	if a.words != b.words {
		return a.words > b.words
	}
	return v.places[a.rank] < v.places[b.rank]
}

func (s *search) memberScore(v *view, m *member) float64 {
	near := 1.0
	if s.q.Near != nil {
		metres := -1.0
		if m.chord2 >= 0 {
			metres = metresOf(m.chord2)
		}
		near = nearness(metres)
	}
	return score(m.words, near, freshness(v.checked[m.rank], s.nowStep))
}

// countOnce counts the values that any of the places counts for, each once.
// All places of a service share its organisation, source and languages; the
// areas they serve may differ.
func (s *search) countOnce(v *view, places []*member) {
	var word uint64
	var which uint8
	for _, m := range places {
		word |= m.word
		for p, more := 0, m.which&^which&^(1<<poolAreas); more != 0; p, more = p+1, more>>1 {
			if more&1 == 1 {
				s.counter.pools[p].add(v.global(p, m.pooled[p]), 1)
			}
		}
		which |= m.which
	}
	if word != 0 {
		s.counter.addBits(word)
	}
	if which>>poolAreas&1 == 1 {
		s.countAreas(v, places)
	}
}

// countAreas counts the areas of a service's places: by words, where their
// sets differ.
func (s *search) countAreas(v *view, places []*member) {
	var sets [8]uint32
	met := sets[:0]
	for _, m := range places {
		if n := v.global(poolAreas, m.pooled[poolAreas]); m.which>>poolAreas&1 == 1 && !slices.Contains(met, n) {
			met = append(met, n)
		}
	}
	if len(met) == 1 {
		s.counter.pools[poolAreas].add(met[0], 1)
		return
	}
	var room [16]uint32
	words := room[:0]
	for _, n := range met {
		for _, word := range s.snap.words.areas.sets[n] {
			if !slices.Contains(words, word) {
				words = append(words, word)
				s.counter.areas.add(word, 1)
			}
		}
	}
}
