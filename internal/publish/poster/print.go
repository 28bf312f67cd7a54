package poster

import (
	"fmt"
	"io"
	"log/slog"
)

// String counts the words, and gives none.
func (w Words) String() string { return fmt.Sprintf("%d bytes of a poster", len(w.Text)) }

// Format is a fmt.Formatter's: String, whatever the verb, so that no way of
// printing gives the words.
func (w Words) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, w.String()) }

// LogValue is a slog.LogValuer's: String.
func (w Words) LogValue() slog.Value { return slog.StringValue(w.String()) }

// String says how much was read, and nothing of what.
func (d Draft) String() string {
	return fmt.Sprintf("draft with %d times, %d places, %d other events and %d questions",
		len(d.When), len(d.Places), len(d.Others), len(d.Questions))
}

// Format is a fmt.Formatter's: String, whatever the verb.
func (d Draft) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, d.String()) }

// LogValue is a slog.LogValuer's: String.
func (d Draft) LogValue() slog.Value { return slog.StringValue(d.String()) }

// MarshalJSON gives String alone: a draft is read again from its poster, or kept
// as its Listing.
func (d Draft) MarshalJSON() ([]byte, error) { return []byte(`"` + d.String() + `"`), nil }

// String says how many rules there are.
func (w When) String() string { return fmt.Sprintf("%d rules of a poster", len(w.Schedules)) }

// Format is a fmt.Formatter's: String, whatever the verb.
func (w When) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, w.String()) }

// LogValue is a slog.LogValuer's: String.
func (w When) LogValue() slog.Value { return slog.StringValue(w.String()) }

// MarshalJSON gives String alone.
func (w When) MarshalJSON() ([]byte, error) { return []byte(`"` + w.String() + `"`), nil }
