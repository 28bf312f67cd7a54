package near

// blockAt is a block of one level with the least chord to what it holds.
type blockAt struct {
	chord2       float32
	view         int
	depth, block int
}

// blockQueue is a heap of blocks, the nearest first. (container/heap would put
// each block into an interface, and so on the heap.)
type blockQueue []blockAt

func (q *blockQueue) add(b blockAt) {
	*q = append(*q, b)
	h := *q
	for i := len(h) - 1; i > 0; {
		parent := (i - 1) / 2
		if h[parent].chord2 <= h[i].chord2 {
			return
		}
		h[parent], h[i] = h[i], h[parent]
		i = parent
	}
}

func (q *blockQueue) take() blockAt {
	h := *q
	first := h[0]
	h[0] = h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; ; {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(h) && h[child].chord2 < h[least].chord2 {
				least = child
			}
		}
		if least == i {
			break
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
	*q = h
	return first
}

// nearest finds the nearest services that fit by going through the blocks, the
// nearest first, until no block can hold anything nearer. It reports whether
// it found a page full of what has a place: else what has none comes next, and
// everything has to be gone over.
func (s *search) nearest() bool {
	q := blockQueue(s.queue[:0])
	for vi, v := range s.snap.views {
		if len(v.levels) > 0 {
			q.add(blockAt{0, vi, len(v.levels) - 1, 0})
		}
	}
	for len(q) > 0 {
		b := q.take()
		if b.chord2 > s.cut || s.late() {
			break
		}
		v := s.snap.views[b.view]
		if b.depth == 0 {
			for rank := b.block * leaf; rank < min((b.block+1)*leaf, v.placed); rank++ {
				s.considerNearest(v, b.view, uint32(rank))
			}
			continue
		}
		below := v.levels[b.depth-1]
		for child := b.block * fanout; child < min((b.block+1)*fanout, below.to-below.from); child++ {
			if chord2 := v.boxes[below.from+child].chord2(s.here); chord2 <= s.cut {
				q.add(blockAt{chord2, b.view, b.depth - 1, child})
			}
		}
	}
	s.queue = q
	return s.top.full() || s.partial
}

// considerNearest considers one document; of a service with several places,
// only at the nearest that fits.
func (s *search) considerNearest(v *view, vi int, rank uint32) {
	chord2 := s.here.chord2(v.vectors[rank])
	if chord2 > s.cut {
		return
	}
	if !s.fits(v, vi, rank) {
		return
	}
	m := member{held: held{rank: rank, words: 1, chord2: chord2}, service: v.service[rank]}
	others := 0
	if v.multi.has(rank) {
		for _, r := range v.ranksOf(m.service) {
			if r == rank || !s.fits(v, vi, r) {
				continue
			}
			o := member{held: held{rank: r, words: 1, chord2: -1}}
			if int(r) < v.placed {
				o.chord2 = s.here.chord2(v.vectors[r])
			}
			if s.before(v, &o, &m) {
				return // it comes, or came, at that place
			}
			others++
		}
	}
	s.fit(v, vi, &m.held, others)
}

// fits reports whether a document may be shown and meets every condition.
func (s *search) fits(v *view, vi int, rank uint32) bool {
	if !v.shown.has(rank) {
		return false
	}
	if s.times.asked && v.slots(rank)&s.times.wanted == 0 {
		return false
	}
	for i := range s.tests {
		if !s.holds(&s.tests[i], v, vi, &v.rows[rank]) {
			return false
		}
	}
	return true
}

// leads reports whether a query is one for nearest to answer: nothing but
// limits and a place, from the first page.
func (s *search) leads() bool {
	return s.q.Near != nil && s.q.Within == 0 && len(s.q.Terms) == 0 && s.q.Holds == nil && s.after == nil &&
		s.by == byDistance
}
