package peers

import (
	"context"
	"iter"
	"log/slog"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"alongside/internal/bench"
	"alongside/internal/directory"
	"alongside/internal/follow"
)

// given is a gazetteer that knows the points given and nothing else.
type given struct{}

func (given) Locate(_ context.Context, l directory.Location) (orb.Point, directory.PointFrom, bool, error) {
	return *l.Point, directory.PointGiven, true, nil
}
func (given) District(directory.Location) (string, orb.Point, bool) { return "", orb.Point{}, false }
func (given) CouncilName(string) string                             { return "" }

const listings = 600

func documents(t *testing.T, g *bench.Generator) iter.Seq2[directory.Document, error] {
	b := follow.Builder{Places: given{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	return g.Documents(listings, func(l directory.Listing) ([]directory.Document, error) { return b.Documents(t.Context(), l) })
}

// TestAgainstScan holds SQLite and bleve to a plain scan. PostgreSQL, whose
// PostGIS the tests do not install, is held to the index by make bench.
func TestAgainstScan(t *testing.T) {
	g := bench.New(time.Now())
	var all []row
	for r, err := range rows(documents(t, g)) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	lite, err := OpenSQLite(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := OpenBleve(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []bench.Peer{lite, whole} {
		t.Run(p.Name(), func(t *testing.T) {
			defer func() {
				if err := p.Close(); err != nil {
					t.Error(err)
				}
			}()
			if err := p.Load(t.Context(), documents(t, g)); err != nil {
				t.Fatal(err)
			}
			for _, kind := range bench.Kinds() {
				hold(t, p, kind, g.Queries(kind, 60, listings), all)
			}
		})
	}
}

// hold compares a peer's answers to those of a scan. Most queries must find
// something, or little is shown.
func hold(t *testing.T, p bench.Peer, kind bench.Kind, queries []bench.Query, all []row) {
	t.Helper()
	found := 0
	for _, q := range queries {
		a, err := p.Run(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if kind == bench.Complete {
			found += min(a.Total, 1)
			continue
		}
		services, metres := scan(q, all)
		if kind == bench.Nearest {
			found++
			if !near(a.Metres, metres[:min(20, len(metres))]) {
				t.Errorf("%s %+v: %v, not %v", kind, q.Search, a.Metres, metres)
			}
			continue
		}
		total, err := p.Total(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if found += min(services, 1); total != services {
			t.Errorf("%s %v %+v: %d services, not %d", kind, q.Terms(), q.Conditions(), total, services)
		}
	}
	if found < len(queries)/5 {
		t.Errorf("%s: %d of %d queries find something", kind, found, len(queries))
	}
}

// scan gives how many services fit, and the distances of those that have a
// place, in order.
func scan(q bench.Query, all []row) (int, []float64) {
	w := wantedOf(q)
	services, nearest := map[int]bool{}, map[int]float64{}
	for _, r := range all {
		if !w.fits(r, q.Kind) {
			continue
		}
		services[r.service] = true
		if d := geo.DistanceHaversine(w.near, r.centre); r.placed && (nearest[r.service] == 0 || d < nearest[r.service]) {
			nearest[r.service] = d
		}
	}
	return len(services), smallest(nearest, len(nearest))
}

func (w wanted) fits(r row, kind bench.Kind) bool {
	held := 0
	words := strings.Fields(strings.Join([]string{r.name, r.activities, r.organisation, r.description}, " "))
	for _, term := range w.terms {
		if slices.Contains(words, term) {
			held++
		}
	}
	if (kind == bench.Match && held == 0) || (kind != bench.Match && held < len(w.terms)) {
		return false
	}
	if d := geo.DistanceHaversine(w.near, r.centre); w.within > 0 && (r.placed && d > w.within || !r.placed && d > r.reach) {
		return false
	}
	return (w.kind == 0 || w.kind == r.kind) && (w.joining == 0 || w.joining == r.joining) && (!w.free || r.free) &&
		(!w.inPerson || r.inPerson) && w.access&r.access == w.access && (w.slots == 0 || w.slots.Has(r.slots)) &&
		(w.age < 0 || r.youngest <= w.age && w.age <= r.oldest)
}

func near(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) < 0.01 })
}
