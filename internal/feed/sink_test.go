package feed

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"alongside/internal/directory"
)

// memory is a Sink that keeps listings as the store does: by id, with the JSON
// to tell what changed.
type memory struct {
	mu       sync.Mutex
	listings map[string]directory.Listing
	json     map[string]string
	retired  map[string]bool
	batches  []int
	fail     error
	others   []directory.Listing
	// forget keeps only counts, for feeds too large to hold.
	forget bool
	count  int
}

var (
	_ Sink   = (*memory)(nil)
	_ Others = (*memory)(nil)
)

func newMemory() *memory {
	return &memory{listings: map[string]directory.Listing{}, json: map[string]string{}, retired: map[string]bool{}}
}

func (m *memory) Upsert(_ context.Context, ls []directory.Listing, _ string) ([]Outcome, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batches = append(m.batches, len(ls))
	if m.fail != nil {
		return nil, m.fail
	}
	var out []Outcome
	for _, l := range ls {
		m.count++
		if m.forget {
			out = append(out, Outcome{l.ID, Created})
			continue
		}
		b, err := json.Marshal(l)
		if err != nil {
			return nil, err
		}
		action := Unchanged
		if old, ok := m.json[l.ID]; !ok {
			action = Created
		} else if old != string(b) {
			action = Updated
		}
		m.listings[l.ID], m.json[l.ID] = l, string(b)
		delete(m.retired, l.ID)
		out = append(out, Outcome{l.ID, action})
	}
	return out, nil
}

func (m *memory) Retire(_ context.Context, source string, seen map[string]bool, maxShare float64, _ string) (int, error) {
	var gone []string
	have := 0
	for id, l := range m.listings {
		if l.Source != source || m.retired[id] {
			continue
		}
		have++
		if !seen[id] {
			gone = append(gone, id)
		}
	}
	if float64(len(gone)) > maxShare*float64(have) {
		return 0, directory.Errorf(directory.CodeConflict, "%d of %d listings would be retired", len(gone), have)
	}
	for _, id := range gone {
		m.retired[id] = true
	}
	return len(gone), nil
}

func (m *memory) Others(_ context.Context, source string) iter.Seq2[directory.Listing, error] {
	return func(yield func(directory.Listing, error) bool) {
		for _, l := range m.others {
			if l.Source != source && !yield(l, nil) {
				return
			}
		}
	}
}

// named gives the listing with a name; it fails the test when there is none or
// more than one.
func (m *memory) named(t *testing.T, name string) directory.Listing {
	t.Helper()
	var found []directory.Listing
	for _, id := range slices.Sorted(maps.Keys(m.listings)) {
		if m.listings[id].Name == name {
			found = append(found, m.listings[id])
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d listings are called %q", len(found), name)
	}
	return found[0]
}

// options are those of a test: a fixed day and no pauses.
func options(inputs ...string) Options {
	return Options{
		Source: "test", Inputs: inputs, Today: "2025-05-03",
		Now: func() time.Time { return time.Date(2025, 5, 3, 9, 0, 0, 0, time.UTC) },
	}
}

// file writes a file into the test's folder and gives its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// imported runs an import that must not fail as a whole.
func imported(t *testing.T, o Options, m *memory) Report {
	t.Helper()
	r, err := Run(t.Context(), o, m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// shared gives the folder of the shared data, or skips the test by name.
func shared(t *testing.T, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	p := filepath.Join(append([]string{dir, "..", "shared"}, parts...)...)
	if _, err := os.Stat(filepath.Join(dir, "..", "shared")); err != nil {
		t.Skipf("%s: the folder ../shared is not there, so the real files are not read", t.Name())
	}
	return p
}

func contains(s, part string) bool { return strings.Contains(s, part) }
