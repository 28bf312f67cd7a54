package session

import (
	"fmt"
	"io"
	"log/slog"
)

// Browser is what the web layer knows of the browser that asks. It prints and
// logs as no more than that.
type Browser struct {
	// Nonce is what a cookie has told this browser by since before it asked;
	// NewNonce makes one. The cookie must be HttpOnly, and SameSite=Lax, since
	// a link in a mail is opened from elsewhere.
	Nonce string `json:"-"`
	// Client is what limits count by, an internet address say. It is not kept.
	Client string `json:"-"`
	// Agent is the User-Agent header, of which a Device is kept.
	Agent string `json:"-"`
	// Language is the tag of the language to write in; it is passed on to Send.
	Language string
}

// NewNonce gives a nonce for a browser that has none: 256 random bits.
func NewNonce() string { return newSecret() }

// IsNonce reports whether NewNonce could have given s. What is none is replaced
// by a new one.
func IsNonce(s string) bool { return isSecret(s) }

// String tells nothing of the browser.
func (b Browser) String() string { return "a browser" }

// Format is a fmt.Formatter's: String, whatever the verb.
func (b Browser) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, b.String()) }

// LogValue is a slog.LogValuer's: String.
func (b Browser) LogValue() slog.Value { return slog.StringValue(b.String()) }
