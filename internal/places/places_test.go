package places

import (
	"archive/zip"
	"compress/gzip"
	"context"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"alongside/data"
	"alongside/internal/directory"
)

var ctx = context.Background()

// known is a table of full postcodes.
type known map[string]orb.Point

func (k known) Postcode(_ context.Context, code string) (directory.Place, bool, error) {
	p, ok := k[code]
	return directory.Place{Label: code, Kind: directory.PlacePostcode, Point: p, Outcode: directory.Outcode(code)}, ok, nil
}

func gazetteer(t testing.TB) *Gazetteer {
	t.Helper()
	g, err := New(known{"EH6 7HF": {-3.1668, 55.9712}})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestFind(t *testing.T) {
	g := gazetteer(t)
	for _, tt := range []struct{ in, label, outcode, council string }{
		{"EH6 7HF", "EH6 7HF", "EH6", "S12000036"},
		{"eh67hf", "EH6 7HF", "EH6", "S12000036"},
		{" Eh6  7hF ", "EH6 7HF", "EH6", "S12000036"},
		{"EH6 1ZZ", "around EH6", "EH6", "S12000036"},
		{"EH6", "EH6", "EH6", "S12000036"},
		{"eh 6", "EH6", "EH6", "S12000036"},
		{"EH6 7", "EH6", "EH6", "S12000036"},
		{"GIO", "", "", ""},
		{"Leith", "Leith, Edinburgh", "EH6", "S12000036"},
		{"leith, edinburgh", "Leith, Edinburgh", "EH6", "S12000036"},
		{"Leith Edinburgh", "Leith, Edinburgh", "EH6", "S12000036"},
		{"MUIRHOUSE", "Muirhouse, Edinburgh", "EH4", "S12000036"},
		{"Govan", "Govan, Glasgow", "G51", "S12000049"},
		{"the Gorbals", "Gorbals, Glasgow", "G5", "S12000049"},
		{"Davidsons Mains", "Davidson's Mains, Edinburgh", "EH4", "S12000036"},
		{"Saint Andrews", "St Andrews", "KY16", "S12000047"},
		{"boness", "Bo'ness", "EH51", "S12000014"},
		{"Perth", "Perth", "PH1", "S12000048"},
		{"Tollcross, Glasgow", "Tollcross, Glasgow", "G32", "S12000049"},
		{"East Lothian", "East Lothian", "", "S12000010"},
		{"Highland", "Highland", "", "S12000017"},
		{"55.9712, -3.1668", "55.9712, -3.1668", "EH6", "S12000036"},
	} {
		p, err := g.Find(ctx, tt.in)
		if tt.label == "" {
			if err == nil {
				t.Errorf("%q: found %+v", tt.in, p)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
			continue
		}
		if p.Label != tt.label || p.Outcode != tt.outcode || p.Council != tt.council {
			t.Errorf("%q: %q %q %q, want %q %q %q", tt.in, p.Label, p.Outcode, p.Council, tt.label, tt.outcode, tt.council)
		}
	}
}

func TestFindUnknown(t *testing.T) {
	g := gazetteer(t)
	for in, want := range map[string]string{
		"Muirhuose":              "We don't know 'Muirhuose'. Did you mean Muirhouse, Edinburgh?",
		"Atlantis":               "We don't know 'Atlantis'. Give a postcode, or a town or area near you.",
		"Tollcross":              "There is more than one Tollcross. Which do you mean: Tollcross, Edinburgh or Tollcross, Glasgow?",
		"ZZ9 9ZZ":                "We don't know the postcode 'ZZ9 9ZZ'. Check it, or give a town or area.",
		"-3.17, 55.97":           "",
		"95, 200":                "not a point on earth",
		"":                       "Say a postcode, or a town or area.",
		strings.Repeat("é", 300): "…",
		"<script>":               "We don't know '<script>'.",
	} {
		_, err := g.Find(ctx, in)
		faults := directory.FaultsOf(err)
		if len(faults) != 1 || faults[0].Path != "near" || !strings.Contains(faults[0].Message, want) || len(faults[0].Message) > 250 {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
}

// TestNamedPlaces holds the hand-made table to the outward codes' centroids.
func TestNamedPlaces(t *testing.T) {
	g := gazetteer(t)
	count := 0
	for _, n := range g.named {
		bound := 15_000.0
		if n.kind == "neighbourhood" {
			bound = 3000
			count++
		}
		centre, ok := g.outcodes[n.outcode]
		if d := Distance(n.point, centre); !ok || d > bound {
			t.Errorf("%s, %s: %.0f m from the middle of %s", n.name, n.parent, d, n.outcode)
		}
	}
	if count < 300 {
		t.Errorf("%d neighbourhoods, want at least 300", count)
	}
	for _, name := range []string{"leith", "muirhouse", "govan", "partick"} {
		if len(g.byName[name]) == 0 {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestShippedSize(t *testing.T) {
	entries, err := data.Places.ReadDir("places")
	if err != nil {
		t.Fatal(err)
	}
	total := int64(0)
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if total > 300_000 {
		t.Errorf("data/places is %d bytes, more than 300,000", total)
	}
}

func TestDistanceAndWalk(t *testing.T) {
	g := gazetteer(t)
	leith, portobello := orb.Point{-3.172, 55.972}, orb.Point{-3.113, 55.9525}
	if d := Distance(leith, portobello); math.Abs(d-4270) > 30 {
		t.Errorf("Leith to Portobello is %.0f m", d)
	}
	for _, tt := range []struct {
		name  string
		a, b  orb.Point
		ferry bool
	}{
		{"across Edinburgh", leith, orb.Point{-3.284, 55.914}, false},
		{"Leith to Burntisland, over the Forth", leith, orb.Point{-3.233, 56.058}, true},
		{"Queensferry to North Queensferry, by the road bridge", orb.Point{-3.399, 55.989}, orb.Point{-3.394, 56.009}, false},
		{"Ardrossan to Brodick", orb.Point{-4.811, 55.644}, orb.Point{-5.150, 55.577}, true},
		{"Gourock to Dunoon", orb.Point{-4.818, 55.961}, orb.Point{-4.926, 55.950}, true},
		{"Dundee to Tayport, by the bridge", orb.Point{-2.967, 56.461}, orb.Point{-2.890, 56.444}, false},
		{"Govan to Partick, over the Clyde", orb.Point{-4.309, 55.8615}, orb.Point{-4.308, 55.871}, false},
	} {
		minutes, ferry := g.Walk(tt.a, tt.b)
		if ferry != tt.ferry {
			t.Errorf("%s: ferry %v (%d minutes)", tt.name, ferry, minutes)
		}
	}
	if m, _ := g.Walk(leith, orb.Point{-3.172, 55.979}); m != 13 {
		t.Errorf("778 m take %d minutes", m)
	}
}

func TestOnLand(t *testing.T) {
	g := gazetteer(t)
	for _, tt := range []struct {
		p    orb.Point
		want bool
	}{
		{orb.Point{-3.19, 55.95}, true}, {orb.Point{-2.5, 56.2}, false}, {orb.Point{1.5, 57}, false},
		{orb.Point{-6.389, 58.209}, true}, {orb.Point{-1.145, 60.155}, true}, {orb.Point{-0.126, 51.508}, true},
		{orb.Point{13.4, 52.5}, true}, {orb.Point{-9, 57}, false},
	} {
		if got := g.OnLand(tt.p); got != tt.want {
			t.Errorf("%v: on land %v", tt.p, got)
		}
	}
}

func TestLocate(t *testing.T) {
	g := gazetteer(t)
	given := orb.Point{-3.1, 55.9}
	address := func(a directory.Address) directory.Location {
		return directory.Location{Addresses: []directory.Address{a}}
	}
	for _, tt := range []struct {
		l    directory.Location
		from directory.PointFrom
	}{
		{directory.Location{Point: &given}, directory.PointGiven},
		{address(directory.Address{PostalCode: "EH67HF"}), directory.PointFromPostcode},
		{address(directory.Address{PostalCode: "EH6 9ZZ"}), directory.PointFromOutcode},
		{address(directory.Address{PostalCode: "EH12"}), directory.PointFromOutcode},
		{address(directory.Address{City: "Bathgate"}), directory.PointFromName},
		{address(directory.Address{City: "Edinburgh"}), ""},
		{address(directory.Address{PostalCode: "rubbish"}), ""},
		{directory.Location{}, ""},
	} {
		_, from, ok, err := g.Locate(ctx, tt.l)
		if err != nil || from != tt.from || ok != (tt.from != "") {
			t.Errorf("%+v: %q %v %v", tt.l, from, ok, err)
		}
	}
	label, _, ok := g.District(address(directory.Address{City: "Edinburgh", PostalCode: "EH6"}))
	if !ok || label != "Edinburgh (EH6)" {
		t.Errorf("district %q %v", label, ok)
	}
}

// TestFromGrid uses points whose grid references and WGS 84 positions are
// widely published.
func TestFromGrid(t *testing.T) {
	for _, tt := range []struct {
		name        string
		east, north float64
		want        orb.Point
	}{
		{"Edinburgh Castle", 325162, 673480, orb.Point{-3.2006, 55.9486}},
		{"Ben Nevis", 216666, 771288, orb.Point{-5.0036, 56.7969}},
		{"Caister water tower, the worked example of the Ordnance Survey's guide", 651409.903, 313177.270, orb.Point{1.716051, 52.657978}},
	} {
		if got := FromGrid(tt.east, tt.north); Distance(got, tt.want) > 60 {
			t.Errorf("%s: %v, want %v (%.0f m off)", tt.name, got, tt.want, Distance(got, tt.want))
		}
	}
}

func read(t *testing.T, name string, content []byte) ([]directory.Postcode, error) {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, content, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []directory.Postcode
	for p, err := range ReadPostcodes(f) {
		if err != nil {
			return out, err
		}
		out = append(out, p)
	}
	return out, nil
}

func TestReadPostcodes(t *testing.T) {
	plain := "\xef\xbb\xbfPostcode,Lat,Long,council\nEH67HF,55.9712,-3.1668,S12000036\nEH1 1AA,,,\nIM1 1AA,99.999999,0,\n"
	var zipped, packed strings.Builder
	z := zip.NewWriter(&zipped)
	w, err := z.Create("Data/CSV/eh.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("\"EH1 2NG\",10,325162,673480,\"S92000003\",\"\",\"S08000024\",\"\",\"S12000036\",\"S13002935\"\n\"EH9 9ZZ\",90,0,0,\"\",\"\",\"\",\"\",\"\",\"\"\n")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	gz := gzip.NewWriter(&packed)
	if _, err := gz.Write([]byte(plain)); err != nil {
		t.Fatal(err)
	}
	if err := gz.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, content, code, council string }{
		{"plain.csv", plain, "EH6 7HF", "S12000036"},
		{"packed.csv.gz", packed.String(), "EH6 7HF", "S12000036"},
		{"codepoint.zip", zipped.String(), "EH1 2NG", "S12000036"},
		{"onspd.csv", "pcd,pcds,oslaua,oseast1m,osnrth1m\nEH6  7HF,EH6 7HF,S12000036,326000,676000\n", "EH6 7HF", "S12000036"},
	} {
		got, err := read(t, tt.name, []byte(tt.content))
		if err != nil || len(got) != 1 || got[0].Code != tt.code || got[0].Council != tt.council {
			t.Errorf("%s: %+v, %v", tt.name, got, err)
		}
	}
	for _, tt := range []struct{ name, content, want string }{
		{"empty.csv", "", "nothing in it"},
		{"other.csv", "name,phone\na,b\n", "needs columns named postcode"},
		{"bad.csv", "postcode,lat,lon\nEH6 7HF,55.9,-3.1\nrubbish,55,-3\n", "bad.csv, line 3"},
		{"swapped.csv", "postcode,lat,lon\nEH6 7HF,-3.1,355.9\n", "right way round"},
		{"words.csv", "postcode,lat,lon\nEH6 7HF,north,west\n", "is not a place"},
		{"cut.csv.gz", packed.String()[:30], "cut.csv.gz"},
		{"cut.zip", zipped.String()[:60], "not whole"},
		{"binary.csv", "\x00\x01\x02\"\x03", "binary.csv"},
	} {
		if _, err := read(t, tt.name, []byte(tt.content)); directory.CodeOf(err) != directory.CodeInvalid || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

// TestScotland runs the real file of Scotland's postcodes, where it is at hand:
// all are read, and those well inside a council area get that council.
func TestScotland(t *testing.T) {
	f, err := os.Open("../../../shared/data/geo/scotland_postcodes_2020-08.csv.gz")
	if err != nil {
		t.Skip("SKIPPED TestScotland: ../shared/data/geo/scotland_postcodes_2020-08.csv.gz is not here")
	}
	defer f.Close()
	g := gazetteer(t)
	n, tried, wrong := 0, 0, 0
	r := rand.New(rand.NewPCG(1, 2))
	for p, err := range ReadPostcodes(f) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if !strings.HasPrefix(p.Council, "S12") || r.IntN(20) > 0 {
			continue
		}
		tried++
		if g.councilAt(p.Point) != p.Council {
			wrong++
		}
	}
	share := float64(wrong) / float64(tried)
	t.Logf("%d postcodes; of %d tried, %.2f%% fall into a neighbouring council along the simplified borders", n, tried, 100*share)
	if n < 158_000 || share > 0.01 {
		t.Errorf("%d postcodes read, %.2f%% in the wrong council", n, 100*share)
	}
}

func FuzzFind(f *testing.F) {
	g := gazetteer(f)
	for _, s := range []string{"EH6 7HF", "Leith, Edinburgh", "55.9,-3.1", "O0I1", ",", "St. Mary's"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := g.Find(ctx, s)
		if err == nil && (p.Label == "" || !directory.OnEarth(p.Point)) {
			t.Fatalf("%q: %+v", s, p)
		}
		if err != nil && directory.CodeOf(err) != directory.CodeInvalid {
			t.Fatalf("%q: %v", s, err)
		}
	})
}

func FuzzReadPostcodes(f *testing.F) {
	f.Add([]byte("postcode,lat,lon\nEH6 7HF,55.9,-3.1\n"))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := read(t, "fuzz.csv", b)
		if err != nil && directory.CodeOf(err) != directory.CodeInvalid {
			t.Fatal(err)
		}
		for _, p := range got {
			if !directory.OnEarth(p.Point) {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	g := gazetteer(b)
	for b.Loop() {
		if _, err := g.Find(ctx, "Muirhouse"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAreas(b *testing.B) {
	g := gazetteer(b)
	for b.Loop() {
		g.Areas(orb.Point{-3.2, 55.95})
	}
}

func BenchmarkOnLand(b *testing.B) {
	g := gazetteer(b)
	for b.Loop() {
		g.OnLand(orb.Point{-3.2, 55.95})
	}
}

func BenchmarkWalk(b *testing.B) {
	g := gazetteer(b)
	for b.Loop() {
		g.Walk(orb.Point{-3.2, 55.95}, orb.Point{-3.25, 55.92})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		gazetteer(b)
	}
}
