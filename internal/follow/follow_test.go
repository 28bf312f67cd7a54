package follow_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"go.uber.org/goleak"

	"alongside/index"
	"alongside/internal/directory"
	"alongside/internal/follow"
	"alongside/internal/places"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker")) // bleve keeps these for the life of the process
}

var ctx = context.Background()

// house is a store and an index with a follower between them, on a clock that
// the test sets.
type house struct {
	dir      string
	now      atomic.Int64
	store    *store.Store
	index    *index.Index
	follower *follow.Follower
}

func (h *house) clock() time.Time { return time.UnixMilli(h.now.Load()) }

func build(t *testing.T) *house {
	t.Helper()
	h := &house{dir: t.TempDir()}
	h.now.Store(time.Date(2026, 5, 6, 9, 0, 0, 0, time.UTC).UnixMilli())
	h.open(t, "a.db")
	t.Cleanup(h.close)
	return h
}

func (h *house) open(t *testing.T, db string) {
	t.Helper()
	var err error
	if h.store, err = store.Open(ctx, filepath.Join(h.dir, db), store.Options{Now: h.clock}); err != nil {
		t.Fatal(err)
	}
	if h.index, err = index.Open(filepath.Join(h.dir, "index"), index.Options{Now: h.clock}); err != nil {
		t.Fatal(err)
	}
	g, err := places.New(h.store)
	if err != nil {
		t.Fatal(err)
	}
	h.follower = follow.New(h.store, h.index, follow.Builder{Places: g, Now: h.clock, Log: slog.New(slog.DiscardHandler)}, filepath.Join(h.dir, "index"))
}

func (h *house) close() {
	h.index.Close()
	h.store.Close()
}

func (h *house) save(t *testing.T, l directory.Listing) directory.Listing {
	t.Helper()
	saved, _, err := h.store.Save(ctx, l, "a person")
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func (h *house) catchUp(t *testing.T) {
	t.Helper()
	if err := h.follower.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
}

func (h *house) find(t *testing.T, q directory.Query) directory.Results {
	t.Helper()
	q.Sort = directory.SortBest
	r, err := h.index.Search(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFollows(t *testing.T) {
	h := build(t)
	if h.follower.Ready() == nil {
		t.Error("ready before the first catch-up")
	}
	l := h.save(t, storetest.Listing("", 1))
	h.save(t, storetest.Listing("", 2))
	h.catchUp(t)
	if err := h.follower.Ready(); err != nil {
		t.Error(err)
	}
	r := h.find(t, directory.Query{Words: "bakers", Days: []time.Weekday{time.Tuesday}, Times: []directory.PartOfDay{directory.Morning}})
	if r.Total != 2 || r.Sequence != 3 { // the two share a place, whose point the second one moved
		t.Fatalf("total %d at sequence %d", r.Total, r.Sequence)
	}
	hit := r.Hits[0]
	if hit.Card.OrganizationName != "Invented Bakers" || len(hit.Next) != 3 || hit.Card.Place.Postcode != "EH1 1AA" ||
		!hit.Card.Cost.Known || hit.Card.Cost.Pence != 250 || hit.Card.LedBy[0] != directory.LedByPeers {
		t.Errorf("card: %+v", hit.Card)
	}
	l.Name = "Wednesday weavers"
	h.save(t, l)
	h.catchUp(t)
	if r := h.find(t, directory.Query{Words: "weavers"}); r.Total != 1 {
		t.Errorf("%d after a change", r.Total)
	}
	if _, err := h.store.Delete(ctx, l.ID, "a person"); err != nil {
		t.Fatal(err)
	}
	h.catchUp(t)
	if r := h.find(t, directory.Query{Words: "weavers"}); r.Total != 0 {
		t.Errorf("%d after a deletion", r.Total)
	}
}

func TestRunsAndWaits(t *testing.T) {
	h := build(t)
	running, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { h.follower.Run(running); close(done) }()
	_, seq, err := h.store.Save(ctx, storetest.Listing("", 1), "a person")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.follower.WaitFor(ctx, seq); err != nil {
		t.Fatal(err)
	}
	if r := h.find(t, directory.Query{Words: "bakers"}); r.Total != 1 {
		t.Errorf("%d after waiting for it", r.Total)
	}
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	if err := h.follower.WaitFor(short, seq+100); directory.CodeOf(err) != directory.CodeUnavailable {
		t.Errorf("waiting for what never comes: %v", err)
	}
	stop()
	<-done
}

func TestPlacesAreAChange(t *testing.T) {
	h := build(t)
	l := storetest.Listing("", 1)
	l.At[0].Location.Point = nil
	l.At[0].Location.Addresses[0].PostalCode = "EH6 7HF"
	h.save(t, l)
	h.catchUp(t)
	before := h.find(t, directory.Query{}).Hits[0].Card.Place
	if before.Point == nil || !before.About {
		t.Fatalf("before postcodes: %+v", before)
	}
	rows := func(yield func(directory.Postcode, error) bool) {
		yield(directory.Postcode{Code: "EH6 7HF", Point: orb.Point{-3.1668, 55.9712}, Council: "S12000036"}, nil)
	}
	if _, err := h.store.ImportPostcodes(ctx, rows, "a person"); err != nil {
		t.Fatal(err)
	}
	h.catchUp(t)
	after := h.find(t, directory.Query{}).Hits[0].Card.Place
	if after.About || *after.Point != (orb.Point{-3.1668, 55.9712}) {
		t.Errorf("after postcodes: %+v", after)
	}
}

// TestDayTurns lets a night pass: sessions, prices and closing dates are worked
// out again.
func TestDayTurns(t *testing.T) {
	h := build(t)
	l := storetest.Listing("", 1)
	l.Roles[0].Closes = "2026-05-06"
	h.save(t, l)
	h.catchUp(t)
	if card := h.find(t, directory.Query{}).Hits[0].Card; len(card.Roles) != 1 {
		t.Fatalf("roles on its last day: %v", card.Roles)
	}
	h.now.Store(time.Date(2026, 5, 7, 0, 30, 0, 0, time.UTC).UnixMilli())
	h.catchUp(t)
	if card := h.find(t, directory.Query{}).Hits[0].Card; len(card.Roles) != 0 {
		t.Errorf("roles after it closed: %v", card.Roles)
	}
}

// TestEnded lets what has a last day pass it: it is still found, and says so.
func TestEnded(t *testing.T) {
	h := build(t)
	l := storetest.Listing("", 1)
	for i := range l.At {
		for j := range l.At[i].Schedules {
			l.At[i].Schedules[j].ValidTo = "2026-05-20"
		}
	}
	h.save(t, l)
	h.catchUp(t)
	if card := h.find(t, directory.Query{}).Hits[0].Card; card.Ended {
		t.Fatal("it has ended before its last day")
	}
	h.now.Store(time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC).UnixMilli())
	h.catchUp(t)
	if r := h.find(t, directory.Query{}); r.Total != 1 || !r.Hits[0].Card.Ended || len(r.Hits[0].Next) != 0 {
		t.Errorf("after its last day: %+v", r)
	}
}

// TestOtherStoreAndDamage opens the index over another database, then over
// rubbish: it is built anew both times.
func TestOtherStoreAndDamage(t *testing.T) {
	h := build(t)
	h.save(t, storetest.Listing("", 1))
	h.catchUp(t)
	h.close()
	h.open(t, "b.db")
	l := storetest.Listing("", 2)
	l.Name = "Other choir"
	h.save(t, l)
	h.catchUp(t)
	if r := h.find(t, directory.Query{}); r.Total != 1 || r.Hits[0].Card.Name != "Other choir" {
		t.Errorf("after changing the database: %+v", r.Hits)
	}
	h.close()
	err := filepath.WalkDir(filepath.Join(h.dir, "index", index.Version("")), func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			return os.Truncate(p, 10)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.open(t, "b.db")
	h.catchUp(t)
	if r := h.find(t, directory.Query{Words: "choir"}); r.Total != 1 {
		t.Errorf("%d after damage", r.Total)
	}
}

// TestToldWhenYouJoin looks for a kept-back place in everything that is indexed.
func TestToldWhenYouJoin(t *testing.T) {
	h := build(t)
	l := storetest.Listing("", 1)
	loc := &l.At[0].Location
	loc.ToldWhenYouJoin, loc.Name, loc.Description = true, "Rowan House canary", "Behind the canary chapel"
	loc.Addresses = []directory.Address{{Address1: "9 Canary Street", City: "Edinburgh", PostalCode: "EH6 7HF"}}
	saved := h.save(t, l)
	h.catchUp(t)
	cards := h.index.Cards(saved.ID)
	if len(cards) != 1 || !cards[0].Place.About || !cards[0].Place.ToldWhenYouJoin || cards[0].Place.Name != "Edinburgh (EH6)" {
		t.Fatalf("card: %+v", cards)
	}
	if places.Distance(*cards[0].Place.Point, *l.At[0].Location.Point) < 100 {
		t.Error("the card's point is the exact one")
	}
	for _, words := range []string{"canary", "rowan", "7HF"} {
		if r := h.find(t, directory.Query{Words: `"` + words + `"`}); r.Total != 0 {
			t.Errorf("found by %q", words)
		}
	}
	h.close()
	err := filepath.WalkDir(filepath.Join(h.dir, "index"), func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if strings.Contains(strings.ToLower(string(b)), "canary") {
			t.Errorf("%s holds the kept-back place", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.open(t, "a.db")
}

func TestLock(t *testing.T) {
	dir := t.TempDir()
	lock, err := follow.TakeLock(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = follow.TakeLock(dir)
	held, ok := errors.AsType[*follow.Held](err)
	if !ok || held.PID != os.Getpid() {
		t.Errorf("a second lock: %v", err)
	}
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := follow.TakeLock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
}

// TestManyDays lets most of a year pass, a few days at a time, with nothing
// saved: what meets each week goes on being found, with its next dates.
func TestManyDays(t *testing.T) {
	h := build(t)
	h.save(t, storetest.Listing("", 1))
	h.catchUp(t)
	for range 60 {
		h.now.Add((5*24*time.Hour + time.Hour).Milliseconds())
		h.catchUp(t)
		r := h.find(t, directory.Query{Days: []time.Weekday{time.Tuesday}, Times: []directory.PartOfDay{directory.Morning}})
		if r.Total != 1 || len(r.Hits[0].Next) != 3 || r.Hits[0].Next[0].End < directory.MillisOf(h.clock()) {
			t.Fatalf("on %v: %+v", h.clock(), r)
		}
	}
}
