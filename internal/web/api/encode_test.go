package api_test

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alongside/internal/directory"
	"alongside/internal/schedule"
	"alongside/internal/web/api"
)

// TestAnswerAsEncodingJSON: an answer is, byte for byte, what encoding/json
// writes for the SearchAnswer that says what was found.
func TestAnswerAsEncodingJSON(t *testing.T) {
	f := &fake{}
	app := fiber.New(fiber.Config{Immutable: true})
	api.Mount(app, api.Deps{Search: f, Places: places{}})
	rapid.Check(t, func(t *rapid.T) {
		f.results = drawResults(t)
		path := rapid.SampledFrom([]string{"/search", "/search?near=Leith"}).Draw(t, "path")
		res, err := app.Test(httptest.NewRequest("GET", path, nil), -1)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		got, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		found, err := f.Search(context.Background(), f.asked)
		if err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(answerOf(found))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Errorf("differs from encoding/json: %s", d)
		}
	})
}

// drawResults draws results with anything in every field, but for what no
// results have: numbers that are not finite, and a field counted twice.
func drawResults(t *rapid.T) directory.Results {
	r := rapid.Make[directory.Results]().Draw(t, "results")
	hits := [][]directory.Hit{r.Hits}
	for _, n := range r.Nearly {
		hits = append(hits, n.Hits)
	}
	number := rapid.OneOf(rapid.Float64Range(-200, 200), rapid.Float64Range(-1e-5, 1e-5), rapid.Float64Range(1e20, 1e22))
	for _, some := range hits {
		for i := range some {
			h := &some[i]
			h.Score = number.Draw(t, "score")
			h.Card.Summary = drawText(t)
			h.Card.Zone = rapid.SampledFrom([]string{"", directory.DefaultZone, "Europe/Kyiv", "Nowhere/Never"}).Draw(t, "zone")
			if h.Metres != nil {
				*h.Metres = rapid.Float64Range(0, 1e7).Draw(t, "metres")
			}
			if p := h.Card.Place.Point; p != nil {
				p[0], p[1] = number.Draw(t, "lon"), number.Draw(t, "lat")
			}
		}
	}
	r.Spelling = drawText(t)
	r.Facets = nil
	for i, field := range rapid.SliceOfDistinct(rapid.SampledFrom([]directory.Field{
		directory.FieldKind, directory.FieldCost, directory.FieldAccess, directory.FieldOrganization}), rapid.ID).Draw(t, "fields") {
		values := rapid.SliceOfN(rapid.Make[directory.FacetValue](), i%2, 3).Draw(t, "values")
		r.Facets = append(r.Facets, directory.Facet{Field: field, Values: values})
	}
	return r
}

// drawText draws a text that may hold what JSON or HTML has to escape.
func drawText(t *rapid.T) string {
	part := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "plain", "“Café’s”", "<b>&amp;</b>", "\u2028", "\u2029", "\xff", "\xe2\x80", "\x00\x1f\x7f", "\b\f\n\r\t", `"\`}))
	return part.Draw(t, "text") + part.Draw(t, "text after it")
}

// answerOf gives results as the API writes them.
func answerOf(r directory.Results) api.SearchAnswer {
	a := api.SearchAnswer{
		Total: r.Total, Results: results(r.Hits), Facets: map[string][]api.FacetValue{}, Nearly: []api.Nearly{},
		NextCursor: r.NextCursor, Spelling: r.Spelling, Partial: r.Partial,
	}
	for _, f := range r.Facets {
		for _, v := range f.Values {
			a.Facets[string(f.Field)] = append(a.Facets[string(f.Field)], api.FacetValue(v))
		}
	}
	for _, n := range r.Nearly {
		a.Nearly = append(a.Nearly, api.Nearly{Relaxed: string(n.Relaxed), Total: n.Total, Results: results(n.Hits)})
	}
	if r.Place != nil {
		a.Place = &api.Place{Label: r.Place.Label, Lat: r.Place.Point.Lat(), Lon: r.Place.Point.Lon()}
	}
	return a
}

func results(hits []directory.Hit) []api.Result {
	out := make([]api.Result, 0, len(hits))
	for _, h := range hits {
		out = append(out, result(h))
	}
	return out
}

func result(h directory.Hit) api.Result {
	c := h.Card
	r := api.Result{
		ID: c.ID, Slug: c.Slug, Name: c.Name, Kind: string(c.Kind), Organisation: c.OrganizationName, Summary: c.Summary,
		DistanceAbout: c.Place.About, Joining: string(c.Joining), AreaServed: list(c.AreaServed), Access: list(c.Access),
		Cost:  api.Cost{Known: c.Cost.Known, Free: c.Cost.Free, Pence: c.Cost.Pence, Text: c.Cost.Text},
		Ended: c.Ended, Score: h.Score, OtherPlaces: h.OtherPlaces, Next: []string{},
		Location: api.Location{Name: c.Place.Name, Postcode: c.Place.Postcode, ToldWhenYouJoin: c.Place.ToldWhenYouJoin},
	}
	if h.Metres != nil {
		m := int(math.Round(*h.Metres))
		r.DistanceM = &m
	}
	if p := c.Place.Point; p != nil && !c.Place.ToldWhenYouJoin {
		lat, lon := p.Lat(), p.Lon()
		r.Location.Lat, r.Location.Lon = &lat, &lon
	}
	zone, err := schedule.Zone(c.SessionZone())
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
