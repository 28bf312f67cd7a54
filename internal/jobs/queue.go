package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
	"alongside/internal/vault"
)

// Queue keeps jobs in the store. It is safe for use by many goroutines.
type Queue struct {
	store *store.Store
	seal  *vault.Sealer
	now   func() time.Time
	// woken has something in it when there may be work at once.
	woken chan struct{}
}

// NewQueue keeps jobs in a store, with their payloads sealed by seal: every node
// has to be given the same secret. now stamps them and says what is due;
// time.Now when nil.
func NewQueue(s *store.Store, seal *vault.Sealer, now func() time.Time) *Queue {
	if now == nil {
		now = time.Now
	}
	return &Queue{store: s, seal: seal, now: now, woken: make(chan struct{}, 1)}
}

// Add queues a job of Kind, Key and Payload for Due, or for now when Due is 0;
// the rest it sets itself. It reports whether the job was added: it is not while
// another of its kind and key waits or runs, which stays as it is. One that has
// failed begins anew with this payload. CodeInvalid comes with faults at "kind",
// "key" and "payload".
func (q *Queue) Add(ctx context.Context, j Job) (added bool, err error) {
	err = q.store.Write(ctx, func(tx *sql.Tx) (err error) {
		added, err = q.AddTx(ctx, tx, j)
		return err
	})
	if err != nil {
		return false, err
	}
	q.Wake()
	return added, nil
}

// AddTx is Add within a transaction of store.Write: the job is queued if and
// only if that is committed. Call Wake afterwards; a job that nobody woke for is
// seen within Options.Poll.
func (q *Queue) AddTx(ctx context.Context, tx *sql.Tx, j Job) (added bool, err error) {
	if err := j.check(); err != nil {
		return false, err
	}
	now := q.now()
	if j.Due == 0 {
		j.Due = directory.MillisOf(now)
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO jobs (id, kind, key, payload, state, due, attempts, turn, why, at) VALUES ($1, $2, $3, $4, 'waiting', $5, 0, 0, '', $6)
		ON CONFLICT (kind, key) WHERE key <> '' DO UPDATE SET payload = excluded.payload, state = 'waiting', due = excluded.due, attempts = 0, why = '', at = excluded.at
		WHERE jobs.state = 'failed'`,
		directory.NewID(now), j.Kind, j.Key, q.seal.Seal(j.Payload), int64(j.Due), now.UnixMilli())
	if err != nil {
		return false, fmt.Errorf("queue a job of kind %s: %w", j.Kind, err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// Wake has the runner of this process look at once whether there is work. It
// never blocks.
func (q *Queue) Wake() {
	select {
	case q.woken <- struct{}{}:
	default:
	}
}

// ListedAtOnce is the most jobs that List gives.
const ListedAtOnce = 100

// Query says which jobs to list.
type Query struct {
	// State is Waiting, Running or Failed; empty for all.
	State State
	// Kind is whose; empty for every kind's.
	Kind string
	// After is the id of the last job of the page before; empty for the first.
	After string
	// Limit is how many; ListedAtOnce when 0 or more than that.
	Limit int
}

// List gives jobs without their payloads, in the order in which they were first
// queued. CodeInvalid comes with faults at "state" and "after".
func (q *Queue) List(ctx context.Context, of Query) ([]Job, error) {
	query, args, err := of.sql()
	if err != nil {
		return nil, err
	}
	var out []Job
	err = q.store.Read(ctx, func(tx *sql.Tx) (err error) {
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var j Job
			if err := rows.Scan(&j.ID, &j.Kind, &j.Key, &j.Due, &j.Attempts, &j.State, &j.Why, &j.At); err != nil {
				return err
			}
			out = append(out, j)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list jobs: %w", err)
	}
	return out, nil
}

// sql gives the query's text and what its placeholders stand for.
func (of Query) sql() (string, []any, error) {
	if of.After != "" && !directory.IsID(of.After) {
		return "", nil, directory.Invalid([]directory.Fault{{Path: "after", Message: "This id is not one of ours."}})
	}
	switch of.State {
	case "", Waiting, Running, Failed:
	default:
		return "", nil, directory.Invalid([]directory.Fault{{Path: "state", Message: "A job is 'waiting', 'running' or 'failed'."}})
	}
	if of.Limit <= 0 || of.Limit > ListedAtOnce {
		of.Limit = ListedAtOnce
	}
	args := []any{of.After, of.Limit}
	where := []string{"id > $1"}
	if of.State != "" {
		args = append(args, string(of.State))
		where = append(where, fmt.Sprintf("state = $%d", len(args)))
	}
	if of.Kind != "" {
		args = append(args, of.Kind)
		where = append(where, fmt.Sprintf("kind = $%d", len(args)))
	}
	return `SELECT id, kind, key, due, attempts, state, why, at FROM jobs WHERE ` + strings.Join(where, " AND ") + ` ORDER BY id LIMIT $2`, args, nil
}

// Retry makes a job due now. One that has failed begins anew, with all its
// attempts before it; one that runs is left alone. CodeNotFound when there is no
// such job.
func (q *Queue) Retry(ctx context.Context, id string) error {
	unknown := directory.Errorf(directory.CodeNotFound, "There is no such job.")
	if !directory.IsID(id) {
		return unknown
	}
	err := q.store.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE jobs SET attempts = CASE state WHEN 'failed' THEN 0 ELSE attempts END,
			due = CASE state WHEN 'running' THEN due ELSE $2 END, state = CASE state WHEN 'failed' THEN 'waiting' ELSE state END WHERE id = $1`,
			id, q.now().UnixMilli())
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return unknown
	})
	if err != nil {
		return fmt.Errorf("retry job %s: %w", id, err)
	}
	q.Wake()
	return nil
}

// Forget deletes the jobs that were given up before a moment, with what they
// hold, and gives how many they were.
func (q *Queue) Forget(ctx context.Context, before directory.Millis) (int64, error) {
	var n int64
	err := q.store.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM jobs WHERE state = 'failed' AND due < $1`, int64(before))
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget failed jobs: %w", err)
	}
	return n, nil
}
