package jobs

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// What a Runner goes by unless told.
const (
	DefaultLease  = 30 * time.Second
	DefaultPoll   = time.Second
	DefaultWithin = 10 * time.Minute
)

// budget is how long the database may take over what would else be waited for
// without end.
const budget = 10 * time.Second

// Handler does a job. It has to end soon after ctx does: another node may then
// be about to do the same job. An error that has a method Permanent() bool which
// gives true is not tried again. Its directory.Error's sentence is kept with the
// job, and so must hold nothing personal; of any other error "Internal error."
// is kept, and the rest is logged.
type Handler func(ctx context.Context, j Job) error

// Work is how jobs of a kind are done.
type Work struct {
	Run Handler
	// AtOnce is how many are run at once; 1 when 0. Kinds do not wait for each
	// other.
	AtOnce int
	// Within is how long one may take; DefaultWithin when 0.
	Within time.Duration
}

// Options are what a Runner may be told.
type Options struct {
	// Log hears of what fails, without what is personal; nil for nobody.
	Log *slog.Logger
	// Lease is how long the others wait for a node that is killed while it
	// works; DefaultLease when 0. The clock that counts is the queue's.
	Lease time.Duration
	// Poll is how often it is seen to what is due; DefaultPoll when 0.
	Poll time.Duration
}

// Runner runs jobs while no other runner on the same database does.
type Runner struct {
	q    *Queue
	o    Options
	name string
	work map[string]Work
	// kinds are those of work, sorted.
	kinds     []string
	schedules []*schedule
	// failing says that the database did not answer last time.
	failing bool
}

// NewRunner runs the jobs of a queue whose kinds Handle names. Those of other
// kinds wait for a node that knows them.
func NewRunner(q *Queue, o Options) *Runner {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Lease <= 0 {
		o.Lease = DefaultLease
	}
	if o.Poll <= 0 {
		o.Poll = DefaultPoll
	}
	return &Runner{q: q, o: o, name: rand.Text(), work: map[string]Work{}}
}

// Handle says how jobs of a kind are done. It is for before Run, and panics
// where the kind is none or is handled already.
func (r *Runner) Handle(kind string, w Work) {
	if _, handled := r.work[kind]; handled || !kinds.MatchString(kind) || w.Run == nil {
		panic("jobs: " + kind + " can't be handled")
	}
	if w.AtOnce <= 0 {
		w.AtOnce = 1
	}
	if w.Within <= 0 {
		w.Within = DefaultWithin
	}
	r.work[kind] = w
	r.kinds = slices.Sorted(maps.Keys(r.work))
}

// Run runs what is due until ctx ends, then waits for the handlers to end and
// gives the lease back: what they had not finished is due at once, and that
// attempt does not count. It takes the lease only while there is work. A database
// that does not answer is asked again; the log says so once.
func (r *Runner) Run(ctx context.Context) {
	for ctx.Err() == nil {
		r.report(ctx, r.turn(ctx))
		select {
		case <-ctx.Done():
		case <-r.q.woken:
		case <-time.After(r.o.Poll):
		}
	}
}

// report logs when the database stops answering, and when it answers again.
func (r *Runner) report(ctx context.Context, err error) {
	switch {
	case err != nil && ctx.Err() == nil && !r.failing:
		r.failing = true
		r.o.Log.Warn("jobs wait: the database is not answering", "err", err)
	case err == nil && r.failing:
		r.failing = false
		r.o.Log.Info("jobs go on: the database answers again")
	}
}

// turn works through what is due, if there is anything and the lease is free.
func (r *Runner) turn(ctx context.Context) error {
	if len(r.kinds) == 0 {
		return nil
	}
	if is, err := r.pending(ctx); err != nil || !is {
		return err
	}
	l, err := r.take(ctx)
	if err != nil || l == nil {
		return err
	}
	err = r.hold(ctx, l)
	return errors.Join(err, l.release(ctx))
}

// pending reports whether there is something to do and nobody who does it.
func (r *Runner) pending(ctx context.Context) (bool, error) {
	now := r.q.now()
	args := []any{now.UnixMilli()}
	marks := make([]string, len(r.kinds))
	for i, kind := range r.kinds {
		args = append(args, kind)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	of := " AND kind IN (" + strings.Join(marks, ", ") + ")"
	var due, left bool
	var until int64
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	err := r.q.store.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND due <= $1`+of+`), EXISTS (SELECT 1 FROM jobs WHERE state = 'running'`+of+`),
			(SELECT until FROM leases WHERE name = 'jobs')`, args...).Scan(&due, &left, &until)
	})
	if err != nil {
		return false, fmt.Errorf("look for jobs: %w", err)
	}
	return until <= now.UnixMilli() && (due || left || len(r.striking(now)) > 0), nil
}

// write runs f in a transaction, though the work is to end: what is cut at its
// commit may have been written, and nobody would know.
func (r *Runner) write(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), budget)
	defer cancel()
	return r.q.store.Write(ctx, func(tx *sql.Tx) error { return f(ctx, tx) })
}

// pause waits for the next look, and reports whether ctx still holds.
func (r *Runner) pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(min(r.o.Poll, r.o.Lease/30)):
		return true
	}
}

// hold works under a lease until nothing is due, ctx ends or the lease is lost,
// and leaves nothing running.
func (r *Runner) hold(ctx context.Context, l *lease) error {
	// The lease is kept until the last handler has ended, also when it was told
	// to.
	guarded, over := context.WithCancel(context.WithoutCancel(ctx))
	ctx, lost := context.WithCancelCause(ctx)
	defer lost(nil)
	var guards sync.WaitGroup
	guards.Go(func() { l.keep(guarded, lost) })
	guards.Go(func() { l.watch(guarded, lost) })
	defer guards.Wait()
	defer over()

	busy, running := map[string]int{}, 0
	done := make(chan string)
	free := func(kind string) { busy[kind]--; running-- }
	defer func() {
		for running > 0 {
			free(<-done)
		}
	}()
	for ctx.Err() == nil {
		if err := r.strike(ctx, l); err != nil {
			return r.unless(ctx, err)
		}
		for _, kind := range r.kinds {
			claimed, err := r.claim(ctx, l, kind, r.work[kind].AtOnce-busy[kind])
			if err != nil {
				return r.unless(ctx, err)
			}
			for _, j := range claimed {
				busy[kind]++
				running++
				go func() {
					defer func() { done <- kind }()
					r.attempt(ctx, l, j)
				}()
			}
		}
		if running == 0 {
			return nil
		}
		select {
		case kind := <-done:
			free(kind)
		case <-ctx.Done():
		case <-r.q.woken:
		case <-time.After(r.o.Poll):
		}
	}
	return nil
}

// unless gives err, unless it only says that the work was to end.
func (r *Runner) unless(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, errLost) {
		return nil
	}
	return err
}
