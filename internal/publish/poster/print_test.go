package poster_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"alongside/internal/publish/poster"
)

// TestNoWordsInLogs prints, logs and marshals a draft and its parts in every way
// there is.
func TestNoWordsInLogs(t *testing.T) {
	d := poster.Read("Canary club\nRun by Canary Trust\nTuesdays 10-12 canary\nCanary Hall, 1 Canary Street EH1 1AA\n£3 canary\n"+
		"Ask for Canary, 0131 496 0000, canary@canary.example\nCanary drivers needed\nWe also run a canary choir, Mondays 2-4pm.", options())
	if len(d.When) == 0 || len(d.Phones) == 0 || len(d.Others) == 0 || d.Person.Empty() || len(d.Places) == 0 {
		t.Fatalf("not read: %s %v", d, len(d.Others))
	}
	var logged bytes.Buffer
	parts := []any{d, &d, []poster.Draft{d}, d.Name, &d.Name, d.When, d.When[0], d.Places, d.Cost, d.Joining, d.Kind, d.FirstVisit, d.Audience,
		d.Others, d.Phones, d.Questions, struct{ Draft poster.Draft }{d}, struct{ W poster.Words }{d.Name}, map[string]poster.When{"a": d.When[0]}}
	for _, h := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		log := slog.New(h)
		for _, p := range parts {
			log.Info("read", "part", p)
		}
		log.Error("failed", "err", fmt.Errorf("keep %v: failed", d))
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		for _, p := range parts {
			fmt.Fprintf(&logged, verb+"\n", p)
		}
	}
	if err := json.NewEncoder(&logged).Encode(parts); err != nil {
		t.Fatal(err)
	}
	got := strings.ToLower(logged.String())
	for _, said := range []string{"canary", "0131", "eh1 1aa", fmt.Sprintf("%x", "Canary")} {
		if at := strings.Index(got, strings.ToLower(said)); at >= 0 {
			t.Errorf("%q is logged: …%s…", said, got[max(0, at-200):min(len(got), at+60)])
		}
	}
}
