package near

import (
	"context"
	"math/bits"

	"alongside/internal/directory"
)

// Candidates answers a query in the order of meaning times nearness, and says
// of each candidate what meaning it has (Σ weight × idf × impact) and which of
// the terms it holds, by their place in the query. Both are worked out for what
// is given alone.
func (t *Table) Candidates(ctx context.Context, q Query) (directory.Candidates, error) {
	q.Uncounted, q.Sort, q.Least = true, directory.SortBest, 1
	s := t.searching()
	defer t.done(s)
	snap := t.today()
	defer snap.keep()
	var out directory.Candidates
	if len(snap.views) == 0 || len(q.Terms) == 0 {
		return out, nil
	}
	if err := s.begin(ctx, snap, &q, t.o.Now()); err != nil {
		return out, err
	}
	if err := s.run(); err != nil {
		return out, err
	}
	page := s.top.sorted()
	page = page[:min(len(page), q.Limit)]
	out.Total, out.Partial, out.List = s.total, s.partial, make([]directory.Candidate, len(page))
	s.unmarked = true
	s.fill(page, func(i int) *directory.Hit { return &out.List[i].Hit })
	return out, s.explain(page, out.List)
}

// explain says which terms each candidate holds.
func (s *search) explain(page []candidate, list []directory.Candidate) error {
	room := make([]int, 0, 4*len(page))
	for i := range page {
		c := &page[i]
		from := len(room)
		for met := c.met &^ (1 << manyTerms); met != 0; met &= met - 1 {
			room = append(room, bits.TrailingZeros64(met))
		}
		if c.met>>manyTerms == 1 {
			var err error
			if room, err = s.probe(room, c); err != nil {
				return err
			}
		}
		list[i].Meaning, list[i].Met = float64(c.words), room[from:len(room):len(room)]
	}
	return nil
}

// probe looks for the terms that share a bit.
func (s *search) probe(out []int, c *candidate) ([]int, error) {
	v := s.snap.views[c.view]
	r, err := s.reader(v.terms)
	if err != nil {
		return out, err
	}
	for n := manyTerms; n < len(s.q.Terms); n++ {
		l := v.lookup(s.q.Terms[n].key(), r)
		if at := gallop(l.ranks, 0, c.rank); at < len(l.ranks) && l.ranks[at] == c.rank {
			out = append(out, n)
		}
	}
	return out, nil
}
