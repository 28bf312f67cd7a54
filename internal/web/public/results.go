package public

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/plan"
	"alongside/internal/web/page"
)

// resultsBody is the results page's data.
type resultsBody struct {
	Ask     ask
	Heading string
	// Faults are all that is at fault, for the summary; when there are any,
	// nothing else is shown.
	Faults   []directory.Fault
	Total    int
	Place    string
	Spelling string
	Partial  bool
	Cards    []card
	Chosen   []link
	Sorts    []link
	Filters  []filter
	Hidden   []pair
	Next     string
	Nearly   []nearly
	// Here is this page's address, Points that of the same results for a map.
	Here, Points string
	Map          mapBox
}

// link is a way on; Current marks where one is.
type link struct {
	Text, Href string
	Current    bool
}

// filter is one field of the form that narrows results.
type filter struct {
	Name, Label string
	Open        bool
	// One is true for a field of which only one value can hold.
	One    bool
	Values []filterValue
}

type filterValue struct {
	Value, Label string
	Count        int
	Chosen       bool
}

type nearly struct {
	Heading string
	Cards   []card
}

// results answers GET /search.
func (h handlers) results(c *fiber.Ctx, ctx context.Context) error {
	w := h.Page.Words(c)
	values, q, err := h.asked(c, ctx)
	var found directory.Results
	if err == nil {
		found, err = h.Search.Search(ctx, q)
	}
	if directory.CodeOf(err) == directory.CodeInvalid && values != nil {
		return h.askAgain(c, w, values, directory.FaultsOf(err))
	}
	if err != nil {
		return err
	}
	body, err := h.resultsBody(w, values, q, found, h.bag(c))
	if err != nil {
		return err
	}
	if found.Partial || ctx.Err() != nil { // time ran out: another may get more
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	return h.Page.Render(c, fiber.StatusOK, "results", page.Data{Title: body.Heading, NoIndex: true, Here: body.Here, Body: body})
}

// askAgain gives the form back as it was filled in, with what is at fault.
func (h handlers) askAgain(c *fiber.Ctx, w *lang.Words, v url.Values, faults []directory.Fault) error {
	title, err := w.T("error.title")
	if err != nil {
		return err
	}
	return h.Page.Render(c, fiber.StatusBadRequest, "results", page.Data{
		Title: title, NoIndex: true, Body: resultsBody{Ask: h.ask(w, v, faults), Heading: title, Faults: faults},
	})
}

func (h handlers) resultsBody(w *lang.Words, v url.Values, q directory.Query, found directory.Results, b plan.Bag) (resultsBody, error) {
	heading, err := heading(w, q)
	out := resultsBody{
		Ask: h.ask(w, v, nil), Heading: heading, Total: found.Total, Spelling: found.Spelling, Partial: found.Partial,
		Cards: marking(h.cards(w, q, found.Hits), b), Chosen: chosen(w, v, found.Facets), Sorts: sorts(w, v, q), Filters: filters(w, v, found.Facets),
	}
	if q.Near != nil {
		out.Place = q.Near.Label
	}
	for _, name := range []string{"q", "near", "within", "sort", "age"} {
		if value := v.Get(name); value != "" {
			out.Hidden = append(out.Hidden, pair{name, value})
		}
	}
	for _, f := range directory.FacetFields() {
		for _, value := range v[string(f)] {
			out.Ask.Kept = append(out.Ask.Kept, pair{string(f), value})
		}
	}
	if found.NextCursor != "" {
		out.Next = href(v, func(v url.Values) { v.Set("cursor", found.NextCursor) })
	}
	for _, n := range found.Nearly {
		text, textErr := w.T("nearly." + string(n.Relaxed))
		if err == nil {
			err = textErr
		}
		relaxed, _ := q.Without(n.Relaxed)
		out.Nearly = append(out.Nearly, nearly{Heading: text, Cards: markKept(h.cards(w, relaxed, n.Hits), b)})
	}
	if err == nil {
		out.Map, err = h.mapBox(w, "")
	}
	out.Here = href(v, func(url.Values) {})
	out.Points = "/map/points" + strings.TrimPrefix(out.Here, "/search")
	return out, err
}

func heading(w *lang.Words, q directory.Query) (string, error) {
	switch {
	case q.Words != "" && q.Near != nil:
		return w.T("results.heading-both", "Words", q.Words, "Place", q.Near.Label)
	case q.Near != nil:
		return w.T("results.heading-near", "Place", q.Near.Label)
	case q.Words != "":
		return w.T("results.heading-words", "Words", q.Words)
	}
	return w.T("results.heading-all")
}

// href gives the address of this search with something changed, from its first
// page.
func href(v url.Values, change func(url.Values)) string {
	out := url.Values{}
	for name, values := range v {
		if name != "cursor" && slices.Contains(directory.Parameters(), name) {
			out[name] = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
		}
	}
	change(out)
	return "/search?" + out.Encode()
}

// chosen gives the filters that were chosen, each with the way to let it go.
func chosen(w *lang.Words, v url.Values, facets []directory.Facet) []link {
	var out []link
	for _, f := range directory.FacetFields() {
		name := string(f)
		for _, value := range v[name] {
			if value == "" {
				continue
			}
			out = append(out, link{Text: w.Value(f, value, labelOf(facets, f, value)), Href: href(v, func(v url.Values) {
				v[name] = slices.DeleteFunc(v[name], func(s string) bool { return s == value })
			})})
		}
	}
	return out
}

func labelOf(facets []directory.Facet, field directory.Field, value string) string {
	for _, f := range facets {
		for _, v := range f.Values {
			if f.Field == field && v.Value == value {
				return v.Label
			}
		}
	}
	return ""
}

func sorts(w *lang.Words, v url.Values, q directory.Query) []link {
	var out []link
	for _, s := range directory.Sorts() {
		if s == directory.SortNearest && q.Near == nil {
			continue
		}
		text, _ := w.T("sort." + string(s)) // a test holds every message
		out = append(out, link{Text: text, Current: s == q.Sort, Href: href(v, func(v url.Values) { v.Set("sort", string(s)) })})
	}
	return out
}

// firstFilters are those shown open.
var firstFilters = []directory.Field{directory.FieldKind, directory.FieldJoining, directory.FieldDay}

func filters(w *lang.Words, v url.Values, facets []directory.Facet) []filter {
	var out []filter
	for _, f := range facets {
		name := string(f.Field)
		label, _ := w.T("field." + name) // a test holds every message
		one := filter{Name: name, Label: label, Open: slices.Contains(firstFilters, f.Field) || len(v[name]) > 0,
			One: f.Field == directory.FieldCost || f.Field == directory.FieldOnline}
		for _, value := range f.Values {
			one.Values = append(one.Values, filterValue{
				Value: value.Value, Label: w.Value(f.Field, value.Value, value.Label), Count: value.Count,
				Chosen: slices.Contains(v[name], value.Value),
			})
		}
		if len(one.Values) > 1 || (len(one.Values) == 1 && one.Open && one.Values[0].Chosen) {
			out = append(out, one)
		}
	}
	return out
}
