// Package page renders: it holds the templates, the words and the assets that
// every page shares, and turns errors into pages.
package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/lang"
)

// Options are what New needs.
type Options struct {
	// Templates holds templates/*.html; Messages messages/<tag>/*.json; Dist
	// dist/.
	Templates, Messages, Dist fs.FS
	Demo                      bool
	BaseURL                   string
	// LeaveURL is where "Leave now" goes.
	LeaveURL string
	Now      func() time.Time
	Log      *slog.Logger
}

// Renderer renders pages. It is safe for use by many goroutines.
type Renderer struct {
	Options
	catalogue *lang.Catalogue
	// templates are the pages, by the words they are in and by name.
	templates map[*lang.Words]map[string]*template.Template
	assets    assets
}

// pages are the templates that are pages of their own; each is parsed at the
// start together with the shared ones, so that a fault in any ends the start.
var pages = []string{"home", "results", "match", "listing", "help", "error",
	"list", "plan", "planform", "well", "cleared", "display", "leave", "privacy", "accessibility", "report", "gone", "styleguide",
	"signin", "account", "organisations", "letters"}

// New parses every template and reads the manifest of the built front end.
func New(o Options) (*Renderer, error) {
	catalogue, err := lang.Load(o.Messages)
	if err != nil {
		return nil, err
	}
	r := &Renderer{Options: o, catalogue: catalogue, templates: map[*lang.Words]map[string]*template.Template{}}
	if r.assets, err = readAssets(o.Dist, o.Log); err != nil {
		return nil, err
	}
	for _, l := range catalogue.Languages() {
		w := catalogue.For(l.Tag)
		for _, w := range []*lang.Words{w, w.Simpler()} {
			if r.templates[w], err = r.parse(w); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// parse gives every page in one language.
func (r *Renderer) parse(w *lang.Words) (map[string]*template.Template, error) {
	out := map[string]*template.Template{}
	shared, err := template.New("layout.html").Funcs(r.functions(w)).ParseFS(r.Templates,
		"templates/layout.html", "templates/parts.html", "templates/icons.html", "templates/planview.html")
	if err != nil {
		return nil, fmt.Errorf("shared templates: %w", err)
	}
	for _, name := range pages {
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(r.Templates, "templates/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		out[name] = t
	}
	return out, nil
}

// functions are what templates may call.
func (r *Renderer) functions(w *lang.Words) template.FuncMap {
	return template.FuncMap{
		"t":     w.T,
		"fault": w.Fault,
		"field": fieldID,
		"asset": r.assets.path,
		"style": func() template.CSS { return r.assets.style },
		"dict": func(pairs ...any) (map[string]any, error) {
			m := map[string]any{}
			for i := 0; i+1 < len(pairs); i += 2 {
				name, ok := pairs[i].(string)
				if !ok {
					return nil, fmt.Errorf("dict: argument %d is no name", i)
				}
				m[name] = pairs[i+1]
			}
			return m, nil
		},
	}
}

// Pair is a field of a form and its value.
type Pair struct{ Name, Value string }

// fieldID gives the id of the element in which a fault lies: its field's, as
// forms here name them; that of the page's main part for what is no field.
func fieldID(path string) string {
	for i, c := range path {
		if c != '_' && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return "main"
		}
	}
	return path
}

// Data is what every page has.
type Data struct {
	Title string
	// Description is one line on what is here, for those who link to it.
	Description string
	// Canonical is the page's own address; empty for one that should not be
	// found again.
	Canonical string
	// NoIndex keeps a page out of search engines.
	NoIndex bool
	// Posted is what the page answers: its links to itself post it again, since
	// it may stand in no address. Nil for a page that was only asked for.
	Posted []Pair
	// Here is the path and query of this page, for its links to itself; empty
	// for the path alone.
	Here string
	Body any

	// What follows is set by Render.
	View
	Demo      bool
	LeaveURL  string
	Languages []LanguageLink
	// Other is this page in the other view: simpler, or full again.
	Other string
	// Path is the path of this page.
	Path string
}

// Render answers with a page.
func (r *Renderer) Render(c *fiber.Ctx, status int, name string, d Data) error {
	d.View, d.Demo, d.LeaveURL, d.Path = r.View(c), r.Demo, r.LeaveURL, c.Path()
	if d.Here == "" {
		d.Here = d.Path
	}
	d.Languages, d.Other = r.links(d.View, d.Here)
	var b bytes.Buffer
	if err := r.templates[d.Words][name].Execute(&b, d); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	c.Status(status)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	if len(c.Response().Header.Peek(fiber.HeaderCacheControl)) == 0 {
		c.Set(fiber.HeaderCacheControl, "no-cache")
	}
	return c.Send(b.Bytes())
}
