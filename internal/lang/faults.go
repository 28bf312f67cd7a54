package lang

import (
	"slices"
	"strings"

	"alongside/internal/directory"
)

// Fault says what is at fault; in English what has no key, or no sentence in
// this language.
func (w *Words) Fault(f directory.Fault) string { return w.keyed(f.Key, f.Values, f.Message) }

// Error gives the message of an error as Fault says a fault. It is empty when
// the error's faults say it all.
func (w *Words) Error(err *directory.Error) string { return w.keyed(err.Key, err.Values, err.Message) }

func (w *Words) keyed(key string, values []any, english string) string {
	if key == "" {
		return english
	}
	args := slices.Clone(values)
	for i, v := range args {
		switch v := v.(type) {
		case directory.Choices:
			args[i] = w.choices(v)
		case directory.Codes:
			args[i] = strings.Join(v, w.must("when.comma"))
		}
	}
	s, err := w.T("fault."+key, args...)
	if err != nil {
		return english
	}
	return s
}

// choices joins names as Any does, but for what stands between them: the names
// of places hold commas.
func (w *Words) choices(c directory.Choices) string {
	if len(c) < 2 {
		return w.Any(c)
	}
	last := len(c) - 1
	return w.Any([]string{strings.Join(c[:last], w.must("when.semicolon")), c[last]})
}
