package hsds

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/schedule"
	"alongside/internal/store/storetest"
)

func readAll(seq iter.Seq2[Record, error]) ([]Record, error) {
	var out []Record
	for r, err := range seq {
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}

func read(s string) ([]Record, error) {
	return readAll(Read(context.Background(), strings.NewReader(s), Options{Source: "test"}))
}

// same fails unless a service goes in and out again as equal JSON.
func same(t *testing.T, service object) {
	t.Helper()
	l := servicesFrom("test").take(service)
	// As the store keeps it.
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var stored directory.Listing
	if err := json.Unmarshal(b, &stored); err != nil {
		t.Fatal(err)
	}
	out, err := Encode(stored)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if err := json.Unmarshal(raw(service), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

const whole = `{"id":"s1","name":"Knit and natter group","description":"Wool.","url":"http://wool.example","email":"a@wool.example","status":"active",
"application_process":"Just drop in","fees_description":"£2","minimum_age":16,"assured_date":"2026-05-03","unknown_member":{"a":[1,2]},
"phones":[{"id":"p1","number":"0131 496 0000","extension":100,"languages":[{"id":"l1","name":"Urdu","code":"ur"}]}],
"schedules":[{"id":"h1","freq":"WEEKLY","interval":1,"byday":"TH,FR","opens_at":"10:00:00","closes_at":"18:00:00","timezone":3,"wkst":"TU"},
 {"id":"h2","freq":"NEVER","description":"now and then"}],
"service_at_locations":[{"id":"a1","location":{"id":"loc1","location_type":"physical","name":"Hall","latitude":100,"longitude":101,
 "accessibility":[{"id":"x","description":"Step-free. No hearing loop."}],"addresses":[{"id":"ad","address_1":"1 High Street","city":"Leith","postal_code":"EH6 7HF","country":"GB"}]}}],
"organization":{"id":"o1","name":"Woolly","description":"","website":"not a site","year_incorporated":2011},
"cost_options":[{"id":"c1","option":"Under 18s","amount":3.5,"currency":"GBP"},{"id":"c2","amount":"free"}],
"attributes":[{"id":"t","taxonomy_term":{"name":"Crafts"}}]}`

func TestReadsAndWritesBack(t *testing.T) {
	recs, err := read(whole)
	if err != nil || len(recs) != 1 {
		t.Fatalf("%d records, %v", len(recs), err)
	}
	l := recs[0].Listing
	if l.Kind != directory.Group || l.Joining != directory.JustTurnUp || l.ID != directory.ImportedID("test", "s1") || *l.MinimumAge != 16 ||
		l.VerifiedAt.Time().Format("2006-01-02") != "2026-05-03" || *l.Costs[0].Pence != 350 || l.Costs[1].Pence != nil {
		t.Errorf("listing %+v", l)
	}
	if s := l.Schedules[0]; s.Rule != "FREQ=WEEKLY;BYDAY=TH,FR;WKST=TU" || s.Opens != "10:00" || s.Closes != "18:00" {
		t.Errorf("schedule %+v", s)
	}
	if s := l.Schedules[1]; s.Rule != "" || s.Text != "now and then" {
		t.Errorf("a rule that can't be read: %+v", s)
	}
	loc := l.At[0].Location
	if loc.Point != nil || !slices.Equal(loc.Access, []directory.AccessFeature{directory.StepFree}) {
		t.Errorf("location %+v", loc)
	}
	if len(recs[0].Warnings) != 1 || !strings.Contains(recs[0].Warnings[0].Message, "not a place on earth") {
		t.Errorf("warnings %+v", recs[0].Warnings)
	}
	if faults := l.Validate(); len(faults) > 0 {
		t.Error(faults)
	}
	var o object
	if err := json.Unmarshal([]byte(whole), &o); err != nil {
		t.Fatal(err)
	}
	same(t, o)
}

// TestEditedValuesWin changes what came in: the change goes out, not what was
// kept of before.
func TestEditedValuesWin(t *testing.T) {
	recs, err := read(whole)
	if err != nil {
		t.Fatal(err)
	}
	l := recs[0].Listing
	l.Name = "Crochet club"
	l.Schedules[0].Opens = "11:00"
	p := orb.Point{-3.17, 55.97}
	l.At[0].Location.Point = &p
	b, err := Encode(l)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"Crochet club"`, `"opens_at":"11:00"`, `"latitude":55.97`, `"unknown_member"`, `"closes_at":"18:00:00"`} {
		if !strings.Contains(string(b), want) {
			t.Errorf("%s is not in %s", want, b)
		}
	}
	if strings.Contains(string(b), `"latitude":100`) || strings.Contains(string(b), "10:00:00") {
		t.Errorf("what was before is still in %s", b)
	}
}

// TestOwnListingSurvives writes a listing of ours with all that HSDS has no
// member for, and reads it back.
func TestOwnListingSurvives(t *testing.T) {
	l := storetest.Listing("", 1)
	l.Slug, l.Summary, l.Online, l.Joining = "bakers", "Bread.", true, directory.WaitingList
	l.VerifiedAt, l.VerifiedBy = 1_777_000_000_123, "the group"
	l.Evidence = []directory.Evidence{{Kind: directory.WorkerVisited, At: 1_777_000_000_123, By: "a peer worker"}}
	l.At[0].Schedules = append(l.At[0].Schedules, directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=SA;BYMONTH=4,5", Opens: "10:00", TermTime: true,
		Zone: "Europe/London", Except: []directory.Date{"2026-05-02"}})
	b, err := Encode(l)
	if err != nil {
		t.Fatal(err)
	}
	recs, err := read(string(b))
	if err != nil {
		t.Fatal(err)
	}
	got := recs[0].Listing
	// Ids are the source's, and everything is written with one.
	scrub := func(l directory.Listing) directory.Listing {
		b, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		strip(v)
		b, err = json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var out directory.Listing
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if diff := cmp.Diff(scrub(l), scrub(got)); diff != "" {
		t.Error(diff)
	}
}

// strip takes ids, sources and extras out of a listing as JSON.
func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range []string{"id", "external_id", "source", "extra"} {
			delete(v, name)
		}
		if v["type"] == "physical" {
			delete(v, "type")
		}
		for _, inner := range v {
			strip(inner)
		}
	case []any:
		for _, inner := range v {
			strip(inner)
		}
	}
}

func TestToldWhenYouJoin(t *testing.T) {
	l := storetest.Listing("", 1)
	l.At[0].Location.ToldWhenYouJoin = true
	one := func(yield func(directory.Listing, error) bool) { yield(l, nil) }
	var out bytes.Buffer
	if err := errors.Join(WriteJSON(&out, one), WriteCSV(&out, one), WriteGeoJSON(&out, one)); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Old Hall", "High Street", "1AA", "-3.19"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is in an export", secret)
		}
	}
	if !strings.Contains(out.String(), `"geometry":null`) {
		t.Error("it has a geometry")
	}
}

func TestShapes(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		names    []string
	}{
		{"a list", `[{"name":"A"},{"name":"B"}]`, []string{"A", "B"}},
		{"a page", `{"total_items":2,"contents":[{"name":"A"},{"name":"B"}],"last_page":true}`, []string{"A", "B"}},
		{"an empty page", `{"contents":[]}`, nil},
		{"an organisation", `{"id":"o","name":"Org","services":[{"name":"A"},{"name":"B"}]}`, []string{"A", "B"}},
		{"a service at location", `{"id":"a","location":{"name":"Hall"},"service":{"name":"A"}}`, []string{"A"}},
		{"with a byte order mark", "\xef\xbb\xbf" + `{"name":"A"}`, []string{"A"}},
	} {
		recs, err := read(tt.in)
		var names []string
		for _, r := range recs {
			names = append(names, r.Listing.Name)
		}
		if err != nil || !slices.Equal(names, tt.names) {
			t.Errorf("%s: %v, %v", tt.name, names, err)
		}
	}
	recs, err := read(`{"id":"o","name":"Org","services":[{"name":"A"}]}`)
	if err != nil || recs[0].Listing.Organization.Name != "Org" {
		t.Errorf("organisation %+v, %v", recs, err)
	}
}

func TestBadInput(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", "stops in the middle"},
		{"cut off", "[\n{\"name\":\"A\"},\n{\"name\":", "stops in the middle, at line 3"},
		{"no JSON", "<html>", "line 1"},
		{"a number", "42", "neither a service nor a list"},
		{"a number in a list", "[\n{\"name\":\"A\"},\n42]", "line 3: an entry is not an object"},
		{"nothing of ours", `{"version":"3.0"}`, "no service in it"},
		{"a page of something else", `{"contents":[{"id":"t1","name":"A taxonomy","uri":"x","version":"1"}],"total_items":1}`, "no service in it"},
		{"bad page", `{"contents":{}}`, "not a list"},
		{"too deep", `{"name":"A","x":` + strings.Repeat("[", 80) + strings.Repeat("]", 80) + `}`, "nested more than 50 deep"},
	} {
		_, err := read(tt.in)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	if _, err := read("["); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a cut-off feed is %v", err)
	}
}

func TestTabular(t *testing.T) {
	files := fstest.MapFS{
		"data/services.csv":            {Data: []byte("id,organization_id,name,minimum_age,application_process\ns1,o1,Chess club,16,Call us\ns2,o9,Draughts,,\n")},
		"data/organizations.csv":       {Data: []byte("id,name,url\no1,Invented Games,http://games.example\n")},
		"data/service_at_location.csv": {Data: []byte("id,service_id,location_id\na1,s1,l1\n")},
		"data/locations.csv":           {Data: []byte("id,name,latitude,longitude\nl1,The Hall,55.95,-3.2\n")},
		"data/physical_addresses.csv":  {Data: []byte("id,location_id,address_1,postal_code\nd1,l1,1 High Street,EH1 1AA\n")},
		"data/regular_schedules.csv":   {Data: []byte("id,service_id,weekday,opens_at,closes_at\nh1,s1,Tuesday,19:00,21:00\n")},
		"data/phones.csv":              {Data: []byte("id,service_id,number\np1,s1,0131 496 0000\n")},
	}
	recs, err := readAll(ReadTabular(context.Background(), files, Options{Source: "test"}))
	if err != nil || len(recs) != 2 {
		t.Fatalf("%d records, %v", len(recs), err)
	}
	l := recs[0].Listing
	if l.Organization.Name != "Invented Games" || l.At[0].Location.Point.Lat() != 55.95 || l.At[0].Location.Addresses[0].PostalCode != "EH1 1AA" ||
		l.Schedules[0].Rule != "FREQ=WEEKLY;BYDAY=TU" || l.Phones[0].Number != "0131 496 0000" || *l.MinimumAge != 16 || recs[0].Line != 2 {
		t.Errorf("%+v", l)
	}
	if recs[1].Listing.Organization.Name != "Draughts" || len(recs[1].Warnings) != 1 {
		t.Errorf("a service whose organisation is missing: %+v", recs[1])
	}
	if _, err := readAll(ReadTabular(context.Background(), fstest.MapFS{"x.csv": {Data: []byte("a\n")}}, Options{})); err == nil {
		t.Error("a folder without services was read")
	}
}

func TestCSVGuardsFormulas(t *testing.T) {
	l := storetest.Listing("", 1)
	l.Name = `=HYPERLINK("http://x")`
	l.Description = "-5 degrees"
	var b bytes.Buffer
	if err := WriteCSV(&b, func(yield func(directory.Listing, error) bool) { yield(l, nil) }); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || rows[1][1] != "'"+l.Name || rows[1][5] != "'-5 degrees" || !strings.HasPrefix(rows[1][15], "-3.199") {
		t.Errorf("%q, %v", rows, err)
	}
}

// TestStandardsExamples runs Open Referral's own examples, where they are at
// hand: every service in them goes out again as equal JSON.
func TestStandardsExamples(t *testing.T) {
	root := "../../../shared/standards"
	if _, err := os.Stat(root); err != nil {
		t.Skip("SKIPPED TestStandardsExamples: ../shared/standards is not here")
	}
	var files []string
	for _, pattern := range []string{"hsds-3.1/examples/*.json", "oruk-3.0/examples/*/*.json"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	services := 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(file, root+"/")
		recs, err := readAll(Read(context.Background(), bytes.NewReader(b), Options{Source: "test"}))
		for _, r := range recs {
			for _, f := range r.Listing.Validate() {
				t.Errorf("%s: %s: %s", name, f.Path, f.Message)
			}
			for _, s := range r.Listing.Schedules {
				if f := schedule.Validate(s); len(f) > 0 {
					t.Errorf("%s: %v", name, f)
				}
			}
		}
		if err != nil {
			t.Logf("%s: %v", name, err)
			continue
		}
		t.Logf("%s: %d services", name, len(recs))
		var top any
		if err := json.Unmarshal(b, &top); err != nil {
			t.Fatal(err)
		}
		for _, o := range topObjects(top) {
			for _, s := range servicesIn(o) {
				services++
				t.Run(name, func(t *testing.T) { same(t, s) })
			}
		}
	}
	if services < 10 {
		t.Errorf("%d services in all the examples", services)
	}
	dir := filepath.Join(root, "hsds-3.1/examples/csv")
	recs, err := readAll(ReadTabular(context.Background(), os.DirFS(dir), Options{Source: "test"}))
	if err != nil || len(recs) != 1 || recs[0].Listing.Name != "Community Counselling" || recs[0].Listing.Joining != directory.ByProfessional {
		t.Errorf("the tabular example: %+v, %v", recs, err)
	}
}

// topObjects gives the objects of a file: itself, its entries, or its page's.
func topObjects(v any) []object {
	var out []object
	add := func(v any) {
		if o, ok := objectOf(raw(v)); ok {
			out = append(out, o)
		}
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			add(e)
		}
	case map[string]any:
		if list, ok := v["contents"].([]any); ok {
			for _, e := range list {
				add(e)
			}
			break
		}
		add(v)
	}
	return out
}

func FuzzRead(f *testing.F) {
	f.Add(whole)
	f.Add(`[{"name":"A"}]`)
	f.Add(`{"contents":[{"name":1,"phones":[3]}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		recs, _ := read(s) // only that it does not fall over
		for _, r := range recs {
			if _, err := Encode(r.Listing); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzTabular(f *testing.F) {
	f.Add("id,name\n1,A\n", "id,service_id,freq\n1,1,WEEKLY\n")
	f.Fuzz(func(t *testing.T, services, schedules string) {
		files := fstest.MapFS{"services.csv": {Data: []byte(services)}, "schedules.csv": {Data: []byte(schedules)}}
		recs, _ := readAll(ReadTabular(context.Background(), files, Options{Source: "x"})) // only that it does not fall over
		for _, r := range recs {
			if _, err := Encode(r.Listing); err != nil {
				t.Fatal(err)
			}
		}
	})
}
