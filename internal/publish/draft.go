package publish

import (
	"fmt"
	"io"
	"log/slog"

	"alongside/internal/directory"
)

// State says where a draft is on its way. A draft is in one of them.
type State string

// The states of a draft.
const (
	// StateDraft is being written.
	StateDraft State = "draft"
	// StateSubmitted waits for a moderator.
	StateSubmitted State = "submitted"
	// StateAsked waits for an answer to what a moderator asked.
	StateAsked State = "asked"
	// StateDeclined was declined; whoever changes it has a draft again.
	StateDeclined State = "declined"
	// StatePublished is over: it stands in the directory.
	StatePublished State = "published"
)

// States lists every State in the order of a draft's way.
func States() []State {
	return []State{StateDraft, StateSubmitted, StateAsked, StateDeclined, StatePublished}
}

// MaxDraft is how many bytes a draft may take.
const MaxDraft = 400_000

// Draft is a listing that is being written, or a change to one, before people
// see it. It may lack anything. What it says and what a moderator said of it
// may hold personal details: it prints, logs and marshals without them.
type Draft struct {
	// ID is a UUID, version 7: drafts are in order by it.
	ID string
	// ListingID is the published listing that it changes; empty for a new one
	// until it is published.
	ListingID string
	// Organization is the id of whose it is; empty for what anyone suggested.
	Organization string
	// Author is the id of the user who began it; empty for what anyone
	// suggested.
	Author string
	// Listing is the listing as it would be. Its id is kept for it from the
	// beginning, and so are those of its places and roles.
	Listing directory.Listing `json:"-"`
	// Base is the listing as it was published when the draft began from it. For
	// a new one it holds what was in the directory already: the organisation,
	// and the places that were copied.
	Base directory.Listing `json:"-"`
	// BaseVersion is the published version that it began from; 0 for a new one.
	BaseVersion int64
	// Version counts the saves, from 1. A save that carries another one than
	// the stored one is refused with *Conflict.
	Version int64
	State   State
	// Note is what a moderator asked, or why they declined; it stays until the
	// draft is submitted again.
	Note string `json:"-"`

	CreatedAt, UpdatedAt directory.Millis
	// SubmittedAt is since when it waits; 0 before it was submitted. An answer
	// to a question keeps its place.
	SubmittedAt directory.Millis
	// PublishedVersion is the listing's version that it became; 0 before.
	PublishedVersion int64

	// act is the id of the act that is publishing it just now, since actAt.
	act   string
	actAt directory.Millis
}

// String names the draft without its words.
func (d Draft) String() string {
	return fmt.Sprintf("draft %s of listing %q: version %d, %s", d.ID, d.ListingID, d.Version, d.State)
}

// Format is a fmt.Formatter's: String, whatever the verb.
func (d Draft) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, d.String()) }

// LogValue is a slog.LogValuer's: the draft without its words.
func (d Draft) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", d.ID), slog.String("listing", d.ListingID),
		slog.Int64("version", d.Version), slog.String("state", string(d.State)))
}

// Conflict is the refusal of what was done to a version of a draft that is no
// longer the newest.
type Conflict struct {
	// Yours is what was given; of an act on a draft alone it has the id and the
	// version. Theirs is what is stored.
	Yours, Theirs Draft
}

// Error names the draft and the versions.
func (c *Conflict) Error() string {
	return fmt.Sprintf("draft %s: you had version %d, but version %d has been saved since", c.Yours.ID, c.Yours.Version, c.Theirs.Version)
}

// Unwrap gives what to tell people, with CodeConflict.
func (c *Conflict) Unwrap() error {
	return directory.Keyedf(directory.CodeConflict, "draft-changed", "Someone else changed this draft in the meantime. Look at both before you go on.")
}

func noDraft() error {
	return directory.Keyedf(directory.CodeNotFound, "draft-none", "There is no such draft.")
}

// inHand refuses what is done to a draft that is being published.
func inHand() error {
	return directory.Keyedf(directory.CodeConflict, "draft-in-hand", "This draft is being published just now. Try again in a moment.")
}

// wrongState refuses what can't be done to a draft in its state.
func (d Draft) wrongState() error {
	return &directory.Error{Code: directory.CodeConflict, Key: "draft-state-" + string(d.State), Message: stateSentence(d.State)}
}

func stateSentence(s State) string {
	switch s {
	case StateSubmitted:
		return "This draft is waiting for a moderator, so that can't be done."
	case StateAsked:
		return "A moderator has asked something about this draft, so that can't be done."
	case StateDeclined:
		return "This draft was declined, so that can't be done."
	case StatePublished:
		return "This draft has been published. Change the listing in a new one."
	default:
		return "This draft has not been submitted, so that can't be done."
	}
}

// stamped gives the draft's listing the version that it would replace, which is
// not in its document.
func (d Draft) stamped() Draft {
	d.Listing.Version, d.Base.Version = d.BaseVersion, d.BaseVersion
	return d
}
