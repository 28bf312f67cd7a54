package jobs

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"alongside/internal/directory"
)

// waits are how long a job waits after each attempt that failed; after one more
// it is given up.
var waits = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}

// What is kept of attempts that left no sentence of their own.
const (
	whyInternal = "Internal error."
	whyEnded    = "The program ended while this ran."
	whySealed   = "This was queued under another secret of the site, and can't be read."
)

// started is a job that runs, with the turn it runs under.
type started struct {
	Job
	turn   int64
	sealed string
}

// claim begins up to n of the jobs of a kind that are due, those first that are
// due longest.
func (r *Runner) claim(ctx context.Context, l *lease, kind string, n int) ([]started, error) {
	if n <= 0 {
		return nil, nil
	}
	now := r.q.now().UnixMilli()
	var due bool
	err := r.q.store.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND kind = $1 AND due <= $2)`, kind, now).Scan(&due)
	})
	if err != nil || !due {
		return nil, err
	}
	var out []started
	err = l.within(ctx, func(ctx context.Context, tx *sql.Tx) (err error) {
		out = out[:0]
		rows, err := tx.QueryContext(ctx, `UPDATE jobs SET state = 'running', attempts = attempts + 1, turn = $1
			WHERE state = 'waiting' AND id IN (SELECT id FROM jobs WHERE state = 'waiting' AND kind = $2 AND due <= $3 ORDER BY due, id LIMIT $4)
			RETURNING id, kind, key, payload, due, attempts, state, why, at`, l.turn, kind, now, n)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			j := started{turn: l.turn}
			if err := rows.Scan(&j.ID, &j.Kind, &j.Key, &j.sealed, &j.Due, &j.Attempts, &j.State, &j.Why, &j.At); err != nil {
				return err
			}
			out = append(out, j)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("begin jobs: %w", err)
	}
	slices.SortFunc(out, func(a, b started) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// attempt runs a job once and notes how it ended.
func (r *Runner) attempt(ctx context.Context, l *lease, j started) {
	var err error
	if j.Payload, err = r.q.seal.Open(j.sealed); err != nil {
		err = &final{directory.Errorf(directory.CodeInvalid, whySealed)}
	} else {
		err = r.run(ctx, j.Job)
	}
	note := r.outcome(ctx, j, err)
	// A few times, since a job whose end is not noted is run again.
	for try := 0; ; try++ {
		failed := r.write(ctx, note)
		if failed == nil {
			return
		}
		if try == 5 || l.left() <= 0 {
			r.o.Log.Error("how a job ended could not be noted: it will run again", "job", j.Job, "err", failed)
			return
		}
		time.Sleep(r.o.Poll)
	}
}

// final is an error that no other attempt will mend.
type final struct{ error }

// Permanent gives true.
func (f *final) Permanent() bool { return true }

// Unwrap gives the error.
func (f *final) Unwrap() error { return f.error }

// errPanicked stands for what a handler panicked with, which may hold anything.
var errPanicked = errors.New("the handler panicked")

// run calls the handler, and gives what it ended with. An end that is none, by a
// panic or runtime.Goexit, is an error.
func (r *Runner) run(ctx context.Context, j Job) error {
	w := r.work[j.Kind]
	ctx, cancel := context.WithTimeoutCause(ctx, w.Within, &directory.Error{Code: directory.CodeUnavailable,
		Message: fmt.Sprintf("This took longer than %s, and was stopped.", w.Within)})
	defer cancel()
	ended := make(chan error)
	go func() {
		err := errPanicked
		defer func() {
			if err == errPanicked {
				r.reportPanic(j, recover())
			}
			ended <- err
		}()
		err = w.Run(ctx, j)
	}()
	err := <-ended
	if late, ok := errors.AsType[*directory.Error](context.Cause(ctx)); ok && errors.Is(err, context.DeadlineExceeded) {
		return late
	}
	return err
}

// reportPanic logs what a handler panicked with: its type alone, unless Go itself
// said it.
func (r *Runner) reportPanic(j Job, said any) {
	what := fmt.Sprintf("%T", said)
	if e, ok := said.(runtime.Error); ok {
		what = e.Error()
	}
	r.o.Log.Error("a job panicked", "job", j, "panic", what, "stack", string(debug.Stack()))
}

// outcome gives what is to be written of an attempt. A job is told by its turn
// too: one that another has begun since is left alone.
func (r *Runner) outcome(ctx context.Context, j started, err error) func(context.Context, *sql.Tx) error {
	exec := func(query string, args ...any) func(context.Context, *sql.Tx) error {
		return func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, query, append([]any{j.ID, j.turn}, args...)...)
			return err
		}
	}
	if err == nil {
		return exec(`DELETE FROM jobs WHERE id = $1 AND turn = $2 AND state <> 'failed'`)
	}
	permanent := isPermanent(err)
	if ctx.Err() != nil && !permanent {
		// It was stopped, and may not be to blame.
		return exec(`UPDATE jobs SET state = 'waiting', attempts = attempts - 1 WHERE id = $1 AND turn = $2 AND state = 'running'`)
	}
	now, why := r.q.now(), sentence(err)
	if why == whyInternal && !errors.Is(err, errPanicked) {
		r.o.Log.Error("a job failed", "job", j.Job, "err", err)
	}
	if permanent || j.Attempts > len(waits) {
		r.o.Log.Warn("a job is given up", "job", j.Job, "why", why)
		return exec(`UPDATE jobs SET state = 'failed', due = $3, why = $4 WHERE id = $1 AND turn = $2 AND state = 'running'`, now.UnixMilli(), why)
	}
	wait := waits[j.Attempts-1]
	r.o.Log.Info("a job is tried again later", "job", j.Job, "in", wait, "why", why)
	return exec(`UPDATE jobs SET state = 'waiting', due = $3, why = $4 WHERE id = $1 AND turn = $2 AND state = 'running'`, now.Add(wait).UnixMilli(), why)
}

// isPermanent reports whether an error says of itself that another attempt is in
// vain.
func isPermanent(err error) bool {
	p, ok := errors.AsType[interface {
		error
		Permanent() bool
	}](err)
	return ok && p.Permanent()
}
