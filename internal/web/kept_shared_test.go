package web_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"alongside/internal/cache"
	"alongside/internal/cache/cachetest"
)

// TestSharedAnswers lets one node answer from what another worked out, and
// looks for a person's words in all that Redis was told.
func TestSharedAnswers(t *testing.T) {
	server := cachetest.Start(t)
	told := server.Monitor()

	s := newTown(t)
	redis := connect(t, server.Addr)
	one, two := s.node(t, redis), s.node(t, redis)
	shared := []string{"/", "/search", "/search?q=&near=&kind=activity&cost=free&sort=soonest", "/api/v1/search?day=tue&limit=5",
		"/listings/" + s.saved.PageSlug(), "/api/v1/listings/" + s.saved.ID}
	private := []string{"/search?q=canary", "/search?near=EH6+7HF", "/api/v1/search?q=canary", "/api/v1/search?near=EH6+7HF&within=5mi",
		"/api/v1/suggest?q=canary", "/search?q=&q=canary", "/search?cost=free&cost=canary", "/search?area=canary", "/search?language=canary",
		"/search?organisation=canary", "/search?source=canary", "/search?kind=canary", "/search?utm=canary", "/search?age=47",
		"/search?cursor=canary", "/search?kind=activity&cursor=canary", "/listings/canary-" + s.saved.ID}
	for _, path := range append(private, shared...) {
		do(t, one.kept, "GET", path)
	}
	cachetest.Until(t, "what is shared is in redis", func() bool { return len(server.Held()) >= len(shared) })
	for _, path := range shared {
		if work := two.worked(func() {
			if got, want := do(t, two.kept, "GET", path), do(t, one.kept, "GET", path); got.body != want.body || got.header.Get("Content-Type") != want.header.Get("Content-Type") {
				t.Errorf("%s: %d %s", path, got.status, got.body)
			}
		}); work != 0 {
			t.Errorf("%s was worked out on the other node", path)
		}
	}
	if held := server.Held(); len(held) != len(shared) {
		t.Errorf("redis holds %d entries; want %d", len(held), len(shared))
	}
	heard := string(told())
	for _, word := range []string{"canary", "7HF", "7hf", "age=47"} {
		if strings.Contains(heard, word) {
			t.Errorf("redis was told %q", word)
		}
	}
	if !strings.Contains(heard, "alongside:answers:") {
		t.Error("redis was told nothing")
	}
	// The other node has not followed yet: what it says is still right for it,
	// and what the first says is new.
	s.save(t, "Thursday bakers")
	one.follow(t)
	for path, n := range map[string]*node{"/listings/" + s.saved.PageSlug(): one, "/api/v1/search?day=tue&limit=5": one} {
		if got := do(t, n.kept, "GET", path); !strings.Contains(got.body, "Thursday bakers") {
			t.Errorf("%s after the save: %d", path, got.status)
		}
	}
	two.follow(t)
	if got := do(t, two.kept, "GET", "/api/v1/search?day=tue&limit=5"); !strings.Contains(got.body, "Thursday bakers") {
		t.Errorf("on the other node: %s", got.body)
	}
}

// TestRedisGoesUnderTheSite holds every answer to what is right while Redis is
// flushed, stalls, is killed and comes back, and lets no more than a few ask it
// once it has gone.
func TestRedisGoesUnderTheSite(t *testing.T) {
	server := cachetest.Start(t)
	proxy := cachetest.Before(t, server.Addr)
	redis := connect(t, proxy.Addr)
	n := newTown(t).node(t, redis)
	const many, few = 40, 3
	asks := func(when string) {
		t.Helper()
		for i := range many {
			path := "/api/v1/search?" + url.Values{"kind": {"activity"}, "cost": {fmt.Sprint(i + 3)}}.Encode()
			want := do(t, n.plain, "GET", path)
			if got := do(t, n.kept, "GET", path); got.status != 200 || got.body != want.body {
				t.Errorf("%s: %s: %d %s", when, path, got.status, got.body)
			}
		}
	}
	asks("with redis")
	for i, tt := range []struct {
		name string
		do   func()
		gone bool
	}{
		{"flushed", func() { server.Client.FlushAll(context.Background()) }, false},
		{"stalled", proxy.Stall, true},
		{"healed", func() { proxy.Heal(); answering(t, redis) }, false},
		{"killed", server.Kill, true},
		{"started again", func() { server.Restart(); answering(t, redis) }, false},
	} {
		n.save(t, fmt.Sprint("Bakers ", i))
		n.follow(t) // all is asked anew
		tt.do()
		before := metric(t, redis, "alongside_cache_redis_asked_total")
		asks(tt.name)
		if asked := metric(t, redis, "alongside_cache_redis_asked_total") - before; tt.gone && asked > few {
			t.Errorf("%s: %v of %d answers asked redis", tt.name, asked, many)
		}
	}
}

func connect(t testing.TB, addr string) *cache.Redis {
	t.Helper()
	r, err := cache.Connect("redis://"+addr, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	answering(t, r)
	return r
}

// answering waits until Redis is asked.
func answering(t testing.TB, r *cache.Redis) {
	t.Helper()
	cachetest.Until(t, "redis is asked", func() bool { return metric(t, r, "alongside_cache_redis_away") == 0 })
}

// metric gives a count or a gauge without labels.
func metric(t testing.TB, c prometheus.Collector, name string) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetGauge().GetValue() + f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("there is no metric %s", name)
	return 0
}
