package near

import "alongside/internal/directory"

// row is what a search reads of a document that is near enough: a search looks
// at few documents, scattered, and at most of this for each, so that it lies
// together and not in columns. How far away a document is, whether it may be
// shown, whether its service has other places and when it was checked is told
// before, from columns that are so small that they stay in the processor's
// caches.
//
// It has half a line of the cache, so that it takes one wait for memory.
type row struct {
	bits  uint64
	slots directory.Slots
	// shared are the numbers of its shared values but the last, its source.
	shared [pools - 1]uint32
	// pence is the least that anyone pays.
	pence  int32
	source uint16
	// ages are the least, then the most, in a byte each.
	ages uint16
}

// pool gives the number of a shared value.
func (r *row) pool(p int) uint32 {
	if p == poolSource {
		return uint32(r.source)
	}
	return r.shared[p]
}

// setPool is the other side of pool.
func (r *row) setPool(p int, n uint32) {
	if p == poolSource {
		r.source = uint16(n)
		return
	}
	r.shared[p] = n
}

// pooled gives the numbers of all its shared values.
func (r *row) pooled() [pools]uint32 {
	return [pools]uint32{r.shared[0], r.shared[1], r.shared[2], uint32(r.source)}
}

func (r *row) placed() bool { return r.bits>>bitPlaced&1 == 1 }

// checkedOf gives a moment in milliseconds as steps of freshStep since 2000, at
// least 1; 0 for never.
func checkedOf(at int64) uint16 {
	const since2000 = 946_684_800_000
	if at <= 0 {
		return 0
	}
	return uint16(min(max((at-since2000)/freshStep, 1), 1<<16-1))
}
