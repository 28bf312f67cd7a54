package index_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"alongside/index"
	"alongside/internal/directory"
)

// tempDir gives a folder that goes when a rapid check ends.
func tempDir(t *rapid.T) string {
	dir, err := os.MkdirTemp("", "alongside-index-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// entry makes a listing at one place.
func entry(name string, edit func(*directory.Document)) index.Entry {
	id := directory.ImportedID("test", name)
	p := orb.Point{-3.17, 55.97}
	d := directory.Document{Key: id + "/0", Card: directory.Card{
		ID: id, Slug: "x-" + id, Name: name, Kind: directory.Group, Status: directory.Active, Joining: directory.JustTurnUp,
		OrganizationID: directory.ImportedID("test", "org"), OrganizationName: "Invented Neighbours",
		Place: directory.CardPlace{Name: "The Hall", Point: &p},
	}}
	if edit != nil {
		edit(&d)
	}
	return index.Entry{ID: id, Documents: []directory.Document{d}}
}

func apply(t testing.TB, x *index.Index, entries ...index.Entry) {
	t.Helper()
	if err := x.Apply(context.Background(), index.Batch{Listings: entries, Sequence: x.Sequence() + 1}); err != nil {
		t.Fatal(err)
	}
}

func names(r directory.Results) []string {
	var out []string
	for _, h := range r.Hits {
		out = append(out, h.Card.Name)
	}
	return out
}

func search(t testing.TB, x *index.Index, q directory.Query) directory.Results {
	t.Helper()
	if q.Sort == "" {
		q.Sort = directory.SortBest
	}
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func described(s string) func(*directory.Document) {
	return func(d *directory.Document) { d.Description = s }
}

func TestWords(t *testing.T) {
	x := open(t)
	apply(t, x,
		entry("Knitting circle", described("Wool and a blether.")),
		entry("Tea and company", described("Some of us bring knitting, some the biscuits.")),
		entry("Woodwork shed", func(d *directory.Document) {
			d.Card.Activities = []string{"joinery", "whittling"}
			d.Card.Summary = "A warm shed with tools."
			d.Description = d.Card.Summary
		}),
		entry("Organised walks", described("Colourful gardens and the river walk.")),
		entry("Walking football", described("A gentle game at half pace.")),
	)
	for _, tt := range []struct {
		words string
		want  []string
		why   string
	}{
		{"knitting", []string{"Knitting circle", "Tea and company"}, "a title beats a passing mention"},
		{"knit", []string{"Knitting circle", "Tea and company"}, "stems"},
		{"organized walk", []string{"Organised walks"}, "British and American spelling"},
		{"colorful", []string{"Organised walks"}, "British and American spelling"},
		{"joinry", []string{"Woodwork shed"}, "one slip in six letters"},
		{"kniting", []string{"Knitting circle", "Tea and company"}, "one slip in seven letters"},
		{"wol", nil, "no slips in three letters"},
		{`"walking football"`, []string{"Walking football"}, "a phrase"},
		{`"football walking"`, nil, "a phrase in another order"},
		{`"river walk"`, []string{"Organised walks"}, "a phrase in the description"},
		{"the and of", []string{"Knitting circle", "Organised walks", "Tea and company", "Walking football", "Woodwork shed"}, "nothing but stop words asks for everything"},
		{"wool blether knitting circle", []string{"Knitting circle"}, "all but one of many"},
		{"wool football", nil, "both of two"},
		{"invented neighbours shed", []string{"Woodwork shed"}, "organisation and name"},
	} {
		r := search(t, x, directory.Query{Words: tt.words})
		got := names(r)
		if tt.words == "the and of" {
			if len(got) != len(tt.want) {
				t.Errorf("%s (%q): got %v", tt.why, tt.words, got)
			}
			continue
		}
		if tt.words == "invented neighbours shed" {
			got = got[:1]
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (%q): %s", tt.why, tt.words, diff)
		}
	}
	if r := search(t, x, directory.Query{Words: "joinry"}); r.Spelling != "joinery" {
		t.Errorf("joinry was understood as %q", r.Spelling)
	}
	r := search(t, x, directory.Query{Words: "sheds tool"})
	want := []directory.Highlight{{Field: "name", Start: 9, End: 13}, {Field: "summary", Start: 7, End: 11}, {Field: "summary", Start: 17, End: 22}}
	if diff := cmp.Diff(want, r.Hits[0].Highlights); diff != "" {
		t.Error(diff)
	}
}

// TestHonestRadius puts listings a hair inside and outside a kilometre, at
// several latitudes and across the date line.
func TestHonestRadius(t *testing.T) {
	for _, centre := range []orb.Point{{-3.17, 55.97}, {0, 0.001}, {-1.2, 60.5}, {179.9999, -17}} {
		x := open(t)
		at := func(metres float64) func(*directory.Document) {
			return func(d *directory.Document) {
				lat := centre.Lat() + metres/6378137*180/3.141592653589793
				d.Card.Place.Point = &orb.Point{centre.Lon(), lat}
			}
		}
		apply(t, x, entry("in", at(999)), entry("out", at(1010)), entry("over the line", func(d *directory.Document) {
			lon := centre.Lon() + 0.005
			if lon > 180 {
				lon -= 360
			}
			d.Card.Place.Point = &orb.Point{lon, centre.Lat()}
		}))
		near := &directory.Place{Point: centre}
		r := search(t, x, directory.Query{Near: near, NearText: "x", Within: 1000, Sort: directory.SortNearest})
		if diff := cmp.Diff([]string{"over the line", "in"}, names(r)); diff != "" {
			t.Errorf("at %v: %s", centre, diff)
		}
		if r.Total != 2 || len(r.Nearly) != 1 || r.Nearly[0].Relaxed != directory.FieldWithin || r.Nearly[0].Hits[0].Card.Name != "out" {
			t.Errorf("at %v: total %d, nearly %+v", centre, r.Total, r.Nearly)
		}
	}
}

func TestNearly(t *testing.T) {
	x := open(t)
	slot := func(d time.Weekday, p directory.PartOfDay) func(*directory.Document) {
		return func(doc *directory.Document) { doc.Card.Slots = directory.Slot(d, p) }
	}
	apply(t, x, entry("Thursday lunch", slot(time.Thursday, directory.Afternoon)), entry("Tuesday tea", slot(time.Tuesday, directory.Evening)))
	r := search(t, x, directory.Query{Words: "lunch", Days: []time.Weekday{time.Tuesday}, Times: []directory.PartOfDay{directory.Afternoon}})
	if r.Total != 0 || len(r.Nearly) != 1 || r.Nearly[0].Relaxed != directory.FieldDay || r.Nearly[0].Hits[0].Card.Name != "Thursday lunch" {
		t.Errorf("total %d, nearly %+v", r.Total, r.Nearly)
	}
}

func TestSoonestAndChecked(t *testing.T) {
	x := open(t)
	in := func(d time.Duration, checked time.Time) func(*directory.Document) {
		return func(doc *directory.Document) {
			begin := directory.MillisOf(now.Add(d))
			doc.Card.Occurrences = []directory.Occurrence{{Start: directory.MillisOf(now.Add(-48 * time.Hour)), End: directory.MillisOf(now.Add(-47 * time.Hour))}, {Start: begin, End: begin + 3_600_000}}
			doc.Card.VerifiedAt = directory.MillisOf(checked)
		}
	}
	apply(t, x,
		entry("tomorrow", in(24*time.Hour, now.AddDate(-1, 0, 0))),
		entry("now on", in(-30*time.Minute, now.AddDate(0, -1, 0))),
		entry("never", nil))
	r := search(t, x, directory.Query{Sort: directory.SortSoonest})
	if diff := cmp.Diff([]string{"now on", "tomorrow", "never"}, names(r)); diff != "" {
		t.Error(diff)
	}
	if len(r.Hits[0].Next) != 1 || r.Hits[0].Next[0].Start != directory.MillisOf(now.Add(-30*time.Minute)) {
		t.Errorf("next: %v", r.Hits[0].Next)
	}
	r = search(t, x, directory.Query{Sort: directory.SortChecked})
	if diff := cmp.Diff([]string{"now on", "tomorrow", "never"}, names(r)); diff != "" {
		t.Error(diff)
	}
}

// TestNextIsOfTheDayAskedFor: who asks for Tuesdays is told of the next Tuesday,
// and who is shown what nearly fits, of what there is.
func TestNextIsOfTheDayAskedFor(t *testing.T) {
	at := func(month time.Month, day int) directory.Occurrence {
		start := directory.MillisOf(time.Date(2026, month, day, 9, 0, 0, 0, time.UTC))
		return directory.Occurrence{Start: start, End: start + 3_600_000}
	}
	x := open(t)
	all := []directory.Occurrence{at(5, 5), at(5, 7), at(5, 12), at(5, 14), at(5, 19), at(5, 26)}
	apply(t, x, entry("Tuesdays and Thursdays", func(d *directory.Document) { d.Card.Occurrences = all }))
	for _, tt := range []struct {
		days   []time.Weekday
		nearly bool
		want   []directory.Occurrence
	}{
		{nil, false, all[1:4]},
		{[]time.Weekday{time.Tuesday}, false, []directory.Occurrence{all[2], all[4], all[5]}},
		{[]time.Weekday{time.Sunday}, true, all[1:4]},
	} {
		r := search(t, x, directory.Query{Days: tt.days})
		hits := r.Hits
		if tt.nearly && len(r.Nearly) == 1 {
			hits = r.Nearly[0].Hits
		}
		if len(hits) != 1 {
			t.Fatalf("%v: %+v", tt.days, r)
		}
		if diff := cmp.Diff(tt.want, hits[0].Next); diff != "" {
			t.Errorf("%v: %s", tt.days, diff)
		}
	}
}

func TestCursor(t *testing.T) {
	x := open(t)
	var all []index.Entry
	for i := range 30 {
		all = append(all, entry(fmt.Sprintf("Group %02d", i), nil))
	}
	apply(t, x, all...)
	q := directory.Query{Limit: 10, Sort: directory.SortChecked}
	first := search(t, x, q)
	// What comes and goes between two pages moves nobody onto both or neither.
	gone := first.Hits[3].Card.ID
	apply(t, x, index.Entry{ID: gone}, entry("A newcomer", func(d *directory.Document) { d.Card.VerifiedAt = 1_700_000_000_000 }))
	seen := map[string]bool{}
	for _, h := range first.Hits {
		seen[h.Card.ID] = true
	}
	q.Cursor = first.NextCursor
	for q.Cursor != "" {
		r := search(t, x, q)
		for _, h := range r.Hits {
			if seen[h.Card.ID] {
				t.Errorf("%s is on two pages", h.Card.Name)
			}
			seen[h.Card.ID] = true
		}
		q.Cursor = r.NextCursor
	}
	if len(seen) != 30 {
		t.Errorf("%d listings over all pages, want 30", len(seen))
	}
	for _, bad := range []string{"rubbish", "AAAA", strings.Repeat("A", 75), first.NextCursor + "A"} {
		_, err := x.Search(context.Background(), directory.Query{Cursor: bad, Sort: directory.SortChecked})
		if f := directory.FaultsOf(err); len(f) != 1 || f[0].Path != "cursor" {
			t.Errorf("cursor %q: %v", bad, err)
		}
	}
	_, err := x.Search(context.Background(), directory.Query{Words: "other", Cursor: first.NextCursor, Sort: directory.SortChecked})
	if directory.CodeOf(err) != directory.CodeInvalid {
		t.Errorf("a cursor of another query: %v", err)
	}
}

func TestSuggest(t *testing.T) {
	x := open(t)
	apply(t, x,
		entry("Leith Woodwork", func(d *directory.Document) { d.Card.Activities = []string{"woodcarving", "joinery"} }),
		entry("Woodland walks", func(d *directory.Document) { d.Card.Activities = []string{"walking", "woodcarving"} }),
		entry("Café blether", nil))
	for _, tt := range []struct {
		prefix string
		want   []string
	}{
		{"wood", []string{"activity woodcarving", "service Woodland walks", "service Leith Woodwork"}},
		{"cafe b", []string{"service Café blether"}},
		{"BLETH", []string{"service Café blether"}},
		{"neigh", []string{"organisation Invented Neighbours"}},
		{"  ", nil},
		{"zzz", nil},
	} {
		got, err := x.Suggest(context.Background(), tt.prefix, 10)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, s := range got {
			texts = append(texts, s.Kind+" "+s.Text)
		}
		if diff := cmp.Diff(tt.want, texts); diff != "" {
			t.Errorf("%q: %s", tt.prefix, diff)
		}
	}
}

// TestSuggestionsAreWhatListingsSay holds that what is completed is the listings'
// own words, letter for letter, however many there are: a base is compiled from
// records whose memory is used again and again.
func TestSuggestionsAreWhatListingsSay(t *testing.T) {
	x := open(t)
	const n = 300
	said := map[string]bool{}
	for from := 0; from < n; from += 100 {
		var entries []index.Entry
		for i := from; i < from+100; i++ {
			activity := fmt.Sprintf("Craft %c%c number %d", 'a'+i%26, 'a'+i/26, i)
			said[activity] = true
			entries = append(entries, entry(fmt.Sprint("Group ", i), func(d *directory.Document) {
				d.Card.Activities, d.Card.Summary = []string{activity}, strings.Repeat("Something else. ", i%40)
			}))
		}
		apply(t, x, entries...)
	}
	look := func(when string) {
		t.Helper()
		seen := map[string]bool{}
		for i := range n {
			got, err := x.Suggest(context.Background(), fmt.Sprintf("craft %c%c", 'a'+i%26, 'a'+i/26), 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range got {
				if s.Kind == "activity" && !said[s.Text] {
					t.Fatalf("%s: nobody says %q", when, s.Text)
				}
				seen[s.Text] = true
			}
		}
		if len(seen) < n {
			t.Errorf("%s: %d of %d are completed", when, len(seen), n)
		}
	}
	look("as they came")
	if err := x.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	look("as a base")
}

func TestRebuildWhileSearching(t *testing.T) {
	x := open(t)
	apply(t, x, entry("Old choir", nil))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if r := search(t, x, directory.Query{Words: "choir"}); r.Total != 1 {
					t.Errorf("total %d during a rebuild", r.Total)
					return
				}
			}
		})
	}
	for i := range 3 {
		err := x.Rebuild(context.Background(), func(_ context.Context, add func([]index.Entry) error) (int64, error) {
			return int64(100 + i), add([]index.Entry{entry(fmt.Sprint("New choir ", i), nil)})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	wg.Wait()
	r := search(t, x, directory.Query{Words: "choir"})
	if diff := cmp.Diff([]string{"New choir 2"}, names(r)); diff != "" || x.Sequence() != 102 {
		t.Errorf("sequence %d: %s", x.Sequence(), diff)
	}
	failed := errors.New("the store went away")
	err := x.Rebuild(context.Background(), func(context.Context, func([]index.Entry) error) (int64, error) { return 0, failed })
	if !errors.Is(err, failed) || search(t, x, directory.Query{Words: "choir"}).Total != 1 {
		t.Errorf("a rebuild that failed: %v", err)
	}
}

func TestDamagedAndForeignFolders(t *testing.T) {
	dir := t.TempDir()
	reopen := func() *index.Index {
		x, err := index.Open(dir, index.Options{Now: fixed})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	x := reopen()
	apply(t, x, entry("Choir", nil))
	x.Close()
	current := filepath.Join(dir, index.Version(""))

	// What a killed build left is removed; the index serves as it was.
	if err := os.MkdirAll(current+".building-1", 0o755); err != nil {
		t.Fatal(err)
	}
	x = reopen()
	if st := x.Status(); st.Stale || st.Listings != 1 || st.Sequence != 1 {
		t.Errorf("after a killed build: %+v", st)
	}
	x.Close()
	if left, _ := filepath.Glob(filepath.Join(dir, "*building*")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}

	// A folder of another version serves until a new one is built.
	if err := os.Rename(current, filepath.Join(dir, "0123456789ab")); err != nil {
		t.Fatal(err)
	}
	x = reopen()
	if st := x.Status(); !st.Stale || st.Listings != 1 {
		t.Errorf("an earlier version: %+v", st)
	}
	if err := x.Apply(context.Background(), index.Batch{Sequence: 2}); err == nil {
		t.Error("a stale index took a change")
	}
	err := x.Rebuild(context.Background(), func(_ context.Context, add func([]index.Entry) error) (int64, error) {
		return 7, add([]index.Entry{entry("Choir", nil)})
	})
	if st := x.Status(); err != nil || st.Stale || st.Sequence != 7 || st.Folder != current {
		t.Errorf("after the rebuild: %+v, %v", st, err)
	}
	x.Close()
	if _, err := os.Stat(filepath.Join(dir, "0123456789ab")); err == nil {
		t.Error("the earlier version's folder is still there")
	}

	// Rubbish in the place of the files: put aside, and an empty index.
	err = filepath.WalkDir(current, func(p string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			return os.WriteFile(p, []byte("rubbish"), 0o644)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	x = reopen()
	defer x.Close()
	if st := x.Status(); !st.Stale || st.Listings != 0 || st.Sequence != 0 {
		t.Errorf("a damaged folder: %+v", st)
	}
}

func TestSecondOpener(t *testing.T) {
	dir := t.TempDir()
	x, err := index.Open(dir, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if _, err := index.Open(dir, index.Options{}); err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("a second opener got: %v", err)
	}
}

func TestDeadline(t *testing.T) {
	x := open(t)
	apply(t, x, entry("Choir", nil))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := x.Search(ctx, directory.Query{Words: "choir", Sort: directory.SortBest})
	if directory.CodeOf(err) != directory.CodeUnavailable {
		t.Errorf("past its deadline: %v", err)
	}
}

// BenchmarkApply gives documents a second into a new index, in batches of 500.
func BenchmarkApply(b *testing.B) {
	for b.Loop() {
		x, err := index.Open(b.TempDir(), index.Options{Now: fixed})
		if err != nil {
			b.Fatal(err)
		}
		const n, batch = 10_000, 500
		began := time.Now()
		for from := 0; from < n; from += batch {
			var entries []index.Entry
			for i := range batch {
				k := from + i
				entries = append(entries, entry(fmt.Sprintf("Group number %d", k), described(strings.Repeat(fmt.Sprintf("We bake bread and walk %d miles. ", k%97), 12))))
			}
			apply(b, x, entries...)
		}
		b.ReportMetric(n/time.Since(began).Seconds(), "documents/s")
		x.Close()
	}
}
