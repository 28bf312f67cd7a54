package public

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"alongside/internal/directory"
	"alongside/internal/plan"
)

// bagCookie holds what somebody without JavaScript keeps, sealed. It goes when
// the browser is closed.
const bagCookie = "mine"

// bag gives what the browser keeps in its cookie: nothing from one that is not
// ours, or was changed, or was sealed under another secret.
func (h handlers) bag(c *fiber.Ctx) plan.Bag {
	sealed := c.Cookies(bagCookie)
	if sealed == "" {
		return plan.Bag{}
	}
	c.Set(fiber.HeaderCacheControl, "no-store") // the page is theirs alone
	b, err := h.Seal.Open(sealed)
	if err != nil {
		return plan.Bag{}
	}
	bag, err := plan.Decode(b)
	if err != nil {
		return plan.Bag{}
	}
	return bag
}

// unreadable reports whether the browser holds a bag that can't be opened.
func (h handlers) unreadable(c *fiber.Ctx) bool {
	return c.Cookies(bagCookie) != "" && h.bag(c).Empty()
}

// setBag has the browser keep a bag; an empty one takes the cookie away.
func (h handlers) setBag(c *fiber.Ctx, b plan.Bag) error {
	cookie := &fiber.Cookie{Name: bagCookie, Path: "/", HTTPOnly: true, SessionOnly: true,
		Secure: strings.HasPrefix(h.BaseURL, "https://"), SameSite: fiber.CookieSameSiteLaxMode}
	if b.Empty() {
		cookie.SessionOnly, cookie.Expires = false, fasthttp.CookieExpireDelete
	} else {
		encoded, err := b.Encode()
		if err != nil {
			return err
		}
		cookie.Value = h.Seal.Seal(encoded)
	}
	c.Cookie(cookie)
	return nil
}

// These are the fields by which the buttons beside a thing keep it and let
// it go.
const (
	fieldKeep = "keep"
	fieldDrop = "drop"
)

// takeInto changes a bag as the button that was pressed asks.
func takeInto(b *plan.Bag, get func(string) string) error {
	if id := get(fieldDrop); id != "" {
		b.Drop(id)
	}
	if id := get(fieldKeep); id != "" && isID(id) {
		return b.Keep(id)
	}
	return nil
}

// keepFrom gives what the browser keeps after the button in a form: it is as
// before when it was another one.
func (h handlers) keepFrom(c *fiber.Ctx, v url.Values) (plan.Bag, error) {
	b := h.bag(c)
	if v.Get(fieldKeep) == "" && v.Get(fieldDrop) == "" {
		return b, nil
	}
	before := b
	err := takeInto(&b, v.Get)
	if err == nil {
		err = h.setBag(c, b)
	}
	if err != nil {
		return before, elsewhere(err)
	}
	return b, nil
}

// elsewhere gives an error whose faults lie in no field of the page that shows
// it.
func elsewhere(err error) error {
	e, ok := errors.AsType[*directory.Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Faults = slices.Clone(e.Faults)
	for i := range out.Faults {
		out.Faults[i].Path = "main"
	}
	return &out
}
