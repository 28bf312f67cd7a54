package peers

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"sync"
)

// hit is one row that fits.
type hit struct {
	service, kind int
	free          bool
	slots         int64
	score         float64
}

// ranking collapses hits to services, counts the three facets of each and
// puts the best first.
type ranking struct {
	facets bool
	best   map[int]hit
	counts counts
}

func newRanking(facets bool) *ranking { return &ranking{facets: facets, best: map[int]hit{}} }

func (r *ranking) add(h hit) {
	if old, ok := r.best[h.service]; ok {
		h.slots |= old.slots
		h.score = max(h.score, old.score)
	}
	r.best[h.service] = h
}

// total finishes: it counts, sorts, and gives how many services there are.
func (r *ranking) total() int {
	all := make([]hit, 0, len(r.best))
	for _, h := range r.best {
		all = append(all, h)
		if r.facets {
			r.counts.add(h)
		}
	}
	slices.SortFunc(all, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	return len(all)
}

// counts are the three facets.
type counts struct {
	kind [8]int
	free int
	days [7]int
}

func (c *counts) add(h hit) {
	c.kind[h.kind]++
	if h.free {
		c.free++
	}
	for d := range c.days {
		if h.slots>>(3*d)&7 != 0 {
			c.days[d]++
		}
	}
}

// smallest gives the n smallest distances in order.
func smallest(metres map[int]float64, n int) []float64 {
	all := slices.Sorted(maps.Values(metres))
	return all[:min(n, len(all))]
}

// statements prepares each text once.
type statements struct {
	db *sql.DB
	mu sync.RWMutex
	by map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements { return &statements{db: db, by: map[string]*sql.Stmt{}} }

func (s *statements) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	s.mu.RLock()
	stmt := s.by[text]
	s.mu.RUnlock()
	if stmt == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		var err error
		if stmt = s.by[text]; stmt == nil {
			if stmt, err = s.db.PrepareContext(ctx, text); err != nil {
				return nil, err
			}
			s.by[text] = stmt
		}
	}
	return stmt.QueryContext(ctx, args...)
}

func (s *statements) close() error {
	var errs []error
	for _, stmt := range s.by {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}
