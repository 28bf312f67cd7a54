package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"alongside/internal/account"
	"alongside/internal/directory"
	"alongside/internal/limit"
)

// The limits of signing in. A room full of people behind one internet address
// can sign in together.
var (
	mailsToAddress  = limit.Limit{Name: "sign-in mails to an address", Most: 3, Per: time.Hour}
	mailsFromClient = limit.Limit{Name: "sign-in mails from a client", Most: 30, Per: time.Hour}
	codesForAddress = limit.Limit{Name: "sign-in codes for an address", Most: 10, Per: 24 * time.Hour}
	codesFromClient = limit.Limit{Name: "sign-in codes from a client", Most: 50, Per: 24 * time.Hour}
)

// Begin hands a link and a code to Send, for an address that may or may not be
// a user's, and gives the attempt that they belong to. CodeInvalid with a fault
// at "email" is for what is no address; CodeTooMany for one that was written to
// often, or for a client that asks often; CodeUnavailable where the mail could
// not be handed over.
func (s *Sessions) Begin(ctx context.Context, email string, b Browser) (Attempt, error) {
	email, err := account.CleanEmail(email)
	if err != nil {
		return Attempt{}, err
	}
	if !IsNonce(b.Nonce) {
		return Attempt{}, errors.New("begin to sign in: the browser has no nonce")
	}
	// The client first: one that floods uses up nobody's mails.
	if ok, wait := s.limits.Allow(ctx, mailsFromClient, b.Client); !ok {
		return Attempt{}, directory.Keyedf(directory.CodeTooMany, "signin-many-client",
			"That is a lot of sign-in mails from one place. Please try again in %d minutes.", "Count", minutes(wait))
	}
	if ok, wait := s.limits.Allow(ctx, mailsToAddress, email); !ok {
		return Attempt{}, directory.Keyedf(directory.CodeTooMany, "signin-many-address",
			"That is a lot of mails to one address. Use the last one that came, or try again in %d minutes.", "Count", minutes(wait))
	}
	code, err := newCode()
	if err != nil {
		return Attempt{}, err
	}
	now := s.now()
	m := Mail{To: email, Token: newSecret(), Code: code, ExpiresAt: directory.MillisOf(now.Add(AttemptLives)), Language: b.Language}
	a := Attempt{ID: directory.NewID(now), Email: email, ExpiresAt: m.ExpiresAt}
	err = s.store.Write(ctx, func(tx *sql.Tx) error {
		return signIn{id: a.ID, linkHash: s.hasher.link(m.Token), codeHash: s.hasher.code(a.ID, code),
			browserHash: s.hasher.browser(b.Nonce), email: email, expiresAt: a.ExpiresAt}.insert(ctx, tx)
	})
	if err != nil {
		return Attempt{}, fmt.Errorf("begin to sign in: %w", err)
	}
	if err := s.send(ctx, m); err != nil {
		return Attempt{}, unsent(err)
	}
	return a, nil
}

// unsent says that a mail could not be handed over. An error that is not ours
// may quote the address, as mail servers do: its type alone is kept.
func unsent(err error) error {
	if _, ok := errors.AsType[*directory.Error](err); ok {
		return fmt.Errorf("send a link and a code: %w", err)
	}
	out := directory.Keyedf(directory.CodeUnavailable, "signin-unsent", "The mail could not be sent just now. Please try again in a moment.")
	out.Err = fmt.Errorf("send a link and a code: %T", err)
	return out
}

// minutes gives a wait in whole minutes, rounded up.
func minutes(wait time.Duration) int { return int((wait + time.Minute - 1) / time.Minute) }
