package near

// bitmap is a set of ranks.
type bitmap []uint64

func newBitmap(n int) bitmap { return make(bitmap, (n+63)/64) }

func (b bitmap) has(rank uint32) bool { return b[rank>>6]>>(rank&63)&1 == 1 }
func (b bitmap) set(rank uint32)      { b[rank>>6] |= 1 << (rank & 63) }
