package index

import (
	"context"
	"errors"
	"time"

	"alongside/internal/directory"
)

const (
	// few is how many results are so few that Nearly is worth a look.
	few = 3
	// nextShown is how many coming sessions a hit carries.
	nextShown = 3
)

// Search answers a query; see directory.Query for what its fields ask and
// directory.Results for what comes back.
//
// A document must hold all of one or two words, all but one of more, and every
// quoted phrase. When the deadline of ctx comes first, what has been found is
// given as Partial; when nothing has, the error's code is CodeUnavailable.
func (x *Index) Search(ctx context.Context, q directory.Query) (directory.Results, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if q.Limit <= 0 {
		q.Limit = directory.DefaultLimit
	}
	q.Limit = min(q.Limit, directory.MaxLimit)
	from, err := readCursor(q)
	if err != nil {
		return directory.Results{}, err
	}
	s := &searching{gen: x.gen, now: x.now(), q: q, filters: newFilters(q, x.now())}
	s.results.Sequence = x.gen.at()
	s.results.Place = q.Near
	if err := s.findWords(ctx); err != nil {
		return directory.Results{}, unavailable(err)
	}
	all, facets, err := s.collect(ctx)
	if err != nil {
		return directory.Results{}, unavailable(err)
	}
	s.results.Total, s.results.Facets = len(all), facets.list(q)
	sortCandidates(all)
	page, next := cutPage(q, all, from)
	for _, c := range page {
		s.results.Hits = append(s.results.Hits, s.hit(c))
	}
	s.results.NextCursor = next
	if len(all) < few && from == nil && !s.results.Partial {
		s.results.Nearly = s.nearly(ctx, all)
	}
	return s.results, nil
}

// searching is one search under way.
type searching struct {
	gen     *generation
	now     time.Time
	q       directory.Query
	filters *filters
	wanted  wanted
	ranker  ranker
	results directory.Results
}

func (s *searching) findWords(ctx context.Context) error {
	s.ranker = ranker{f: s.filters, now: s.now}
	s.wanted = readWords(s.q.Words)
	if len(s.wanted.words) == 0 {
		return nil
	}
	found, err := s.gen.find(ctx, &s.wanted)
	if err != nil {
		return err
	}
	s.ranker.words, s.results.Spelling = found, s.wanted.spelling
	return nil
}

// collect goes over the table once: it gives every service that fits, and
// counts the facets.
func (s *searching) collect(ctx context.Context) ([]candidate, *facetCounts, error) {
	t := s.gen.table
	t.mu.RLock()
	defer t.mu.RUnlock()
	var out []candidate
	facets := newFacetCounts(s.q)
	verdicts := make(map[*record]verdict, 8)
	for i, service := range t.list {
		if i%1024 == 0 && ctx.Err() != nil {
			if len(out) == 0 {
				return nil, nil, ctx.Err()
			}
			s.results.Partial = true
			return out, facets, nil
		}
		clear(verdicts)
		for _, r := range service.records {
			if s.eligible(r) {
				verdicts[r] = s.filters.judge(&r.card)
			}
		}
		if len(verdicts) == 0 {
			continue
		}
		facets.count(verdicts)
		fits := func(r *record) bool {
			v, ok := verdicts[r]
			return ok && v.passes("")
		}
		if c, ok := s.ranker.best(service, fits); ok {
			out = append(out, c)
		}
	}
	return out, facets, nil
}

// eligible reports whether a record may be shown at all and holds the words.
func (s *searching) eligible(r *record) bool {
	if s.ranker.words != nil {
		if _, ok := s.ranker.words[r.key]; !ok {
			return false
		}
	}
	return s.filters.shown(&r.card)
}

func (s *searching) hit(c candidate) directory.Hit {
	h := directory.Hit{
		Card: c.record.card, Score: c.score, OtherPlaces: c.others,
		Next:       upcoming(c.record.card.Occurrences, s.now, nextShown),
		Highlights: highlights(&c.record.card, s.wanted),
	}
	if c.metres >= 0 {
		metres := c.metres
		h.Metres = &metres
	}
	return h
}

// unavailable turns a deadline that came before any result into words.
func unavailable(err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &directory.Error{Code: directory.CodeUnavailable, Message: "The search took too long. Try fewer words, or a smaller area.", Err: err}
	}
	return err
}
