package public

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/web/page"
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

// asked reads a search from a page's address, and finds the place it is near.
// The values are nil when the address can't be read at all.
func (h handlers) asked(c *fiber.Ctx, ctx context.Context) (url.Values, directory.Query, error) {
	v, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return nil, directory.Query{}, directory.Keyedf(directory.CodeInvalid, "search-address", "The address can't be read. Begin again from the first page.")
	}
	q, err := directory.ParseQuery(v)
	if err != nil || q.NearText == "" {
		return v, q, err
	}
	p, err := h.Places.Find(ctx, q.NearText)
	if err == nil {
		q.Near = &p
	}
	return v, q, err
}

// distances are what people can choose; people here think in miles.
var distances = []struct {
	value string
	miles int
}{{"1mi", 1}, {"2mi", 2}, {"5mi", 5}, {"10mi", 10}, {"25mi", 25}}

// ask gives the form for parameters, with the faults found in them.
func (h handlers) ask(w *lang.Words, v url.Values, faults []directory.Fault) ask {
	a := ask{Words: v.Get("q"), Near: v.Get("near")}
	a.Faults, a.Focus = page.ByField(w, faults)
	a.Within = within(w, v.Get("within"), a.Faults["within"] != "")
	return a
}

// within gives the distances to choose from. What was chosen stands among them,
// unless it is at fault.
func within(w *lang.Words, chosen string, atFault bool) []option {
	any, _ := w.T("form.within-any") // a test holds every message
	known := chosen == ""
	out := []option{{Label: any, Chosen: known}}
	asked, _ := directory.Metres(chosen)
	for _, d := range distances {
		label, _ := w.T("form.within-mile", "Count", d.miles)
		metres, _ := directory.Metres(d.value)
		here := chosen != "" && asked == metres
		known = known || here
		out = append(out, option{Value: d.value, Label: label, Chosen: here})
	}
	if !known && !atFault {
		label, _ := w.T("form.within-other", "Distance", w.Metres(asked))
		out = append(out, option{Value: chosen, Label: label, Chosen: true})
	}
	return out
}
