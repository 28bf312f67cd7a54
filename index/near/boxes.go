package near

// The placed documents of a segment, in the order of the curve, lie in blocks,
// each with the box in space that holds its vectors, and blocks in blocks: a
// packed Hilbert R-tree (Kamel and Faloutsos, 1993) whose nodes are ranges of
// rank. It is finer where places are denser, and knows the whole world.

const (
	// leaf is how many documents a block of the lowest level holds.
	leaf = 64
	// fanout is how many blocks a block of the next level holds.
	fanout = 8
)

// box bounds vectors: the least and the most of each coordinate.
type box struct{ least, most vector }

func (b *box) include(o box) {
	for i := range b.least {
		b.least[i], b.most[i] = min(b.least[i], o.least[i]), max(b.most[i], o.most[i])
	}
}

// chord2 gives the least square of a chord from v to what the box holds.
func (b *box) chord2(v vector) float32 {
	var sum float32
	for i := range v {
		d := max(b.least[i]-v[i], 0, v[i]-b.most[i])
		sum += d * d
	}
	return sum
}

// level is the blocks of one level: where they lie among all blocks, and how
// many documents each holds.
type level struct{ from, to, size int }

// levels gives the levels over n documents, lowest first.
func levels(n int) []level {
	var out []level
	at := 0
	for size := leaf; n > 0; size *= fanout {
		blocks := (n + size - 1) / size
		out = append(out, level{at, at + blocks, size})
		at += blocks
		if blocks == 1 {
			break
		}
	}
	return out
}

// boxesOf gives the boxes of all levels over vectors in rank order.
func boxesOf(vectors []vector) []box {
	var out []box
	for i, l := range levels(len(vectors)) {
		for block := range l.to - l.from {
			var b box
			if i == 0 {
				for k, v := range vectors[block*leaf : min((block+1)*leaf, len(vectors))] {
					if k == 0 {
						b = box{v, v}
					}
					b.include(box{v, v})
				}
			} else {
				below := levels(len(vectors))[i-1]
				first := below.from + block*fanout
				b = out[first]
				for _, o := range out[first:min(first+fanout, below.to)] {
					b.include(o)
				}
			}
			out = append(out, b)
		}
	}
	return out
}

// ranks is a range of ranks: [from, to).
type ranks struct{ from, to uint32 }

// How many ranks between two ranges are read with them: less than it costs to
// begin another range. Words stand in few of the ranks, and each has to find
// its place in the next range.
const (
	sweepBridge uint32 = leaf
	wordBridge  uint32 = 8 * leaf
)

// cover gives the ranges of rank in which everything of a view within the
// chord outside lies, in order, and notes in reach which blocks of them count:
// those between hold nothing that is wanted.
func (s *search) cover(out []ranks, v *view, bridge uint32) []ranks {
	if len(v.levels) == 0 {
		return out
	}
	return s.coverBlock(out, v, len(v.levels)-1, 0, bridge)
}

func (s *search) coverBlock(out []ranks, v *view, depth, block int, bridge uint32) []ranks {
	l := v.levels[depth]
	chord2 := v.boxes[l.from+block].chord2(s.here)
	if chord2 > s.outside {
		return out
	}
	if depth > 0 {
		below := v.levels[depth-1]
		for child := block * fanout; child < min((block+1)*fanout, below.to-below.from); child++ {
			out = s.coverBlock(out, v, depth-1, child, bridge)
		}
		return out
	}
	s.reach[block] = 1
	from, to := uint32(block*leaf), uint32(min((block+1)*leaf, v.placed))
	if n := len(out); n > 0 && from-out[n-1].to <= bridge {
		for between := out[n-1].to / leaf; between < uint32(block); between++ {
			s.reach[between] = 0
		}
		out[n-1].to = to
		return out
	}
	return append(out, ranks{from, to})
}
