package publish_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"alongside/internal/directory"
	"alongside/internal/publish"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

var ctx = context.Background()

// desk is a store with two listings that share nothing, and where reports of them go.
type desk struct {
	store      *store.Store
	reports    *publish.Reports
	one, other directory.Listing
	// now is the clock, in Unix milliseconds; woken counts what followers
	// were told.
	now, woken atomic.Int64
}

func openDesk(t *testing.T, url string) *desk {
	t.Helper()
	d := &desk{}
	d.now.Store(1_777_777_777_000)
	var err error
	if d.store, err = store.Open(ctx, url, store.Options{Committed: func(int64) { d.woken.Add(1) }}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.store.Close() })
	d.reports = publish.NewReports(d.store, func() time.Time { return time.UnixMilli(d.now.Add(1)) })
	for n, l := range []*directory.Listing{&d.one, &d.other} {
		if *l, _, err = d.store.Save(ctx, storetest.Listing("", 100*n), "a person"); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func (d *desk) add(t *testing.T, of directory.Listing, words string) {
	t.Helper()
	if err := d.reports.Add(ctx, publish.Report{ListingID: of.ID, What: publish.WhatOther, Words: words}); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) list(t *testing.T, q publish.ReportQuery) []publish.Report {
	t.Helper()
	out, err := d.reports.List(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func words(rs []publish.Report) []string {
	out := []string{}
	for _, r := range rs {
		out = append(out, r.Words)
	}
	return out
}

// suite is what reports do on every engine.
var suite = map[string]func(*testing.T, *desk){
	"add":            add,
	"refuse":         refuse,
	"no such":        noSuch,
	"change nothing": changeNothing,
	"pages":          pages,
	"handle":         handle,
	"forget":         forget,
	"many":           many,
	"unavailable":    unavailable,
}

func TestSQLite(t *testing.T) {
	for name, run := range suite {
		t.Run(name, func(t *testing.T) { run(t, openDesk(t, filepath.Join(t.TempDir(), "x.db"))) })
	}
}

func TestPostgres(t *testing.T) {
	for name, run := range suite {
		t.Run(name, func(t *testing.T) { run(t, openDesk(t, storetest.StartPostgres(t))) })
	}
}

func add(t *testing.T, d *desk) {
	for _, tt := range []struct{ name, words, want string }{
		{"nothing", "", ""},
		{"blank", " \r\n\t ", ""},
		{"as it is", "It's at 7 now.", "It's at 7 now."},
		{"lines", "  One.\r\nTwo.\rThree.\n\nFour.\tFive.  ", "One.\nTwo.\nThree.\n\nFour. Five."},
		{"control characters", "a\x00b\x1b[31mc\u0085d\u007fe", "ab[31mcde"},
		{"only control characters", "\x00\x01", ""},
		{"broken", "caf\xe9 \xff", "caf"},
		{"directions", "\u202eevil\u2066", "evil"},
		{"languages", "مغلق. Дуже дякую! 🧶👩‍👩‍👧", "مغلق. Дуже дякую! 🧶👩‍👩‍👧"},
		{"SQL", "'); DROP TABLE reports;--", "'); DROP TABLE reports;--"},
		{"as long as may be", strings.Repeat("é", publish.MaxWords) + "\x00 \n", strings.Repeat("é", publish.MaxWords)},
	} {
		d.now.Store(d.now.Load() + 1000)
		made := directory.Millis(d.now.Load() + 1)
		err := d.reports.Add(ctx, publish.Report{ListingID: d.one.ID, What: publish.WhatTimes, Words: tt.words,
			ID: "mine", At: 5, State: publish.ReportHandled, HandledAt: 7})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		all := d.list(t, publish.ReportQuery{ListingID: d.one.ID})
		got := all[len(all)-1]
		if !directory.IsID(got.ID) || got.ID[14] != '7' {
			t.Errorf("%s: id %q", tt.name, got.ID)
		}
		got.ID = ""
		if want := (publish.Report{ListingID: d.one.ID, What: publish.WhatTimes, Words: tt.want, At: made, State: publish.ReportNew}); got != want {
			t.Errorf("%s: got %v %q at %d, handled at %d", tt.name, got, got.Words, got.At, got.HandledAt)
		}
	}
	for _, what := range publish.Whats() {
		if err := d.reports.Add(ctx, publish.Report{ListingID: d.one.ID, What: what}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func refuse(t *testing.T, d *desk) {
	long := strings.Repeat("ab ", publish.MaxWords/3) + "canary"
	for _, tt := range []struct {
		name   string
		report publish.Report
		want   []directory.Fault
	}{
		{"nothing chosen", publish.Report{ListingID: d.one.ID},
			[]directory.Fault{{Path: "what", Message: "Choose what is wrong; if nothing fits, choose 'something else'."}}},
		{"unknown", publish.Report{ListingID: d.one.ID, What: "canary"},
			[]directory.Fault{{Path: "what", Message: "Choose what is wrong; if nothing fits, choose 'something else'."}}},
		{"long", publish.Report{ListingID: d.one.ID, What: publish.WhatOther, Words: long},
			[]directory.Fault{{Path: "words", Message: "This is 1005 characters long. Please shorten it to 1000."}}},
		{"both", publish.Report{ListingID: d.one.ID, What: "Closed", Words: long}, []directory.Fault{
			{Path: "what", Message: "Choose what is wrong; if nothing fits, choose 'something else'."},
			{Path: "words", Message: "This is 1005 characters long. Please shorten it to 1000."}}},
	} {
		err := d.reports.Add(ctx, tt.report)
		if diff := cmp.Diff(tt.want, directory.FaultsOf(err), cmpopts.IgnoreFields(directory.Fault{}, "Key", "Values")); diff != "" || directory.CodeOf(err) != directory.CodeInvalid {
			t.Errorf("%s: %v %s", tt.name, err, diff)
		}
		if strings.Contains(fmt.Sprint(err), "canary") {
			t.Errorf("%s: the error repeats what was given: %v", tt.name, err)
		}
	}
	for name, q := range map[string]publish.ReportQuery{"state": {State: "gone"}, "after": {After: "x\x00"}, "listing_id": {ListingID: "'"}} {
		_, err := d.reports.List(ctx, q)
		if faults := directory.FaultsOf(err); len(faults) != 1 || faults[0].Path != name {
			t.Errorf("listing by a bad %s: %v", name, err)
		}
	}
	if rs := d.list(t, publish.ReportQuery{}); len(rs) != 0 {
		t.Errorf("%d reports after none was taken", len(rs))
	}
}

func noSuch(t *testing.T, d *desk) {
	if _, err := d.store.Delete(ctx, d.other.ID, "a person"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, id string
		want     directory.Code
	}{
		{"removed", d.other.ID, directory.CodeGone},
		{"never was", directory.ImportedID("no", "such"), directory.CodeNotFound},
		{"no id", "x' OR 1=1 --\x00", directory.CodeNotFound},
		{"empty", "", directory.CodeNotFound},
	} {
		err := d.reports.Add(ctx, publish.Report{ListingID: tt.id, What: publish.WhatClosed, Words: "canary"})
		if directory.CodeOf(err) != tt.want || strings.Contains(fmt.Sprint(err), "canary") {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err := d.reports.Handled(ctx, tt.id); directory.CodeOf(err) != directory.CodeNotFound {
			t.Errorf("handling %s: %v", tt.name, err)
		}
	}
	if rs := d.list(t, publish.ReportQuery{}); len(rs) != 0 {
		t.Errorf("%d reports are kept of nothing", len(rs))
	}
}

// changeNothing holds reports to leaving a listing alone, whatever they say.
func changeNothing(t *testing.T, d *desk) {
	sequence := func() int64 {
		n, err := d.store.Sequence(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before, woken := sequence(), d.woken.Load()
	for range 30 {
		for _, what := range publish.Whats() {
			if err := d.reports.Add(ctx, publish.Report{ListingID: d.one.ID, What: what, Words: "Take it down."}); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := d.store.Listing(ctx, d.one.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d.one, got); diff != "" {
		t.Error(diff)
	}
	history, err := d.store.History(ctx, d.one.ID)
	if err != nil || len(history) != 1 || sequence() != before || d.woken.Load() != woken {
		t.Errorf("%d revisions, sequence %d after %d, %d wake-ups, err %v", len(history), sequence(), before, d.woken.Load()-woken, err)
	}
}

func pages(t *testing.T, d *desk) {
	var want []string
	for i := range 25 {
		w := fmt.Sprint("report ", i)
		d.add(t, d.one, w)
		d.add(t, d.other, "another's")
		want = append(want, w)
	}
	var got []string
	q := publish.ReportQuery{ListingID: d.one.ID, Limit: 10}
	for {
		page := d.list(t, q)
		if len(page) > 10 {
			t.Fatalf("%d on a page", len(page))
		}
		if len(page) == 0 {
			break
		}
		got = append(got, words(page)...)
		q.After = page[len(page)-1].ID
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for range 60 {
		d.add(t, d.one, "more")
	}
	for _, limit := range []int{0, -1, publish.ReportsAtOnce + 1} {
		if n := len(d.list(t, publish.ReportQuery{Limit: limit})); n != publish.ReportsAtOnce {
			t.Errorf("with a limit of %d: %d reports", limit, n)
		}
	}
	if rs := d.list(t, publish.ReportQuery{ListingID: directory.ImportedID("no", "such")}); len(rs) != 0 {
		t.Errorf("%d reports of no listing", len(rs))
	}
}

func handle(t *testing.T, d *desk) {
	for _, w := range []string{"a", "b", "c"} {
		d.add(t, d.one, w)
	}
	b := d.list(t, publish.ReportQuery{})[1]
	if err := d.reports.Handled(ctx, b.ID); err != nil {
		t.Fatal(err)
	}
	when := directory.Millis(d.now.Load())
	d.now.Add(1000)
	if err := d.reports.Handled(ctx, b.ID); err != nil {
		t.Errorf("a second time: %v", err)
	}
	for state, want := range map[publish.ReportState][]string{"": {"a", "b", "c"}, publish.ReportNew: {"a", "c"}, publish.ReportHandled: {"b"}} {
		for _, listing := range []string{"", d.one.ID} {
			got := d.list(t, publish.ReportQuery{ListingID: listing, State: state})
			if diff := cmp.Diff(want, words(got)); diff != "" {
				t.Errorf("%q of %q: %s", state, listing, diff)
			}
		}
	}
	got := d.list(t, publish.ReportQuery{State: publish.ReportHandled})[0]
	b.State, b.HandledAt = publish.ReportHandled, when
	if got != b {
		t.Errorf("got %v handled at %d; want %d", got, got.HandledAt, when)
	}
}

func forget(t *testing.T, d *desk) {
	d.add(t, d.one, "old and new")
	d.add(t, d.one, "old and handled")
	d.add(t, d.one, "handled later")
	all := d.list(t, publish.ReportQuery{})
	for i, wait := range []int64{0, 1000, 2000} {
		d.now.Add(wait)
		if i > 0 {
			if err := d.reports.Handled(ctx, all[i].ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := d.list(t, publish.ReportQuery{State: publish.ReportHandled})[1].HandledAt
	for _, want := range []int64{1, 0} {
		if n, err := d.reports.Forget(ctx, before); n != want || err != nil {
			t.Errorf("forgot %d; want %d; err %v", n, want, err)
		}
	}
	if diff := cmp.Diff([]string{"old and new", "handled later"}, words(d.list(t, publish.ReportQuery{}))); diff != "" {
		t.Error(diff)
	}
}

// many has people report while listings are saved: each report is kept once.
func many(t *testing.T, d *desk) {
	const people, each = 8, 10
	var all sync.WaitGroup
	for p := range people {
		all.Go(func() {
			for i := range each {
				if err := d.reports.Add(ctx, publish.Report{ListingID: d.one.ID, What: publish.WhatCost, Words: fmt.Sprint(p, i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Go(func() {
		l := d.other
		for i := range each {
			l.Summary = fmt.Sprint("Edit ", i)
			var err error
			if l, _, err = d.store.Save(ctx, l, "a person"); err != nil {
				t.Error(err)
				return
			}
		}
	})
	all.Wait()
	got := words(d.list(t, publish.ReportQuery{}))
	slices.Sort(got)
	if len(slices.Compact(got)) != people*each {
		t.Errorf("%d reports are kept; want %d", len(got), people*each)
	}
}

func unavailable(t *testing.T, d *desk) {
	d.add(t, d.one, "before")
	id := d.list(t, publish.ReportQuery{})[0].ID
	gaveUp, cancel := context.WithCancel(ctx)
	cancel()
	for name, err := range map[string]error{
		"add":    d.reports.Add(gaveUp, publish.Report{ListingID: d.one.ID, What: publish.WhatOther, Words: "canary"}),
		"list":   func() error { _, err := d.reports.List(gaveUp, publish.ReportQuery{}); return err }(),
		"handle": d.reports.Handled(gaveUp, id),
		"forget": func() error { _, err := d.reports.Forget(gaveUp, 1); return err }(),
	} {
		if directory.CodeOf(err) != directory.CodeUnavailable || strings.Contains(fmt.Sprint(err), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestForgottenBytes looks for a forgotten report's words in every byte of the
// database's files after it is closed.
func TestForgottenBytes(t *testing.T) {
	dir := t.TempDir()
	d := openDesk(t, filepath.Join(dir, "x.db"))
	d.add(t, d.one, strings.Repeat("canary-6b1f ", 80))
	if err := d.reports.Handled(ctx, d.list(t, publish.ReportQuery{})[0].ID); err != nil {
		t.Fatal(err)
	}
	if n, err := d.reports.Forget(ctx, directory.Millis(d.now.Load()+1)); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "canary-6b1f") {
			t.Errorf("%s still holds forgotten words", filepath.Base(f))
		}
	}
}
