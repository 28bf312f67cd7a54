package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

const listingColumns = `id, doc, hash, feed_hash, version, created_at, updated_at, status`

func scanRow(rows interface{ Scan(...any) error }) (row, error) {
	var r row
	err := rows.Scan(&r.id, &r.doc, &r.hash, &r.feedHash, &r.version, &r.createdAt, &r.updateAt, &r.status)
	return r, err
}

// Listing gives one listing whole. The error's code is CodeGone for one that
// was deleted, and CodeNotFound for one that never was.
func (s *Store) Listing(ctx context.Context, id string) (directory.Listing, error) {
	found, err := s.listings(ctx, s.read, []string{id})
	if err != nil {
		return directory.Listing{}, mapError(fmt.Errorf("read listing %s: %w", id, err))
	}
	if len(found) == 1 {
		return found[0], nil
	}
	if _, err := s.Tombstone(ctx, id); err == nil {
		return directory.Listing{}, directory.Errorf(directory.CodeGone, "This listing has been removed.")
	}
	return directory.Listing{}, directory.Errorf(directory.CodeNotFound, "There is no listing with this address.")
}

// Listings gives the listings with these ids that there are, ordered by id.
func (s *Store) Listings(ctx context.Context, ids []string) ([]directory.Listing, error) {
	found, err := s.listings(ctx, s.read, ids)
	if err != nil {
		return nil, mapError(fmt.Errorf("read listings: %w", err))
	}
	return found, nil
}

// Page gives up to limit listings whose ids come after the given one, ordered
// by id; begin with an empty id.
func (s *Store) Page(ctx context.Context, after string, limit int) ([]directory.Listing, error) {
	var rows []row
	err := each(ctx, s.read, `SELECT `+listingColumns+` FROM listings WHERE id > $1 ORDER BY id LIMIT $2`, []any{after, limit},
		func(r *sql.Rows) error {
			one, err := scanRow(r)
			rows = append(rows, one)
			return err
		})
	if err != nil {
		return nil, mapError(fmt.Errorf("read listings after %q: %w", after, err))
	}
	found, err := s.assemble(ctx, s.read, rows)
	if err != nil {
		return nil, mapError(fmt.Errorf("read listings after %q: %w", after, err))
	}
	return found, nil
}

func (s *Store) listings(ctx context.Context, q querier, ids []string) ([]directory.Listing, error) {
	rows, err := s.listingRows(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	return s.assemble(ctx, q, rows)
}

// listingRows gives the rows with these ids, ordered by id.
func (s *Store) listingRows(ctx context.Context, q querier, ids []string) ([]row, error) {
	ids = distinct(ids)
	rows := make([]row, 0, len(ids))
	err := s.chunked(ctx, q, `SELECT `+listingColumns+` FROM listings WHERE id IN (?)`, ids, func(r *sql.Rows) error {
		one, err := scanRow(r)
		rows = append(rows, one)
		return err
	})
	slices.SortFunc(rows, func(a, b row) int { return compare(a.id, b.id) })
	return rows, err
}

// assemble puts organisations and locations back into listings.
func (s *Store) assemble(ctx context.Context, q querier, rows []row) ([]directory.Listing, error) {
	out := make([]directory.Listing, len(rows))
	var organizations, locations []string
	for i, r := range rows {
		l, err := r.listing()
		if err != nil {
			return nil, err
		}
		out[i] = l
		organizations = append(organizations, l.Organization.ID)
		for _, at := range l.At {
			locations = append(locations, at.Location.ID)
		}
	}
	orgs, err := parts[directory.Organization](ctx, s, q, "organizations", organizations)
	if err != nil {
		return nil, err
	}
	locs, err := parts[directory.Location](ctx, s, q, "locations", locations)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Organization = orgs[out[i].Organization.ID]
		for j, at := range out[i].At {
			out[i].At[j].Location = locs[at.Location.ID]
		}
	}
	return out, nil
}

// parts reads organisations or locations by id.
func parts[T any](ctx context.Context, s *Store, q querier, table string, ids []string) (map[string]T, error) {
	out := make(map[string]T, len(ids))
	err := s.chunked(ctx, q, `SELECT id, doc FROM `+table+` WHERE id IN (?)`, distinct(ids), func(r *sql.Rows) error {
		var id, doc string
		if err := r.Scan(&id, &doc); err != nil {
			return err
		}
		v, err := decode[T](doc)
		if err != nil {
			return fmt.Errorf("%s %s: %w", table, id, err)
		}
		out[id] = v
		return nil
	})
	return out, err
}

func distinct(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Count gives the number of listings.
func (s *Store) Count(ctx context.Context) (int, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM listings`).Scan(&n); err != nil {
		return 0, mapError(fmt.Errorf("count listings: %w", err))
	}
	return n, nil
}

// Page is where a listing's page is, and when it was last changed.
type Page struct {
	ID, Slug  string
	UpdatedAt directory.Millis
}

// Pages gives the pages of the listings that are not over, limit of them in the
// order of their ids after the first offset of all.
func (s *Store) Pages(ctx context.Context, offset, limit int) ([]Page, error) {
	var out []Page
	err := each(ctx, s.read, `SELECT id, slug, updated_at FROM (SELECT id, slug, status, updated_at FROM listings ORDER BY id LIMIT $1 OFFSET $2) AS l WHERE status = $3`,
		[]any{limit, offset, string(directory.Active)}, func(r *sql.Rows) error {
			var p Page
			err := r.Scan(&p.ID, &p.Slug, &p.UpdatedAt)
			out = append(out, p)
			return err
		})
	if err != nil {
		return nil, mapError(fmt.Errorf("list pages: %w", err))
	}
	return out, nil
}

// SourceCounts gives the number of listings by source; the empty source is
// what was written here.
func (s *Store) SourceCounts(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	err := each(ctx, s.read, `SELECT source, count(*) FROM listings GROUP BY source`, nil, func(r *sql.Rows) error {
		var source string
		var n int
		err := r.Scan(&source, &n)
		out[source] = n
		return err
	})
	if err != nil {
		return nil, mapError(fmt.Errorf("count listings by source: %w", err))
	}
	return out, nil
}

// Tombstone is what is left of a listing that was deleted: enough to say so,
// and to offer what is like it nearby.
type Tombstone struct {
	ID   string         `json:"id"`
	Name string         `json:"name"`
	Kind directory.Kind `json:"kind"`
	// Point is longitude, latitude; nil when it had none that may be shown.
	Point      *orb.Point `json:"point,omitempty"`
	Activities []string   `json:"activities,omitempty"`
	// At is when it was deleted.
	At directory.Millis `json:"-"`
}

// Tombstone gives what is left of a deleted listing; CodeNotFound when it was
// not deleted.
func (s *Store) Tombstone(ctx context.Context, id string) (Tombstone, error) {
	var doc string
	var at int64
	err := s.read.QueryRowContext(ctx, `SELECT doc, at FROM tombstones WHERE id = $1`, id).Scan(&doc, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return Tombstone{}, directory.Errorf(directory.CodeNotFound, "There is no listing with this address.")
	}
	if err != nil {
		return Tombstone{}, mapError(fmt.Errorf("read tombstone %s: %w", id, err))
	}
	t, err := decode[Tombstone](doc)
	if err != nil {
		return t, fmt.Errorf("read tombstone %s: %w", id, err)
	}
	t.At = directory.Millis(at)
	return t, nil
}
