package limit_test

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"alongside/internal/cache"
	"alongside/internal/cache/cachetest"
	"alongside/internal/limit"
)

// budget is what one Allow may cost: 50 ms, with room for a machine that is
// busy. A client that is left as it comes would wait for seconds.
const budget = 500 * time.Millisecond

func secret() []byte { return []byte("the secret of this very day") }

// hourly passes seldom enough that none fills while a test runs.
func hourly(most int) limit.Limit { return limit.Limit{Name: "x", Most: most, Per: 100 * time.Hour} }

func connect(t testing.TB, addr string) *cache.Redis {
	t.Helper()
	r, err := cache.Connect("redis://"+addr, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// node gives a limiter that shares the Redis at addr.
func node(t testing.TB, addr string) *limit.Limiter {
	t.Helper()
	l := newLimiter(t, limit.Options{Redis: connect(t, addr), Secret: secret})
	shares(t, l)
	return l
}

// shares waits until Redis decides.
func shares(t testing.TB, l *limit.Limiter) {
	t.Helper()
	before, i := count(t, l, "takings_total", "redis"), 0
	cachetest.Until(t, "redis decides", func() bool {
		i++
		l.Allow(ctx, limit.Limit{Name: "is it there", Most: 1, Per: time.Second}, fmt.Sprint(i))
		return count(t, l, "takings_total", "redis") > before
	})
}

// takes asks n times and gives how many passed.
func takes(t testing.TB, l *limit.Limiter, x limit.Limit, key string, n int) (passed int) {
	t.Helper()
	for range n {
		began := time.Now()
		ok, wait := l.Allow(ctx, x, key)
		if took := time.Since(began); took > budget {
			t.Errorf("it took %v", took)
		}
		if ok {
			passed++
		}
		if ok != (wait == 0) || wait > x.Per {
			t.Errorf("passed %v, wait %v", ok, wait)
		}
	}
	return passed
}

func wantPassed(t testing.TB, what string, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %d passed; want %d", what, got, want)
	}
}

func TestShared(t *testing.T) {
	server := cachetest.Start(t)
	one, two := node(t, server.Addr), node(t, server.Addr)
	cachetest.Until(t, "redis is empty", func() bool { return server.Client.DBSize(ctx).Val() == 0 })
	wantPassed(t, "the first", takes(t, one, hourly(5), "a", 3), 3)
	wantPassed(t, "the second", takes(t, two, hourly(5), "a", 4), 2)
	wantPassed(t, "another key", takes(t, two, hourly(5), "b", 9), 5)
	wantPassed(t, "another limit", takes(t, two, hourly(6), "a", 9), 6)
	_, wait := one.Allow(ctx, hourly(5), "a")
	if rest := hourly(5).Per/5 - wait; rest < 0 || rest > time.Minute {
		t.Errorf("wait %v", wait)
	}
	// Whoever was refused is refused by the process from then on.
	before := count(t, two, "takings_total", "redis")
	wantPassed(t, "a flood", takes(t, two, hourly(5), "a", 1000), 0)
	if asked := count(t, two, "takings_total", "redis") - before; asked != 0 {
		t.Errorf("redis was asked %d times about what the process knew", asked)
	}
	for name := range server.Held() {
		if ttl := server.Client.PTTL(ctx, name).Val(); ttl <= 0 || ttl > 100*time.Hour {
			t.Errorf("%s is kept for %v", name, ttl)
		}
	}
}

func TestSharedFills(t *testing.T) {
	server := cachetest.Start(t)
	one, two := node(t, server.Addr), node(t, server.Addr)
	x := limit.Limit{Name: "x", Most: 2, Per: 2 * time.Second}
	wantPassed(t, "at first", takes(t, one, x, "a", 2), 2)
	ok, wait := two.Allow(ctx, x, "a")
	if ok || wait <= 0 || wait > time.Second {
		t.Fatalf("passed %v, wait %v", ok, wait)
	}
	time.Sleep(wait + 2*time.Millisecond) // two clocks count in whole milliseconds
	wantPassed(t, "after the wait", takes(t, two, x, "a", 2), 1)
	cachetest.Until(t, "redis holds nothing that counts no more", func() bool {
		return server.Client.DBSize(ctx).Val() == 0
	})
}

// TestSharedByMany has many ask two nodes at once: exactly Most pass. On a
// machine so busy that Redis was lost meanwhile, they ask anew.
func TestSharedByMany(t *testing.T) {
	server := cachetest.Start(t)
	nodes := []*limit.Limiter{node(t, server.Addr), node(t, server.Addr)}
	const people, tries = 16, 20
	x := hourly(50)
	for attempt := range 20 {
		before := count(t, nodes[0], "takings_total", "redis", "passed") + count(t, nodes[1], "takings_total", "redis", "passed")
		var passed atomic.Int64
		var all sync.WaitGroup
		for p := range people {
			all.Go(func() {
				for range tries {
					if ok, _ := nodes[p%2].Allow(ctx, x, fmt.Sprint(attempt)); ok {
						passed.Add(1)
					}
				}
			})
		}
		all.Wait()
		n := passed.Load()
		byRedis := count(t, nodes[0], "takings_total", "redis", "passed") + count(t, nodes[1], "takings_total", "redis", "passed") - before
		if int64(byRedis) == n {
			wantPassed(t, "of many", int(n), x.Most)
			return
		}
		shares(t, nodes[0])
		shares(t, nodes[1])
	}
	t.Error("redis never decided throughout")
}

// TestRedisGoes lets Redis go in the midst of it: what each process has seen
// decides, which lets neither everything pass nor nothing.
func TestRedisGoes(t *testing.T) {
	for _, tt := range []struct {
		name       string
		gone, back func(*cachetest.Server, *cachetest.Proxy)
	}{
		{"killed", func(s *cachetest.Server, _ *cachetest.Proxy) { s.Kill() }, func(s *cachetest.Server, _ *cachetest.Proxy) { s.Restart() }},
		{"stalled", func(_ *cachetest.Server, p *cachetest.Proxy) { p.Stall() }, func(_ *cachetest.Server, p *cachetest.Proxy) { p.Heal() }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := cachetest.Start(t)
			proxy := cachetest.Before(t, server.Addr)
			one, two := node(t, proxy.Addr), node(t, proxy.Addr)
			wantPassed(t, "the first", takes(t, one, hourly(10), "a", 4), 4)
			wantPassed(t, "the second", takes(t, two, hourly(10), "a", 3), 3)
			tt.gone(server, proxy)
			began := time.Now()
			wantPassed(t, "the second, which knows of 7", takes(t, two, hourly(10), "a", 100), 3)
			wantPassed(t, "the first, which knows of its 4", takes(t, one, hourly(10), "a", 100), 6)
			wantPassed(t, "one who is new", takes(t, one, hourly(10), "b", 100), 10)
			if took := time.Since(began); took > 4*budget {
				t.Errorf("300 takings took %v", took)
			}
			tt.back(server, proxy)
			shares(t, one)
			shares(t, two)
			wantPassed(t, "still known to the process", takes(t, one, hourly(10), "a", 3), 0)
			wantPassed(t, "one who is new", takes(t, one, hourly(10), "c", 6)+takes(t, two, hourly(10), "c", 6), 10)
		})
	}
}

func TestAwayAtTheStart(t *testing.T) {
	l := newLimiter(t, limit.Options{Redis: connect(t, cachetest.FreeAddr(t)), Secret: secret})
	wantPassed(t, "without redis", takes(t, l, hourly(10), "a", 100), 10)
}

// TestFullRedis refuses what is new; the process decides, and the cache goes on
// asking.
func TestFullRedis(t *testing.T) {
	server := cachetest.Start(t)
	r := connect(t, server.Addr)
	l := newLimiter(t, limit.Options{Redis: r, Secret: secret})
	shares(t, l)
	if err := server.Client.ConfigSet(ctx, "maxmemory", "1").Err(); err != nil {
		t.Fatal(err)
	}
	wantPassed(t, "while it is full", takes(t, l, hourly(10), "a", 100), 10)
	if err := server.Client.ConfigSet(ctx, "maxmemory", "0").Err(); err != nil {
		t.Fatal(err)
	}
	before := count(t, l, "takings_total", "redis")
	takes(t, l, hourly(10), "b", 1)
	if count(t, l, "takings_total", "redis") == before {
		t.Error("redis was given up for being full")
	}
}

// TestDamaged puts what is none of ours where a bucket should be.
func TestDamaged(t *testing.T) {
	server := cachetest.Start(t)
	one := node(t, server.Addr)
	cachetest.Until(t, "redis is empty", func() bool { return server.Client.DBSize(ctx).Val() == 0 })
	takes(t, one, hourly(2), "a", 1)
	name := slices.Collect(maps.Keys(server.Held()))[0]
	for _, tt := range []struct {
		what   string
		ttl    time.Duration
		passed int
	}{{"for ever", 0, 2}, {"too long", 1000 * time.Hour, 0}, {"as it should", 50 * time.Hour, 1}} {
		t.Run(tt.what, func(t *testing.T) {
			if err := server.Client.Set(ctx, name, "what", tt.ttl).Err(); err != nil {
				t.Fatal(err)
			}
			wantPassed(t, "on a node that is new", takes(t, node(t, server.Addr), hourly(2), "a", 5), tt.passed)
			if ttl := server.Client.PTTL(ctx, name).Val(); ttl <= 0 || ttl > 100*time.Hour {
				t.Errorf("it is kept for %v", ttl)
			}
		})
	}
}

// listen gives all that the server is told until it is called, and misses none
// of it.
func listen(t *testing.T, server *cachetest.Server) (heard func() string) {
	t.Helper()
	conn, err := net.Dial("tcp", server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	lines := bufio.NewScanner(conn)
	if _, err := io.WriteString(conn, "MONITOR\r\n"); err != nil || !lines.Scan() || lines.Text() != "+OK" {
		t.Fatalf("the server lets nobody listen: %v %s", err, lines.Text())
	}
	return func() string {
		server.Client.Echo(ctx, "that was all")
		var told strings.Builder
		for lines.Scan() {
			if strings.Contains(lines.Text(), "that was all") {
				return told.String()
			}
			told.WriteString(lines.Text() + "\n")
		}
		t.Fatal("the server stopped telling")
		return ""
	}
}

// TestNothingOfTheKey listens to all that Redis is told and looks at all that
// it holds: no key is in it, nor anything that stays the same over days.
func TestNothingOfTheKey(t *testing.T) {
	server := cachetest.Start(t)
	r := connect(t, server.Addr)
	today := atomic.Pointer[[]byte]{}
	day := func(s string) { b := []byte(s); today.Store(&b) }
	day("the secret of the first day")
	o := limit.Options{Redis: r, Secret: func() []byte { return *today.Load() }}
	one, two := newLimiter(t, o), newLimiter(t, o)
	shares(t, one)
	cachetest.Until(t, "redis is empty", func() bool { return server.Client.DBSize(ctx).Val() == 0 })
	heard := listen(t, server)

	const key = "2001:db8:ca4a::7"
	x := limit.Limit{Name: "canary", Most: 3, Per: 100 * time.Hour}
	takes(t, one, x, key, 1)
	takes(t, two, x, key, 1)
	first := server.Held()
	day("the secret of the second day")
	takes(t, one, x, key, 1)
	held := server.Held()
	if len(first) != 1 || len(held) != 2 {
		t.Errorf("a key has one name a day: %d, then %d", len(first), len(held))
	}
	for name, value := range held {
		if value != "" || !strings.HasPrefix(name, "alongside:limit:") {
			t.Errorf("redis holds %q as %q", value, name)
		}
	}
	day("short")
	before := count(t, one, "takings_total", "redis")
	takes(t, one, x, "another", 1)
	if count(t, one, "takings_total", "redis") != before {
		t.Error("a poor secret is used")
	}
	told := heard()
	if n := strings.Count(strings.ToLower(told), `"evalsha"`); n < 3 {
		t.Fatalf("%d takings were heard: %s", n, told)
	}
	for _, word := range []string{key, "2001", "ca4a", "canary", "secret"} {
		if strings.Contains(told, word) {
			t.Errorf("redis was told %q: %s", word, told)
		}
	}
}

func TestLeavesNothing(t *testing.T) {
	server := cachetest.Start(t)
	before := goleak.IgnoreCurrent()
	r, err := cache.Connect("redis://"+server.Addr, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l := newLimiter(t, limit.Options{Redis: r, Secret: secret})
	shares(t, l)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	// Who comes late is counted by the process.
	wantPassed(t, "late", takes(t, l, hourly(10), "a", 100), 10)
	goleak.VerifyNone(t, before)
	if _, err := limit.New(limit.Options{Redis: r}); err == nil {
		t.Error("redis is used without a secret")
	}
}
