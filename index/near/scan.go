package near

import "math/bits"

// spansOf gives the ranges of rank in which a query's answers lie.
func (s *search) spansOf(out []ranks, v *view) []ranks {
	if s.q.Near == nil || s.q.Within == 0 {
		return append(out, ranks{0, uint32(v.size)})
	}
	bridge := sweepBridge
	if len(s.q.Terms) > 0 {
		bridge = wordBridge
	}
	return s.serving(s.cover(out, v, bridge), v)
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
		s.take(v, vi, rank, 1, 0)
	}
}

// intersect considers the ranks that all lists hold, led by the shortest.
func (s *search) intersect(v *view, vi int, span ranks) {
	lead, met := 0, uint64(0)
	s.enter(v, span)
	for i := range s.lists {
		met |= s.lists[i].bit
		if len(s.lists[i].ranks) < len(s.lists[lead].ranks) {
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
		if all && s.reachAt(v, rank) > 0 {
			s.take(v, vi, rank, score, met)
		}
		first.at++
	}
}

// enter brings the lists to the beginning of a range.
func (s *search) enter(v *view, span ranks) {
	for i := range s.lists {
		l := &s.lists[i]
		l.at = leap(l.ranks, l.at, span.from, v.size)
	}
}

// accumulate adds the lists up, a window of ranks at a time, and considers the
// ranks that hold enough of the terms. The first lists may be optional: they
// are only read for what others hold.
func (s *search) accumulate(v *view, vi int, span ranks, optional int) {
	leading := s.lists[optional:]
	for {
		base := span.to
		for i := range leading {
			if l := &leading[i]; l.at < len(l.ranks) {
				base = min(base, l.ranks[l.at])
			}
		}
		if base >= span.to || s.late() {
			return
		}
		end := min(base+windowSize, span.to)
		s.touched = s.touched[:0]
		for i := range leading {
			leading[i].addTo(s, base, end)
		}
		if optional > 0 {
			s.complete(v, base, end, optional)
		}
		for _, k := range s.touched {
			words, met := s.scores[k], s.met[k]
			s.met[k], s.scores[k] = 0, 0
			if s.q.Least > 1 && bits.OnesCount64(met) < s.q.Least {
				continue
			}
			rank := base + uint32(k)
			if bound := s.reachAt(v, rank); bound > 0 && !(s.best && words*bound < s.least) {
				s.take(v, vi, rank, words, met)
			}
		}
	}
}

// reachAt gives the most that nearness can be for a document, as far as its
// block tells; 0 where the block is beyond the radius.
func (s *search) reachAt(v *view, rank uint32) float32 {
	switch {
	case s.q.Near == nil:
		return 1
	case int(rank) >= v.placed:
		return farthest
	case s.q.Within == 0 && !s.best:
		return 1
	}
	return s.reach[rank/leaf]
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

// leap does what gallop does where want is far: it begins where want would be
// if the ranks, below size, were evenly spread, so that few places are read.
func leap(all []uint32, at int, want uint32, size int) int {
	if at >= len(all) || all[at] >= want {
		return at
	}
	guess := at + int(float64(want-all[at])/float64(uint32(size)-all[at])*float64(len(all)-at))
	if guess >= len(all) || all[guess] >= want {
		// Back from the guess until it is behind want.
		hi := min(guess, len(all))
		for step := 1; ; step *= 2 {
			lo := max(at, hi-step)
			if lo == at || all[lo] < want {
				return gallop(all[:hi], lo, want)
			}
			hi = lo
		}
	}
	return gallop(all, guess, want)
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
