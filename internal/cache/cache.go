// Package cache keeps answers for a few minutes: in this process, and those
// that anyone may see in Redis too, for the other nodes. It is a hint and never
// the truth: whoever asks puts into the key all that an answer depends on, so
// that a change makes older entries unreachable, and must be able to work any
// answer out again at any moment.
//
// What may leave the process is settled by the key alone: one made by Private
// never does.
package cache

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"
	"github.com/prometheus/client_golang/prometheus"
)

// DefaultTTL is how long an entry is kept: what is said of coming sessions
// grows old by itself, with no change that anyone made.
const DefaultTTL = 5 * time.Minute

const (
	// overhead is what one entry weighs beside its value.
	overhead = 256
	// share is the part of the bound that one entry may take.
	share = 16
)

// Options are what New needs.
type Options[V any] struct {
	// Name tells this cache from others in metrics and in Redis.
	Name string
	// Bytes bounds what is kept in the process.
	Bytes int64
	// TTL is how long an entry is kept; DefaultTTL when 0.
	TTL time.Duration
	// Size gives the bytes that a value takes.
	Size func(V) int
	// Redis takes what is kept under shared keys; nil for none. Encode and
	// Decode turn a value into bytes and back, and are needed with it alone.
	Redis  *Redis
	Encode func(V) []byte
	Decode func([]byte) (V, error)
}

// Cache keeps values of one type. It is safe for use by many goroutines. It is
// a prometheus.Collector of its own counts.
type Cache[V any] struct {
	collectors
	o      Options[V]
	secret []byte
	local  *otter.Cache[Key, held[V]]
	counts counts
}

// held is a value with the time that it is still kept for.
type held[V any] struct {
	value V
	left  time.Duration
}

// New gives an empty cache.
func New[V any](o Options[V]) (*Cache[V], error) {
	if o.TTL == 0 {
		o.TTL = DefaultTTL
	}
	if o.Redis != nil && (o.Encode == nil || o.Decode == nil) {
		return nil, errors.New("cache: what is shared needs a way into bytes and back")
	}
	c := &Cache[V]{o: o, secret: make([]byte, secretSize)}
	// It never fails: the program ends where there is no randomness.
	_, _ = rand.Read(c.secret)
	var err error
	c.local, err = otter.New(&otter.Options[Key, held[V]]{
		MaximumWeight:    uint64(max(o.Bytes, 1)),
		Weigher:          func(_ Key, h held[V]) uint32 { return uint32(o.Size(h.value) + overhead) },
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[Key, held[V]]) time.Duration { return e.Value.left }),
	})
	if err != nil {
		return nil, fmt.Errorf("cache %s: %w", o.Name, err)
	}
	c.counts = newCounts(o.Name)
	c.collectors = append(c.counts.collectors(), prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "alongside_cache_bytes", Help: "What a cache holds in this process, in bytes.", ConstLabels: prometheus.Labels{"cache": o.Name},
	}, func() float64 { return float64(c.local.WeightedSize()) }))
	return c, nil
}

// Get gives the value kept under a key, and whether there is one. Redis is
// asked for shared keys alone, and gets no longer than its budget.
func (c *Cache[V]) Get(ctx context.Context, k Key) (V, bool) {
	if h, ok := c.local.GetIfPresent(k); ok {
		c.counts.hits.Inc()
		return h.value, true
	}
	if h, ok := c.fetch(ctx, k); ok {
		c.counts.shared.Inc()
		c.keep(k, h)
		return h.value, true
	}
	c.counts.misses.Inc()
	var none V
	return none, false
}

// fetch asks Redis. What is damaged, too old or made by something else counts
// as nothing.
func (c *Cache[V]) fetch(ctx context.Context, k Key) (held[V], bool) {
	if !k.shared || c.o.Redis == nil {
		return held[V]{}, false
	}
	sealed, ok := c.o.Redis.get(ctx, k.name(c.o.Name))
	if !ok {
		return held[V]{}, false
	}
	payload, made, err := open(k, sealed)
	left := c.o.TTL - time.Since(made)
	if err == nil && left > 0 {
		var v V
		if v, err = c.o.Decode(payload); err == nil {
			// Another node's clock may be ahead of ours.
			return held[V]{value: v, left: min(left, c.o.TTL)}, true
		}
	}
	c.counts.refused.Inc()
	return held[V]{}, false
}

// Put keeps a value, which nobody may change from then on. It never waits for
// Redis: what Redis cannot take at once it does not get.
func (c *Cache[V]) Put(k Key, v V) {
	c.keep(k, held[V]{value: v, left: c.o.TTL})
	if k.shared && c.o.Redis != nil && c.o.Size(v) <= largest {
		c.o.Redis.put(k.name(c.o.Name), seal(k, time.Now(), c.o.Encode(v)), c.o.TTL)
	}
}

func (c *Cache[V]) keep(k Key, h held[V]) {
	if int64(c.o.Size(h.value)+overhead) <= c.o.Bytes/share {
		c.local.Set(k, h)
	}
}

// Close forgets everything. The Redis stays open: it is whoever's opened it.
func (c *Cache[V]) Close() {
	c.local.InvalidateAll()
	c.local.StopAllGoroutines()
}
