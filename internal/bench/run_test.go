package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"alongside/internal/bench"
	"alongside/internal/directory"
)

// seven finds seven of everything.
type seven struct{}

func (seven) Search(context.Context, directory.Query) (directory.Results, error) {
	metres := 12.5
	return directory.Results{Total: 7, Hits: []directory.Hit{{Metres: &metres}}}, nil
}

func (seven) Suggest(context.Context, string, int) ([]directory.Suggestion, error) {
	return make([]directory.Suggestion, 7), nil
}

// matching answers Match too.
type matching struct{ seven }

func (matching) Candidates(context.Context, directory.CandidateQuery) (directory.Candidates, error) {
	return directory.Candidates{Total: 7}, nil
}

// slow is a peer that takes a millisecond and is right about all but Words.
type slow struct{}

func (slow) Name() string                                                     { return "slow" }
func (slow) Load(context.Context, iter.Seq2[directory.Document, error]) error { return nil }
func (slow) Close() error                                                     { return nil }
func (slow) Run(context.Context, bench.Query) (bench.Answer, error) {
	time.Sleep(time.Millisecond)
	return bench.Answer{Total: 7, Metres: []float64{12.5}}, nil
}

func (slow) Total(_ context.Context, q bench.Query) (int, error) {
	if q.Kind == bench.Words {
		return 8, nil
	}
	return 7, nil
}

func TestMeasure(t *testing.T) {
	got, err := bench.Measure(t.Context(), matching{}, bench.New(today), bench.Plan{Listings: 100, Queries: 50, Budget: 150 * time.Millisecond, Peers: []bench.Peer{slow{}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range bench.Kinds() {
		ours, theirs := got.Queries[kind], got.Peers["slow"][kind]
		if ours.N != 50 || ours.P50 > ours.P95 || ours.P95 > ours.P99 || ours.QPS1 <= 0 || ours.QPSAll <= 0 {
			t.Errorf("%s: %+v", kind, ours)
		}
		compared, differing := 5, 0
		switch kind {
		case bench.Words:
			differing = 5
		case bench.Complete:
			compared = 0
		}
		if theirs.N != 50 || theirs.P50 < 1000 || theirs.Compared != compared || theirs.Mismatches != differing {
			t.Errorf("%s: the peer: %+v", kind, theirs)
		}
		if ratio := got.Ratios["slow"][kind]; ratio < 2 {
			t.Errorf("%s: the peer takes %.1f times as long", kind, ratio)
		}
	}
}

func TestMeasureWithinBudget(t *testing.T) {
	got, err := bench.Measure(t.Context(), seven{}, bench.New(today), bench.Plan{Listings: 100, Queries: 200, Budget: 20 * time.Millisecond, Peers: []bench.Peer{slow{}}})
	if err != nil {
		t.Fatal(err)
	}
	if n := got.Peers["slow"][bench.Nearest].N; n < 20 || n > 40 {
		t.Errorf("%d queries of a millisecond fit 20 ms in turns of 20", n)
	}
	if _, ok := got.Queries[bench.Match]; ok {
		t.Error("an index that does not match was measured on it")
	}
}

// TestReport holds --json to what docs/performance.md says of it.
func TestReport(t *testing.T) {
	r := bench.Report{
		Listings: 1234, Machine: "a machine", Build: bench.BuildOf(1000, time.Second, 3*time.Second),
		Queries: map[bench.Kind]bench.Figures{bench.Words: {P50: 12.3, P95: 4567, P99: 8e6, QPS1: 80_000, QPSAll: 150_000, N: 1000}},
		Peers:   map[string]map[bench.Kind]bench.PeerFigures{"postgres": {bench.Words: {Compared: 100, Mismatches: 2}}},
		Ratios:  map[string]map[bench.Kind]float64{"postgres": {bench.Words: 123.4}},
	}
	var b bytes.Buffer
	if err := r.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	at := func(path ...string) map[string]any {
		m := got
		for _, p := range path {
			m = m[p].(map[string]any)
		}
		return m
	}
	for _, tt := range []struct {
		path []string
		want string
	}{
		{nil, "build listings machine peers queries ratios turns"},
		{[]string{"build"}, "index_bytes index_listings_per_s listings_per_s rss_bytes store_listings_per_s"},
		{[]string{"queries", "Q1"}, "n p50_us p95_us p99_us qps_1 qps_all"},
		{[]string{"peers", "postgres", "Q1"}, "compared mismatches n p50_us p95_us p99_us qps_1 qps_all"},
		{[]string{"ratios", "postgres"}, "Q1"},
	} {
		if members := strings.Join(slices.Sorted(maps.Keys(at(tt.path...))), " "); members != tt.want {
			t.Errorf("%v has %s, not %s", tt.path, members, tt.want)
		}
	}
	if at("build")["listings_per_s"] != 250.0 || r.Mismatches() != 2 {
		t.Errorf("build %v, %d mismatches", at("build"), r.Mismatches())
	}
	b.Reset()
	if err := r.Text(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1,234 listings on a machine", "12.3 µs", "4.57 ms", "8.00 s", "80,000", "2 of 100", "123.4", "not measured", "250 listings a second"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, &b)
		}
	}
}
