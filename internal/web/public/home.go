package public

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/web/page"
)

// homeBody is the home page's data.
type homeBody struct {
	Strengths []option
	Ask       ask
	Kinds     []directory.Kind
}

// firstStrengths is how many strengths there are to tap on the first page.
const firstStrengths = 8

// home answers GET /.
func (h handlers) home(c *fiber.Ctx, _ context.Context) error {
	w := h.Page.Words(c)
	title, err := w.T("home.title")
	if err != nil {
		return err
	}
	set := h.Matcher.Understander.Concepts
	body := homeBody{Ask: h.ask(w, nil, nil), Kinds: directory.Kinds()}
	body.Strengths = options(strengths[:firstStrengths], nil, func(id concept.ID) string { return w.Concept(id, set) })
	description, err := w.T("home.lead")
	return errors.Join(err, h.Page.Render(c, fiber.StatusOK, "home", page.Data{
		Title: title, Description: description, Canonical: h.BaseURL + "/", Body: body,
	}))
}
