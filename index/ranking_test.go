package index_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"alongside/index"
	"alongside/index/indextest"
	"alongside/internal/directory"
)

// TestRankingIsExact holds the order of results against exact BM25F over the
// text: totals, counts and speed can all be right while the ranking is rubbish.
// Of each first 20 at least 95% must be the exact first 20, and their exact
// scores may be less than the best possible by at most a thousandth.
func TestRankingIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 3))
	vocabulary := make([]string, 1500)
	for i := range vocabulary {
		vocabulary[i] = fmt.Sprintf("%c%cword%d", 'a'+i%26, 'a'+i/26%26, i)
	}
	word := func() string { return vocabulary[int(float64(len(vocabulary))*r.Float64()*r.Float64()*r.Float64())] }
	words := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = word()
		}
		return strings.Join(out, " ")
	}
	x := open(t)
	var entries []index.Entry
	var docs []directory.Document
	for i := range 1500 {
		e := entry(words(1+r.IntN(4)), func(d *directory.Document) {
			d.Card.ID = directory.ImportedID("ranking", fmt.Sprint(i))
			d.Key, d.Card.Slug = d.Card.ID+"/0", "x-"+d.Card.ID
			d.Card.Activities = strings.Fields(words(1 + r.IntN(5)))
			d.Card.OrganizationName = words(2)
			d.Description = words(20 + r.IntN(60))
			d.Card.Place.Point = &orb.Point{-3.4 + 0.6*r.Float64(), 55.8 + 0.3*r.Float64()}
			if r.IntN(2) == 0 {
				d.Card.VerifiedAt = directory.MillisOf(now.AddDate(0, 0, -r.IntN(700)))
			}
		})
		e.ID = e.Documents[0].Card.ID
		entries, docs = append(entries, e), append(docs, e.Documents...)
	}
	apply(t, x, entries...)
	if err := x.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	weights := indextest.WeightsOf(docs)
	var overlap, loss float64
	asked := 0
	for i := range 45 {
		q := directory.Query{Words: words(1 + i%3), Sort: directory.SortBest, Limit: 20}
		if i%2 == 0 {
			q.Near, q.NearText = &directory.Place{Point: orb.Point{-3.1, 55.95}}, "here"
			q.Within = 5000 * float64(1+i%4)
		}
		want := indextest.Scan(docs, q, now, weights)
		if len(want.IDs) < 25 {
			continue
		}
		asked++
		best := slices.SortedFunc(slices.Values(want.IDs), func(a, b string) int { return cmp.Compare(want.Scores[b], want.Scores[a]) })[:20]
		common, got, possible := 0, 0.0, 0.0
		for k, h := range search(t, x, q).Hits {
			if slices.Contains(best, h.Card.ID) {
				common++
			}
			got += want.Scores[h.Card.ID]
			possible += want.Scores[best[k]]
		}
		overlap += float64(common) / 20
		loss += 1 - got/possible
	}
	if asked < 15 {
		t.Fatalf("only %d queries had answers enough", asked)
	}
	overlap, loss = overlap/float64(asked), loss/float64(asked)
	t.Logf("%d queries: overlap@20 %.4f, score loss %.6f", asked, overlap, loss)
	if overlap < 0.95 || loss > 0.001 {
		t.Errorf("overlap@20 %.4f, want at least 0.95; score loss %.6f, want at most 0.001", overlap, loss)
	}
}
