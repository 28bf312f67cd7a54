// Package session is signing in without a password, and staying signed in.
//
// Who asks to sign in gets a mail with a link and a code of six figures: Begin.
// The link works in the browser that asked; the code is for reading across when
// the mail is on another device, and is typed into the browser that asked. Each
// works once, for 15 minutes, and when one is used the other is too. Opening a
// link spends nothing, since mail filters open links: Peek answers the GET,
// ByLink the POST of a button on the page. Whether an address is known changes
// nothing that anybody sees: anyone may sign in, and who is new becomes a user
// when they have done so.
//
// Links, codes, nonces and session tokens are kept as HMAC-SHA-256 under a key
// of the site's secret, and are compared in constant time.
//
// # The odds of guessing
//
// A link, a session token and a browser's nonce are 256 random bits: nobody
// guesses those. A code is one of 1,000,000. The five guesses that an attempt
// stands find it with a chance of 1 in 200,000. At one address there are three
// attempts at once and then one each 20 minutes (mailsToAddress), each of which
// mails its owner; and over all attempts ten codes may be tried at once and
// then one each 2 h 24 min (codesForAddress): at most 20 guesses in the first
// 24 hours, 1 in 50,000, and 10 in each day after, 1 in 100,000 a day, 1 in 270
// for one who goes on for a year and each day sends at least two mails. From
// one client, whatever the addresses, 50 codes may be tried at once and then
// one each 29 minutes (codesFromClient): 1 in 20,000 a day after the first that
// any account at all is reached. When codes are used up the links still work.
//
// The limits are counted by limit.Limiter: by a process that was started anew,
// or by nodes that share no Redis, each afresh. MostWrong is counted in the
// store, exactly.
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
	"alongside/internal/store"
	"alongside/internal/vault"
)

// Options are what New needs; all but Now have to be there.
type Options struct {
	Store  *store.Store
	Limits *limit.Limiter
	// Secret is the site's secret, as vault.Secret gives it. With another one
	// everybody is signed out.
	Secret []byte
	// Send hands a mail over to be sent. It is called once for each attempt,
	// and must not take longer for one address than for another.
	Send func(ctx context.Context, m Mail) error
	// Now is the clock; time.Now when nil.
	Now func() time.Time
}

// Sessions signs people in and keeps them so. It is safe for use by many
// goroutines. Errors of its methods that are not named are those of
// store.Store's Write and Read; none repeats an address, a code or a token.
type Sessions struct {
	store  *store.Store
	limits *limit.Limiter
	hasher hasher
	send   func(context.Context, Mail) error
	now    func() time.Time
}

// New gives sessions that are kept in a store.
func New(o Options) (*Sessions, error) {
	if o.Store == nil || o.Limits == nil || o.Send == nil || len(o.Secret) == 0 {
		return nil, errors.New("session: a store, limits, a secret and a way to send mail are needed")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	key, err := vault.Derive(o.Secret, "signing in")
	if err != nil {
		return nil, err
	}
	return &Sessions{store: o.Store, limits: o.Limits, hasher: key, send: o.Send, now: o.Now}, nil
}

// start makes a session of a user within a transaction that writes.
func (s *Sessions) start(ctx context.Context, tx *sql.Tx, email string, b Browser, now time.Time) (SignedIn, error) {
	u, err := account.FindOrMake(ctx, tx, email, now)
	if err != nil {
		return SignedIn{}, err
	}
	if err := account.Seen(ctx, tx, u.ID, now); err != nil {
		return SignedIn{}, err
	}
	at := directory.MillisOf(now)
	u.LastSeenAt = max(u.LastSeenAt, at)
	in := SignedIn{Token: newSecret(), User: u, Session: Session{
		ID: directory.NewID(now), UserID: u.ID, Device: DeviceOf(b.Agent), CreatedAt: at, LastSeenAt: at,
	}}
	in.Session.settle()
	_, err = tx.ExecContext(ctx, `INSERT INTO sessions (id, token_hash, user_id, browser, system, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
		in.Session.ID, s.hasher.session(in.Token), u.ID, in.Session.Device.Browser, in.Session.Device.System, int64(at))
	return in, err
}

// Authenticate gives whose session a token opens, by one query; once an hour it
// notes that they are here. CodeForbidden is for a token that opens none: it is
// forged, too old or revoked.
func (s *Sessions) Authenticate(ctx context.Context, token string) (account.User, Session, error) {
	if !isSecret(token) {
		return account.User{}, Session{}, signedOut()
	}
	var u account.User
	var in Session
	hash := s.hasher.session(token)
	now := s.now()
	err := s.store.Read(ctx, func(tx *sql.Tx) error {
		var kept string
		err := in.scan(tx.QueryRowContext(ctx, `SELECT sessions.token_hash, users.id, users.email, users.created_at, users.last_seen_at, `+sessionColumns+`
			FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.token_hash = $1`, hash),
			&kept, &u.ID, &u.Email, &u.CreatedAt, &u.LastSeenAt)
		if errors.Is(err, sql.ErrNoRows) || err == nil && (!same(hash, kept) || directory.MillisOf(now) >= in.ExpiresAt) {
			return signedOut()
		}
		return err
	})
	if err == nil && directory.MillisOf(now) >= later(in.LastSeenAt, seenEach) {
		err = s.seen(ctx, &u, &in, now)
	}
	if err != nil {
		return account.User{}, Session{}, fmt.Errorf("authenticate: %w", err)
	}
	return u, in, nil
}

// seen notes that a session is used. Where it can't be noted just now they are
// signed in all the same.
func (s *Sessions) seen(ctx context.Context, u *account.User, in *Session, now time.Time) error {
	at := directory.MillisOf(now)
	err := s.store.Write(ctx, func(tx *sql.Tx) error {
		// Of many requests at once one writes.
		res, err := tx.ExecContext(ctx, `UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at <= $3`,
			in.ID, int64(at), now.Add(-seenEach).UnixMilli())
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return account.Seen(ctx, tx, u.ID, now)
	})
	if directory.CodeOf(err) == directory.CodeUnavailable {
		return nil
	}
	u.LastSeenAt, in.LastSeenAt = max(u.LastSeenAt, at), at
	in.settle()
	return err
}

// List gives a user's sessions that are not over, the one used last first.
func (s *Sessions) List(ctx context.Context, userID string) ([]Session, error) {
	if !directory.IsID(userID) {
		return nil, nil
	}
	now := directory.MillisOf(s.now())
	var out []Session
	err := s.store.Read(ctx, func(tx *sql.Tx) (err error) {
		rows, err := tx.QueryContext(ctx, `SELECT `+sessionColumns+` FROM sessions WHERE user_id = $1 ORDER BY last_seen_at DESC, id DESC`, userID)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var in Session
			if err := in.scan(rows); err != nil {
				return err
			}
			if now < in.ExpiresAt {
				out = append(out, in)
			}
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return out, nil
}

// Revoke ends one of a user's sessions, at once: signing out is revoking one's
// own. CodeNotFound is for one that is not theirs, or over.
func (s *Sessions) Revoke(ctx context.Context, userID, sessionID string) error {
	n, err := s.revoke(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id = $2`, userID, sessionID)
	if err != nil {
		return fmt.Errorf("revoke a session: %w", err)
	}
	if n == 0 {
		return directory.Keyedf(directory.CodeNotFound, "signin-session-over", "This session is over.")
	}
	return nil
}

// RevokeAll ends all of a user's sessions but one, at once, and gives how many
// they were; all of them when but is empty.
func (s *Sessions) RevokeAll(ctx context.Context, userID, but string) (int64, error) {
	n, err := s.revoke(ctx, `DELETE FROM sessions WHERE user_id = $1 AND id <> $2`, userID, but)
	if err != nil {
		return 0, fmt.Errorf("revoke sessions: %w", err)
	}
	return n, nil
}

// revoke runs a statement over a user's id and a session's, and gives how many
// rows it deleted; none where either could be no id.
func (s *Sessions) revoke(ctx context.Context, query, userID, sessionID string) (n int64, err error) {
	if !directory.IsID(userID) || sessionID != "" && !directory.IsID(sessionID) {
		return 0, nil
	}
	err = s.store.Write(ctx, func(tx *sql.Tx) (err error) {
		n, err = deleted(ctx, tx, query, userID, sessionID)
		return err
	})
	return n, err
}

// Forget deletes the sessions that are over and the attempts that are too old,
// with the addresses they hold, and gives how many rows went. A job calls it,
// once an hour say.
func (s *Sessions) Forget(ctx context.Context) (int64, error) {
	var n int64
	err := s.store.Write(ctx, func(tx *sql.Tx) error {
		now := s.now()
		over, err := deleted(ctx, tx, `DELETE FROM sessions WHERE last_seen_at <= $1 OR created_at <= $2`,
			now.Add(-Sliding).UnixMilli(), now.Add(-Absolute).UnixMilli())
		if err != nil {
			return err
		}
		old, err := deleted(ctx, tx, `DELETE FROM sign_ins WHERE expires_at <= $1`, now.UnixMilli())
		n = over + old
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget what is over: %w", err)
	}
	return n, nil
}

// deleted runs a statement and gives how many rows it deleted.
func deleted(ctx context.Context, tx *sql.Tx, query string, args ...any) (int64, error) {
	res, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
