package cache

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	// budget is how long Redis may take over one look-up in all: waiting for a
	// connection, dialling, asking and answering.
	budget = 50 * time.Millisecond
	// slowest is how many answers in a row may take more than half the budget:
	// one may be a hiccup of our own.
	slowest = 3
	// largest is the most bytes that one entry in Redis has.
	largest = 256 << 10
	// waiting is how many entries wait to be written; more are dropped.
	waiting = 64
)

// Redis is what nodes share. It is asked only while it answers well: see
// watch. It is safe for use by many goroutines, and a prometheus.Collector of
// its own counts.
type Redis struct {
	collectors
	client *redis.Client
	log    *slog.Logger
	counts redisCounts
	// away is true while Redis is left alone; lost tells watch why.
	away atomic.Bool
	// slow counts the slow answers since the last quick one.
	slow   atomic.Int32
	lost   chan error
	writes chan write
	stop   context.CancelFunc
	done   sync.WaitGroup
}

type write struct {
	name string
	body []byte
	ttl  time.Duration
}

// Connect gives the Redis at url (redis://host:port/db). It does not wait for
// Redis to be there: until it has answered once it is not asked.
func Connect(url string, log *slog.Logger) (*Redis, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("redis address: %w", err)
	}
	o.ContextTimeoutEnabled = true
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = budget, budget, budget, budget
	o.MaxRetries, o.DialerRetries = -1, 1
	// Nothing is said to a server on connecting that the cache does not need.
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	ctx, cancel := context.WithCancel(context.Background())
	r := &Redis{client: redis.NewClient(o), log: log, lost: make(chan error, 1), writes: make(chan write, waiting), stop: cancel}
	r.counts = newRedisCounts(r.away.Load)
	r.collectors = r.counts.collectors()
	r.away.Store(true)
	r.done.Go(func() { r.watch(ctx) })
	return r, nil
}

// Close lets go of the connections; what waits to be written is dropped.
func (r *Redis) Close() error {
	r.stop()
	r.done.Wait()
	return r.client.Close()
}

// Ask puts a question to Redis as the look-ups are put: it is not put while
// Redis is left alone, and it has no longer than the budget. An error that the
// question gives means that Redis is lost: what a Redis that answers refuses,
// the question keeps to itself. Ask reports whether the question was put and
// gave no error.
func (r *Redis) Ask(ctx context.Context, question func(context.Context, redis.Cmdable) error) bool {
	if r.away.Load() {
		return false
	}
	r.counts.asked.Inc()
	began := time.Now()
	within, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	err := question(within, r.client)
	switch took := time.Since(began); {
	case ctx.Err() != nil: // whoever asked gave up: that says nothing of Redis
	case err != nil:
		r.lose(err)
	case took <= budget/2:
		r.slow.Store(0)
	case r.slow.Add(1) >= slowest:
		r.lose(fmt.Errorf("look-ups are slow: %v", took.Round(time.Millisecond)))
	}
	return err == nil
}

// get gives what is kept under a name, and whether there is anything.
func (r *Redis) get(ctx context.Context, name string) (b []byte, found bool) {
	r.Ask(ctx, func(ctx context.Context, c redis.Cmdable) (err error) {
		b, err = c.Get(ctx, name).Bytes()
		if found = err == nil; errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	return b, found
}

// put writes an entry when its turn comes.
func (r *Redis) put(name string, body []byte, ttl time.Duration) {
	if r.away.Load() {
		return
	}
	select {
	case r.writes <- write{name, body, ttl}:
	default:
		r.counts.dropped.Inc()
	}
}

func (r *Redis) write(ctx context.Context, w write) {
	within, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	err := r.client.Set(within, w.name, w.body, w.ttl).Err()
	if err == nil {
		r.counts.written.Inc()
		return
	}
	r.counts.dropped.Inc()
	// A Redis that is full or read-only says so at once, and can still be read.
	if _, answered := errors.AsType[redis.Error](err); !answered && ctx.Err() == nil {
		r.lose(err)
	}
}
