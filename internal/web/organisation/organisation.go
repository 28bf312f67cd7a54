// Package organisation serves the pages of those who list what they offer, and
// of those who look after the listings: one file for each.
package organisation

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/account"
	"alongside/internal/directory"
	"alongside/internal/mail"
	"alongside/internal/session"
	"alongside/internal/web/page"
)

// Sessions signs people in; *session.Sessions is one.
type Sessions interface {
	Begin(ctx context.Context, email string, b session.Browser) (session.Attempt, error)
	Peek(ctx context.Context, token string, b session.Browser) (session.Attempt, error)
	ByLink(ctx context.Context, token string, b session.Browser) (session.SignedIn, error)
	ByCode(ctx context.Context, attemptID string, b session.Browser, code string) (session.SignedIn, error)
	Authenticate(ctx context.Context, token string) (account.User, session.Session, error)
	List(ctx context.Context, userID string) ([]session.Session, error)
	Revoke(ctx context.Context, userID, sessionID string) error
	RevokeAll(ctx context.Context, userID, but string) (int64, error)
}

// Accounts says who may do what; *account.Accounts is one.
type Accounts interface {
	GrantsOf(ctx context.Context, userID string) ([]account.Grant, error)
}

// Letters are mails that were written and not sent; *mail.Folder is one.
type Letters interface {
	Names() ([]string, error)
	Read(name string) (mail.Letter, error)
}

// Deps are what the pages ask.
type Deps struct {
	Sessions Sessions
	Accounts Accounts
	// Letters are shown at /dev/mail; nil for none.
	Letters Letters
	Page    *page.Renderer
	Now     func() time.Time
	BaseURL string
	// ClientHeader is where a proxy in front says who asks; empty for none.
	ClientHeader string
}

// deadline bounds the work on one page.
const deadline = 5 * time.Second

type handlers struct{ Deps }

// Mount serves the pages on app. It comes before what answers /listings/:page.
func Mount(app *fiber.App, d Deps) {
	h := handlers{d}
	app.Get("/signin", h.open(h.signIn))
	app.Post("/signin", h.sent(h.begin))
	app.Post("/signin/code", h.sent(h.byCode))
	app.Get("/signin/link/:token", h.open(h.link))
	app.Post("/signin/link/:token", h.sent(h.byLink))
	app.Post("/signout", h.sent(h.signOut))
	app.Get("/account", h.open(h.account))
	app.Post("/account", h.sent(h.revoke))
	app.Get("/organisations", h.open(h.organisations))
	if d.Letters != nil {
		app.Get("/dev/mail", h.open(h.letters))
	}
}

// asking is a request and who makes it.
type asking struct {
	*fiber.Ctx
	context.Context
	// user is empty for whoever has not signed in.
	user    account.User
	session session.Session
	grants  []account.Grant
}

// in reports whether somebody has signed in.
func (a asking) in() bool { return a.user.ID != "" }

// open gives a handler its deadline and who asks. What is somebody's is kept
// nowhere.
func (h handlers) open(serve func(asking) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		c.Set(fiber.HeaderCacheControl, "no-store")
		a := asking{Ctx: c, Context: ctx}
		if token := c.Cookies(sessionCookie); token != "" {
			user, session, err := h.Sessions.Authenticate(ctx, token)
			switch directory.CodeOf(err) {
			case "":
				a.user, a.session = user, session
				if a.grants, err = h.Accounts.GrantsOf(ctx, user.ID); err != nil {
					return err
				}
			case directory.CodeForbidden: // it is over
				h.setCookie(c, sessionCookie, "", -1)
			default:
				return err
			}
		}
		return serve(a)
	}
}

// sent is open for a form of our own.
func (h handlers) sent(serve func(asking) error) fiber.Handler { return h.Page.Own(h.open(serve)) }

const (
	// sessionCookie opens a session; browserCookie tells the browser that asked
	// to sign in from others.
	sessionCookie = "in"
	browserCookie = "who"
)

func (h handlers) setCookie(c *fiber.Ctx, name, value string, maxAge int) {
	c.Cookie(&fiber.Cookie{Name: name, Value: value, Path: "/", MaxAge: maxAge, HTTPOnly: true,
		Secure: strings.HasPrefix(h.BaseURL, "https://"), SameSite: fiber.CookieSameSiteLaxMode})
}

// browser gives the browser that asks, with a nonce that it keeps from now on.
func (h handlers) browser(a asking) session.Browser {
	nonce := a.Cookies(browserCookie)
	if !session.IsNonce(nonce) {
		nonce = session.NewNonce()
		h.setCookie(a.Ctx, browserCookie, nonce, int(session.FirstLinkLives.Seconds()))
	}
	return session.Browser{Nonce: nonce, Client: page.Client(a.Ctx, h.ClientHeader), Agent: a.Get(fiber.HeaderUserAgent), Language: h.Page.Words(a.Ctx).Tag}
}
