package near

import (
	"cmp"
	"slices"
)

// Where only the best are wanted, blocks are looked at from the nearest on.
// How near a block can be bounds what its documents can score; once a page is
// full, what a block would have to offer in words is known, and from where even
// all words together would not do, nothing is looked at any more. Nearer than
// that, words which together would not do either are looked for only in
// documents that hold another (MaxScore: Turtle and Flood, 1995).

// chunk is the level whose blocks are looked at whole: 512 documents.
const chunk = 1

// bestFirst considers what may be among the best of a view.
func (s *search) bestFirst(v *view, vi int) {
	s.rankLists()
	unplaced := v.placed < v.size
	q := blockQueue(s.queue[:0])
	if len(v.levels) > 0 {
		top := v.levels[len(v.levels)-1]
		q.add(blockAt{chord2: v.boxes[top.from].chord2(s.here), depth: len(v.levels) - 1})
	}
	for len(q) > 0 && !s.partial {
		b := q.take()
		reach := reachOf(b.chord2)
		if unplaced && reach < farthest {
			unplaced = false
			s.partsUnplaced(v, vi)
		}
		if b.chord2 > s.outside || s.optional(reach) == len(s.lists) {
			break
		}
		l := v.levels[b.depth]
		if b.depth <= chunk {
			from := b.block * l.size
			s.part(v, vi, ranks{uint32(from), uint32(min(from+l.size, v.placed))}, reach)
			continue
		}
		below := v.levels[b.depth-1]
		for child := b.block * fanout; child < min((b.block+1)*fanout, below.to-below.from); child++ {
			if chord2 := v.boxes[below.from+child].chord2(s.here); chord2 <= s.outside {
				q.add(blockAt{chord2: chord2, depth: b.depth - 1, block: child})
			}
		}
	}
	if unplaced {
		s.partsUnplaced(v, vi)
	}
	s.queue = q
}

// partsUnplaced considers what has no place.
func (s *search) partsUnplaced(v *view, vi int) {
	if s.optional(farthest) == len(s.lists) {
		return
	}
	all := append(s.unplaced[:0], ranks{uint32(v.placed), uint32(v.size)})
	if s.q.Within > 0 {
		all = s.serving(all[:0], v)
	}
	for _, span := range all {
		s.part(v, vi, span, farthest)
	}
	s.unplaced = all
}

// reachOf gives the most that nearness can be beyond a chord.
func reachOf(chord2 float32) float32 {
	return float32(nearness(max(0, metresOf(chord2)-slack)))
}

// rankLists puts the lists in order of the most that they can add, the least
// first, and sums that up.
func (s *search) rankLists() {
	slices.SortFunc(s.lists, func(a, b weighted) int { return cmp.Compare(a.most, b.most) })
	s.upTo = append(s.upTo[:0], 0)
	for i := range s.lists {
		s.upTo = append(s.upTo, s.upTo[i]+s.lists[i].most)
	}
}

// rounding is room for what sums in another order come to.
const rounding = 1 - 1e-5

// optional gives how many of the lists, from the first on, can't do together
// at some nearness what it takes to be among the best.
func (s *search) optional(reach float32) int {
	n := 0
	for n < len(s.lists) && s.upTo[n+1]*reach < s.least*rounding {
		n++
	}
	return n
}

// part considers a range of ranks that are at most so near.
func (s *search) part(v *view, vi int, span ranks, reach float32) {
	n := s.optional(reach)
	if n == len(s.lists) {
		return
	}
	for block := span.from / leaf; block*leaf < min(span.to, uint32(v.placed)); block++ {
		s.reach[block] = 0
		if chord2 := v.boxes[block].chord2(s.here); chord2 <= s.outside {
			s.reach[block] = reachOf(chord2)
		}
	}
	for i := range s.lists[n:] {
		l := &s.lists[n+i]
		l.at = leap(l.ranks, 0, span.from, v.size)
	}
	s.accumulate(v, vi, span, n)
	s.weigh(v, vi)
}

// complete adds the optional lists to what the documents of a window hold, in
// touched, and leaves those that may be among the best even so. What adds most
// comes first, so that few are left to be looked for in the lists of the
// commonest words, which are the longest.
func (s *search) complete(v *view, base, end uint32, optional int) {
	for i := optional - 1; i >= 0; i-- {
		left := s.touched[:0]
		for _, k := range s.touched {
			if (s.scores[k]+s.upTo[i+1])*s.reachAt(v, base+uint32(k)) < s.least*rounding {
				s.met[k], s.scores[k] = 0, 0
				continue
			}
			left = append(left, k)
		}
		if s.touched = left; len(left) == 0 {
			return
		}
		l := &s.lists[i]
		l.at = leap(l.ranks, 0, base, v.size)
		if expected := len(l.ranks) * int(end-base) / v.size; probed*len(left) < expected {
			s.probeFor(l, base)
		} else {
			l.addToHeld(s, base, end)
		}
	}
}

// probed is how many postings are read in the time that it takes to find one.
const probed = 12

// probeFor looks for the documents of a window in a list.
func (s *search) probeFor(l *weighted, base uint32) {
	for _, k := range s.touched {
		rank := base + uint32(k)
		if at := gallop(l.ranks, l.at, rank); at < len(l.ranks) && l.ranks[at] == rank {
			s.met[k] |= l.bit
			s.scores[k] += l.step * float32(l.impacts[at])
		}
	}
}

// addToHeld adds a list to what the documents of a window hold that hold
// something.
func (l *weighted) addToHeld(s *search, base, end uint32) {
	at := l.at
	ranks, impacts := l.ranks, l.impacts[:len(l.ranks)]
	for ; at < len(ranks) && ranks[at] < end; at++ {
		if k := (ranks[at] - base) % windowSize; s.met[k] != 0 {
			s.met[k] |= l.bit
			s.scores[k] += l.step * float32(impacts[at])
		}
	}
	l.at = at
}
