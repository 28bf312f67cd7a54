// Package mail sends what Alongside says to people by e-mail: in plain words,
// over SMTP, or into a folder where there is no mail server.
//
// Whom a mail goes to and what it says are personal: a Message prints, logs and
// marshals without them, and no error here repeats an address or what a mail
// server answered.
package mail

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"alongside/internal/directory"
)

// The most that a mail may have.
const (
	// MaxSubject is in characters.
	MaxSubject = 200
	// MaxText is in bytes.
	MaxText = 100_000
)

// Message is one mail to one person, in plain text. It prints, logs and
// marshals without what it holds: Pack and Unpack carry it.
type Message struct {
	// To is one address, without a name: "anna@example.org".
	To string `json:"-"`
	// Subject is one line of up to MaxSubject characters.
	Subject string `json:"-"`
	// Text is what the mail says, in lines that "\n" ends.
	Text string `json:"-"`
	// ReplyTo is where an answer goes, an address as To is; empty for the
	// site's own.
	ReplyTo string `json:"-"`
}

// String says that it is a mail, and how long.
func (m Message) String() string { return fmt.Sprintf("a mail of %d bytes", len(m.Text)) }

// Format is a fmt.Formatter's: String, whatever the verb, so that no way of
// printing gives what the mail holds.
func (m Message) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, m.String()) }

// LogValue is a slog.LogValuer's: the mail without what it holds.
func (m Message) LogValue() slog.Value { return slog.StringValue(m.String()) }

// Check gives what is wrong with a mail, as CodeInvalid with faults at "to",
// "reply_to", "subject" and "text"; nil when it can be sent.
func (m Message) Check() error {
	faults := CheckAddress("to", m.To)
	if m.ReplyTo != "" {
		faults = append(faults, CheckAddress("reply_to", m.ReplyTo)...)
	}
	faults = append(faults, checkLine("subject", m.Subject, MaxSubject)...)
	switch text := cleanText(m.Text); {
	case text == "":
		faults = append(faults, directory.Faultf("text", "mail-text", "A mail has to say something."))
	case len(text) > MaxText:
		faults = append(faults, directory.Faultf("text", "mail-long", "This is %d bytes long. Please shorten it to %d.", "Count", len(text), "Most", MaxText))
	}
	return directory.Invalid(faults)
}

// checkLine gives what is wrong with a line of a mail's head. What was given is
// not repeated.
func checkLine(path, s string, most int) (out []directory.Fault) {
	if strings.TrimSpace(s) == "" || !utf8.ValidString(s) || strings.ContainsFunc(s, hidden) {
		out = append(out, directory.Faultf(path, "mail-line", "This has to be one line of text."))
	}
	if n := utf8.RuneCountInString(s); n > most {
		out = append(out, directory.Faultf(path, "mail-line-long", "This is %d characters long. Please shorten it to %d.", "Count", n, "Most", most))
	}
	return out
}

// hidden reports what is no text: control characters, line ends of every kind,
// and what turns the direction of what follows.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// oneLine gives a line with one space wherever there is any: a mail's head is
// folded at spaces, and does not keep how many there were.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// cleanText takes out what is no text, and the spaces around it.
func cleanText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if hidden(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s))
}

// packed is a Message as it is queued.
type packed struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	ReplyTo string `json:"reply_to,omitempty"`
}

// Pack gives the mail as JSON, for a queue that keeps it sealed. What Check
// finds wrong is not packed.
func (m Message) Pack() ([]byte, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	b, err := json.Marshal(packed(m))
	if err != nil {
		return nil, fmt.Errorf("pack a mail: %w", err)
	}
	return b, nil
}

// Unpack gives the mail that Pack packed; CodeInvalid when it is none. The
// error does not repeat what was given.
func Unpack(b []byte) (Message, error) {
	var p packed
	if json.Unmarshal(b, &p) != nil {
		return Message{}, directory.Errorf(directory.CodeInvalid, "What was queued is no mail.")
	}
	return Message(p), nil
}
