package index_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"alongside/index"
	"alongside/index/indextest"
	"alongside/internal/directory"
)

var now = time.Date(2026, 5, 6, 9, 0, 0, 0, time.UTC)

func fixed() time.Time { return now }

func open(t testing.TB) *index.Index {
	t.Helper()
	x, err := index.Open(t.TempDir(), index.Options{Now: fixed})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// drawEntry draws a listing with one to three places, in a small world so that
// limits meet.
func drawEntry(t *rapid.T, n int) index.Entry {
	id := directory.ImportedID("test", fmt.Sprint(n))
	some := func(label string) bool { return rapid.Bool().Draw(t, label) }
	age := func(label string) *int {
		if !some(label) {
			return nil
		}
		v := rapid.IntRange(0, 100).Draw(t, label+"-years")
		return &v
	}
	c := directory.Card{
		ID: id, Slug: "x-" + id, Name: fmt.Sprint("Listing ", n),
		Kind:    rapid.SampledFrom(directory.Kinds()).Draw(t, "kind"),
		Joining: rapid.SampledFrom(directory.Joinings()).Draw(t, "joining"),
		Status: rapid.SampledFrom([]directory.Status{directory.Active, directory.Active, directory.Active,
			directory.Inactive, directory.Defunct, directory.TemporarilyClosed}).Draw(t, "status"),
		OrganizationID: directory.ImportedID("org", fmt.Sprint(n%3)), OrganizationName: fmt.Sprint("Org ", n%3),
		Source:    rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "source"),
		Languages: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"en", "pl", "gd"}), 0, 2, rapid.ID).Draw(t, "languages"),
		LedBy:     rapid.SliceOfNDistinct(rapid.SampledFrom(directory.LedBys()), 0, 2, rapid.ID).Draw(t, "led"),
		Online:    some("online"), MinimumAge: age("min"), MaximumAge: age("max"),
	}
	if c.Status == directory.TemporarilyClosed {
		c.ClosedUntil = rapid.SampledFrom([]directory.Date{"", "2026-05-05", "2026-05-06", "2026-05-07"}).Draw(t, "until")
	}
	if c.Cost.Known = some("cost"); c.Cost.Known {
		c.Cost.Pence = rapid.SampledFrom([]int64{0, 0, 150, 500, 2000}).Draw(t, "pence")
		c.Cost.Free = c.Cost.Pence == 0 && some("free")
	}
	if some("areas") {
		c.AreaServed = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Edinburgh", "EH6", "North West"}), 0, 2, rapid.ID).Draw(t, "names")
		c.Serves = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"everywhere", "council:S12000036", "outcode:EH6", "council:S12000049"}), 0, 2, rapid.ID).Draw(t, "serves")
	}
	if some("circle") {
		c.Circles = []directory.Circle{{Centre: orb.Point{-3.2, 55.9}, Metres: 6000}}
	}
	e := index.Entry{ID: id}
	for i := range rapid.IntRange(1, 3).Draw(t, "places") {
		d := directory.Document{Key: fmt.Sprintf("%s/%d", id, i), Card: c}
		if some("placed") {
			p := orb.Point{rapid.Float64Range(-3.4, -3.0).Draw(t, "lon"), rapid.Float64Range(55.85, 56.0).Draw(t, "lat")}
			d.Card.Place = directory.CardPlace{Name: "Hall", Point: &p}
		}
		d.Card.Slots = directory.Slots(rapid.Uint32Range(0, 1<<21-1).Draw(t, "slots") & rapid.Uint32Range(0, 1<<21-1).Draw(t, "thin"))
		d.Card.Access = rapid.SliceOfNDistinct(rapid.SampledFrom(directory.AccessFeatures()[:4]), 0, 4, rapid.ID).Draw(t, "access")
		e.Documents = append(e.Documents, d)
	}
	return e
}

func drawQuery(t *rapid.T) directory.Query {
	q := directory.Query{Sort: directory.SortBest, Limit: rapid.IntRange(1, 7).Draw(t, "limit")}
	rarely := func(label string) bool { return rapid.IntRange(0, 4).Draw(t, label) == 0 }
	if rapid.Bool().Draw(t, "near") {
		q.NearText = "here"
		q.Near = &directory.Place{Label: "here", Point: orb.Point{-3.17, 55.95}, Council: "S12000036", Outcode: "EH6"}
		q.Sort = directory.SortNearest
		if rapid.Bool().Draw(t, "radius") {
			q.Within = rapid.SampledFrom([]float64{1000, 5000, 12000}).Draw(t, "within")
		}
	}
	if rarely("kinds") {
		q.Kinds = rapid.SliceOfNDistinct(rapid.SampledFrom(directory.Kinds()), 1, 3, rapid.ID).Draw(t, "kinds")
	}
	if rarely("joinings") {
		q.Joinings = rapid.SliceOfNDistinct(rapid.SampledFrom(directory.Joinings()), 1, 3, rapid.ID).Draw(t, "joinings")
	}
	if rarely("days") {
		q.Days = rapid.SliceOfNDistinct(rapid.SampledFrom(directory.Weekdays()), 1, 2, rapid.ID).Draw(t, "days")
	}
	if rarely("times") {
		q.Times = rapid.SliceOfNDistinct(rapid.SampledFrom(directory.PartsOfDay()), 1, 2, rapid.ID).Draw(t, "times")
	}
	if rarely("cost") {
		q.Cost = &directory.CostLimit{Pence: rapid.SampledFrom([]int64{0, 200, 500}).Draw(t, "most")}
	}
	if rarely("access") {
		q.Access = rapid.SliceOfNDistinct(rapid.SampledFrom(directory.AccessFeatures()[:4]), 1, 2, rapid.ID).Draw(t, "access")
	}
	if rarely("age") {
		v := rapid.IntRange(0, 100).Draw(t, "age")
		q.Age = &v
	}
	if rarely("online") {
		v := rapid.Bool().Draw(t, "online-is")
		q.Online = &v
	}
	if rarely("language") {
		q.Languages = []string{"pl"}
	}
	if rarely("led") {
		q.LedBy = []directory.LedBy{directory.LedByPeers}
	}
	if rarely("area") {
		q.Areas = []string{rapid.SampledFrom([]string{"north west", "eh6", "s12000036"}).Draw(t, "area")}
	}
	if rarely("org") {
		q.Organizations = []string{directory.ImportedID("org", "1")}
	}
	if rarely("source") {
		q.Sources = []string{"a"}
	}
	return q
}

// TestSearchEqualsScan holds sets, totals, facets, order by distance and paging
// against a plain scan, over any sequence of saves, deletes and restarts.
func TestSearchEqualsScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := tempDir(t)
		x, err := index.Open(dir, index.Options{Now: fixed})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { x.Close() }()
		state := map[string]index.Entry{}
		seq := int64(0)
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			var batch []index.Entry
			for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 25), 1, 12, rapid.ID).Draw(t, "who") {
				e := drawEntry(t, n)
				if rapid.IntRange(0, 5).Draw(t, "gone") == 0 {
					e.Documents = nil
				}
				batch, state[e.ID] = append(batch, e), e
			}
			seq++
			if err := x.Apply(context.Background(), index.Batch{Listings: batch, Sequence: seq}); err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 3).Draw(t, "restart") == 0 {
				if err := x.Close(); err != nil {
					t.Fatal(err)
				}
				if x, err = index.Open(dir, index.Options{Now: fixed}); err != nil {
					t.Fatal(err)
				}
			}
			if x.Sequence() != seq {
				t.Fatalf("sequence %d, want %d", x.Sequence(), seq)
			}
		}
		var docs []directory.Document
		for _, e := range state {
			docs = append(docs, e.Documents...)
		}
		for range 3 {
			compareWithScan(t, x, docs, drawQuery(t))
		}
	})
}

func compareWithScan(t *rapid.T, x *index.Index, docs []directory.Document, q directory.Query) {
	want := indextest.Scan(docs, q, now)
	var ids []string
	last := 0.0
	pages := 0
	for {
		got, err := x.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if got.Total != len(want.IDs) {
			t.Fatalf("%v: total %d, want %d", q.Values(), got.Total, len(want.IDs))
		}
		if pages == 0 {
			compareFacets(t, q, got.Facets, want.Facets)
		}
		for _, h := range got.Hits {
			ids = append(ids, h.Card.ID)
			metres, placed := want.Metres[h.Card.ID]
			switch {
			case (h.Metres != nil) != placed:
				t.Fatalf("%v: distance %v, want %v %v", q.Values(), h.Metres, metres, placed)
			case placed && math.Abs(*h.Metres-metres) > 0.01:
				t.Fatalf("%v: distance %v, want %v", q.Values(), *h.Metres, metres)
			case placed && q.Near != nil && metres < last-0.01:
				t.Fatalf("%v: %v m comes after %v m", q.Values(), metres, last)
			case !placed && q.Near != nil:
				last = math.Inf(1)
			default:
				last = metres
			}
		}
		if pages++; got.NextCursor == "" || pages > 100 {
			break
		}
		q.Cursor = got.NextCursor
	}
	slices.Sort(ids)
	if diff := cmp.Diff(want.IDs, ids); diff != "" {
		t.Fatalf("%v: over %d pages: %s", q.Values(), pages, diff)
	}
}

func compareFacets(t *rapid.T, q directory.Query, got []directory.Facet, want map[directory.Field]map[string]int) {
	counts := map[directory.Field]map[string]int{}
	for _, f := range directory.FacetFields() {
		counts[f] = map[string]int{}
	}
	for _, f := range got {
		for _, v := range f.Values {
			if v.Count > 0 {
				counts[f.Field][v.Value] = v.Count
			}
		}
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Fatalf("%v: facets: %s", q.Values(), diff)
	}
}
