package publish

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"alongside/internal/directory"
	"alongside/internal/schedule"
	"alongside/internal/store"
)

// Listings is what is done at once with what is published: no draft, no
// moderator. Each act is done to the newest version, whoever changes the listing
// at the same time, and leaves all else as it is. Who may do what is not asked
// here. It is safe for use by many goroutines.
type Listings struct{ book }

// NewListings acts on the listings of a store. now is the clock; time.Now when
// nil.
func NewListings(s *store.Store, now func() time.Time) *Listings { return &Listings{newBook(s, now)} }

// amend changes a listing by an act, and gives it as it is then. edit may change
// what it is given in place; it may be called again, for a newer version. What
// changes nothing is no act.
func (b book) amend(ctx context.Context, a Act, edit func(l *directory.Listing) error) (directory.Listing, error) {
	a, err := b.act(a)
	if err != nil {
		return directory.Listing{}, err
	}
	// The change log says who did what. What it has no room for is written down
	// first: an act that wrote nothing there does not show.
	if a.Why != "" {
		if err := b.store.Write(ctx, func(tx *sql.Tx) error { return a.write(ctx, tx, false) }); err != nil {
			return directory.Listing{}, err
		}
	}
	l, seq, err := b.saveAmended(ctx, a, edit)
	if a.Why != "" && seq == 0 && (err == nil || refused(err)) {
		b.drop(ctx, a)
	}
	return l, err
}

func (b book) saveAmended(ctx context.Context, a Act, edit func(l *directory.Listing) error) (directory.Listing, int64, error) {
	var met error
	for range attempts {
		since, err := b.store.Sequence(ctx)
		if err != nil {
			return directory.Listing{}, 0, err
		}
		read, err := b.store.Listing(ctx, a.ListingID)
		if err != nil {
			return directory.Listing{}, 0, err
		}
		l, err := clone(read)
		if err == nil {
			err = edit(&l)
		}
		if err != nil {
			return directory.Listing{}, 0, err
		}
		saved, seq, err := b.store.Save(ctx, l, a.author())
		if _, conflict := errors.AsType[*directory.Conflict](err); conflict {
			met = err
			continue
		}
		if err != nil && seq > 0 {
			// It was saved, and could not be read again.
			l.Version++
			return l, seq, nil
		}
		if err != nil {
			return saved, seq, err
		}
		return saved, seq, b.mend(ctx, read, saved, since, seq, a)
	}
	return directory.Listing{}, 0, met
}

// Confirmation is that somebody looked, and the listing is true.
type Confirmation struct {
	// Kind is how they know.
	Kind directory.EvidenceKind
	// By says who, in words for people ("the group"); never a person's name.
	By string
	// Version is the listing's version that they saw; 0 when they saw none. If
	// it was changed since, *directory.Conflict comes back.
	Version int64
}

// mostEvidence is how much evidence a listing keeps, the newest.
const mostEvidence = 20

// Confirm notes that a listing was found to be true just now.
func (ls *Listings) Confirm(ctx context.Context, who Actor, id string, c Confirmation) (directory.Listing, error) {
	at := ls.millis()
	l, err := ls.amend(ctx, Act{Deed: DeedConfirmed, Actor: who, ListingID: id}, func(l *directory.Listing) error {
		if c.Version != 0 && c.Version != l.Version {
			return &directory.Conflict{Yours: directory.Listing{ID: id, Version: c.Version}, Theirs: *l}
		}
		l.Evidence = append(l.Evidence, directory.Evidence{Kind: c.Kind, At: at, By: c.By})
		l.Evidence = l.Evidence[max(0, len(l.Evidence)-mostEvidence):]
		l.VerifiedAt, l.VerifiedBy = max(at, l.VerifiedAt), c.By
		return nil
	})
	return l, about(err, "confirm", id)
}

// Pause closes a listing until a day, on which it is open again; until nobody
// knows when, if the day is empty. A day that is no day, or not to come within
// two years, is CodeInvalid at "until"; what has ended can't be paused
// (CodeConflict).
func (ls *Listings) Pause(ctx context.Context, who Actor, id string, until directory.Date, why string) (directory.Listing, error) {
	today := schedule.Today(ls.now())
	if until != "" && (!until.Valid() || until <= today || until > directory.DateOf(ls.now().AddDate(2, 0, 0))) {
		return directory.Listing{}, about(directory.Invalid([]directory.Fault{
			directory.Faultf("until", "pause-until", "Choose a day to come, within two years.")}), "pause", id)
	}
	l, err := ls.amend(ctx, Act{Deed: DeedPaused, Actor: who, ListingID: id, Why: why}, func(l *directory.Listing) error {
		if over(*l) {
			return ended()
		}
		l.Status, l.ClosedUntil = directory.TemporarilyClosed, until
		return nil
	})
	return l, about(err, "pause", id)
}

// Reopen opens a listing that is paused or has ended.
func (ls *Listings) Reopen(ctx context.Context, who Actor, id, why string) (directory.Listing, error) {
	l, err := ls.amend(ctx, Act{Deed: DeedReopened, Actor: who, ListingID: id, Why: why}, func(l *directory.Listing) error {
		l.Status, l.ClosedUntil = directory.Active, ""
		return nil
	})
	return l, about(err, "reopen", id)
}

// End says that a listing is over. Its page stays, and says so.
func (ls *Listings) End(ctx context.Context, who Actor, id, why string) (directory.Listing, error) {
	l, err := ls.amend(ctx, Act{Deed: DeedEnded, Actor: who, ListingID: id, Why: why}, func(l *directory.Listing) error {
		l.Status, l.ClosedUntil = directory.Defunct, ""
		return nil
	})
	return l, about(err, "end", id)
}

func over(l directory.Listing) bool {
	return l.Status == directory.Defunct || l.Status == directory.Inactive
}

func ended() error {
	return directory.Keyedf(directory.CodeConflict, "listing-ended", "This has ended. Open it again first.")
}

// Remove takes a listing away for good and leaves a tombstone: only a person
// does, who saw it at a version, and says why. *directory.Conflict comes when it
// was changed since.
func (ls *Listings) Remove(ctx context.Context, who Actor, id string, version int64, why string) error {
	return about(ls.remove(ctx, who, id, version, why), "remove", id)
}

func (b book) remove(ctx context.Context, who Actor, id string, version int64, why string) error {
	a, err := b.act(Act{Deed: DeedRemoved, Actor: who, ListingID: id, Why: why})
	if err == nil {
		err = a.need("publish-reason", "Write why.")
	}
	if err != nil {
		return err
	}
	l, err := b.store.Listing(ctx, id)
	if err != nil {
		return err
	}
	if l.Version != version {
		return &directory.Conflict{Yours: directory.Listing{ID: id, Version: version}, Theirs: l}
	}
	a.Organization = l.Organization.ID
	if err := b.store.Write(ctx, func(tx *sql.Tx) error { return a.write(ctx, tx, false) }); err != nil {
		return err
	}
	_, err = b.store.Delete(ctx, id, a.author())
	if refused(err) {
		b.drop(ctx, a)
	}
	return err
}

// about says what failed with which listing.
func about(err error, what, id string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s listing %s: %w", what, id, err)
}
