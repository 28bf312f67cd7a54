package store

import (
	"context"
	"database/sql"
)

// Write and Read are for packages that keep tables of their own in this
// database: each has its SQL beside it, one text for both engines with $1
// placeholders, and its tables in a migration here. The tables of listings and
// the change log are the store's own to write.

// Write runs f in one write transaction, in this process's turn, and commits
// it unless f gives an error. A transaction that met another is run again, so
// f must start afresh each time; a duplicate key counts as such with
// PostgreSQL: say ON CONFLICT where one is to be expected. No change is logged
// and nobody is woken. An error of the database that will pass is
// CodeUnavailable; others, and those of f, stay as they are.
func (s *Store) Write(ctx context.Context, f func(tx *sql.Tx) error) error {
	_, err := s.within(ctx, func(tx *sql.Tx) (int64, error) { return 0, f(tx) })
	return err
}

// Read runs f in one transaction that writes nothing, waits for no writer and
// sees one state of the database throughout. Errors are as with Write.
func (s *Store) Read(ctx context.Context, f func(tx *sql.Tx) error) (err error) {
	o := &sql.TxOptions{ReadOnly: true}
	if s.postgres {
		// SQLite has no other.
		o.Isolation = sql.LevelRepeatableRead
	}
	tx, err := s.read.BeginTx(ctx, o)
	if err != nil {
		return mapError(err)
	}
	// There is nothing to commit.
	defer func() {
		if failed := rollback(tx); err == nil {
			err = mapError(failed)
		}
	}()
	return mapError(f(tx))
}
