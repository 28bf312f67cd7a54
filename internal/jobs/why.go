package jobs

import (
	"errors"
	"strings"

	"alongside/internal/directory"
)

// maxWhy is how many bytes of a sentence are kept.
const maxWhy = 500

// sentence gives what is kept of an error: what its directory.Error says to
// people, and nothing of its cause.
func sentence(err error) string {
	e, ok := errors.AsType[*directory.Error](err)
	if !ok {
		return whyInternal
	}
	said := []string{}
	if e.Message != "" {
		said = append(said, e.Message)
	}
	for _, f := range e.Faults {
		said = append(said, f.Path+": "+f.Message)
	}
	s := strings.ReplaceAll(strings.Join(said, " "), "\x00", "")
	if s == "" {
		return whyInternal
	}
	return strings.ToValidUTF8(s[:min(len(s), maxWhy)], "")
}
