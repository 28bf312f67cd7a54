package main

import (
	"bufio"
	"context"
	"errors"
	"iter"

	"alongside/internal/directory"
	"alongside/internal/hsds"
	"alongside/internal/store"
)

type exportCommand struct {
	Format string `help:"What to write: ${enum}." enum:"hsds,csv,geojson" default:"hsds"`
}

// pageSize is how many listings are read at a time.
const pageSize = 500

// Run writes every listing to standard output. It reads the database alone, so
// a running server is not disturbed.
func (e *exportCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	s, err := openStore(ctx, cfg, nil)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(env.out, 1<<16)
	write := map[string]func() error{
		"hsds":    func() error { return hsds.WriteJSON(out, everyListing(ctx, s)) },
		"csv":     func() error { return hsds.WriteCSV(out, everyListing(ctx, s)) },
		"geojson": func() error { return hsds.WriteGeoJSON(out, everyListing(ctx, s)) },
	}[e.Format]
	return errors.Join(write(), out.Flush(), s.Close())
}

// everyListing gives the store's listings, a page at a time.
func everyListing(ctx context.Context, s *store.Store) iter.Seq2[directory.Listing, error] {
	return func(yield func(directory.Listing, error) bool) {
		after := ""
		for {
			page, err := s.Page(ctx, after, pageSize)
			if err != nil {
				yield(directory.Listing{}, err)
				return
			}
			if len(page) == 0 {
				return
			}
			for _, l := range page {
				if !yield(l, nil) {
					return
				}
				after = l.ID
			}
		}
	}
}
