package public

import (
	"context"
	"errors"
	"math"
	"sync"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
)

// mostOnMap bounds the services that a map shows: the best of a search.
const mostOnMap = 300

// mapAnswer is a search's results as the map shows them.
type mapAnswer struct {
	Points []mapPoint `json:"points"`
	// Total counts the services that fit; what has no place, or comes after
	// the first 300, has no point.
	Total int `json:"total"`
	// Near is the place that the search is near; null without one.
	Near *mapPlace `json:"near"`
}

// mapPoint is one service at the place of it that fits best, in the language
// of the page. It says no more than the card in the list does.
type mapPoint struct {
	Name string `json:"name"`
	Href string `json:"href"`
	// Kind is the code, for the marker's shape; What is its word.
	Kind    directory.Kind `json:"kind"`
	What    string         `json:"what"`
	Where   string         `json:"where,omitempty"`
	Next    string         `json:"next,omitempty"`
	Cost    string         `json:"cost,omitempty"`
	Joining string         `json:"joining,omitempty"`
	// Lon and Lat are WGS 84 degrees.
	Lon float64 `json:"lon"`
	Lat float64 `json:"lat"`
	// About is true when the point is only the middle of a district.
	About bool `json:"about,omitempty"`
}

type mapPlace struct {
	Label string  `json:"label"`
	Lon   float64 `json:"lon"`
	Lat   float64 `json:"lat"`
}

// mapProblem is an error of the map's data, in the words of the page.
type mapProblem struct {
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	// Errors are the faults, each with the parameter it is about.
	Errors []directory.Fault `json:"errors,omitempty"`
}

// mapPoints answers GET /map/points, whose query is that of /search.
func (h handlers) mapPoints(c *fiber.Ctx, ctx context.Context) error {
	w := h.Page.Words(c)
	_, q, err := h.asked(c, ctx)
	if err != nil {
		return h.mapFail(c, w, err)
	}
	q.Limit, q.Cursor = directory.MaxLimit, "" // from its first page
	found, err := h.forMap(ctx, q)
	if err != nil {
		return h.mapFail(c, w, err)
	}
	a := mapAnswer{Points: []mapPoint{}, Total: found.Total}
	if q.Near != nil {
		a.Near = &mapPlace{q.Near.Label, degrees(q.Near.Point.Lon()), degrees(q.Near.Point.Lat())}
	}
	for _, hit := range found.Hits {
		if hit.Card.Place.Point != nil {
			a.Points = append(a.Points, h.mapPoint(w, q, hit))
		}
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if found.Partial || ctx.Err() != nil { // time ran out: another may get more
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	return c.JSON(a)
}

// forMap gives the first results of a query, page after page, up to mostOnMap.
func (h handlers) forMap(ctx context.Context, q directory.Query) (directory.Results, error) {
	var all directory.Results
	for {
		page, err := h.Search.Search(ctx, q)
		if err != nil {
			return all, err
		}
		all.Hits, all.Total, all.Partial = append(all.Hits, page.Hits...), page.Total, page.Partial
		if page.NextCursor == "" || page.Partial || len(all.Hits) >= mostOnMap {
			all.Hits = all.Hits[:min(len(all.Hits), mostOnMap)]
			return all, nil
		}
		q.Cursor = page.NextCursor
	}
}

func (h handlers) mapPoint(w *lang.Words, q directory.Query, hit directory.Hit) mapPoint {
	shown, place := h.card(w, q, hit), hit.Card.Place
	return mapPoint{
		Name: hit.Card.Name, Href: shown.Href, Kind: shown.Kind, What: shown.KindText,
		Where: shown.Place, Next: shown.Next, Cost: shown.Cost, Joining: shown.Joining,
		Lon: degrees(place.Point.Lon()), Lat: degrees(place.Point.Lat()), About: place.About,
	}
}

// listingPoints answers GET /listings/{page}/points with the places of one
// listing, as mapPoints does.
func (h handlers) listingPoints(c *fiber.Ctx, ctx context.Context) error {
	w := h.Page.Words(c)
	id, _ := directory.IDOfPage(c.Params("page"))
	l, err := h.Listings.Listing(ctx, id)
	if err != nil {
		return h.mapFail(c, w, err)
	}
	l = l.Public()
	a := mapAnswer{Points: []mapPoint{}, Total: 1}
	for _, at := range l.At {
		p, about, err := h.shownAt(ctx, at.Location)
		if err != nil {
			return h.mapFail(c, w, err)
		}
		if p == nil {
			continue
		}
		place, err := h.place(ctx, w, at, h.Now())
		if err != nil {
			return h.mapFail(c, w, err)
		}
		a.Points = append(a.Points, mapPoint{
			Name: l.Name, Href: "/listings/" + l.PageSlug(), Kind: l.Kind, What: w.Value(directory.FieldKind, string(l.Kind), ""), Where: place.whole(),
			Lon: degrees(p.Lon()), Lat: degrees(p.Lat()), About: about,
		})
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	return c.JSON(a)
}

// degrees keeps five decimals, about a metre.
func degrees(d float64) float64 { return math.Round(d*1e5) / 1e5 }

// mapFail answers an error that the page of results would answer, as JSON. The
// cause goes to the log alone.
func (h handlers) mapFail(c *fiber.Ctx, w *lang.Words, err error) error {
	p := mapProblem{Status: fiber.StatusInternalServerError}
	switch directory.CodeOf(err) {
	case directory.CodeInvalid:
		p.Status = fiber.StatusBadRequest
		if e, ok := errors.AsType[*directory.Error](err); ok {
			p.Detail = w.Error(e)
		}
		for _, f := range directory.FaultsOf(err) {
			p.Errors = append(p.Errors, directory.Fault{Path: f.Path, Message: w.Fault(f)})
		}
	case directory.CodeNotFound, directory.CodeGone:
		p.Status = fiber.StatusNotFound
	case directory.CodeUnavailable:
		p.Status = fiber.StatusServiceUnavailable
	}
	if p.Status >= fiber.StatusInternalServerError {
		h.Page.Log.Error("the map's data failed", "route", c.Route().Path, "err", err)
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Status(p.Status)
	return c.JSON(p, "application/problem+json")
}

// mapBase answers GET /map/base.json with the shapes that draw gives, which are
// worked out when somebody first opens a map.
func mapBase(draw func() ([]byte, error)) fiber.Handler {
	once := sync.OnceValues(draw)
	return func(c *fiber.Ctx) error {
		b, err := once()
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
		return c.Send(b)
	}
}
