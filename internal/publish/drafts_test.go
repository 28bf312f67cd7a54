package publish_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"alongside/internal/directory"
	"alongside/internal/publish"
)

// stamped leaves out what the store sets.
var stamped = cmpopts.IgnoreFields(directory.Listing{}, "Version", "CreatedAt", "UpdatedAt", "Slug")

func TestDrafts(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		t.Run("save", func(t *testing.T) { saveSteps(t, h) })
		t.Run("both saved", func(t *testing.T) { bothSaved(t, h) })
		t.Run("states", func(t *testing.T) { states(t, h) })
		t.Run("ids", func(t *testing.T) { ownIDs(t, h) })
		t.Run("edit", func(t *testing.T) { edit(t, h) })
		t.Run("copy", func(t *testing.T) { copied(t, h) })
		t.Run("list", func(t *testing.T) { list(t, h) })
		t.Run("delete", func(t *testing.T) { discard(t, h) })
		t.Run("refuse", func(t *testing.T) { refuseDrafts(t, h) })
		t.Run("forget", func(t *testing.T) { forgetDrafts(t, h) })
	})
}

// saveSteps writes a listing as a person does, one thing at a time.
func saveSteps(t *testing.T, h *house) {
	d := must[publish.Draft](t)(h.drafts.Begin(ctx, ada, publish.Beginning{Organization: directory.Organization{Name: "Invented Singers"}}))
	if d.Version != 1 || d.State != publish.StateDraft || d.ListingID != "" || d.Author != ada.User || !directory.IsID(d.Organization) {
		t.Fatalf("%+v of %q by %q", d, d.Organization, d.Author)
	}
	steps := []func(*directory.Listing){
		func(l *directory.Listing) { l.Name = "Singing for a Tuesday" },
		func(l *directory.Listing) { l.Kind = directory.Group },
		func(l *directory.Listing) { l.Schedules = []directory.Schedule{{Text: "Times vary"}} },
		func(l *directory.Listing) { l.Online = true },
		func(l *directory.Listing) { l.Joining = directory.JustTurnUp },
	}
	for i, step := range steps {
		if n := len(publish.Missing(d)); n != len(steps)-i {
			t.Errorf("step %d: %v missing", i, publish.Missing(d))
		}
		_, err := h.drafts.Submit(ctx, ada, d.ID, d.Version)
		wantCode(t, err, directory.CodeInvalid)
		step(&d.Listing)
		d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
		if d.Version != int64(i+2) {
			t.Errorf("step %d: version %d", i, d.Version)
		}
	}
	again := must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	if again.Version != d.Version {
		t.Errorf("saving the same made version %d of %d", again.Version, d.Version)
	}
	read := must[publish.Draft](t)(h.drafts.Get(ctx, d.ID))
	if diff := cmp.Diff(d, read, cmpopts.IgnoreUnexported(publish.Draft{}), cmpopts.IgnoreFields(publish.Draft{}, "UpdatedAt")); diff != "" {
		t.Error(diff)
	}
	if d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version)); d.State != publish.StateSubmitted || d.SubmittedAt == 0 {
		t.Errorf("%v", d)
	}
	_, err := h.store.Listing(ctx, d.Listing.ID)
	wantCode(t, err, directory.CodeNotFound)
}

// bothSaved has two people save one version.
func bothSaved(t *testing.T, h *house) {
	d := h.begun(t, 100)
	mine, theirs := d, d
	theirs.Listing.Summary = "Theirs"
	theirs = must[publish.Draft](t)(h.drafts.Save(ctx, ben, theirs))
	mine.Listing.Summary = "Mine"
	_, err := h.drafts.Save(ctx, ada, mine)
	c := conflictOf(t, err)
	wantCode(t, err, directory.CodeConflict)
	if c.Yours.Listing.Summary != "Mine" || c.Theirs.Listing.Summary != "Theirs" || c.Theirs.Version != 2 {
		t.Errorf("yours %q, theirs %q, version %d", c.Yours.Listing.Summary, c.Theirs.Listing.Summary, c.Theirs.Version)
	}
	if strings.Contains(err.Error(), "Mine") || strings.Contains(err.Error(), "Theirs") {
		t.Errorf("the error repeats the words: %v", err)
	}
	mine.Version = c.Theirs.Version
	if saved := must[publish.Draft](t)(h.drafts.Save(ctx, ada, mine)); saved.Listing.Summary != "Mine" || saved.Version != 3 {
		t.Errorf("%v: %q", saved, saved.Listing.Summary)
	}
}

// states tries every act in every state: each works where it may, and leaves
// the draft alone where not.
func states(t *testing.T, h *house) {
	acts := map[string]func(publish.Draft) error{
		"save": func(d publish.Draft) error {
			d.Listing.Summary += "."
			_, err := h.drafts.Save(ctx, ada, d)
			return err
		},
		"submit":   func(d publish.Draft) error { _, err := h.drafts.Submit(ctx, ada, d.ID, d.Version); return err },
		"withdraw": func(d publish.Draft) error { _, err := h.drafts.Withdraw(ctx, ada, d.ID, d.Version); return err },
		"approve":  func(d publish.Draft) error { _, err := h.moderation.Approve(ctx, cat, seen(d), ""); return err },
		"ask":      func(d publish.Draft) error { _, err := h.moderation.Ask(ctx, cat, seen(d), "When?"); return err },
		"decline":  func(d publish.Draft) error { _, err := h.moderation.Decline(ctx, cat, seen(d), "No."); return err },
	}
	reach := map[publish.State]string{publish.StateDraft: "", publish.StateSubmitted: "submit", publish.StateAsked: "submit ask",
		publish.StateDeclined: "submit decline", publish.StatePublished: "submit approve"}
	want := map[publish.State]map[string]publish.State{
		publish.StateDraft:     {"save": "draft", "submit": "submitted"},
		publish.StateSubmitted: {"save": "submitted", "submit": "submitted", "withdraw": "draft", "approve": "published", "ask": "asked", "decline": "declined"},
		publish.StateAsked:     {"save": "asked", "submit": "submitted", "withdraw": "draft"},
		publish.StateDeclined:  {"save": "draft", "submit": "submitted"},
		publish.StatePublished: {},
	}
	n := 200
	for _, from := range publish.States() {
		for name, act := range acts {
			n += 10
			d := h.begun(t, n)
			for _, step := range strings.Fields(reach[from]) {
				ok(t, acts[step](d))
				d = must[publish.Draft](t)(h.drafts.Get(ctx, d.ID))
			}
			if d.State != from {
				t.Fatalf("reached %s, want %s", d.State, from)
			}
			err := act(d)
			got := must[publish.Draft](t)(h.drafts.Get(ctx, d.ID))
			to, may := want[from][name]
			if !may {
				wantCode(t, err, directory.CodeConflict)
				to = from
			} else if err != nil {
				t.Errorf("%s in %s: %v", name, from, err)
			}
			if got.State != to || !may && got.Version != d.Version {
				t.Errorf("%s in %s: %s, version %d of %d", name, from, got.State, got.Version, d.Version)
			}
			// Whoever acts on another version is told.
			got.Version--
			conflictOf(t, act(got))
		}
	}
}

// ownIDs tries to reach past a draft by ids: another organisation, another
// listing, what is known of its truth.
func ownIDs(t *testing.T, h *house) {
	other := h.published(t, h.whole(1000))
	d := h.begun(t, 1100)
	id, org := d.Listing.ID, d.Organization
	d.Listing.ID, d.Listing.Slug, d.Listing.Source, d.Listing.ExternalID = other.ID, "bank-login", "feed", "x"
	d.Listing.Organization.ID = other.Organization.ID
	d.Listing.VerifiedAt, d.Listing.VerifiedBy = 5, "me"
	d.Listing.Evidence = []directory.Evidence{{Kind: directory.WorkerVisited, At: 5}}
	d.Listing.Voices = []directory.Voice{{ID: "x", Text: "So good."}}
	d.Listing.Roles = append(d.Listing.Roles, d.Listing.Roles[0], directory.Role{ID: "../x", Title: "Other"})
	d.Listing.At = append(d.Listing.At, d.Listing.At[0])
	d.Listing.At[1].Location.Name = "The same place, told otherwise"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	l := d.Listing
	if l.ID != id || l.Slug != "" || l.Source+l.ExternalID+l.VerifiedBy != "" || l.VerifiedAt != 0 || l.Evidence != nil || l.Voices != nil || l.Organization.ID != org {
		t.Errorf("the draft took over %+v", l)
	}
	seen := map[string]bool{}
	for _, id := range []string{l.Roles[0].ID, l.Roles[1].ID, l.Roles[2].ID, l.At[0].ID, l.At[1].ID, l.At[0].Location.ID, l.At[1].Location.ID} {
		if seen[id] || !directory.IsID(id) {
			t.Errorf("id %q", id)
		}
		seen[id] = true
	}
}

func edit(t *testing.T, h *house) {
	l := h.published(t, h.whole(1200))
	d := must[publish.Draft](t)(h.drafts.Edit(ctx, ada, l.ID))
	if d.ListingID != l.ID || d.BaseVersion != 1 || d.Organization != l.Organization.ID {
		t.Errorf("%v of %q from %d", d, d.Organization, d.BaseVersion)
	}
	if diff := cmp.Diff(l, d.Listing, cmpopts.IgnoreFields(directory.Listing{}, "CreatedAt", "UpdatedAt")); diff != "" {
		t.Error(diff)
	}
	if again := must[publish.Draft](t)(h.drafts.Edit(ctx, ben, l.ID)); again.ID != d.ID {
		t.Errorf("a second person has draft %s beside %s", again.ID, d.ID)
	}
	_, err := h.drafts.Edit(ctx, ada, directory.ImportedID("no", "such"))
	wantCode(t, err, directory.CodeNotFound)
}

func copied(t *testing.T, h *house) {
	l := h.whole(1300)
	l.VerifiedAt, l.VerifiedBy, l.Voices = 7, "the group", []directory.Voice{{ID: l.ID, Text: "So good."}}
	l = h.published(t, l)
	d := must[publish.Draft](t)(h.drafts.Copy(ctx, ada, l.ID))
	c := d.Listing
	if d.ListingID != "" || c.ID == l.ID || c.At[0].ID == l.At[0].ID || c.Roles[0].ID == l.Roles[0].ID || c.VerifiedAt != 0 || c.Voices != nil || c.Slug != "" {
		t.Errorf("the copy is %+v", c)
	}
	if c.At[0].Location.ID != l.At[0].Location.ID || c.Organization.ID != l.Organization.ID || c.Description != l.Description {
		t.Error("the copy is elsewhere, or says otherwise")
	}
	d = must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
	made := must[directory.Listing](t)(h.moderation.Approve(ctx, cat, seen(d), ""))
	if made.ID != c.ID || h.listing(t, l.ID).Version != 1 {
		t.Errorf("%s became %s; the first is version %d", c.ID, made.ID, h.listing(t, l.ID).Version)
	}
}

func list(t *testing.T, h *house) {
	one, other := h.begun(t, 1400), h.begun(t, 1401)
	sent := h.submitted(t, 1402)
	h.begun(t, 1500)
	for _, tt := range []struct {
		name string
		q    publish.DraftQuery
		want []string
	}{
		{"all", publish.DraftQuery{Organization: one.Organization}, []string{one.ID, other.ID, sent.ID}},
		{"submitted", publish.DraftQuery{Organization: one.Organization, State: publish.StateSubmitted}, []string{sent.ID}},
		{"page", publish.DraftQuery{Organization: one.Organization, Limit: 1, After: one.ID}, []string{other.ID}},
		{"none", publish.DraftQuery{Organization: one.ID}, nil},
	} {
		var got []string
		for _, d := range must[[]publish.Draft](t)(h.drafts.List(ctx, tt.q)) {
			got = append(got, d.ID)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func discard(t *testing.T, h *house) {
	d := h.begun(t, 1600)
	conflictOf(t, h.drafts.Delete(ctx, ada, d.ID, 7))
	ok(t, h.drafts.Delete(ctx, ada, d.ID, d.Version))
	_, err := h.drafts.Get(ctx, d.ID)
	wantCode(t, err, directory.CodeNotFound)
	wantCode(t, h.drafts.Delete(ctx, ada, d.ID, d.Version), directory.CodeNotFound)
	if got := deeds(h.history(t, d.Listing.ID)); !cmp.Equal(got, []publish.Deed{publish.DeedDiscarded}) {
		t.Errorf("history: %v", got)
	}
}

func refuseDrafts(t *testing.T, h *house) {
	for _, who := range []publish.Actor{{}, {Role: "editor", User: "ada@example.org"}, {Role: "Ada Lovelace"}} {
		_, err := h.drafts.Begin(ctx, who, publish.Beginning{})
		if err == nil || strings.Contains(err.Error(), "example.org") || strings.Contains(err.Error(), "Lovelace") {
			t.Errorf("%q %q: %v", who.Role, who.User, err)
		}
	}
	_, err := h.drafts.Begin(ctx, ada, publish.Beginning{Organization: directory.Organization{ID: "' OR 1=1"}})
	wantCode(t, err, directory.CodeInvalid)
	_, err = h.drafts.Get(ctx, "x' OR 1=1 --\x00")
	wantCode(t, err, directory.CodeNotFound)
	d := h.begun(t, 1700)
	d.Listing.Description = strings.Repeat("long ", publish.MaxDraft/5)
	_, err = h.drafts.Save(ctx, ada, d)
	wantCode(t, err, directory.CodeTooLarge)
	// What can't be kept by every engine is told when it is submitted.
	d.Listing.Description, d.Listing.Name = "nul\x00byte", "broken \xff"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	_, err = h.drafts.Submit(ctx, ada, d.ID, d.Version)
	if diff := cmp.Diff([]string{"description"}, paths(err)); diff != "" {
		t.Error(diff)
	}
	d.Listing = h.whole(1700)
	d.Listing.Schedules = []directory.Schedule{{Rule: "FREQ=HOURLY"}}
	d.Listing.Name, d.Listing.Kind, d.Listing.Email = " ", "", "nobody"
	d = must[publish.Draft](t)(h.drafts.Save(ctx, ada, d))
	_, err = h.drafts.Submit(ctx, ada, d.ID, d.Version)
	if diff := cmp.Diff([]string{"name", "kind", "email", "schedules[0].rule"}, paths(err)); diff != "" {
		t.Error(diff)
	}
	for _, f := range directory.FaultsOf(err)[:2] {
		if f.Key == "" {
			t.Errorf("%s has no key", f.Path)
		}
	}
}

func forgetDrafts(t *testing.T, h *house) {
	keep, over := h.begun(t, 1800), h.submitted(t, 1801)
	over = must[publish.Draft](t)(h.moderation.Decline(ctx, cat, seen(over), "Not here."))
	if n := must[int64](t)(h.drafts.Forget(ctx, h.millis()+1)); n == 0 {
		t.Error("forgot none")
	}
	_, err := h.drafts.Get(ctx, over.ID)
	wantCode(t, err, directory.CodeNotFound)
	must[publish.Draft](t)(h.drafts.Get(ctx, keep.ID))
}
