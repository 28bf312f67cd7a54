package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// Accounts keeps users and what they were granted. It is safe for use by many
// goroutines. Errors of its methods that are not named are those of
// store.Store's Write and Read.
type Accounts struct {
	store *store.Store
	now   func() time.Time
}

// New keeps accounts in a store. now stamps them; time.Now when nil.
func New(s *store.Store, now func() time.Time) *Accounts {
	if now == nil {
		now = time.Now
	}
	return &Accounts{store: s, now: now}
}

// noUser says that there is no such user; it repeats no address.
func noUser() error {
	return directory.Errorf(directory.CodeNotFound, "There is no such account.")
}

const userColumns = `users.id, users.email, users.created_at, users.last_seen_at`

func scanUser(row interface{ Scan(into ...any) error }, more ...any) (u User, err error) {
	err = row.Scan(append([]any{&u.ID, &u.Email, &u.CreatedAt, &u.LastSeenAt}, more...)...)
	return u, err
}

// User gives a user by id; CodeNotFound when there is none.
func (a *Accounts) User(ctx context.Context, id string) (User, error) {
	if !directory.IsID(id) {
		return User{}, noUser()
	}
	return a.find(ctx, `SELECT `+userColumns+` FROM users WHERE id = $1`, id)
}

// ByEmail gives a user by e-mail address. CodeNotFound is when there is none,
// CodeInvalid for what is no address.
func (a *Accounts) ByEmail(ctx context.Context, email string) (User, error) {
	email, err := CleanEmail(email)
	if err != nil {
		return User{}, err
	}
	return a.find(ctx, `SELECT `+userColumns+` FROM users WHERE email = $1`, email)
}

func (a *Accounts) find(ctx context.Context, query, key string) (User, error) {
	var u User
	err := a.store.Read(ctx, func(tx *sql.Tx) (err error) {
		u, err = scanUser(tx.QueryRowContext(ctx, query, key))
		if errors.Is(err, sql.ErrNoRows) {
			return noUser()
		}
		return err
	})
	if err != nil {
		return User{}, fmt.Errorf("find a user: %w", err)
	}
	return u, nil
}

// FindOrMake gives the user of an e-mail address, whom it makes where there is
// none; CodeInvalid for what is no address.
func (a *Accounts) FindOrMake(ctx context.Context, email string) (User, error) {
	var u User
	err := a.store.Write(ctx, func(tx *sql.Tx) (err error) {
		u, err = FindOrMake(ctx, tx, email, a.now())
		return err
	})
	if err != nil {
		return User{}, fmt.Errorf("find or make a user: %w", err)
	}
	return u, nil
}

// FindOrMake is Accounts.FindOrMake within a transaction that writes.
func FindOrMake(ctx context.Context, tx *sql.Tx, email string, now time.Time) (User, error) {
	email, err := CleanEmail(email)
	if err != nil {
		return User{}, err
	}
	// An update that changes nothing gives the row that is there.
	return scanUser(tx.QueryRowContext(ctx, `INSERT INTO users (id, email, created_at, last_seen_at) VALUES ($1, $2, $3, 0)
		ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING `+userColumns,
		directory.NewID(now), email, now.UnixMilli()))
}

// Seen notes within a transaction that a user was here.
func Seen(ctx context.Context, tx *sql.Tx, id string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE users SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2`, id, now.UnixMilli())
	return err
}

// UsersAtOnce is the most users that List gives.
const UsersAtOnce = 100

// List gives up to UsersAtOnce users in the order in which they were made,
// those after an id; the first ones for an empty id.
func (a *Accounts) List(ctx context.Context, after string) ([]User, error) {
	if after != "" && !directory.IsID(after) {
		return nil, directory.Invalid([]directory.Fault{{Path: "after", Message: "This id is not one of ours."}})
	}
	var out []User
	err := a.store.Read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, func(rows *sql.Rows) error {
			u, err := scanUser(rows)
			out = append(out, u)
			return err
		}, `SELECT `+userColumns+` FROM users WHERE id > $1 ORDER BY id LIMIT $2`, after, UsersAtOnce)
	})
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return out, nil
}

// Erase deletes a user with all that they were granted and their sessions; a
// link that was sent to them and not used is kept until it is too old. Grants
// that they gave stay, under an id that says nothing any more. CodeConflict is
// for the last owner of an organisation, who hands it over first, or whose
// organisation a moderator takes; CodeNotFound when there is no such user.
func (a *Accounts) Erase(ctx context.Context, id string) error {
	err := a.store.Write(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, id); err != nil {
			return err
		}
		grants, err := grantsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if err := mayGo(ctx, tx, g); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM users WHERE id = $1`, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("erase a user: %w", err)
	}
	return nil
}

// hold keeps a user's row as it is until the transaction ends, or says that
// there is none.
func hold(ctx context.Context, tx *sql.Tx, id string) error {
	if !directory.IsID(id) {
		return noUser()
	}
	res, err := tx.ExecContext(ctx, `UPDATE users SET email = email WHERE id = $1`, id)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return noUser()
}

// each passes every row of a query to scan.
func each(ctx context.Context, tx *sql.Tx, scan func(*sql.Rows) error, query string, args ...any) (err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
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
