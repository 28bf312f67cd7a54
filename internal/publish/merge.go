package publish

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"alongside/internal/directory"
)

// Merge says that one listing is another, which takes its place.
type Merge struct {
	// Keep and Drop are the ids; KeepVersion and DropVersion those that the
	// moderator saw.
	Keep, Drop               string
	KeepVersion, DropVersion int64
	// Fields are those of Fields that the kept one takes over.
	Fields []string
	Why    string
}

// Merge makes two listings one and gives it: the kept one takes over the fields
// that were chosen, with what is known of the other's truth; the other leaves a
// tombstone, from which LeadsTo leads to the kept one. *directory.Conflict comes
// when either was changed since it was seen, with that one in Theirs; then
// nothing was done, or the kept one alone has what it took over.
//
// It goes on after a crash as the publishing of a draft does: the other is not
// deleted before the kept one has what it takes over.
func (m *Moderation) Merge(ctx context.Context, who Actor, x Merge) (directory.Listing, error) {
	l, err := m.merge(ctx, who, x)
	if err != nil {
		return directory.Listing{}, fmt.Errorf("merge listing %s into %s: %w", x.Drop, x.Keep, err)
	}
	return l, nil
}

func (b book) merge(ctx context.Context, who Actor, x Merge) (directory.Listing, error) {
	for i, f := range x.Fields {
		if !slices.Contains(Fields(), f) {
			return directory.Listing{}, directory.Invalid([]directory.Fault{
				directory.Faultf(fmt.Sprintf("fields[%d]", i), "merge-field", "This is not a part of a listing.")})
		}
	}
	if x.Keep == x.Drop {
		return directory.Listing{}, directory.Invalid([]directory.Fault{directory.Faultf("keep", "merge-same", "These are one listing already.")})
	}
	kept, err := b.act(Act{Deed: DeedMerged, Actor: who, ListingID: x.Keep, Why: x.Why})
	if err != nil {
		return directory.Listing{}, err
	}
	if err := b.seen(ctx, x); err != nil {
		return directory.Listing{}, err
	}
	err = b.store.Write(ctx, func(tx *sql.Tx) error {
		if err := startMerge(ctx, tx, x, kept); err != nil {
			return err
		}
		return kept.write(ctx, tx, false)
	})
	if err != nil {
		return directory.Listing{}, err
	}
	return b.finishMerge(ctx, x, kept)
}

// seen refuses a merge of what was changed since it was seen.
func (b book) seen(ctx context.Context, x Merge) error {
	for id, version := range map[string]int64{x.Keep: x.KeepVersion, x.Drop: x.DropVersion} {
		l, err := b.store.Listing(ctx, id)
		if err != nil {
			return err
		}
		if l.Version != version {
			return &directory.Conflict{Yours: directory.Listing{ID: id, Version: version}, Theirs: l}
		}
	}
	return nil
}

// startMerge notes a merge, one at a time: two that would drop each other's
// kept one lose both.
func startMerge(ctx context.Context, tx *sql.Tx, x Merge, a Act) error {
	if _, err := exec(ctx, tx, `UPDATE moderation_follows SET seq = seq WHERE id = 1`); err != nil {
		return err
	}
	var busy bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM merges WHERE drop_id IN ($1, $2) OR keep_id = $2 AND done = 0)`,
		x.Keep, x.Drop).Scan(&busy)
	if err != nil {
		return err
	}
	if busy {
		return directory.Keyedf(directory.CodeConflict, "merge-in-hand", "One of these is being merged already.")
	}
	_, err = exec(ctx, tx, `INSERT INTO merges (drop_id, keep_id, drop_version, keep_version, fields, act_id, done, at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7)`,
		x.Drop, x.Keep, x.DropVersion, x.KeepVersion, strings.Join(x.Fields, " "), a.ID, int64(a.At))
	return err
}

// finishMerge does what is left to do of a merge that was noted.
func (b book) finishMerge(ctx context.Context, x Merge, a Act) (directory.Listing, error) {
	into, cancel := context.WithTimeout(ctx, inStore)
	defer cancel()
	err := b.combine(into, x, a)
	if err == nil {
		_, err = b.store.Delete(into, x.Drop, a.author())
		if directory.CodeOf(err) == directory.CodeGone {
			err = nil // it is gone, whoever did it
		}
	}
	if refused(err) {
		free := context.WithoutCancel(ctx)
		return directory.Listing{}, errors.Join(err, b.store.Write(free, func(tx *sql.Tx) error {
			if _, err := exec(free, tx, `DELETE FROM merges WHERE drop_id = $1 AND act_id = $2 AND done = 0`, x.Drop, a.ID); err != nil {
				return err
			}
			_, err := exec(free, tx, `DELETE FROM acts WHERE id = $1 AND done = 0`, a.ID)
			return err
		}))
	}
	if err != nil {
		return directory.Listing{}, err
	}
	err = b.store.Write(ctx, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE merges SET done = 1 WHERE drop_id = $1 AND done = 0`, x.Drop)
		if err != nil || n == 0 {
			return err
		}
		// What led to the dropped one leads on to the kept one.
		if _, err := exec(ctx, tx, `UPDATE merges SET keep_id = $2 WHERE keep_id = $1 AND done = 1`, x.Drop, x.Keep); err != nil {
			return err
		}
		_, err = exec(ctx, tx, `UPDATE acts SET done = 1 WHERE id = $1`, a.ID)
		return err
	})
	if err != nil {
		return directory.Listing{}, err
	}
	return b.store.Listing(ctx, x.Keep)
}

// combine puts into the kept listing what it takes over, unless that was done.
func (b book) combine(ctx context.Context, x Merge, a Act) error {
	drop, err := b.store.Listing(ctx, x.Drop)
	if directory.CodeOf(err) == directory.CodeGone {
		if _, there, err := b.wrote(ctx, x.Drop, a); err != nil || there {
			return err // we deleted it, so the kept one has it all
		}
	}
	if err != nil {
		return err
	}
	if drop.Version != x.DropVersion {
		return &directory.Conflict{Yours: directory.Listing{ID: x.Drop, Version: x.DropVersion}, Theirs: drop}
	}
	if _, there, err := b.wrote(ctx, x.Keep, a); err != nil || there {
		return err
	}
	since, err := b.store.Sequence(ctx)
	if err != nil {
		return err
	}
	read, err := b.store.Listing(ctx, x.Keep)
	if err != nil {
		return err
	}
	l, err := clone(read)
	if err != nil {
		return err
	}
	for _, f := range fields() {
		if slices.Contains(x.Fields, f.key) {
			f.take(&l, drop)
		}
	}
	l.Version = x.KeepVersion
	truth(&l, drop)
	saved, seq, err := b.store.Save(ctx, l, a.author())
	if _, conflict := errors.AsType[*directory.Conflict](err); conflict {
		if _, there, failed := b.wrote(ctx, x.Keep, a); failed != nil || there {
			return failed
		}
	}
	if err != nil && seq > 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return b.mend(ctx, read, saved, since, seq, a)
}

// truth adds what is known of another listing's truth, and what people said of
// it.
func truth(l *directory.Listing, other directory.Listing) {
	l.Evidence = append(slices.Clone(l.Evidence), other.Evidence...)
	slices.SortStableFunc(l.Evidence, func(a, b directory.Evidence) int { return cmp.Compare(a.At, b.At) })
	l.Evidence = l.Evidence[max(0, len(l.Evidence)-mostEvidence):]
	if other.VerifiedAt > l.VerifiedAt {
		l.VerifiedAt, l.VerifiedBy = other.VerifiedAt, other.VerifiedBy
	}
	l.Voices = append(slices.Clone(l.Voices), other.Voices...)
	l.Voices = l.Voices[:min(len(l.Voices), directory.MostVoices)]
}

// settleMerge goes on with a merge that was left in the middle.
func (b book) settleMerge(ctx context.Context, drop string) error {
	x := Merge{Drop: drop}
	var a Act
	var fields, act string
	err := b.store.Read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT keep_id, drop_version, keep_version, fields, act_id FROM merges WHERE drop_id = $1 AND done = 0`, drop).
			Scan(&x.Keep, &x.DropVersion, &x.KeepVersion, &fields, &act)
		if err != nil {
			return err
		}
		a, err = scanAct(tx.QueryRowContext(ctx, `SELECT `+actColumns+` FROM acts WHERE id = $1`, act))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	x.Fields = strings.Fields(fields)
	if _, err = b.finishMerge(ctx, x, a); refused(err) {
		return nil
	}
	return err
}

// LeadsTo gives the listing that took a dropped one's place, and whether there
// is one: where the page of a tombstone leads on to.
func (ls *Listings) LeadsTo(ctx context.Context, id string) (keep string, there bool, err error) {
	err = ls.store.Read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT keep_id FROM merges WHERE drop_id = $1
			AND (done = 1 OR EXISTS (SELECT 1 FROM tombstones WHERE id = $1))`, id).Scan(&keep)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		there = err == nil
		return err
	})
	if err != nil {
		return "", false, fmt.Errorf("find what listing %s became: %w", id, err)
	}
	return keep, there, nil
}
