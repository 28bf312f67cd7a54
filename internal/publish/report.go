// Package publish is how a listing comes to be true and stays so. What people
// say without signing in is kept for a person to look at: it never hides or
// changes a listing.
package publish

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"alongside/internal/directory"
)

// What says what someone reports to be wrong with a listing.
type What string

// What may be wrong with a listing.
const (
	WhatClosed  What = "closed"
	WhatTimes   What = "times"
	WhatPlace   What = "place"
	WhatCost    What = "cost"
	WhatContact What = "contact"
	WhatUnsafe  What = "unsafe"
	WhatOther   What = "other"
)

// Whats gives all that may be wrong, in the order in which it is offered.
func Whats() []What {
	return []What{WhatClosed, WhatTimes, WhatPlace, WhatCost, WhatContact, WhatUnsafe, WhatOther}
}

// ReportState says whether a person has seen to a report.
type ReportState string

// The states of a report.
const (
	ReportNew     ReportState = "new"
	ReportHandled ReportState = "handled"
)

// MaxWords is how many characters the words of a report may have.
const MaxWords = 1000

// Report is what someone, who is not asked who they are, says is wrong with a
// listing. Its words may hold personal details: it prints, logs and marshals
// without them.
type Report struct {
	// ID is a UUID, version 7: reports are in order by it.
	ID        string
	ListingID string
	What      What
	// Words are what they wrote, up to MaxWords characters; may be empty.
	Words string `json:"-"`
	// At is when it was made.
	At    directory.Millis
	State ReportState
	// HandledAt is when a person had seen to it; 0 while it is new.
	HandledAt directory.Millis
}

// String names the report without its words.
func (r Report) String() string {
	return fmt.Sprintf("report %s of listing %s: %s, %s", r.ID, r.ListingID, r.What, r.State)
}

// Format is a fmt.Formatter's: String, whatever the verb, so that no way of
// printing gives the words.
func (r Report) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, r.String()) }

// LogValue is a slog.LogValuer's: the report without its words.
func (r Report) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", r.ID), slog.String("listing", r.ListingID),
		slog.String("what", string(r.What)), slog.String("state", string(r.State)))
}

// Check gives what is wrong with a report, as CodeInvalid with faults at "what"
// and "words"; nil when Add would keep it.
func (r Report) Check() error {
	r.Words = cleanWords(r.Words)
	return directory.Invalid(r.faults())
}

// faults gives what is wrong with a report whose words are cleaned. What was
// given is not repeated.
func (r Report) faults() (out []directory.Fault) {
	if !slices.Contains(Whats(), r.What) {
		out = append(out, directory.Faultf("what", "report-what", "Choose what is wrong; if nothing fits, choose 'something else'."))
	}
	if n := utf8.RuneCountInString(r.Words); n > MaxWords {
		out = append(out, directory.Faultf("words", "report-words", "This is %d characters long. Please shorten it to %d.", "Count", n, "Most", MaxWords))
	}
	return out
}

// cleanWords takes out what is no text: control characters but for line ends,
// broken characters, and what turns the direction of what follows.
func cleanWords(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, s))
}
