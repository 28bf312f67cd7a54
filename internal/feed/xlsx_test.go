package feed

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"alongside/internal/directory"
)

// book writes a workbook of sheets; each row is its cells.
func book(t testing.TB, sheets map[string][][]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, rows := range sheets {
		if name != "Sheet1" {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		for i, cells := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	p := filepath.Join(t.TempDir(), "book.xlsx")
	if err := f.SaveAs(p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestXLSX(t *testing.T) {
	p := book(t, map[string][][]any{
		"Sheet1": {
			{"Name", "Description", "Start date", "Telephone", "Site"},
			{"Choir", "=1+1", time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC), "0131 555 0100", "LV"},
			{},
			{"Knit & Natter <script>x</script>", "+ tea", nil, 1315550100},
		},
		"Sites": {{"Code", "Postcode"}, {"LV", "EH6 5JA"}},
	})
	sink := newMemory()
	o := options(p)
	r := imported(t, o, sink)
	if r.Created != 2 || r.Exit() != 0 || r.Files[0].Format != XLSX {
		t.Fatalf("%+v", r)
	}
	choir := sink.named(t, "Choir")
	if choir.Description != "=1+1" || choir.Phones[0].Number != "0131 555 0100" {
		t.Errorf("%+v", choir)
	}
	sink.named(t, "Knit & Natter")

	o.Mapping = mapping(t, "sheet: Sheet1\njoin: [{sheet: Sites, column: Site, key: Code, as: Site}]\nfields: {name: Name, postcode: Site.Postcode, times: {constant: Tuesdays 2pm-4pm}, starts: Start date}")
	sink = newMemory()
	imported(t, o, sink)
	at := sink.named(t, "Choir").At[0]
	if at.Location.Addresses[0].PostalCode != "EH6 5JA" || at.Schedules[0].ValidFrom != directory.Date("2025-09-01") {
		t.Errorf("%+v", at)
	}
	o.Mapping.Sheet = "None"
	if r := imported(t, o, newMemory()); r.Exit() != 2 || !contains(r.Files[0].Error, `no sheet "None"`) {
		t.Errorf("%+v", r.Files)
	}
}

func TestFormulaCellsGiveTheirValue(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetRow("Sheet1", "A1", &[]any{"Name", "Summary"})
	f.SetSheetRow("Sheet1", "A2", &[]any{"Choir", "6 sessions"})
	p := filepath.Join(t.TempDir(), "formula.xlsx")
	if err := f.SaveAs(p); err != nil {
		t.Fatal(err)
	}
	// A formula with the value that the spreadsheet last worked out.
	rewrite(t, p, func(name string, b []byte) []byte {
		if name != "xl/worksheets/sheet1.xml" {
			return b
		}
		return []byte(strings.Replace(string(b), `<c r="B2" t="s"><v>3</v>`, `<c r="B2" t="str"><f>CONCATENATE("a","b")</f><v>ab worked out</v>`, 1))
	})
	sink := newMemory()
	imported(t, options(p), sink)
	if got := sink.named(t, "Choir").Summary; got != "ab worked out" {
		t.Errorf("%q", got)
	}
}

// rewrite changes the parts of a zip.
func rewrite(t testing.TB, p string, change func(name string, b []byte) []byte) {
	t.Helper()
	z, err := zip.OpenReader(p)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		e, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write(change(f.Name, b)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestXLSXFaults(t *testing.T) {
	good := func() string {
		return book(t, map[string][][]any{"Sheet1": {{"Name"}, {"Choir"}, {"Walk"}}})
	}
	for name, c := range map[string]struct {
		file func() string
		want string
	}{
		"half of it": {func() string {
			p := good()
			b, _ := os.ReadFile(p)
			os.WriteFile(p, b[:len(b)/2], 0o600)
			return p
		}, "broken or stops in the middle"},
		"a sheet that breaks off": {func() string {
			p := good()
			rewrite(t, p, func(name string, b []byte) []byte {
				if name == "xl/worksheets/sheet1.xml" {
					return b[:strings.Index(string(b), `<row r="3"`)+20]
				}
				return b
			})
			return p
		}, "sheet1.xml is broken"},
		"a zip bomb": {func() string {
			p := good()
			rewrite(t, p, func(name string, b []byte) []byte {
				if name == "xl/worksheets/sheet1.xml" {
					return bytes.Repeat([]byte(" "), 200<<20)
				}
				return b
			})
			return p
		}, "zip bomb"},
		"a bomb in another part": {func() string {
			p := good()
			rewrite(t, p, func(name string, b []byte) []byte {
				if name == "xl/styles.xml" {
					return bytes.Repeat([]byte(" "), 100<<20)
				}
				return b
			})
			return p
		}, "zip bomb"},
		"too many columns": {func() string {
			wide := make([]any, maxColumns+1)
			for i := range wide {
				wide[i] = fmt.Sprint("c", i)
			}
			return book(t, map[string][][]any{"Sheet1": {wide}})
		}, "columns"},
		"nothing in it": {func() string { return book(t, map[string][][]any{"Sheet1": {}}) }, "no rows"},
	} {
		t.Run(name, func(t *testing.T) {
			r := imported(t, options(c.file()), newMemory())
			if r.Exit() != 2 || !contains(r.Files[0].Error, c.want) {
				t.Errorf("exit %d: %+v", r.Exit(), r.Files)
			}
		})
	}
}
