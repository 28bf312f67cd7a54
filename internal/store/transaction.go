package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"alongside/internal/directory"
)

// attempts is how often a transaction is tried that met another one.
const attempts = 8

// errMet asks for another attempt: another transaction wrote the same rows
// between our read and our write.
var errMet = errors.New("met another transaction")

// within runs f in one write transaction and commits it. A transaction that
// met another is rolled back and run again, so f must start afresh each time.
func (s *Store) within(ctx context.Context, f func(tx *sql.Tx) (seq int64, err error)) (int64, error) {
	for try := 1; ; try++ {
		seq, err := s.once(ctx, f)
		if err == nil {
			if seq > 0 {
				s.committed(seq)
			}
			return seq, nil
		}
		if !met(err) || try == attempts {
			return 0, mapError(err)
		}
		select {
		case <-ctx.Done():
			return 0, mapError(ctx.Err())
		case <-time.After(time.Duration(1+rand.IntN(5<<try)) * time.Millisecond):
		}
	}
}

func (s *Store) once(ctx context.Context, f func(tx *sql.Tx) (int64, error)) (_ int64, err error) {
	conn, done, err := s.writing(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, done()) }()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	// Deferred, since f may be another package's and panic: SQLite's only
	// writing connection must not go back with a transaction open.
	defer func() { err = errors.Join(err, rollback(tx)) }()
	seq, err := f(tx)
	if err != nil {
		return 0, err
	}
	return seq, tx.Commit()
}

// writing gives a connection to write with, in this process's turn, and what
// lets go of both.
func (s *Store) writing(ctx context.Context) (*sql.Conn, func() error, error) {
	if s.turns == nil {
		conn, err := s.write.Conn(ctx)
		if err != nil {
			return nil, nil, err
		}
		return conn, conn.Close, nil
	}
	// Whoever is counted as waiting must come: the turn is kept for them.
	s.turns.waiting.Add(1)
	conn, err := s.write.Conn(context.WithoutCancel(ctx))
	s.turns.waiting.Add(-1)
	if err != nil {
		return nil, nil, err
	}
	if err := s.turns.take(); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("wait for the turn to write: %w", err), conn.Close())
	}
	return conn, func() error { return errors.Join(s.turns.give(), conn.Close()) }, nil
}

func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("roll back: %w", err)
	}
	return nil
}

// met reports whether the transaction lost against another and may be tried
// again.
func met(err error) bool {
	if errors.Is(err, errMet) {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "23505"
	}
	return false
}

// mapError turns the engines' ways of saying "not now" into CodeUnavailable;
// other errors stay as they are.
func mapError(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*directory.Error](err); ok {
		return err
	}
	unavailable := func(message string) error {
		return &directory.Error{Code: directory.CodeUnavailable, Message: message, Err: err}
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		switch lite.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return unavailable("The disk is full: this was not saved.")
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return unavailable("The database is busy: nothing was saved. Try again in a moment.")
		case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
			return unavailable("The database file can't be read or written.")
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return unavailable("The database file is damaged, or is not a database.")
		}
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch {
		case pg.Code == "53100":
			return unavailable("The disk is full: this was not saved.")
		case strings.HasPrefix(pg.Code, "53"), strings.HasPrefix(pg.Code, "57"), strings.HasPrefix(pg.Code, "08"):
			return unavailable("The database is not available just now: nothing was saved.")
		}
	}
	var network net.Error
	if errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNREFUSED) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return unavailable("The database did not answer.")
	}
	return err
}

// querier is what *sql.DB and *sql.Tx share.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// idsAtOnce bounds the ids of one IN list.
const idsAtOnce = 100

// placeholders gives "($k+1,...,$k+n)" for PostgreSQL and "(?,...,?)" for
// SQLite, which looks each named one up among all before it.
func (s *Store) placeholders(k, n int) string {
	if !s.postgres {
		return "(?" + strings.Repeat(",?", n-1) + ")"
	}
	var b strings.Builder
	b.WriteByte('(')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", k+i+1)
	}
	b.WriteByte(')')
	return b.String()
}

// chunked runs query once for every idsAtOnce of the ids, with IN's list in
// place of "(?)", and passes each row to scan.
func (s *Store) chunked(ctx context.Context, q querier, query string, ids []string, scan func(*sql.Rows) error) error {
	for len(ids) > 0 {
		n := min(idsAtOnce, len(ids))
		args := make([]any, n)
		for i, id := range ids[:n] {
			args[i] = id
		}
		if err := each(ctx, q, strings.Replace(query, "(?)", s.placeholders(0, n), 1), args, scan); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// each passes every row of a query to scan.
func each(ctx context.Context, q querier, query string, args []any, scan func(*sql.Rows) error) (err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
