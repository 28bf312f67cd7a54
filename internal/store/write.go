package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// writing is one listing about to be written, with the version it will have.
type writing struct {
	parted
	version int64
	// createdAt is 0 for what is new.
	createdAt int64
}

// put writes listings with their organisations and locations, in the order of
// their keys so that transactions cannot block each other in a circle, and
// logs a change for each, and for each other listing that shows an
// organisation or a location that changed.
func (s *Store) put(ctx context.Context, tx *sql.Tx, by string, batch []writing) (int64, error) {
	if len(batch) == 0 {
		return 0, nil
	}
	at := s.now().UnixMilli()
	slices.SortFunc(batch, func(a, b writing) int { return cmp.Compare(a.listing.ID, b.listing.ID) })
	var organizations, locations []part
	for _, w := range batch {
		organizations = append(organizations, w.organization)
		locations = append(locations, w.locations...)
	}
	changedOrgs, err := s.putParts(ctx, tx, insertOrganizations, at, organizations)
	if err != nil {
		return 0, fmt.Errorf("write organisations: %w", err)
	}
	changedLocs, err := s.putParts(ctx, tx, insertLocations, at, locations)
	if err != nil {
		return 0, fmt.Errorf("write locations: %w", err)
	}
	if err := s.putListings(ctx, tx, at, batch); err != nil {
		return 0, fmt.Errorf("write listings: %w", err)
	}
	changes := make([]logged, len(batch))
	written := make(map[string]bool, len(batch))
	for i, w := range batch {
		written[w.listing.ID] = true
		changes[i] = logged{kind: ChangeListing, listingID: w.listing.ID, version: w.version, doc: w.whole}
	}
	others, err := s.shownBy(ctx, tx, changedOrgs, changedLocs, written)
	if err != nil {
		return 0, fmt.Errorf("read the listings that show them: %w", err)
	}
	return s.logChanges(ctx, tx, by, at, append(changes, others...))
}

// putParts writes organisations or locations whose content is new, and gives
// the ids of those that were there before with another content.
func (s *Store) putParts(ctx context.Context, tx *sql.Tx, into *insertion, at int64, given []part) ([]string, error) {
	latest := make(map[string]part, len(given))
	ids := make([]string, 0, len(given))
	for _, p := range given {
		if _, twice := latest[p.id]; !twice {
			ids = append(ids, p.id)
		}
		latest[p.id] = p
	}
	slices.Sort(ids)
	stored := make(map[string]string, len(ids))
	err := s.chunked(ctx, tx, `SELECT id, hash FROM `+into.table+` WHERE id IN (?)`, ids, func(r *sql.Rows) error {
		var id, h string
		err := r.Scan(&id, &h)
		stored[id] = h
		return err
	})
	if err != nil {
		return nil, err
	}
	var rows [][]any
	var changed []string
	for _, id := range ids {
		p, h := latest[id], stored[id]
		if h == p.hash {
			continue
		}
		rows = append(rows, []any{p.id, p.hash, p.doc, at})
		if h != "" {
			changed = append(changed, id)
		}
	}
	_, err = s.insert(ctx, tx, into, rows)
	return changed, err
}

func (s *Store) putListings(ctx context.Context, tx *sql.Tx, at int64, batch []writing) error {
	rows := make([][]any, len(batch))
	var updated []string
	var links [][]any
	for i, w := range batch {
		l := w.listing
		if w.createdAt == 0 {
			w.createdAt = at
		}
		rows[i] = []any{l.ID, l.Slug, string(l.Status), l.Source, l.ExternalID, l.Organization.ID, w.version,
			w.hash, w.feedHash, w.doc, w.createdAt, at}
		if w.version > 1 {
			updated = append(updated, l.ID)
		}
		var ids []string
		for _, p := range w.locations {
			ids = append(ids, p.id)
		}
		for _, id := range distinct(ids) {
			links = append(links, []any{l.ID, id})
		}
	}
	n, err := s.insert(ctx, tx, insertListings, rows)
	if err != nil {
		return err
	}
	if n != int64(len(rows)) {
		return errMet
	}
	err = s.execChunked(ctx, tx, `DELETE FROM listing_locations WHERE listing_id IN (?)`, updated)
	if err != nil {
		return err
	}
	_, err = s.insert(ctx, tx, insertListingLocations, links)
	return err
}

func (s *Store) execChunked(ctx context.Context, tx *sql.Tx, query string, ids []string) error {
	return s.chunked(ctx, tx, query+" RETURNING 1", ids, func(*sql.Rows) error { return nil })
}

// shownBy gives a change for each listing, other than those being written,
// that shows one of these organisations or locations.
func (s *Store) shownBy(ctx context.Context, tx *sql.Tx, organizations, locations []string, written map[string]bool) ([]logged, error) {
	var ids []string
	collect := func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		if !written[id] {
			ids = append(ids, id)
		}
		return err
	}
	if err := s.chunked(ctx, tx, `SELECT id FROM listings WHERE organization_id IN (?)`, organizations, collect); err != nil {
		return nil, err
	}
	if err := s.chunked(ctx, tx, `SELECT listing_id FROM listing_locations WHERE location_id IN (?)`, locations, collect); err != nil {
		return nil, err
	}
	listings, err := s.listings(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]logged, len(listings))
	for i, l := range listings {
		doc, err := encode(l)
		if err != nil {
			return nil, err
		}
		out[i] = logged{kind: ChangeListing, listingID: l.ID, version: l.Version, doc: doc}
	}
	return out, nil
}
