package near

import "alongside/internal/directory"

// row is what a search reads of a document, in one line of the processor's
// cache: a search looks at few documents, scattered, and at most of this for
// each.
type row struct {
	bits    uint64
	vector  vector // the zero vector of what has no place
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
	_     [8]byte
}

func (r *row) placed() bool { return r.bits>>bitPlaced&1 == 1 }

// checkedOf gives a row's time of a check in milliseconds.
func checkedOf(verified int64) uint32 {
	if verified <= 0 {
		return 0
	}
	return uint32(verified / freshStep)
}
