package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// schedule queues a job of a kind once per period.
type schedule struct {
	kind   string
	period time.Duration
	// fired is the period for which the store said, when it was last asked, that
	// the job has been queued.
	fired int64
}

// scheduleKey is the key of jobs that the clock queues.
const scheduleKey = "every"

// Every queues a job of a kind, with no payload, once per period over all nodes
// together: at the first look after the period began. Periods are counted from
// 1970 in UTC, so that a day begins at midnight there. Periods that passed while
// no node ran are made up for by one job; while the job of an earlier period
// still waits or runs, none is added. It is for before Run, and panics where no
// handler was given for the kind or the period is under a second.
func (r *Runner) Every(kind string, period time.Duration) {
	if _, handled := r.work[kind]; !handled || period < time.Second {
		panic("jobs: " + kind + " can't be scheduled")
	}
	r.schedules = append(r.schedules, &schedule{kind: kind, period: period, fired: -1})
}

// begins gives when the period that a moment is in began, in Unix milliseconds.
func (s *schedule) begins(now time.Time) int64 {
	period := s.period.Milliseconds()
	return now.UnixMilli() / period * period
}

// striking gives the schedules whose job may have to be queued.
func (r *Runner) striking(now time.Time) []*schedule {
	var out []*schedule
	for _, s := range r.schedules {
		if s.fired < s.begins(now) {
			out = append(out, s)
		}
	}
	return out
}

// strike queues the jobs of the schedules whose period has begun, unless another
// node has.
func (r *Runner) strike(ctx context.Context, l *lease) error {
	for _, s := range r.striking(r.q.now()) {
		began := s.begins(r.q.now())
		err := l.within(ctx, func(ctx context.Context, tx *sql.Tx) error {
			res, err := tx.ExecContext(ctx, `INSERT INTO schedules (kind, fired) VALUES ($1, $2)
				ON CONFLICT (kind) DO UPDATE SET fired = excluded.fired WHERE schedules.fired < excluded.fired`, s.kind, began)
			if err != nil {
				return err
			}
			if n, err := res.RowsAffected(); err != nil || n == 0 {
				return err
			}
			_, err = r.q.AddTx(ctx, tx, Job{Kind: s.kind, Key: scheduleKey})
			return err
		})
		if err != nil {
			return fmt.Errorf("queue the job %s of the clock: %w", s.kind, err)
		}
		s.fired = began
	}
	return nil
}
