package publish_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/publish"
)

func TestModeration(t *testing.T) {
	freshEngines(t, func(t *testing.T, h *house) {
		t.Run("queue", func(t *testing.T) { queue(t, h) })
		t.Run("approve new", func(t *testing.T) { approveNew(t, h) })
		t.Run("approve change", func(t *testing.T) { approveChange(t, h) })
		t.Run("changed meanwhile", func(t *testing.T) { changedMeanwhile(t, h) })
		t.Run("ask and answer", func(t *testing.T) { askAndAnswer(t, h) })
		t.Run("trust", func(t *testing.T) { trust(t, h) })
		t.Run("suggest", func(t *testing.T) { suggest(t, h) })
		t.Run("safety", func(t *testing.T) { safety(t, h) })
		t.Run("duplicates", func(t *testing.T) { duplicates(t, h) })
		t.Run("merge", func(t *testing.T) { merge(t, h) })
		t.Run("erase", func(t *testing.T) { erase(t, h) })
	})
}

func approveNew(t *testing.T, h *house) {
	d := h.submitted(t, 2000)
	_, err := h.moderation.Approve(ctx, cat, publish.Seen{DraftID: d.ID, Version: d.Version - 1}, "")
	conflictOf(t, err)
	l := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), "Rang them."))
	if diff := cmp.Diff(d.Listing, l, stamped); diff != "" {
		t.Error(diff)
	}
	if l.Version != 1 || l.Slug == "" {
		t.Errorf("version %d, slug %q", l.Version, l.Slug)
	}
	d = must[publish.Draft](t)(h.drafts.Get(ctx, d.ID))
	if d.State != publish.StatePublished || d.ListingID != l.ID || d.PublishedVersion != 1 {
		t.Errorf("%v, published as %d", d, d.PublishedVersion)
	}
	entries := h.history(t, l.ID)
	if diff := cmp.Diff([]publish.Deed{publish.DeedSubmitted, publish.DeedApproved}, deeds(entries)); diff != "" {
		t.Error(diff)
	}
	last := entries[1]
	if last.Actor != cat || last.Why != "Rang them." || last.Version != 1 || last.Listing == nil || last.DraftVersion != d.Version-1 {
		t.Errorf("the last entry: %v by %v, %q, version %d", last, last.Actor, last.Why, last.Version)
	}
	if !strings.HasPrefix(last.By, "moderator "+cat.User+" approved ") {
		t.Errorf("the change log says %q", last.By)
	}
}

func approveChange(t *testing.T, h *house) {
	l := h.published(t, h.whole(2010))
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, l.ID))
	d.Listing.Description = "We bake on Fridays now."
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	if got := h.listing(t, l.ID); got.Description != l.Description {
		t.Errorf("published before anybody looked: %q", got.Description)
	}
	// That somebody confirms it meanwhile stands in nobody's way, and stays.
	must[directory.Listing](t)(h.listings.Confirm(ctx, ben, l.ID, publish.Confirmation{Kind: directory.OrganisationConfirmed, By: "the group"}))
	got := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
	if got.Description != d.Listing.Description || got.VerifiedBy != "the group" || len(got.Evidence) != 1 || got.Version != 3 || got.Slug != l.Slug {
		t.Errorf("%q, checked by %q, version %d", got.Description, got.VerifiedBy, got.Version)
	}
	// The open draft is done: the next change begins anew.
	if next := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, l.ID)); next.ID == d.ID || next.BaseVersion != 3 {
		t.Errorf("%v from %d", next, next.BaseVersion)
	}
}

// changedMeanwhile has a listing changed while a change of it is moderated.
func changedMeanwhile(t *testing.T, h *house) {
	l := h.published(t, h.whole(2020))
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, l.ID))
	d.Listing.Description, d.Listing.Fees = "Mine", "£2"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	direct := l
	direct.Description, direct.HowToJoin = "Theirs", "Ring the bell"
	h.published(t, direct)
	_, err := h.moderation.Approve(ctx, cat, seen(d), "")
	c := listingConflictOf(t, err)
	if c.Yours.Description != "Mine" || c.Theirs.Description != "Theirs" {
		t.Errorf("yours %q, theirs %q", c.Yours.Description, c.Theirs.Description)
	}
	if got := must[publish.Draft](t)(h.drafts.Get(ctx, d.ID)); got.State != publish.StateSubmitted || got.Version != d.Version {
		t.Errorf("after the conflict: %v", got)
	}
	d, clashes, err := h.drafts.Rebase(ctx, ada, d.ID, d.Version)
	ok(t, err)
	if diff := cmp.Diff([]string{"description"}, clashes); diff != "" {
		t.Error(diff)
	}
	if d.Listing.Description != "Mine" || d.Listing.Fees != "£2" || d.Listing.HowToJoin != "Ring the bell" || d.BaseVersion != 2 {
		t.Errorf("rebased to %d: %q, %q, %q", d.BaseVersion, d.Listing.Description, d.Listing.Fees, d.Listing.HowToJoin)
	}
	again, clashes, err := h.drafts.Rebase(ctx, ada, d.ID, d.Version)
	ok(t, err)
	if again.Version != d.Version || clashes != nil {
		t.Errorf("rebasing what is up to date: %v, %v", again, clashes)
	}
	got := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
	if got.Description != "Mine" || got.HowToJoin != "Ring the bell" {
		t.Errorf("published %q, %q", got.Description, got.HowToJoin)
	}
}

func askAndAnswer(t *testing.T, h *house) {
	d := h.submitted(t, 2030)
	since := d.SubmittedAt
	for name, err := range map[string]error{
		"no question": func() error { _, err := h.moderation.Ask(ctx, cat, seen(d), " \n"); return err }(),
		"no reason":   func() error { _, err := h.moderation.Decline(ctx, cat, seen(d), ""); return err }(),
		"too long": func() error {
			_, err := h.moderation.Ask(ctx, cat, seen(d), strings.Repeat("a", publish.MaxWords+1))
			return err
		}(),
	} {
		if diff := cmp.Diff([]string{"why"}, paths(err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	d = must[publish.Draft](t)(h.moderation.Ask(ctx, cat, seen(d), "Is there a lift?"))
	if d.State != publish.StateAsked || d.Note != "Is there a lift?" {
		t.Errorf("%v: %q", d, d.Note)
	}
	h.wait(time.Hour)
	d.Listing.At[0].Location.Access = append(d.Listing.At[0].Location.Access, directory.Lift)
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	if d.SubmittedAt != since || d.Note != "" {
		t.Errorf("an answer lost its place, or left the question: %d of %d, %q", d.SubmittedAt, since, d.Note)
	}
	d = must[publish.Draft](t)(h.moderation.Decline(ctx, cat, seen(d), "It costs £90."))
	h.wait(time.Hour)
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	if d.SubmittedAt <= since {
		t.Error("what was declined waits since its first time")
	}
	want := []publish.Deed{publish.DeedSubmitted, publish.DeedAsked, publish.DeedSubmitted, publish.DeedDeclined, publish.DeedSubmitted}
	entries := h.history(t, d.Listing.ID)
	if diff := cmp.Diff(want, deeds(entries)); diff != "" {
		t.Error(diff)
	}
	if entries[3].Why != "It costs £90." || entries[3].Actor != cat {
		t.Errorf("%v: %q", entries[3], entries[3].Why)
	}
}

func trust(t *testing.T, h *house) {
	d := h.begun(t, 2040)
	org := d.Organization
	for range 2 {
		ok(t, h.moderation.Trust(ctx, cat, org, "Known for years."))
	}
	if !must[bool](t)(h.moderation.Trusted(ctx, org)) {
		t.Error("not trusted")
	}
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	if d.State != publish.StatePublished || h.listing(t, d.ListingID).Version != 1 {
		t.Errorf("%v", d)
	}
	if diff := cmp.Diff([]publish.Deed{publish.DeedPublished}, deeds(h.history(t, d.ListingID))); diff != "" {
		t.Error(diff)
	}
	// A conflict leaves a trusted draft as it was.
	e := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, d.ListingID))
	e.Listing.Fees = "£1"
	e = must[publish.Draft](t)(h.drafts.Save(ctx, ada, e))
	must[directory.Listing](t)(h.listings.Pause(ctx, ben, d.ListingID, "", ""))
	_, err := h.drafts.Submit(ctx, ada, e.ID, e.Version)
	if c := listingConflictOf(t, err); c.Theirs.Status != directory.TemporarilyClosed || c.Yours.Fees != "£1" {
		t.Errorf("yours %q, theirs %q", c.Yours.Fees, c.Theirs.Status)
	}
	if got := must[publish.Draft](t)(h.drafts.Get(ctx, e.ID)); got.State != publish.StateDraft || got.Version != e.Version {
		t.Errorf("after the conflict: %v", got)
	}
	e, _, err = h.drafts.Rebase(ctx, ada, e.ID, e.Version)
	ok(t, err)
	e = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, e.ID, e.Version))
	if l := h.listing(t, d.ListingID); l.Fees != "£1" || l.Status != directory.TemporarilyClosed {
		t.Errorf("%q, %q", l.Fees, l.Status)
	}
	ok(t, h.moderation.Distrust(ctx, cat, org, "They have moved on."))
	if sent := h.submitted(t, 2041); sent.Organization != org || sent.State != publish.StateSubmitted {
		t.Errorf("%v of %q", sent, sent.Organization)
	}
	acts := must[[]publish.Act](t)(h.moderation.Acts(ctx, org, ""))
	if len(acts) != 5 || acts[1].Deed != publish.DeedDistrusted || acts[4].Why != "Known for years." {
		t.Errorf("what was done with the organisation: %v", acts)
	}
}

func suggest(t *testing.T, h *house) {
	_, err := h.drafts.Suggest(ctx, directory.Listing{Description: "Nice"})
	if diff := cmp.Diff([]string{"name"}, paths(err)); diff != "" {
		t.Error(diff)
	}
	_, err = h.drafts.Suggest(ctx, directory.Listing{Name: "Chess", Email: "no address", Kind: "party"})
	if diff := cmp.Diff([]string{"email", "kind"}, paths(err)); diff != "" {
		t.Error(diff)
	}
	stranger := h.whole(2060)
	given := directory.Listing{Name: "Chess in the park", Organization: stranger.Organization}
	d := must[publish.Draft](t)(h.drafts.Suggest(ctx, given))
	if d.Organization != "" || d.Author != "" || d.State != publish.StateSubmitted || d.Listing.Organization.ID == stranger.Organization.ID {
		t.Errorf("%v of %q by %q, run by %s", d, d.Organization, d.Author, d.Listing.Organization.ID)
	}
	_, err = h.moderation.Approve(ctx, cat, seen(d), "")
	wantCode(t, err, directory.CodeInvalid)
	known := h.published(t, h.whole(2060))
	d = must[publish.Draft](t)(h.drafts.Assign(ctx, cat, d.ID, d.Version, known.Organization))
	if d.Organization != known.Organization.ID || d.Listing.Organization.Name != known.Organization.Name {
		t.Errorf("assigned to %q", d.Organization)
	}
	d.Listing.Kind, d.Listing.Joining = directory.Group, directory.JustTurnUp
	d.Listing.At = []directory.ServiceAtLocation{{Location: directory.Location{Name: "The park"}, Schedules: []directory.Schedule{{Text: "When it is dry"}}}}
	d = must[publish.Draft](t)(h.drafts.Save(ctx, cat, d))
	l := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
	if l.Name != "Chess in the park" || l.Organization.ID != known.Organization.ID {
		t.Errorf("%q by %q", l.Name, l.Organization.ID)
	}
	if got := deeds(h.history(t, l.ID)); !cmp.Equal(got, []publish.Deed{publish.DeedSuggested, publish.DeedAssigned, publish.DeedApproved}) {
		t.Errorf("history: %v", got)
	}
}

// safety holds that nothing an organisation may see tells of a report of
// something unsafe.
func safety(t *testing.T, h *house) {
	l := h.published(t, h.whole(2070))
	org := l.Organization.ID
	report := func(what publish.What, words string) publish.Report {
		t.Helper()
		ok(t, h.reports.Add(ctx, publish.Report{ListingID: l.ID, What: what, Words: words}))
		all := must[[]publish.Report](t)(h.reports.List(ctx, publish.ReportQuery{ListingID: l.ID}))
		return all[len(all)-1]
	}
	plain, unsafe := report(publish.WhatTimes, "It is at 7"), report(publish.WhatUnsafe, "canary")
	for name, q := range map[string]publish.ReportQuery{"all": {}, "listing": {ListingID: l.ID}, "new": {State: publish.ReportNew}} {
		theirs := must[[]publish.Report](t)(h.reports.OfOrganization(ctx, org, q))
		if len(theirs) != 1 || theirs[0].ID != plain.ID {
			t.Errorf("%s: the organisation is shown %v", name, theirs)
		}
		q.ListingID = l.ID
		kept := must[[]publish.Report](t)(h.reports.SafetyReports(ctx, q))
		if len(kept) != 1 || kept[0].ID != unsafe.ID {
			t.Errorf("%s: kept apart are %v", name, kept)
		}
	}
	if rs := must[[]publish.Report](t)(h.reports.OfOrganization(ctx, l.ID, publish.ReportQuery{})); len(rs) != 0 {
		t.Errorf("another organisation sees %v", rs)
	}
	for _, id := range []string{"", "' OR 1=1"} {
		_, err := h.reports.OfOrganization(ctx, id, publish.ReportQuery{})
		wantCode(t, err, directory.CodeInvalid)
	}
	for range 2 {
		ok(t, h.moderation.Handle(ctx, cat, plain.ID, "Asked them."))
		ok(t, h.moderation.Handle(ctx, cat, unsafe.ID, "Told the council."))
	}
	wantCode(t, h.moderation.Handle(ctx, cat, l.ID, ""), directory.CodeNotFound)
	theirs := must[[]publish.Entry](t)(h.listings.History(ctx, l.ID))
	if diff := cmp.Diff([]publish.Deed{"", publish.DeedHandled}, deeds(theirs)); diff != "" || theirs[1].Why != "Asked them." {
		t.Error("the organisation's history:", diff, theirs)
	}
	if ours := h.history(t, l.ID); len(ours) != 3 || ours[2].Why != "Told the council." || !ours[2].Unsafe {
		t.Errorf("the moderators' history: %v", ours)
	}
}

// queue fills the queue in an odd order, and holds that it comes out by weight
// and age, whole, on pages of any size.
func queue(t *testing.T, h *house) {
	const day = 24 * time.Hour
	begin := h.now.Load()
	stale := h.published(t, h.whole(1))
	ended := h.whole(2)
	ended.Status = directory.Defunct
	h.published(t, ended)
	checked := h.published(t, h.whole(3))
	h.wait(publish.StaleAfter + 20*day)
	must[directory.Listing](t)(h.listings.Confirm(ctx, ben, checked.ID, publish.Confirmation{Kind: directory.WorkerVisited, By: "a worker"}))
	reported, unsafe, gone := h.published(t, h.whole(20)), h.published(t, h.whole(21)), h.published(t, h.whole(22))
	suggested := must[publish.Draft](t)(h.drafts.Suggest(ctx, directory.Listing{Name: "A walk"}))
	h.wait(time.Hour)
	fresh := h.submitted(t, 40)
	h.wait(time.Hour)
	change := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, reported.ID))
	change.Listing.Fees = "£3"
	change = must[publish.Draft](t)(h.drafts.Save(ctx, ada, change))
	change = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, change.ID, change.Version))
	h.submittedAndTaken(t, 50)
	h.wait(time.Hour)
	for _, r := range []publish.Report{{ListingID: reported.ID, What: publish.WhatTimes}, {ListingID: reported.ID, What: publish.WhatClosed},
		{ListingID: gone.ID, What: publish.WhatClosed}, {ListingID: unsafe.ID, What: publish.WhatOther}, {ListingID: unsafe.ID, What: publish.WhatUnsafe}} {
		ok(t, h.reports.Add(ctx, r))
		h.wait(time.Minute)
	}
	ok(t, h.moderation.Follow(ctx))
	ok(t, h.listings.Remove(ctx, cat, gone.ID, 1, "Closed for good."))
	h.wait(10 * day)

	all := must[[]publish.Item](t)(h.moderation.Queue(ctx, publish.QueueFilter{}))
	var got []string
	for _, i := range all {
		got = append(got, fmt.Sprintf("%s %s %d", i.Kind, i.Name, i.Reports))
	}
	want := []string{
		"reported Tuesday bakers 21 2", // unsafe
		"stale Tuesday bakers 1 0",     // 20 days before all others
		"reported Tuesday bakers 20 2", "reported Tuesday bakers 22 1",
		"new Tuesday bakers 40 0", "changed Tuesday bakers 20 0",
		"suggested A walk 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	if first := all[0]; !first.Unsafe || first.ListingID != unsafe.ID || all[2].Unsafe {
		t.Errorf("first: %+v", first)
	}
	if c := all[5]; c.DraftID != change.ID || c.Version != change.Version || c.ListingID != reported.ID || c.Organization != reported.Organization.ID || c.Since != change.SubmittedAt {
		t.Errorf("changed: %+v", c)
	}
	if s := all[1]; s.ListingID != stale.ID || int64(s.Since) < begin+publish.StaleAfter.Milliseconds() {
		t.Errorf("stale since %d", s.Since)
	}
	if all[4].DraftID != fresh.ID || all[6].DraftID != suggested.ID {
		t.Errorf("%v, %v", all[4], all[6])
	}
	for size := 1; size <= 3; size++ {
		var paged []publish.Item
		f := publish.QueueFilter{Limit: size}
		for {
			page := must[[]publish.Item](t)(h.moderation.Queue(ctx, f))
			if len(page) == 0 {
				break
			}
			paged = append(paged, page...)
			f.After = page[len(page)-1].Cursor
		}
		if diff := cmp.Diff(all, paged); diff != "" {
			t.Errorf("on pages of %d: %s", size, diff)
		}
	}
	for _, tt := range []struct {
		f    publish.QueueFilter
		want int
	}{
		{publish.QueueFilter{Kinds: []publish.ItemKind{publish.ItemReported}}, 3},
		{publish.QueueFilter{Kinds: []publish.ItemKind{publish.ItemNew, publish.ItemChanged, publish.ItemSuggested}}, 3},
		{publish.QueueFilter{Organization: reported.Organization.ID}, 4},
		{publish.QueueFilter{Unsafe: true}, 1},
	} {
		if got := must[[]publish.Item](t)(h.moderation.Queue(ctx, tt.f)); len(got) != tt.want {
			t.Errorf("%+v: %v", tt.f, got)
		}
	}
	for _, f := range []publish.QueueFilter{{After: "x"}, {After: "1.2.'; DROP"}, {Kinds: []publish.ItemKind{"all"}}} {
		_, err := h.moderation.Queue(ctx, f)
		wantCode(t, err, directory.CodeInvalid)
	}
	// What was seen to leaves the queue.
	for _, r := range must[[]publish.Report](t)(h.reports.List(ctx, publish.ReportQuery{})) {
		ok(t, h.moderation.Handle(ctx, cat, r.ID, ""))
	}
	must[directory.Listing](t)(h.listings.Confirm(ctx, ben, stale.ID, publish.Confirmation{Kind: directory.OrganisationConfirmed, By: "the group"}))
	must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(fresh), ""))
	if left := must[[]publish.Item](t)(h.moderation.Queue(ctx, publish.QueueFilter{})); len(left) != 2 {
		t.Errorf("left are %v", left)
	}
}

// submittedAndTaken submits a draft and takes it back.
func (h *house) submittedAndTaken(t *testing.T, n int) {
	t.Helper()
	d := h.submitted(t, n)
	must[publish.Draft](t)(h.drafts.Withdraw(ctx, ada, d.ID, d.Version))
}

// at gives a listing somewhere.
func (h *house) at(n int, name, org string, p orb.Point, code, opens string) directory.Listing {
	l := h.whole(n)
	l.Name = name
	l.Organization.ID, l.Organization.Name = directory.ImportedID("org", org), org
	l.At[0].Location.ID = directory.ImportedID("place", fmt.Sprint(n))
	l.At[0].Location.Point = &p
	l.At[0].Location.Addresses = []directory.Address{{PostalCode: code}}
	l.At[0].Schedules[0].Opens = directory.Clock(opens)
	return l
}

func duplicates(t *testing.T, h *house) {
	leith, near, far := orb.Point{-3.17, 55.97}, orb.Point{-3.1725, 55.9709}, orb.Point{-3.30, 55.90} // 190 m, 11 km
	pairs := func(q publish.PairQuery) []string {
		t.Helper()
		var out []string
		for _, p := range must[[]publish.Pair](t)(h.moderation.Duplicates(ctx, q)) {
			names := []string{p.One.Summary, p.Other.Summary}
			slices.Sort(names)
			out = append(out, fmt.Sprint(names, " ", p.Same))
		}
		slices.Sort(out)
		return out
	}
	before := len(pairs(publish.PairQuery{}))
	save := func(summary string, l directory.Listing) directory.Listing {
		l.Summary = summary
		return h.published(t, l)
	}
	a := save("a", h.at(3000, "Leith Chess Club", "a", leith, "EH6 7HF", "10:00"))
	b := save("b", h.at(3010, "LEITH CHESS-CLUB", "b", near, "EH6 6QQ", "11:00"))
	save("c", h.at(3020, "Leith chess club", "c", far, "EH14 1AA", "12:00"))
	save("d", h.at(3030, "Knitting", "d", leith, "EH6 7HF", "13:00"))
	save("e", h.at(3040, "Crochet", "d", near, "EH6 6QQ", "13:00"))
	save("f", h.at(3050, "Darning", "d", far, "EH14 1AA", "13:00"))
	postcode := h.at(3060, "Leith chess club", "e", far, "EH6 7HF", "14:00")
	postcode.At[0].Location.Point = nil
	save("g", postcode)
	for n := range 14 { // a whole programme is no mistake
		save("h", h.at(3100+n, fmt.Sprint("Class ", n), "h", leith, "EH6 7HF", "15:00"))
	}
	want := []string{"[a b] name", "[a g] name", "[d e] times"}
	got := slices.DeleteFunc(pairs(publish.PairQuery{}), func(s string) bool { return strings.HasPrefix(s, "[ ") })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// On pages of one.
	var paged []string
	q := publish.PairQuery{Limit: 1}
	for {
		page := must[[]publish.Pair](t)(h.moderation.Duplicates(ctx, q))
		if len(page) == 0 {
			break
		}
		q.After = page[0].Cursor
		paged = append(paged, page[0].String())
	}
	if len(paged) != len(want)+before || len(slices.Compact(slices.Sorted(slices.Values(paged)))) != len(paged) {
		t.Errorf("paged %d, all %d and %d before", len(paged), len(want), before)
	}
	for range 2 {
		ok(t, h.moderation.Differ(ctx, cat, b.ID, a.ID))
	}
	if got := pairs(publish.PairQuery{}); slices.Contains(got, "[a b] name") {
		t.Errorf("still %v", got)
	}
	if got := deeds(h.history(t, b.ID)); !cmp.Equal(got, []publish.Deed{"", publish.DeedDiffers}) {
		t.Errorf("history: %v", got)
	}
	wantCode(t, h.moderation.Differ(ctx, cat, a.ID, a.ID), directory.CodeNotFound)
}

func merge(t *testing.T, h *house) {
	keep, drop := h.whole(4000), h.whole(4010)
	drop.Fees, drop.HowToJoin, drop.Description = "£2", "Ring the bell", "Theirs"
	drop.VerifiedAt, drop.VerifiedBy = 9, "a worker"
	drop.Evidence = []directory.Evidence{{Kind: directory.WorkerVisited, At: 9}}
	keep, drop = h.published(t, keep), h.published(t, drop)
	x := publish.Merge{Keep: keep.ID, Drop: drop.ID, KeepVersion: 1, DropVersion: 1, Fields: []string{"fees", "how-to-join"}, Why: "The same choir."}
	for name, bad := range map[string]func(publish.Merge) publish.Merge{
		"keep":  func(x publish.Merge) publish.Merge { x.KeepVersion = 2; return x },
		"drop":  func(x publish.Merge) publish.Merge { x.DropVersion = 2; return x },
		"field": func(x publish.Merge) publish.Merge { x.Fields = []string{"id"}; return x },
		"same":  func(x publish.Merge) publish.Merge { x.Drop = x.Keep; return x },
	} {
		if _, err := h.moderation.Merge(ctx, cat, bad(x)); err == nil {
			t.Errorf("%s: merged", name)
		}
	}
	got := must[directory.Listing](t)(h.moderation.Merge(ctx, cat, x))
	if got.ID != keep.ID || got.Fees != "£2" || got.HowToJoin != "Ring the bell" || got.Description != keep.Description || got.VerifiedBy != "a worker" || len(got.Evidence) != 1 {
		t.Errorf("merged to %+v", got)
	}
	_, err := h.store.Listing(ctx, drop.ID)
	wantCode(t, err, directory.CodeGone)
	leads := func(id string) string {
		to, there, err := h.listings.LeadsTo(ctx, id)
		ok(t, err)
		if there != (to != "") {
			t.Errorf("%q there: %v", to, there)
		}
		return to
	}
	if leads(drop.ID) != keep.ID || leads(keep.ID) != "" {
		t.Errorf("leads to %q and %q", leads(drop.ID), leads(keep.ID))
	}
	for _, id := range []string{keep.ID, drop.ID} {
		entries := h.history(t, id)
		last := entries[len(entries)-1]
		if last.Deed != publish.DeedMerged || last.Actor != cat || last.Why != "The same choir." {
			t.Errorf("history of %s: %v %q", id, last, last.Why)
		}
	}
	// A second merge leads on; what is merged can't be again.
	third := h.published(t, h.whole(4020))
	must[directory.Listing](t)(h.moderation.Merge(ctx, cat, publish.Merge{Keep: third.ID, Drop: keep.ID, KeepVersion: 1, DropVersion: got.Version}))
	if leads(drop.ID) != third.ID || leads(keep.ID) != third.ID {
		t.Errorf("leads to %q and %q", leads(drop.ID), leads(keep.ID))
	}
	_, err = h.moderation.Merge(ctx, cat, x)
	wantCode(t, err, directory.CodeGone)
}

func erase(t *testing.T, h *house) {
	d := h.submitted(t, 4100)
	l := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), "canary"))
	ok(t, h.moderation.Erase(ctx, l.ID))
	_, err := h.drafts.Get(ctx, d.ID)
	wantCode(t, err, directory.CodeNotFound)
	for _, e := range h.history(t, l.ID) {
		if e.Why != "" || e.Actor.User == "" {
			t.Errorf("%v: %q", e, e.Why)
		}
	}
}
