package publish_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"alongside/internal/directory"
	"alongside/internal/publish"
)

// TestNothingSaidInLogs prints and logs, in every way there is, whatever holds
// what people wrote.
func TestNothingSaidInLogs(t *testing.T) {
	l := directory.Listing{ID: "a-listing", Name: "canary", Contacts: []directory.Contact{{Name: "canary"}}}
	d := publish.Draft{ID: "a-draft", Listing: l, Base: l, Note: "canary"}
	a := publish.Act{ID: "an-act", Deed: publish.DeedAsked, Why: "canary"}
	for name, v := range map[string]any{
		"draft": d, "conflict": publish.Conflict{Yours: d, Theirs: d}, "act": a, "entry": publish.Entry{Act: a, Listing: &l},
		"pair": publish.Pair{One: l, Other: l}, "item": publish.Item{Kind: publish.ItemNew, DraftID: "a-draft", Name: "canary"},
	} {
		var logged bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
			log := slog.New(h)
			log.Info("one", "it", v)
			log.Info("many", "them", []any{v, &v})
			log.Error("failed", "err", fmt.Errorf("keep %v: failed", v))
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&logged, verb+"\n", v)
			fmt.Fprintf(&logged, verb+"\n", []any{v})
		}
		if err := json.NewEncoder(&logged).Encode(v); err != nil {
			t.Fatal(err)
		}
		if got := logged.String(); strings.Contains(got, "canary") || strings.Contains(got, fmt.Sprintf("%x", "canary")) {
			t.Errorf("%s: %.1000s", name, got)
		}
	}
}
