// Package jobs does later, or again, what may fail: mails, reminders, harvests.
// What is to be done is queued in the store, in the transaction of what it
// belongs to when that matters, and run by one node at a time.
//
// A job is run at least once. It is run a second time when the node is killed
// after the work and before it could note so: what a handler does has to bear
// that. Nodes go by their own clocks, which have to agree to within a sixth of
// a lease, that is five seconds.
package jobs

import (
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"alongside/internal/directory"
)

// State says where a job stands. One that is done is no more.
type State string

// The states of a job.
const (
	// Waiting is for its moment, or for the next attempt.
	Waiting State = "waiting"
	Running State = "running"
	// Failed has been given up, and is kept until someone retries or forgets it.
	Failed State = "failed"
)

// The most that a job may have, in bytes.
const (
	MaxKey     = 200
	MaxPayload = 1 << 20
)

// Job is something to be done. What it holds may be personal: it prints, logs
// and marshals without its payload.
type Job struct {
	// ID is a UUID, version 7.
	ID string
	// Kind names what does it: small letters, digits and hyphens, up to 40.
	Kind string
	// Key tells jobs of a kind apart where one is enough: while a job waits or
	// runs, another of its kind and key is not queued. Empty for none. It is
	// not sealed, and so must hold nothing personal.
	Key string
	// Payload is what the handler needs to know. It is sealed in the store.
	Payload []byte `json:"-"`
	// Due is when it is to be run next; when it was given up, for a failed one.
	Due directory.Millis
	// Attempts is how often it has been begun.
	Attempts int
	State    State
	// Why is a sentence that says how the last attempt failed; empty before one
	// did.
	Why string
	// At is when it was queued.
	At directory.Millis
}

// String names the job without its payload.
func (j Job) String() string {
	return fmt.Sprintf("job %s: %s, %s, attempt %d", j.ID, j.Kind, j.State, j.Attempts)
}

// Format is a fmt.Formatter's: String, whatever the verb, so that no way of
// printing gives the payload.
func (j Job) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, j.String()) }

// LogValue is a slog.LogValuer's: the job without its payload.
func (j Job) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", j.ID), slog.String("kind", j.Kind),
		slog.String("state", string(j.State)), slog.Int("attempts", j.Attempts))
}

var kinds = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// check gives what is wrong with a job that is to be queued. What was given is
// not repeated.
func (j Job) check() error {
	var faults []directory.Fault
	fault := func(path, message string) {
		faults = append(faults, directory.Fault{Path: path, Message: message})
	}
	if !kinds.MatchString(j.Kind) {
		fault("kind", "A job's kind is up to 40 small letters, digits and hyphens.")
	}
	if len(j.Key) > MaxKey || !utf8.ValidString(j.Key) || strings.ContainsFunc(j.Key, unicode.IsControl) {
		fault("key", fmt.Sprintf("A job's key is one line of up to %d bytes.", MaxKey))
	}
	if len(j.Payload) > MaxPayload {
		fault("payload", fmt.Sprintf("A job's payload has up to %d bytes.", MaxPayload))
	}
	return directory.Invalid(faults)
}
