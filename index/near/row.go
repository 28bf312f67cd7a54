package near

import "alongside/internal/directory"

// row is what a search reads of a document that is near enough: a search looks
// at few documents, scattered, and at most of this for each, so that it lies
// together and not in columns. How far away a document is, whether it may be
// shown and whether its service has other places is told before, from columns
// that are so small that they stay in the processor's caches.
type row struct {
	bits    uint64
	slots   directory.Slots
	pooled  [pools]uint32
	service uint32
	// checked is when someone last checked the listing, in steps of freshStep
	// since 1970; 0 for never.
	checked uint32
	// pence is the least that anyone pays.
	pence int32
	// ages are the least, then the most, in a byte each.
	ages  uint16
	place uint16
	_     [4]byte
}

func (r *row) placed() bool { return r.bits>>bitPlaced&1 == 1 }

// checkedOf gives a row's time of a check in milliseconds.
func checkedOf(verified int64) uint32 {
	if verified <= 0 {
		return 0
	}
	return uint32(verified / freshStep)
}
