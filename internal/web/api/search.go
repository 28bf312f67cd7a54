package api

import (
	"context"
	"net/url"
	"sync"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
)

// SearchAnswer answers /search.
type SearchAnswer struct {
	Total   int      `json:"total"`
	Results []Result `json:"results"`
	// Facets are the counts of services by field, each with that field's own
	// filter left out.
	Facets map[string][]FacetValue `json:"facets"`
	// Nearly is what fits once one limit is relaxed, when few fit.
	Nearly []Nearly `json:"nearly"`
	// NextCursor asks for the next page; empty on the last.
	NextCursor string `json:"next_cursor"`
	// Place is the place that near named; null without one.
	Place *Place `json:"place"`
	// Spelling is the words as they were understood, when one was taken for
	// another.
	Spelling string `json:"spelling,omitempty"`
	// Partial is true when time ran out: there may be more.
	Partial bool `json:"partial,omitempty"`
}

// Result is one service in an answer, at the place of it that fits best.
type Result struct {
	ID           string `json:"id"`
	Slug         string `json:"slug"`
	Name         string `json:"name"`
	Kind         string `json:"kind"`
	Organisation string `json:"organisation"`
	Summary      string `json:"summary"`
	// DistanceM is in whole metres; null without a place.
	DistanceM *int `json:"distance_m"`
	// DistanceAbout is true when the distance is to the middle of a district.
	DistanceAbout bool     `json:"distance_about,omitempty"`
	Location      Location `json:"location"`
	// Next are the coming sessions in RFC 3339, with the zone they are held in.
	Next []string `json:"next"`
	// Ended is true when all its dates that are known are past.
	Ended   bool     `json:"ended,omitempty"`
	Cost    Cost     `json:"cost"`
	Access  []string `json:"access"`
	Joining string   `json:"joining"`
	// AreaServed are the areas served, in words; empty when nothing is said.
	AreaServed []string `json:"area_served"`
	// VerifiedAt is when someone last checked the listing, in RFC 3339; null
	// when nobody has.
	VerifiedAt *string `json:"verified_at"`
	Score      float64 `json:"score"`
	// OtherPlaces counts the service's other places that fit.
	OtherPlaces int `json:"other_places,omitempty"`
}

// Location is where a result happens; Lat and Lon are null when it is not
// placed or is told when you join.
type Location struct {
	Name     string   `json:"name"`
	Postcode string   `json:"postcode"`
	Lat      *float64 `json:"lat"`
	Lon      *float64 `json:"lon"`
	// ToldWhenYouJoin is true when only the district is shown.
	ToldWhenYouJoin bool `json:"told_when_you_join,omitempty"`
}

// Cost is what a result costs; Pence is the least that anyone pays.
type Cost struct {
	Known bool   `json:"known"`
	Free  bool   `json:"free"`
	Pence int64  `json:"pence"`
	Text  string `json:"text,omitempty"`
}

// FacetValue is one value of a field with its count.
type FacetValue struct {
	Value string `json:"value"`
	// Label is a name for people where the value is an id.
	Label string `json:"label,omitempty"`
	Count int    `json:"count"`
}

// Nearly is what fits once one limit is relaxed.
type Nearly struct {
	// Relaxed names the field that was relaxed.
	Relaxed string   `json:"relaxed"`
	Total   int      `json:"total"`
	Results []Result `json:"results"`
}

// Place is a place that someone named.
type Place struct {
	Label string  `json:"label"`
	Lat   float64 `json:"lat"`
	Lon   float64 `json:"lon"`
}

// search answers GET /search.
func (h handlers) search(c *fiber.Ctx, ctx context.Context) error {
	values, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return directory.Errorf(directory.CodeInvalid, "The address's query can't be read. Check its %% signs.")
	}
	q, err := directory.ParseQuery(values)
	if err != nil {
		return err
	}
	if q.NearText != "" {
		p, err := h.Places.Find(ctx, q.NearText)
		if err != nil {
			return err
		}
		q.Near = &p
	}
	r, err := h.Search.Search(ctx, q)
	if err != nil {
		return err
	}
	if r.Partial || ctx.Err() != nil { // time ran out: another may get more
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	b, _ := buffers.Get().(*[]byte)
	if b == nil {
		b = new([]byte)
	}
	*b = appendAnswer((*b)[:0], &r)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	c.Response().SetBody(*b) // copies
	buffers.Put(b)
	return nil
}

// buffers are what answers are written in, used again and again.
var buffers sync.Pool
