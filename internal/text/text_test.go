package text

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTerms(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"Gardening for the Gardeners", []string{"garden", "garden"}},
		{"Men's shed, MEN’S sheds", []string{"men", "shed", "men", "shed"}},
		{"organize organise Organisation", []string{"organis", "organis", "organis"}},
		{"color colours colouring", []string{"colour", "colour", "colour"}},
		{"a program of programmes", []string{"programm", "programm"}},
		{"Café crèche", []string{"cafe", "crech"}},
		{"drop-in", []string{"drop"}},
		{"Гурток в'язання", []string{"гурток", "вязання"}},
		{"'quoted' rock 'n' roll", []string{"quot", "rock", "n", "roll"}},
		{"", nil},
		{"the and of", nil},
	} {
		if diff := cmp.Diff(tt.want, Terms(tt.in)); diff != "" {
			t.Errorf("%q: %s", tt.in, diff)
		}
	}
}

func TestTokensPointAtTheirWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		end := 0
		for _, tok := range Tokens(s) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) || tok.Word == "" {
				t.Fatalf("%q: token %+v after %d", s, tok, end)
			}
			if got := british(Fold(s[tok.Start:tok.End])); got != tok.Word {
				t.Fatalf("%q: %q folds to %q, not %q", s, s[tok.Start:tok.End], got, tok.Word)
			}
			end = tok.End
		}
	})
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"knitting", "knitting", 0}, {"kniting", "knitting", 1}, {"gradening", "gardening", 1},
		{"shed", "shod", 1}, {"choir", "quire", 3}, {"", "ab", 2}, {"walk", "football", 3},
	} {
		if got := Distance(tt.a, tt.b, 2); got != min(tt.want, 3) {
			t.Errorf("%q, %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
