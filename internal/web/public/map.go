package public

import (
	"encoding/json"

	"alongside/internal/lang"
)

// mapWords gives all that a map says, by its name there, as JSON.
func mapWords(w *lang.Words) (string, error) {
	out := map[string]string{}
	for _, name := range []string{"region", "here", "in", "out", "open", "about", "none", "failed"} {
		s, err := w.T("map." + name)
		if err != nil {
			return "", err
		}
		out[name] = s
	}
	b, err := json.Marshal(out)
	return string(b), err
}
