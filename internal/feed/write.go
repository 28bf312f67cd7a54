package feed

import (
	"context"
	"fmt"

	"alongside/internal/directory"
)

// writeAll hands the batches to the sink.
func (r *run) writeAll(ctx context.Context, batches <-chan []directory.Listing) error {
	created, updated, unchanged := 0, 0, 0
	defer func() { r.report.Created, r.report.Updated, r.report.Unchanged = created, updated, unchanged }()
	for batch := range batches {
		if r.o.DryRun {
			continue
		}
		outcomes, err := r.sink.Upsert(ctx, batch, r.o.By)
		if err != nil {
			return fmt.Errorf("import %s: %w", r.o.Source, err)
		}
		for _, o := range outcomes {
			switch o.Action {
			case Created:
				created++
			case Updated:
				updated++
			default:
				unchanged++
			}
		}
	}
	return nil
}

// across looks for the same listings among those of other sources.
func (r *run) across(ctx context.Context) error {
	others, ok := r.sink.(Others)
	if !ok {
		return nil
	}
	for l, err := range others.Others(ctx, r.o.Source) {
		if err != nil {
			return fmt.Errorf("import %s: look for the same listings of other sources: %w", r.o.Source, err)
		}
		if d, ok := r.same.across(l); ok && l.Source != r.o.Source {
			r.duplicate(d)
		}
	}
	return nil
}

// retire lets go of what a full feed no longer has, if it was read whole.
func (r *run) retire(ctx context.Context) error {
	if !r.o.Full || r.o.DryRun {
		return nil
	}
	if !r.whole {
		r.report.NotRetired = "the feed was not read to its end"
		return nil
	}
	seen := make(map[string]bool, len(r.ids))
	for id := range r.ids {
		seen[id.String()] = true
	}
	n, err := r.sink.Retire(ctx, r.o.Source, seen, r.o.MaxRetireShare, r.o.By)
	if directory.CodeOf(err) == directory.CodeConflict {
		r.report.NotRetired = err.Error()
		return nil
	}
	if err != nil {
		return fmt.Errorf("import %s: retire what is gone: %w", r.o.Source, err)
	}
	r.report.Retired = n
	return nil
}
