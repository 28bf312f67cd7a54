package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/paulmach/orb"
	"github.com/pb33f/libopenapi"

	"alongside/internal/directory"
	"alongside/internal/store/storetest"
	"alongside/internal/web/api"
)

// fake answers everything from a few fields.
type fake struct {
	results directory.Results
	asked   directory.Query
	err     error
}

func (f *fake) Search(_ context.Context, q directory.Query) (directory.Results, error) {
	f.asked = q
	r := f.results
	r.Place = q.Near
	return r, f.err
}

func (f *fake) Suggest(_ context.Context, prefix string, _ int) ([]directory.Suggestion, error) {
	return []directory.Suggestion{{Kind: "service", Text: prefix + "ing", Slug: "x"}}, f.err
}

func (f *fake) Listing(_ context.Context, id string) (directory.Listing, error) {
	l := storetest.Listing("feed", 1)
	switch id {
	case l.ID:
		l.Slug, l.Version = "bakers", 3
		l.At[0].Location.ToldWhenYouJoin = true
		return l, nil
	case directory.ImportedID("feed", "gone"):
		return l, directory.Errorf(directory.CodeGone, "This listing has been removed.")
	}
	return l, directory.Errorf(directory.CodeNotFound, "There is no listing with this address.")
}

// places knows Leith.
type places struct{}

func (places) Find(_ context.Context, name string) (directory.Place, error) {
	if name != "Leith" {
		return directory.Place{}, directory.Invalid([]directory.Fault{{Path: "near", Message: "We don't know '" + name + "'."}})
	}
	return directory.Place{Label: "Leith, Edinburgh", Point: orb.Point{-3.17, 55.97}}, nil
}

func (places) Suggest(prefix string, _ int) []directory.Suggestion {
	return []directory.Suggestion{{Kind: "place", Text: prefix + "ton"}}
}

func get(t *testing.T, f *fake, path string, into any) (status int, kind string) {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true})
	api.Mount(app.Group("/api/v1"), api.Deps{Search: f, Listings: f, Places: places{}, Now: time.Now, BaseURL: "https://alongside.example", Version: "1"})
	res, err := app.Test(httptest.NewRequest("GET", "/api/v1"+path, nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%s: %v in %s", path, err, body)
	}
	return res.StatusCode, res.Header.Get("Content-Type")
}

func TestSearch(t *testing.T) {
	metres, point := 812.4, orb.Point{-3.18, 55.96}
	f := &fake{results: directory.Results{Total: 1, NextCursor: "next", Hits: []directory.Hit{{
		Card: directory.Card{ID: "id", Slug: "bakers-id", Name: "Bakers", Kind: directory.Group, Joining: directory.JustTurnUp, Zone: "Europe/London",
			VerifiedAt: 1_777_000_000_000, Place: directory.CardPlace{Name: "Hall", Postcode: "EH6 7HF", Point: &point}},
		Metres: &metres, Next: []directory.Occurrence{{Start: directory.MillisOf(time.Date(2026, 5, 5, 9, 0, 0, 0, time.UTC))}},
	}}, Facets: []directory.Facet{{Field: directory.FieldKind, Values: []directory.FacetValue{{Value: "group", Count: 1}}}}}}
	var a api.SearchAnswer
	if status, _ := get(t, f, "/search?q=bread&near=Leith&within=2km&kind=group&kind=course&day=tue", &a); status != 200 {
		t.Fatalf("status %d", status)
	}
	if f.asked.Words != "bread" || f.asked.Within != 2000 || len(f.asked.Kinds) != 2 || f.asked.Near.Label != "Leith, Edinburgh" {
		t.Errorf("asked %+v", f.asked)
	}
	r := a.Results[0]
	if *r.DistanceM != 812 || r.Next[0] != "2026-05-05T10:00:00+01:00" || *r.Location.Lat != 55.96 || a.Facets["kind"][0].Count != 1 ||
		a.Place.Lon != -3.17 || a.NextCursor != "next" || r.Access == nil || r.AreaServed == nil || a.Nearly == nil {
		t.Errorf("answer %+v", a)
	}
}

func TestToldWhenYouJoin(t *testing.T) {
	point := orb.Point{-3.18, 55.96}
	f := &fake{results: directory.Results{Hits: []directory.Hit{{Card: directory.Card{
		Place: directory.CardPlace{Name: "Edinburgh (EH6)", Point: &point, ToldWhenYouJoin: true, About: true}}}}}}
	var a api.SearchAnswer
	get(t, f, "/search", &a)
	if l := a.Results[0].Location; l.Lat != nil || l.Lon != nil || !l.ToldWhenYouJoin {
		t.Errorf("location %+v", l)
	}
	var l map[string]any
	get(t, f, "/listings/bakers-"+directory.ImportedID("feed", "row-1"), &l)
	if s := fmt.Sprint(l); strings.Contains(s, "High Street") || strings.Contains(s, "1AA") || strings.Contains(s, "Old Hall") {
		t.Errorf("a kept-back place is in %s", s)
	}
	if l["slug"] != "bakers-"+directory.ImportedID("feed", "row-1") || l["version"] != 3.0 {
		t.Errorf("slug %v version %v", l["slug"], l["version"])
	}
}

func TestProblems(t *testing.T) {
	for _, tt := range []struct {
		path   string
		err    error
		status int
		field  string
		detail string
	}{
		{"/search?within=2parsecs&near=Leith", nil, 400, "within", "2parsecs"},
		{"/search?near=Atlantis", nil, 400, "near", "We don't know 'Atlantis'."},
		{"/search?kind=party&day=someday", nil, 400, "kind", "Choose from"},
		{"/search?q=%zz", nil, 400, "", "can't be read"},
		{"/search", errors.New("secret of the house"), 500, "", "Internal error."},
		{"/search", &directory.Error{Code: directory.CodeUnavailable, Message: "Too slow."}, 503, "", "Too slow."},
		{"/listings/nonsense", nil, 404, "", "no listing"},
		{"/listings/" + directory.ImportedID("feed", "gone"), nil, 410, "", "removed"},
		{"/nowhere", nil, 404, "", "openapi.json"},
	} {
		var p api.Problem
		status, kind := get(t, &fake{err: tt.err}, tt.path, &p)
		if status != tt.status || p.Status != tt.status || kind != "application/problem+json" || !strings.Contains(p.Detail, tt.detail) {
			t.Errorf("%s: %d %s %+v", tt.path, status, kind, p)
		}
		if tt.field != "" && (len(p.Errors) == 0 || p.Errors[0].Path != tt.field) {
			t.Errorf("%s: errors %+v", tt.path, p.Errors)
		}
		if strings.Contains(p.Detail, "secret") {
			t.Errorf("%s tells %q", tt.path, p.Detail)
		}
	}
}

func TestSuggest(t *testing.T) {
	var a api.SuggestAnswer
	get(t, &fake{}, "/suggest?q=bak", &a)
	if len(a.Suggestions) != 2 || a.Suggestions[0].Text != "baking" || a.Suggestions[1].Kind != "place" {
		t.Errorf("%+v", a)
	}
	get(t, &fake{}, "/suggest", &a)
	if len(a.Suggestions) != 0 {
		t.Errorf("nothing typed gave %+v", a)
	}
}

// TestOpenAPI holds the description against a reader of OpenAPI, against the
// parameters that are really read, and against real answers.
func TestOpenAPI(t *testing.T) {
	b, err := json.Marshal(api.Describe("1", "https://alongside.example"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := libopenapi.NewDocument(b)
	if err != nil {
		t.Fatal(err)
	}
	model, err := doc.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	search, ok := model.Model.Paths.PathItems.Get("/search")
	if !ok {
		t.Fatal("no /search")
	}
	var described []string
	for _, p := range search.Get.Parameters {
		described = append(described, p.Name)
	}
	want := slices.Clone(directory.Parameters())
	slices.Sort(want)
	slices.Sort(described)
	if !slices.Equal(want, described) {
		t.Errorf("described %v, read %v", described, want)
	}
	var answer map[string]any
	get(t, &fake{results: directory.Results{Hits: []directory.Hit{{}}}}, "/search?near=Leith", &answer)
	schema := model.Model.Components.Schemas.GetOrZero("SearchAnswer").Schema()
	for _, name := range schema.Required {
		if _, ok := answer[name]; !ok {
			t.Errorf("the answer has no %s", name)
		}
	}
	for name := range answer {
		if _, ok := schema.Properties.Get(name); !ok {
			t.Errorf("the answer's %s is not described", name)
		}
	}
	if status, _ := get(t, &fake{}, "/openapi.json", &answer); status != 200 || answer["openapi"] != "3.1.0" {
		t.Errorf("status %d, %v", status, answer["openapi"])
	}
}
