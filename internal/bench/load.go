package bench

import (
	"context"
	"fmt"
	"iter"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// Store is where the listings are written; *store.Store is one.
type Store interface {
	Upsert(ctx context.Context, listings []directory.Listing, by string) ([]store.Outcome, int64, error)
}

// loadBatch is how many listings are handed to the store at once.
const loadBatch = 500

// Load writes the first n listings and gives how long that took. done is told
// how many are written.
func Load(ctx context.Context, s Store, g *Generator, n int, done func(int)) (time.Duration, error) {
	began := time.Now()
	batch := make([]directory.Listing, 0, loadBatch)
	for i := range n {
		batch = append(batch, g.Listing(i))
		if len(batch) < loadBatch && i+1 < n {
			continue
		}
		if _, _, err := s.Upsert(ctx, batch, Source); err != nil {
			return 0, fmt.Errorf("load listings: %w", err)
		}
		batch = batch[:0]
		done(i + 1)
	}
	return time.Since(began), nil
}

// Documents gives the documents of the first n listings, as build makes them
// for the index.
func (g *Generator) Documents(n int, build func(directory.Listing) ([]directory.Document, error)) iter.Seq2[directory.Document, error] {
	return func(yield func(directory.Document, error) bool) {
		for l := range g.Listings(n) {
			docs, err := build(l)
			if err != nil {
				yield(directory.Document{}, err)
				return
			}
			for _, d := range docs {
				if !yield(d, nil) {
					return
				}
			}
		}
	}
}
