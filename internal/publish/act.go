package publish

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"unicode/utf8"

	"alongside/internal/directory"
)

// Deed says what was done.
type Deed string

// What is done with drafts, with listings, and with organisations.
const (
	DeedSubmitted  Deed = "submitted"
	DeedSuggested  Deed = "suggested"
	DeedWithdrew   Deed = "withdrew"
	DeedAssigned   Deed = "assigned"
	DeedPublished  Deed = "published"
	DeedApproved   Deed = "approved"
	DeedAsked      Deed = "asked"
	DeedDeclined   Deed = "declined"
	DeedDiscarded  Deed = "discarded"
	DeedConfirmed  Deed = "confirmed"
	DeedPaused     Deed = "paused"
	DeedReopened   Deed = "reopened"
	DeedEnded      Deed = "ended"
	DeedCancelled  Deed = "cancelled"
	DeedReinstated Deed = "reinstated"
	DeedRemoved    Deed = "removed"
	DeedMerged     Deed = "merged"
	DeedDiffers    Deed = "differs"
	DeedHandled    Deed = "handled"
	DeedTrusted    Deed = "trusted"
	DeedDistrusted Deed = "distrusted"
	DeedClaimed    Deed = "claimed"
	DeedProved     Deed = "proved"
	DeedRefused    Deed = "refused"
)

// Deeds lists every Deed.
func Deeds() []Deed {
	return []Deed{DeedSubmitted, DeedSuggested, DeedWithdrew, DeedAssigned, DeedPublished, DeedApproved, DeedAsked,
		DeedDeclined, DeedDiscarded, DeedConfirmed, DeedPaused, DeedReopened, DeedEnded, DeedCancelled, DeedReinstated,
		DeedRemoved, DeedMerged, DeedDiffers, DeedHandled, DeedTrusted, DeedDistrusted, DeedClaimed, DeedProved, DeedRefused}
}

// Act is one thing that someone did. Why may hold personal details: it prints,
// logs and marshals without it.
type Act struct {
	// ID is a UUID, version 7: acts are in order by it.
	ID    string
	Deed  Deed
	Actor Actor
	// ListingID, DraftID and Organization are what it was done with; any may be
	// empty. The listing of a draft that was never published is the one it
	// would have become.
	ListingID, DraftID, Organization string
	// DraftVersion is the draft's version that they saw; 0 where there is none.
	DraftVersion int64
	// Why is what they said of it, up to MaxWords characters.
	Why string `json:"-"`
	// Unsafe is true of what was done about a report of something unsafe:
	// organisations don't see it.
	Unsafe bool
	At     directory.Millis
}

// String names the act without its words.
func (a Act) String() string {
	return fmt.Sprintf("act %s: %s %s listing %s", a.ID, a.Actor.Role, a.Deed, a.ListingID)
}

// Format is a fmt.Formatter's: String, whatever the verb.
func (a Act) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, a.String()) }

// LogValue is a slog.LogValuer's: the act without its words.
func (a Act) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", a.ID), slog.String("deed", string(a.Deed)), slog.String("listing", a.ListingID))
}

// act completes an act: its id, its moment, its words. A faulty Why is
// CodeInvalid at "why".
func (b book) act(a Act) (Act, error) {
	if err := a.Actor.check(); err != nil {
		return a, fmt.Errorf("%s: %w", a.Deed, err)
	}
	a.Why = cleanWords(a.Why)
	if n := utf8.RuneCountInString(a.Why); n > MaxWords {
		return a, directory.Invalid([]directory.Fault{directory.Faultf("why", "publish-why",
			"This is %d characters long. Please shorten it to %d.", "Count", n, "Most", MaxWords)})
	}
	now := b.now()
	a.ID, a.At = directory.NewID(now), directory.MillisOf(now)
	return a, nil
}

// need refuses an act that has to say why.
func (a Act) need(key, english string) error {
	if a.Why != "" {
		return nil
	}
	return directory.Invalid([]directory.Fault{directory.Faultf("why", key, english)})
}

// write writes an act. It is done when nothing else has to happen for it.
func (a Act) write(ctx context.Context, tx *sql.Tx, done bool) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO acts (id, deed, role, user_id, listing_id, draft_id, draft_version, organization_id, why, unsafe, done, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		a.ID, string(a.Deed), a.Actor.Role, a.Actor.User, a.ListingID, a.DraftID, a.DraftVersion, a.Organization, a.Why, bit(a.Unsafe), bit(done), int64(a.At))
	return err
}

const actColumns = `id, deed, role, user_id, listing_id, draft_id, draft_version, organization_id, why, unsafe, at`

func scanAct(r interface{ Scan(into ...any) error }, more ...any) (a Act, err error) {
	err = r.Scan(append([]any{&a.ID, &a.Deed, &a.Actor.Role, &a.Actor.User, &a.ListingID, &a.DraftID, &a.DraftVersion,
		&a.Organization, &a.Why, &a.Unsafe, &a.At}, more...)...)
	return a, err
}

// drop forgets an act that came to nothing, though its caller may have given
// up. What is not dropped does no harm: an act that wrote nothing does not show.
func (b book) drop(ctx context.Context, a Act) {
	ctx = context.WithoutCancel(ctx)
	_ = b.store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM acts WHERE id = $1 AND done = 0`, a.ID)
		return err
	})
}
