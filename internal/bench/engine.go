package bench

import (
	"context"
	"errors"
	"iter"

	"alongside/internal/directory"
)

// Answer is what an engine gave, as far as engines can be held against each
// other: rankings differ by formula.
type Answer struct {
	// Total counts the services that fit, or the suggestions of Complete.
	Total int
	// Metres are the distances of what Nearest found, in order.
	Metres []float64
}

// Index is what is measured; *index.Index is one.
type Index interface {
	Search(ctx context.Context, q directory.Query) (directory.Results, error)
	Suggest(ctx context.Context, prefix string, limit int) ([]directory.Suggestion, error)
}

// Matcher answers Match; an Index that is none is not measured on it.
type Matcher interface {
	Candidates(ctx context.Context, q directory.CandidateQuery) (directory.Candidates, error)
}

// Peer is another engine that is given the same listings and asked the same.
type Peer interface {
	Name() string
	// Load takes every document once and makes all ready to be asked.
	Load(ctx context.Context, docs iter.Seq2[directory.Document, error]) error
	// Run answers a query as quickly as the engine can: it is what is timed.
	Run(ctx context.Context, q Query) (Answer, error)
	// Total counts the services that fit a query, for comparing alone.
	Total(ctx context.Context, q Query) (int, error)
	Close() error
}

// errNotMeasured says that the index does not answer a kind of query.
var errNotMeasured = errors.New("not measured")

// ask puts a query to the index.
func ask(ctx context.Context, x Index, q Query) (Answer, error) {
	switch q.Kind {
	case Complete:
		found, err := x.Suggest(ctx, q.Prefix, suggested)
		return Answer{Total: len(found)}, err
	case Match:
		m, ok := x.(Matcher)
		if !ok {
			return Answer{}, errNotMeasured
		}
		found, err := m.Candidates(ctx, q.Match)
		return Answer{Total: found.Total}, err
	}
	found, err := x.Search(ctx, q.Search)
	a := Answer{Total: found.Total}
	if q.Kind == Nearest {
		for _, h := range found.Hits {
			if h.Metres != nil {
				a.Metres = append(a.Metres, *h.Metres)
			}
		}
	}
	return a, err
}
