package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"alongside/internal/directory"
	"alongside/internal/places"
)

type placesCommand struct {
	Import placesImportCommand `cmd:"" help:"Bring postcodes in: Code-Point Open, ONSPD, or a CSV with postcode, lat, lon columns; plain, gzip or zip."`
}

type placesImportCommand struct {
	File string `arg:"" help:"The file of postcodes." type:"existingfile"`
}

// Run imports postcodes; listings are then placed again.
func (p *placesImportCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	f, err := os.Open(p.File)
	if err != nil {
		return fmt.Errorf("open the file of postcodes: %w", err)
	}
	defer f.Close()
	s, err := openStore(ctx, cfg, nil)
	if err != nil {
		return err
	}
	bar := newProgress(env, "postcodes")
	n := 0
	counted := func(yield func(directory.Postcode, error) bool) {
		for row, err := range places.ReadPostcodes(f) {
			if n++; n%5000 == 0 {
				bar.set(int64(n), -1)
			}
			if !yield(row, err) {
				return
			}
		}
	}
	written, err := s.ImportPostcodes(ctx, counted, "places import")
	bar.done()
	seq, seqErr := s.Sequence(ctx)
	if err = errors.Join(err, seqErr, s.Close()); err != nil {
		return err
	}
	fmt.Fprintf(env.out, "%d postcodes are known now\n", written)
	return settle(ctx, cfg, env, seq)
}
