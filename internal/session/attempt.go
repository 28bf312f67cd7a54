package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"alongside/internal/directory"
)

const (
	// AttemptLives is how long a link and a code are good for.
	AttemptLives = 15 * time.Minute
	// FirstLinkLives is how long the link of an Invite is good for.
	FirstLinkLives = 24 * time.Hour
	// MostWrong is how many wrong codes void an attempt.
	MostWrong = 5
	// figures is how many a code has, codes how many codes there are.
	figures = 6
	codes   = 1_000_000
)

// Attempt is someone about to sign in. It holds nothing that signs them in, and
// prints without the address.
type Attempt struct {
	// ID is a UUID, version 7, for ByCode.
	ID string
	// Email is the address that was written to, as account.CleanEmail gives it.
	Email string `json:"-"`
	// ExpiresAt is when link and code are good no more.
	ExpiresAt directory.Millis
}

// String names the attempt without the address.
func (a Attempt) String() string { return "attempt " + a.ID }

// Format is a fmt.Formatter's: String, whatever the verb.
func (a Attempt) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, a.String()) }

// LogValue is a slog.LogValuer's: String.
func (a Attempt) LogValue() slog.Value { return slog.StringValue(a.String()) }

// Mail is what is to be written to someone who wants to sign in. Nothing else
// knows its token and code; it prints, logs and marshals without them and the
// address.
type Mail struct {
	// To is the address, as account.CleanEmail gives it.
	To string `json:"-"`
	// Token is what the link holds.
	Token string `json:"-"`
	// Code is six figures.
	Code      string `json:"-"`
	ExpiresAt directory.Millis
	// Language is the browser's.
	Language string
}

// String tells nothing of the mail.
func (m Mail) String() string { return "a mail to sign in" }

// Format is a fmt.Formatter's: String, whatever the verb.
func (m Mail) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, m.String()) }

// LogValue is a slog.LogValuer's: String.
func (m Mail) LogValue() slog.Value { return slog.StringValue(m.String()) }

// signIn is a row of sign_ins: an attempt as it is kept.
type signIn struct {
	id, linkHash, codeHash, browserHash, email string
	expiresAt                                  directory.Millis
	tries                                      int
	spentAt                                    directory.Millis
}

const signInColumns = `id, link_hash, code_hash, browser_hash, email, expires_at, tries, spent_at`

// readSignIn gives the row of which column is key, and whether there is one.
func readSignIn(ctx context.Context, tx *sql.Tx, column, key string) (r signIn, ok bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT `+signInColumns+` FROM sign_ins WHERE `+column+` = $1`, key).
		Scan(&r.id, &r.linkHash, &r.codeHash, &r.browserHash, &r.email, &r.expiresAt, &r.tries, &r.spentAt)
	if errors.Is(err, sql.ErrNoRows) {
		return signIn{}, false, nil
	}
	return r, err == nil, err
}

func (r signIn) insert(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO sign_ins (`+signInColumns+`) VALUES ($1, $2, $3, $4, $5, $6, 0, 0)`,
		r.id, r.linkHash, r.codeHash, r.browserHash, r.email, int64(r.expiresAt))
	return err
}

// over reports whether it was used, is too old, or was guessed at too often.
func (r signIn) over(now directory.Millis) bool {
	return r.spentAt != 0 || now >= r.expiresAt || r.tries >= MostWrong
}

// spend marks the row as used, and reports whether it was not: of all that
// spend one at once, one is told so. The address goes.
func (r signIn) spend(ctx context.Context, tx *sql.Tx, now directory.Millis) (bool, error) {
	res, err := tx.ExecContext(ctx, `UPDATE sign_ins SET spent_at = $2, email = '' WHERE id = $1 AND spent_at = 0`, r.id, int64(now))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}
