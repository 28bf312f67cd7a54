package publish_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/publish"
)

func TestListings(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		t.Run("pause", func(t *testing.T) { pause(t, h) })
		t.Run("cancel", func(t *testing.T) { cancel(t, h) })
		t.Run("confirm", func(t *testing.T) { confirm(t, h) })
		t.Run("remove", func(t *testing.T) { remove(t, h) })
	})
}

func pause(t *testing.T, h *house) {
	l := h.published(t, h.whole(1))
	for _, until := range []directory.Date{h.today(), "2026-05-01", "2031-01-01", "soon"} {
		_, err := h.listings.Pause(ctx, ben, l.ID, until, "")
		if diff := cmp.Diff([]string{"until"}, paths(err)); diff != "" {
			t.Errorf("until %q: %s", until, diff)
		}
	}
	l = must[directory.Listing](t)(h.listings.Pause(ctx, ben, l.ID, "2026-06-01", "The hall is painted."))
	if l.Status != directory.TemporarilyClosed || l.ClosedUntil != "2026-06-01" {
		t.Errorf("%q until %q", l.Status, l.ClosedUntil)
	}
	again := must[directory.Listing](t)(h.listings.Pause(ctx, ben, l.ID, "2026-06-01", "Again."))
	if again.Version != l.Version {
		t.Errorf("pausing what is paused made version %d", again.Version)
	}
	must[directory.Listing](t)(h.listings.Reopen(ctx, ben, l.ID, ""))
	must[directory.Listing](t)(h.listings.End(ctx, ben, l.ID, "Nobody came."))
	_, err := h.listings.Pause(ctx, ben, l.ID, "", "")
	wantCode(t, err, directory.CodeConflict)
	entries := h.history(t, l.ID)
	want := []publish.Deed{"", publish.DeedPaused, publish.DeedReopened, publish.DeedEnded}
	if diff := cmp.Diff(want, deeds(entries)); diff != "" || entries[1].Why != "The hall is painted." || entries[2].Actor != ben {
		t.Error(diff, entries)
	}
	_, err = h.listings.Pause(ctx, ben, directory.ImportedID("no", "such"), "", "x")
	wantCode(t, err, directory.CodeNotFound)
	_, err = h.listings.Pause(ctx, publish.Actor{Role: "owner", User: "ben@example.org"}, l.ID, "", "")
	if err == nil {
		t.Error("an address stands in for a user's id")
	}
}

// cancel takes single days out of schedules of every kind.
func cancel(t *testing.T, h *house) {
	base := h.whole(10)
	tuesdays := directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "12:00"}
	late := directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "23:00", Closes: "01:00"}
	words := directory.Schedule{Text: "Now and then"}
	second := base.At[0]
	second.ID, second.Location.ID = directory.ImportedID("at", "2"), directory.ImportedID("place", "2")
	set := func(own, one, two []directory.Schedule) func(*directory.Listing) {
		return func(l *directory.Listing) {
			l.Schedules, l.At[0].Schedules = own, one
			if two != nil {
				l.At = append(l.At, second)
				l.At[1].Schedules = two
				if len(two[0].Text) > 0 {
					l.At[1].Schedules = nil
				}
			}
		}
	}
	days := func(ss []directory.Schedule) [][]directory.Date {
		out := [][]directory.Date{}
		for _, s := range ss {
			out = append(out, s.Except)
		}
		return out
	}
	off := []directory.Date{"2026-05-05"}
	for n, tt := range []struct {
		name   string
		set    func(*directory.Listing)
		second bool
		day    directory.Date
		// own, one and two are the days off of the listing's, the first place's
		// and the second's schedules; fault is the path of what is wrong.
		own, one, two [][]directory.Date
		fault         string
	}{
		{"at a place", set(nil, []directory.Schedule{tuesdays}, []directory.Schedule{tuesdays}), false, "2026-05-05", nil, [][]directory.Date{off}, [][]directory.Date{nil}, ""},
		{"at the other", set(nil, []directory.Schedule{tuesdays}, []directory.Schedule{tuesdays}), true, "2026-05-05", nil, [][]directory.Date{nil}, [][]directory.Date{off}, ""},
		{"wherever it is", set([]directory.Schedule{tuesdays}, nil, nil), false, "2026-05-05", [][]directory.Date{off}, nil, nil, ""},
		{"at one of two that share times", set([]directory.Schedule{tuesdays}, nil, []directory.Schedule{words}), true, "2026-05-05", [][]directory.Date{nil}, nil, [][]directory.Date{off}, ""},
		{"twice a day", set(nil, []directory.Schedule{tuesdays, late}, nil), false, "2026-05-05", nil, [][]directory.Date{off, off}, nil, ""},
		{"past midnight", set(nil, []directory.Schedule{late}, nil), false, "2026-05-06", nil, nil, nil, "day"},
		{"on another day", set(nil, []directory.Schedule{tuesdays}, nil), false, "2026-05-07", nil, nil, nil, "day"},
		{"no day", set(nil, []directory.Schedule{tuesdays}, nil), false, "Tuesday", nil, nil, nil, "day"},
		{"in words", set(nil, []directory.Schedule{words}, nil), false, "2026-05-05", nil, nil, nil, "day"},
	} {
		l := h.whole(1000 + 10*n)
		tt.set(&l)
		l = h.published(t, l)
		s := publish.Session{At: l.At[0].ID, Day: tt.day}
		if tt.second {
			s.At = l.At[1].ID
		}
		got, err := h.listings.Cancel(ctx, ben, l.ID, s, "I am ill.")
		if tt.fault != "" {
			if diff := cmp.Diff([]string{tt.fault}, paths(err)); diff != "" || len(h.history(t, l.ID)) != 1 {
				t.Errorf("%s: %v %s", tt.name, err, diff)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		two := [][]directory.Date{}
		if len(got.At) > 1 {
			two = days(got.At[1].Schedules)
		}
		for what, pair := range map[string][2][][]directory.Date{"listing": {tt.own, days(got.Schedules)}, "place": {tt.one, days(got.At[0].Schedules)}, "other place": {tt.two, two}} {
			if len(pair[0])+len(pair[1]) > 0 && !cmp.Equal(pair[0], pair[1]) {
				t.Errorf("%s: days off of the %s: %v, want %v", tt.name, what, pair[1], pair[0])
			}
		}
		_, err = h.listings.Cancel(ctx, ben, l.ID, s, "")
		wantCode(t, err, directory.CodeInvalid)
		back := must[directory.Listing](t)(h.listings.Reinstate(ctx, ben, l.ID, s, ""))
		if v := must[directory.Listing](t)(h.listings.Reinstate(ctx, ben, l.ID, s, "")).Version; v != back.Version {
			t.Errorf("%s: reinstating what is on made version %d of %d", tt.name, v, back.Version)
		}
		if got := deeds(h.history(t, l.ID)); !cmp.Equal(got, []publish.Deed{"", publish.DeedCancelled, publish.DeedReinstated}) {
			t.Errorf("%s: history %v", tt.name, got)
		}
		must[directory.Listing](t)(h.listings.Cancel(ctx, ben, l.ID, s, ""))
	}
	l := h.published(t, h.whole(1500))
	_, err := h.listings.Cancel(ctx, ben, l.ID, publish.Session{At: l.ID, Day: "2026-05-05"}, "")
	if diff := cmp.Diff([]string{"at"}, paths(err)); diff != "" {
		t.Error(diff)
	}
}

func confirm(t *testing.T, h *house) {
	l := h.published(t, h.whole(20))
	for i := range 25 {
		h.wait(time.Hour)
		l = must[directory.Listing](t)(h.listings.Confirm(ctx, ben, l.ID, publish.Confirmation{Kind: directory.OrganisationConfirmed, By: "the group", Version: l.Version}))
		if l.VerifiedAt == 0 || l.VerifiedAt != l.Evidence[len(l.Evidence)-1].At || len(l.Evidence) != min(i+1, 20) {
			t.Fatalf("checked at %d, %d times", l.VerifiedAt, len(l.Evidence))
		}
	}
	_, err := h.listings.Confirm(ctx, ben, l.ID, publish.Confirmation{Kind: directory.OrganisationConfirmed, By: "the group", Version: 3})
	listingConflictOf(t, err)
	_, err = h.listings.Confirm(ctx, ben, l.ID, publish.Confirmation{Kind: "hearsay"})
	wantCode(t, err, directory.CodeInvalid)
	if n := len(h.history(t, l.ID)); n != 26 {
		t.Errorf("%d entries", n)
	}
}

func remove(t *testing.T, h *house) {
	l := h.published(t, h.whole(30))
	wantCode(t, h.listings.Remove(ctx, cat, l.ID, 1, " "), directory.CodeInvalid)
	listingConflictOf(t, h.listings.Remove(ctx, cat, l.ID, 2, "It is over."))
	ok(t, h.listings.Remove(ctx, cat, l.ID, 1, "It is over."))
	wantCode(t, h.listings.Remove(ctx, cat, l.ID, 1, "It is over."), directory.CodeGone)
	entries := h.history(t, l.ID)
	if diff := cmp.Diff([]publish.Deed{"", publish.DeedRemoved}, deeds(entries)); diff != "" || entries[1].Why != "It is over." || entries[1].Actor != cat {
		t.Error(diff, entries)
	}
	// A draft of what was removed is kept, and says so.
	l = h.published(t, h.whole(31))
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, l.ID))
	d.Listing.Fees = "£8"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	ok(t, h.listings.Remove(ctx, cat, l.ID, 1, "It is over."))
	_, err := h.moderation.Approve(ctx, cat, seen(d), "")
	wantCode(t, err, directory.CodeGone)
	if got := must[publish.Draft](t)(h.drafts.Get(ctx, d.ID)); got.State != publish.StateSubmitted || got.Listing.Fees != "£8" {
		t.Errorf("%v", got)
	}
}
