package near

import (
	"cmp"
	"maps"
	"slices"
)

// documents is a Source over documents in memory, whose impacts are worked out
// from stats.
type documents struct {
	list  []Prepared
	stats Statistics
}

func (d *documents) Size() int { return len(d.list) }

func (d *documents) Record(i int, r *Record) error {
	*r = d.list[i].Record
	return nil
}

func (d *documents) Statistics() Statistics { return d.stats }

func (d *documents) Terms(rank []uint32, emit Emit) error {
	byTerm := map[string][]posting{}
	for i := range d.list {
		for term, tf := range d.list[i].counts {
			byTerm[term] = append(byTerm[term], posting{rank[i], quantise(impact(tf, d.list[i].lengths, d.stats.Average))})
		}
	}
	var out Postings
	for _, term := range slices.Sorted(maps.Keys(byTerm)) {
		out.Reset()
		out.list = append(out.list, byTerm[term]...)
		if err := out.Emit(term, emit); err != nil {
			return err
		}
	}
	return nil
}

// posting is one document that holds a term.
type posting struct {
	rank   uint32
	impact uint8
}

// Postings gathers the postings of one term after another, in any order.
type Postings struct {
	list    []posting
	ranks   []uint32
	impacts []uint8
}

// Reset begins a new term.
func (p *Postings) Reset() { p.list = p.list[:0] }

// Add adds a document that holds the term so often in each field, by its rank.
func (p *Postings) Add(rank uint32, tf, lengths [4]uint32, average [4]float64) {
	p.list = append(p.list, posting{rank, quantise(impact(tf, lengths, average))})
}

// Emit puts the term's postings in order and passes them on; a term without
// any is left out.
func (p *Postings) Emit(term string, emit Emit) error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortFunc(p.list, func(a, b posting) int { return cmp.Compare(a.rank, b.rank) })
	p.ranks, p.impacts = p.ranks[:0], p.impacts[:0]
	for _, x := range p.list {
		p.ranks, p.impacts = append(p.ranks, x.rank), append(p.impacts, x.impact)
	}
	return emit(term, p.ranks, p.impacts)
}
