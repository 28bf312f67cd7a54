package session

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"

	"alongside/internal/account"
	"alongside/internal/directory"
)

// FirstLink is what signs someone in for the first time, in any browser. It
// prints, logs and marshals without the token.
type FirstLink struct {
	// Token is what the link holds.
	Token     string `json:"-"`
	User      account.User
	ExpiresAt directory.Millis
}

// String names the user.
func (f FirstLink) String() string { return "a first link of " + f.User.String() }

// Format is a fmt.Formatter's: String, whatever the verb.
func (f FirstLink) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, f.String()) }

// LogValue is a slog.LogValuer's: String.
func (f FirstLink) LogValue() slog.Value { return slog.StringValue(f.String()) }

// Invite gives a role to whoever has an address (UserID it sets itself), whom
// it makes a user where they are none, and a link that signs them in once
// within FirstLinkLives, in whatever browser it is opened first: for the
// command line, where there is nobody yet to ask. No mail is sent. Asking again
// changes no role, and voids the links given before. CodeInvalid has faults at
// "email", "role" or "scope".
func (s *Sessions) Invite(ctx context.Context, email string, g account.Grant) (FirstLink, error) {
	f := FirstLink{Token: newSecret()}
	err := s.store.Write(ctx, func(tx *sql.Tx) (err error) {
		now := s.now()
		f.ExpiresAt = directory.MillisOf(now.Add(FirstLinkLives))
		if f.User, err = account.FindOrMake(ctx, tx, email, now); err != nil {
			return err
		}
		g.UserID = f.User.ID
		if err := account.Give(ctx, tx, g, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM sign_ins WHERE email = $1 AND browser_hash = ''`, f.User.Email); err != nil {
			return err
		}
		return signIn{id: directory.NewID(now), linkHash: s.hasher.link(f.Token), email: f.User.Email, expiresAt: f.ExpiresAt}.insert(ctx, tx)
	})
	if err != nil {
		return FirstLink{}, fmt.Errorf("invite: %w", err)
	}
	return f, nil
}
