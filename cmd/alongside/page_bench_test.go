package main

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"alongside/internal/bench"
)

// pageListings is how many listings BenchmarkResultsPage has.
const pageListings = 100_000

// BenchmarkResultsPage gives pages of results, each of another search, on one
// core: all that a request passes but the network, nothing kept from before,
// as browsers ask for it.
func BenchmarkResultsPage(b *testing.B) {
	ctx := context.Background()
	n, err := openNode(ctx, &Config{DataDir: b.TempDir()}, "", slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { n.close() })
	g := bench.New(time.Now())
	if _, err := bench.Load(ctx, n.store, g, pageListings, func(int) {}); err != nil {
		b.Fatal(err)
	}
	if err := n.follower.CatchUp(ctx); err != nil {
		b.Fatal(err)
	}
	app, err := n.app(ctx, &Config{DataDir: b.TempDir()}, site{base: "https://alongside.example", secret: []byte("a secret for benchmarks"), cacheBytes: 64 << 20})
	if err != nil {
		b.Fatal(err)
	}
	handle := app.Handler()
	var paths []string
	for _, q := range g.Queries(bench.Words, 4000, pageListings) {
		values := q.Search.Values()
		values.Set("near", fmt.Sprintf("%.5f,%.5f", q.Search.Near.Point.Lat(), q.Search.Near.Point.Lon()))
		paths = append(paths, "/search?"+values.Encode())
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, encoding := range []string{"br", "gzip", "identity"} {
		b.Run(encoding, func(b *testing.B) {
			var c fasthttp.RequestCtx
			var took []time.Duration
			bytes, i := 0, 0
			for b.Loop() {
				c.Request.Reset()
				c.Response.Reset()
				c.Request.SetRequestURI(paths[i%len(paths)])
				c.Request.Header.Set("Accept-Encoding", encoding)
				began := time.Now()
				handle(&c)
				took = append(took, time.Since(began))
				if c.Response.StatusCode() != fasthttp.StatusOK {
					b.Fatal(c.Response.StatusCode())
				}
				bytes += len(c.Response.Body())
				i++
			}
			b.ReportMetric(ms(took, 50), "p50-ms")
			b.ReportMetric(ms(took, 99), "p99-ms")
			b.ReportMetric(float64(bytes)/float64(i), "bytes/page")
		})
	}
}
