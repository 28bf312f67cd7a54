package publish_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"alongside/internal/directory"
	"alongside/internal/publish"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
)

// house is a store with all that is done here with it.
type house struct {
	store      *store.Store
	drafts     *publish.Drafts
	moderation *publish.Moderation
	listings   *publish.Listings
	reports    *publish.Reports
	claims     *publish.Claims
	owners     *owners
	post       *post
	// source sets this house's listings apart from others in one database.
	source string
	// now is the clock, in Unix milliseconds.
	now atomic.Int64
}

// key hashes the codes of claims.
var key = []byte("thirty-two bytes of test secret!")

// ada and ben edit, and cat moderates.
var (
	ada = publish.Actor{Role: "editor", User: directory.ImportedID("user", "ada")}
	ben = publish.Actor{Role: "owner", User: directory.ImportedID("user", "ben")}
	cat = publish.Actor{Role: "moderator", User: directory.ImportedID("user", "cat")}
)

func openHouse(t testing.TB, url string) *house {
	t.Helper()
	h := &house{owners: &owners{}, post: &post{}, source: t.Name()}
	h.now.Store(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC).UnixMilli()) // a Monday
	var err error
	if h.store, err = store.Open(ctx, url, store.Options{Now: h.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.store.Close() })
	h.drafts, h.moderation = publish.NewDrafts(h.store, h.clock), publish.NewModeration(h.store, h.clock)
	h.listings, h.reports = publish.NewListings(h.store, h.clock), publish.NewReports(h.store, h.clock)
	h.claims, err = publish.NewClaims(h.store, publish.ClaimOptions{Key: key, Owners: h.owners, Post: h.post, Now: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) clock() time.Time         { return time.UnixMilli(h.now.Add(1)) }
func (h *house) wait(d time.Duration)     { h.now.Add(d.Milliseconds()) }
func (h *house) today() directory.Date    { return directory.DateOf(time.UnixMilli(h.now.Load())) }
func sqliteURL(t testing.TB) string       { return filepath.Join(t.TempDir(), "x.db") }
func (h *house) millis() directory.Millis { return directory.Millis(h.now.Load()) }

// freshEngines runs a test on SQLite and on PostgreSQL, each with a fresh
// database.
func freshEngines(t *testing.T, run func(*testing.T, *house)) {
	t.Helper()
	bothEngines(t, storetest.StartPostgres, run)
}

// engines is freshEngines for what leaves other listings alone: PostgreSQL takes
// long to make a database, and one does for all.
func engines(t *testing.T, run func(*testing.T, *house)) {
	t.Helper()
	bothEngines(t, postgresURL, run)
}

func bothEngines(t *testing.T, postgres func(testing.TB) string, run func(*testing.T, *house)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{"sqlite": sqliteURL, "postgres": postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, openHouse(t, url(t)))
		})
	}
}

var together struct {
	sync.Mutex
	url string
}

func postgresURL(t testing.TB) string {
	t.Helper()
	together.Lock()
	defer together.Unlock()
	if together.url == "" {
		together.url = storetest.StartPostgres(t)
	}
	return together.url
}

// owners keeps who was made an owner, as the accounts do.
type owners struct {
	mu   sync.Mutex
	made map[string][]string
	err  error
}

func (o *owners) MakeOwner(_ context.Context, _ *sql.Tx, organization, user string, _ publish.Actor) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return o.err
	}
	if o.made == nil {
		o.made = map[string][]string{}
	}
	if !slices.Contains(o.made[organization], user) {
		o.made[organization] = append(o.made[organization], user)
	}
	return nil
}

func (o *owners) Owned(_ context.Context, _ *sql.Tx, organization string) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.made[organization]) > 0, o.err
}

// post keeps the last code that was sent.
type post struct {
	to, code string
	err      error
}

func (p *post) SendClaimCode(_ context.Context, _ *sql.Tx, to, code string, _ publish.Claim) error {
	p.to, p.code = to, code
	return p.err
}

// must gives a value, or ends the test.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// whole gives a listing that lacks nothing, the nth; ten in a row share who runs
// them, and five a place.
func whole(n int) directory.Listing { return (&house{}).whole(n) }

func (h *house) whole(n int) directory.Listing {
	l := storetest.Listing(h.source, n)
	l.Source, l.ExternalID = "", ""
	return l
}

// published saves a listing as it is.
func (h *house) published(t testing.TB, l directory.Listing) directory.Listing {
	t.Helper()
	out, _, err := h.store.Save(ctx, l, "a person")
	ok(t, err)
	return out
}

func (h *house) listing(t testing.TB, id string) directory.Listing {
	t.Helper()
	return must[directory.Listing](t)(h.store.Listing(ctx, id))
}

// begun gives a draft of a new listing that lacks nothing.
func (h *house) begun(t testing.TB, n int) publish.Draft {
	t.Helper()
	l := h.whole(n)
	org := l.Organization
	for i := range l.At {
		l.At[i].Location.ID = ""
	}
	return must[publish.Draft](t)(h.drafts.Begin(ctx, ada, publish.Beginning{Organization: org, Listing: l}))
}

func (h *house) submitted(t testing.TB, n int) publish.Draft {
	t.Helper()
	d := h.begun(t, n)
	return must[publish.Draft](t)(h.drafts.Submit(ctx, ada, d.ID, d.Version))
}

func seen(d publish.Draft) publish.Seen { return publish.Seen{DraftID: d.ID, Version: d.Version} }

func wantCode(t testing.TB, err error, want directory.Code) {
	t.Helper()
	if directory.CodeOf(err) != want {
		t.Errorf("got %q, want %q: %v", directory.CodeOf(err), want, err)
	}
}

// conflictOf gives the conflict of drafts in an error.
func conflictOf(t testing.TB, err error) *publish.Conflict {
	t.Helper()
	c, is := errors.AsType[*publish.Conflict](err)
	if !is {
		t.Fatalf("got %v, want a conflict of drafts", err)
	}
	return c
}

func listingConflictOf(t testing.TB, err error) *directory.Conflict {
	t.Helper()
	c, is := errors.AsType[*directory.Conflict](err)
	if !is {
		t.Fatalf("got %v, want a conflict of listings", err)
	}
	return c
}

// deeds gives what a listing's history says was done.
func deeds(entries []publish.Entry) []publish.Deed {
	out := []publish.Deed{}
	for _, e := range entries {
		out = append(out, e.Deed)
	}
	return out
}

func (h *house) history(t testing.TB, id string) []publish.Entry {
	t.Helper()
	return must[[]publish.Entry](t)(h.moderation.History(ctx, id))
}

func paths(err error) []string {
	out := []string{}
	for _, f := range directory.FaultsOf(err) {
		out = append(out, f.Path)
	}
	return out
}
