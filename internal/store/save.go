package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"alongside/internal/directory"
)

// Save writes one listing that a person made or changed, and gives it back as
// stored, with its change's sequence. A Version of 0 creates it; any other must
// be the stored one, else *directory.Conflict comes back with both. What is
// missing is filled in: ids, slug. A save that changes nothing is no change:
// the sequence is then 0. Faults come back as CodeInvalid, all at once.
func (s *Store) Save(ctx context.Context, l directory.Listing, by string) (directory.Listing, int64, error) {
	l = s.complete(l)
	if err := directory.Invalid(l.Validate()); err != nil {
		return l, 0, err
	}
	p, err := takeApart(l)
	if err != nil {
		return l, 0, err
	}
	if p.whole, err = encode(l); err != nil {
		return l, 0, err
	}
	var conflict *directory.Conflict
	seq, err := s.within(ctx, func(tx *sql.Tx) (int64, error) {
		conflict = nil
		w := writing{parted: p, version: l.Version + 1}
		rows, err := s.listingRows(ctx, tx, []string{l.ID})
		if err != nil {
			return 0, fmt.Errorf("read: %w", err)
		}
		if len(rows) == 1 {
			w.createdAt, w.feedHash = rows[0].createdAt, rows[0].feedHash
		}
		if len(rows) == 0 && l.Version > 0 {
			return 0, directory.Errorf(directory.CodeGone, "This listing was removed while you changed it.")
		}
		if len(rows) == 1 && rows[0].version != l.Version {
			theirs, err := s.assemble(ctx, tx, rows)
			if err != nil {
				return 0, fmt.Errorf("read: %w", err)
			}
			conflict = &directory.Conflict{Yours: l, Theirs: theirs[0]}
			return 0, nil
		}
		if len(rows) == 1 && rows[0].hash == p.hash {
			same, err := s.sameParts(ctx, tx, p)
			if err != nil || same {
				return 0, err
			}
		}
		return s.put(ctx, tx, by, []writing{w})
	})
	if err != nil {
		return l, 0, fmt.Errorf("save listing %s: %w", l.ID, err)
	}
	if conflict != nil {
		return l, 0, conflict
	}
	stored, err := s.Listing(ctx, l.ID)
	return stored, seq, err
}

// sameParts reports whether the organisation and the locations are stored as
// they are given.
func (s *Store) sameParts(ctx context.Context, tx *sql.Tx, p parted) (bool, error) {
	same := func(table string, given ...part) (bool, error) {
		want := map[string]string{}
		var ids []string
		for _, g := range given {
			want[g.id] = g.hash
			ids = append(ids, g.id)
		}
		found := 0
		err := s.chunked(ctx, tx, `SELECT id, hash FROM `+table+` WHERE id IN (?)`, distinct(ids), func(r *sql.Rows) error {
			var id, h string
			err := r.Scan(&id, &h)
			if want[id] == h {
				found++
			}
			return err
		})
		return found == len(want), err
	}
	if ok, err := same("organizations", p.organization); err != nil || !ok {
		return false, err
	}
	return same("locations", p.locations...)
}

// complete fills in the ids and the slug that are missing.
func (s *Store) complete(l directory.Listing) directory.Listing {
	fresh := func(id *string) {
		if *id == "" {
			*id = directory.NewID(s.now())
		}
	}
	fresh(&l.ID)
	fresh(&l.Organization.ID)
	l.At = slices.Clone(l.At)
	for i := range l.At {
		fresh(&l.At[i].ID)
		fresh(&l.At[i].Location.ID)
	}
	l.Roles = slices.Clone(l.Roles)
	for i := range l.Roles {
		fresh(&l.Roles[i].ID)
	}
	if l.Slug == "" {
		l.Slug = slugOf(l.Name)
	}
	return l
}

// slugOf gives the readable part of an address: lower-case letters and digits
// without accents, words joined by hyphens, at most 60 characters.
func slugOf(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
			// An accent or an apostrophe parts no word.
		default:
			gap = true
		}
	}
	s := b.String()
	if len(s) <= 60 {
		return s
	}
	s = s[:61]
	if cut := strings.LastIndexByte(s, '-'); cut > 20 {
		return s[:cut]
	}
	return s[:60]
}

// Delete removes a listing and leaves a tombstone. It gives the change's
// sequence; CodeNotFound or CodeGone when there is nothing to delete.
func (s *Store) Delete(ctx context.Context, id, by string) (int64, error) {
	l, err := s.Listing(ctx, id)
	if err != nil {
		return 0, err
	}
	t := Tombstone{ID: l.ID, Name: l.Name, Kind: l.Kind, Activities: l.Activities}
	for _, at := range l.Public().At {
		if at.Location.Point != nil {
			t.Point = at.Location.Point
			break
		}
	}
	doc, err := encode(t)
	if err != nil {
		return 0, err
	}
	seq, err := s.within(ctx, func(tx *sql.Tx) (int64, error) {
		at := s.now().UnixMilli()
		var version int64
		err := tx.QueryRowContext(ctx, `DELETE FROM listings WHERE id = $1 RETURNING version`, id).Scan(&version)
		if err == sql.ErrNoRows {
			return 0, directory.Errorf(directory.CodeGone, "This listing has been removed.")
		}
		if err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM listing_locations WHERE listing_id = $1`, id); err != nil {
			return 0, err
		}
		if _, err := s.insert(ctx, tx, insertTombstones, [][]any{{id, doc, at}}); err != nil {
			return 0, err
		}
		return s.logChanges(ctx, tx, by, at, []logged{{kind: ChangeDeleted, listingID: id, version: version + 1}})
	})
	if err != nil {
		return 0, fmt.Errorf("delete listing %s: %w", id, err)
	}
	return seq, nil
}

// Erase deletes a listing, if it is still there, and empties its history: what
// it held of people is in no row afterwards. The rows of who changed it when
// stay.
func (s *Store) Erase(ctx context.Context, id, by string) error {
	if _, err := s.Delete(ctx, id, by); err != nil && directory.CodeOf(err) != directory.CodeGone {
		return err
	}
	_, err := s.within(ctx, func(tx *sql.Tx) (int64, error) {
		if _, err := tx.ExecContext(ctx, `UPDATE changes SET doc = '' WHERE listing_id = $1`, id); err != nil {
			return 0, err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM locations WHERE NOT EXISTS (
			SELECT 1 FROM listing_locations WHERE listing_locations.location_id = locations.id)`)
		return 0, err
	})
	if err != nil {
		return fmt.Errorf("erase listing %s: %w", id, err)
	}
	return nil
}
