package directory

import (
	"encoding/json"
	"testing"
)

// TestFaultInEnglish holds that the API and the terminal get the English
// sentence, and nothing of what other languages are made from.
func TestFaultInEnglish(t *testing.T) {
	for _, tt := range []struct {
		fault Fault
		want  string
	}{
		{Faultf("q", "plain", "Say more."), `{"path":"q","message":"Say more."}`},
		{Faultf("q", "words", "%d of %d", "Count", 3, "Most", 2), `{"path":"q","message":"3 of 2"}`},
		{Faultf("near", "one", "Is it %s?", "Choices", Choices{"Leith, Edinburgh"}), `{"path":"near","message":"Is it Leith, Edinburgh?"}`},
		{Faultf("near", "two", "Is it %s?", "Choices", Choices{"Kelso", "Keith"}), `{"path":"near","message":"Is it Kelso or Keith?"}`},
		{Faultf("near", "more", "Is it %s?", "Choices", Choices{"a, b", "c", "d"}), `{"path":"near","message":"Is it a, b; c or d?"}`},
		{Faultf("sort", "codes", "One of: %s.", "Choices", CodesOf(Sorts())), `{"path":"sort","message":"One of: best, nearest, soonest, checked."}`},
	} {
		b, err := json.Marshal(tt.fault)
		if err != nil || string(b) != tt.want {
			t.Errorf("%s (%v), want %s", b, err, tt.want)
		}
	}
	if got := Keyedf(CodeGone, "gone", "%s is gone.", "Name", "It").Error(); got != "It is gone." {
		t.Errorf("%q", got)
	}
}

// TestQuoted holds that what is quoted back is short and can be seen.
func TestQuoted(t *testing.T) {
	for in, want := range map[string]string{
		"far": "far", `5"`: `5\"`, "\x1b[2J": `\x1b[2J`, "5\u202ekm": `5\u202ekm`, "сімнадцять": "сімнадцять",
		"0123456789012345678901234567890123456789x": "0123456789012345678901234567890123456789…",
	} {
		if got := quoted(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
