package main

import (
	"context"
	"log/slog"
	"os"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"alongside/internal/places"
)

// TestPlacesAreKept finds a place again without the store, and anew when
// places have been imported.
func TestPlacesAreKept(t *testing.T) {
	ctx := context.Background()
	cfg := &Config{DataDir: t.TempDir()}
	n, err := openNode(ctx, cfg, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := n.close(); err != nil {
			t.Error(err)
		}
	}()
	postcodes := func(rows string) {
		t.Helper()
		f, err := os.Open(write(t, "postcodes.csv", "postcode,lat,lon\n"+rows))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := n.store.ImportPostcodes(ctx, places.ReadPostcodes(f), "test"); err != nil {
			t.Fatal(err)
		}
	}
	postcodes("EH1 1AA,55.95,-3.19\n")
	if err := n.follower.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	for _, cacheBytes := range []int64{0, 1 << 20} {
		kept, found, err := n.keep(ctx, site{cacheBytes: cacheBytes}, nil, prometheus.NewRegistry())
		if err != nil {
			t.Fatal(err)
		}
		if (kept != nil) != (cacheBytes > 0) {
			t.Errorf("with %d bytes: %v", cacheBytes, kept)
		}
		lat := func(name string) float64 {
			t.Helper()
			p, err := found.Find(ctx, name)
			if err != nil {
				t.Fatal(err)
			}
			return p.Point.Lat()
		}
		postcodes("EH1 1AA,55.95,-3.19\n")
		if err := n.follower.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		if got := lat("EH1 1AA"); got != 55.95 {
			t.Errorf("at first %v", got)
		}
		postcodes("EH1 1AA,55.96,-3.19\n")
		if got, want := lat(" EH1 1AA "), map[bool]float64{false: 55.96, true: 55.95}[cacheBytes > 0]; got != want {
			t.Errorf("with %d bytes, before the import is followed: %v", cacheBytes, got)
		}
		if err := n.follower.CatchUp(ctx); err != nil {
			t.Fatal(err)
		}
		if got := lat("EH1 1AA"); got != 55.96 {
			t.Errorf("with %d bytes, after the import: %v", cacheBytes, got)
		}
		if p, err := found.Find(ctx, "nowhere-at-all"); err == nil {
			t.Errorf("nowhere is %v", p)
		}
	}
}
