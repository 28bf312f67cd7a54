package public

import (
	"net/url"

	"alongside/internal/directory"
	"alongside/internal/lang"
)

// ask is the form that begins a search, filled with what was asked.
type ask struct {
	Words, Near string
	Within      []option
	// Faults are the messages by field; Focus is the first field at fault.
	Faults map[string]string
	Focus  string
	// Kept are the filters that a new search keeps.
	Kept []pair
}

type pair struct{ Name, Value string }

// option is one choice of a select.
type option struct {
	Value, Label string
	Chosen       bool
}

// distances are what people can choose; people here think in miles.
var distances = []struct {
	value string
	miles int
}{{"1mi", 1}, {"2mi", 2}, {"5mi", 5}, {"10mi", 10}, {"25mi", 25}}

// ask gives the form for parameters, with the faults found in them.
func (h handlers) ask(w *lang.Words, v url.Values, faults []directory.Fault) ask {
	a := ask{Words: v.Get("q"), Near: v.Get("near"), Faults: map[string]string{}}
	for _, f := range faults {
		if a.Focus == "" {
			a.Focus = f.Path
		}
		if a.Faults[f.Path] == "" {
			a.Faults[f.Path] = f.Message
		}
	}
	chosen := v.Get("within")
	known := chosen == ""
	any, _ := w.T("form.within-any") // a test holds every message
	a.Within = append(a.Within, option{Label: any, Chosen: known})
	asked, _ := directory.Metres(chosen)
	for _, d := range distances {
		label, _ := w.T("form.within-mile", "Count", d.miles)
		metres, _ := directory.Metres(d.value)
		here := chosen != "" && asked == metres
		known = known || here
		a.Within = append(a.Within, option{Value: d.value, Label: label, Chosen: here})
	}
	if !known && a.Faults["within"] == "" {
		label, _ := w.T("form.within-other", "Distance", w.Metres(asked))
		a.Within = append(a.Within, option{Value: chosen, Label: label, Chosen: true})
	}
	return a
}
