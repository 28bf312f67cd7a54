package directory

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what sort of error it is, for machines.
type Code string

// The error codes. CodeInternal is for everything that has no code: it is
// logged, and people see "Internal error."
const (
	CodeInvalid     Code = "invalid"
	CodeNotFound    Code = "not_found"
	CodeGone        Code = "gone"
	CodeConflict    Code = "conflict"
	CodeForbidden   Code = "forbidden"
	CodeTooLarge    Code = "too_large"
	CodeTooMany     Code = "too_many"
	CodeUnavailable Code = "unavailable"
	CodeInternal    Code = "internal"
)

// Fault is one thing wrong with what someone gave, with the path of the field
// ("at[0].schedules[1].opens") and a sentence that a person understands.
type Fault struct {
	Path string `json:"path"`
	// Message is the sentence in English, for the API and the terminal.
	Message string `json:"message"`
	// Key names the sentence in the messages of every language, where it stands
	// as "fault." and the key. It is empty for what no public page shows.
	Key string `json:"-"`
	// Values are what the sentence holds: pairs of a name and a value.
	Values []any `json:"-"`
}

// Choices are names of things of which one was meant. Every language joins them
// in its own way.
type Choices []string

// String joins the choices in English: "Leith, Edinburgh; Kelso or Keith". The
// names may hold commas.
func (c Choices) String() string {
	if len(c) < 2 {
		return strings.Join(c, "")
	}
	last := len(c) - 1
	return strings.Join(c[:last], "; ") + " or " + c[last]
}

// Codes are the values that a field may have, as a request writes them: no
// language translates them.
type Codes []string

// CodesOf gives the codes of a list of values.
func CodesOf[T ~string](all []T) Codes {
	out := make(Codes, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

// String joins the codes: "walk, bus, car".
func (c Codes) String() string { return strings.Join(c, ", ") }

// Error is an error with a code for machines and a message for people.
type Error struct {
	Code Code
	// Message is in English, for the API and the terminal.
	Message string
	// Key and Values are to Message what they are in a Fault.
	Key    string
	Values []any
	// Faults are all that is wrong, when Code is CodeInvalid.
	Faults []Fault
	// Err is the cause, for the log only.
	Err error
}

// Error gives the message with its faults; the cause, if any, last.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for i, f := range e.Faults {
		if i > 0 || e.Message != "" {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s: %s", f.Path, f.Message)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Faultf makes a Fault that every language can say. values are pairs of a name
// and a value; format is the English sentence, and takes the values in order. A
// value named "Count" settles the plural.
func Faultf(path, key, format string, values ...any) Fault {
	return Fault{Path: path, Message: english(format, values), Key: key, Values: values}
}

// Errorf makes an Error with a message for people, in English alone.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Keyedf makes an Error that every language can say, as Faultf makes a Fault.
func Keyedf(code Code, key, format string, values ...any) *Error {
	return &Error{Code: code, Message: english(format, values), Key: key, Values: values}
}

// english puts values into a sentence, without their names.
func english(format string, values []any) string {
	args := make([]any, 0, len(values)/2)
	for i := 1; i < len(values); i += 2 {
		args = append(args, values[i])
	}
	return fmt.Sprintf(format, args...)
}

// Invalid makes a CodeInvalid Error of the faults, or nil when there are none.
func Invalid(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalid, Faults: faults}
}

// CodeOf gives the code of the first Error in err's chain: CodeInternal when
// there is none, and the empty code for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// FaultsOf gives the faults of the first Error in err's chain.
func FaultsOf(err error) []Fault {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Faults
	}
	return nil
}

// Conflict is the refusal of a stale save: someone else saved in between.
type Conflict struct {
	// Yours is what was to be saved, Theirs what is stored.
	Yours, Theirs Listing
}

// Error names the listing and the versions.
func (c *Conflict) Error() string {
	return fmt.Sprintf("listing %s: you changed version %d, but version %d has been saved since",
		c.Yours.ID, c.Yours.Version, c.Theirs.Version)
}
