package organisation

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/session"
	"alongside/internal/web/page"
)

// signInBody is the data of the page on which people sign in.
type signInBody struct {
	// Step is "ask" for an address, "sent" when a mail is on its way, "link" for
	// what a link opens, or "in" for whoever is in already.
	Step           string
	Email, Attempt string
	Token          string
	Code           string
	Faults         map[string]string
	All            []directory.Fault
	Focus          string
	// Trouble is why a link opens nothing.
	Trouble string
}

// signIn answers GET /signin.
func (h handlers) signIn(a asking) error {
	b := signInBody{Step: "ask"}
	if a.in() {
		b.Step, b.Email = "in", a.user.Email
	}
	return h.showSignIn(a, fiber.StatusOK, b, nil)
}

func (h handlers) showSignIn(a asking, status int, b signInBody, faults []directory.Fault) error {
	w := h.Page.Words(a.Ctx)
	title, err := w.T("signin.title")
	if err != nil {
		return err
	}
	b.All = faults
	b.Faults, b.Focus = page.ByField(w, faults)
	return h.Page.Render(a.Ctx, status, "signin", page.Data{Title: title, NoIndex: true, Here: "/signin", Body: b})
}

// begin answers POST /signin: a mail with a link and a code.
func (h handlers) begin(a asking) error {
	v, err := page.Form(a.Ctx)
	if err != nil {
		return err
	}
	email := strings.TrimSpace(v.Get("email"))
	attempt, err := h.Sessions.Begin(a.Context, email, h.browser(a))
	if faults := faultsOf(err, "email"); faults != nil {
		return h.showSignIn(a, statusOf(err), signInBody{Step: "ask", Email: email}, faults)
	}
	if err != nil {
		return err
	}
	return h.showSignIn(a, fiber.StatusOK, signInBody{Step: "sent", Email: attempt.Email, Attempt: attempt.ID}, nil)
}

// byCode answers POST /signin/code.
func (h handlers) byCode(a asking) error {
	v, err := page.Form(a.Ctx)
	if err != nil {
		return err
	}
	in, err := h.Sessions.ByCode(a.Context, v.Get("attempt"), h.browser(a), v.Get("code"))
	if faults := faultsOf(err, "code"); faults != nil {
		b := signInBody{Step: "sent", Email: v.Get("email"), Attempt: v.Get("attempt"), Code: v.Get("code")}
		return h.showSignIn(a, statusOf(err), b, faults)
	}
	if err != nil {
		return err
	}
	return h.enter(a, in)
}

// link answers GET /signin/link/{token}, and spends nothing: mail filters open
// links too.
func (h handlers) link(a asking) error {
	token := a.Params("token")
	attempt, err := h.Sessions.Peek(a.Context, token, h.browser(a))
	if trouble := h.trouble(a, err); trouble != "" {
		return h.showSignIn(a, statusOf(err), signInBody{Step: "ask", Trouble: trouble}, nil)
	}
	if err != nil {
		return err
	}
	return h.showSignIn(a, fiber.StatusOK, signInBody{Step: "link", Email: attempt.Email, Token: token}, nil)
}

// byLink answers POST /signin/link/{token}.
func (h handlers) byLink(a asking) error {
	in, err := h.Sessions.ByLink(a.Context, a.Params("token"), h.browser(a))
	if trouble := h.trouble(a, err); trouble != "" {
		return h.showSignIn(a, statusOf(err), signInBody{Step: "ask", Trouble: trouble}, nil)
	}
	if err != nil {
		return err
	}
	return h.enter(a, in)
}

// enter keeps a session in the browser, and leads to what is theirs.
func (h handlers) enter(a asking, in session.SignedIn) error {
	h.setCookie(a.Ctx, sessionCookie, in.Token, int(session.Absolute.Seconds()))
	h.setCookie(a.Ctx, browserCookie, "", -1)
	return a.Redirect("/organisations", fiber.StatusSeeOther)
}

// signOut answers POST /signout.
func (h handlers) signOut(a asking) error {
	if a.in() {
		if err := h.Sessions.Revoke(a.Context, a.user.ID, a.session.ID); err != nil {
			return err
		}
	}
	h.setCookie(a.Ctx, sessionCookie, "", -1)
	return a.Redirect("/signin", fiber.StatusSeeOther)
}

// trouble says why a link opens nothing; empty when it does, or when the fault
// is ours.
func (h handlers) trouble(a asking, err error) string {
	switch directory.CodeOf(err) {
	case directory.CodeNotFound, directory.CodeGone, directory.CodeForbidden:
		if e, ok := errors.AsType[*directory.Error](err); ok {
			return h.Page.Words(a.Ctx).Error(e)
		}
	}
	return ""
}

// faultsOf gives what is wrong with what was posted; that of an error without
// faults lies in a field. It is nil where the fault is ours.
func faultsOf(err error, field string) []directory.Fault {
	e, ok := errors.AsType[*directory.Error](err)
	if !ok || e.Code == directory.CodeInternal {
		return nil
	}
	if len(e.Faults) > 0 {
		return e.Faults
	}
	return []directory.Fault{{Path: field, Message: e.Message, Key: e.Key, Values: e.Values}}
}

// statusOf gives the status of a page that says what is wrong.
func statusOf(err error) int {
	switch directory.CodeOf(err) {
	case directory.CodeNotFound:
		return fiber.StatusNotFound
	case directory.CodeGone:
		return fiber.StatusGone
	case directory.CodeForbidden:
		return fiber.StatusForbidden
	case directory.CodeConflict:
		return fiber.StatusConflict
	case directory.CodeTooMany:
		return fiber.StatusTooManyRequests
	case directory.CodeUnavailable:
		return fiber.StatusServiceUnavailable
	}
	return fiber.StatusBadRequest
}
