package near

import (
	"context"

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

// explain works out which terms each candidate holds.
func (s *search) explain(page []candidate, list []directory.Candidate) error {
	room := make([]int, 0, 4*len(page))
	for vi, v := range s.snap.views {
		r, err := s.reader(v.terms)
		if err != nil {
			return err
		}
		s.lists = s.lists[:0]
		for i, t := range s.q.Terms {
			s.lists = append(s.lists, weighted{list: v.lookup(t.key(), r), step: float32(s.weights[i] / impactSteps)})
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
					list[i].Meaning += float64(l.step * float32(l.impacts[at]))
					room = append(room, n)
				}
			}
			list[i].Met = room[from:len(room):len(room)]
		}
	}
	return nil
}
