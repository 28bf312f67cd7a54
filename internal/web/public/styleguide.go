package public

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/plan"
	"alongside/internal/web/page"
)

// styleguideBody is the data of the page that shows every part of which pages
// are made, with things from the directory in it.
type styleguideBody struct {
	Colours, Sizes []string
	Kinds          []directory.Kind
	Cards          []card
	Ask, AskAgain  ask
	Faults         []directory.Fault
	Options        []option
	Contacts       []helpContact
	Times          times
	Plan           plan.Plan
	Chips          []chip
	Chosen, Sorts  []link
}

// styleguide answers GET /styleguide, in the demo alone. It is for those who
// work on the pages, and in English.
func (h handlers) styleguide(c *fiber.Ctx, ctx context.Context) error {
	w := h.Page.Words(c)
	found, err := h.Search.Search(ctx, directory.Query{Sort: directory.SortChecked, Limit: 2})
	if err != nil {
		return err
	}
	faults := []directory.Fault{directory.Faultf("near", "place-unknown", "We don't know '%s'. Give a postcode, or a town or area near you.", "Said", "Muirhuose")}
	body := styleguideBody{
		Colours: []string{"paper", "ink", "pine", "heather", "gorse", "sea", "rowan"}, Sizes: []string{"t-1", "t0", "t1", "t2", "t3"},
		Kinds: directory.Kinds(), Cards: h.cards(w, directory.Query{}, found.Hits),
		Ask: h.ask(w, nil, nil), AskAgain: h.ask(w, map[string][]string{"near": {"Muirhuose"}}, faults), Faults: faults,
		Options: []option{{Value: "a", Label: "A choice", Chosen: true}, {Value: "b", Label: "Another one"}},
		Times:   times{Next: []session{{Text: "Tuesday 1 December, 10am to 12 noon", Date: "2026-12-01T10:00Z"}}, Patterns: []string{"Every Tuesday, 10am to 12 noon"}},
		Plan: plan.Plan{Home: true, Now: "Ward 3", Place: "Leith", Contact: "Jo, on the phone", ContactWhen: "Friday", Note: "I can leave when I want.",
			Steps: []plan.Step{{What: "Lunch at the Kirkgate", When: "Tuesday, 11:30am", Ask: "Maureen", With: "Ann"}, {What: "Ring the shed"}}},
		Chips:  []chip{{Text: "Singing", Said: "I used to sing", Key: "a"}, {Text: "Tuesday mornings", Key: "b"}},
		Chosen: []link{{Text: "Free", Href: "/styleguide"}, {Text: "Tuesday", Href: "/styleguide"}},
		Sorts:  []link{{Text: "best fit", Href: "/styleguide", Current: true}, {Text: "nearest", Href: "/styleguide"}},
	}
	for i := range body.Cards {
		body.Cards[i].Kept = i == 0
		body.Cards[i].Join, body.Cards[i].Help = i == 0, i == 1
		body.Cards[i].Reasons = []string{"You said “I used to sing”: here it’s “singing”.", "Free"}
	}
	for _, x := range h.Matcher.Contacts() {
		body.Contacts = append(body.Contacts, contactOf(w, x))
	}
	return h.Page.Render(c, fiber.StatusOK, "styleguide", page.Data{Title: "What the pages are made of", NoIndex: true, Body: body})
}
