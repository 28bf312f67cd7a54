package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// Suite is what a store does on every engine. open gives a fresh one.
func Suite(t *testing.T, open func(t *testing.T) *store.Store) {
	for name, run := range map[string]func(*testing.T, *store.Store){
		"save and read":             saveAndRead,
		"stale save":                staleSave,
		"save nothing new":          saveNothingNew,
		"refuse":                    refuse,
		"import":                    importTwice,
		"import keeps what's known": importKeeps,
		"shared parts":              sharedParts,
		"retire":                    retire,
		"delete and erase":          deleteAndErase,
		"pages":                     pages,
		"postcodes":                 postcodes,
		"settings":                  settings,
		"concurrent":                concurrent,
		"hostile text":              hostileText,
		"own tables":                ownTables,
	} {
		t.Run(name, func(t *testing.T) { run(t, open(t)) })
	}
}

var ctx = context.Background()

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func save(t *testing.T, s *store.Store, l directory.Listing) directory.Listing {
	t.Helper()
	out, _, err := s.Save(ctx, l, "a person")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func upsert(t *testing.T, s *store.Store, ls ...directory.Listing) []store.Outcome {
	t.Helper()
	out, _, err := s.Upsert(ctx, ls, "a feed")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// stamped leaves out what the store sets.
var stamped = cmpopts.IgnoreFields(directory.Listing{}, "Version", "CreatedAt", "UpdatedAt", "Slug")

func saveAndRead(t *testing.T, s *store.Store) {
	l := Listing("", 1)
	l.ID, l.Organization.ID, l.At[0].ID, l.At[0].Location.ID, l.Roles[0].ID = "", "", "", "", ""
	saved := save(t, s, l)
	if !directory.IsID(saved.ID) || saved.Slug != "tuesday-bakers-1" || saved.Version != 1 || saved.CreatedAt == 0 {
		t.Errorf("saved: id %q slug %q version %d created %d", saved.ID, saved.Slug, saved.Version, saved.CreatedAt)
	}
	read := must[directory.Listing](t)(s.Listing(ctx, saved.ID))
	if diff := cmp.Diff(saved, read); diff != "" {
		t.Error(diff)
	}
	read.Name = "Wednesday bakers"
	read.Roles = nil
	again := save(t, s, read)
	if again.Version != 2 || again.Slug != "tuesday-bakers-1" || again.CreatedAt != saved.CreatedAt {
		t.Errorf("version %d slug %q created %d", again.Version, again.Slug, again.CreatedAt)
	}
	history := must[[]store.Revision](t)(s.History(ctx, saved.ID))
	if len(history) != 2 || history[0].By != "a person" {
		t.Fatalf("history: %+v", history)
	}
	if diff := cmp.Diff(saved, *history[0].Listing); diff != "" {
		t.Error("the first revision is not what was saved first:", diff)
	}
	_, err := s.Listing(ctx, directory.ImportedID("no", "such"))
	if directory.CodeOf(err) != directory.CodeNotFound {
		t.Errorf("a listing that never was: %v", err)
	}
}

func staleSave(t *testing.T, s *store.Store) {
	first := save(t, s, Listing("", 1))
	mine, theirs := first, first
	theirs.Name = "Theirs"
	save(t, s, theirs)
	mine.Name = "Mine"
	_, _, err := s.Save(ctx, mine, "me")
	conflict, ok := errors.AsType[*directory.Conflict](err)
	if !ok {
		t.Fatalf("a stale save gave %v", err)
	}
	if conflict.Yours.Name != "Mine" || conflict.Theirs.Name != "Theirs" || conflict.Theirs.Version != 2 {
		t.Errorf("conflict: yours %q, theirs %q version %d", conflict.Yours.Name, conflict.Theirs.Name, conflict.Theirs.Version)
	}
	if got := must[directory.Listing](t)(s.Listing(ctx, first.ID)); got.Name != "Theirs" {
		t.Errorf("the refused save changed the name to %q", got.Name)
	}
	again := Listing("", 1)
	if _, _, err := s.Save(ctx, again, "me"); err == nil {
		t.Error("creating a listing that exists was not refused")
	}
}

func saveNothingNew(t *testing.T, s *store.Store) {
	l := save(t, s, Listing("", 1))
	before := must[int64](t)(s.Sequence(ctx))
	again, seq, err := s.Save(ctx, l, "a person")
	if err != nil || seq != 0 || again.Version != 1 {
		t.Errorf("saving the same: sequence %d version %d err %v", seq, again.Version, err)
	}
	if after := must[int64](t)(s.Sequence(ctx)); after != before {
		t.Errorf("the change log grew from %d to %d", before, after)
	}
}

func refuse(t *testing.T, s *store.Store) {
	l := Listing("", 1)
	l.Name, l.Kind, l.At[0].Schedules[0].Opens = "", "party", "25:00"
	_, _, err := s.Save(ctx, l, "a person")
	var paths []string
	for _, f := range directory.FaultsOf(err) {
		paths = append(paths, f.Path)
	}
	if diff := cmp.Diff([]string{"name", "kind", "at[0].schedules[0].opens"}, paths); diff != "" {
		t.Error(diff)
	}
	if n := must[int](t)(s.Count(ctx)); n != 0 {
		t.Errorf("%d listings after a refused save", n)
	}
}

func importTwice(t *testing.T, s *store.Store) {
	var ls []directory.Listing
	for n := range 250 {
		ls = append(ls, Listing("bakers", n))
	}
	count := func(outs []store.Outcome) map[store.Action]int {
		m := map[store.Action]int{}
		for _, o := range outs {
			m[o.Action]++
		}
		return m
	}
	if got := count(upsert(t, s, ls...)); got[store.Created] != 250 {
		t.Errorf("first import: %v", got)
	}
	if got := count(upsert(t, s, ls...)); got[store.Unchanged] != 250 {
		t.Errorf("second import: %v", got)
	}
	if seq := must[int64](t)(s.Sequence(ctx)); seq != 250 {
		t.Errorf("%d changes", seq)
	}
	ls[7].Description = "Now with rolls."
	if got := count(upsert(t, s, append(ls, ls[7])...)); got[store.Updated] != 1 || got[store.Unchanged] != 250 {
		t.Errorf("third import: %v", got)
	}
	got := must[directory.Listing](t)(s.Listing(ctx, ls[7].ID))
	if diff := cmp.Diff(ls[7], got, stamped); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"bakers": 250}, must[map[string]int](t)(s.SourceCounts(ctx))); diff != "" {
		t.Error(diff)
	}
}

func importKeeps(t *testing.T, s *store.Store) {
	l := Listing("bakers", 1)
	upsert(t, s, l)
	edited := must[directory.Listing](t)(s.Listing(ctx, l.ID))
	edited.Name = "Put right by a person"
	edited.VerifiedAt, edited.VerifiedBy = 1_700_000_000_000, "the group"
	edited.Evidence = []directory.Evidence{{Kind: directory.OrganisationConfirmed, At: 1_700_000_000_000}}
	save(t, s, edited)
	upsert(t, s, l)
	if got := must[directory.Listing](t)(s.Listing(ctx, l.ID)); got.Name != "Put right by a person" {
		t.Errorf("an unchanged feed undid an edit: %q", got.Name)
	}
	l.Description = "The feed says something new."
	upsert(t, s, l)
	got := must[directory.Listing](t)(s.Listing(ctx, l.ID))
	if got.Description != l.Description || got.VerifiedAt != edited.VerifiedAt || len(got.Evidence) != 1 {
		t.Errorf("after news: %q, verified %d, evidence %v", got.Description, got.VerifiedAt, got.Evidence)
	}
}

func sharedParts(t *testing.T, s *store.Store) {
	a, b, far := Listing("bakers", 10), Listing("bakers", 11), Listing("bakers", 30)
	upsert(t, s, a, b, far)
	before := must[int64](t)(s.Sequence(ctx))
	a.Organization.Name = "Renamed Bakers"
	a.At[0].Location.Name = "The New Hall"
	upsert(t, s, a)
	changes := must[[]store.Change](t)(s.Changes(ctx, before, 100))
	touched := map[string]bool{}
	for _, c := range changes {
		touched[c.ListingID] = true
	}
	if !touched[a.ID] || !touched[b.ID] || touched[far.ID] {
		t.Errorf("changes touch %v; want the renamed one and the one that shares its organisation", touched)
	}
	got := must[directory.Listing](t)(s.Listing(ctx, b.ID))
	if got.Organization.Name != "Renamed Bakers" || got.At[0].Location.Name != "The New Hall" {
		t.Errorf("the other shows %q at %q", got.Organization.Name, got.At[0].Location.Name)
	}
	history := must[[]store.Revision](t)(s.History(ctx, b.ID))
	if len(history) != 2 || history[1].Listing.Organization.Name != "Renamed Bakers" || history[0].Listing.Organization.Name != "Invented Bakers" {
		t.Errorf("the other's history does not tell of it")
	}
}

func retire(t *testing.T, s *store.Store) {
	var ls []directory.Listing
	seen := map[string]bool{}
	for n := range 20 {
		ls = append(ls, Listing("bakers", n))
		seen[ls[n].ID] = n >= 3
	}
	upsert(t, s, append(ls, Listing("others", 1))...)
	for n := range 3 {
		delete(seen, ls[n].ID)
	}
	if _, _, err := s.Retire(ctx, "bakers", seen, 0.1, "a feed"); directory.CodeOf(err) != directory.CodeConflict {
		t.Errorf("retiring 3 of 20 with a tenth allowed: %v", err)
	}
	n, seq, err := s.Retire(ctx, "bakers", seen, 0.2, "a feed")
	if n != 3 || err != nil || seq != must[int64](t)(s.Sequence(ctx)) {
		t.Errorf("retired %d, sequence %d, err %v", n, seq, err)
	}
	if got := must[directory.Listing](t)(s.Listing(ctx, ls[0].ID)); got.Status != directory.Inactive {
		t.Errorf("status %q", got.Status)
	}
	upsert(t, s, ls[0])
	if got := must[directory.Listing](t)(s.Listing(ctx, ls[0].ID)); got.Status != directory.Active {
		t.Errorf("a listing that came back is %q", got.Status)
	}
}

func deleteAndErase(t *testing.T, s *store.Store) {
	l := save(t, s, Listing("", 1))
	must[int64](t)(s.Delete(ctx, l.ID, "a person"))
	if _, err := s.Listing(ctx, l.ID); directory.CodeOf(err) != directory.CodeGone {
		t.Errorf("reading a deleted listing: %v", err)
	}
	if _, err := s.Delete(ctx, l.ID, "a person"); directory.CodeOf(err) != directory.CodeGone {
		t.Errorf("deleting twice: %v", err)
	}
	grave := must[store.Tombstone](t)(s.Tombstone(ctx, l.ID))
	if grave.Name != l.Name || grave.Point == nil || len(grave.Activities) != 2 {
		t.Errorf("tombstone: %+v", grave)
	}
	stale := l
	stale.Name = "Saved after it was removed"
	if _, _, err := s.Save(ctx, stale, "me"); directory.CodeOf(err) != directory.CodeGone {
		t.Errorf("saving what was removed: %v", err)
	}
	if err := s.Erase(ctx, l.ID, "a person"); err != nil {
		t.Fatal(err)
	}
	for _, v := range must[[]store.Revision](t)(s.History(ctx, l.ID)) {
		if v.Listing != nil {
			t.Error("history still holds what was erased")
		}
	}
}

func pages(t *testing.T, s *store.Store) {
	want := map[string]bool{}
	for n := range 57 {
		l := Listing("bakers", n)
		want[l.ID] = true
		upsert(t, s, l)
	}
	after := ""
	for {
		page := must[[]directory.Listing](t)(s.Page(ctx, after, 10))
		if len(page) == 0 {
			break
		}
		for _, l := range page {
			if l.ID <= after || !want[l.ID] {
				t.Fatalf("%s after %s", l.ID, after)
			}
			delete(want, l.ID)
			after = l.ID
		}
	}
	if len(want) != 0 {
		t.Errorf("%d listings on no page", len(want))
	}
}

func postcodes(t *testing.T, s *store.Store) {
	broken := errors.New("line 4: not a postcode")
	rows := func(yield func(directory.Postcode, error) bool) {
		_ = yield(directory.Postcode{Code: "EH6 7HF", Point: orb.Point{-3.17, 55.97}, Council: "S12000036"}, nil) &&
			yield(directory.Postcode{Code: "EH6 7HF", Point: orb.Point{-3.16, 55.98}, Council: "S12000036"}, nil) &&
			yield(directory.Postcode{}, broken)
	}
	n, err := s.ImportPostcodes(ctx, rows, "a person")
	if n != 1 || !errors.Is(err, broken) {
		t.Errorf("imported %d, err %v", n, err)
	}
	p, known, err := s.Postcode(ctx, "EH6 7HF")
	if err != nil || !known || p.Point != (orb.Point{-3.16, 55.98}) || p.Outcode != "EH6" || p.Council != "S12000036" {
		t.Errorf("%+v known %v err %v", p, known, err)
	}
	if _, known, err := s.Postcode(ctx, "ZE1 0AA"); known || err != nil {
		t.Errorf("unknown postcode: known %v err %v", known, err)
	}
	changes := must[[]store.Change](t)(s.Changes(ctx, 0, 10))
	if len(changes) != 1 || changes[0].Kind != store.ChangePlaces {
		t.Errorf("changes: %+v", changes)
	}
}

func settings(t *testing.T, s *store.Store) {
	if v := must[string](t)(s.Setting(ctx, "demo")); v != "" {
		t.Errorf("unset setting is %q", v)
	}
	for _, v := range []string{"1", "2"} {
		if err := s.SetSetting(ctx, "demo", v); err != nil {
			t.Fatal(err)
		}
	}
	if v := must[string](t)(s.Setting(ctx, "demo")); v != "2" {
		t.Errorf("setting is %q", v)
	}
	id := must[string](t)(s.Identity(ctx))
	if again := must[string](t)(s.Identity(ctx)); id == "" || again != id {
		t.Errorf("identity %q, then %q", id, again)
	}
}

// concurrent has four people save while a feed comes in, and a reader follow:
// all is kept, and the reader sees every number once, in order.
func concurrent(t *testing.T, s *store.Store) {
	const people, saves, feeds = 4, 15, 20
	var wg sync.WaitGroup
	for p := range people {
		wg.Go(func() {
			l := Listing(fmt.Sprintf("person-%d", p), p)
			for i := range saves {
				l.Summary = fmt.Sprintf("Edit %d.", i)
				saved, _, err := s.Save(ctx, l, "a person")
				if err != nil {
					t.Errorf("person %d, save %d: %v", p, i, err)
					return
				}
				l = saved
			}
		})
	}
	wg.Go(func() {
		for i := range feeds {
			var ls []directory.Listing
			for n := range 30 {
				ls = append(ls, Listing("feed", i*30+n))
			}
			if _, _, err := s.Upsert(ctx, ls, "a feed"); err != nil {
				t.Errorf("batch %d: %v", i, err)
				return
			}
		}
	})
	written := make(chan struct{})
	go func() { wg.Wait(); close(written) }()
	last := int64(0)
	follow := func() {
		for _, c := range must[[]store.Change](t)(s.Changes(ctx, last, 1000)) {
			if c.Sequence != last+1 {
				t.Fatalf("change %d came after %d", c.Sequence, last)
			}
			last = c.Sequence
		}
	}
	for done := false; !done; {
		select {
		case <-written:
			done = true
		default:
		}
		follow()
	}
	if want := int64(people*saves + feeds*30); last != want {
		t.Errorf("followed %d changes, want %d", last, want)
	}
}

func hostileText(t *testing.T, s *store.Store) {
	l := Listing("", 1)
	l.Name = "Robert'); DROP TABLE listings;-- <script>alert(1)</script> 🧶 بيت"
	if got := save(t, s, l); got.Name != l.Name {
		t.Errorf("name became %q", got.Name)
	}
	l = Listing("", 2)
	l.Name = "nul\x00byte"
	if _, _, err := s.Save(ctx, l, "me"); directory.CodeOf(err) != directory.CodeInvalid {
		t.Errorf("NUL: %v", err)
	}
	l.Name = "broken \xff\xfe"
	if _, _, err := s.Save(ctx, l, "me"); directory.CodeOf(err) != directory.CodeInvalid {
		t.Errorf("bad UTF-8: %v", err)
	}
	l = Listing("", 3)
	l.Name = strings.Repeat("é", 290)
	if got := save(t, s, l); len(got.Slug) > 60 {
		t.Errorf("slug of %d characters", len(got.Slug))
	}
}
