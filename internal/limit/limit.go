// Package limit says how often something may be done by one key, an address or
// an account, say: in this process, and over Redis among the nodes that share
// one. Redis is a hint here as everywhere: when it is lost or slow, what this
// process has seen decides, so that a limit fails neither open nor shut.
//
// Nobody can read from it who did what. A key goes through a keyed hash before
// it is kept or sent: in the process under a random secret that no other
// process knows, in Redis under a secret that changes each day.
package limit

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"alongside/internal/cache"
)

// DefaultKeys is how many keys are kept in the process at the most: about 10 MB.
const DefaultKeys = 50_000

// Limit is a bucket for each key. It holds Most takings, and fills evenly, in
// Per when it was empty: Most may be done at once, and then one in each
// Per/Most. Limits that differ in anything count apart.
type Limit struct {
	// Name tells limits apart, and is a label in metrics.
	Name string
	// Most is at least 1; nothing passes else.
	Most int
	// Per is counted in milliseconds, one for each of Most at the least.
	Per time.Duration
}

// every is what one taking costs: whole milliseconds, since Redis counts in
// them, and rounded up, so that no more than Most pass in Per.
func (l Limit) every() time.Duration {
	each := max(0, l.Per/time.Duration(l.Most))
	whole := each.Truncate(time.Millisecond)
	if whole < each || whole == 0 {
		whole += time.Millisecond
	}
	return whole
}

// holds is the time in which an empty bucket fills.
func (l Limit) holds() time.Duration { return l.every() * time.Duration(l.Most) }

// Options are what New needs.
type Options struct {
	// Now is the clock of what is counted in the process; time.Now when nil.
	// Redis has its own.
	Now func() time.Time
	// Keys bounds what is kept in the process; DefaultKeys when 0. When there
	// are more, those that were asked for longest ago are forgotten.
	Keys int
	// Redis is what the nodes share; nil for none. It stays its opener's to
	// close.
	Redis *cache.Redis
	// Secret gives the secret of the local day: the same on every node, and
	// another one each day, so that nothing in Redis can be linked over days.
	// It is called at each Allow, and is needed with Redis. Redis is not asked
	// while it gives fewer than 16 bytes.
	Secret func() []byte
}

// Limiter counts what is done. It is safe for use by many goroutines, needs no
// closing, and is a prometheus.Collector of its own counts.
type Limiter struct {
	o      Options
	began  time.Time
	secret []byte
	table  *table
	counts counts
}

// New gives a Limiter that has counted nothing yet.
func New(o Options) (*Limiter, error) {
	if o.Redis != nil && o.Secret == nil {
		return nil, errors.New("limit: what is shared needs a secret")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Keys <= 0 {
		o.Keys = DefaultKeys
	}
	l := &Limiter{o: o, began: o.Now(), secret: make([]byte, secretSize), table: newTable(o.Keys)}
	// It never fails: the program ends where there is no randomness.
	_, _ = rand.Read(l.secret)
	l.counts = newCounts(l.table.len)
	return l, nil
}

// now is time since the start and no time of day: a clock that is set forward
// or back changes nothing.
func (l *Limiter) now() time.Duration { return l.o.Now().Sub(l.began) }

// Allow counts one taking of key and reports whether it passes; if not, it
// counts for nothing, and wait is when to try again. It gives Redis no longer
// than 50 ms, and asks it only about what this process alone would let pass.
func (l *Limiter) Allow(ctx context.Context, limit Limit, key string) (ok bool, wait time.Duration) {
	if limit.Most < 1 {
		return false, limit.Per
	}
	k := hash(l.secret, limit, key)
	if l.o.Redis == nil {
		return l.alone(k, limit)
	}
	now := l.now()
	if wait := l.table.look(k, limit, now); wait > 0 {
		l.counts.add(limit, false, byProcess)
		return false, wait
	}
	ok, used, answered := l.share(ctx, limit, key)
	if !answered {
		return l.alone(k, limit)
	}
	// What the nodes have let pass together is kept here too: if Redis is lost
	// after this, we go on from there.
	l.table.learn(k, limit, now, used)
	l.counts.add(limit, ok, byRedis)
	if ok {
		return true, 0
	}
	return false, used + limit.every() - limit.holds()
}

// alone lets the process decide.
func (l *Limiter) alone(k sum, limit Limit) (bool, time.Duration) {
	wait := l.table.take(k, limit, l.now())
	l.counts.add(limit, wait == 0, byProcess)
	return wait == 0, wait
}
