package public

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/web/page"
)

// displayBody is the data of the page on which people choose how pages look.
type displayBody struct{ Saved bool }

// display answers GET /display, and POST /display by keeping what was chosen.
func (h handlers) display(c *fiber.Ctx, _ context.Context) error {
	if c.Method() == fiber.MethodPost {
		v, err := page.Form(c)
		if err != nil {
			return err
		}
		h.Page.Choose(c, h.Page.Chosen(v.Get("lang"), v.Get("view") == "simple", v.Get("shared") != ""))
		return c.Redirect("/display?saved=1", fiber.StatusSeeOther)
	}
	title, err := h.Page.Words(c).T("display.title")
	if err != nil {
		return err
	}
	return h.Page.Render(c, fiber.StatusOK, "display", page.Data{
		Title: title, Canonical: h.BaseURL + "/display", Body: displayBody{Saved: c.Query("saved") != ""},
	})
}
