package limit_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"pgregory.net/rapid"

	"alongside/internal/limit"
)

var ctx = context.Background()

// clock is set by hand.
type clock struct{ at atomic.Int64 }

func (c *clock) Now() time.Time            { return time.Unix(1_777_777_777, c.at.Load()) }
func (c *clock) after(later time.Duration) { c.at.Add(int64(later)) }

func newLimiter(t testing.TB, o limit.Options) *limit.Limiter {
	t.Helper()
	l, err := limit.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// count gives a metric, summed over the series that have all these values of
// labels.
func count(t testing.TB, c prometheus.Collector, name string, values ...string) (sum int) {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var has []string
			for _, l := range m.GetLabel() {
				has = append(has, l.GetValue())
			}
			missing := func(v string) bool { return !slices.Contains(has, v) }
			if f.GetName() == "alongside_limit_"+name && !slices.ContainsFunc(values, missing) {
				sum += int(m.GetCounter().GetValue() + m.GetGauge().GetValue())
			}
		}
	}
	return sum
}

func TestTakings(t *testing.T) {
	const ok = time.Duration(0)
	type taking struct {
		after time.Duration // since the taking before
		key   string
		wait  time.Duration // 0 when it passes
	}
	for _, tt := range []struct {
		name    string
		limit   limit.Limit
		takings []taking
	}{
		{"most at once, then one for each that has filled", limit.Limit{Name: "x", Most: 3, Per: time.Minute}, []taking{
			{0, "a", ok}, {0, "a", ok}, {0, "a", ok}, {0, "a", 20 * time.Second},
			{5 * time.Second, "a", 15 * time.Second}, {15 * time.Second, "a", ok}, {0, "a", 20 * time.Second},
			{40 * time.Second, "a", ok}, {0, "a", ok}, {0, "a", 20 * time.Second},
		}},
		{"no more is saved up than it holds", limit.Limit{Name: "x", Most: 2, Per: time.Minute}, []taking{
			{0, "a", ok}, {24 * time.Hour, "a", ok}, {0, "a", ok}, {0, "a", 30 * time.Second},
		}},
		{"keys count apart", limit.Limit{Name: "x", Most: 1, Per: time.Minute}, []taking{
			{0, "a", ok}, {0, "b", ok}, {0, "", ok}, {0, "a", time.Minute}, {0, "b", time.Minute}, {0, "", time.Minute}, {time.Minute, "b", ok},
		}},
		{"what is refused counts for nothing", limit.Limit{Name: "x", Most: 1, Per: 10 * time.Second}, []taking{
			{0, "a", ok}, {9 * time.Second, "a", time.Second}, {999 * time.Millisecond, "a", time.Millisecond}, {time.Millisecond, "a", ok},
		}},
		{"what does not come out even is rounded against whoever asks", limit.Limit{Name: "x", Most: 3, Per: time.Second}, []taking{
			{0, "a", ok}, {0, "a", ok}, {0, "a", ok}, {333 * time.Millisecond, "a", time.Millisecond}, {time.Millisecond, "a", ok},
		}},
		{"a clock that is set back shuts nobody out for longer", limit.Limit{Name: "x", Most: 2, Per: time.Minute}, []taking{
			{0, "a", ok}, {0, "a", ok}, {-time.Hour, "a", 30 * time.Second}, {30 * time.Second, "a", ok},
		}},
		{"nothing passes where nothing may", limit.Limit{Name: "x", Per: time.Minute}, []taking{{0, "a", time.Minute}, {time.Hour, "a", time.Minute}}},
		{"no time is a millisecond", limit.Limit{Name: "x", Most: 1}, []taking{{0, "a", ok}, {0, "a", time.Millisecond}, {time.Millisecond, "a", ok}}},
		{"nor is less than none", limit.Limit{Name: "x", Most: 1, Per: -time.Hour}, []taking{{0, "a", ok}, {0, "a", time.Millisecond}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c clock
			l := newLimiter(t, limit.Options{Now: c.Now})
			for i, k := range tt.takings {
				c.after(k.after)
				if ok, wait := l.Allow(ctx, tt.limit, k.key); ok != (k.wait == 0) || wait != k.wait {
					t.Errorf("taking %d, of %q: passed %v, wait %v; want %v", i, k.key, ok, wait, k.wait)
				}
			}
		})
	}
}

func TestLimitsCountApart(t *testing.T) {
	l := newLimiter(t, limit.Options{Now: new(clock).Now})
	for _, one := range []struct {
		limit limit.Limit
		key   string
	}{
		{limit.Limit{Name: "report", Most: 1, Per: time.Hour}, "a"},
		{limit.Limit{Name: "sign-in", Most: 1, Per: time.Hour}, "a"},
		{limit.Limit{Name: "report", Most: 1, Per: 2 * time.Hour}, "a"},
		{limit.Limit{Name: "reporta", Most: 1, Per: time.Hour}, ""},
		{limit.Limit{Name: "", Most: 1, Per: time.Hour}, "reporta"},
	} {
		if ok, _ := l.Allow(ctx, one.limit, one.key); !ok {
			t.Errorf("%+v of %q was counted under another", one.limit, one.key)
		}
		if ok, _ := l.Allow(ctx, one.limit, one.key); ok {
			t.Errorf("%+v of %q passed twice", one.limit, one.key)
		}
	}
	if passed, refused := count(t, l, "takings_total", "passed"), count(t, l, "takings_total", "refused"); passed != 5 || refused != 5 {
		t.Errorf("counted %d that passed and %d that did not", passed, refused)
	}
}

// TestMany has many ask at once: exactly Most pass for each key.
func TestMany(t *testing.T) {
	const people, tries, keys = 64, 50, 4
	l := newLimiter(t, limit.Options{Now: new(clock).Now})
	most := limit.Limit{Name: "x", Most: 100, Per: time.Hour}
	var passed [keys]atomic.Int64
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			for i := range tries * keys {
				if ok, _ := l.Allow(ctx, most, fmt.Sprint(i%keys)); ok {
					passed[i%keys].Add(1)
				}
			}
		})
	}
	all.Wait()
	for k := range passed {
		if n := passed[k].Load(); n != int64(most.Most) {
			t.Errorf("%d of key %d passed; want %d", n, k, most.Most)
		}
	}
}

// TestBound lets more keys come than are kept: whoever asked longest ago is
// forgotten, and nobody else.
func TestBound(t *testing.T) {
	var c clock
	l := newLimiter(t, limit.Options{Now: c.Now, Keys: 3})
	once := limit.Limit{Name: "x", Most: 1, Per: time.Hour}
	for i, step := range []struct {
		key  string
		pass bool
	}{
		{"a", true}, {"b", true}, {"c", true}, {"a", false}, {"d", true}, {"a", false}, {"c", false}, {"d", false},
		{"b", true}, {"a", true},
	} {
		if ok, _ := l.Allow(ctx, once, step.key); ok != step.pass {
			t.Errorf("step %d: %q passed: %v", i, step.key, ok)
		}
	}
	for i := range 1000 {
		l.Allow(ctx, once, fmt.Sprint("many", i))
		if n := count(t, l, "keys"); n > 3 {
			t.Fatalf("%d keys are kept", n)
		}
	}
	// What counts no more goes when others come.
	big := newLimiter(t, limit.Options{Now: c.Now})
	for i := range 100 {
		big.Allow(ctx, once, fmt.Sprint(i))
	}
	c.after(2 * time.Hour)
	for i := range 60 {
		big.Allow(ctx, once, fmt.Sprint("later", i))
	}
	if n := count(t, big, "keys"); n != 60 {
		t.Errorf("%d keys are kept; want the 60 that still count", n)
	}
}

// TestAnyTakings holds limits to what they say, whatever comes when: never more
// than Most and what has filled since, and whoever waits as told passes.
func TestAnyTakings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c clock
		l, err := limit.New(limit.Options{Now: c.Now})
		if err != nil {
			t.Fatal(err)
		}
		x := limit.Limit{Name: "x", Most: rapid.IntRange(1, 20).Draw(t, "most"), Per: time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "per"))}
		var passed []time.Time
		for range rapid.IntRange(1, 60).Draw(t, "takings") {
			c.after(time.Duration(rapid.Int64Range(0, int64(x.Per)/int64(x.Most)*2).Draw(t, "after")))
			ok, wait := l.Allow(ctx, x, "a")
			if !ok {
				if wait <= 0 {
					t.Fatalf("refused, and told to wait %v", wait)
				}
				c.after(wait - 1)
				if early, _ := l.Allow(ctx, x, "a"); early {
					t.Fatal("it could have passed earlier")
				}
				c.after(1)
				if ok, _ = l.Allow(ctx, x, "a"); !ok {
					t.Fatalf("refused after waiting %v as told", wait)
				}
			}
			passed = append(passed, c.Now())
			for i, since := range passed {
				if filled := int(c.Now().Sub(since) * time.Duration(x.Most) / x.Per); len(passed)-i > x.Most+filled {
					t.Fatalf("%d of %+v passed within %v", len(passed)-i, x, c.Now().Sub(since))
				}
			}
		}
	})
}

func BenchmarkAllow(b *testing.B) {
	l := newLimiter(b, limit.Options{})
	x := limit.Limit{Name: "x", Most: 10, Per: time.Hour}
	keys := make([]string, 2*limit.DefaultKeys)
	for i := range keys {
		keys[i] = fmt.Sprint("2001:db8::", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Allow(ctx, x, keys[i%len(keys)])
	}
}
