package feed

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

const openService = `{"id":"5f0c5b2e-1111-4c3e-9f0a-000000000001","name":"Choir","status":"active","description":"Sing.",
"organization":{"id":"5f0c5b2e-1111-4c3e-9f0a-000000000002","name":"Leith Sings","description":"We sing."},
"schedules":[{"id":"5f0c5b2e-1111-4c3e-9f0a-000000000003","freq":"WEEKLY","byday":"TU","opens_at":"14:00","closes_at":"16:00"}]}`

func TestHSDSJSON(t *testing.T) {
	other := strings.ReplaceAll(openService, "000000000001", "000000000009")
	page := `{"total_items":2,"page_number":1,"contents":[` + openService + ",\n" + strings.Replace(other, `"Choir"`, `""`, 1) + "]}"
	sink := newMemory()
	r := imported(t, options(file(t, "page.json", page)), sink)
	if r.Files[0].Format != HSDS || r.Created != 1 || r.Rejected != 1 || r.Exit() != 1 || r.Rejections[0].Line != 4 || r.Rejections[0].Column != "name" {
		t.Errorf("%+v", r)
	}
	if l := sink.named(t, "Choir"); l.Organization.Name != "Leith Sings" || r.Files[0].TimesRead != 1 {
		t.Errorf("%+v", l)
	}
	for name, in := range map[string]string{"half": page[:len(page)-20], "broken": `[{"id":}]`, "too large": `[{"id":"` + strings.Repeat("x", maxRow+100_000)} {
		r := imported(t, options(file(t, "page.json", in)), newMemory())
		if r.Exit() == 0 || r.Files[0].Error == "" || !r.Truncated && name == "half" {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestHSDSPointsAndRulesThatCannotBe(t *testing.T) {
	in := strings.Replace(openService, `"TU"`, `"XX"`, 1)
	in = strings.TrimSuffix(in, "}") + `,"service_at_locations":[{"id":"5f0c5b2e-1111-4c3e-9f0a-000000000004","location":{"id":"5f0c5b2e-1111-4c3e-9f0a-000000000005","location_type":"physical","latitude":-3.19,"longitude":55.95}}]}`
	sink := newMemory()
	o := options(file(t, "page.json", in))
	o.OnLand = func(p orb.Point) bool { return true }
	r := imported(t, o, sink)
	l := sink.named(t, "Choir")
	swapped := false
	for _, w := range r.WarningsList {
		swapped = swapped || contains(w.Reason, "swapped")
	}
	if !swapped || l.At[0].Location.Point != nil || r.Files[0].TimesRead != 0 {
		t.Errorf("%+v\n%+v", r, l)
	}
}

// tables are HSDS tables of n services.
func tables(n int) map[string]string {
	var services strings.Builder
	services.WriteString("id,organization_id,name,description,status\n")
	for i := range n {
		fmt.Fprintf(&services, "s%d,o1,Club %d,%s,active\n", i, i, strings.Repeat("Soup and a chat. ", 8))
	}
	return map[string]string{"services.csv": services.String(), "organizations.csv": "id,name,description\no1,Leith Clubs,Clubs in Leith\n"}
}

func TestHSDSTables(t *testing.T) {
	dir := t.TempDir()
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, text := range tables(3) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	sink := newMemory()
	for _, in := range []string{dir, file(t, "tables.zip", packed.String())} {
		r := imported(t, options(in), sink)
		if r.Files[0].Format != HSDS || r.Listings != 3 || r.Exit() != 0 {
			t.Errorf("%s: %+v", in, r)
		}
	}
	if len(sink.listings) != 3 || sink.named(t, "Club 1").Organization.Name != "Leith Clubs" {
		t.Errorf("%d listings", len(sink.listings))
	}
	large := t.TempDir()
	for name, text := range tables(150_000) {
		if err := os.WriteFile(filepath.Join(large, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := imported(t, options(large), newMemory()); r.Exit() != 2 || !contains(r.Files[0].Error, "too much to join") {
		t.Errorf("%+v", r)
	}
}

// TestHSDSTablesStaySmall reads the largest tables that are taken.
func TestHSDSTablesStaySmall(t *testing.T) {
	dir := t.TempDir()
	for name, text := range tables(95_000) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sink := newMemory()
	sink.forget = true
	stop := peak()
	r := imported(t, options(dir), sink)
	most := stop()
	t.Logf("%d listings, at most %d MB of heap", r.Listings, most>>20)
	if r.Listings != 95_000 || most > 300<<20 {
		t.Errorf("%d listings, %d MB", r.Listings, most>>20)
	}
}

// TestStandards imports Open Referral's own examples.
func TestStandards(t *testing.T) {
	for _, name := range []string{"service_full.json", "service_list.json", "organization_full.json", "csv"} {
		r := imported(t, options(shared(t, "standards", "hsds-3.1", "examples", name)), newMemory())
		if r.Exit() != 0 || r.Listings == 0 || r.Files[0].Format != HSDS {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
