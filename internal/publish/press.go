package publish

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"time"

	"alongside/internal/directory"
)

// A draft is published in three steps, since the store saves a listing in a
// transaction of its own:
//
//  1. take: the act is written, and the draft is in its hand. From here nobody
//     else changes the draft.
//  2. publish: store.Save, under the act's id and the version that was seen.
//  3. finish: the draft is published and the act done.
//
// Whatever ends in between, who comes next goes on: the change log says whether
// the second step was done, since its row bears the act's id. So nothing is
// published twice, and nothing is lost.

// lease is how long an act has a draft in its hand before somebody else may go
// on; inStore is how long it lets the store take, which is well within.
const (
	lease   = time.Minute
	inStore = 20 * time.Second
)

// take puts a draft into an act's hand. It is part of the transaction that
// found it to be free and in the right state.
func (b book) take(ctx context.Context, tx *sql.Tx, d *Draft, a Act) error {
	n, err := exec(ctx, tx, `UPDATE drafts SET act_id = $3, act_at = $4 WHERE id = $1 AND version = $2 AND act_id = ''`,
		d.ID, d.Version, a.ID, int64(a.At))
	if err != nil {
		return err
	}
	if n == 0 {
		return inHand()
	}
	d.act, d.actAt = a.ID, a.At
	return a.write(ctx, tx, false)
}

// left reports whether a draft was left in an act's hand.
func (b book) left(d Draft) bool { return d.act != "" && b.now().Sub(d.actAt.Time()) >= lease }

// settle goes on with what somebody left in hand, if it is time.
func (b book) settle(ctx context.Context, id string) error {
	d, err := b.get(ctx, id)
	if err != nil || !b.left(d) {
		return err
	}
	a, err := b.actOf(ctx, d.act)
	if errors.Is(err, sql.ErrNoRows) {
		return b.release(ctx, d, Act{ID: d.act})
	}
	if err != nil {
		return err
	}
	version, there, err := b.wrote(ctx, d.Listing.ID, a)
	switch {
	case err != nil:
	case there:
		err = b.finished(ctx, d, a, version)
	default:
		_, err = b.finish(ctx, d, a)
	}
	if refused(err) {
		return nil // it is nobody's any more
	}
	return err
}

func (b book) actOf(ctx context.Context, id string) (a Act, err error) {
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		a, err = scanAct(tx.QueryRowContext(ctx, `SELECT `+actColumns+` FROM acts WHERE id = $1`, id))
		return err
	})
	return a, err
}

// finish publishes what an act has in its hand and gives the listing. When it
// is refused the draft is let go, as it was before.
func (b book) finish(ctx context.Context, d Draft, a Act) (directory.Listing, error) {
	l, err := b.publish(ctx, d, a)
	if refused(err) {
		return directory.Listing{}, errors.Join(err, b.release(ctx, d, a))
	}
	if err != nil {
		return directory.Listing{}, err
	}
	return l, b.finished(ctx, d, a, l.Version)
}

// finished notes that a draft is published and its act done.
func (b book) finished(ctx context.Context, d Draft, a Act, version int64) error {
	return b.store.Write(ctx, func(tx *sql.Tx) error {
		_, err := exec(ctx, tx, `UPDATE drafts SET state = $3, listing_id = $4, published_version = $5, note = '', act_id = '', act_at = 0,
			version = version + 1, updated_at = $6 WHERE id = $1 AND act_id = $2`,
			d.ID, a.ID, string(StatePublished), d.Listing.ID, version, int64(b.millis()))
		if err != nil {
			return err
		}
		_, err = exec(ctx, tx, `UPDATE acts SET done = 1 WHERE id = $1`, a.ID)
		return err
	})
}

// release lets a draft go, and forgets the act that came to nothing.
func (b book) release(ctx context.Context, d Draft, a Act) error {
	ctx = context.WithoutCancel(ctx)
	return b.store.Write(ctx, func(tx *sql.Tx) error {
		if _, err := exec(ctx, tx, `UPDATE drafts SET act_id = '', act_at = 0 WHERE id = $1 AND act_id = $2`, d.ID, a.ID); err != nil {
			return err
		}
		_, err := exec(ctx, tx, `DELETE FROM acts WHERE id = $1 AND done = 0`, a.ID)
		return err
	})
}

// refused reports whether an error is an answer, and trying again would be
// answered the same. Anything else may pass, or have been done.
func refused(err error) bool {
	if err == nil {
		return false
	}
	if _, ok := errors.AsType[*directory.Conflict](err); ok {
		return true
	}
	switch directory.CodeOf(err) {
	case directory.CodeInvalid, directory.CodeConflict, directory.CodeGone, directory.CodeNotFound, directory.CodeForbidden, directory.CodeTooLarge:
		return true
	}
	return false
}

// wrote reports whether an act is in the change log of a listing, and with
// which version.
func (b book) wrote(ctx context.Context, listing string, a Act) (version int64, there bool, err error) {
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT version FROM changes WHERE listing_id = $1 AND author = $2 ORDER BY seq DESC LIMIT 1`,
			listing, a.author()).Scan(&version)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		there = err == nil
		return err
	})
	return version, there, err
}

// publish saves what a draft says and gives the listing.
func (b book) publish(ctx context.Context, d Draft, a Act) (directory.Listing, error) {
	ctx, cancel := context.WithTimeout(ctx, inStore)
	defer cancel()
	since, err := b.store.Sequence(ctx)
	if err != nil {
		return directory.Listing{}, err
	}
	l, read, err := b.ready(ctx, d)
	if err != nil {
		return directory.Listing{}, err
	}
	saved, seq, err := b.store.Save(ctx, l, a.author())
	if err != nil && seq > 0 {
		// It was saved, and could not be read again: it may be deleted already.
		l.Version++
		return l, nil
	}
	if _, conflict := errors.AsType[*directory.Conflict](err); conflict {
		// Who went on with the same act may have been quicker.
		version, there, failed := b.wrote(ctx, l.ID, a)
		if l.Version = version; failed != nil || there {
			return l, failed
		}
	}
	if err != nil {
		return directory.Listing{}, err
	}
	return saved, b.mend(ctx, read, saved, since, seq, a)
}

// ready gives the listing that a draft would publish just now, and the listing
// that it would replace, without an id for a new one. When that is no longer
// what the draft began from, and says otherwise than the draft, it is a
// *directory.Conflict; what is known of its truth does not count.
//
// The organisation and the places are shared. As far as the draft left them
// alone they stay as they are now. A place that other organisations' listings
// show too is theirs as well: changed, it becomes another place.
func (b book) ready(ctx context.Context, d Draft) (l, read directory.Listing, err error) {
	if l, err = clone(d.Listing); err != nil {
		return l, read, err
	}
	theirs := directory.Listing{ID: l.ID, Organization: d.Base.Organization}
	if d.ListingID != "" {
		if read, err = b.store.Listing(ctx, d.ListingID); err != nil {
			return l, read, err
		}
		theirs = read
	}
	keep(&l, theirs)
	org, places, err := b.sharedBeside(ctx, read, l)
	if err != nil {
		return l, read, err
	}
	clash := d.ListingID != "" && changedSince(d.Base, l, theirs)
	if org != nil {
		theirs.Organization = *org
		clash = !together(&l.Organization, d.Base.Organization, *org) || clash
	}
	were := located(d.Base.At)
	for i := range l.At {
		fits, err := b.placeTogether(ctx, &l.At[i].Location, l.Organization.ID, were, places)
		if err != nil {
			return l, read, err
		}
		clash = clash || !fits
	}
	if clash {
		return l, read, &directory.Conflict{Yours: l, Theirs: theirs}
	}
	return l, read, nil
}

// sharedBeside is shared for what a listing shows, of which the published one
// shows most already.
func (b book) sharedBeside(ctx context.Context, published, l directory.Listing) (*directory.Organization, map[string]directory.Location, error) {
	places := located(published.At)
	var others []string
	for _, id := range placesOf(l) {
		if _, known := places[id]; !known {
			others = append(others, id)
		}
	}
	if published.Organization.ID == l.Organization.ID && len(others) == 0 {
		return &published.Organization, places, nil
	}
	org, more, err := b.shared(ctx, l.Organization.ID, others)
	maps.Copy(places, more)
	return org, places, err
}

// changedSince reports whether a listing was changed since a draft of it began,
// to something else than the draft says. What is shared is looked at apart.
func changedSince(base, mine, newest directory.Listing) bool {
	base.At, mine.At, newest.At = bare(base.At), bare(mine.At), bare(newest.At)
	for _, f := range fields() {
		if f.key != "organization" && !f.same(base, newest) && !f.same(mine, newest) {
			return true
		}
	}
	return false
}

// together makes mine what it is to be, where others may have changed it too;
// false when both did.
func together[T any](mine *T, base, newest T) bool {
	switch {
	case alike(mine, &base):
		*mine = newest
	case alike(&base, &newest), alike(mine, &newest):
	default:
		return false
	}
	return true
}

// placeTogether is together for a place of an organisation's listing.
func (b book) placeTogether(ctx context.Context, mine *directory.Location, organization string, were, are map[string]directory.Location) (bool, error) {
	is, known := are[mine.ID]
	if !known || alike(mine, &is) {
		return true, nil
	}
	was, had := were[mine.ID]
	if !had {
		was = is
	}
	if !together(mine, was, is) {
		return false, nil
	}
	if alike(mine, &is) {
		return true, nil
	}
	others, err := b.foreign(ctx, mine.ID, organization)
	if others {
		mine.ID, mine.Source, mine.ExternalID = directory.NewID(b.now()), "", ""
	}
	return true, err
}

// mend looks for what was lost when somebody changed the organisation or a
// place between our reading and our saving: a listing is saved whole, so that
// what we read of them was written again. It is put back, as far as we did not
// mean to change it.
func (b book) mend(ctx context.Context, read, saved directory.Listing, since, seq int64, a Act) error {
	for range attempts {
		if seq == 0 || read.ID == "" {
			return nil
		}
		theirs, missed, err := b.missed(ctx, saved.ID, since, seq, a)
		if err != nil || !missed {
			return err
		}
		again, err := b.store.Sequence(ctx)
		if err != nil {
			return err
		}
		newest, err := b.store.Listing(ctx, saved.ID)
		if err != nil {
			return err
		}
		l, err := clone(newest)
		if err != nil {
			return err
		}
		putBack(&l, read, saved, theirs)
		if alike(&l, &newest) {
			return nil
		}
		done, n, err := b.store.Save(ctx, l, a.author())
		if _, met := errors.AsType[*directory.Conflict](err); met {
			continue
		}
		if err != nil {
			return fmt.Errorf("put back what others changed: %w", err)
		}
		read, saved, since, seq = newest, done, again, n
	}
	return nil
}

// missed gives the last state that others gave a listing after one change and
// before another, if they did.
func (b book) missed(ctx context.Context, id string, since, seq int64, ours Act) (theirs directory.Listing, there bool, err error) {
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM changes WHERE listing_id = $1 AND seq > $2 AND seq < $3 AND author <> $4)`,
			id, since, seq, ours.author()).Scan(&there)
	})
	if err != nil || !there {
		return theirs, false, err
	}
	history, err := b.store.History(ctx, id)
	there = false
	for _, v := range history {
		if v.Sequence > since && v.Sequence < seq && v.By != ours.author() && v.Listing != nil {
			theirs, there = *v.Listing, true
		}
	}
	return theirs, there, err
}

// putBack puts into a listing what others made of the parts that we wrote again
// as we had read them, unless somebody changed them since.
func putBack(l *directory.Listing, read, saved, theirs directory.Listing) {
	restore := func(now, read, saved, theirs any) bool {
		return alike(read, saved) && alike(now, saved) && !alike(theirs, saved)
	}
	if restore(&l.Organization, &read.Organization, &saved.Organization, &theirs.Organization) {
		l.Organization = theirs.Organization
	}
	was, our, their := located(read.At), located(saved.At), located(theirs.At)
	for i := range l.At {
		p := &l.At[i].Location
		r, known := was[p.ID]
		s, written := our[p.ID]
		t, changed := their[p.ID]
		if known && written && changed && restore(p, &r, &s, &t) {
			*p = t
		}
	}
}
