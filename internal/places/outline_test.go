package places

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// ring gives a closed ring of corners.
func ring(corners ...float64) (r orb.Ring) {
	for i := 0; i < len(corners); i += 2 {
		r = append(r, orb.Point{corners[i], corners[i+1]})
	}
	return append(r, r[0])
}

func TestOutline(t *testing.T) {
	tests := []struct {
		name          string
		areas         [][]orb.Ring
		land, borders int
		size          float64
	}{
		{"alone", [][]orb.Ring{{ring(0, 0, 1, 0, 1, 1, 0, 1)}}, 1, 0, 1},
		{"with an island", [][]orb.Ring{{ring(0, 0, 1, 0, 1, 1, 0, 1), ring(3, 0, 4, 0, 4, 1)}}, 2, 0, 1.5},
		{"side by side", [][]orb.Ring{{ring(0, 0, 1, 0, 1, 1, 0, 1)}, {ring(1, 0, 2, 0, 2, 1, 1, 1)}}, 1, 1, 2},
		{"side by side with a gap between", [][]orb.Ring{{ring(0, 0, 1, 0, 0.999, 0.5, 1, 1, 0, 1)}, {ring(1, 0, 2, 0, 2, 1, 1, 1)}}, 1, 1, 2},
		{"one around the other", [][]orb.Ring{{ring(0, 0, 4, 0, 4, 4, 0, 4, 0, 0, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1)}, {ring(1, 1, 2, 1, 2, 2, 1, 2)}}, 1, 1, 16},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			land, borders := outline(tt.areas)
			size := 0.0
			for _, r := range land {
				size += planar.Area(r)
				if !r.Closed() || r.Orientation() != orb.CCW {
					t.Errorf("no ring around land: %v", r)
				}
			}
			if len(land) != tt.land || len(borders) != tt.borders || size < tt.size-0.01 || size > tt.size+0.01 {
				t.Errorf("%d rings of %.2f with %d borders, want %d of %.2f with %d: %v %v", len(land), size, len(borders), tt.land, tt.size, tt.borders, land, borders)
			}
		})
	}
}

// TestBaseMap holds the map to what it is for: small to send, with all that the
// files name, on land as the gazetteer knows it, and with whom it comes from.
func TestBaseMap(t *testing.T) {
	g, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := g.BaseMap()
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(b); err != nil || w.Close() != nil || packed.Len() > 80<<10 {
		t.Errorf("%d bytes compressed, want at most 80 KB: %v", packed.Len(), err)
	}
	var m struct {
		Type     string
		Sources  []source
		Features []struct {
			Type       string
			Properties struct{ What, Name string }
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	var land orb.MultiPolygon
	shapes, names := map[string]string{}, map[string]int{}
	for _, f := range m.Features {
		what := f.Properties.What
		if f.Geometry.Type == "Point" {
			names[what]++
			continue
		}
		shapes[what] = f.Geometry.Type
		if what == "land" {
			if err := json.Unmarshal(f.Geometry.Coordinates, &land); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := map[string]string{"beyond": "MultiPolygon", "land": "MultiPolygon", "water": "MultiPolygon", "borders": "MultiLineString"}
	if diff := cmp.Diff(want, shapes); diff != "" || m.Type != "FeatureCollection" {
		t.Errorf("%s: %s", m.Type, diff)
	}
	if names["council"] != 32 || names["city"] == 0 || names["town"] < 100 || names["neighbourhood"] < 300 {
		t.Errorf("names: %v", names)
	}
	off := 0
	for _, n := range g.named {
		if n.council != "" && !planar.MultiPolygonContains(land, n.point) {
			off++
		}
	}
	if off > len(g.named)/20 {
		t.Errorf("%d of %d places are drawn in the sea", off, len(g.named))
	}
	for _, words := range []string{"Contains OS data © Crown copyright and database right", "National Statistics data", "Open Government Licence v3.0",
		"© OpenStreetMap contributors", "ODbL"} {
		if !slices.ContainsFunc(m.Sources, func(s source) bool { return strings.Contains(s.Text+s.Licence, words) && s.Href != "" }) {
			t.Errorf("no source says %q", words)
		}
	}
}
