package storetest

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// ownTables writes and reads as the packages do that keep tables of their own.
// The settings stand in for such a table.
func ownTables(t *testing.T, s *store.Store) {
	const put = `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
	set := func(name, value string, then error) func(*sql.Tx) error {
		return func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, put, name, value)
			return errors.Join(err, then)
		}
	}
	holds := func(name, want string) {
		t.Helper()
		if got := must[string](t)(s.Setting(ctx, name)); got != want {
			t.Errorf("%s is %q; want %q", name, got, want)
		}
	}
	save(t, s, Listing("", 1))
	before := must[int64](t)(s.Sequence(ctx))

	if err := s.Write(ctx, set("a", "1", nil)); err != nil {
		t.Fatal(err)
	}
	holds("a", "1")
	own := directory.Errorf(directory.CodeForbidden, "No.")
	if err := s.Write(ctx, set("a", "2", own)); !errors.Is(err, own) {
		t.Errorf("an error of one's own became %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = s.Write(ctx, func(tx *sql.Tx) error {
			_ = set("a", "3", nil)(tx)
			panic("a mistake in another package")
		})
	}()
	holds("a", "1")

	t.Run("reading", func(t *testing.T) {
		err := s.Read(ctx, func(tx *sql.Tx) error {
			var first, second string
			const get = `SELECT value FROM settings WHERE name = $1`
			if err := tx.QueryRowContext(ctx, get, "a").Scan(&first); err != nil {
				return err
			}
			// Nobody waits for whoever reads, and they see one state.
			if err := s.Write(ctx, set("a", "4", nil)); err != nil {
				return err
			}
			err := tx.QueryRowContext(ctx, get, "a").Scan(&second)
			if first != "1" || second != "1" {
				t.Errorf("read %q, then %q", first, second)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		holds("a", "4")
		if err := s.Read(ctx, set("a", "5", nil)); err == nil {
			t.Error("what only reads has written")
		}
		holds("a", "4")
		if err := s.Read(ctx, func(*sql.Tx) error { return own }); !errors.Is(err, own) {
			t.Errorf("an error of one's own became %v", err)
		}
	})

	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				err := s.Write(ctx, func(tx *sql.Tx) error {
					_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('n', 'x')
						ON CONFLICT (name) DO UPDATE SET value = settings.value || 'x'`)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := len(must[string](t)(s.Setting(ctx, "n"))); n != 80 {
		t.Errorf("%d of 80 writes are there", n)
	}
	gaveUp, cancel := context.WithCancel(ctx)
	cancel()
	for what, run := range map[string]func(context.Context, func(*sql.Tx) error) error{"write": s.Write, "read": s.Read} {
		if err := run(gaveUp, set("a", "6", nil)); directory.CodeOf(err) != directory.CodeUnavailable {
			t.Errorf("%s by one who gave up: %v", what, err)
		}
	}
	if after := must[int64](t)(s.Sequence(ctx)); after != before {
		t.Errorf("the change log grew from %d to %d", before, after)
	}
}
