package page

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/lang"
)

// View is how a person has chosen to see the pages.
type View struct {
	Words *lang.Words
	// Simple is true for shorter sentences, bigger type and pictures.
	Simple bool
	// Shared is true on a device that others use too: then the browser keeps
	// nothing beyond the window.
	Shared bool
}

// viewCookie holds a view: it is set when somebody chooses, never before.
const viewCookie = "view"

const (
	simpleMark = "simple"
	sharedMark = "shared"
	viewFor    = 365 * 24 * time.Hour
)

// String gives a view as the cookie holds it: "pl.simple.shared".
func (v View) String() string {
	marks := []string{v.Words.Tag}
	if v.Simple {
		marks = append(marks, simpleMark)
	}
	if v.Shared {
		marks = append(marks, sharedMark)
	}
	return strings.Join(marks, ".")
}

// View gives how a request's page is to be shown: as its cookie says, but in
// the language of ?lang= and as simple as ?view= says.
func (r *Renderer) View(c *fiber.Ctx) View {
	v := r.chosen(c)
	if w := r.catalogue.For(c.Query("lang")); w.Tag == c.Query("lang") {
		v.Words = w
	}
	switch c.Query("view") {
	case simpleMark:
		v.Simple = true
	case "full":
		v.Simple = false
	}
	if v.Simple {
		v.Words = v.Words.Simpler()
	}
	return v
}

// chosen gives the view that the cookie holds.
func (r *Renderer) chosen(c *fiber.Ctx) View {
	v := View{Words: r.catalogue.For(lang.Default)}
	for i, mark := range strings.Split(c.Cookies(viewCookie), ".") {
		switch {
		case i == 0:
			v.Words = r.catalogue.For(mark)
		case mark == simpleMark:
			v.Simple = true
		case mark == sharedMark:
			v.Shared = true
		}
	}
	return v
}

// Words gives the words of a request's page.
func (r *Renderer) Words(c *fiber.Ctx) *lang.Words { return r.View(c).Words }

// Remember keeps what ?lang= and ?view= of a page chose for the pages that
// follow.
func (r *Renderer) Remember(c *fiber.Ctx) error {
	chooses := len(c.Request().URI().QueryString()) > 0 && (c.Query("lang") != "" || c.Query("view") != "")
	if chooses && !strings.HasPrefix(c.Path(), "/api/") && !strings.HasPrefix(c.Path(), "/map/") {
		if v := r.View(c); v.String() != r.chosen(c).String() {
			r.Choose(c, v)
		}
	}
	return c.Next()
}

// Chosen gives the view that somebody chooses; English for a language that there
// is not.
func (r *Renderer) Chosen(tag string, simple, shared bool) View {
	return View{Words: r.catalogue.For(tag), Simple: simple, Shared: shared}
}

// Choose keeps a view for the pages that follow.
func (r *Renderer) Choose(c *fiber.Ctx, v View) {
	c.Cookie(&fiber.Cookie{Name: viewCookie, Value: v.String(), Path: "/", MaxAge: int(viewFor.Seconds()), HTTPOnly: true,
		Secure: r.secure(), SameSite: fiber.CookieSameSiteLaxMode})
}

// secure reports whether people reach the site by HTTPS alone.
func (r *Renderer) secure() bool { return strings.HasPrefix(r.BaseURL, "https://") }

// OnlyView reports whether a request's cookies say no more than how its page is
// to be shown.
func OnlyView(cookies string) bool {
	name, _, _ := strings.Cut(strings.TrimSpace(cookies), "=")
	return cookies == "" || name == viewCookie && !strings.Contains(cookies, ";")
}

// LanguageLink is a language to choose, and where this page is in it.
type LanguageLink struct {
	lang.Language
	Href    string
	Current bool
}

// links give a page's own address in each language, and in the other view.
func (r *Renderer) links(v View, here string) (languages []LanguageLink, other string) {
	path, query, _ := strings.Cut(here, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		values = url.Values{}
	}
	with := func(name, value string) string {
		was := values[name]
		values.Set(name, value)
		defer func() {
			if values[name] = was; was == nil {
				delete(values, name)
			}
		}()
		return path + "?" + values.Encode()
	}
	for _, l := range r.catalogue.Languages() {
		languages = append(languages, LanguageLink{l, with("lang", l.Tag), l.Tag == v.Words.Tag})
	}
	if v.Simple {
		return languages, with("view", "full")
	}
	return languages, with("view", simpleMark)
}
