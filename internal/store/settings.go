package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"alongside/internal/directory"
)

// Setting gives a setting's value; empty when it was never set.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var v string
	err := s.read.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = $1`, name).Scan(&v)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", mapError(fmt.Errorf("read setting %s: %w", name, err))
	}
	return v, nil
}

// SetSetting sets a setting.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	_, err := s.within(ctx, func(tx *sql.Tx) (int64, error) {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return 0, err
	})
	if err != nil {
		return fmt.Errorf("write setting %s: %w", name, err)
	}
	return nil
}

// Identity gives a UUID that this database got when it was first asked: an
// index built from another database is told apart by it.
func (s *Store) Identity(ctx context.Context) (string, error) {
	const name = "identity"
	if id, err := s.Setting(ctx, name); err != nil || id != "" {
		return id, err
	}
	_, err := s.within(ctx, func(tx *sql.Tx) (int64, error) {
		_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
			name, directory.NewID(s.now()))
		return 0, err
	})
	if err != nil {
		return "", fmt.Errorf("name the database: %w", err)
	}
	return s.Setting(ctx, name)
}
