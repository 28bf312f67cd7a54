package publish_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/publish"
	"alongside/internal/store"
)

// crashing is a store in which the process ends: before its nth call that
// writes, or after that was committed. With fails, the nth call that writes
// answers that the database is away instead, and was done all the same if after.
type crashing struct {
	*store.Store
	n            int
	after, fails bool
	calls        int
}

// ended is what a process that ends panics with here.
type ended struct{}

var errAway = directory.Errorf(directory.CodeUnavailable, "The database did not answer.")

func (c *crashing) write(call func() error) error {
	c.calls++
	if c.calls != c.n {
		return call()
	}
	if c.after {
		_ = call()
	}
	if c.fails {
		return errAway
	}
	panic(ended{})
}

func (c *crashing) Write(ctx context.Context, f func(*sql.Tx) error) error {
	return c.write(func() error { return c.Store.Write(ctx, f) })
}

func (c *crashing) Save(ctx context.Context, l directory.Listing, by string) (out directory.Listing, seq int64, err error) {
	err = c.write(func() error {
		out, seq, err = c.Store.Save(ctx, l, by)
		return err
	})
	if errors.Is(err, errAway) {
		return l, 0, err
	}
	return out, seq, err
}

func (c *crashing) Delete(ctx context.Context, id, by string) (seq int64, err error) {
	err = c.write(func() error {
		seq, err = c.Store.Delete(ctx, id, by)
		return err
	})
	return seq, err
}

// run runs an act until the process ends, if it does, and says whether it went
// through.
func run(act func() error) (through bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, crash := r.(ended); !crash {
				panic(r)
			}
			through = false
		}
	}()
	err = act()
	return err == nil, err
}

// TestCrash ends the process at every place where an act that publishes or
// merges writes: before it, after it, or with the database away. Whoever comes
// next goes on, nothing is lost, and nothing is published twice.
func TestCrash(t *testing.T) {
	acts := map[string]func(*testing.T, *house, func() *crashing, int) []string{
		"approve new":    crashApproveNew,
		"approve change": crashApproveChange,
		"submit trusted": crashSubmit,
		"merge":          crashMerge,
		"pause":          crashPause,
	}
	engines(t, func(t *testing.T, h *house) {
		number := 10_000
		for name, act := range acts {
			for _, how := range []crashing{{}, {after: true}, {fails: true}, {fails: true, after: true}} {
				for n := 1; ; n++ {
					number += 100
					var c *crashing
					broken := func() *crashing {
						c = &crashing{Store: h.store, n: n, after: how.after, fails: how.fails}
						return c
					}
					for _, fault := range act(t, h, broken, number) {
						t.Errorf("%s, call %d, after %v, away %v: %s", name, n, how.after, how.fails, fault)
					}
					if c.calls < n {
						if n < 3 {
							t.Errorf("%s wrote %d times", name, n-1)
						}
						break // it went through without getting so far
					}
				}
			}
		}
	})
}

// goneOn checks a draft whose publishing was broken off: in hand it can't be
// changed; after a while the site goes on.
func goneOn(t *testing.T, h *house, d publish.Draft) (faults []string) {
	t.Helper()
	now := must[publish.Draft](t)(h.drafts.Get(ctx, d.ID))
	if now.State == publish.StatePublished {
		return nil
	}
	h.wait(publish.Lease)
	must[int](t)(h.moderation.Resume(ctx))
	if n := must[int](t)(h.moderation.Resume(ctx)); n != 0 {
		faults = append(faults, fmt.Sprintf("%d are left in the middle", n))
	}
	return faults
}

// once checks that a listing was published once, by the act that is told.
func once(t *testing.T, h *house, d publish.Draft, revisions int64, deed publish.Deed) (faults []string) {
	t.Helper()
	d = must[publish.Draft](t)(h.drafts.Get(ctx, d.ID))
	if d.State != publish.StatePublished || d.PublishedVersion != revisions {
		faults = append(faults, fmt.Sprintf("%v, published as %d", d, d.PublishedVersion))
	}
	l := h.listing(t, d.Listing.ID)
	if diff := cmp.Diff(d.Listing, l, stamped); diff != "" || l.Version != revisions {
		faults = append(faults, fmt.Sprintf("version %d: %s", l.Version, diff))
	}
	n := 0
	for _, e := range h.history(t, l.ID) {
		if e.Deed == deed {
			n++
		}
	}
	if n != 1 {
		faults = append(faults, fmt.Sprintf("%s stands %d times in its history", deed, n))
	}
	return faults
}

func crashApproveNew(t *testing.T, h *house, broken func() *crashing, n int) []string {
	d := h.submitted(t, n)
	_, _ = run(func() error {
		_, err := publish.ModerationOn(broken(), h.clock).Approve(ctx, cat, seen(d), "Fine.")
		return err
	})
	return append(approveAgain(t, h, d), once(t, h, d, 1, publish.DeedApproved)...)
}

// approveAgain goes on after a crash as the moderator would: what did not happen
// they do again.
func approveAgain(t *testing.T, h *house, d publish.Draft) []string {
	t.Helper()
	faults := goneOn(t, h, d)
	now := must[publish.Draft](t)(h.drafts.Get(ctx, d.ID))
	if now.State == publish.StateSubmitted {
		if now.Version != d.Version {
			faults = append(faults, fmt.Sprintf("version %d of %d", now.Version, d.Version))
		}
		must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(now), "Fine."))
	}
	return faults
}

func crashApproveChange(t *testing.T, h *house, broken func() *crashing, n int) []string {
	l := h.published(t, h.whole(n))
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, l.ID))
	d.Listing.Fees = "£4"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	_, _ = run(func() error {
		_, err := publish.ModerationOn(broken(), h.clock).Approve(ctx, cat, seen(d), "")
		return err
	})
	return append(approveAgain(t, h, d), once(t, h, d, 2, publish.DeedApproved)...)
}

func crashSubmit(t *testing.T, h *house, broken func() *crashing, n int) []string {
	d := h.begun(t, n)
	ok(t, h.moderation.Trust(ctx, cat, d.Organization, ""))
	_, _ = run(func() error {
		_, err := publish.DraftsOn(broken(), h.clock).Submit(ctx, ada, d.ID, d.Version)
		return err
	})
	faults := goneOn(t, h, d)
	if now := must[publish.Draft](t)(h.drafts.Get(ctx, d.ID)); now.State == publish.StateDraft {
		must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, now.Version))
	}
	return append(faults, once(t, h, d, 1, publish.DeedPublished)...)
}

func crashMerge(t *testing.T, h *house, broken func() *crashing, n int) (faults []string) {
	keep, drop := h.whole(n), h.whole(n+10)
	drop.Fees = "£5"
	keep, drop = h.published(t, keep), h.published(t, drop)
	x := publish.Merge{Keep: keep.ID, Drop: drop.ID, KeepVersion: 1, DropVersion: 1, Fields: []string{"fees"}, Why: "One."}
	_, _ = run(func() error {
		_, err := publish.ModerationOn(broken(), h.clock).Merge(ctx, cat, x)
		return err
	})
	if _, err := h.store.Listing(ctx, drop.ID); err != nil && h.listing(t, keep.ID).Fees != "£5" {
		faults = append(faults, "the dropped one went before it was taken over")
	}
	h.wait(publish.Lease)
	must[int](t)(h.moderation.Resume(ctx))
	if n := must[int](t)(h.moderation.Resume(ctx)); n != 0 {
		faults = append(faults, fmt.Sprintf("%d are left in the middle", n))
	}
	if _, err := h.store.Listing(ctx, drop.ID); err == nil {
		must[directory.Listing](t)(h.moderation.Merge(ctx, cat, x))
	}
	to, _, err := h.listings.LeadsTo(ctx, drop.ID)
	ok(t, err)
	if l := h.listing(t, keep.ID); to != keep.ID || l.Fees != "£5" || l.Version != 2 {
		faults = append(faults, fmt.Sprintf("leads to %q, %q, version %d", to, l.Fees, l.Version))
	}
	if got := deeds(h.history(t, keep.ID)); !cmp.Equal(got, []publish.Deed{"", publish.DeedMerged}) {
		faults = append(faults, fmt.Sprintf("history %v", got))
	}
	return faults
}

func crashPause(t *testing.T, h *house, broken func() *crashing, n int) (faults []string) {
	l := h.published(t, h.whole(n))
	through, _ := run(func() error {
		_, err := publish.ListingsOn(broken(), h.clock).Pause(ctx, ben, l.ID, "", "A leak.")
		return err
	})
	paused := h.listing(t, l.ID).Status == directory.TemporarilyClosed
	if through && !paused {
		faults = append(faults, "it went through, and is not paused")
	}
	want := []publish.Deed{""}
	if paused {
		want = append(want, publish.DeedPaused)
	}
	entries := h.history(t, l.ID)
	if got := deeds(entries); !cmp.Equal(got, want) || paused && entries[1].Why != "A leak." {
		faults = append(faults, fmt.Sprintf("history %v, paused %v", got, paused))
	}
	return faults
}

// TestMergesCross holds that two merges that would drop each other's kept
// listing lose neither.
func TestMergesCross(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		a, b := h.published(t, h.whole(1)), h.published(t, h.whole(11))
		_, _ = run(func() error {
			_, err := publish.ModerationOn(&crashing{Store: h.store, n: 2}, h.clock).Merge(ctx, cat, publish.Merge{Keep: a.ID, Drop: b.ID, KeepVersion: 1, DropVersion: 1})
			return err
		})
		_, err := h.moderation.Merge(ctx, cat, publish.Merge{Keep: b.ID, Drop: a.ID, KeepVersion: 1, DropVersion: 1})
		wantCode(t, err, directory.CodeConflict)
		for round := range 6 {
			a, b := h.published(t, h.whole(100*round+101)), h.published(t, h.whole(100*round+111))
			var all sync.WaitGroup
			for _, x := range []publish.Merge{{Keep: a.ID, Drop: b.ID}, {Keep: b.ID, Drop: a.ID}} {
				x.KeepVersion, x.DropVersion = 1, 1
				all.Go(func() { _, _ = h.moderation.Merge(ctx, cat, x) })
			}
			all.Wait()
			left := must[[]directory.Listing](t)(h.store.Listings(ctx, []string{a.ID, b.ID}))
			if len(left) != 1 {
				t.Errorf("%d of two are left", len(left))
			}
		}
	})
}

// TestInHand holds that a draft that is being published is in nobody else's
// hands, until it has been for long.
func TestInHand(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		d := h.submitted(t, 1)
		_, _ = run(func() error {
			_, err := publish.ModerationOn(&crashing{Store: h.store, n: 2}, h.clock).Approve(ctx, cat, seen(d), "")
			return err
		})
		edited := d
		edited.Listing.Summary = "Another"
		for name, err := range map[string]error{
			"save":     func() error { _, err := h.drafts.Save(ctx, ada, edited); return err }(),
			"submit":   func() error { _, err := h.drafts.Submit(ctx, ada, d.ID, d.Version); return err }(),
			"withdraw": func() error { _, err := h.drafts.Withdraw(ctx, ada, d.ID, d.Version); return err }(),
			"approve":  func() error { _, err := h.moderation.Approve(ctx, cat, seen(d), ""); return err }(),
			"decline":  func() error { _, err := h.moderation.Decline(ctx, cat, seen(d), "No."); return err }(),
			"delete":   h.drafts.Delete(ctx, ada, d.ID, d.Version),
		} {
			var e *directory.Error
			if !errors.As(err, &e) || e.Key != "draft-in-hand" {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.wait(publish.Lease)
		// Whoever comes next finds it published.
		c := conflictOf(t, func() error { _, err := h.drafts.Save(ctx, ada, edited); return err }())
		if c.Theirs.State != publish.StatePublished {
			t.Errorf("after a while it is %v", c.Theirs)
		}
		if got := deeds(h.history(t, d.Listing.ID)); !cmp.Equal(got, []publish.Deed{publish.DeedSubmitted, publish.DeedApproved}) {
			t.Errorf("history %v", got)
		}
	})
}

// forgetful is a store that saves, and can't read again what it saved.
type forgetful struct{ *store.Store }

func (f forgetful) Save(ctx context.Context, l directory.Listing, by string) (directory.Listing, int64, error) {
	saved, seq, err := f.Store.Save(ctx, l, by)
	if err == nil && seq > 0 {
		err = directory.Errorf(directory.CodeGone, "This listing has been removed.")
	}
	return saved, seq, err
}

// TestSavedAndGone holds that what was saved is done, though it could not be
// read again.
func TestSavedAndGone(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		d := h.submitted(t, 1)
		must[directory.Listing](t)(publish.ModerationOn(forgetful{h.store}, h.clock).Approve(ctx, cat, seen(d), ""))
		faults := once(t, h, d, 1, publish.DeedApproved)
		l := h.listing(t, d.Listing.ID)
		paused := must[directory.Listing](t)(publish.ListingsOn(forgetful{h.store}, h.clock).Pause(ctx, ben, l.ID, "", "A leak."))
		if got := h.listing(t, l.ID); len(faults) > 0 || paused.Version != got.Version || got.Status != directory.TemporarilyClosed {
			t.Errorf("%v; version %d of %d, %s", faults, paused.Version, got.Version, got.Status)
		}
	})
}

// TestAtOnce has sixteen people do one thing to one version: one does it, and
// the others are told.
func TestAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		for n, act := range []func(d publish.Draft, i int) error{
			func(d publish.Draft, i int) error {
				d.Listing.Summary = fmt.Sprint(i)
				_, err := h.drafts.Save(ctx, ada, d)
				return err
			},
			func(d publish.Draft, _ int) error { _, err := h.moderation.Approve(ctx, cat, seen(d), ""); return err },
			func(d publish.Draft, _ int) error {
				_, err := h.moderation.Ask(ctx, cat, seen(d), "Where?")
				return err
			},
			func(d publish.Draft, _ int) error { return h.drafts.Delete(ctx, ada, d.ID, d.Version) },
		} {
			for round := range 4 {
				d := h.submitted(t, 1000*(n+1)+10*round)
				var through atomic.Int64
				var all sync.WaitGroup
				for i := range 16 {
					all.Go(func() {
						switch err := act(d, i); directory.CodeOf(err) {
						case "":
							through.Add(1)
						case directory.CodeConflict, directory.CodeNotFound:
						default:
							t.Errorf("act %d: %v", n, err)
						}
					})
				}
				all.Wait()
				if through.Load() != 1 {
					t.Errorf("act %d went through %d times", n, through.Load())
				}
			}
		}
	})
}
