package store

import (
	"context"
	"database/sql"
	"fmt"

	"alongside/internal/directory"
)

// ChangeKind says what a change was.
type ChangeKind string

// The kinds of change.
const (
	// ChangeListing is a listing created or changed, or one that shows an
	// organisation or a place that changed.
	ChangeListing ChangeKind = "listing"
	// ChangeDeleted is a listing deleted.
	ChangeDeleted ChangeKind = "deleted"
	// ChangePlaces is an import of postcodes: every listing may be placed
	// anew. It names no listing.
	ChangePlaces ChangeKind = "places"
)

// Change is one row of the change log.
type Change struct {
	// Sequence numbers changes from 1, in the order in which they were
	// committed, without gaps.
	Sequence  int64
	Kind      ChangeKind
	ListingID string
	At        directory.Millis
	// By says who or what made the change.
	By string
}

// Changes gives up to limit changes after the given sequence, in order.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]Change, error) {
	var out []Change
	err := each(ctx, s.read, `SELECT seq, kind, listing_id, at, author FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2`,
		[]any{after, limit}, func(r *sql.Rows) error {
			var c Change
			err := r.Scan(&c.Sequence, &c.Kind, &c.ListingID, &c.At, &c.By)
			out = append(out, c)
			return err
		})
	if err != nil {
		return nil, mapError(fmt.Errorf("read changes after %d: %w", after, err))
	}
	return out, nil
}

// Sequence gives the number of the last change committed; 0 before the first.
func (s *Store) Sequence(ctx context.Context) (int64, error) {
	var n int64
	if err := s.read.QueryRowContext(ctx, `SELECT n FROM counter WHERE id = 1`).Scan(&n); err != nil {
		return 0, mapError(fmt.Errorf("read the change counter: %w", err))
	}
	return n, nil
}

// Revision is one state of a listing in its history.
type Revision struct {
	Change
	// Version is the listing's version then.
	Version int64
	// Listing is the listing whole, with its organisation and places as they
	// were; nil for a deletion and for what was erased.
	Listing *directory.Listing
}

// History gives every revision of a listing, oldest first; none for one that
// never was.
func (s *Store) History(ctx context.Context, id string) ([]Revision, error) {
	var out []Revision
	err := each(ctx, s.read, `SELECT seq, kind, listing_id, at, author, version, doc FROM changes WHERE listing_id = $1 ORDER BY seq`,
		[]any{id}, func(r *sql.Rows) error {
			var v Revision
			var doc string
			if err := r.Scan(&v.Sequence, &v.Kind, &v.ListingID, &v.At, &v.By, &v.Version, &doc); err != nil {
				return err
			}
			if doc != "" {
				l, err := decode[directory.Listing](doc)
				if err != nil {
					return err
				}
				l.Version, l.UpdatedAt = v.Version, v.At
				v.Listing = &l
			}
			out = append(out, v)
			return nil
		})
	if err != nil {
		return nil, mapError(fmt.Errorf("read the history of %s: %w", id, err))
	}
	if len(out) > 0 {
		for i := range out {
			if out[i].Listing != nil {
				out[i].Listing.CreatedAt = out[0].At
			}
		}
	}
	return out, nil
}

// logged is a change row before it has its number.
type logged struct {
	kind      ChangeKind
	listingID string
	version   int64
	doc       string
}

// logChanges ends a transaction: it takes the next numbers from the counter
// row, last of all, and inserts the change rows under them. It gives the last
// number; 0 when there is nothing to log.
func (s *Store) logChanges(ctx context.Context, tx *sql.Tx, by string, at int64, changes []logged) (int64, error) {
	if len(changes) == 0 {
		return 0, nil
	}
	var last int64
	err := tx.QueryRowContext(ctx, `UPDATE counter SET n = n + $1 WHERE id = 1 RETURNING n`, len(changes)).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("take change numbers: %w", err)
	}
	rows := make([][]any, len(changes))
	for i, c := range changes {
		rows[i] = []any{last - int64(len(changes)-1-i), string(c.kind), c.listingID, c.version, at, by, c.doc}
	}
	if _, err := s.insert(ctx, tx, insertChanges, rows); err != nil {
		return 0, fmt.Errorf("log changes: %w", err)
	}
	return last, nil
}
