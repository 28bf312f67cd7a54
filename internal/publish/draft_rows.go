package publish

import (
	"context"
	"database/sql"
	"errors"

	"alongside/internal/directory"
)

const draftColumns = `id, listing_id, organization_id, author, state, version, base_version, doc, base, note, act_id, act_at,
	created_at, updated_at, submitted_at, published_version`

func scanDraft(r interface{ Scan(into ...any) error }) (Draft, error) {
	var d Draft
	var doc, base string
	err := r.Scan(&d.ID, &d.ListingID, &d.Organization, &d.Author, &d.State, &d.Version, &d.BaseVersion, &doc, &base, &d.Note, &d.act, &d.actAt,
		&d.CreatedAt, &d.UpdatedAt, &d.SubmittedAt, &d.PublishedVersion)
	if err != nil {
		return d, err
	}
	if d.Listing, err = decode[directory.Listing](doc); err != nil {
		return d, err
	}
	d.Base, err = decode[directory.Listing](base)
	return d.stamped(), err
}

// readDraft reads one draft; noDraft when there is none.
func readDraft(ctx context.Context, tx *sql.Tx, id string) (Draft, error) {
	if !directory.IsID(id) {
		return Draft{}, noDraft()
	}
	d, err := scanDraft(tx.QueryRowContext(ctx, `SELECT `+draftColumns+` FROM drafts WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return d, noDraft()
	}
	return d, err
}

// docs gives a draft's two documents; CodeTooLarge when they are.
func (d Draft) docs() (doc, base string, err error) {
	if doc, err = encode(d.Listing); err != nil {
		return "", "", err
	}
	if len(doc) > MaxDraft {
		return "", "", directory.Keyedf(directory.CodeTooLarge, "draft-large", "This is more than a listing can hold. Please shorten it.")
	}
	base, err = encode(d.Base)
	return doc, base, err
}

// insert writes a new draft.
func (d Draft) insert(ctx context.Context, tx *sql.Tx) error {
	doc, base, err := d.docs()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO drafts (`+draftColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 0, $11, $12, $13, 0)`,
		d.ID, d.ListingID, d.Organization, d.Author, string(d.State), d.Version, d.BaseVersion, doc, base, d.Note,
		int64(d.CreatedAt), int64(d.UpdatedAt), int64(d.SubmittedAt))
	return err
}

// update writes a draft in place of the version before it, and reports whether
// that was still there and in nobody's hand.
func (d Draft) update(ctx context.Context, tx *sql.Tx) (bool, error) {
	doc, base, err := d.docs()
	if err != nil {
		return false, err
	}
	n, err := exec(ctx, tx, `UPDATE drafts SET organization_id = $3, state = $4, base_version = $5, doc = $6, base = $7, note = $8,
		updated_at = $9, submitted_at = $10, version = version + 1 WHERE id = $1 AND version = $2 AND act_id = ''`,
		d.ID, d.Version-1, d.Organization, string(d.State), d.BaseVersion, doc, base, d.Note, int64(d.UpdatedAt), int64(d.SubmittedAt))
	return n == 1, err
}

// errLeft says that a draft was left in an act's hand.
var errLeft = errors.New("left in hand")

// change changes a draft that someone saw at a version: f is given the stored
// one and makes it what it is to be, with the next version. Another version is
// *Conflict, with given as Yours; one that is being published is refused.
func (b book) change(ctx context.Context, given Draft, f func(tx *sql.Tx, d *Draft) error) (Draft, error) {
	out, err := b.changeOnce(ctx, given, f)
	if !errors.Is(err, errLeft) {
		return out, err
	}
	if err := b.settle(ctx, given.ID); err != nil {
		return out, err
	}
	if out, err = b.changeOnce(ctx, given, f); errors.Is(err, errLeft) {
		err = inHand()
	}
	return out, err
}

func (b book) changeOnce(ctx context.Context, given Draft, f func(tx *sql.Tx, d *Draft) error) (out Draft, err error) {
	err = b.store.Write(ctx, func(tx *sql.Tx) error {
		d, err := readDraft(ctx, tx, given.ID)
		switch {
		case err != nil:
			return err
		case b.left(d):
			return errLeft
		case d.Version != given.Version:
			return &Conflict{Yours: given, Theirs: d}
		case d.act != "":
			return inHand()
		}
		if err := f(tx, &d); err != nil {
			return err
		}
		if d.Version == given.Version {
			out = d // nothing is to be changed
			return nil
		}
		d.UpdatedAt = b.millis()
		written, err := d.update(ctx, tx)
		if err == nil && !written {
			// Between reading and writing, as PostgreSQL allows.
			newer, err := readDraft(ctx, tx, given.ID)
			if err != nil {
				return err
			}
			return &Conflict{Yours: given, Theirs: newer}
		}
		out = d.stamped()
		return err
	})
	return out, err
}
