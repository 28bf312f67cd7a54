package store

import (
	"context"
	"database/sql"
	"fmt"

	"alongside/internal/directory"
)

// Action is what an import did with a listing.
type Action string

// The actions of an import.
const (
	Created   Action = "created"
	Updated   Action = "updated"
	Unchanged Action = "unchanged"
)

// Outcome is what became of one listing of an import.
type Outcome struct {
	ID     string
	Action Action
}

// A feed's listings go in by so many in one transaction: by few while others
// write too, so that a person's save does not wait long for a feed.
const (
	feedBatch     = 200
	feedBatchBusy = 50
)

// Upsert writes a feed's listings, by their ids (directory.ImportedID of source
// and external id), and gives what became of each, in the order given, with the
// last change's sequence (0 when nothing changed). Of a listing given twice the
// last one counts. What comes back with an error was written before it.
//
// A listing whose feed says the same as at its last import is left as it is,
// with whatever a person changed since. When a feed says nothing of checking,
// what is known of a listing's truth stays.
func (s *Store) Upsert(ctx context.Context, listings []directory.Listing, by string) ([]Outcome, int64, error) {
	outcomes := make([]Outcome, 0, len(listings))
	var last int64
	for len(listings) > 0 {
		n := feedBatch
		if s.turns != nil && s.turns.busy() {
			n = feedBatchBusy
		}
		n = min(n, len(listings))
		found, seq, err := s.upsert(ctx, listings[:n], by)
		if err != nil {
			return outcomes, last, err
		}
		outcomes, last, listings = append(outcomes, found...), max(last, seq), listings[n:]
	}
	return outcomes, last, nil
}

// upsert is Upsert in one transaction.
func (s *Store) upsert(ctx context.Context, listings []directory.Listing, by string) ([]Outcome, int64, error) {
	latest := make(map[string]int, len(listings))
	given := make([]parted, len(listings))
	for i, l := range listings {
		l = s.complete(l)
		if err := directory.Invalid(l.Validate()); err != nil {
			return nil, 0, fmt.Errorf("import listing %s: %w", l.ExternalID, err)
		}
		p, err := takeApart(l)
		if err == nil {
			p.whole, err = encode(l)
		}
		if err != nil {
			return nil, 0, fmt.Errorf("import listing %s: %w", l.ExternalID, err)
		}
		p.feedHash = hash(p.whole)
		given[i], latest[l.ID] = p, i
	}
	outcomes := make([]Outcome, len(given))
	seq, err := s.within(ctx, func(tx *sql.Tx) (int64, error) {
		stored, err := s.storedRows(ctx, tx, latest)
		if err != nil {
			return 0, fmt.Errorf("read: %w", err)
		}
		var batch []writing
		for i, p := range given {
			id := p.listing.ID
			if latest[id] != i {
				outcomes[i] = Outcome{ID: id, Action: Unchanged}
				continue
			}
			old, known := stored[id]
			if known && old.feedHash == p.feedHash {
				outcomes[i] = Outcome{ID: id, Action: Unchanged}
				continue
			}
			w, err := s.imported(p, old, known)
			if err != nil {
				return 0, err
			}
			outcomes[i] = Outcome{ID: id, Action: Created}
			if known {
				outcomes[i].Action = Updated
			}
			batch = append(batch, w)
		}
		return s.put(ctx, tx, by, batch)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("import %d listings: %w", len(listings), err)
	}
	return outcomes, seq, nil
}

// imported gives what is written for a listing of a feed: new, or in place of
// the stored one.
func (s *Store) imported(p parted, old row, known bool) (writing, error) {
	w := writing{parted: p, version: 1}
	if !known {
		return w, nil
	}
	w.version, w.createdAt = old.version+1, old.createdAt
	before, err := old.listing()
	if err != nil {
		return w, err
	}
	l := p.listing
	if l.VerifiedAt == 0 {
		l.VerifiedAt, l.VerifiedBy = before.VerifiedAt, before.VerifiedBy
	}
	if len(l.Evidence) == 0 {
		l.Evidence = before.Evidence
	}
	if len(l.Voices) == 0 {
		l.Voices = before.Voices
	}
	if w.parted, err = takeApart(l); err != nil {
		return w, err
	}
	w.feedHash = p.feedHash
	w.whole, err = encode(l)
	return w, err
}

func (s *Store) storedRows(ctx context.Context, tx *sql.Tx, ids map[string]int) (map[string]row, error) {
	wanted := make([]string, 0, len(ids))
	for id := range ids {
		wanted = append(wanted, id)
	}
	rows, err := s.listingRows(ctx, tx, wanted)
	out := make(map[string]row, len(rows))
	for _, r := range rows {
		out[r.id] = r
	}
	return out, err
}

// Retire makes those active listings of a source inactive that its whole feed
// no longer carries: those whose ids are not in seen. It refuses, with
// CodeConflict, when that would be more than maxShare (0-1) of the source's
// active listings: a feed that shrinks that much is more likely broken. It
// gives the number retired and the last change's sequence.
func (s *Store) Retire(ctx context.Context, source string, seen map[string]bool, maxShare float64, by string) (int, int64, error) {
	var gone []string
	active := 0
	err := each(ctx, s.read, `SELECT id FROM listings WHERE source = $1 AND status <> $2`,
		[]any{source, string(directory.Inactive)}, func(r *sql.Rows) error {
			var id string
			if err := r.Scan(&id); err != nil {
				return err
			}
			active++
			if !seen[id] {
				gone = append(gone, id)
			}
			return nil
		})
	if err != nil {
		return 0, 0, mapError(fmt.Errorf("read the listings of %s: %w", source, err))
	}
	if len(gone) == 0 {
		return 0, 0, nil
	}
	if float64(len(gone)) > maxShare*float64(active) {
		return 0, 0, directory.Errorf(directory.CodeConflict,
			"%d of the %d listings of %q are not in this feed, which is more than %.0f%%. Nothing was retired. If that is right, allow a greater share.",
			len(gone), active, source, maxShare*100)
	}
	var last int64
	for _, ids := range batches(gone, 200) {
		seq, err := s.within(ctx, func(tx *sql.Tx) (int64, error) { return s.retire(ctx, tx, ids, by) })
		if err != nil {
			return 0, last, fmt.Errorf("retire listings of %s: %w", source, err)
		}
		last = max(last, seq)
	}
	return len(gone), last, nil
}

func (s *Store) retire(ctx context.Context, tx *sql.Tx, ids []string, by string) (int64, error) {
	listings, err := s.listings(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	var batch []writing
	for _, l := range listings {
		l.Status, l.ClosedUntil = directory.Inactive, ""
		p, err := takeApart(l)
		if err != nil {
			return 0, err
		}
		// No feed hash: when the feed brings it back, it is taken up again.
		if p.whole, err = encode(l); err != nil {
			return 0, err
		}
		batch = append(batch, writing{parted: p, version: l.Version + 1, createdAt: int64(l.CreatedAt)})
	}
	return s.put(ctx, tx, by, batch)
}

func batches(ids []string, n int) [][]string {
	var out [][]string
	for len(ids) > 0 {
		k := min(n, len(ids))
		out, ids = append(out, ids[:k]), ids[k:]
	}
	return out
}
