package api

import (
	"context"
	"math"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/schedule"
	"alongside/internal/web/page"
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
	return c.JSON(Answer(r))
}

// Answer gives the results of q as the API writes them.
func Answer(r directory.Results) SearchAnswer {
	a := SearchAnswer{
		Total: r.Total, Results: results(r.Hits), Facets: map[string][]FacetValue{}, Nearly: []Nearly{},
		NextCursor: r.NextCursor, Spelling: r.Spelling, Partial: r.Partial,
	}
	for _, f := range r.Facets {
		for _, v := range f.Values {
			a.Facets[string(f.Field)] = append(a.Facets[string(f.Field)], FacetValue(v))
		}
	}
	for _, n := range r.Nearly {
		a.Nearly = append(a.Nearly, Nearly{Relaxed: string(n.Relaxed), Total: n.Total, Results: results(n.Hits)})
	}
	if r.Place != nil {
		a.Place = &Place{Label: r.Place.Label, Lat: r.Place.Point.Lat(), Lon: r.Place.Point.Lon()}
	}
	return a
}

func results(hits []directory.Hit) []Result {
	out := make([]Result, 0, len(hits))
	for _, h := range hits {
		out = append(out, result(h))
	}
	return out
}

func result(h directory.Hit) Result {
	c := h.Card
	r := Result{
		ID: c.ID, Slug: c.Slug, Name: c.Name, Kind: string(c.Kind), Organisation: c.OrganizationName, Summary: c.Summary,
		DistanceAbout: c.Place.About, Joining: string(c.Joining), AreaServed: list(c.AreaServed), Access: list(c.Access),
		Cost:  Cost{Known: c.Cost.Known, Free: c.Cost.Free, Pence: c.Cost.Pence, Text: c.Cost.Text},
		Ended: c.Ended, Score: h.Score, OtherPlaces: h.OtherPlaces, Next: []string{},
		Location: Location{Name: c.Place.Name, Postcode: c.Place.Postcode, ToldWhenYouJoin: c.Place.ToldWhenYouJoin},
	}
	if h.Metres != nil {
		m := int(math.Round(*h.Metres))
		r.DistanceM = &m
	}
	if p := c.Place.Point; p != nil && !c.Place.ToldWhenYouJoin {
		lat, lon := p.Lat(), p.Lon()
		r.Location.Lat, r.Location.Lon = &lat, &lon
	}
	zone, err := schedule.Zone(page.ZoneOf(c))
	if err != nil {
		zone = time.UTC
	}
	for _, o := range h.Next {
		r.Next = append(r.Next, o.Start.Time().In(zone).Format(time.RFC3339))
	}
	if c.VerifiedAt != 0 {
		s := c.VerifiedAt.Time().Format(time.RFC3339)
		r.VerifiedAt = &s
	}
	return r
}

// list gives strings that are never null in JSON.
func list[T ~string](in []T) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		out = append(out, string(s))
	}
	return out
}
