package feed

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"go.uber.org/goleak"

	"alongside/internal/directory"
)

func TestColumnsRecognisedByName(t *testing.T) {
	const table = "\xef\xbb\xbfID;Title;Organisation;Details;Venue;Address;Post Code;Tel;E-mail;Website;When;Lat;Lon;Area served;Price;Age range;Activities;How to book;Accessibility\r\n" +
		"7;Soup & Song;Leith Folk;\"Come for soup.\nStay for song.\";The Hall;1 Shore;eh6 7hf;0131 555 0100;song@example.org;www.example.org;Tuesdays 12-2pm;55.97;-3.17;Leith;£2;50+;Singing, soup;Just turn up;Step free\r\n"
	sink := newMemory()
	r := imported(t, options(file(t, "things.csv", table)), sink)
	l := sink.named(t, "Soup & Song")
	at := l.At[0]
	for name, ok := range map[string]bool{
		"exit": r.Exit() == 0, "id": l.ExternalID == "7", "organisation": l.Organization.Name == "Leith Folk",
		"description": l.Description == "Come for soup.\nStay for song.", "url": l.URL == "http://www.example.org", "email": l.Email == "song@example.org",
		"phone": l.Phones[0].Number == "0131 555 0100", "place": at.Location.Name == "The Hall", "address": at.Location.Addresses[0].Address1 == "1 Shore",
		"postcode": at.Location.Addresses[0].PostalCode == "EH6 7HF", "point": *at.Location.Point == orb.Point{-3.17, 55.97},
		"area": l.Areas[0].Name == "Leith", "cost": *l.Costs[0].Pence == 200, "age": *l.MinimumAge == 50, "activities": len(l.Activities) == 2,
		"joining": l.Joining == directory.JustTurnUp, "access": at.Location.Accessibility[0].Description == "Step free",
		"times": at.Schedules[0].Rule == "FREQ=WEEKLY;BYDAY=TU", "kind": l.Kind == directory.Activity, "times counted": r.Files[0].TimesRead == 1,
	} {
		if !ok {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

func TestHowToJoinIsNeverTakenForAnOpenDoor(t *testing.T) {
	for says, want := range map[string]directory.Joining{
		"Contact Social Care Direct":                  directory.ByProfessional,
		"GP referral only":                            directory.ByProfessional,
		"You will be referred by your social worker":  directory.ByProfessional,
		"Call us, or just turn up":                    directory.GetInTouch,
		"Just turn up":                                directory.JustTurnUp,
		"Self-referral":                               directory.GetInTouch,
		"There is a waiting list. Phone to be added.": directory.WaitingList,
		"Referral":                                    directory.JoinUnknown,
		"":                                            directory.JoinUnknown,
	} {
		sink := newMemory()
		imported(t, options(file(t, "a.csv", "Name,How to join\nClub,\""+says+"\"\n")), sink)
		if got := sink.named(t, "Club").Joining; got != want {
			t.Errorf("%q: %s, want %s", says, got, want)
		}
	}
}

func TestBadRows(t *testing.T) {
	table := "Name,Postcode,Location,Email,Start date,Website\n" + // line 1
		"Good,EH6 7HF,,,,\n" +
		",EH6 7HF,,,,\n" + // line 3: no name
		"Nul\x00,,,,,\n" + // line 4
		"Long,a,b,c,d,e,f,g\n" + // line 5: slipped
		"\"Two\nlines\",,\"-3.19,55.95\",me@,31/02/2025,http://\n" + // line 6: only warnings
		"Short\n" + // line 8: padded
		strings.Repeat("x", 400) + ",,,,,\n" + // line 9: name too long
		"Wide," + strings.Repeat("y", maxCell+1) + ",,,,\n" // line 10
	sink := newMemory()
	r := imported(t, options(file(t, "bad.csv", table)), sink)
	if r.Created != 3 || r.Rejected != 5 || r.Exit() != 1 || r.Files[0].Error != "" {
		t.Fatalf("%+v", r)
	}
	for i, want := range []struct {
		line           int
		column, reason string
	}{{3, "Name", "Give it a name"}, {4, "", "NUL"}, {5, "", "8 cells but the header has 6"}, {9, "Name", "longer than"}, {10, "", "more than 1048576 characters"}} {
		got := r.Rejections[i]
		if got.Line != want.line || got.Column != want.column || !contains(got.Reason, want.reason) || got.File != "bad.csv" {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if r.Warnings != 4 {
		t.Errorf("%+v", r.WarningsList)
	}
	for _, w := range r.WarningsList {
		if w.Line != 6 || w.Column == "" {
			t.Errorf("%+v", w)
		}
	}
	l := sink.named(t, "Two lines")
	if l.Email != "" || l.URL != "" || len(l.At) != 0 {
		t.Errorf("%+v", l)
	}
}

func TestBadFiles(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"a million columns", strings.Repeat("a,", 1_000_000) + "\n", "more than 2000 columns"},
		{"empty", "", "empty"},
		{"no name", "Town,Postcode\nLeith,EH6\n", "no column looks like a name"},
		{"zero bytes", strings.Repeat("\x00\x01\x02\x00", 1000), "zero bytes"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "before 2007"},
		{"a PDF", "%PDF-1.4", "PDF"},
		{"half a zip", "PK\x03\x04half", "zip is broken"},
		{"a quote that is never closed", "Name\nClub\n\"Walk\nSwim\n", "line 3: a quote is opened"},
		{"UTF-32", "\xff\xfe\x00\x00N\x00\x00\x00a\x00\x00\x00", "save it as UTF-8"},
		{"a header with NULs", "To\x00wn\x1b,b\n1,2\n", "(the columns are To\uFFFDwn, b)"},
		{"a zip bomb", gzipped("Name\n" + strings.Repeat("Club\n", 10_000_000)), "zip bomb"},
		{"half a gzip", gzipped("Name\nClub\n")[:20], "stops in the middle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := imported(t, options(file(t, "bad.csv", c.in)), newMemory())
			if r.Exit() == 0 || !contains(r.Files[0].Error, c.want) {
				t.Errorf("exit %d: %+v", r.Exit(), r.Files)
			}
		})
	}
	r := imported(t, options("nothing-here.csv"), newMemory())
	if r.Exit() == 0 || !contains(r.Files[0].Error, "no file nothing-here.csv") {
		t.Errorf("%+v", r)
	}
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// many is a table of n clubs.
func many(n int) string {
	var b strings.Builder
	b.WriteString("ID,Name,Postcode\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,Club %d,EH6 7HF\n", i, i)
	}
	return b.String()
}

func TestBatchesAndRepeats(t *testing.T) {
	defer goleak.VerifyNone(t)
	sink := newMemory()
	o := options(file(t, "clubs.csv.gz", gzipped(many(450))))
	var done, total int64
	o.Progress = func(d, n int64) { done, total = d, n }
	r := imported(t, o, sink)
	if r.Created != 450 || fmt.Sprint(sink.batches) != "[200 200 50]" || done != total || total == 0 {
		t.Errorf("%+v in %v, %d of %d", r, sink.batches, done, total)
	}
	if r = imported(t, o, sink); r.Unchanged != 450 || r.Created+r.Updated != 0 {
		t.Errorf("a second time: %+v", r)
	}
	o.DryRun = true
	sink = newMemory()
	if r = imported(t, o, sink); r.Listings != 450 || len(sink.listings) != 0 || r.Created != 0 {
		t.Errorf("a dry run: %+v", r)
	}
}

// TestPostcodeIsNoPlace brings in places of which only a postcode and a point
// are known: each keeps its own point, though they share the postcode.
func TestPostcodeIsNoPlace(t *testing.T) {
	sink := newMemory()
	imported(t, options(file(t, "parks.csv", "ID,Name,Postcode,Location\n"+
		"1,North green,EH6 7HF,\"55.9712,-3.1668\"\n2,South green,EH6 7HF,\"55.9700,-3.1650\"\n")), sink)
	points := map[string]string{}
	for _, l := range sink.listings {
		points[l.At[0].Location.ID] = fmt.Sprint(*l.At[0].Location.Point)
	}
	if len(points) != 2 {
		t.Errorf("two places became %v", points)
	}
}

func TestFullFeedRetires(t *testing.T) {
	sink := newMemory()
	o := options(file(t, "clubs.csv", many(100)))
	o.Full = true
	if r := imported(t, o, sink); r.Retired != 0 || r.NotRetired != "" {
		t.Fatalf("%+v", r)
	}
	o.Inputs = []string{file(t, "clubs.csv", many(90))}
	if r := imported(t, o, sink); r.Retired != 10 {
		t.Errorf("%+v", r)
	}
	o.Inputs = []string{file(t, "clubs.csv", many(20))}
	if r := imported(t, o, sink); r.Retired != 0 || !contains(r.NotRetired, "70 of 90") || r.Exit() != 1 {
		t.Errorf("too many: %+v", r)
	}
	// What is there but faulty is not gone.
	o.Inputs = []string{file(t, "clubs.csv", strings.Replace(many(90), "Club 5,", ",", 1))}
	if r := imported(t, o, sink); r.Retired != 0 || r.Rejected != 1 || r.NotRetired != "" {
		t.Errorf("a faulty row: %+v", r)
	}
}

func TestAFeedThatStopsHalfWay(t *testing.T) {
	sink := newMemory()
	o := options(file(t, "clubs.csv", many(1000)))
	o.Full = true
	imported(t, o, sink)
	whole := gzipped(many(1000))
	o.Inputs = []string{file(t, "clubs.csv.gz", whole[:len(whole)/2])}
	r := imported(t, o, sink)
	if !r.Truncated || r.NotRetired == "" || r.Retired != 0 || r.Exit() != 1 || r.Unchanged == 0 || !contains(r.Files[0].Error, "line ") {
		t.Errorf("%+v", r)
	}
	if len(sink.listings) != 1000 {
		t.Errorf("%d listings", len(sink.listings))
	}
}

func TestFromTheWeb(t *testing.T) {
	table := many(300)
	mux := http.NewServeMux()
	mux.HandleFunc("/clubs.csv", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, table) })
	mux.HandleFunc("/short.csv", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(len(table)))
		fmt.Fprint(w, table[:len(table)/2])
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	mux.HandleFunc("/once", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/clubs.csv", http.StatusFound) })
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, c := range []struct {
		path string
		exit int
		want string
	}{
		{"/clubs.csv", 0, ""}, {"/once", 0, ""}, {"/short.csv", 1, "the file stops in the middle"}, {"/loop", 2, "more than five times"},
		{"/away", 2, "neither http nor https"}, {"/none", 2, "404"},
	} {
		sink := newMemory()
		o := options(server.URL + c.path)
		r := imported(t, o, sink)
		if r.Exit() != c.exit || !contains(r.Files[0].Error, c.want) {
			t.Errorf("%s: exit %d, %+v", c.path, r.Exit(), r.Files)
		}
		if c.exit == 1 && (r.Created == 0 || r.Created >= 300 || !r.Truncated || !contains(r.Files[0].Error, "line ")) {
			t.Errorf("%s: %+v", c.path, r)
		}
	}
	o := options(server.URL + "/clubs.csv")
	o.MaxBytes = 1000
	if r := imported(t, o, newMemory()); r.Exit() != 2 || !contains(r.Files[0].Error, "larger than") && !contains(r.Files[0].Error, "the most is") {
		t.Errorf("%+v", r.Files)
	}
	for _, bad := range []string{"ftp://example.org/a.csv", "gopher://example.org", "http://"} {
		if r := imported(t, options(bad), newMemory()); r.Exit() != 2 || !contains(r.Files[0].Error, "not an http or https address") {
			t.Errorf("%s: %+v", bad, r.Files)
		}
	}
}

func TestIDs(t *testing.T) {
	sink := newMemory()
	r := imported(t, options(file(t, "a.csv", "ID,Name\n1,Choir\n1,Walk\n2,Swim\n")), sink)
	if r.Created != 2 || r.Rejected != 1 || !contains(r.Rejections[0].Reason, "same id (1)") || r.Rejections[0].Line != 3 {
		t.Errorf("%+v", r)
	}
	// Without an id, two rows that are the same by name and place both stay,
	// and keep their ids the next time.
	sink = newMemory()
	o := options(file(t, "a.csv", "Name,Postcode\nScouts,EH6 7HF\nScouts,EH6 7HF\nScouts,EH7 5AA\n"))
	if r = imported(t, o, sink); r.Created != 3 || r.DuplicatesFound != 1 {
		t.Errorf("%+v", r)
	}
	if r = imported(t, o, sink); r.Unchanged != 3 {
		t.Errorf("%+v", r)
	}
}

func TestDuplicates(t *testing.T) {
	a := file(t, "a.csv", "Name,Postcode,Telephone,Website\nThe Lunch-Club!,EH6 7HF,,\nChess,,0131 555 0100,\nWalk,,,http://www.example.org/walk/\nSwim,EH6,,\n")
	b := file(t, "b.csv", "Name,Postcode,Telephone,Website\nthe lunch club,eh67hf,,\nChess,,+44 131 555 0100,\nwalk,,,https://example.org/walk\nSwim,EH6,,\n")
	sink := newMemory()
	sink.others = []directory.Listing{
		{ID: "other", Name: "CHESS", Source: "elsewhere", Phones: []directory.Phone{{Number: "01315550100"}}},
		{ID: "own", Name: "CHESS", Source: "test", Phones: []directory.Phone{{Number: "01315550100"}}},
	}
	r := imported(t, options(a, b), sink)
	if r.Created != 8 || r.DuplicatesFound != 4 {
		t.Fatalf("%+v", r)
	}
	for i, same := range []string{"place", "phone", "web", "phone"} {
		d := r.Duplicates[i]
		if d.Same != same || d.OtherID == "" || d.ID == d.OtherID {
			t.Errorf("%+v, want the same %s", d, same)
		}
	}
	if d := r.Duplicates[0]; d.File != "b.csv" || d.Line != 2 || d.OtherFile != "a.csv" || d.OtherLine != 2 {
		t.Errorf("%+v", d)
	}
	if d := r.Duplicates[3]; d.OtherSource != "elsewhere" || d.OtherID != "other" {
		t.Errorf("%+v", d)
	}
}

func TestAFolder(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.csv": "Name\nChoir\n", "b.xml": catalog12, "c.txt": "no", "d.csv": "Town\nLeith\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := imported(t, options(dir), newMemory())
	if len(r.Files) != 3 || r.Created != 2 || r.Exit() != 1 {
		t.Errorf("%+v", r)
	}
	if r := imported(t, options(t.TempDir()), newMemory()); r.Exit() != 2 {
		t.Errorf("%+v", r)
	}
}

func TestPointsInTheSea(t *testing.T) {
	o := options(file(t, "a.csv", "Name,Location\nDry,\"55.95,-3.19\"\nWet,\"56.1,-2.0\"\nSwapped,\"-3.19,55.95\"\n"))
	o.OnLand = func(p orb.Point) bool { return !inBritain(p) || p.Lon() < -3 }
	sink := newMemory()
	r := imported(t, o, sink)
	if r.Created != 3 || r.Warnings != 2 || !contains(r.WarningsList[0].Reason, "sea") || !contains(r.WarningsList[1].Reason, "swapped") {
		t.Errorf("%+v", r)
	}
	if len(sink.named(t, "Dry").At) != 1 || len(sink.named(t, "Wet").At) != 0 {
		t.Error("only the point on land is used")
	}
}

func TestWhatStopsAnImport(t *testing.T) {
	defer goleak.VerifyNone(t)
	sink := newMemory()
	sink.fail = errors.New("disk full")
	if _, err := Run(t.Context(), options(file(t, "a.csv", many(5000))), sink); !errors.Is(err, sink.fail) || !contains(err.Error(), "import test") {
		t.Errorf("a sink that fails: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, options(file(t, "a.csv", many(5000))), newMemory()); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ends: %v", err)
	}
	for name, o := range map[string]Options{
		"no source": {Inputs: []string{"a"}}, "no inputs": {Source: "a"}, "no such format": {Source: "a", Inputs: []string{"a"}, Format: "tea"},
	} {
		if _, err := Run(t.Context(), o, newMemory()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestReport(t *testing.T) {
	r := imported(t, options(file(t, "a.csv", "Name,Email,When\nChoir,bad,Tuesdays 2pm-4pm\n,,\nWalk,,whenever\n,x@example.org,\n")), newMemory())
	var text bytes.Buffer
	if err := r.Text(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"a.csv", "3 rows made 2 listings; 1 rejected.", "Times: 1 understood, 1 kept as words.", "2 created, 0 updated, 0 unchanged, 0 retired, 1 rejected.",
		`a.csv, line 5, column "Name": name: Give it a name.`, `a.csv, line 2 (Choir), column "Email": "bad" is not an e-mail address`,
	} {
		if !contains(text.String(), want) {
			t.Errorf("no %q in:\n%s", want, text.String())
		}
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"source":"test"`, `"times_read":1`, `"rejections":[{"file":"a.csv","line":5`, `"warnings_list"`, `"truncated":false`, `"took_ns"`} {
		if !contains(string(b), want) {
			t.Errorf("no %s in %s", want, b)
		}
	}
}
