package organisation

import (
	"github.com/gofiber/fiber/v2"

	"alongside/internal/web/page"
)

// organisationsBody is the data of the page for organisations.
type organisationsBody struct {
	// Email is whose page it is; empty for whoever has not signed in.
	Email string
	// Roles are what they may do, in words.
	Roles []string
}

// organisations answers GET /organisations.
func (h handlers) organisations(a asking) error {
	w := h.Page.Words(a.Ctx)
	title, err := w.T("organisations.title")
	if err != nil {
		return err
	}
	b := organisationsBody{Email: a.user.Email}
	for _, g := range a.grants {
		role, err := w.T("role-of." + string(g.Role))
		if err != nil {
			return err
		}
		b.Roles = append(b.Roles, role)
	}
	return h.Page.Render(a.Ctx, fiber.StatusOK, "organisations", page.Data{Title: title, Canonical: h.BaseURL + "/organisations", Body: b})
}
