package public

import (
	"context"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/web/page"
)

// plain answers with a page that is words alone.
func (h handlers) plain(c *fiber.Ctx, name, title string) error {
	return h.telling(c, name, title, nil)
}

// telling answers with a page that is words, and little that they hold.
func (h handlers) telling(c *fiber.Ctx, name, title string, body any) error {
	text, err := h.Page.Words(c).T(title)
	if err != nil {
		return err
	}
	return h.Page.Render(c, fiber.StatusOK, name, page.Data{Title: text, Canonical: h.BaseURL + c.Path(), Body: body})
}

// hostBody is the data of a page that names another site; Host is empty for
// none.
type hostBody struct{ Host string }

func hostOf(address string) hostBody {
	u, err := url.Parse(address)
	if err != nil {
		return hostBody{}
	}
	return hostBody{u.Hostname()}
}

// leave answers GET /leave, which says what "Leave now" can and cannot do.
func (h handlers) leave(c *fiber.Ctx, _ context.Context) error {
	return h.telling(c, "leave", "leave.title", hostOf(h.Page.LeaveURL))
}

// privacy answers GET /privacy; it names who gives the pictures of maps.
func (h handlers) privacy(c *fiber.Ctx, _ context.Context) error {
	return h.telling(c, "privacy", "privacy.title", hostBody{h.Tiles.Host()})
}

// accessibility answers GET /accessibility.
func (h handlers) accessibility(c *fiber.Ctx, _ context.Context) error {
	return h.plain(c, "accessibility", "accessibility.title")
}
