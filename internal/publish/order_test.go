package publish_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"alongside/internal/directory"
	"alongside/internal/publish"
)

// TestOrder has two authors and a moderator act in any order, each on what they
// last saw, while the process may end in the middle of anything. Whatever they
// do: nothing that was published is lost, every history is complete, what was
// saved in a draft is there, and every draft is in exactly one state.
func TestOrder(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		round := 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			w := &world{T: r, h: h, round: round, views: map[string]map[string]publish.Draft{}, saved: map[string]said{},
				shown: map[string]said{}, log: map[string][]string{}}
			w.begin()
			for i := range rapid.IntRange(10, 40).Draw(r, "acts") {
				w.step(i)
			}
			w.check()
		})
	})
}

func init() {
	// A hundred rounds of some twenty acts take long on two databases.
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
}

// said is what tells one state of a listing from another here: two fields that
// drafts change, and what is done at once.
type said struct {
	summary, fees string
	status        directory.Status
	until         directory.Date
	checks        int
}

func of(l directory.Listing) said {
	return said{l.Summary, l.Fees, l.Status, l.ClosedUntil, len(l.Evidence)}
}

// world is what has to be true.
type world struct {
	*rapid.T
	h     *house
	round int
	org   directory.Organization
	// drafts are the ids of those that were begun; gone of those deleted.
	drafts, gone []string
	// views are what each person last saw of each draft.
	views map[string]map[string]publish.Draft
	// saved is what was last saved in a draft.
	saved map[string]said
	// shown is what each published listing says, and log all that it ever said.
	shown map[string]said
	log   map[string][]string
}

func (w *world) begin() {
	l := w.h.whole(100 * w.round)
	l.Organization.ID = directory.ImportedID(w.h.source, fmt.Sprint("order ", w.round))
	l, _, err := w.h.store.Save(ctx, l, "a person")
	if err != nil {
		w.Fatal(err)
	}
	w.org, w.shown[l.ID] = l.Organization, of(l)
	w.look("ada", "ben", "cat")
}

func (w *world) pick(from []string, of string) string {
	return rapid.SampledFrom(from).Draw(w.T, of)
}

// look has people look at all drafts again.
func (w *world) look(who ...string) {
	for _, name := range who {
		w.views[name] = map[string]publish.Draft{}
		for _, id := range w.drafts {
			if d, err := w.h.drafts.Get(ctx, id); err == nil {
				w.views[name][id] = d
			}
		}
	}
}

func (w *world) listings() []string { return slices.Sorted(maps.Keys(w.shown)) }

// waiting gives the drafts that wait for a moderator.
func (w *world) waiting() (out []string) {
	all, err := w.h.drafts.List(ctx, publish.DraftQuery{Organization: w.org.ID, State: publish.StateSubmitted})
	if err != nil {
		w.Fatal(err)
	}
	for _, d := range all {
		out = append(out, d.ID)
	}
	return out
}

// step has somebody do something.
func (w *world) step(i int) {
	author := map[string]publish.Actor{"ada": ada, "ben": ben}
	name := w.pick([]string{"ada", "ben"}, "who")
	who := author[name]
	// rapid draws the first ones more often.
	var acts []string
	waiting := w.waiting()
	if len(waiting) > 0 {
		acts = append(acts, "approve", "approve", "approve", "save", "ask", "decline")
	}
	if len(w.drafts) > 0 {
		acts = append(acts, "save", "submit", "submit", "save", "submit", "rebase", "withdraw")
	}
	acts = append(acts, "edit", "pause", "begin", "confirm", "restore", "reopen", "trust", "distrust", "distrust", "delete")
	act := w.pick(acts, "act")
	if act == "approve" || act == "ask" || act == "decline" {
		name = "cat"
	}
	// Most look before they act.
	if rapid.IntRange(0, 3).Draw(w.T, "looks") > 0 {
		w.look(name)
	}
	var seen publish.Draft
	if len(w.drafts) > 0 {
		from := w.drafts[max(0, len(w.drafts)-3):]
		if len(waiting) > 0 && rapid.IntRange(0, 3).Draw(w.T, "waits") > 0 {
			from = waiting
		}
		id := w.pick(from, "draft")
		var there bool
		if seen, there = w.views[name][id]; !there {
			seen = publish.Draft{ID: id, Version: 1}
		}
	}
	c := &crashing{Store: w.h.store}
	if rapid.IntRange(0, 3).Draw(w.T, "ends") == 0 {
		c.n = rapid.IntRange(1, 4).Draw(w.T, "at")
		c.after, c.fails = rapid.Bool().Draw(w.T, "after"), rapid.Bool().Draw(w.T, "away")
	}
	w.do(act, who, seen, c, fmt.Sprintf("%d.%d", w.round, i))
}

// do does one act and settles what is true after it.
func (w *world) do(act string, who publish.Actor, seen publish.Draft, c *crashing, word string) {
	drafts, moderation, listings := publish.DraftsOn(c, w.h.clock), publish.ModerationOn(c, w.h.clock), publish.ListingsOn(c, w.h.clock)
	listing := w.pick(w.listings(), "listing")
	var err error
	through := false
	try := func(f func() error) { through, err = run(f) }
	switch act {
	case "begin", "edit", "restore":
		var d publish.Draft
		try(func() (err error) {
			switch act {
			case "begin":
				l := w.h.whole(1)
				l.At[0].Location.ID = ""
				l.Summary = word
				d, err = drafts.Begin(ctx, who, publish.Beginning{Organization: w.org, Listing: l})
			case "edit":
				d, err = drafts.Edit(ctx, who, listing)
			default:
				entries, failed := w.h.listings.History(ctx, listing)
				if failed != nil {
					return failed
				}
				first := slices.IndexFunc(entries, func(e publish.Entry) bool { return e.Listing != nil })
				d, err = drafts.Restore(ctx, who, listing, entries[first].Sequence)
			}
			return err
		})
		w.found()
		if through && !slices.Contains(w.drafts, d.ID) {
			w.Fatalf("%s: %v is nowhere", act, d)
		}
	case "save":
		given := seen
		given.Listing.Summary, given.Listing.Fees = word, "£"+word
		if rapid.Bool().Draw(w.T, "one field") {
			given.Listing.Summary = seen.Listing.Summary
		}
		if given.Listing.ID == "" {
			return
		}
		try(func() error { _, err := drafts.Save(ctx, who, given); return err })
		if now, gone := w.h.drafts.Get(ctx, seen.ID); gone == nil && (through || of(now.Listing) != w.saved[seen.ID]) {
			if !through && c.n == 0 || of(now.Listing).summary != given.Listing.Summary || of(now.Listing).fees != given.Listing.Fees {
				w.Fatalf("saved %q, and it says %q: %v", given.Listing.Fees, now.Listing.Fees, err)
			}
			w.saved[seen.ID] = of(now.Listing)
		}
	case "submit", "approve":
		try(func() error {
			if act == "submit" {
				_, err := drafts.Submit(ctx, who, seen.ID, seen.Version)
				return err
			}
			_, err := moderation.Approve(ctx, cat, publish.Seen{DraftID: seen.ID, Version: seen.Version}, word)
			return err
		})
	case "withdraw":
		try(func() error { _, err := drafts.Withdraw(ctx, who, seen.ID, seen.Version); return err })
	case "ask":
		try(func() error {
			_, err := moderation.Ask(ctx, cat, publish.Seen{DraftID: seen.ID, Version: seen.Version}, word)
			return err
		})
	case "decline":
		try(func() error {
			_, err := moderation.Decline(ctx, cat, publish.Seen{DraftID: seen.ID, Version: seen.Version}, word)
			return err
		})
	case "rebase":
		try(func() error { _, _, err := drafts.Rebase(ctx, who, seen.ID, seen.Version); return err })
		if now, gone := w.h.drafts.Get(ctx, seen.ID); gone == nil {
			if was := w.saved[seen.ID]; of(now.Listing) != was && !(through || c.n > 0) {
				w.Fatalf("a rebase that failed changed %v to %v", was, of(now.Listing))
			}
			w.saved[seen.ID] = of(now.Listing)
		}
	case "delete":
		if seen.ID == "" {
			return
		}
		try(func() error { return drafts.Delete(ctx, who, seen.ID, seen.Version) })
		if _, gone := w.h.drafts.Get(ctx, seen.ID); gone != nil {
			if !slices.Contains(w.gone, seen.ID) && !through && c.n == 0 {
				w.Fatalf("a deletion that failed took %s: %v", seen.ID, err)
			}
			w.gone = append(w.gone, seen.ID)
			delete(w.saved, seen.ID)
		}
	case "pause":
		until := directory.Date(fmt.Sprintf("2026-%02d-01", rapid.IntRange(6, 9).Draw(w.T, "until")))
		try(func() error { _, err := listings.Pause(ctx, who, listing, until, word); return err })
	case "reopen":
		try(func() error { _, err := listings.Reopen(ctx, who, listing, ""); return err })
	case "confirm":
		try(func() error {
			_, err := listings.Confirm(ctx, who, listing, publish.Confirmation{Kind: directory.OrganisationConfirmed, By: "the group"})
			return err
		})
	case "trust":
		try(func() error { return moderation.Trust(ctx, cat, w.org.ID, word) })
	case "distrust":
		try(func() error { return moderation.Distrust(ctx, cat, w.org.ID, word) })
	}
	if err != nil && c.n == 0 {
		w.expected(act, err)
	}
	if c.n > 0 && c.calls >= c.n {
		w.h.wait(publish.Lease)
		if _, err := w.h.moderation.Resume(ctx); err != nil {
			w.Fatalf("resume: %v", err)
		}
	}
	w.settle(act)
}

// expected lets only refusals pass: everybody is told why, and nothing breaks.
func (w *world) expected(act string, err error) {
	_, drafts := errors.AsType[*publish.Conflict](err)
	_, listings := errors.AsType[*directory.Conflict](err)
	switch directory.CodeOf(err) {
	case directory.CodeConflict, directory.CodeNotFound:
	default:
		if !drafts && !listings {
			w.Fatalf("%s: %v", act, err)
		}
	}
}

// found notes drafts that were begun, if only by a process that ended.
func (w *world) found() {
	all, err := w.h.drafts.List(ctx, publish.DraftQuery{Organization: w.org.ID})
	if err != nil {
		w.Fatal(err)
	}
	for _, d := range all {
		if !slices.Contains(w.drafts, d.ID) {
			w.drafts = append(w.drafts, d.ID)
			w.saved[d.ID] = of(d.Listing)
		}
	}
}

// settle looks at what every listing says now: what was published before stands
// in its history as it was, at most one state came, and it came whole, of a
// draft that began from the state before.
func (w *world) settle(act string) {
	ids := map[string]bool{}
	for id := range w.shown {
		ids[id] = true
	}
	published := map[string][]publish.Draft{}
	all, err := w.h.drafts.List(ctx, publish.DraftQuery{Organization: w.org.ID, State: publish.StatePublished})
	if err != nil {
		w.Fatal(err)
	}
	for _, d := range all {
		ids[d.ListingID] = true
		published[d.ListingID] = append(published[d.ListingID], d)
	}
	for id := range ids {
		now := w.history(id)
		before := w.log[id]
		if len(now) < len(before) || !slices.Equal(now[:len(before)], before) {
			w.Fatalf("%s: the history of %s is not what it was: %d states of %d", act, id, len(now), len(before))
		}
		if len(before) > 0 && len(now) > len(before)+1 {
			w.Fatalf("%s: %d states came at once", act, len(now)-len(before))
		}
		w.log[id] = now
		l, err := w.h.store.Listing(ctx, id)
		if err != nil {
			w.Fatalf("%s: %v", act, err)
		}
		if doc(l) != now[len(now)-1] {
			w.Fatalf("%s: listing %s does not say what its history says last", act, id)
		}
		for _, d := range published[id] {
			if d.PublishedVersion == l.Version && len(now) > len(before) {
				// Nothing that somebody else published is undone.
				if was, there := w.shown[id]; there && !was.from(of(d.Base), of(d.Listing)) {
					w.Fatalf("%s: a draft of %v was published over %v", act, of(d.Base), was)
				}
				if of(l).notChecks() != of(d.Listing).notChecks() || of(l).notChecks() != w.saved[d.ID].notChecks() {
					w.Fatalf("%s: a draft says %v, and the listing %v", act, of(d.Listing), of(l))
				}
			}
		}
		w.shown[id] = of(l)
	}
}

// from reports whether a draft of what something said, or one that says so
// itself, may take its place: nobody's change is undone.
func (s said) from(base, draft said) bool {
	return (s.summary == base.summary || s.summary == draft.summary) && (s.fees == base.fees || s.fees == draft.fees) &&
		(s.status == base.status || s.status == draft.status) && (s.until == base.until || s.until == draft.until)
}

// notChecks leaves out what drafts don't change.
func (s said) notChecks() said { s.checks = 0; return s }

func doc(l directory.Listing) string {
	b, err := json.Marshal(l)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// history gives all that a listing ever said.
func (w *world) history(id string) (out []string) {
	entries, err := w.h.moderation.History(ctx, id)
	if err != nil {
		w.Fatal(err)
	}
	for _, e := range entries {
		if e.Listing != nil {
			out = append(out, doc(*e.Listing))
		}
	}
	return out
}

// check looks at the whole at the end.
func (w *world) check() {
	w.found()
	// Every draft is in exactly one state, and says what was saved in it.
	in := map[string][]publish.State{}
	for _, s := range publish.States() {
		all, err := w.h.drafts.List(ctx, publish.DraftQuery{Organization: w.org.ID, State: s})
		if err != nil {
			w.Fatal(err)
		}
		for _, d := range all {
			in[d.ID] = append(in[d.ID], s)
			if d.State != s || s == publish.StatePublished != (d.PublishedVersion > 0) {
				w.Errorf("%v is listed as %s, published as %d", d, s, d.PublishedVersion)
			}
		}
	}
	for _, id := range w.drafts {
		d, err := w.h.drafts.Get(ctx, id)
		if gone := slices.Contains(w.gone, id); gone {
			if err == nil || len(in[id]) != 0 {
				w.Errorf("deleted, and there: %v", d)
			}
			continue
		}
		if err != nil || len(in[id]) != 1 || of(d.Listing) != w.saved[id] {
			w.Errorf("draft %v is in %v, and says %v; %v was saved: %v", d, in[id], of(d.Listing), w.saved[id], err)
		}
		w.checkActs(d)
		// Nobody has it in hand for ever.
		if d.State != publish.StatePublished {
			d.Listing.Summary += "."
			if _, err := w.h.drafts.Save(ctx, ada, d); err != nil {
				w.Errorf("draft %v can't be changed any more: %v", d, err)
			}
		}
	}
	for id := range w.shown {
		// Every state has an actor, and every publication is one of a draft.
		entries, err := w.h.moderation.History(ctx, id)
		if err != nil {
			w.Fatal(err)
		}
		for _, e := range entries {
			if e.Deed != "" && (e.Actor.Role == "" || !directory.IsID(e.Actor.User)) {
				w.Errorf("nobody did %v", e)
			}
			if (e.Deed == publish.DeedApproved || e.Deed == publish.DeedAsked || e.Deed == publish.DeedDeclined) && (e.Why == "" || e.Actor != cat) {
				w.Errorf("%v by %v, because %q", e, e.Actor, e.Why)
			}
		}
	}
}

// checkActs holds that a draft's state is that of the last act that its history
// tells of.
func (w *world) checkActs(d publish.Draft) {
	entries, err := w.h.moderation.History(ctx, d.Listing.ID)
	if err != nil {
		w.Fatal(err)
	}
	last := publish.StateDraft
	publications := 0
	for _, e := range entries {
		if e.DraftID != d.ID {
			continue
		}
		switch e.Deed {
		case publish.DeedSubmitted:
			last = publish.StateSubmitted
		case publish.DeedWithdrew:
			last = publish.StateDraft
		case publish.DeedAsked:
			last = publish.StateAsked
		case publish.DeedDeclined:
			last = publish.StateDeclined
		case publish.DeedApproved, publish.DeedPublished:
			last, publications = publish.StatePublished, publications+1
		}
	}
	// Whoever changes what was declined has a draft again: no act of its own.
	if d.State != last && !(last == publish.StateDeclined && d.State == publish.StateDraft) {
		w.Errorf("%v, and its history ends with %s", d, last)
	}
	if publications > 1 {
		w.Errorf("%v was published %d times", d, publications)
	}
}
