package publish

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// Entry is one line of a listing's history.
type Entry struct {
	// Act is who did what, and why. Of what was not done here, by a feed say, it
	// has no Deed, and By says who.
	Act
	// By is what the change log says of who it was; empty where nothing was
	// written there.
	By string
	// Sequence is the number of the change, by which Restore finds it; 0 where
	// nothing was written.
	Sequence int64
	// Version is the listing's version then; 0 where nothing was written.
	Version int64
	// Listing is the listing as it was then; nil where nothing was written, for
	// a removal, and for what was erased.
	Listing *directory.Listing `json:"-"`
}

// History gives all that was done with a listing and its drafts, the oldest
// first, but for what was done about reports of something unsafe: it is for
// those whose listing it is, too. Of one that never was there is none.
func (ls *Listings) History(ctx context.Context, id string) ([]Entry, error) {
	return ls.history(ctx, id, false)
}

// History gives all that was done with a listing and its drafts, the oldest
// first. It is for moderators alone.
func (m *Moderation) History(ctx context.Context, id string) ([]Entry, error) {
	return m.history(ctx, id, true)
}

func (b book) history(ctx context.Context, id string, unsafe bool) ([]Entry, error) {
	revisions, err := b.store.History(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the history of listing %s: %w", id, err)
	}
	var acts []Act
	done := map[string]bool{}
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		add := func(r *sql.Rows) error {
			var through bool
			a, err := scanAct(r, &through)
			acts, done[a.ID] = append(acts, a), through
			return err
		}
		if err := each(ctx, tx, add, `SELECT `+actColumns+`, done FROM acts WHERE listing_id = $1 ORDER BY id`, id); err != nil {
			return err
		}
		// What was done with another listing may have changed this one as well.
		for _, v := range revisions {
			a, ours := parseAuthor(v.By)
			if _, known := done[a.ID]; ours && !known {
				if err := each(ctx, tx, add, `SELECT `+actColumns+`, done FROM acts WHERE id = $1`, a.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the history of listing %s: %w", id, err)
	}
	out := entries(revisions, acts, done)
	if !unsafe {
		out = slices.DeleteFunc(out, func(e Entry) bool { return e.Unsafe })
	}
	return out, nil
}

// entries puts what the change log says and what acts say together. An act that
// writes there shows by what it wrote, and by itself only when it is known to be
// through without having had to write.
func entries(revisions []store.Revision, acts []Act, done map[string]bool) []Entry {
	known := make(map[string]Act, len(acts))
	for _, a := range acts {
		known[a.ID] = a
	}
	shown := map[string]bool{}
	var wrote []Entry
	for _, v := range revisions {
		e := Entry{By: v.By, Sequence: v.Sequence, Version: v.Version, Listing: v.Listing}
		if a, ours := parseAuthor(v.By); ours {
			e.Act = a
			if whole, here := known[a.ID]; here {
				e.Act = whole
			}
			shown[a.ID] = true
		}
		e.ListingID, e.At = v.ListingID, v.At
		wrote = append(wrote, e)
	}
	var out []Entry
	for _, a := range acts {
		if !done[a.ID] || shown[a.ID] {
			continue
		}
		// The order of the change log is the surer one.
		n := slices.IndexFunc(wrote, func(e Entry) bool { return e.At > a.At })
		if n < 0 {
			n = len(wrote)
		}
		out, wrote = append(append(out, wrote[:n]...), Entry{Act: a}), wrote[n:]
	}
	return append(out, wrote...)
}

// ActsAtOnce is the most acts that Acts gives.
const ActsAtOnce = 100

// Acts gives what was done with an organisation, its drafts and its claims, the
// latest first, before the act of that id; begin with an empty one. It is for
// moderators alone.
func (m *Moderation) Acts(ctx context.Context, organization, before string) (out []Act, err error) {
	if before == "" {
		before = "g" // comes after every id
	}
	err = m.store.Read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, func(r *sql.Rows) error {
			a, err := scanAct(r)
			out = append(out, a)
			return err
		}, `SELECT `+actColumns+` FROM acts WHERE organization_id = $1 AND id < $2 AND done = 1 ORDER BY id DESC LIMIT $3`,
			organization, before, ActsAtOnce)
	})
	if err != nil {
		return nil, fmt.Errorf("read what was done with organisation %s: %w", organization, err)
	}
	return out, nil
}

// Erase forgets what was said of a listing beside the directory: its drafts,
// and why anybody did anything with it. Who did what when stays. store.Erase
// empties the rest of its history.
func (m *Moderation) Erase(ctx context.Context, id string) error {
	err := m.store.Write(ctx, func(tx *sql.Tx) error {
		for _, query := range []string{
			`DELETE FROM drafts WHERE listing_id = $1 OR id IN (SELECT draft_id FROM acts WHERE listing_id = $1)`,
			`UPDATE acts SET why = '' WHERE listing_id = $1`,
			`UPDATE moderation_listings SET name = '' WHERE listing_id = $1`,
			`DELETE FROM moderation_keys WHERE listing_id = $1`,
		} {
			if _, err := exec(ctx, tx, query, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("erase what was said of listing %s: %w", id, err)
	}
	return nil
}
