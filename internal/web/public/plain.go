package public

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/web/page"
)

// plain answers with a page that is words alone.
func (h handlers) plain(c *fiber.Ctx, name, title string) error {
	text, err := h.Page.Words(c).T(title)
	if err != nil {
		return err
	}
	return h.Page.Render(c, fiber.StatusOK, name, page.Data{Title: text, Canonical: h.BaseURL + c.Path()})
}

// leave answers GET /leave, which says what "Leave now" can and cannot do.
func (h handlers) leave(c *fiber.Ctx, _ context.Context) error {
	return h.plain(c, "leave", "leave.title")
}

// accessibility answers GET /accessibility.
func (h handlers) accessibility(c *fiber.Ctx, _ context.Context) error {
	return h.plain(c, "accessibility", "accessibility.title")
}

// privacyBody is the data of the page of what is kept: TilesHost is who gives
// the pictures of maps, empty for nobody.
type privacyBody struct{ TilesHost string }

// privacy answers GET /privacy.
func (h handlers) privacy(c *fiber.Ctx, _ context.Context) error {
	title, err := h.Page.Words(c).T("privacy.title")
	if err != nil {
		return err
	}
	var body privacyBody
	if u, err := url.Parse(h.Tiles.URL); err == nil {
		body.TilesHost = u.Hostname()
	}
	return h.Page.Render(c, fiber.StatusOK, "privacy", page.Data{Title: title, Canonical: h.BaseURL + "/privacy", Body: body})
}
