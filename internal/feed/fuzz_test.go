package feed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/encoding/charmap"

	"alongside/internal/directory"
)

// fuzzed reads a file of any bytes and checks what must hold whatever they
// are: no panic, and every listing taken is one that may be saved, with an id
// that no other has. It reads in one goroutine, so that a run covers the same
// each time.
func fuzzed(t *testing.T, f Format, m *Mapping, data []byte) {
	t.Helper()
	p := filepath.Join(t.TempDir(), "fuzz")
	if err := os.WriteFile(p, data, 0o600); err != nil {
		t.Fatal(err)
	}
	o := options(p)
	o.Mapping, o.MaxBytes = m, 1<<24
	r := &run{o: o, same: newDuplicates(), ids: map[uuid.UUID]uint32{}, current: &FileReport{}}
	s := &source{name: "fuzz", path: p, size: int64(len(data))}
	if _, err := detect(s, o.MaxBytes); err != nil && err.Error() == "" {
		t.Error("an error says nothing")
	}
	seen := map[string]bool{}
	for it, err := range r.read(t.Context(), s, f) {
		if err != nil {
			break
		}
		l, ok := r.take(s, it)
		if !ok {
			continue
		}
		if faults := l.Validate(); len(faults) > 0 || seen[l.ID] {
			t.Errorf("%+v, seen before: %v", faults, seen[l.ID])
		}
		seen[l.ID] = true
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"Name,Location,When\nChoir,\"55.9,-3.1\",Tuesdays 2pm-4pm\n", "Name;Price\n\"a\"\"b\";£2\n", "\xff\xfeN\x00,\x00", "Name\n\"", "a,a,,\n1,2,3,4\n",
		"Name,Website\n<b>x</b>,<a href=\"//x\">y\n", "Name\rChoir\r", "Name,Ages,Start date\nx,5-12,31/02/2025", "\x1f\x8b\x08",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzed(t, CSV, nil, data)
	})
}

func FuzzXLSX(f *testing.F) {
	p := book(f, map[string][][]any{"Sheet1": {{"Name", "When", "Start date"}, {"Choir", "Tuesdays 2pm-4pm", 45000}}})
	b, err := os.ReadFile(p)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzed(t, XLSX, nil, data)
	})
}

func FuzzXCRI(f *testing.F) {
	f.Add([]byte(catalog11))
	f.Add([]byte(catalog12))
	f.Add([]byte("<catalog><course><title>A</title><presentation><start>x</start></presentation></course>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzed(t, XCRI, nil, data)
	})
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte(classesMapping))
	f.Add([]byte("fields: {name: {parts: [Class, Site], first: true}}\nareas: [{column: Site, find: true, whole: [LV]}]"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("fields: {name: Class}\nsessions: {day: Group, start: Start, end: Minutes, from: From}\ndates: '2/1/2006'"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ReadMapping(strings.NewReader(string(data)), "fuzz.yaml")
		if err != nil || m.NoListings != "" {
			return
		}
		fuzzed(t, CSV, m, []byte(classes))
	})
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		`<a href="http://example.org">x</a>`, "<p>a<br>b", "&#0;&amp;&nosuch;", "<script><!--", "a < b > c", `<a href=javascript:x>`, "<ul><li>", "\xff<b>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, links := plainText(tidy(s))
		if !utf8.ValidString(text) {
			t.Errorf("%q is not UTF-8", text)
		}
		for _, l := range links {
			if !strings.HasPrefix(l.URL, "http://") && !strings.HasPrefix(l.URL, "https://") {
				t.Errorf("%q is a link", l.URL)
			}
			ok := directory.Listing{Name: "x", Kind: directory.Activity, Status: directory.Active, Joining: directory.JoinUnknown, URL: l.URL, Organization: directory.Organization{Name: "x"}}
			if faults := ok.Validate(); len(faults) > 0 {
				t.Errorf("%+v", faults)
			}
		}
		if r, err := textReader(strings.NewReader(s), charmap.Windows1252); err == nil {
			for range csvRows(r, ',') {
			}
		}
	})
}
