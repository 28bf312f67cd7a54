package publish_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/publish"
	"alongside/internal/store"
)

// TestShared holds that what listings share is nobody's to undo: an
// organisation and a place stay as others made them, unless the draft means to
// change them.
func TestShared(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		t.Run("untouched", func(t *testing.T) { untouched(t, h) })
		t.Run("both changed", func(t *testing.T) { bothChanged(t, h) })
		t.Run("another's place", func(t *testing.T) { anothersPlace(t, h) })
		t.Run("in between", func(t *testing.T) { inBetween(t, h) })
		t.Run("restore", func(t *testing.T) { restore(t, h) })
	})
}

// move changes what a listing shares with others.
func (h *house) move(t *testing.T, id, phone, hall string) {
	t.Helper()
	l := h.listing(t, id)
	if phone != "" {
		l.Organization.Phones = []directory.Phone{{Number: phone}}
	}
	if hall != "" {
		l.At[0].Location.Name = hall
	}
	h.published(t, l)
}

// untouched changes who runs a listing, and its place, by way of another listing
// while a draft is open.
func untouched(t *testing.T, h *house) {
	one, other := h.published(t, h.whole(100)), h.published(t, h.whole(101))
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, one.ID))
	fresh := must[publish.Draft](t)(h.drafts.Copy(ctx, ada, one.ID))
	h.move(t, other.ID, "0131 496 0007", "The New Hall")
	if v := h.listing(t, one.ID).Version; v != 1 {
		t.Fatalf("version %d", v)
	}
	for _, d := range []publish.Draft{d, fresh} {
		d.Listing.Fees = "£6"
		d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
		d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
		l := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
		if l.Fees != "£6" || l.At[0].Location.Name != "The New Hall" || l.Organization.Phones[0].Number != "0131 496 0007" {
			t.Errorf("%q at %q, %v", l.Fees, l.At[0].Location.Name, l.Organization.Phones)
		}
	}
	if l := h.listing(t, other.ID); l.At[0].Location.Name != "The New Hall" || l.Organization.Phones[0].Number != "0131 496 0007" {
		t.Errorf("the other's is undone: %q", l.At[0].Location.Name)
	}
}

func bothChanged(t *testing.T, h *house) {
	one, other := h.published(t, h.whole(110)), h.published(t, h.whole(111))
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, one.ID))
	d.Listing.Organization.Website, d.Listing.At[0].Location.Name = "https://mine.example", "My hall"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	h.move(t, other.ID, "0131 496 0008", "")
	_, err := h.moderation.Approve(ctx, cat, seen(d), "")
	c := listingConflictOf(t, err)
	if c.Theirs.Organization.Phones[0].Number != "0131 496 0008" {
		t.Errorf("theirs: %v", c.Theirs.Organization.Phones)
	}
	d, clashes, err := h.drafts.Rebase(ctx, ada, d.ID, d.Version)
	ok(t, err)
	if diff := cmp.Diff([]string{"organization"}, clashes); diff != "" {
		t.Error(diff)
	}
	// Now it is meant.
	l := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
	if l.Organization.Website != "https://mine.example" || h.listing(t, other.ID).At[0].Location.Name != "My hall" {
		t.Errorf("%q, %q", l.Organization.Website, h.listing(t, other.ID).At[0].Location.Name)
	}
}

// anothersPlace has a draft change a hall in which another organisation meets
// too, and one draw a place to itself by its id alone.
func anothersPlace(t *testing.T, h *house) {
	ours, theirs := h.whole(120), h.whole(130)
	theirs.At[0].Location = ours.At[0].Location
	ours, theirs = h.published(t, ours), h.published(t, theirs)
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, ours.ID))
	d.Listing.At[0].Location.Name = "Ours alone"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	l := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
	if l.At[0].Location.Name != "Ours alone" || l.At[0].Location.ID == theirs.At[0].Location.ID {
		t.Errorf("ours is at %q", l.At[0].Location.Name)
	}
	if diff := cmp.Diff(theirs, h.listing(t, theirs.ID)); diff != "" {
		t.Error("the other organisation's listing changed:", diff)
	}
	d = h.begun(t, 140)
	d.Listing.At[0].Location.ID = theirs.At[0].Location.ID
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
	if diff := cmp.Diff(theirs, h.listing(t, theirs.ID)); diff != "" {
		t.Error("the other organisation's listing changed:", diff)
	}
}

// meddling changes what listings share just before a save.
type meddling struct {
	*store.Store
	meddle func()
}

func (m *meddling) Save(ctx context.Context, l directory.Listing, by string) (directory.Listing, int64, error) {
	if f := m.meddle; f != nil {
		m.meddle = nil
		f()
	}
	return m.Store.Save(ctx, l, by)
}

// inBetween changes the organisation between the reading and the saving of an
// act that leaves it alone.
func inBetween(t *testing.T, h *house) {
	one, other := h.published(t, h.whole(150)), h.published(t, h.whole(151))
	broken := &meddling{Store: h.store, meddle: func() { h.move(t, other.ID, "0131 496 0009", "The Third Hall") }}
	l := must[directory.Listing](t)(publish.ListingsOn(broken, h.clock).Pause(ctx, ben, one.ID, "", "A leak."))
	if l.Status != directory.TemporarilyClosed {
		t.Errorf("status %q", l.Status)
	}
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, one.ID))
	d.Listing.Fees = "£7"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	broken.meddle = func() { h.move(t, other.ID, "0131 496 0010", "") }
	must[directory.Listing](t)(publish.ModerationOn(broken, h.clock).Approve(ctx, cat, seen(d), ""))
	for _, id := range []string{one.ID, other.ID} {
		l := h.listing(t, id)
		if l.Organization.Phones[0].Number != "0131 496 0010" || l.At[0].Location.Name != "The Third Hall" {
			t.Errorf("what others changed in between is undone: %v, %q", l.Organization.Phones, l.At[0].Location.Name)
		}
	}
	if l := h.listing(t, one.ID); l.Fees != "£7" || l.Status != directory.TemporarilyClosed {
		t.Errorf("%q, %q", l.Fees, l.Status)
	}
}

func restore(t *testing.T, h *house) {
	one, other := h.published(t, h.whole(160)), h.published(t, h.whole(161))
	first := h.history(t, one.ID)[0]
	changed := one
	changed.Description, changed.At[0].Schedules = "Rewritten", []directory.Schedule{{Text: "Whenever"}}
	h.published(t, changed)
	h.move(t, other.ID, "0131 496 0011", "The Fourth Hall")
	d := must[publish.Draft](t)(h.drafts.Restore(ctx, ada, one.ID, first.Sequence))
	if d.ListingID != one.ID || d.BaseVersion != 2 || d.State != publish.StateDraft || d.Listing.Description != h.whole(160).Description {
		t.Fatalf("%v from %d: %q", d, d.BaseVersion, d.Listing.Description)
	}
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	l := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
	if l.Version != 3 || l.At[0].Schedules[0].Opens != "10:00" || l.At[0].Location.Name != "The Fourth Hall" || l.Organization.Phones[0].Number != "0131 496 0011" {
		t.Errorf("restored to version %d: %v at %q", l.Version, l.At[0].Schedules, l.At[0].Location.Name)
	}
	_, err := h.drafts.Restore(ctx, ada, one.ID, 999_999)
	wantCode(t, err, directory.CodeNotFound)
	ok(t, h.listings.Remove(ctx, cat, one.ID, 3, "A mistake."))
	again := must[publish.Draft](t)(h.drafts.Restore(ctx, ada, one.ID, first.Sequence))
	if again.ListingID != "" || again.Listing.ID == one.ID || again.Listing.Name != one.Name {
		t.Errorf("of a removed one: %v", again)
	}
	ok(t, h.store.Erase(ctx, one.ID, "a person"))
	_, err = h.drafts.Restore(ctx, ada, one.ID, first.Sequence)
	wantCode(t, err, directory.CodeGone)
}
