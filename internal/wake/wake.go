// Package wake passes on the hint that the change log has grown: within one
// process, or over Redis between the nodes that share a store. A hint that is
// lost costs the follower's tick (two seconds), never a change.
package wake

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
)

const (
	channel = "alongside:changes"
	// budget is how long Redis may take over one hint.
	budget = 100 * time.Millisecond
	// pause is the wait before Redis is tried again after it was lost.
	pause = time.Second
)

// Bell is rung after a commit and heard by every node.
type Bell struct {
	client *redis.Client
	rings  chan struct{}
	log    *slog.Logger
}

// Connect gives a Bell over the Redis at url (redis://host:port/db). It does
// not wait for Redis to be there.
func Connect(url string, log *slog.Logger) (*Bell, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("redis address: %w", err)
	}
	o.ContextTimeoutEnabled = true
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout, o.PoolTimeout = budget, budget, budget, budget
	o.MaxRetries = -1
	return &Bell{client: redis.NewClient(o), rings: make(chan struct{}, 1), log: log}, nil
}

// Ring hints to the other nodes. It never blocks; rings that come faster than
// Redis takes them become one.
func (b *Bell) Ring() {
	select {
	case b.rings <- struct{}{}:
	default:
	}
}

// Run passes rings on, and calls heard for each one of another node, until ctx
// ends. heard is called once more whenever Redis is back, since rings may have
// been missed.
func (b *Bell) Run(ctx context.Context, heard func()) {
	go b.send(ctx)
	down := false
	for ctx.Err() == nil {
		err := b.receive(ctx, func() {
			if down {
				down = false
				b.log.Info("redis is back")
			}
			heard()
		})
		if ctx.Err() != nil {
			break
		}
		if !down {
			down = true
			b.log.Warn("redis is not answering; changes of other nodes are seen within two seconds instead", "err", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// Close lets go of the connections.
func (b *Bell) Close() error { return b.client.Close() }

func (b *Bell) send(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.rings:
			within, cancel := context.WithTimeout(ctx, budget)
			// A hint that fails is made good by the others' tick; receive logs
			// that Redis is away.
			_ = b.client.Publish(within, channel, "").Err()
			cancel()
		}
	}
}

// receive listens until the connection fails. It calls heard once when it is
// listening, and at each hint.
func (b *Bell) receive(ctx context.Context, heard func()) error {
	sub := b.client.Subscribe(ctx, channel)
	defer sub.Close()
	within, cancel := context.WithTimeout(ctx, 2*budget)
	_, err := sub.Receive(within)
	cancel()
	if err != nil {
		return err
	}
	heard()
	for {
		// A silent channel is asked for a sign of life now and then, so that a
		// stalled Redis is noticed.
		msg, err := sub.ReceiveTimeout(ctx, 5*time.Second)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if perr := sub.Ping(ctx); perr != nil {
				return perr
			}
			if _, perr := sub.ReceiveTimeout(ctx, 2*budget); perr != nil {
				return perr
			}
			continue
		}
		if _, ok := msg.(*redis.Message); ok {
			heard()
		}
	}
}
