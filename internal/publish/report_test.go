package publish_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"alongside/internal/publish"
)

// TestNoWordsInLogs prints and logs a report in every way there is.
func TestNoWordsInLogs(t *testing.T) {
	r := publish.Report{ID: "an-id", ListingID: "a-listing", What: publish.WhatTimes, Words: "canary, 0131 496 0000"}
	var logged bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		log := slog.New(h)
		log.Info("one", "report", r)
		log.Info("one", "report", &r)
		log.Info("many", "reports", []publish.Report{r})
		log.Info("within", "in", struct{ Report publish.Report }{r})
		log.Error("failed", "err", fmt.Errorf("keep %v: failed", r))
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%t"} {
		fmt.Fprintf(&logged, verb+verb+"\n", r, []*publish.Report{&r}[0])
		fmt.Fprintf(&logged, verb+"\n", []publish.Report{r})
	}
	if err := json.NewEncoder(&logged).Encode(r); err != nil {
		t.Fatal(err)
	}
	if got := logged.String(); strings.Contains(got, "canary") || strings.Contains(got, "0131") || strings.Contains(got, fmt.Sprintf("%x", "canary")) ||
		!strings.Contains(got, "an-id") || !strings.Contains(got, "times") {
		t.Errorf("logged: %s", got)
	}
}
