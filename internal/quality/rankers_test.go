package quality_test

import (
	"context"
	"embed"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"alongside/data"
	"alongside/index"
	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/feed"
	"alongside/internal/follow"
	"alongside/internal/match"
	"alongside/internal/places"
	"alongside/internal/store"
	"alongside/internal/text"
)

// now is when the statements are answered.
var now = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

// depth is how many answers of each ranker are judged.
const depth = 20

// town is the demo directory, indexed.
type town struct {
	places   *places.Gazetteer
	concepts *concept.Set
	index    *index.Index
	// listings are the listings by their id; names lead from it to the id that
	// the demo's files and the grades have.
	listings map[string]directory.Listing
	names    map[string]string
}

func build(t testing.TB) *town {
	t.Helper()
	ctx, dir, clock := context.Background(), t.TempDir(), func() time.Time { return now }
	s, err := store.Open(ctx, filepath.Join(dir, "a.db"), store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	town := &town{listings: map[string]directory.Listing{}, names: map[string]string{}}
	if town.concepts, err = concept.Load(data.Concepts); err != nil {
		t.Fatal(err)
	}
	if town.places, err = places.New(s); err != nil {
		t.Fatal(err)
	}
	if town.index, err = index.Open(filepath.Join(dir, "index"), index.Options{Now: clock, Concepts: town.concepts.Version()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { town.index.Close() })
	listings, err := feed.Demo(now)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range listings {
		town.listings[l.ID], town.names[l.ID] = l, l.ExternalID
	}
	for len(listings) > 0 {
		n := min(200, len(listings))
		if _, _, err := s.Upsert(ctx, listings[:n], "the demo"); err != nil {
			t.Fatal(err)
		}
		listings = listings[n:]
	}
	b := follow.Builder{Places: town.places, Now: clock, Log: slog.New(slog.DiscardHandler), About: town.concepts.About}
	if err := follow.New(s, town.index, b, filepath.Join(dir, "index")).CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	return town
}

// ranker answers a statement with listings, the best first.
type ranker struct {
	name   string
	answer func(t testing.TB, s statement) match.Answer
}

// The rankers, by name. words is BM25 alone on what was said.
const (
	byWords        = "words"
	byNoVocabulary = "match without vocabulary"
	byMatch        = "match"
)

// withoutVocabulary is the concepts with an empty vocabulary.tsv.
type withoutVocabulary struct{ embed.FS }

func (w withoutVocabulary) ReadFile(name string) ([]byte, error) {
	if name == "vocabulary.tsv" {
		return nil, nil
	}
	return w.FS.ReadFile(name)
}

func (w *town) rankers(t testing.TB) []ranker {
	plain, err := concept.Load(withoutVocabulary{data.Concepts})
	if err != nil {
		t.Fatal(err)
	}
	return []ranker{
		{byWords, w.words},
		{byNoVocabulary, w.matcher(plain, match.UsualWeights())},
		{byMatch, w.matcher(w.concepts, match.UsualWeights())},
	}
}

// near gives the place of a statement.
func (w *town) near(t testing.TB, s statement) *directory.Place {
	if s.Near == "" {
		return nil
	}
	p, err := w.places.Find(context.Background(), s.Near)
	if err != nil {
		t.Fatalf("%s: %v", s.ID, err)
	}
	return &p
}

func (w *town) matcher(set *concept.Set, weights match.Weights) func(testing.TB, statement) match.Answer {
	m := match.Matcher{Understander: match.Understander{Concepts: set, Places: w.places, Weights: weights}, Index: w.index, Now: func() time.Time { return now }}
	return func(t testing.TB, s statement) match.Answer {
		a, err := m.Match(context.Background(), match.Profile{Say: s.Say, Near: s.Near, Place: w.near(t, s), Limit: depth})
		if err != nil {
			t.Fatalf("%s: %v", s.ID, err)
		}
		return a
	}
}

// words answers with BM25 on all the words, within ten kilometres.
func (w *town) words(t testing.TB, s statement) match.Answer {
	q := directory.CandidateQuery{Limits: directory.Query{Near: w.near(t, s)}, Limit: depth}
	if q.Limits.Near != nil {
		q.Limits.Within = 10_000
	}
	seen := map[string]bool{}
	for _, tok := range text.Tokens(s.Say) {
		if tok.Term != "" && !seen[tok.Term] {
			seen[tok.Term] = true
			q.Wishes = append(q.Wishes, directory.Wish{Word: tok.Word, Weight: 1})
		}
	}
	found, err := w.index.Candidates(context.Background(), q)
	if err != nil {
		t.Fatalf("%s: %v", s.ID, err)
	}
	all := make([]int, len(found.List))
	for i := range all {
		all[i] = i
	}
	var a match.Answer
	if len(all) > 0 {
		for _, h := range found.Hits(all) {
			a.Matches = append(a.Matches, match.Match{Hit: h, Score: h.Score})
		}
	}
	return a
}
