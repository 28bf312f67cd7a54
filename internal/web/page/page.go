// Package page renders: it holds the templates, the words and the assets that
// every page shares, and turns errors into pages.
package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"path"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
)

// Options are what New needs.
type Options struct {
	// Templates holds templates/*.html; Messages messages/*.json; Dist dist/.
	Templates, Messages, Dist fs.FS
	Demo                      bool
	BaseURL                   string
	Now                       func() time.Time
	Log                       *slog.Logger
}

// Renderer renders pages. It is safe for use by many goroutines.
type Renderer struct {
	Options
	words     *lang.Words
	templates map[string]*template.Template
	// assets gives the name of each file in dist by its plain name; empty when
	// the front end has not been built.
	assets map[string]string
}

// pages are the templates that are pages of their own; each is parsed at the
// start together with the shared ones, so that a fault in any ends the start.
var pages = []string{"home", "results", "match", "listing", "help", "error"}

// New parses every template and reads the manifest of the built front end.
func New(o Options) (*Renderer, error) {
	catalogue, err := lang.Load(o.Messages)
	if err != nil {
		return nil, err
	}
	r := &Renderer{Options: o, words: catalogue.For("en"), templates: map[string]*template.Template{}}
	if err := r.readManifest(); err != nil {
		return nil, err
	}
	for _, name := range pages {
		t, err := template.New("layout.html").Funcs(r.functions()).ParseFS(o.Templates,
			"templates/layout.html", "templates/parts.html", "templates/icons.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("page %s: %w", name, err)
		}
		r.templates[name] = t
	}
	return r, nil
}

func (r *Renderer) readManifest() error {
	b, err := fs.ReadFile(r.Dist, "dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		r.Log.Warn("the front end is not built: pages come without style; run make build")
		return nil
	}
	if err == nil {
		err = json.Unmarshal(b, &r.assets)
	}
	if err != nil {
		return fmt.Errorf("read the front end's manifest: %w", err)
	}
	return nil
}

// functions are what templates may call.
func (r *Renderer) functions() template.FuncMap {
	return template.FuncMap{
		"t": r.words.T,
		"asset": func(name string) string {
			if hashed, ok := r.assets[name]; ok {
				return "/assets/" + hashed
			}
			return ""
		},
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

// Words gives the words of the language that the request asks for.
func (r *Renderer) Words(*fiber.Ctx) *lang.Words { return r.words }

// Data is what every page has.
type Data struct {
	Lang  string
	Title string
	Demo  bool
	// Canonical is the page's own address; empty for one that should not be
	// found again.
	Canonical string
	// NoIndex keeps a page out of search engines.
	NoIndex bool
	Body    any
}

// Render answers with a page.
func (r *Renderer) Render(c *fiber.Ctx, status int, name string, d Data) error {
	d.Lang, d.Demo = r.words.Tag, r.Demo
	var b bytes.Buffer
	if err := r.templates[name].Execute(&b, d); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	c.Status(status)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(b.Bytes())
}

// Asset serves a built file. Its name carries a hash of its content, so it may
// be kept for ever.
func (r *Renderer) Asset(c *fiber.Ctx) error {
	name := path.Base(path.Clean("/" + c.Params("*")))
	for _, hashed := range r.assets {
		if hashed != name {
			continue
		}
		b, err := fs.ReadFile(r.Dist, "dist/"+name)
		if err != nil {
			return fmt.Errorf("asset %s: %w", name, err)
		}
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
		c.Type(path.Ext(name))
		if path.Ext(name) == ".woff2" {
			c.Set(fiber.HeaderContentType, "font/woff2")
		}
		return c.Send(b)
	}
	return directory.Errorf(directory.CodeNotFound, "There is no such file.")
}
