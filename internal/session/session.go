package session

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"alongside/internal/account"
	"alongside/internal/directory"
)

const (
	// Sliding is how long a session lives without being used.
	Sliding = 14 * 24 * time.Hour
	// Absolute is how long it lives at the most.
	Absolute = 90 * 24 * time.Hour
	// seenEach is how often it is noted at the most that one is used.
	seenEach = time.Hour
)

// Session is a browser that is signed in.
type Session struct {
	// ID is a UUID, version 7. It tells sessions apart and opens none.
	ID        string
	UserID    string
	Device    Device
	CreatedAt directory.Millis
	// LastSeenAt is at most an hour behind.
	LastSeenAt directory.Millis
	// ExpiresAt is when it ends unless it is used before: Sliding after
	// LastSeenAt, and no later than Absolute after CreatedAt.
	ExpiresAt directory.Millis
}

const sessionColumns = `sessions.id, sessions.user_id, sessions.browser, sessions.system, sessions.created_at, sessions.last_seen_at`

// into gives where a row of sessionColumns is scanned to; settle comes after.
func (s *Session) into() []any {
	return []any{&s.ID, &s.UserID, &s.Device.Browser, &s.Device.System, &s.CreatedAt, &s.LastSeenAt}
}

// settle works out ExpiresAt.
func (s *Session) settle() {
	s.ExpiresAt = min(later(s.LastSeenAt, Sliding), later(s.CreatedAt, Absolute))
}

// scan reads a session of sessionColumns, and more before them.
func (s *Session) scan(row interface{ Scan(into ...any) error }, before ...any) error {
	err := row.Scan(append(before, s.into()...)...)
	s.settle()
	return err
}

// later gives the moment a while after m.
func later(m directory.Millis, while time.Duration) directory.Millis {
	return m + directory.Millis(while.Milliseconds())
}

// SignedIn is what a browser gets that has signed in. It prints, logs and
// marshals without the token.
type SignedIn struct {
	// Token is for the browser's cookie (HttpOnly, Secure, SameSite=Lax), and
	// for Authenticate; nothing else knows it.
	Token   string `json:"-"`
	User    account.User
	Session Session
}

// String names the user and the session.
func (s SignedIn) String() string { return s.User.String() + " in session " + s.Session.ID }

// Format is a fmt.Formatter's: String, whatever the verb.
func (s SignedIn) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, s.String()) }

// LogValue is a slog.LogValuer's: String.
func (s SignedIn) LogValue() slog.Value { return slog.StringValue(s.String()) }

// signedOut says that there is no session.
func signedOut() error {
	return directory.Keyedf(directory.CodeForbidden, "signin-signed-out", "You are not signed in, or were away for too long. Please sign in.")
}
