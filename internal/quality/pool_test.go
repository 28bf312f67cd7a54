package quality_test

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

var poolFile = flag.String("pool", "", "write what is to be judged to this file")

// TestPool writes, for each statement, the first answers of all rankers, those
// of which there is no grade yet, shuffled: what readers are to judge without
// knowing who ranked what.
func TestPool(t *testing.T) {
	if *poolFile == "" {
		t.Skip("asked for with -pool FILE")
	}
	w := build(t)
	var have grades
	if _, err := os.Stat(gradesFile); err == nil {
		have = readGrades(t)
	}
	type pooled struct {
		ID, Say, Near string
		Listings      []string
	}
	var out []pooled
	rankers := w.rankers(t)
	shuffle := rand.New(rand.NewPCG(1, 2))
	for _, s := range statements(t) {
		p := pooled{ID: s.ID, Say: s.Say, Near: s.Near}
		for _, r := range rankers {
			for i, m := range r.answer(t, s).Matches {
				name := w.name(m.Hit.Card.ID)
				if _, judged := have[s.ID][name]; i < depth && !judged && !slices.Contains(p.Listings, name) {
					p.Listings = append(p.Listings, name)
				}
			}
		}
		shuffle.Shuffle(len(p.Listings), func(i, j int) { p.Listings[i], p.Listings[j] = p.Listings[j], p.Listings[i] })
		if len(p.Listings) > 0 {
			out = append(out, p)
		}
	}
	b, err := json.MarshalIndent(out, "", " ")
	if err == nil {
		err = os.WriteFile(*poolFile, b, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
