package bench_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"alongside/internal/bench"
	"alongside/internal/directory"
	"alongside/internal/text"
)

var today = time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC)

// firstHundred is the hash of the first hundred listings. When it changes on
// purpose, bench.Version changes with it.
const firstHundred = "9897305502cea878"

func TestSameListingsEverywhere(t *testing.T) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for l := range bench.New(today).Listings(100) {
		if err := e.Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)[:8]); got != firstHundred {
		t.Errorf("the first hundred listings have the hash %s, not %s", got, firstHundred)
	}
	g := bench.New(today)
	a, _ := json.Marshal(g.Listing(77))
	for range g.Listings(5) {
	}
	if b, _ := json.Marshal(g.Listing(77)); string(a) != string(b) {
		t.Error("a listing depends on what was made before it")
	}
}

// TestDistributions holds the listings to what the package says of them.
func TestDistributions(t *testing.T) {
	const n = 3000
	var words, tags, named []int
	share := map[string]float64{}
	count := func(what string, yes bool) {
		if yes {
			share[what] += 100.0 / n
		}
	}
	organizations := map[string]int{}
	for l := range bench.New(today).Listings(n) {
		if faults := l.Validate(); len(faults) > 0 {
			t.Fatalf("%s: %+v", l.ExternalID, faults)
		}
		words = append(words, len(strings.Fields(l.Description)))
		tags = append(tags, len(l.Activities))
		named = append(named, len(strings.Fields(l.Name)))
		organizations[l.Organization.ID]++
		count("several places", len(l.At) > 1)
		count("online alone", len(l.At) == 0)
		count("free", len(l.Costs) == 1 && *l.Costs[0].Pence == 0)
		count("priced", len(l.Costs) == 1 && *l.Costs[0].Pence > 0)
		count("an age limit", l.MinimumAge != nil)
		count("languages", len(l.Languages) > 0)
		count("checked", l.VerifiedAt > 0)
		count("not open", l.Status != directory.Active)
		count("led", len(l.LedBy) > 0)
		if len(l.At) > 0 {
			count("weekly", strings.HasPrefix(l.At[0].Schedules[0].Rule, "FREQ=WEEKLY"))
		}
	}
	for what, want := range map[string]float64{"several places": 8, "online alone": 3, "free": 40, "priced": 45, "an age limit": 35,
		"languages": 30, "checked": 70, "not open": 2, "led": 10, "weekly": 82} {
		if got := share[what]; got < want-3 || got > want+3 {
			t.Errorf("%s: %.1f in 100, not %.0f", what, got, want)
		}
	}
	for what, at := range map[string]struct {
		got         []int
		least, most int
		median      int
	}{"words": {words, 40, 120, 80}, "tags": {tags, 3, 8, 5}, "words of the name": {named, 3, 8, 5}} {
		slices.Sort(at.got)
		if mid := at.got[n/2]; at.got[0] < at.least || at.got[n-1] > at.most || mid < at.median-2 || mid > at.median+2 {
			t.Errorf("%s: %d to %d, median %d", what, at.got[0], at.got[n-1], mid)
		}
	}
	if len(organizations) != n/3 {
		t.Errorf("%d organisations", len(organizations))
	}
}

// TestPlaces: where listings are is told by towns of very different size.
func TestPlaces(t *testing.T) {
	towns := map[string]int{}
	const n = 5000
	for l := range bench.New(today).Listings(n) {
		for _, at := range l.At {
			p := at.Location.Point
			if p.Lat() < 49 || p.Lat() > 60 || p.Lon() < -8 || p.Lon() > 3 {
				t.Fatalf("%s is at %v", l.ExternalID, *p)
			}
		}
		if len(l.At) > 0 {
			towns[l.At[0].Location.Addresses[0].City]++
		}
	}
	if london := towns["London"] * 100 / n; len(towns) < 200 || london < 12 || london > 20 {
		t.Errorf("%d towns, %d in 100 listings in London", len(towns), london)
	}
}

// TestQueries holds the queries to what the kinds say.
func TestQueries(t *testing.T) {
	const n = 400
	g := bench.New(today)
	for _, kind := range bench.Kinds() {
		if a, b := g.Queries(kind, 20, n), g.Queries(kind, 20, n); !sameJSON(t, a, b) {
			t.Errorf("%s: other queries the second time", kind)
		}
		if a, b := g.Queries(kind, 20, 100_000), g.Queries(kind, 20, 1_000_000); !sameJSON(t, a, b) {
			t.Errorf("%s: other queries about a million", kind)
		}
		for _, q := range g.Queries(kind, 200, n) {
			terms := len(q.Terms())
			c := q.Conditions()
			filters := 0
			for _, f := range append(directory.FacetFields(), directory.FieldAge) {
				if _, asked := c.Without(f); asked {
					filters++
				}
			}
			ok := true
			switch kind {
			case bench.Words:
				ok = terms >= 1 && terms <= 2 && c.Within >= 5000 && c.Within <= 25_000 && filters >= 1 && filters <= 2
			case bench.Match:
				ok = terms == len(q.Match.Wishes) && terms >= 5 && terms <= 12 && c.Within >= 10_000 && filters == 0
			case bench.Complete:
				ok = len(q.Prefix) >= 1 && len(q.Prefix) <= 5
			case bench.Nearest:
				ok = terms == 0 && c.Within == 0 && c.Near != nil && filters <= 1
			case bench.National:
				ok = terms == 2 && c.Near == nil
			}
			if !ok {
				t.Errorf("%s: %+v", kind, q)
			}
		}
	}
}

// TestCommonest: the queries of National find about 63 in 100 listings.
func TestCommonest(t *testing.T) {
	const n = 1500
	g := bench.New(today)
	var holds []map[string]bool
	for l := range g.Listings(n) {
		terms := map[string]bool{}
		for _, term := range text.Terms(l.Name + "\n" + l.Description + "\n" + l.Organization.Name) {
			terms[term] = true
		}
		holds = append(holds, terms)
	}
	found, queries := 0, g.Queries(bench.National, 100, n)
	for _, q := range queries {
		for _, terms := range holds {
			if !slices.ContainsFunc(q.Terms(), func(term string) bool { return !terms[term] }) {
				found++
			}
		}
	}
	if share := float64(found) / float64(n*len(queries)); share < 0.58 || share > 0.68 {
		t.Errorf("they find %.2f of the listings", share)
	}
}

func sameJSON(t *testing.T, a, b any) bool {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(x) == string(y)
}
