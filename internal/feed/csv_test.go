package feed

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
)

// cells reads a CSV text into lines and cells, and the error that ends it.
func cells(text string, delim byte) ([]int, [][]string, error) {
	var lines []int
	var out [][]string
	for r, err := range csvRows(strings.NewReader(text), delim) {
		if err != nil {
			return lines, out, err
		}
		lines, out = append(lines, r.line), append(out, r.cells)
	}
	return lines, out, nil
}

func TestCSVRows(t *testing.T) {
	for _, c := range []struct {
		name, in string
		lines    []int
		want     [][]string
	}{
		{"plain", "a,b\nc,d\n", []int{1, 2}, [][]string{{"a", "b"}, {"c", "d"}}},
		{"no last line end", "a,b\nc,d", []int{1, 2}, [][]string{{"a", "b"}, {"c", "d"}}},
		{"windows line ends", "a,b\r\nc,d\r\n", []int{1, 2}, [][]string{{"a", "b"}, {"c", "d"}}},
		{"old macintosh line ends", "a,b\rc,d\r", []int{1, 2}, [][]string{{"a", "b"}, {"c", "d"}}},
		{"lines inside quotes", "a,\"b\nc\"\nd,e\n", []int{1, 3}, [][]string{{"a", "b\nc"}, {"d", "e"}}},
		{"doubled quotes", `a,"say ""hello"", friend"` + "\n", []int{1}, [][]string{{"a", `say "hello", friend`}}},
		{"a quote inside a word", "a,5\" nails\n", []int{1}, [][]string{{"a", `5" nails`}}},
		{"text after a closing quote", `"a" b,c` + "\n", []int{1}, [][]string{{"a b", "c"}}},
		{"empty cells", ",,\n", []int{1}, [][]string{{"", "", ""}}},
		{"empty line", "a\n\nb\n", []int{1, 2, 3}, [][]string{{"a"}, {""}, {"b"}}},
		{"nothing", "", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, got, err := cells(c.in, ',')
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.lines, lines); d != "" {
				t.Error("lines", d)
			}
		})
	}
}

func TestCSVStopsWithTheLine(t *testing.T) {
	_, got, err := cells("a,b\nc,d\ne,\"never closed\nf,g\n", ',')
	if len(got) != 2 || !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("%d rows, error %v", len(got), err)
	}
	// A file that stops half way loses the row that may not be whole.
	n := 0
	var last error
	for _, err := range csvRows(io.MultiReader(strings.NewReader("a,b\nc,d\ne,f"), iotest.ErrReader(io.ErrUnexpectedEOF)), ',') {
		if last = err; err == nil {
			n++
		}
	}
	if n != 2 || !errors.Is(last, io.ErrUnexpectedEOF) || !strings.Contains(last.Error(), "line 3") {
		t.Errorf("%d rows, error %v", n, last)
	}
}

func TestCSVBounds(t *testing.T) {
	_, _, err := cells(strings.Repeat("a,", maxColumns)+"b\n", ',')
	if !errors.Is(err, errColumns) {
		t.Errorf("a million columns: %v", err)
	}
	var rows []row
	for r, err := range csvRows(strings.NewReader("a,"+strings.Repeat("x", maxCell+1)+"\nb,c\n"), ',') {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	if len(rows) != 2 || rows[0].fault == "" || rows[1].fault != "" {
		t.Errorf("a cell of more than 1 MB: %d rows, fault %q", len(rows), rows[0].fault)
	}
}

func TestDelimiter(t *testing.T) {
	for in, want := range map[string]byte{
		"a,b,c\n1;2": ',', "a;b;c\n": ';', "a\tb\n": '\t', "a|b|c\n": '|', "\"a,b,c\";d\n": ';', "alone": ',', "\n\na;b": ';',
	} {
		if got := delimiter([]byte(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestTextReader(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"utf-8", "Café £5", "Café £5"},
		{"byte order mark", "\xef\xbb\xbfName", "Name"},
		{"cp1252", "Caf\xe9 \x96 \x805", "Café – €5"},
		{"both in one file", "Café and caf\xe9", "Café and café"},
		{"utf-16 little", "\xff\xfeN\x00a\x00\xe9\x00", "Naé"},
		{"utf-16 big", "\xfe\xff\x00N\x00a\x00\xe9", "Naé"},
		{"utf-16 without a mark", "N\x00a\x00m\x00e\x00,\x00T\x00o\x00w\x00n\x00\n\x00", "Name,Town\n"},
		{"a broken end", "abc\xc3", "abcÃ"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := textReader(iotest.OneByteReader(strings.NewReader(c.in)), charmap.Windows1252)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err != nil || string(got) != c.want {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
	if _, err := textReader(strings.NewReader(strings.Repeat("\x00\x01\x02\x00", 100)), charmap.Windows1252); err == nil {
		t.Error("a file of zero bytes is no text")
	}
}

func TestTidy(t *testing.T) {
	for in, want := range map[string]string{
		" plain ": "plain", "CafÃ©": "Café", "weâ€™re": "we’re", "the City\u0092s": "the City’s", "Â£5": "£5",
		"Ãndre Ωmega": "Ãndre Ωmega", "a\r\nb\rc": "a\nb\nc", "a\u00a0b\u200b": "a b", "bell\a": "bell", "Châteauâ": "Châteauâ",
	} {
		if got := tidy(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
