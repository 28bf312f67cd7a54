// Package store is the truth: organisations, locations and listings, the log of
// every change to them, and the postcodes. One SQL text serves SQLite, the
// default, and PostgreSQL.
//
// Every write is one transaction that ends by taking numbers from a single
// counter row and inserting its change rows under them. Commits are therefore
// ordered by number, and a reader of "changes after n" never misses one.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"runtime"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the SQLite driver

	"alongside/internal/directory"
)

//go:embed migrations
var migrations embed.FS

// Options are what Open needs beside the address.
type Options struct {
	// Now is the clock that stamps rows; time.Now when nil.
	Now func() time.Time
	// Committed is called after each commit that wrote changes, with the last
	// change's sequence. It must not block. Nil is allowed.
	Committed func(seq int64)
}

// Store is an open database. It is safe for use by many goroutines.
type Store struct {
	write, read *sql.DB
	postgres    bool
	now         func() time.Time
	committed   func(int64)
	inserts     map[*insertion]preparedInsert
	// turns is nil for PostgreSQL.
	turns *turns
}

// Open opens the database at url, postgres://… or the path of a SQLite file
// (made when it is not there), and brings its tables up to date.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	s := &Store{now: o.Now, committed: o.Committed}
	if s.now == nil {
		s.now = time.Now
	}
	if s.committed == nil {
		s.committed = func(int64) {}
	}
	var err error
	switch scheme, _, isURL := strings.Cut(url, "://"); {
	case isURL && (scheme == "postgres" || scheme == "postgresql"):
		err = s.openPostgres(url)
	case isURL:
		return nil, directory.Errorf(directory.CodeInvalid, "A database is postgres://… or a file; %s:// is neither.", scheme)
	default:
		err = s.openSQLite(url)
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err == nil {
		err = s.prepareInserts(ctx)
	}
	if err != nil {
		s.Close()
		return nil, openError(err)
	}
	return s, nil
}

func (s *Store) openPostgres(address string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(4 * runtime.GOMAXPROCS(0))
	db.SetConnMaxIdleTime(5 * time.Minute)
	s.postgres, s.write, s.read = true, db, db
	return nil
}

// openSQLite opens one connection that writes, which makes writers of this
// process queue in order instead of meeting as "database is locked", and a few
// that read. Writers of other processes wait for busy_timeout.
func (s *Store) openSQLite(path string) error {
	address := func(pragmas ...string) string {
		q := url.Values{}
		for _, p := range append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)", "secure_delete(1)", "cache_size(-32000)", "temp_store(MEMORY)", "wal_autocheckpoint(2000)"}, pragmas...) {
			q.Add("_pragma", p)
		}
		q.Set("_txlock", "immediate")
		return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
	}
	var err error
	if s.write, err = sql.Open("sqlite", address("synchronous(FULL)")); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if s.turns, err = openTurns(path); err != nil {
		return err
	}
	if s.read, err = sql.Open("sqlite", address("query_only(1)")); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(max(4, runtime.GOMAXPROCS(0)))
	return nil
}

func (s *Store) migrate(ctx context.Context) error {
	dialect, folder := goose.DialectSQLite3, "migrations/sqlite"
	if s.postgres {
		dialect, folder = goose.DialectPostgres, "migrations/postgres"
	}
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return err
	}
	if s.postgres {
		// Nodes that start together take turns.
		conn, err := s.write.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(727274)`); err != nil {
			return err
		}
		// The connection's end lets go of it too.
		defer func() { _, _ = conn.ExecContext(ctx, `SELECT pg_advisory_unlock(727274)`) }()
	}
	provider, err := goose.NewProvider(dialect, s.write, files)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.read.PingContext(ctx); err != nil {
		return openError(err)
	}
	return nil
}

// Close lets the database go. SQLite's write-ahead log is folded back and cut,
// so that nothing erased lingers in it.
func (s *Store) Close() error {
	var errs []error
	for _, p := range s.inserts {
		errs = append(errs, p.one.Close(), p.many.Close())
	}
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		if !s.postgres {
			// Another process may still read: then the last one to close does it.
			_, _ = s.write.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
		}
		errs = append(errs, s.write.Close())
	}
	if s.turns != nil {
		errs = append(errs, s.turns.close())
	}
	return errors.Join(errs...)
}

// openError says that the database cannot be reached. The cause may quote the
// address with its password, so only its kind is kept for PostgreSQL.
func openError(err error) error {
	if mapped := mapError(err); mapped != err {
		return mapped
	}
	return &directory.Error{Code: directory.CodeUnavailable, Message: "The database can't be opened.",
		Err: errors.New(redact(err.Error()))}
}

// redact cuts the password out of a postgres:// address in a message.
func redact(s string) string {
	start := strings.Index(s, "://")
	if start < 0 {
		return s
	}
	rest := s[start+3:]
	at := strings.IndexByte(rest, '@')
	if at < 0 {
		return s
	}
	if colon := strings.IndexByte(rest[:at], ':'); colon >= 0 {
		return fmt.Sprintf("%s://%s:…%s", s[:start], rest[:colon], rest[at:])
	}
	return s
}
