package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"alongside/internal/bench"
)

// TestBench runs it small, against what needs no server, on a folder that the
// second run takes up again.
func TestBench(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kept")
	run := func(args ...string) bench.Report {
		t.Helper()
		code, out, stderr := ask(t, append([]string{"bench", "--listings", "500", "--queries", "40", "--budget", "5s", "--json", "--keep", dir}, args...)...)
		var r bench.Report
		if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 {
			t.Fatalf("bench %v: %d %v\n%s%s", args, code, err, out, stderr)
		}
		return r
	}
	r := run("--against", "sqlite,bleve", "--check")
	if r.Listings != 500 || r.Build.PerSecond <= 0 || r.Build.IndexBytes <= 0 || r.Mismatches() != 0 {
		t.Errorf("%+v", r)
	}
	for _, kind := range []bench.Kind{bench.Words, bench.Complete, bench.Nearest, bench.National} {
		if r.Queries[kind].N != 40 || r.Peers["sqlite"][kind].N == 0 || r.Ratios["bleve"][kind] <= 0 {
			t.Errorf("%s: %+v", kind, r)
		}
		if kind != bench.Complete && r.Peers["bleve"][kind].Compared != 4 {
			t.Errorf("%s: %d answers compared", kind, r.Peers["bleve"][kind].Compared)
		}
	}
	if r := run(); r.Build.PerSecond != 0 || r.Queries[bench.Nearest].N != 40 {
		t.Errorf("the second run: %+v", r)
	}
	code, _, stderr := ask(t, "bench", "--listings", "400", "--keep", dir)
	if code != 1 || !strings.Contains(stderr, "500 listings") {
		t.Errorf("another number: %d\n%s", code, stderr)
	}
	if code, _, stderr := ask(t, "bench", "--against", "mongo"); code != 2 || !strings.Contains(stderr, "postgres") {
		t.Errorf("an engine nobody knows: %d\n%s", code, stderr)
	}
}
