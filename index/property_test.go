package index_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"alongside/index"
	"alongside/index/indextest"
	"alongside/index/near"
	"alongside/internal/directory"
	"alongside/internal/text"
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
	words := func(label string, most int) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, most).Draw(t, label), " ")
	}
	c.Name += " " + words("name", 3)
	c.Activities = strings.Fields(words("activities", 3))
	about := words("about", 12)
	if some("checked") {
		c.VerifiedAt = directory.MillisOf(now.AddDate(0, 0, -rapid.IntRange(0, 900).Draw(t, "days")))
	}
	e := index.Entry{ID: id}
	for i := range rapid.IntRange(1, 3).Draw(t, "places") {
		d := directory.Document{Key: fmt.Sprintf("%s/%d", id, i), Card: c, Description: about}
		if some("placed") {
			p := orb.Point{rapid.Float64Range(-3.4, -3.0).Draw(t, "lon"), rapid.Float64Range(55.85, 56.0).Draw(t, "lat")}
			d.Card.Place = directory.CardPlace{Name: "Hall", Point: &p}
		}
		d.Card.Slots = directory.Slots(rapid.Uint32Range(0, 1<<21-1).Draw(t, "slots") & rapid.Uint32Range(0, 1<<21-1).Draw(t, "thin"))
		if some("sessions") {
			d.Card.Occurrences, d.Card.Slots = drawSessions(t), 0
		}
		d.Card.Access = rapid.SliceOfNDistinct(rapid.SampledFrom(directory.AccessFeatures()[:4]), 0, 4, rapid.ID).Draw(t, "access")
		e.Documents = append(e.Documents, d)
	}
	return e
}

// vocabulary are words that are no slips of each other.
var vocabulary = strings.Fields("choir walking lunch garden pottery knitting football bakery library quilting")

// drawSessions draws an hour a week, or every fourth week, from some days ago.
func drawSessions(t *rapid.T) []directory.Occurrence {
	first := now.AddDate(0, 0, rapid.IntRange(-20, 30).Draw(t, "first")).Truncate(time.Hour).Add(time.Duration(rapid.IntRange(0, 11).Draw(t, "hour")) * time.Hour)
	days := rapid.SampledFrom([]int{7, 28}).Draw(t, "every")
	var out []directory.Occurrence
	for i := range rapid.IntRange(1, 30).Draw(t, "sessions") {
		start := first.AddDate(0, 0, i*days)
		out = append(out, directory.Occurrence{Start: directory.MillisOf(start), End: directory.MillisOf(start.Add(time.Hour))})
	}
	return out
}

func drawQuery(t *rapid.T) directory.Query {
	q := directory.Query{Sort: rapid.SampledFrom(directory.Sorts()).Draw(t, "sort"), Limit: rapid.IntRange(1, 7).Draw(t, "limit")}
	if rapid.Bool().Draw(t, "words") {
		q.Words = strings.Join(rapid.SliceOfNDistinct(rapid.SampledFrom(vocabulary), 1, 4, rapid.ID).Draw(t, "looked for"), " ")
	}
	rarely := func(label string) bool { return rapid.IntRange(0, 4).Draw(t, label) == 0 }
	if rapid.Bool().Draw(t, "near") {
		q.NearText = "here"
		q.Near = &directory.Place{Label: "here", Point: orb.Point{-3.17, 55.95}, Council: "S12000036", Outcode: "EH6"}
		if rapid.Bool().Draw(t, "radius") {
			q.Within = rapid.SampledFrom([]float64{1000, 5000, 12000}).Draw(t, "within")
		}
	}
	if q.Near == nil && q.Sort == directory.SortNearest {
		q.Sort = directory.SortBest
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

// TestSearchEqualsScan holds sets, totals, facets, orders, scores and paging
// against a plain scan, over any sequence of saves, deletes, merges, restarts
// and days.
func TestSearchEqualsScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dir := tempDir(t)
		clock := now
		o := index.Options{Now: func() time.Time { return clock }, Sizes: near.Sizes{Fresh: 5, Middle: 20, Share: 1}}
		x, err := index.Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { x.Close() }()
		state := map[string]index.Entry{}
		documents := func() (docs []directory.Document) {
			for _, e := range state {
				docs = append(docs, e.Documents...)
			}
			return docs
		}
		seq := int64(0)
		t.Repeat(map[string]func(*rapid.T){
			"save": func(t *rapid.T) {
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
			},
			"restart": func(t *rapid.T) {
				if err := x.Close(); err != nil {
					t.Fatal(err)
				}
				if x, err = index.Open(dir, o); err != nil {
					t.Fatal(err)
				}
			},
			"settle": func(*rapid.T) { x.Settled() },
			"compact": func(t *rapid.T) {
				if err := x.Compact(context.Background()); err != nil {
					t.Fatal(err)
				}
				compareWeights(t, x, documents())
			},
			"a day":  func(t *rapid.T) { clock = clock.AddDate(0, 0, rapid.IntRange(1, 40).Draw(t, "days")) },
			"search": func(t *rapid.T) { compareWithScan(t, x, documents(), drawQuery(t), clock, false) },
			// Scores are those of one base: it must not be made anew meanwhile.
			"search when settled": func(t *rapid.T) {
				x.Settled()
				compareWithScan(t, x, documents(), drawQuery(t), clock, true)
			},
			"": func(t *rapid.T) {
				if x.Sequence() != seq {
					t.Fatalf("sequence %d, want %d", x.Sequence(), seq)
				}
			},
		})
	})
}

// compareWeights holds the statistics of a table that is wholly compiled
// against the documents.
func compareWeights(t *rapid.T, x *index.Index, docs []directory.Document) {
	want, got := indextest.WeightsOf(docs), x.Statistics()
	if len(docs) == 0 {
		return
	}
	if got.Documents != want.Documents {
		t.Fatalf("%d documents, want %d", got.Documents, want.Documents)
	}
	for f := range want.Average {
		if math.Abs(got.Average[f]-want.Average[f]) > 1e-9 {
			t.Fatalf("average length %v, want %v", got.Average, want.Average)
		}
	}
	for _, w := range vocabulary {
		term := text.Term(w)
		if got, want := x.Frequency(term), want.Frequency(term); got != want {
			t.Fatalf("%q is in %d documents, want %d", term, got, want)
		}
	}
}

// within gives how far a score may be off: half a step of each impact, and the
// rounding of distances and ages.
func within(q directory.Query, w indextest.Weights, score float64) float64 {
	out := 0.002 * score
	for _, term := range text.Terms(q.Words) {
		out += indextest.IDF(term, w) / 255 / 2 * 1.1
	}
	return out + 1e-9
}

func compareWithScan(t *rapid.T, x *index.Index, docs []directory.Document, q directory.Query, now time.Time, scored bool) {
	st := x.Statistics()
	w := indextest.Weights{Documents: st.Documents, Average: st.Average, Frequency: x.Frequency}
	want := indextest.Scan(docs, q, now, w)
	cards := map[string]directory.Card{}
	for _, d := range docs {
		cards[d.Key] = d.Card
	}
	var ids []string
	var last directory.Hit
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
			compareNearly(t, q, got, docs, now, w)
		}
		for _, h := range got.Hits {
			metres, placed := want.Metres[h.Card.ID]
			score := want.Scores[h.Card.ID]
			switch {
			case q.Near != nil && (h.Metres != nil) != placed:
				t.Fatalf("%v: distance %v, want %v %v", q.Values(), h.Metres, metres, placed)
			case q.Near != nil && placed && math.Abs(*h.Metres-metres) > 0.01:
				t.Fatalf("%v: distance %v, want %v", q.Values(), *h.Metres, metres)
			case scored && math.Abs(h.Score-score) > within(q, w, score):
				t.Fatalf("%v: %s scores %v, want %v", q.Values(), h.Card.Name, h.Score, score)
			case scored && len(ids) > 0 && !ordered(q, want, last, h, w):
				t.Fatalf("%v: %+v comes before %+v", q.Values(), last, h)
			}
			ids, last = append(ids, h.Card.ID), h
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

// compareNearly holds what nearly fits against scans with one limit lifted.
func compareNearly(t *rapid.T, q directory.Query, got directory.Results, docs []directory.Document, now time.Time, w indextest.Weights) {
	if got.Total >= 3 {
		if len(got.Nearly) > 0 {
			t.Fatalf("%v: %d results and %d that nearly fit", q.Values(), got.Total, len(got.Nearly))
		}
		return
	}
	for _, n := range got.Nearly {
		lifted, had := q.Without(n.Relaxed)
		if n.Relaxed == directory.FieldWithin {
			lifted, had = q, true
			lifted.Within *= 2
		}
		want := len(indextest.Scan(docs, lifted, now, w).IDs) - got.Total
		if n.Relaxed == directory.FieldWithin && want == 0 {
			lifted.Within *= 2
			want = len(indextest.Scan(docs, lifted, now, w).IDs) - got.Total
		}
		if !had || n.Total != want || len(n.Hits) != min(5, want) {
			t.Fatalf("%v: without %s %d fit in %d hits, want %d", q.Values(), n.Relaxed, n.Total, len(n.Hits), want)
		}
	}
}

// ordered reports whether a may come before b.
func ordered(q directory.Query, want indextest.Answer, a, b directory.Hit, w indextest.Weights) bool {
	metres := func(h directory.Hit) float64 {
		if m, placed := want.Metres[h.Card.ID]; placed {
			return m
		}
		return math.MaxFloat64
	}
	by := q.Sort
	if by == directory.SortBest && q.Words == "" && q.Near != nil && q.Within == 0 {
		by = directory.SortNearest
	}
	switch by {
	case directory.SortNearest:
		return metres(a) <= metres(b)+0.01
	case directory.SortChecked:
		return a.Card.VerifiedAt >= b.Card.VerifiedAt
	case directory.SortSoonest:
		next := func(h directory.Hit) directory.Millis {
			if len(h.Next) > 0 && len(q.Days)+len(q.Times) == 0 {
				return h.Next[0].Start
			}
			return math.MaxInt64
		}
		return len(q.Days)+len(q.Times) > 0 || next(a) <= next(b)
	}
	x, y := want.Scores[a.Card.ID], want.Scores[b.Card.ID]
	return x >= y-within(q, w, x)-within(q, w, y)
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
