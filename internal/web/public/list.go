package public

import (
	"context"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/plan"
	"alongside/internal/web/page"
)

// listBody is the data of the page of what a person kept.
type listBody struct {
	Things []thing
	Gone   []gone
	Faults []directory.Fault
	// Most is how many steps a plan has.
	Most int
	// HasPlan is true when there is a plan already.
	HasPlan bool
	// Unreadable is true when the browser holds a list that can't be opened.
	Unreadable bool
}

// thing is something that is kept.
type thing struct {
	ID, Name, Href, Organisation string
	Kind                         directory.Kind
	KindText, Next, Place        string
	Joining                      string
	Phone                        string
}

// gone is something that was kept, and is listed no longer.
type gone struct{ ID, Text, Like string }

// list answers GET /list with what the cookie keeps, and POST /list with the
// things that a browser keeps for itself: their ids stand in the body.
func (h handlers) list(c *fiber.Ctx, ctx context.Context) error {
	b := h.bag(c)
	if c.Method() == fiber.MethodPost {
		v, err := page.Form(c)
		if err != nil {
			return err
		}
		b = plan.Bag{Kept: slices.DeleteFunc(v["id"], func(id string) bool { return !isID(id) })}
		slices.Reverse(b.Kept)
		var once []string
		for _, id := range b.Kept {
			if !slices.Contains(once, id) && len(once) < plan.MostKept {
				once = append(once, id)
			}
		}
		slices.Reverse(once)
		b.Kept = once
	}
	return h.showList(c, ctx, fiber.StatusOK, b, nil)
}

func (h handlers) showList(c *fiber.Ctx, ctx context.Context, status int, b plan.Bag, faults []directory.Fault) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	w := h.Page.Words(c)
	body := listBody{Most: plan.MostSteps, HasPlan: b.Plan != nil, Unreadable: h.unreadable(c) && c.Method() == fiber.MethodGet, Faults: faults}
	for _, id := range slices.Backward(b.Kept) {
		l, err := h.Listings.Listing(ctx, id)
		switch directory.CodeOf(err) {
		case "":
			t, err := h.thing(ctx, w, l.Public())
			if err != nil {
				return err
			}
			body.Things = append(body.Things, t)
		case directory.CodeGone, directory.CodeNotFound:
			g, err := h.noLonger(ctx, w, id)
			if err != nil {
				return err
			}
			body.Gone = append(body.Gone, g)
		default:
			return err
		}
	}
	title, err := w.T("list.title")
	if err != nil {
		return err
	}
	return h.Page.Render(c, status, "list", page.Data{Title: title, NoIndex: true, Here: "/list", Body: body})
}

// thing gives a listing as the list shows it.
func (h handlers) thing(ctx context.Context, w *lang.Words, l directory.Listing) (thing, error) {
	b, err := h.listingBody(ctx, w, l)
	t := thing{ID: l.ID, Name: l.Name, Href: "/listings/" + l.PageSlug(), Kind: l.Kind, KindText: b.KindText, Joining: b.JoiningText}
	if l.Organization.Name != l.Name {
		t.Organisation = l.Organization.Name
	}
	if next := b.next(); next != nil {
		t.Next = next.Text
	}
	if len(b.Places) > 0 {
		t.Place = b.Places[0].whole()
	}
	if len(b.Phones) > 0 {
		t.Phone = b.Phones[0]
	}
	return t, err
}

// noLonger says of something that was kept that it is listed no longer.
func (h handlers) noLonger(ctx context.Context, w *lang.Words, id string) (gone, error) {
	t, err := h.Listings.Tombstone(ctx, id)
	if err != nil {
		text, err := w.T("list.gone-unknown")
		return gone{ID: id, Text: text}, err
	}
	text, err := w.T("list.gone", "Name", t.Name)
	return gone{ID: id, Text: text, Like: like(t.Name, t.Activities, t.Point)}, err
}

// keep answers POST /keep: the buttons beside things, where there is no
// JavaScript.
func (h handlers) keep(c *fiber.Ctx, ctx context.Context) error {
	v, err := page.Form(c)
	if err != nil {
		return err
	}
	b, err := h.keepFrom(c, v)
	if directory.CodeOf(err) == directory.CodeInvalid {
		return h.showList(c, ctx, fiber.StatusBadRequest, b, directory.FaultsOf(err))
	}
	if err != nil {
		return err
	}
	return c.Redirect(page.Back(v, "/list")+at(v), fiber.StatusSeeOther)
}

// at gives the place on a page to which a button's form comes back.
func at(v url.Values) string {
	if id := v.Get(fieldKeep); isID(id) {
		return "#" + id
	}
	if id := v.Get(fieldDrop); isID(id) {
		return "#" + id
	}
	return ""
}

func isID(s string) bool { return directory.IsID(s) }

// clear answers POST /clear: all that the browser keeps is gone.
func (h handlers) clear(c *fiber.Ctx, _ context.Context) error {
	if err := h.setBag(c, plan.Bag{}); err != nil {
		return err
	}
	c.Set("Clear-Site-Data", `"cache", "storage"`)
	return c.Redirect("/cleared", fiber.StatusSeeOther)
}

// cleared answers GET /cleared.
func (h handlers) cleared(c *fiber.Ctx, _ context.Context) error {
	return h.plain(c, "cleared", "clear.title")
}
