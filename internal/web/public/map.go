package public

import (
	"encoding/json"

	"alongside/internal/lang"
)

// mapBox is a map that a page shows on request.
type mapBox struct {
	Tiles
	// Points is the address of what it shows; empty for the results' own.
	Points string
	// Words are what it says, as JSON.
	Words string
}

// mapBox gives the map of what is at an address.
func (h handlers) mapBox(w *lang.Words, points string) (mapBox, error) {
	words := map[string]string{}
	for _, name := range []string{"region", "here", "in", "out", "shut", "about", "none", "some", "failed"} {
		s, err := w.T("map." + name)
		if err != nil {
			return mapBox{}, err
		}
		words[name] = s
	}
	b, err := json.Marshal(words)
	return mapBox{Tiles: h.Tiles, Points: points, Words: string(b)}, err
}
