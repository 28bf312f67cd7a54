package publish

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// Moderation is what moderators do. Who is one is not asked here. It is safe
// for use by many goroutines.
type Moderation struct{ book }

// NewModeration moderates what is in a store. now is the clock; time.Now when
// nil.
func NewModeration(s *store.Store, now func() time.Time) *Moderation {
	return &Moderation{newBook(s, now)}
}

// Seen is a draft as a moderator saw it: what they do holds for that version,
// else *Conflict comes back, with the newest as Theirs.
type Seen struct {
	DraftID string
	Version int64
}

// Approve publishes a submitted draft and gives the listing. What is wrong with
// it comes as CodeInvalid with all faults; when the listing was changed since
// the draft began, *directory.Conflict comes with both, and the draft stays
// submitted: see Rebase. why may be empty.
func (m *Moderation) Approve(ctx context.Context, who Actor, seen Seen, why string) (directory.Listing, error) {
	l, err := m.approve(ctx, who, seen, why)
	if err != nil {
		return directory.Listing{}, fmt.Errorf("approve draft: %w", err)
	}
	return l, nil
}

func (b book) approve(ctx context.Context, who Actor, seen Seen, why string) (directory.Listing, error) {
	act, err := b.act(Act{Deed: DeedApproved, Actor: who, DraftID: seen.DraftID, DraftVersion: seen.Version, Why: why})
	if err != nil {
		return directory.Listing{}, err
	}
	d, err := b.change(ctx, Draft{ID: seen.DraftID, Version: seen.Version}, func(tx *sql.Tx, d *Draft) error {
		if d.State != StateSubmitted {
			return d.wrongState()
		}
		if err := d.check(); err != nil {
			return err
		}
		act.ListingID, act.Organization = d.Listing.ID, d.Listing.Organization.ID
		return b.take(ctx, tx, d, act)
	})
	if err != nil {
		return directory.Listing{}, err
	}
	return b.finish(ctx, d, act)
}

// Ask sends a submitted draft back with a question, which stands as its Note.
func (m *Moderation) Ask(ctx context.Context, who Actor, seen Seen, question string) (Draft, error) {
	return m.answer(ctx, Act{Deed: DeedAsked, Actor: who, Why: question}, seen, StateAsked, "publish-question", "Write what you would like to know.")
}

// Decline sends a submitted draft back for good, with the reason as its Note.
// Whoever changes it may submit it again.
func (m *Moderation) Decline(ctx context.Context, who Actor, seen Seen, reason string) (Draft, error) {
	return m.answer(ctx, Act{Deed: DeedDeclined, Actor: who, Why: reason}, seen, StateDeclined, "publish-reason", "Write why.")
}

func (b book) answer(ctx context.Context, a Act, seen Seen, to State, key, english string) (Draft, error) {
	a.DraftID, a.DraftVersion = seen.DraftID, seen.Version
	a, err := b.act(a)
	if err == nil {
		err = a.need(key, english)
	}
	var d Draft
	if err == nil {
		d, err = b.decide(ctx, a, to, StateSubmitted)
	}
	if err != nil {
		return Draft{}, fmt.Errorf("%s draft: %w", a.Deed, err)
	}
	return d, nil
}

// Handle notes that a moderator has seen to a report, and what they found. A
// second time changes nothing. CodeNotFound when there is no such report.
func (m *Moderation) Handle(ctx context.Context, who Actor, reportID, why string) error {
	act, err := m.act(Act{Deed: DeedHandled, Actor: who, Why: why})
	if err == nil {
		err = m.store.Write(ctx, func(tx *sql.Tx) error { return handle(ctx, tx, reportID, act) })
	}
	if err != nil {
		return fmt.Errorf("handle report: %w", err)
	}
	return nil
}

func handle(ctx context.Context, tx *sql.Tx, id string, act Act) error {
	var what What
	err := tx.QueryRowContext(ctx, `SELECT listing_id, what FROM reports WHERE id = $1`, id).Scan(&act.ListingID, &what)
	if errors.Is(err, sql.ErrNoRows) {
		return directory.Errorf(directory.CodeNotFound, "There is no such report.")
	}
	if err != nil {
		return err
	}
	n, err := exec(ctx, tx, `UPDATE reports SET handled_at = $2 WHERE id = $1 AND handled_at = 0`, id, int64(act.At))
	if err != nil || n == 0 {
		return err
	}
	act.Unsafe = what == WhatUnsafe
	return act.write(ctx, tx, true)
}

// Resume goes on with what was left in the middle when a process ended: drafts
// that were being published, and merges. It gives how many. A job calls it; what
// a person touches goes on by itself.
func (m *Moderation) Resume(ctx context.Context) (int, error) {
	n, err := m.resume(ctx)
	if err != nil {
		return n, fmt.Errorf("go on with what was left: %w", err)
	}
	return n, nil
}

func (b book) resume(ctx context.Context) (n int, err error) {
	until := int64(directory.MillisOf(b.now().Add(-lease)))
	var drafts, drops []string
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		add := func(to *[]string) func(*sql.Rows) error {
			return func(r *sql.Rows) error {
				var id string
				err := r.Scan(&id)
				*to = append(*to, id)
				return err
			}
		}
		if err := each(ctx, tx, add(&drafts), `SELECT id FROM drafts WHERE act_id <> '' AND act_at <= $1 ORDER BY act_at, id LIMIT 1000`, until); err != nil {
			return err
		}
		return each(ctx, tx, add(&drops), `SELECT drop_id FROM merges WHERE done = 0 AND at <= $1 ORDER BY drop_id LIMIT 1000`, until)
	})
	if err != nil {
		return 0, err
	}
	// One that can't be gone on with keeps none of the others waiting.
	var failed []error
	try := func(err error) {
		if err == nil {
			n++
		}
		failed = append(failed, err)
	}
	for _, id := range drafts {
		try(b.settle(ctx, id))
	}
	for _, id := range drops {
		try(b.settleMerge(ctx, id))
	}
	return n, errors.Join(failed...)
}
