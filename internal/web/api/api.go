// Package api serves the JSON face of the directory: search, listings and
// suggestions, with the description of itself in OpenAPI. Errors are
// problem+json (RFC 9457).
package api

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/lang"
)

// Deps are what the API asks.
type Deps struct {
	Search interface {
		Search(ctx context.Context, q directory.Query) (directory.Results, error)
		Suggest(ctx context.Context, prefix string, limit int) ([]directory.Suggestion, error)
	}
	Listings interface {
		Listing(ctx context.Context, id string) (directory.Listing, error)
	}
	Places interface {
		Find(ctx context.Context, name string) (directory.Place, error)
		Suggest(prefix string, n int) []directory.Suggestion
	}
	Matcher Matcher
	// Concepts are what a profile's ids are read by.
	Concepts *concept.Set
	// Words gives the words of a language; the usual one's for "".
	Words   func(tag string) *lang.Words
	Now     func() time.Time
	Log     *slog.Logger
	BaseURL string
	Version string
}

// deadline bounds the work on one request: the server hears nothing of a
// client that has gone.
const deadline = 5 * time.Second

// Mount serves the API below r.
func Mount(r fiber.Router, d Deps) {
	h := handlers{d}
	for _, route := range routes() {
		add := r.Get // and HEAD
		if route.method == fiber.MethodPost {
			add = r.Post
		}
		add(route.path, h.handle(route.serve))
	}
	r.Use(h.handle(func(handlers, *fiber.Ctx, context.Context) error {
		return directory.Errorf(directory.CodeNotFound, "There is nothing at this address. The API is described at /api/v1/openapi.json.")
	}))
}

type handlers struct{ Deps }

// route is one path of the API.
type route struct {
	method, path, summary string
	parameters            []parameter
	// body and answer are the names of their schemas; empty for none.
	body, answer string
	serve        func(handlers, *fiber.Ctx, context.Context) error
}

// routes lists every path of the API.
func routes() []route {
	return []route{
		{fiber.MethodGet, "/search", "Find what is near and fits", searchParameters, "", "SearchAnswer", handlers.search},
		{fiber.MethodPost, "/match", "Find what fits someone, and why, from what they say of themselves", nil, "MatchRequest", "MatchAnswer", handlers.match},
		{fiber.MethodGet, "/suggest", "Complete what someone is typing", suggestParameters, "", "SuggestAnswer", handlers.suggest},
		{fiber.MethodGet, "/listings/:id", "One listing whole", listingParameters, "", "Listing", handlers.listing},
		{fiber.MethodGet, "/openapi.json", "This description", nil, "", "", handlers.openAPI},
	}
}

// handle gives a handler a deadline and turns its error into problem+json.
func (h handlers) handle(serve func(handlers, *fiber.Ctx, context.Context) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
		if err := serve(h, c, ctx); err != nil {
			return h.problem(c, err)
		}
		return nil
	}
}

// Problem is an error as RFC 9457 has it.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail is a sentence for people.
	Detail string `json:"detail"`
	// Errors are the faults, each with the parameter it is about.
	Errors []directory.Fault `json:"errors,omitempty"`
	// HelpNow is whom to call, when what was said to /match suggests danger.
	HelpNow *HelpNow `json:"help_now,omitempty"`
}

// statuses gives each error code its HTTP status and title.
var statuses = map[directory.Code]struct {
	status int
	title  string
}{
	directory.CodeInvalid:     {fiber.StatusBadRequest, "Something in the request can't be read"},
	directory.CodeNotFound:    {fiber.StatusNotFound, "Not found"},
	directory.CodeGone:        {fiber.StatusGone, "Gone"},
	directory.CodeConflict:    {fiber.StatusConflict, "Conflict"},
	directory.CodeForbidden:   {fiber.StatusForbidden, "Not allowed"},
	directory.CodeTooLarge:    {fiber.StatusRequestEntityTooLarge, "Too large"},
	directory.CodeTooMany:     {fiber.StatusTooManyRequests, "Too many requests"},
	directory.CodeUnavailable: {fiber.StatusServiceUnavailable, "Not available just now"},
	directory.CodeInternal:    {fiber.StatusInternalServerError, "Internal error"},
}

func (h handlers) problem(c *fiber.Ctx, err error) error { return h.problemWith(c, err, nil) }

func (h handlers) problemWith(c *fiber.Ctx, err error, help *HelpNow) error {
	code := directory.CodeOf(err)
	s := statuses[code]
	p := Problem{Type: "about:blank", Title: s.title, Status: s.status, Detail: "Internal error.", HelpNow: help}
	if e, ok := errors.AsType[*directory.Error](err); ok {
		p.Detail, p.Errors = e.Message, e.Faults
		if p.Detail == "" && len(e.Faults) > 0 {
			p.Detail = e.Faults[0].Message
		}
	}
	if (code == directory.CodeInternal || code == directory.CodeUnavailable) && h.Log != nil {
		h.Log.Error("the API failed", "route", c.Route().Path, "err", err)
	}
	c.Status(s.status)
	if err := c.JSON(p); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/problem+json")
	return nil
}
