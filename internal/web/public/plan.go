package public

import (
	"context"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/plan"
	"alongside/internal/web/page"
)

// planBody is the data of the page of a plan.
type planBody struct {
	// Plan is the one that the cookie keeps; nil for none.
	Plan *plan.Plan
	// Blank has every part of a plan, empty: a browser that keeps a plan for
	// itself fills it in.
	Blank plan.Plan
	// Unreadable is true when the browser holds a plan that can't be opened.
	Unreadable bool
}

// plan answers GET /plan.
func (h handlers) plan(c *fiber.Ctx, _ context.Context) error {
	return h.showPlan(c, h.bag(c).Plan)
}

func (h handlers) showPlan(c *fiber.Ctx, p *plan.Plan) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	title, err := h.Page.Words(c).T("plan.title")
	if err != nil {
		return err
	}
	body := planBody{Plan: p, Unreadable: p == nil && h.unreadable(c), Blank: plan.Plan{Steps: []plan.Step{{}}}}
	return h.Page.Render(c, fiber.StatusOK, "plan", page.Data{Title: title, NoIndex: true, Body: body})
}

// planForm is the data of the page on which a plan is written.
type planForm struct {
	plan.Plan
	Steps []stepForm
	// Left is how many things that were ticked had no room.
	Left   int
	Faults map[string]string
	All    []directory.Fault
	Focus  string
}

// stepForm is a step as it is written: its fields in order.
type stepForm struct {
	Number  int
	Listing string
	// Field names the hidden field of Listing.
	Field string
	// Open is true for a step that is shown unfolded.
	Open  bool
	Parts []partForm
}

type partForm struct {
	Name, Label, Hint, Value, Fault string
	// Most is how many characters there is room for.
	Most int
	Long bool
}

// write answers GET /plan/edit with the plan that the cookie keeps, and POST
// /plan/edit with the things that were ticked on the list as its first steps.
func (h handlers) write(c *fiber.Ctx, ctx context.Context) error {
	w := h.Page.Words(c)
	var p plan.Plan
	if b := h.bag(c); b.Plan != nil {
		p = *b.Plan
	}
	left := 0
	if c.Method() == fiber.MethodPost {
		v, err := page.Form(c)
		if err != nil {
			return err
		}
		for _, id := range v["step"] {
			has := slices.ContainsFunc(p.Steps, func(s plan.Step) bool { return s.Listing == id })
			if !isID(id) || has {
				continue
			}
			if len(p.Steps) >= plan.MostSteps {
				left++
				continue
			}
			l, err := h.Listings.Listing(ctx, id)
			if err != nil {
				continue // it is gone, and the list says so
			}
			s, err := h.step(ctx, w, l.Public())
			if err != nil {
				return err
			}
			p.Steps = append(p.Steps, s)
		}
	}
	return h.showForm(c, fiber.StatusOK, p, left, nil)
}

// step gives a listing as a first step: all of it can be changed.
func (h handlers) step(ctx context.Context, w *lang.Words, l directory.Listing) (plan.Step, error) {
	b, err := h.listingBody(ctx, w, l)
	s := plan.Step{Listing: l.ID, What: l.Name, Ask: l.FirstVisit.WhoMeetsYou, Way: l.FirstVisit.WayFromStop}
	if next := b.next(); next != nil {
		s.When = next.Text
	}
	if len(b.Places) > 0 {
		s.Where = b.Places[0].whole()
		if s.Way == "" {
			s.Way = b.Places[0].Transportation
		}
	}
	if len(b.Phones) > 0 && s.Ask == "" {
		s.Ask = b.Phones[0]
	}
	return s.Trimmed(), err
}

func (h handlers) showForm(c *fiber.Ctx, status int, p plan.Plan, left int, faults []directory.Fault) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	w := h.Page.Words(c)
	f := planForm{Plan: p, Left: left, All: faults}
	f.Faults, f.Focus = page.ByField(w, faults)
	var err error
	say := func(id string) string {
		s, e := w.T(id)
		if err == nil {
			err = e
		}
		return s
	}
	title := say("form-plan.title")
	for i := range plan.MostSteps {
		s := stepForm{Number: i + 1, Open: i == 0 || i < len(p.Steps), Field: plan.Field(i, "listing")}
		var values plan.Step
		if i < len(p.Steps) {
			values = p.Steps[i]
			s.Listing = values.Listing
		}
		for _, name := range plan.Parts() {
			part := partForm{Name: plan.Field(i, name), Label: say("plan." + name), Value: values.Part(name), Most: plan.Most(name), Long: plan.Long(name)}
			if slices.Contains([]string{"ask", "with", "way", "helps"}, name) {
				part.Hint = say("form-plan." + name + "-hint")
			}
			part.Fault = f.Faults[part.Name]
			s.Open = s.Open || part.Fault != ""
			s.Parts = append(s.Parts, part)
		}
		f.Steps = append(f.Steps, s)
	}
	if err != nil {
		return err
	}
	return h.Page.Render(c, status, "planform", page.Data{Title: title, NoIndex: true, Here: "/plan/edit", Body: f})
}

// savePlan answers POST /plan, where there is no JavaScript.
func (h handlers) savePlan(c *fiber.Ctx, _ context.Context) error {
	v, err := page.Form(c)
	if err != nil {
		return err
	}
	p, err := plan.Parse(v.Get)
	b := h.bag(c)
	if err == nil {
		b.Plan = &p
		err = h.setBag(c, b)
	}
	if directory.CodeOf(err) == directory.CodeInvalid {
		return h.showForm(c, fiber.StatusBadRequest, plan.AsWritten(v.Get), 0, directory.FaultsOf(err))
	}
	if err != nil {
		return err
	}
	// The plan itself is the answer, and can be printed even where the browser
	// keeps no cookie.
	return h.showPlan(c, &p)
}

// well answers GET /plan/well: pages for the person alone. The server has no
// part in what is written there.
func (h handlers) well(c *fiber.Ctx, _ context.Context) error {
	return h.plain(c, "well", "well.title")
}

// whole gives a place's name and address in one line.
func (p placeBody) whole() string {
	return strings.Join(slices.DeleteFunc([]string{p.Name, p.Address}, func(s string) bool { return s == "" }), ", ")
}

// next gives the next session wherever it is; nil when none is known.
func (b listingBody) next() *session {
	for _, t := range append([]times{b.Times}, timesOf(b.Places)...) {
		if len(t.Next) > 0 {
			return &t.Next[0]
		}
	}
	return nil
}

// HasNext reports whether a next session is known.
func (b listingBody) HasNext() bool { return b.next() != nil }
