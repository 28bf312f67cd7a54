package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"alongside/internal/directory"
)

// errLost says that the right to work is another's, or has run out.
var errLost = errors.New("the lease is lost")

// lease is the right to run jobs, which one runner has at a time. It is a row of
// the store: who has it, until when, and the number of their turn.
type lease struct {
	r    *Runner
	turn int64
	// until is when it ends, in Unix milliseconds; what the row says is never
	// before that.
	until atomic.Int64
}

// take takes the lease, if nobody has it; nil when somebody does. What its last
// holder left running waits again, or has failed when it was its last attempt.
func (r *Runner) take(ctx context.Context) (*lease, error) {
	l := &lease{r: r}
	now := r.q.now()
	err := r.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		until := now.Add(r.o.Lease).UnixMilli()
		err := tx.QueryRowContext(ctx, `UPDATE leases SET holder = $1, turn = turn + 1, until = $2 WHERE name = 'jobs' AND until <= $3 RETURNING turn`,
			r.name, until, now.UnixMilli()).Scan(&l.turn)
		if err != nil {
			return err
		}
		l.until.Store(until)
		if _, err := tx.ExecContext(ctx, `UPDATE jobs SET state = 'failed', due = $1, why = $2 WHERE state = 'running' AND attempts > $3`,
			now.UnixMilli(), whyEnded, len(waits)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE jobs SET state = 'waiting' WHERE state = 'running'`)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("take the lease: %w", err)
	}
	return l, nil
}

// within runs f in a transaction that renews the lease, and only if it is still
// ours: nobody else can take it before that is committed. errLost says that it is
// not.
func (l *lease) within(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	until := l.r.q.now().Add(l.r.o.Lease).UnixMilli()
	err := l.r.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE leases SET until = CASE WHEN until > $1 THEN until ELSE $1 END WHERE name = 'jobs' AND holder = $2 AND turn = $3`,
			until, l.r.name, l.turn)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, errLost)
		}
		return f(ctx, tx)
	})
	if err != nil {
		return err
	}
	for {
		had := l.until.Load()
		if had >= until || l.until.CompareAndSwap(had, until) {
			return nil
		}
	}
}

// left is how long it still holds.
func (l *lease) left() time.Duration { return directory.Millis(l.until.Load()).Time().Sub(l.r.q.now()) }

// keep renews the lease once a third of it is over, until ctx ends. It calls
// lost when another has it.
func (l *lease) keep(ctx context.Context, lost context.CancelCauseFunc) {
	for l.r.pause(ctx) {
		if l.left() > l.r.o.Lease*2/3 {
			continue
		}
		err := l.within(ctx, func(context.Context, *sql.Tx) error { return nil })
		if errors.Is(err, errLost) {
			lost(errLost)
			return
		}
	}
}

// watch calls lost a sixth of the lease before it runs out unrenewed, so that the
// work ends before another's begins. It asks nothing but the clock, and so
// waits for no database.
func (l *lease) watch(ctx context.Context, lost context.CancelCauseFunc) {
	for l.r.pause(ctx) {
		if l.left() <= l.r.o.Lease/6 {
			lost(errLost)
			return
		}
	}
}

// release gives the lease back, so that nobody has to wait for its end.
func (l *lease) release(ctx context.Context) error {
	return l.r.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE leases SET holder = '', until = 0 WHERE name = 'jobs' AND holder = $1 AND turn = $2`, l.r.name, l.turn)
		return err
	})
}
