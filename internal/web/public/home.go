package public

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/web/page"
)

// homeBody is the home page's data.
type homeBody struct {
	Ask   ask
	Kinds []directory.Kind
}

// home answers GET /.
func (h handlers) home(c *fiber.Ctx, _ context.Context) error {
	w := h.Page.Words(c)
	title, err := w.T("home.title")
	if err != nil {
		return err
	}
	return h.Page.Render(c, fiber.StatusOK, "home", page.Data{
		Title: title, Canonical: h.BaseURL + "/", Body: homeBody{Ask: h.ask(w, nil, nil), Kinds: directory.Kinds()},
	})
}

// help answers GET /help-now.
func (h handlers) help(c *fiber.Ctx, _ context.Context) error {
	title, err := h.Page.Words(c).T("help.title")
	if err != nil {
		return err
	}
	return h.Page.Render(c, fiber.StatusOK, "help", page.Data{Title: title, Canonical: h.BaseURL + "/help-now"})
}
