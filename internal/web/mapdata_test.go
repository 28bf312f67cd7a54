package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// points is the answer of /map/points.
type points struct {
	Points []struct {
		Name, Href, Kind, What, Where, Next, Cost, Joining string
		Lon, Lat                                           float64
		About                                              bool
	}
	Total int
	Near  *struct {
		Label    string
		Lon, Lat float64
	}
	Status int
	Errors []directory.Fault
}

func (s *site) points(t *testing.T, query string) (points, answer) {
	t.Helper()
	a := do(t, s.app, "GET", "/map/points"+query)
	var p points
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%s: %v in %s", query, err, a.body)
	}
	return p, a
}

// at puts a listing at a point with an exact address.
func at(l *directory.Listing, name string, p *orb.Point) {
	l.Name = name
	l.At = l.At[:1]
	l.At[0].Location.Point = p
	l.At[0].Location.Addresses = []directory.Address{{Address1: "7 Hidden Close", City: "Leith", PostalCode: "EH6 7HF", Country: "GB"}}
}

func TestMapPoints(t *testing.T) {
	s := build(t,
		func(l *directory.Listing) { at(l, "Shore choir", &orb.Point{-3.1712345, 55.9754321}) },
		func(l *directory.Listing) {
			at(l, "Quiet circle", &orb.Point{-3.1612345, 55.9654321})
			l.Kind = directory.Volunteering
			l.At[0].Location.ToldWhenYouJoin = true
		},
		func(l *directory.Listing) {
			at(l, "Somewhere yet", nil)
			l.At[0].Location.Addresses = nil
		},
	)
	got, a := s.points(t, "?q=choir")
	if len(got.Points) != 1 || got.Near != nil || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
		t.Fatalf("%d %v %s", a.status, a.header, a.body)
	}
	p := got.Points[0]
	if p.Name != "Shore choir" || p.Href != "/listings/"+s.ids["Shore choir"] || p.Lon != -3.17123 || p.Lat != 55.97543 || p.About || p.What == "" || p.Joining == "" {
		t.Errorf("%+v", p)
	}

	// Of a place that is told when you join, only the district is on the map.
	got, a = s.points(t, "?near=Leith&kind=volunteering")
	if len(got.Points) != 1 || !got.Points[0].About || strings.Contains(a.body, "Hidden") || strings.Contains(a.body, "7HF") || strings.Contains(a.body, "55.965") {
		t.Errorf("told when you join: %s", a.body)
	}
	if got.Near == nil || got.Near.Label != "Leith, Edinburgh" {
		t.Errorf("near: %s", a.body)
	}

	// What has no place is counted, and a page's limit and cursor are the list's.
	got, _ = s.points(t, "?limit=1&cursor=")
	if got.Total != 4 || len(got.Points) != 3 {
		t.Errorf("%d points of %d", len(got.Points), got.Total)
	}
	if got, a = s.points(t, "?q=nothinglikethis"); got.Total != 0 || !strings.Contains(a.body, `"points":[]`) {
		t.Errorf("nothing: %s", a.body)
	}
}

// TestMapFollowsSearch: faults are those of the page of results.
func TestMapFollowsSearch(t *testing.T) {
	s := build(t)
	for query, path := range map[string]string{"?day=someday": "day", "?near=Nowhereville": "near", "?within=5km": "within"} {
		got, a := s.points(t, query)
		if a.status != 400 || got.Status != 400 || len(got.Errors) != 1 || got.Errors[0].Path != path || got.Errors[0].Message == "" {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
		if page := do(t, s.app, "GET", "/search"+query); page.status != a.status {
			t.Errorf("%s: the page answers %d, the map %d", query, page.status, a.status)
		}
		if !strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", query, a.header)
		}
	}
	if a := do(t, s.app, "GET", "/map/points?q=%zz"); a.status != 400 {
		t.Errorf("a broken address: %d %s", a.status, a.body)
	}
}

// TestMapBounds: pages of results are walked to the end, or to 300.
func TestMapBounds(t *testing.T) {
	var edits []func(*directory.Listing)
	for i := range 310 {
		edits = append(edits, func(l *directory.Listing) {
			at(l, fmt.Sprintf("Walk %d", i), &orb.Point{-3.2 + float64(i)/1e4, 55.95})
		})
	}
	s := build(t, edits...)
	got, _ := s.points(t, "?q=walk")
	seen := map[string]bool{}
	for _, p := range got.Points {
		seen[p.Href] = true
	}
	if diff := cmp.Diff([]int{310, 300, 300}, []int{got.Total, len(got.Points), len(seen)}); diff != "" {
		t.Error(diff)
	}
}

func TestMapBase(t *testing.T) {
	s := build(t)
	a := do(t, s.app, "GET", "/map/base.json")
	if a.status != 200 || a.header.Get("Cache-Control") != "public, max-age=86400" || !json.Valid([]byte(a.body)) || !strings.Contains(a.body, `"FeatureCollection"`) {
		t.Errorf("%d %v %.200s", a.status, a.header, a.body)
	}
}
