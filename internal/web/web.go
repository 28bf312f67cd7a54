// Package web wires the pages and the API into one Fiber app.
package web

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/prometheus/client_golang/prometheus"

	"alongside/frontend"
	"alongside/internal/directory"
	"alongside/internal/match"
	"alongside/internal/vault"
	"alongside/internal/web/organisation"
	"alongside/internal/web/page"
	"alongside/internal/web/public"
)

// Deps are what the app asks. Each is an interface of just what is used.
type Deps struct {
	Search   public.Searcher
	Listings public.Listings
	Places   public.Places
	Matcher  *match.Matcher
	// Sessions and Accounts are of those who sign in.
	Sessions organisation.Sessions
	Accounts organisation.Accounts
	// Letters are the mails that the demo shows; nil for none.
	Letters organisation.Letters
	Reports public.Reports
	Limits  public.Limits
	Pages   public.Pages
	// ClientHeader is where a proxy in front says who asks; empty for none.
	ClientHeader string
	// Seal seals what a browser without JavaScript keeps.
	Seal *vault.Sealer
	// Ready is nil-giving once the index has caught up.
	Ready func() error
	// API mounts the API below /api/v1; nil for none.
	API func(fiber.Router)
	// Kept keeps answers; nil for none.
	Kept *Kept
	// Demo says on every page that all is invented.
	Demo bool
	// BaseURL is the site's public address, without a slash at its end.
	BaseURL string
	// LeaveURL is where "Leave now" goes: somewhere that says nothing.
	LeaveURL string
	// Tiles are the pictures that lie under maps; none for the map that the
	// site draws itself.
	Tiles    public.Tiles
	Now      func() time.Time
	Log      *slog.Logger
	Registry *prometheus.Registry
}

const (
	// bodyLimit bounds a request's body: forms here are small.
	bodyLimit = 1 << 20
	// headerLimit bounds a request's head, long searches included.
	headerLimit  = 16 << 10
	readTimeout  = 10 * time.Second
	writeTimeout = 30 * time.Second
	idleTimeout  = 60 * time.Second
)

// New gives the app. A template or a message that is at fault is an error.
func New(d Deps) (*fiber.App, error) {
	if err := d.Tiles.Check(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	render, err := page.New(page.Options{
		Templates: frontend.Templates, Messages: frontend.Messages, Dist: frontend.Dist,
		Demo: d.Demo, BaseURL: d.BaseURL, LeaveURL: d.LeaveURL, Now: d.Now, Log: d.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	app := fiber.New(fiber.Config{
		AppName: "alongside", DisableStartupMessage: true, Immutable: true, ErrorHandler: render.Fail,
		BodyLimit: bodyLimit, ReadBufferSize: headerLimit,
		ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
	})
	measure, metrics, err := newMetrics(d.Registry)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	app.Use(observe(d.Log, measure, render.Fail), recovered(d.Log), secure(render.Policy(d.Tiles.Source())))
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok\n") })
	app.Get("/readyz", func(c *fiber.Ctx) error {
		if err := d.Ready(); err != nil {
			return c.Status(fiber.StatusServiceUnavailable).SendString("not ready: the index is catching up\n")
		}
		return c.SendString("ready\n")
	})
	app.Get("/metrics", metrics)
	app.Get("/assets/*", render.Asset)
	app.Get("/sw.js", render.Worker)
	app.Get("/robots.txt", func(c *fiber.Ctx) error {
		return c.SendString("User-agent: *\nDisallow: /search\nDisallow: /api/\nDisallow: /list$\nDisallow: /plan\nSitemap: " + d.BaseURL + "/sitemap.xml\n")
	})
	app.Use(render.Remember)
	if d.Kept != nil {
		k, err := newKeeper(d, func(c *fiber.Ctx) string { return render.View(c).String() })
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		k.mount(app)
	}
	// What is kept is kept as it is sent.
	app.Use(compress.New(compress.Config{Level: compress.LevelDefault}))
	if d.API != nil {
		d.API(app.Group("/api/v1"))
	}
	organisation.Mount(app, organisation.Deps{Sessions: d.Sessions, Accounts: d.Accounts, Letters: d.Letters, Page: render, Now: d.Now,
		BaseURL: d.BaseURL, ClientHeader: d.ClientHeader})
	public.Mount(app, public.Deps{Search: d.Search, Listings: d.Listings, Places: d.Places, Matcher: d.Matcher, Page: render,
		Reports: d.Reports, Limits: d.Limits, Pages: d.Pages, ClientHeader: d.ClientHeader, Seal: d.Seal, Tiles: d.Tiles, Demo: d.Demo, Now: d.Now, BaseURL: d.BaseURL})
	app.Use(func(*fiber.Ctx) error { return directory.Errorf(directory.CodeNotFound, "There is no such page.") })
	return app, nil
}

// secure sets the headers that hold for every answer. Nothing is anyone else's
// but the tiles of a map.
func secure(policy string) fiber.Handler {
	headers := [...]Header{
		{"Content-Security-Policy", policy},
		{"Referrer-Policy", "same-origin"},
		{"X-Content-Type-Options", "nosniff"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), interest-cohort=()"},
	}
	return func(c *fiber.Ctx) error {
		for _, h := range headers {
			c.Set(h.Name, h.Value)
		}
		return c.Next()
	}
}

// recovered turns a panic into an internal error.
func recovered(log *slog.Logger) fiber.Handler {
	return func(c *fiber.Ctx) (err error) {
		defer func() {
			if r := recover(); r != nil {
				log.Error("a handler panicked", "route", c.Route().Path, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
				err = directory.Errorf(directory.CodeInternal, "Internal error.")
			}
		}()
		return c.Next()
	}
}

// observe logs and counts every request by its route's pattern, status and
// time: never its address, its query or who asked.
func observe(log *slog.Logger, measure func(route string, status int, took time.Duration), fail fiber.ErrorHandler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		began := time.Now()
		// A connection whose next request is there already would keep its core
		// for as long as that goes on, while others wait: each takes its turn.
		runtime.Gosched()
		if err := c.Next(); err != nil {
			// The page of an error has its status only once it is written.
			if err := fail(c, err); err != nil {
				return err
			}
		}
		took, status := time.Since(began), c.Response().StatusCode()
		route := c.Route().Path
		if route == "/" && c.Path() != "/" {
			route = "(none)"
		}
		measure(route, status, took)
		log.LogAttrs(context.Background(), slog.LevelInfo, "request", slog.String("method", c.Method()), slog.String("route", route),
			slog.Int("status", status), slog.Duration("took", took.Round(time.Microsecond)))
		return nil
	}
}
