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
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/paulmach/orb"
	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi/datamodel/high/base"

	"alongside/data"
	"alongside/frontend"
	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/match"
	"alongside/internal/safety"
	"alongside/internal/store/storetest"
	"alongside/internal/web/api"
)

// fake answers everything from a few fields.
type fake struct {
	results directory.Results
	asked   directory.Query
	matched match.Answer
	told    match.Profile
	help    safety.Card
	err     error
}

func (f *fake) Help(match.Request) safety.Card { return f.help }

func (f *fake) Match(_ context.Context, p match.Profile) (match.Answer, error) {
	f.told = p
	a := f.matched
	a.Profile = p
	return a, f.err
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

// concepts are those of data/, read once.
var concepts = sync.OnceValues(func() (*concept.Set, error) { return concept.Load(data.Concepts) })

func get(t *testing.T, f *fake, path string, into any) (status int, kind string) {
	t.Helper()
	return ask(t, f, "GET", path, "", into)
}

func ask(t *testing.T, f *fake, method, path, body string, into any) (status int, kind string) {
	t.Helper()
	set, err := concepts()
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := lang.Load(frontend.Messages)
	if err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{Immutable: true})
	api.Mount(app.Group("/api/v1"), api.Deps{Search: f, Listings: f, Places: places{}, Matcher: f, Concepts: set, Words: catalogue.For,
		Now: time.Now, BaseURL: "https://alongside.example", Version: "1"})
	res, err := app.Test(httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body)), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		t.Fatalf("%s: %v in %s", path, err, answer)
	}
	if kept := res.Header.Get("Cache-Control"); method == "POST" && kept != "no-store" {
		t.Errorf("%s may be kept: %q", path, kept)
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
	var names []string
	for _, p := range search.Get.Parameters {
		names = append(names, p.Name)
	}
	want := slices.Clone(directory.Parameters())
	slices.Sort(want)
	slices.Sort(names)
	if !slices.Equal(want, names) {
		t.Errorf("described %v, read %v", names, want)
	}
	told, ok := model.Model.Paths.PathItems.Get("/match")
	if !ok || told.Post == nil || told.Get != nil {
		t.Fatal("no POST /match")
	}
	request := told.Post.RequestBody.Content.GetOrZero("application/json").Schema.Schema()
	var all map[string]any
	if b, err = json.Marshal(match.Request{}); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	if described(t, "MatchRequest", request, all); len(request.Required) != 0 {
		t.Errorf("required of a profile: %v", request.Required)
	}
	schemas := model.Model.Components.Schemas
	var answer any
	get(t, &fake{results: directory.Results{Hits: []directory.Hit{{}}}}, "/search?near=Leith", &answer)
	described(t, "SearchAnswer", schemas.GetOrZero("SearchAnswer").Schema(), answer)
	ask(t, &fake{matched: answered}, "POST", "/match", `{"near":"Leith"}`, &answer)
	described(t, "MatchAnswer", schemas.GetOrZero("MatchAnswer").Schema(), answer)
	var self map[string]any
	if status, _ := get(t, &fake{}, "/openapi.json", &self); status != 200 || self["openapi"] != "3.1.0" {
		t.Errorf("status %d, %v", status, self["openapi"])
	}
}

// described holds an answer to its schema: it has all that is required, and
// nothing that is not described, however deep.
func described(t *testing.T, where string, schema *base.Schema, answer any) {
	t.Helper()
	switch a := answer.(type) {
	case map[string]any:
		if schema.Properties == nil { // of any names
			return
		}
		for _, name := range schema.Required {
			if _, ok := a[name]; !ok {
				t.Errorf("%s has no %s", where, name)
			}
		}
		for name, value := range a {
			p, ok := schema.Properties.Get(name)
			if !ok {
				t.Errorf("%s.%s is not described", where, name)
				continue
			}
			described(t, where+"."+name, p.Schema(), value)
		}
	case []any:
		if len(schema.Type) == 0 { // of any kind
			return
		}
		for _, value := range a {
			described(t, where+"[]", schema.Items.A.Schema(), value)
		}
	}
}

// answered is a match with something of everything.
var answered = match.Answer{
	Understood: match.Understood{
		Pieces:  []match.Piece{{Said: "to bake", Concept: "baking", Label: "baking", How: match.Likes, Weight: 1}},
		Avoided: []match.Piece{{Said: "golf", Concept: "golf", Label: "golf", How: match.Dislikes, Weight: 1}},
		Others:  []match.Piece{{Said: "bingo", Concept: "bingo", Label: "bingo", How: match.Likes, Weight: 1}},
		Limits: []match.Limit{
			{Said: "in Leith", Field: match.FieldNear, Value: directory.Place{Label: "Leith, Edinburgh"}},
			{Said: "two miles", Field: match.FieldWithin, Value: 3218.7}, {Said: "walk", Field: match.FieldTravel, Value: match.Walk},
			{Said: "Tuesday mornings", Field: match.FieldFree, Value: directory.Slot(time.Tuesday, directory.Morning)},
			{Said: "ramp", Field: match.FieldAccess, Value: "step-free"}, {Said: "a fiver", Field: match.FieldCost, Value: int64(500)},
			{Said: "wee group", Field: match.FieldCompany, Value: "small-group"}, {Said: "72", Field: match.FieldAge, Value: 72},
			{Said: "help out", Field: match.FieldTakePart, Value: match.Help},
		},
		Missed: []string{"quidditch"}, For: "my mum",
	},
	Matches: []match.Match{{Join: true, Reasons: []match.Reason{{Kind: match.ReasonMeaning, Said: "to bake", Found: "baking"}}}},
	Nearly:  []match.Nearly{{Relaxed: match.FieldFree, Matches: []match.Match{{Help: true}}}},
}

func TestMatch(t *testing.T) {
	f := &fake{matched: answered}
	var a api.MatchAnswer
	status, _ := ask(t, f, "POST", "/match", `{"say":"I like to bake","near":"Leith","strengths":["good-listener"],"free":["tue-morning"],"cost_max":"5","without":["limit:age"]}`, &a)
	if status != 200 || f.told.Say != "I like to bake" || f.told.Place.Label != "Leith, Edinburgh" || *f.told.CostMax != 500 || len(f.told.Without) != 1 {
		t.Errorf("%d: told %+v", status, f.told)
	}
	var limits []string
	for _, l := range a.Limits {
		limits = append(limits, fmt.Sprintf("%s=%v %s", l.Field, l.Value, l.Text))
	}
	want := []string{"near=Leith, Edinburgh Near Leith, Edinburgh", "within=3219m Within 2 miles", "travel=walk On foot", "free=[tue-morning] Tuesday mornings",
		"access=[step-free] Step-free", "cost_max=5 £5 or less", "company=small-group A small group", "age=72 For age 72", "take_part=help To help"}
	if !slices.Equal(limits, want) {
		t.Errorf("limits %q, want %q", limits, want)
	}
	if a.Matches[0].Reasons[0].Text != "You said “to bake”: here it’s “baking”." || a.Nearly[0].Text != "If another time will do" || a.Place == nil || a.Missing != nil {
		t.Errorf("answer %+v", a)
	}
	f.matched.Matches, f.matched.Nearly = nil, nil
	ask(t, f, "POST", "/match", `{"near":"Leith"}`, &a)
	if !slices.Equal(a.Missing, []string{"Baking or quidditch", "Near Leith, Edinburgh"}) {
		t.Errorf("missing %q", a.Missing)
	}
	for body, field := range map[string]string{`{"near":"Atlantis"}`: "near", `{"travel":"rocket"}`: "travel", `{"say":5}`: "", `{`: "", ``: "",
		`{"say":"` + strings.Repeat("a", match.MaxSay+1) + `"}`: "say"} {
		var p api.Problem
		if status, kind := ask(t, f, "POST", "/match", body, &p); status != 400 || kind != "application/problem+json" || field != "" && p.Errors[0].Path != field {
			t.Errorf("%.40s: %d %s %+v", body, status, kind, p)
		}
	}
}
