package page

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
)

// Own refuses a form that another site's page has sent: it could fill in what a
// person keeps. Browsers say where a form comes from in Sec-Fetch-Site, older
// ones in Origin; what is no browser says neither. No answer to a form may be
// kept.
func (r *Renderer) Own(serve fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if !r.fromHere(c) {
			return directory.Keyedf(directory.CodeForbidden, "other-site", "This form was sent from another site.")
		}
		c.Set(fiber.HeaderCacheControl, "no-store")
		return serve(c)
	}
}

// fromHere reports whether a form comes from a page of this site, or from no
// browser. A proxy in front may give a Host of its own, so the site's public
// address counts as well.
func (r *Renderer) fromHere(c *fiber.Ctx) bool {
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin" || site == "none"
	}
	header := c.Get(fiber.HeaderOrigin)
	if header == "" {
		return true
	}
	origin, err := url.Parse(header)
	if err != nil || origin.Host == "" { // "null" among them
		return false
	}
	return strings.EqualFold(origin.Host, c.Get(fiber.HeaderHost)) || strings.EqualFold(origin.Scheme+"://"+origin.Host, r.BaseURL)
}

// Form reads what was posted. A body that is compressed is not read: it may
// hold far more than it weighs.
func Form(c *fiber.Ctx) (url.Values, error) {
	v, err := url.ParseQuery(string(c.BodyRaw()))
	if err != nil {
		return nil, directory.Keyedf(directory.CodeInvalid, "match-form", "The form can't be read. Begin again from its first page.")
	}
	return v, nil
}

// ByField gives the messages of faults by their field, and the first field.
func ByField(w *lang.Words, faults []directory.Fault) (messages map[string]string, focus string) {
	messages = map[string]string{}
	for _, f := range faults {
		if focus == "" {
			focus = f.Path
		}
		if messages[f.Path] == "" {
			messages[f.Path] = w.Fault(f)
		}
	}
	return messages, focus
}

// Back gives the page of ours that a form says it came from, or another one
// when it names none of ours.
func Back(v url.Values, otherwise string) string {
	u, err := url.Parse(v.Get("back"))
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, `\`) {
		return otherwise
	}
	u.Fragment = ""
	return u.String()
}

// Client gives the address that a request came from: as the proxy in front
// says in header, of which only the last address is its own word; else the
// connection's.
func Client(c *fiber.Ctx, header string) string {
	address := c.IP()
	if lines := c.Request().Header.PeekAll(header); header != "" && len(lines) > 0 {
		all := strings.Split(string(lines[len(lines)-1]), ",")
		address = strings.TrimSpace(all[len(all)-1])
	}
	if with, err := netip.ParseAddrPort(address); err == nil {
		address = with.Addr().String()
	}
	ip, err := netip.ParseAddr(strings.Trim(address, "[]"))
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		// Whoever has one address of a network of 64 bits has them all.
		if net, err := ip.Prefix(64); err == nil {
			return net.String()
		}
	}
	return ip.String()
}
