package public

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
)

// own refuses a form that another site's page has sent: it could fill in what a
// person keeps. Browsers say where a form comes from in Sec-Fetch-Site, older
// ones in Origin; what is no browser says neither. No answer to a form may be
// kept.
func own(serve fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		from := c.Get("Sec-Fetch-Site")
		if from == "" {
			if origin, err := url.Parse(c.Get(fiber.HeaderOrigin)); err == nil && origin.Host != "" && !strings.EqualFold(origin.Host, c.Get(fiber.HeaderHost)) {
				from = "cross-site"
			}
		}
		if from != "" && from != "same-origin" && from != "none" {
			return directory.Keyedf(directory.CodeForbidden, "other-site", "This form was sent from another site.")
		}
		c.Set(fiber.HeaderCacheControl, "no-store")
		return serve(c)
	}
}

// form reads what was posted. A body that is compressed is not read: it may
// hold far more than it weighs.
func form(c *fiber.Ctx) (url.Values, error) {
	v, err := url.ParseQuery(string(c.BodyRaw()))
	if err != nil {
		return nil, directory.Keyedf(directory.CodeInvalid, "match-form", "The form can't be read. Begin again from its first page.")
	}
	return v, nil
}

// back gives the page of ours that a form says it came from, or another one
// when it names none of ours.
func back(v url.Values, otherwise string) string {
	u, err := url.Parse(v.Get("back"))
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, `\`) {
		return otherwise
	}
	return u.String()
}

// client gives the address that a request came from: as the proxy in front
// says in header, of which only the last address is its own word; else the
// connection's.
func client(c *fiber.Ctx, header string) string {
	if header != "" {
		all := strings.Split(c.Get(header), ",")
		if last := strings.TrimSpace(all[len(all)-1]); last != "" {
			return last
		}
	}
	return c.IP()
}
