package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"alongside/internal/directory"
	"alongside/internal/feed"
	"alongside/internal/places"
	"alongside/internal/store"
)

type importCommand struct {
	Source   string   `required:"" help:"Name of the feed; a later import under the same name updates it." placeholder:"NAME"`
	Format   string   `help:"What the files are: ${enum}." enum:"auto,csv,xlsx,xcri,hsds" default:"auto"`
	Mapping  string   `help:"YAML file that says how columns become fields (docs/importing.md)." type:"existingfile" placeholder:"FILE"`
	Full     bool     `help:"These inputs are all that the source has: retire what is no longer in them."`
	MaxShare float64  `help:"The share of the source's listings, above 0 and up to 1, that a full import may retire." default:"0.2"`
	DryRun   bool     `help:"Read and report, but write nothing."`
	Report   string   `help:"How to report: ${enum}." enum:"text,json" default:"text"`
	Inputs   []string `arg:"" name:"input" help:"Files, folders or web addresses."`
}

// importMemory is how much memory an import may take before what is left
// behind is collected more often, in bytes: a file may be of any size.
const importMemory = 220 << 20

// Run imports; the exit code is 0 when all was taken, 1 when some rows were
// not, 2 when nothing could be read.
func (i *importCommand) Run(ctx context.Context, cfg *Config, env *terminal) error {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(importMemory))
	mapping, err := i.mapping()
	if err == nil {
		err = i.check()
	}
	if err != nil {
		fmt.Fprintln(env.err, "alongside:", plain(err))
		return exitError(exitUnread)
	}
	s, err := openStore(ctx, cfg, nil)
	if err != nil {
		return err
	}
	gazetteer, err := places.New(s)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	bar := newProgress(env, "import "+i.Source)
	sink := &storeSink{store: s}
	report, runErr := feed.Run(ctx, feed.Options{
		Source: i.Source, Format: feed.Format(i.Format), Mapping: mapping, Full: i.Full, MaxRetireShare: i.MaxShare, DryRun: i.DryRun,
		Inputs: i.Inputs, By: "import of " + i.Source, Progress: bar.set, OnLand: gazetteer.OnLand, Now: time.Now,
	}, sink)
	bar.done()
	if err := errors.Join(i.print(env, report), s.Close()); err != nil {
		return errors.Join(runErr, err)
	}
	if ctx.Err() != nil {
		return errors.New("the import was stopped: what is counted above is saved; run it again for the rest")
	}
	if runErr != nil {
		runErr = fmt.Errorf("the import stopped before its end, and what is counted above is saved: %s", plain(runErr))
	}
	if sink.last > 0 {
		runErr = errors.Join(runErr, settle(ctx, cfg, env, sink.last))
	}
	if runErr != nil {
		return runErr
	}
	if code := report.Exit(); code != 0 {
		return exitError(code)
	}
	return nil
}

// exitUnread is the exit code where nothing could be read.
const exitUnread = 2

// check refuses flags that no import can be meant by.
func (i *importCommand) check() error {
	if strings.TrimSpace(i.Source) == "" {
		return errors.New("--source: give the feed a name")
	}
	if !(i.MaxShare > 0 && i.MaxShare <= 1) {
		return fmt.Errorf("--max-share: %g is not a share above 0 and up to 1, like 0.2", i.MaxShare)
	}
	return nil
}

func (i *importCommand) mapping() (*feed.Mapping, error) {
	if i.Mapping == "" {
		return nil, nil
	}
	f, err := os.Open(i.Mapping)
	if err != nil {
		return nil, fmt.Errorf("open the mapping: %w", err)
	}
	defer f.Close()
	return feed.ReadMapping(f, i.Mapping)
}

func (i *importCommand) print(env *terminal, r feed.Report) error {
	if i.Report == "json" {
		b, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
		_, err = fmt.Fprintln(env.out, string(b))
		return err
	}
	return r.Text(env.out)
}

// storeSink writes an import to the store.
type storeSink struct {
	store *store.Store
	// last is the sequence of the last change.
	last int64
}

var _ feed.Sink = (*storeSink)(nil)

// Upsert writes a batch.
func (s *storeSink) Upsert(ctx context.Context, ls []directory.Listing, by string) ([]feed.Outcome, error) {
	found, seq, err := s.store.Upsert(ctx, ls, by)
	s.last = max(s.last, seq)
	out := make([]feed.Outcome, len(found))
	for i, o := range found {
		out[i] = feed.Outcome{ID: o.ID, Action: string(o.Action)}
	}
	return out, err
}

// Retire makes what a full feed no longer carries inactive.
func (s *storeSink) Retire(ctx context.Context, source string, seen map[string]bool, share float64, by string) (int, error) {
	n, seq, err := s.store.Retire(ctx, source, seen, share, by)
	s.last = max(s.last, seq)
	return n, err
}
