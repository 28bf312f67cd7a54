package organisation

import (
	"github.com/gofiber/fiber/v2"

	"alongside/internal/web/page"
)

// accountBody is the data of the page of one's own account.
type accountBody struct {
	Email    string
	Sessions []sessionBody
}

// sessionBody is a browser that is signed in; Here is true for this one.
type sessionBody struct {
	ID, Device, Since string
	Here              bool
}

// account answers GET /account: where one is signed in.
func (h handlers) account(a asking) error {
	if !a.in() {
		return a.Redirect("/signin", fiber.StatusSeeOther)
	}
	w := h.Page.Words(a.Ctx)
	title, err := w.T("account.title")
	if err != nil {
		return err
	}
	all, err := h.Sessions.List(a.Context, a.user.ID)
	if err != nil {
		return err
	}
	b := accountBody{Email: a.user.Email}
	for _, s := range all {
		b.Sessions = append(b.Sessions, sessionBody{ID: s.ID, Device: s.Device.String(), Since: w.Day(s.LastSeenAt.Time(), h.Now()), Here: s.ID == a.session.ID})
	}
	return h.Page.Render(a.Ctx, fiber.StatusOK, "account", page.Data{Title: title, NoIndex: true, Body: b})
}

// revoke answers POST /account: another browser is signed out, or all of them.
func (h handlers) revoke(a asking) error {
	if !a.in() {
		return a.Redirect("/signin", fiber.StatusSeeOther)
	}
	v, err := page.Form(a.Ctx)
	if err != nil {
		return err
	}
	if v.Get("all") != "" {
		_, err = h.Sessions.RevokeAll(a.Context, a.user.ID, a.session.ID)
	} else if id := v.Get("session"); id != a.session.ID {
		err = h.Sessions.Revoke(a.Context, a.user.ID, id)
	}
	if err != nil {
		return err
	}
	return a.Redirect("/account", fiber.StatusSeeOther)
}
