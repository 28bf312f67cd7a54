package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"alongside/internal/bench"
	"alongside/internal/directory"
)

// liveListings is how many listings the benchmarks of this package have.
const liveListings = 20_000

// BenchmarkLive saves listings while 200 searches a second run, and gives how
// long it takes until a save can be found; then it compiles the index again and
// again, and gives how long searches take meanwhile, and how long without.
func BenchmarkLive(b *testing.B) {
	ctx := context.Background()
	n, g := liveNode(b)
	n.start()
	searches := &searcher{n: n, queries: g.Queries(bench.Words, 500, liveListings)}
	for b.Loop() {
		quiet := searches.during(func() { time.Sleep(2 * time.Second) })
		saved := searches.during(func() { b.ReportMetric(ms(saves(b, n), 99), "findable-p99-ms") })
		merging := searches.during(func() {
			for range 3 {
				if err := n.index.Compact(ctx); err != nil {
					b.Error(err)
				}
			}
		})
		b.ReportMetric(ms(quiet, 99), "search-p99-ms")
		b.ReportMetric(ms(saved, 99), "search-p99-saving-ms")
		b.ReportMetric(ms(merging, 99), "search-p99-merging-ms")
	}
}

// liveNode gives a node that holds liveListings.
func liveNode(b *testing.B) (*node, *bench.Generator) {
	b.Helper()
	ctx := context.Background()
	n, err := openNode(ctx, &Config{DataDir: b.TempDir()}, "", slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { n.close() })
	g := bench.New(time.Now())
	if _, err := bench.Load(ctx, n.store, g, liveListings, func(int) {}); err != nil {
		b.Fatal(err)
	}
	if err := n.follower.CatchUp(ctx); err != nil {
		b.Fatal(err)
	}
	return n, g
}

// BenchmarkSearchHTTP answers searches through all that a request passes but
// the network, none of them from what is kept.
func BenchmarkSearchHTTP(b *testing.B) {
	n, _ := liveNode(b)
	app, err := n.app(context.Background(), &Config{DataDir: b.TempDir()}, site{base: "https://alongside.example", secret: []byte("a secret for benchmarks")})
	if err != nil {
		b.Fatal(err)
	}
	handle := app.Handler()
	var paths []string
	for _, word := range []string{"gardening", "walking", "choir", "yoga", "chess"} {
		for _, city := range []string{"Edinburgh", "Glasgow", "Aberdeen", "Dundee", "Inverness"} {
			paths = append(paths, "/api/v1/search?q="+word+"&near="+city+"&within=10km", "/api/v1/search?q="+word+"&near="+city+"&within=25km&kind=activity")
		}
	}
	var c fasthttp.RequestCtx
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		c.Request.Reset()
		c.Response.Reset()
		c.Request.SetRequestURI(paths[i%len(paths)])
		handle(&c)
		if c.Response.StatusCode() != fasthttp.StatusOK {
			b.Fatal(c.Response.StatusCode())
		}
		i++
	}
}

// saves saves listings one after another, and gives how long each took from
// its save until it was found.
func saves(b *testing.B, n *node) []time.Duration {
	var out []time.Duration
	for i := range 300 {
		word := fmt.Sprintf("findable%dth", i)
		l := directory.Listing{Kind: directory.Group, Name: "A group that is " + word, Status: directory.Active,
			Joining: directory.JustTurnUp, Organization: directory.Organization{Name: "Invented Neighbours"}}
		began := time.Now()
		_, seq, err := n.store.Save(context.Background(), l, "a person")
		if err == nil {
			err = n.follower.WaitFor(context.Background(), seq)
		}
		r, searchErr := n.index.Search(context.Background(), directory.Query{Words: `"` + word + `"`, Sort: directory.SortBest})
		if err != nil || searchErr != nil || r.Total != 1 {
			b.Fatalf("save %d is found %d times: %v %v", i, r.Total, err, searchErr)
		}
		out = append(out, time.Since(began))
	}
	return out
}

// searcher searches 200 times a second.
type searcher struct {
	n       *node
	queries []bench.Query
}

// during searches while f runs, and gives how long each search took.
func (s *searcher) during(f func()) []time.Duration {
	stop := make(chan struct{})
	var out []time.Duration
	var wg sync.WaitGroup
	wg.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			began := time.Now()
			if _, err := s.n.index.Search(context.Background(), s.queries[i%len(s.queries)].Search); err == nil {
				out = append(out, time.Since(began))
			}
		}
	})
	f()
	close(stop)
	wg.Wait()
	return out
}

// ms gives a percentile in milliseconds.
func ms(took []time.Duration, percentile int) float64 {
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return float64(took[len(took)*percentile/100].Microseconds()) / 1000
}
