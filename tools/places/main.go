// Command places makes the files of data/places from open geographic data: see
// README.md beside it.
package main

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"

	"alongside/internal/places/polyline"
)

func main() {
	from := flag.String("from", "", "folder with gb_outcodes_2014.csv, scottish_councils.geojson and gb_ie_land_10m.geojson")
	to := flag.String("to", "data/places", "folder to write to")
	flag.Parse()
	for _, step := range []func(from, to string) error{outcodes, councils, coast} {
		if err := step(*from, *to); err != nil {
			fmt.Fprintln(os.Stderr, "places:", err)
			os.Exit(1)
		}
	}
}

// outcodes writes outcodes.tsv: code, longitude, latitude.
func outcodes(from, to string) error {
	f, err := os.Open(filepath.Join(from, "gb_outcodes_2014.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	var lines []string
	for _, r := range rows[1:] {
		lat, err := strconv.ParseFloat(r[1], 64)
		if err != nil {
			return err
		}
		lon, err := strconv.ParseFloat(r[2], 64)
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%s\t%.4f\t%.4f", r[0], lon, lat))
	}
	slices.Sort(lines)
	return write(to, "outcodes.tsv", lines)
}

// councils writes councils.tsv: GSS code, name, rings. Rings are encoded
// polylines parted by a space; a ring that is a hole begins with "-".
func councils(from, to string) error {
	b, err := os.ReadFile(filepath.Join(from, "scottish_councils.geojson"))
	if err != nil {
		return err
	}
	var fc struct {
		Features []struct {
			Properties struct {
				Code string `json:"code"`
				Name string `json:"local_authority"`
			}
			Geometry geometry
		}
	}
	if err := json.Unmarshal(b, &fc); err != nil {
		return err
	}
	var lines []string
	for _, f := range fc.Features {
		polys, err := f.Geometry.polygons()
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s", f.Properties.Code, f.Properties.Name, strings.Join(encode(polys, 0.0012, 2e-6), " ")))
	}
	slices.Sort(lines)
	return write(to, "councils.tsv", lines)
}

// coast writes coast.txt: one land ring a line. Scotland is kept finer than the
// rest of Britain and Ireland.
func coast(from, to string) error {
	b, err := os.ReadFile(filepath.Join(from, "gb_ie_land_10m.geojson"))
	if err != nil {
		return err
	}
	var f struct{ Geometry geometry }
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	land, err := f.Geometry.polygons()
	if err != nil {
		return err
	}
	var lines []string
	for _, poly := range land {
		tolerance, least := 0.02, 2e-4
		if poly.Bound().Max.Lat() > 54.6 && poly.Bound().Min.Lon() > -8 {
			tolerance, least = 0.004, 1.5e-5
		}
		lines = append(lines, encode(orb.MultiPolygon{poly}, tolerance, least)...)
	}
	slices.Sort(lines)
	return write(to, "coast.txt", lines)
}

// geometry is the part of a GeoJSON geometry that areas have.
type geometry struct {
	Type        string
	Coordinates json.RawMessage
}

func (g geometry) polygons() (orb.MultiPolygon, error) {
	if g.Type == "Polygon" {
		var p orb.Polygon
		err := json.Unmarshal(g.Coordinates, &p)
		return orb.MultiPolygon{p}, err
	}
	var m orb.MultiPolygon
	err := json.Unmarshal(g.Coordinates, &m)
	return m, err
}

// encode simplifies every ring to a tolerance in degrees and leaves out those
// smaller than least square degrees.
func encode(polys orb.MultiPolygon, tolerance, least float64) []string {
	var out []string
	for _, p := range polys {
		for i, ring := range p {
			if math.Abs(planar.Area(ring)) < least {
				continue
			}
			simple := simplify.DouglasPeucker(tolerance).Ring(ring.Clone())
			if len(simple) < 4 {
				continue
			}
			hole := ""
			if i > 0 {
				hole = "-"
			}
			out = append(out, hole+polyline.Encode(simple))
		}
	}
	return out
}

func write(to, name string, lines []string) error {
	return os.WriteFile(filepath.Join(to, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}
