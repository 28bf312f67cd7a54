package near

import (
	"bytes"
	"container/heap"
	"errors"
	"fmt"

	"github.com/blevesearch/vellum"
)

// merged is a Source over the live documents of several segments, whose
// impacts come from the same statistics and are kept as they are.
type merged struct {
	views []*view
	// at are the documents in the order of the views, and number their places
	// in at by view and rank; gone for the dead.
	at     []location
	number [][]uint32
	stats  Statistics
}

// location is a document: which view, and its rank there.
type location struct {
	view uint32
	rank uint32
}

const gone = 1<<32 - 1

func newMerged(views []*view, stats Statistics) *merged {
	m := &merged{views: views, stats: stats}
	for i, v := range views {
		number := make([]uint32, v.size)
		for rank := range number {
			number[rank] = gone
			if !v.dead.has(uint32(rank)) {
				number[rank] = uint32(len(m.at))
				m.at = append(m.at, location{uint32(i), uint32(rank)})
			}
		}
		m.number = append(m.number, number)
	}
	return m
}

// replacedBy gives the ids of all listings that the views speak for, in order.
func (m *merged) replacedBy() []uuid {
	var all []uuid
	for _, v := range m.views {
		all = append(all, v.replaced...)
	}
	return sortedIDs(all)
}

func (m *merged) Size() int { return len(m.at) }

func (m *merged) Statistics() Statistics { return m.stats }

func (m *merged) Record(i int, r *Record) error {
	l := m.at[i]
	v := m.views[l.view]
	v.record(l.rank, r)
	r.slots = v.slots(l.rank)
	return nil
}

// cursor is a dictionary being read.
type cursor struct {
	it   *vellum.FSTIterator
	view int
	term []byte
	n    uint64
}

// cursors is a heap by term.
type cursors []*cursor

func (c cursors) Len() int           { return len(c) }
func (c cursors) Less(i, j int) bool { return bytes.Compare(c[i].term, c[j].term) < 0 }
func (c cursors) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *cursors) Push(x any)        { *c = append(*c, x.(*cursor)) }
func (c *cursors) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}

// Terms merges the dictionaries. Concepts are left out: the writer makes their
// postings from the records.
func (m *merged) Terms(rank []uint32, emit Emit) error {
	var open cursors
	for i, v := range m.views {
		it, err := v.terms.Iterator([]byte{1}, nil)
		if errors.Is(err, vellum.ErrIteratorDone) {
			continue
		}
		if err != nil {
			return fmt.Errorf("merge: read a dictionary: %w", err)
		}
		c := &cursor{it: it, view: i}
		c.term, c.n = it.Current()
		open = append(open, c)
	}
	heap.Init(&open)
	var out Postings
	var term []byte
	for len(open) > 0 {
		term = append(term[:0], open[0].term...)
		out.Reset()
		for len(open) > 0 && bytes.Equal(open[0].term, term) {
			c := open[0]
			m.add(&out, c, rank)
			err := c.it.Next()
			switch {
			case errors.Is(err, vellum.ErrIteratorDone):
				heap.Pop(&open)
			case err != nil:
				return fmt.Errorf("merge: read a dictionary: %w", err)
			default:
				c.term, c.n = c.it.Current()
				heap.Fix(&open, 0)
			}
		}
		if err := out.Emit(string(term), emit); err != nil {
			return err
		}
	}
	return nil
}

func (m *merged) add(out *Postings, c *cursor, rank []uint32) {
	l := m.views[c.view].list(c.n)
	number := m.number[c.view]
	for i, r := range l.ranks {
		if n := number[r]; n != gone {
			out.list = append(out.list, posting{rank[n], l.impacts[i]})
		}
	}
}
