package cache

import (
	"context"
	"time"
)

const (
	// pause is the wait before Redis is tried again after it was lost.
	pause = time.Second
	// longestPause bounds that wait for a Redis that comes and goes.
	longestPause = time.Minute
)

// lose leaves Redis alone from now on. The first failure is enough: so many
// requests wait for a Redis that stalls as were asking it just then, and none
// after them.
func (r *Redis) lose(err error) {
	if r.away.CompareAndSwap(false, true) {
		r.lost <- err // there is room: watch takes it before Redis is back
	}
}

// watch writes what waits, and finds out when a Redis that was lost is back.
// It asks by itself, so that no request pays for a probe: a breaker that lets
// one through now and then would cost somebody the budget each time.
func (r *Redis) watch(ctx context.Context) {
	if err := r.ping(ctx); err != nil {
		r.lost <- err
	} else {
		r.away.Store(false)
	}
	wait, back := pause, time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case w := <-r.writes:
			r.write(ctx, w)
		case err := <-r.lost:
			if ctx.Err() != nil {
				return
			}
			r.counts.losses.Inc()
			r.log.Warn("the cache does without redis until it answers again", "err", err)
			// One that comes and goes is tried less and less often.
			if wait *= 2; time.Since(back) > longestPause {
				wait = pause
			}
			wait = min(wait, longestPause)
			if !r.awaitReturn(ctx, wait) {
				return
			}
			r.log.Info("redis is back in the cache")
			back = time.Now()
			r.slow.Store(0)
			r.away.Store(false)
		}
	}
}

// awaitReturn asks Redis for a sign of life until there is one; false means
// that ctx ended first.
func (r *Redis) awaitReturn(ctx context.Context, wait time.Duration) bool {
	for {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(wait):
		}
		if r.ping(ctx) == nil {
			return true
		}
	}
}

// ping reports whether Redis answers as fast as a good look-up does; dialling,
// which comes before the first answer, may take longer.
func (r *Redis) ping(ctx context.Context) error {
	for _, within := range []time.Duration{budget, budget / 2} {
		ctx, cancel := context.WithTimeout(ctx, within)
		err := r.client.Ping(ctx).Err()
		cancel()
		if err != nil {
			return err
		}
	}
	return nil
}
