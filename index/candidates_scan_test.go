package index_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"alongside/index"
	"alongside/index/indextest"
	"alongside/internal/directory"
	"alongside/internal/text"
)

// TestCandidatesEqualScan holds candidates against a plain scan: all services
// within the limits that meet a wish are there when enough are asked for, what
// each is said to meet it meets, and when fewer are asked for they are the best.
func TestCandidatesEqualScan(t *testing.T) {
	concepts := []directory.ConceptID{"singing", "singing+", "gardening", "gardening~", "chess"}
	rapid.Check(t, func(t *rapid.T) {
		x, err := index.Open(tempDir(t), index.Options{Now: fixed})
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		docs := map[string][]directory.Document{}
		var batch []index.Entry
		for n := range rapid.IntRange(1, 40).Draw(t, "listings") {
			e := drawEntry(t, n)
			about := rapid.SliceOfNDistinct(rapid.SampledFrom(concepts), 0, 3, rapid.ID).Draw(t, "concepts")
			for i := range e.Documents {
				e.Documents[i].Concepts = about
			}
			batch, docs[e.ID] = append(batch, e), e.Documents
		}
		if err := x.Apply(context.Background(), index.Batch{Listings: batch, Sequence: 1}); err != nil {
			t.Fatal(err)
		}
		q := directory.CandidateQuery{Limits: drawQuery(t), Limit: 100}
		q.Limits.Words = ""
		for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom(concepts), 0, 4, rapid.ID).Draw(t, "wished concepts") {
			q.Wishes = append(q.Wishes, directory.Wish{Concept: c, Weight: rapid.Float64Range(0.1, 1).Draw(t, "weight")})
		}
		for _, w := range rapid.SliceOfNDistinct(rapid.SampledFrom(vocabulary), 1, 3, rapid.ID).Draw(t, "wished words") {
			q.Wishes = append(q.Wishes, directory.Wish{Word: w, Weight: rapid.Float64Range(0.1, 1).Draw(t, "weight")})
		}
		all, err := x.Candidates(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]bool{}
		for i, id := range idsOf(all) {
			c := &all.List[i]
			found[id] = true
			if i > 0 && c.Score > all.List[i-1].Score {
				t.Fatalf("%d: %v is before %v", i, all.List[i-1].Score, c.Score)
			}
			if !slices.ContainsFunc(docs[id], func(d directory.Document) bool { return slices.Equal(met(d, q.Wishes), c.Met) && fits(d, q.Limits) }) {
				t.Fatalf("%s: no place of it that fits meets just the wishes %v", id, c.Met)
			}
		}
		for id, list := range docs {
			want := slices.ContainsFunc(list, func(d directory.Document) bool { return fits(d, q.Limits) && len(met(d, q.Wishes)) > 0 })
			if want != found[id] {
				t.Fatalf("%s: found %v, want %v", id, found[id], want)
			}
		}
		if all.Total != len(found) {
			t.Fatalf("total %d of %d", all.Total, len(found))
		}
		q.Limit = rapid.IntRange(1, 10).Draw(t, "few")
		few, err := x.Candidates(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(few.List) != min(q.Limit, len(all.List)) {
			t.Fatalf("%d candidates, want %d of %d", len(few.List), q.Limit, len(all.List))
		}
		for i := range few.List {
			if math.Abs(few.List[i].Score-all.List[i].Score) > 1e-6*math.Abs(all.List[i].Score) {
				t.Fatalf("%d: %v, and %v when all are asked for", i, few.List[i].Score, all.List[i].Score)
			}
		}
	})
}

func idsOf(c directory.Candidates) []string {
	if len(c.List) == 0 {
		return nil
	}
	places := make([]int, len(c.List))
	for i := range places {
		places[i] = i
	}
	var out []string
	for _, h := range c.Hits(places) {
		out = append(out, h.Card.ID)
	}
	return out
}

func fits(d directory.Document, q directory.Query) bool {
	d.Card.Slots = indextest.SlotsOn(d.Card, now)
	return indextest.Open(d.Card, now) && indextest.Fits(d.Card, q, "")
}

// met gives the wishes that a document meets, by their place.
func met(d directory.Document, wishes []directory.Wish) []int {
	words := text.Terms(fmt.Sprint(d.Card.Name, " ", d.AlternateName, " ", d.Card.Activities, " ", d.Card.OrganizationName, " ", d.Description))
	out := []int{}
	for i, w := range wishes {
		if w.Concept != "" && slices.Contains(d.Concepts, w.Concept) || w.Concept == "" && slices.Contains(words, text.Term(w.Word)) {
			out = append(out, i)
		}
	}
	return out
}
