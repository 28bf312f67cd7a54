package index_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"alongside/index"
	"alongside/index/near"
	"alongside/internal/directory"
)

// small makes segments merge after a few changes.
var small = near.Sizes{Fresh: 8, Middle: 40, Share: 1}

// TestSearchesDuringMerges changes listings, so that segments are merged and
// compiled all the time, while others search: what stays as it is is always
// found, once, and a change is found as soon as it is applied.
func TestSearchesDuringMerges(t *testing.T) {
	x, err := index.Open(t.TempDir(), index.Options{Now: fixed, Sizes: small})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var steady []index.Entry
	for i := range 50 {
		steady = append(steady, entry(fmt.Sprintf("Steady choir %d", i), nil))
	}
	apply(t, x, steady...)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if r := search(t, x, directory.Query{Words: "steady choir"}); r.Total != len(steady) || len(r.Hits) != 20 {
					t.Errorf("total %d with %d hits while segments merge", r.Total, len(r.Hits))
					return
				}
			}
		})
	}
	for i := range 120 {
		apply(t, x, entry(fmt.Sprintf("Passing band %d", i%30), described(fmt.Sprintf("It plays for the time%dth.", i))))
		if r := search(t, x, directory.Query{Words: fmt.Sprintf(`"time%dth"`, i)}); r.Total != 1 {
			t.Fatalf("change %d is found %d times", i, r.Total)
		}
	}
	close(stop)
	wg.Wait()
	x.Settled()
	if r := search(t, x, directory.Query{Words: "passing band"}); r.Total != 30 {
		t.Errorf("%d bands, want 30", r.Total)
	}
}

// copied copies a folder's files.
func copied(t *testing.T, from, to string) {
	t.Helper()
	if err := os.RemoveAll(to); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// TestTableLeftBehind puts the table back to what it was before the last
// changes, as a kill between bleve's batch and the table's would: the next
// start brings it level, whether it lacks one batch or more.
func TestTableLeftBehind(t *testing.T) {
	for _, lacking := range []int{1, 3} {
		dir := t.TempDir()
		x, err := index.Open(dir, index.Options{Now: fixed})
		if err != nil {
			t.Fatal(err)
		}
		table := filepath.Join(dir, index.Version(""), "near")
		apply(t, x, entry("Choir", nil), entry("Gone band", nil))
		aside := t.TempDir()
		copied(t, table, aside)
		for i := range lacking {
			apply(t, x, entry("Choir", described(fmt.Sprintf("Song%d for all.", i))), index.Entry{ID: directory.ImportedID("test", "Gone band")})
		}
		x.Close()
		copied(t, aside, table)
		if x, err = index.Open(dir, index.Options{Now: fixed}); err != nil {
			t.Fatal(err)
		}
		st := x.Status()
		if st.Stale || st.Listings != 1 || st.Sequence != int64(1+lacking) {
			t.Errorf("lacking %d: %+v", lacking, st)
		}
		if r := search(t, x, directory.Query{Words: fmt.Sprintf("song%d", lacking-1)}); r.Total != 1 {
			t.Errorf("lacking %d: the last change is found %d times", lacking, r.Total)
		}
		x.Close()
	}
}

// TestDamagedTable flips bytes in the table's files, cuts them short and takes
// them away: it is made anew from bleve, and nothing is lost.
func TestDamagedTable(t *testing.T) {
	dir := t.TempDir()
	reopen := func() *index.Index {
		x, err := index.Open(dir, index.Options{Now: fixed})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	x := reopen()
	for i := range 5 {
		apply(t, x, entry(fmt.Sprintf("Choir %d", i), nil))
	}
	x.Close()
	for name, damage := range map[string]func(path string, b []byte) error{
		"a byte":     func(path string, b []byte) error { b[len(b)/2] ^= 1; return os.WriteFile(path, b, 0o644) },
		"the head":   func(path string, b []byte) error { b[9] ^= 1; return os.WriteFile(path, b, 0o644) },
		"cut short":  func(path string, b []byte) error { return os.WriteFile(path, b[:len(b)/3], 0o644) },
		"empty":      func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o644) },
		"taken away": func(path string, _ []byte) error { return os.Remove(path) },
	} {
		segments, err := filepath.Glob(filepath.Join(dir, index.Version(""), "near", "*.segment"))
		if err != nil || len(segments) == 0 {
			t.Fatalf("no segments: %v", err)
		}
		for _, path := range segments {
			b, err := os.ReadFile(path)
			if err == nil {
				err = damage(path, b)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		x = reopen()
		if r := search(t, x, directory.Query{Words: "choir"}); r.Total != 5 || x.Status().Stale || x.Sequence() != 5 {
			t.Errorf("%s: %d found, %+v", name, r.Total, x.Status())
		}
		if err := x.Compact(context.Background()); err != nil {
			t.Error(err)
		}
		x.Close()
	}
}
