package page

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
)

// assets are the files of the built front end.
type assets struct {
	dist fs.FS
	// names gives the name of each file by its plain name; empty when the front
	// end has not been built.
	names map[string]string
	// style is main.css, which stands in every page itself: a page is painted
	// without waiting for another file.
	style template.CSS
}

// readAssets reads the manifest of the built front end.
func readAssets(dist fs.FS, log *slog.Logger) (assets, error) {
	a := assets{dist: dist}
	b, err := fs.ReadFile(dist, "dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		log.Warn("the front end is not built: pages come without style; run make build")
		return a, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &a.names)
	}
	var style []byte
	if err == nil {
		style, err = fs.ReadFile(dist, "dist/"+a.names["main.css"])
	}
	if err != nil {
		return a, fmt.Errorf("read the front end's manifest: %w", err)
	}
	a.style = template.CSS(style)
	return a, nil
}

// path gives the path of a built file; empty when it is not built.
func (a assets) path(name string) string {
	if hashed, ok := a.names[name]; ok {
		return "/assets/" + hashed
	}
	return ""
}

// Policy gives the Content-Security-Policy of every page: scripts, fonts and
// connections are our own, the one style within a page is allowed by its hash,
// and pictures may come from a map's tiles, which are asked for only when
// somebody opens the map. tiles is where those come from; empty for nowhere.
func (r *Renderer) Policy(tiles string) string {
	hash := sha256.Sum256([]byte(r.assets.style))
	images := strings.TrimSpace("'self' data: " + tiles)
	return "default-src 'none'; style-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) + "'; script-src 'self'; " +
		"font-src 'self'; img-src " + images + "; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; " +
		"base-uri 'none'; frame-ancestors 'none'"
}

// encodings are the forms in which a built file may lie beside itself, the
// smallest first.
var encodings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// Asset serves a built file. Its name carries a hash of its content, so it may
// be kept for ever.
func (r *Renderer) Asset(c *fiber.Ctx) error {
	name := path.Base(path.Clean("/" + c.Params("*")))
	for _, hashed := range r.assets.names {
		if hashed != name {
			continue
		}
		return r.assets.send(c, name)
	}
	return directory.Errorf(directory.CodeNotFound, "There is no such file.")
}

func (a assets) send(c *fiber.Ctx, name string) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Type(path.Ext(name))
	if path.Ext(name) == ".woff2" {
		c.Set(fiber.HeaderContentType, "font/woff2")
	}
	for _, e := range encodings {
		if !c.Request().Header.HasAcceptEncoding(e.name) {
			continue
		}
		b, err := fs.ReadFile(a.dist, "dist/"+name+e.ending)
		if err == nil {
			c.Set(fiber.HeaderContentEncoding, e.name)
			c.Vary(fiber.HeaderAcceptEncoding)
			return c.Send(b)
		}
	}
	b, err := fs.ReadFile(a.dist, "dist/"+name)
	if err != nil {
		return fmt.Errorf("asset %s: %w", name, err)
	}
	return c.Send(b)
}

// Worker serves the service worker, at the root, so that it may answer for
// every page there. Its name stays the same, so browsers ask each time whether
// it has changed.
func (r *Renderer) Worker(c *fiber.Ctx) error {
	name, ok := r.assets.names["sw.js"]
	if !ok {
		return directory.Errorf(directory.CodeNotFound, "There is no such file.")
	}
	err := r.assets.send(c, name)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return err
}
