package near

import (
	"context"

	"alongside/internal/directory"
)

// Candidates answers a query in the order of meaning times nearness, and says
// of each hit what meaning it has (Σ weight × idf × impact) and which of the
// terms it holds, by their place in the query. Both are worked out for the hits
// alone.
func (t *Table) Candidates(ctx context.Context, q Query) (Answer, []float64, [][]int, error) {
	q.Uncounted, q.Sort, q.Least = true, directory.SortBest, 1
	s := t.searching()
	defer t.done(s)
	snap := t.today()
	defer snap.keep()
	a := Answer{Sequence: snap.sequence}
	if len(snap.views) == 0 || len(q.Terms) == 0 {
		return a, nil, nil, nil
	}
	if err := s.begin(ctx, snap, &q, t.o.Now()); err != nil {
		return a, nil, nil, err
	}
	if err := s.run(); err != nil {
		return a, nil, nil, err
	}
	page := s.top.sorted()
	page = page[:min(len(page), q.Limit)]
	a.Total, a.Hits, a.Partial = s.total, s.hits(page), s.partial
	meanings, met, err := s.explain(page)
	return a, meanings, met, err
}

// explain works out which terms each candidate holds.
func (s *search) explain(page []candidate) ([]float64, [][]int, error) {
	meanings, met := make([]float64, len(page)), make([][]int, len(page))
	room := make([]int, 0, 4*len(page))
	for vi, v := range s.snap.views {
		r, err := s.reader(v.terms)
		if err != nil {
			return nil, nil, err
		}
		s.lists = s.lists[:0]
		for _, t := range s.q.Terms {
			weight, err := s.weight(t)
			if err != nil {
				return nil, nil, err
			}
			s.lists = append(s.lists, weighted{list: v.lookup(t.key(), r), step: float32(weight / impactSteps)})
		}
		for i := range page {
			c := &page[i]
			if int(c.view) != vi {
				continue
			}
			from := len(room)
			for n := range s.lists {
				l := &s.lists[n]
				at := gallop(l.ranks, 0, c.rank)
				if at < len(l.ranks) && l.ranks[at] == c.rank {
					meanings[i] += float64(l.step * float32(l.impacts[at]))
					room = append(room, n)
				}
			}
			met[i] = room[from:len(room):len(room)]
		}
	}
	return meanings, met, nil
}
