// Package public serves the pages that anyone may open: one file for each.
package public

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/match"
	"alongside/internal/store"
	"alongside/internal/vault"
	"alongside/internal/web/page"
)

// Searcher answers queries; *index.Index is one.
type Searcher interface {
	Search(ctx context.Context, q directory.Query) (directory.Results, error)
}

// Listings gives listings whole; *store.Store is one.
type Listings interface {
	Listing(ctx context.Context, id string) (directory.Listing, error)
	Tombstone(ctx context.Context, id string) (store.Tombstone, error)
}

// Places finds places and walks between them; *places.Gazetteer is one.
type Places interface {
	Find(ctx context.Context, name string) (directory.Place, error)
	Locate(ctx context.Context, l directory.Location) (orb.Point, directory.PointFrom, bool, error)
	District(l directory.Location) (label string, centre orb.Point, ok bool)
	Walk(a, b orb.Point) (minutes int, ferry bool)
	CouncilName(code string) string
	BaseMap() ([]byte, error)
}

// Deps are what the pages ask.
type Deps struct {
	Search   Searcher
	Listings Listings
	Places   Places
	Matcher  *match.Matcher
	Reports  Reports
	Limits   Limits
	Pages    Pages
	Page     *page.Renderer
	// ClientHeader is where a proxy in front says who asks; empty for none.
	ClientHeader string
	// Seal seals what a browser without JavaScript keeps.
	Seal    *vault.Sealer
	Tiles   Tiles
	Demo    bool
	Now     func() time.Time
	BaseURL string
}

// deadline bounds the work on one page: the server hears nothing of a person
// who has gone.
const deadline = 5 * time.Second

type handlers struct{ Deps }

// Mount serves the pages on app.
func Mount(app *fiber.App, d Deps) {
	h := handlers{d}
	app.Get("/", timed(h.home))
	app.Get("/search", timed(h.results))
	app.Get("/map/points", timed(h.mapPoints))
	app.Get("/map/base.json", mapBase(d.Places.BaseMap))
	app.Get("/match", timed(h.tell))
	app.Post("/match", h.Page.Own(timed(h.match)))
	app.Get("/listings/:page", timed(h.listing))
	app.Get("/listings/:page/report", timed(h.report))
	app.Post("/listings/:page/report", h.Page.Own(timed(h.report)))
	app.Get("/listings/:page/points", timed(h.listingPoints))
	app.Get("/listings/:page/calendar.ics", timed(h.calendar))
	app.Get("/sitemap.xml", timed(h.sitemaps))
	app.Get("/sitemap-:n.xml", timed(h.sitemap))
	app.Get("/help-now", timed(h.help))
	app.Get("/list", timed(h.list))
	app.Post("/list", h.Page.Own(timed(h.list)))
	app.Post("/keep", h.Page.Own(timed(h.keep)))
	app.Get("/plan", timed(h.plan))
	app.Post("/plan", h.Page.Own(timed(h.savePlan)))
	app.Get("/plan/edit", timed(h.write))
	app.Post("/plan/edit", h.Page.Own(timed(h.write)))
	app.Get("/plan/well", timed(h.well))
	app.Post("/clear", h.Page.Own(timed(h.clear)))
	app.Get("/cleared", timed(h.cleared))
	app.Get("/display", timed(h.display))
	app.Post("/display", h.Page.Own(timed(h.display)))
	app.Get("/leave", timed(h.leave))
	app.Get("/privacy", timed(h.privacy))
	app.Get("/accessibility", timed(h.accessibility))
	if d.Demo {
		app.Get("/styleguide", timed(h.styleguide))
	}
}

// timed gives a handler its deadline.
func timed(serve func(*fiber.Ctx, context.Context) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		return serve(c, ctx)
	}
}
