package cache_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"alongside/internal/cache"
	"alongside/internal/cache/cachetest"
)

// options are those of a cache of strings.
func options(r *cache.Redis) cache.Options[string] {
	return cache.Options[string]{
		Name: "test", Bytes: 1 << 20, Size: func(s string) int { return len(s) }, Redis: r,
		Encode: func(s string) []byte { return []byte(s) },
		Decode: func(b []byte) (string, error) {
			if strings.HasPrefix(string(b), "bad") {
				return "", errors.New("bad")
			}
			return string(b), nil
		},
	}
}

func newCache(t testing.TB, o cache.Options[string]) *cache.Cache[string] {
	t.Helper()
	c, err := cache.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func connect(t testing.TB, addr string) *cache.Redis {
	t.Helper()
	r, err := cache.Connect("redis://"+addr, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// count gives a metric, by its name and, when it has one, its result.
func count(t testing.TB, c prometheus.Collector, name, result string) int {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			labels := map[string]string{}
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			if f.GetName() == "alongside_cache_"+name && labels["result"] == result {
				return int(m.GetCounter().GetValue() + m.GetGauge().GetValue())
			}
		}
	}
	t.Fatalf("there is no metric %s %s", name, result)
	return 0
}

func away(t testing.TB, r *cache.Redis) bool { return count(t, r, "redis_away", "") == 1 }

// answering waits until Redis is asked.
func answering(t testing.TB, r *cache.Redis) {
	t.Helper()
	cachetest.Until(t, "redis is asked", func() bool { return !away(t, r) })
}

// wants holds a look-up to what it should give; empty for nothing.
func wants(t testing.TB, c *cache.Cache[string], k cache.Key, want string) {
	t.Helper()
	if got, ok := c.Get(context.Background(), k); got != want || ok != (want != "") {
		t.Errorf("got %q, %v; want %q", got, ok, want)
	}
}

func TestInTheProcess(t *testing.T) {
	o := options(nil)
	o.TTL = 200 * time.Millisecond
	c := newCache(t, o)
	k := c.Private("a", "b")
	wants(t, c, k, "")
	c.Put(k, "one")
	wants(t, c, k, "one")
	wants(t, c, c.Private("a", "b"), "one")
	for _, other := range []cache.Key{c.Private("ab"), c.Private("ab", ""), c.Private("b", "a"), c.Private("a", "b", ""), c.Shared("a", "b")} {
		wants(t, c, other, "")
	}
	if another := newCache(t, o); another.Private("a") == c.Private("a") || another.Shared("a") != c.Shared("a") {
		t.Error("private keys are one process's, shared keys are everyone's")
	}
	c.Put(k, "two")
	wants(t, c, k, "two")
	cachetest.Until(t, "the entry is too old", func() bool { _, ok := c.Get(context.Background(), k); return !ok })
}

func TestBound(t *testing.T) {
	o := options(nil)
	o.Bytes = 64 << 10
	c := newCache(t, o)
	c.Put(c.Private("large"), strings.Repeat("x", 8<<10))
	wants(t, c, c.Private("large"), "")
	for i := range 1000 {
		c.Put(c.Private(fmt.Sprint(i)), strings.Repeat("x", 1<<10))
	}
	cachetest.Until(t, "what is too much is let go", func() bool { return count(t, c, "bytes", "") <= int(o.Bytes) })
	if count(t, c, "bytes", "") == 0 {
		t.Error("nothing is kept")
	}
	o.Bytes = 0
	none := newCache(t, o)
	none.Put(none.Private("a"), "x")
	wants(t, none, none.Private("a"), "")
}

func TestSharedBetweenNodes(t *testing.T) {
	server := cachetest.Start(t)
	one, two := connect(t, server.Addr), connect(t, server.Addr)
	answering(t, one)
	answering(t, two)
	a, b := newCache(t, options(one)), newCache(t, options(two))
	a.Put(a.Shared("page", "1"), "an answer")
	a.Put(a.Shared("page", "huge"), strings.Repeat("x", 300<<10))
	cachetest.Until(t, "it is in redis", func() bool { return len(server.Held()) == 1 })
	wants(t, b, b.Shared("page", "1"), "an answer")
	wants(t, b, b.Shared("page", "1"), "an answer")
	if shared, hits := count(t, b, "lookups_total", "shared"), count(t, b, "lookups_total", "hit"); shared != 1 || hits != 1 {
		t.Errorf("%d from redis, %d from the process", shared, hits)
	}
	if ttl := server.Client.PTTL(context.Background(), slices.Collect(maps.Keys(server.Held()))[0]).Val(); ttl <= 0 || ttl > cache.DefaultTTL {
		t.Errorf("it is kept for %v", ttl)
	}
	// Flushed, both go on.
	server.Client.FlushAll(context.Background())
	wants(t, a, a.Shared("page", "1"), "an answer")
	wants(t, newCache(t, options(two)), b.Shared("page", "1"), "")
	a.Put(a.Shared("page", "2"), "another")
	cachetest.Until(t, "it is in redis", func() bool { return len(server.Held()) == 1 })
	wants(t, b, b.Shared("page", "2"), "another")
}

func TestPrivateNeverLeaves(t *testing.T) {
	server := cachetest.Start(t)
	r := connect(t, server.Addr)
	answering(t, r)
	c := newCache(t, options(r))
	for i := range 50 {
		k := c.Private("canary", fmt.Sprint(i))
		wants(t, c, k, "")
		c.Put(k, "canary")
	}
	c.Put(c.Shared("last"), "last")
	cachetest.Until(t, "the last is in redis", func() bool { return len(server.Held()) > 0 })
	if held := server.Held(); len(held) != 1 || count(t, r, "redis_asked_total", "") != 0 {
		t.Errorf("redis holds %v and was asked %d times", held, count(t, r, "redis_asked_total", ""))
	}
}

// TestDamaged puts what is no whole entry where one should be.
func TestDamaged(t *testing.T) {
	server := cachetest.Start(t)
	r := connect(t, server.Addr)
	answering(t, r)
	c := newCache(t, options(r))
	c.Put(c.Shared("one"), "the answer to one")
	cachetest.Until(t, "it is in redis", func() bool { return len(server.Held()) == 1 })
	var name, good string
	for name, good = range server.Held() {
	}
	c.Put(c.Shared("two"), "the answer to two")
	cachetest.Until(t, "both are in redis", func() bool { return len(server.Held()) == 2 })
	other := good
	for n, v := range server.Held() {
		if n != name {
			other = v
		}
	}
	flipped := func(at int) string {
		b := []byte(good)
		b[(at+len(b))%len(b)] ^= 1
		return string(b)
	}
	for what, value := range map[string]string{
		"nothing": "", "text": "hello", "cut": good[:len(good)-1], "longer": good + "x", "form": flipped(3), "moment": flipped(8),
		"key": flipped(20), "payload": flipped(50), "checksum": flipped(-1), "another's": other, "large": strings.Repeat("x", 1<<20),
	} {
		t.Run(what, func(t *testing.T) {
			if err := server.Client.Set(context.Background(), name, value, 0).Err(); err != nil {
				t.Fatal(err)
			}
			fresh := newCache(t, options(r))
			wants(t, fresh, fresh.Shared("one"), "")
			if n := count(t, fresh, "lookups_total", "refused"); n != 1 {
				t.Errorf("%d refused", n)
			}
		})
	}
	if err := server.Client.Set(context.Background(), name, good, 0).Err(); err != nil {
		t.Fatal(err)
	}
	fresh := newCache(t, options(r))
	wants(t, fresh, fresh.Shared("one"), "the answer to one")
	o := options(r)
	o.TTL = time.Nanosecond // by its own moment it is too old, whatever Redis says
	old := newCache(t, o)
	wants(t, old, old.Shared("one"), "")
	c.Put(c.Shared("bad"), "bad")
	cachetest.Until(t, "it is in redis", func() bool { return len(server.Held()) == 3 })
	fresh = newCache(t, options(r))
	wants(t, fresh, fresh.Shared("bad"), "")
}

func TestCloseLeavesNothing(t *testing.T) {
	server := cachetest.Start(t)
	before := goleak.IgnoreCurrent()
	for _, addr := range []string{server.Addr, cachetest.FreeAddr(t)} {
		r, err := cache.Connect("redis://"+addr, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		c, err := cache.New(options(r))
		if err != nil {
			t.Fatal(err)
		}
		if addr == server.Addr {
			answering(t, r)
		}
		for i := range 10 {
			c.Put(c.Shared(fmt.Sprint(i)), "x")
			c.Get(context.Background(), c.Shared(fmt.Sprint(-i)))
		}
		c.Close()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		// Who comes late meets no answer and no harm.
		c.Put(c.Shared("late"), "x")
		c.Get(context.Background(), c.Shared("later"))
	}
	goleak.VerifyNone(t, before)
	if _, err := cache.Connect("nonsense", nil); err == nil {
		t.Error("an address that is none is taken")
	}
	if _, err := cache.New(cache.Options[string]{Redis: connect(t, server.Addr)}); err == nil {
		t.Error("what cannot be written is shared")
	}
}
