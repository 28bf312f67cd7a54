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
	Path    string `json:"path"`
	Message string `json:"message"`
}

// Error is an error with a code for machines and a message for people.
type Error struct {
	Code    Code
	Message string
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

// Errorf makes an Error with a message for people.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
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
