package near

import "alongside/internal/directory"

// row is what a search reads of a document that is near enough: a search looks
// at few documents, scattered, and at most of this for each, so that it lies
// together and not in columns. How far away a document is, whether it may be
// shown, whether its service has other places and when it was checked is told
// before, from columns that are so small that they stay in the processor's
// caches.
type row struct {
	bits   uint64
	slots  directory.Slots
	pooled [pools]uint32
	// pence is the least that anyone pays.
	pence int32
	// ages are the least, then the most, in a byte each.
	ages  uint16
	place uint16
	_     [4]byte
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
