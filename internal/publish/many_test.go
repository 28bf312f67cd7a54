package publish_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/publish"
	"alongside/internal/store/storetest"
)

// TestMany has eight writers confirm, pause, edit and approve a thousand
// listings at once: nothing is lost, and every history is complete.
func TestMany(t *testing.T) { freshEngines(t, many1000) }

func many1000(t *testing.T, h *house) {
	const listings, writers = 1000, 8
	var all []directory.Listing
	for n := range listings {
		all = append(all, storetest.Listing("bakers", n))
	}
	_, _, err := h.store.Upsert(ctx, all, "a feed")
	ok(t, err)
	type task struct {
		listing int
		do      func(n int, id string) error
	}
	var tasks []task
	for n := range listings {
		for i, do := range []func(int, string) error{h.confirmed, h.paused, h.edited} {
			if does(n, i) {
				tasks = append(tasks, task{n, do})
			}
		}
	}
	rand.Shuffle(len(tasks), func(i, j int) { tasks[i], tasks[j] = tasks[j], tasks[i] })
	// So that writers meet: what is done with one listing stands close together.
	queue := make(chan task, len(tasks))
	for from := range listings / 50 {
		for _, x := range tasks {
			if x.listing/50 == from {
				queue <- x
			}
		}
	}
	close(queue)
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for x := range queue {
				if err := x.do(x.listing, all[x.listing].ID); err != nil {
					t.Errorf("listing %d: %v", x.listing, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	h.complete(t, all)
}

// does reports whether a listing is confirmed (0), paused (1) or edited (2): one
// in four is all of them, so that these meet.
func does(n, act int) bool {
	return [4][3]bool{{true, true, true}, {true, true, false}, {false, true, true}, {true, false, false}}[n%4][act]
}

func (h *house) confirmed(_ int, id string) error {
	_, err := h.listings.Confirm(ctx, ben, id, publish.Confirmation{Kind: directory.OrganisationConfirmed, By: "the group"})
	return err
}

func (h *house) paused(_ int, id string) error {
	_, err := h.listings.Pause(ctx, ben, id, "2026-06-01", "")
	return err
}

// edited has one person change the fees and another approve it. Where somebody
// was quicker, they look again.
func (h *house) edited(n int, id string) error {
	d, err := h.drafts.Edit(ctx, ada, id)
	if err != nil {
		return err
	}
	d.Listing.Fees = fmt.Sprintf("£%d", n)
	if d, err = h.drafts.Save(ctx, ada, d); err != nil {
		return err
	}
	if d, err = h.drafts.Submit(ctx, ada, d.ID, d.Version); err != nil {
		return err
	}
	for {
		_, err := h.moderation.Approve(ctx, cat, seen(d), "")
		if _, changed := errors.AsType[*directory.Conflict](err); !changed {
			return err
		}
		var clashes []string
		if d, clashes, err = h.drafts.Rebase(ctx, ada, d.ID, d.Version); err != nil || len(clashes) > 0 {
			return fmt.Errorf("rebase: clashes %v: %w", clashes, err)
		}
	}
}

// complete checks that what was done with each listing holds, and stands in its
// history once; and that the change log has it all and no more.
func (h *house) complete(t *testing.T, all []directory.Listing) {
	t.Helper()
	ids := make([]string, len(all))
	for n, l := range all {
		ids[n] = l.ID
	}
	stored := map[string]directory.Listing{}
	for _, l := range must[[]directory.Listing](t)(h.store.Listings(ctx, ids)) {
		stored[l.ID] = l
	}
	changes, edited := int64(0), 0
	for n, l := range all {
		now, want := stored[l.ID], l
		version := int64(1)
		for act := range 3 {
			if does(n, act) {
				version++
			}
		}
		if does(n, 1) {
			want.Status, want.ClosedUntil = directory.TemporarilyClosed, "2026-06-01"
		}
		if does(n, 2) {
			want.Fees = fmt.Sprintf("£%d", n)
			edited++
		}
		confirmed := len(now.Evidence) == 1 && now.VerifiedBy == "the group"
		if now.Version != version || now.Status != want.Status || now.ClosedUntil != want.ClosedUntil || now.Fees != want.Fees || confirmed != does(n, 0) {
			t.Fatalf("listing %d: %d evidence, %s, %s, version %d of %d", n, len(now.Evidence), now.Status, now.Fees, now.Version, version)
		}
		changes += version
		if n%29 == 0 {
			h.told(t, n, l.ID)
		}
	}
	if seq := must[int64](t)(h.store.Sequence(ctx)); seq != changes {
		t.Errorf("%d changes, want %d", seq, changes)
	}
	published := 0
	q := publish.DraftQuery{State: publish.StatePublished}
	for page := must[[]publish.Draft](t)(h.drafts.List(ctx, q)); len(page) > 0; page = must[[]publish.Draft](t)(h.drafts.List(ctx, q)) {
		published += len(page)
		q.After = page[len(page)-1].ID
	}
	if published != edited {
		t.Errorf("%d drafts of %d are published", published, edited)
	}
}

// told checks that a listing's history tells of all that was done with it.
func (h *house) told(t *testing.T, n int, id string) {
	t.Helper()
	got := map[publish.Deed]int{}
	version := int64(0)
	for _, e := range h.history(t, id) {
		got[e.Deed]++
		if e.Listing != nil {
			if version++; e.Version != version {
				t.Errorf("listing %d: version %d after %d", n, e.Version, version-1)
			}
		}
	}
	want := map[publish.Deed]int{"": 1}
	for act, done := range [][]publish.Deed{{publish.DeedConfirmed}, {publish.DeedPaused}, {publish.DeedSubmitted, publish.DeedApproved}} {
		for _, deed := range done {
			if does(n, act) {
				want[deed] = 1
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("listing %d: history %s", n, diff)
	}
}
