// Package account is who signs in, what they may do and where. Everybody else
// uses the directory without an account.
//
// An account is an e-mail address and no more: there is no password, and no
// name. Roles are given to it as grants, each within a directory.Scope; what a
// role may do stands in one table (policy.go), and Can reads it.
package account

import (
	"fmt"
	"io"
	"log/slog"

	"alongside/internal/directory"
)

// User is someone who signs in, or was given a role and has not yet. It prints,
// logs and marshals without its address.
type User struct {
	// ID is a UUID, version 7.
	ID string
	// Email is as CleanEmail gives it; no two users share one.
	Email     string `json:"-"`
	CreatedAt directory.Millis
	// LastSeenAt is at most an hour behind; 0 for one who never signed in.
	LastSeenAt directory.Millis
}

// String names the user without the address.
func (u User) String() string { return "user " + u.ID }

// Format is a fmt.Formatter's: String, whatever the verb.
func (u User) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, u.String()) }

// LogValue is a slog.LogValuer's: String.
func (u User) LogValue() slog.Value { return slog.StringValue(u.String()) }
