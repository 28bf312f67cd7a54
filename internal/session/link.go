package session

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"alongside/internal/directory"
)

// Why a link does not sign in.
func linkUnknown() error {
	return directory.Keyedf(directory.CodeNotFound, "signin-link-unknown", "This link is not complete, or too old. Ask for a new one.")
}

func linkOver() error {
	return directory.Keyedf(directory.CodeGone, "signin-link-over", "This link has been used already, or is too old. Ask for a new one.")
}

func linkElsewhere() error {
	return directory.Keyedf(directory.CodeForbidden, "signin-link-elsewhere",
		"This link works only in the browser in which you asked for it. Open it there, or type the six figures from the mail there; or ask for a new link here.")
}

// Peek says whether a link would sign this browser in, and as whom, and spends
// nothing: it is for the GET, which mail filters make too. Errors are as with
// ByLink.
func (s *Sessions) Peek(ctx context.Context, token string, b Browser) (Attempt, error) {
	var r signIn
	err := s.store.Read(ctx, func(tx *sql.Tx) (err error) {
		r, err = s.byLink(ctx, tx, token, b, s.now())
		return err
	})
	if err != nil {
		return Attempt{}, fmt.Errorf("look at a link: %w", err)
	}
	return Attempt{ID: r.id, Email: r.email, ExpiresAt: r.expiresAt}, nil
}

// ByLink spends a link and signs the browser in. It is for a POST. CodeNotFound
// is for a link that is none of ours or was forgotten; CodeGone for one that
// was spent, by link or code, is too old, or whose code was guessed at too
// often; CodeForbidden for one that another browser asked for, which stays good
// there.
func (s *Sessions) ByLink(ctx context.Context, token string, b Browser) (SignedIn, error) {
	var in SignedIn
	err := s.store.Write(ctx, func(tx *sql.Tx) error {
		now := s.now()
		r, err := s.byLink(ctx, tx, token, b, now)
		if err != nil {
			return err
		}
		first, err := r.spend(ctx, tx, directory.MillisOf(now))
		if err != nil {
			return err
		}
		if !first {
			return linkOver()
		}
		in, err = s.start(ctx, tx, r.email, b, now)
		return err
	})
	if err != nil {
		return SignedIn{}, fmt.Errorf("sign in by link: %w", err)
	}
	return in, nil
}

// byLink gives the attempt of a link that would sign a browser in.
func (s *Sessions) byLink(ctx context.Context, tx *sql.Tx, token string, b Browser, now time.Time) (signIn, error) {
	if !isSecret(token) {
		return signIn{}, linkUnknown()
	}
	hash := s.hasher.link(token)
	r, ok, err := readSignIn(ctx, tx, "link_hash", hash)
	switch {
	case err != nil:
		return signIn{}, err
	case !ok || !same(hash, r.linkHash):
		return signIn{}, linkUnknown()
	case r.over(directory.MillisOf(now)):
		return signIn{}, linkOver()
	case r.browserHash != "" && !same(s.hasher.browser(b.Nonce), r.browserHash):
		return signIn{}, linkElsewhere()
	}
	return r, nil
}
