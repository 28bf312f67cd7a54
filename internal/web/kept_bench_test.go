package web_test

import (
	"testing"

	"github.com/valyala/fasthttp"
)

// BenchmarkKept answers one question from what is kept, and from what is
// worked out on one listing, through all that a request passes.
func BenchmarkKept(b *testing.B) {
	n := newTown(b).node(b, nil)
	for _, path := range []string{"/api/v1/search?q=bakers&near=EH1&within=5mi", "/search?kind=activity", "/listings/" + n.saved.PageSlug()} {
		for name, app := range map[string]fasthttp.RequestHandler{"kept": n.kept.Handler(), "worked": n.plain.Handler()} {
			b.Run(name+path[:7], func(b *testing.B) {
				b.ReportAllocs()
				var c fasthttp.RequestCtx
				for b.Loop() {
					c.Request.Reset()
					c.Response.Reset()
					c.Request.SetRequestURI(path)
					app(&c)
				}
				if c.Response.StatusCode() != fasthttp.StatusOK {
					b.Fatal(c.Response.StatusCode())
				}
			})
		}
	}
}
