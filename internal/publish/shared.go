package publish

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"alongside/internal/directory"
)

// shared gives an organisation, nil when no listing shows it, and those of the
// places that listings show, by their ids.
func (b book) shared(ctx context.Context, organization string, places []string) (*directory.Organization, map[string]directory.Location, error) {
	var shownBy []string
	err := b.store.Read(ctx, func(tx *sql.Tx) error {
		one := func(query string, arg string) error {
			var id string
			err := tx.QueryRowContext(ctx, query, arg).Scan(&id)
			if err == nil {
				shownBy = append(shownBy, id)
			}
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			return err
		}
		if err := one(`SELECT id FROM listings WHERE organization_id = $1 ORDER BY id LIMIT 1`, organization); err != nil {
			return err
		}
		for _, id := range places {
			if err := one(`SELECT listing_id FROM listing_locations WHERE location_id = $1 ORDER BY listing_id LIMIT 1`, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	listings, err := b.store.Listings(ctx, shownBy)
	if err != nil {
		return nil, nil, err
	}
	var org *directory.Organization
	out := map[string]directory.Location{}
	for _, l := range listings {
		if l.Organization.ID == organization {
			org = &l.Organization
		}
		for _, at := range l.At {
			if slices.Contains(places, at.Location.ID) {
				out[at.Location.ID] = at.Location
			}
		}
	}
	return org, out, nil
}

// foreign reports whether a listing of another organisation shows a place too.
func (b book) foreign(ctx context.Context, place, organization string) (yes bool, err error) {
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM listing_locations x JOIN listings l ON l.id = x.listing_id
			WHERE x.location_id = $1 AND l.organization_id <> $2)`, place, organization).Scan(&yes)
	})
	return yes, err
}

// placesOf gives the ids of a listing's places.
func placesOf(l directory.Listing) (out []string) {
	for _, at := range l.At {
		out = append(out, at.Location.ID)
	}
	return out
}
