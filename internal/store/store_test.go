package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func open(t testing.TB, url string) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestSQLite(t *testing.T) {
	storetest.Suite(t, func(t *testing.T) *store.Store { return open(t, filepath.Join(t.TempDir(), "a b?.db")) })
}

func TestPostgres(t *testing.T) {
	storetest.Suite(t, func(t *testing.T) *store.Store { return open(t, storetest.StartPostgres(t)) })
}

// TestFullDisk fills the file up to a bound: the save that does not fit says
// so, nothing is lost, and saving goes on when there is room again.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "small.db")
	s := open(t, path)
	saved, _, err := s.Save(context.Background(), storetest.Listing("", 1), "me")
	if err != nil {
		t.Fatal(err)
	}
	limit := func(pages int) {
		t.Helper()
		if err := store.LimitPages(s, pages); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // SQLite takes the present size when the bound is below it
	big := storetest.Listing("", 2)
	big.Description = strings.Repeat("bread and butter ", 5000)
	_, _, err = s.Save(context.Background(), big, "me")
	if directory.CodeOf(err) != directory.CodeUnavailable || !strings.Contains(err.Error(), "The disk is full: this was not saved.") {
		t.Errorf("a save on a full disk gave: %v", err)
	}
	limit(1 << 20)
	if _, _, err := s.Save(context.Background(), big, "me"); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if _, err := s.Listing(context.Background(), saved.ID); err != nil {
		t.Errorf("what was saved before: %v", err)
	}
}

func TestOpenBad(t *testing.T) {
	dir := t.TempDir()
	junk := filepath.Join(dir, "junk.db")
	if err := os.WriteFile(junk, []byte(strings.Repeat("this is no database ", 500)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, url, want string }{
		{"junk", junk, "The database file is damaged, or is not a database."},
		{"folder", dir, "The database"},
		{"no server", "postgres://me:geheim@127.0.0.1:1/x?connect_timeout=2", "The database"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := store.Open(context.Background(), tt.url, store.Options{})
			if directory.CodeOf(err) != directory.CodeUnavailable || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "geheim") {
				t.Errorf("the password is in the message: %v", err)
			}
		})
	}
}

// TestErasedBytes looks for an erased listing's words in every byte of the
// database's files after it is closed.
func TestErasedBytes(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "x.db"))
	l := storetest.Listing("", 1)
	l.HowToJoin = "Ask for canary-6b1f at the side door."
	saved, _, err := s.Save(context.Background(), l, "me")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(context.Background(), saved.ID, "me"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "canary-6b1f") {
			t.Errorf("%s still holds erased words", filepath.Base(f))
		}
	}
}

// BenchmarkUpsert gives listings a second into an empty SQLite file.
func BenchmarkUpsert(b *testing.B) {
	for b.Loop() {
		s := open(b, filepath.Join(b.TempDir(), "x.db"))
		const n, batch = 20_000, 200
		began := time.Now()
		for from := 0; from < n; from += batch {
			ls := make([]directory.Listing, batch)
			for i := range ls {
				ls[i] = storetest.Listing("bench", from+i)
			}
			if _, _, err := s.Upsert(context.Background(), ls, "bench"); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(n/time.Since(began).Seconds(), "listings/s")
	}
}

// BenchmarkSaveDuringImport gives the 99th percentile of 4 people's saves
// while a feed comes in through a store of its own, as from another process.
func BenchmarkSaveDuringImport(b *testing.B) {
	ctx := context.Background()
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "x.db")
		s, feeding := open(b, path), open(b, path)
		stop := make(chan struct{})
		var feed, people sync.WaitGroup
		feed.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				ls := make([]directory.Listing, 200)
				for n := range ls {
					ls[n] = storetest.Listing("feed", i*200+n)
				}
				if _, _, err := feeding.Upsert(ctx, ls, "feed"); err != nil {
					b.Error(err)
					return
				}
			}
		})
		var mu sync.Mutex
		var took []time.Duration
		for p := range 4 {
			people.Go(func() {
				l := storetest.Listing(fmt.Sprintf("person-%d", p), p)
				for i := range 250 {
					l.Summary = fmt.Sprint("Edit ", i)
					began := time.Now()
					saved, _, err := s.Save(ctx, l, "a person")
					if err != nil {
						b.Error(err)
						return
					}
					mu.Lock()
					took = append(took, time.Since(began))
					mu.Unlock()
					l = saved
				}
			})
		}
		people.Wait()
		close(stop)
		feed.Wait()
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	}
}
