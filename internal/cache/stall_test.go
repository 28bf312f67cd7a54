package cache_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"alongside/internal/cache"
	"alongside/internal/cache/cachetest"
)

// budget is what one look-up may cost.
const budget = 50 * time.Millisecond

// lookUps asks for n things that are not there, one after the other, and gives
// how long each took, the longest last.
func lookUps(t testing.TB, c *cache.Cache[string], what string, n int) []time.Duration {
	t.Helper()
	var took []time.Duration
	for i := range n {
		began := time.Now()
		wants(t, c, c.Shared(what, fmt.Sprint(i)), "")
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took
}

func total(ds []time.Duration) (sum time.Duration) {
	for _, d := range ds {
		sum += d
	}
	return sum
}

// TestRedisGoes lets Redis go in each way in which it can, and holds the cache
// to: right answers, one look-up that waits, or a few that are slow, then none
// that asks, and all as before once Redis is back.
func TestRedisGoes(t *testing.T) {
	const many = 200
	for _, tt := range []struct {
		name       string
		asked      int // the most look-ups that ask once it has gone
		gone, back func(*cachetest.Server, *cachetest.Proxy)
	}{
		{"killed", 1, func(s *cachetest.Server, _ *cachetest.Proxy) { s.Kill() }, func(s *cachetest.Server, _ *cachetest.Proxy) { s.Restart() }},
		{"stalled", 1, func(_ *cachetest.Server, p *cachetest.Proxy) { p.Stall() }, func(_ *cachetest.Server, p *cachetest.Proxy) { p.Heal() }},
		{"slow", 3, func(_ *cachetest.Server, p *cachetest.Proxy) { p.Slow("40") }, func(_ *cachetest.Server, p *cachetest.Proxy) { p.Heal() }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := cachetest.Start(t)
			proxy := cachetest.Before(t, server.Addr)
			r := connect(t, proxy.Addr)
			c := newCache(t, options(r))
			answering(t, r)
			c.Put(c.Shared("kept"), "kept")
			cachetest.Until(t, "it is in redis", func() bool { return len(server.Held()) == 1 })
			lookUps(t, c, "before", 10)
			asked := count(t, r, "redis_asked_total", "")

			tt.gone(server, proxy)
			took := lookUps(t, c, "gone", many)
			wants(t, c, c.Shared("kept"), "kept")
			if more := count(t, r, "redis_asked_total", "") - asked; more > tt.asked {
				t.Errorf("%d look-ups asked a redis that had gone; want the first %d alone", more, tt.asked)
			}
			if sum := total(took); sum > many*budget/10 {
				t.Errorf("%d look-ups took %v, the longest %v", many, sum, took[many-1])
			}
			t.Logf("the longest look-up took %v, the next %v", took[many-1], took[many-2])

			tt.back(server, proxy)
			answering(t, r)
			c.Put(c.Shared("after"), "after")
			two := newCache(t, options(r))
			cachetest.Until(t, "what is put is shared again", func() bool {
				_, ok := two.Get(context.Background(), two.Shared("after"))
				return ok
			})
		})
	}
}

// TestStallMeetsMany lets many ask while Redis stalls: each waits for no more
// than the budget, once.
func TestStallMeetsMany(t *testing.T) {
	server := cachetest.Start(t)
	proxy := cachetest.Before(t, server.Addr)
	r := connect(t, proxy.Addr)
	answering(t, r)
	c := newCache(t, options(r))
	const people, each = 64, 50
	proxy.Stall()
	began := time.Now()
	var all sync.WaitGroup
	for p := range people {
		all.Go(func() { lookUps(t, c, fmt.Sprint(p), each) })
	}
	all.Wait()
	if asked := count(t, r, "redis_asked_total", ""); asked > people {
		t.Errorf("%d look-ups of %d people asked", asked, people)
	}
	if took := time.Since(began); took > each*budget/2 {
		t.Errorf("it took %v", took)
	}
}

// TestAwayAtTheStart begins without Redis: nobody waits for it, and it is
// taken in when it comes.
func TestAwayAtTheStart(t *testing.T) {
	t.Run("down", func(t *testing.T) {
		server := cachetest.Start(t)
		server.Kill()
		r := connect(t, server.Addr)
		c := newCache(t, options(r))
		lookUps(t, c, "down", 50)
		c.Put(c.Shared("kept"), "kept")
		wants(t, c, c.Shared("kept"), "kept")
		if asked := count(t, r, "redis_asked_total", ""); asked != 0 {
			t.Errorf("%d look-ups asked", asked)
		}
		server.Restart()
		answering(t, r)
	})
	t.Run("stalled", func(t *testing.T) {
		server := cachetest.Start(t)
		proxy := cachetest.Before(t, server.Addr)
		proxy.Stall()
		r := connect(t, proxy.Addr)
		c := newCache(t, options(r))
		if took := total(lookUps(t, c, "stalled", 100)); took > 10*budget {
			t.Errorf("it took %v", took)
		}
		proxy.Heal()
		answering(t, r)
	})
}

// TestFullRedis can be read still.
func TestFullRedis(t *testing.T) {
	server := cachetest.Start(t)
	ctx := context.Background()
	r := connect(t, server.Addr)
	answering(t, r)
	c := newCache(t, options(r))
	c.Put(c.Shared("one"), "one")
	cachetest.Until(t, "it is in redis", func() bool { return len(server.Held()) == 1 })
	if err := server.Client.ConfigSet(ctx, "maxmemory", "1").Err(); err != nil {
		t.Fatal(err)
	}
	c.Put(c.Shared("two"), "two")
	cachetest.Until(t, "what redis refuses is dropped", func() bool { return count(t, r, "redis_dropped_total", "") == 1 })
	fresh := newCache(t, options(r))
	wants(t, fresh, fresh.Shared("one"), "one")
	if away(t, r) {
		t.Error("a full redis is left alone")
	}
}
