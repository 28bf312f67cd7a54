package index_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"alongside/index"
	"alongside/index/indextest"
	"alongside/index/near"
	"alongside/internal/directory"
)

// spread draws listings around a few towns and far from any, in up to three
// places, some in none, so that they fill many blocks of every level.
func spread(r *rand.Rand, n int) (entries []index.Entry, docs []directory.Document) {
	towns := make([]orb.Point, 6)
	for i := range towns {
		towns[i] = orb.Point{-3.8 + r.Float64(), 55.6 + 0.6*r.Float64()}
	}
	for i := range n {
		e := entry(fmt.Sprint("Number ", i), func(d *directory.Document) {
			for range 3 + r.IntN(12) {
				// Some words are in most listings, some in one of hundreds.
				d.Description += fmt.Sprintf(" %c%cword", 'a'+int(26*math.Pow(r.Float64(), 3)), 'a'+r.IntN(3))
			}
			if r.IntN(3) == 0 {
				d.Card.Activities = []string{fmt.Sprintf("%caword", 'a'+r.IntN(26))}
			}
			if r.IntN(10) == 0 {
				d.Concepts = []directory.ConceptID{directory.ConceptID(fmt.Sprint("concept-", r.IntN(4)))}
			}
			if d.Card.Cost.Known = r.IntN(2) == 0; d.Card.Cost.Known {
				d.Card.Cost.Free = r.IntN(2) == 0
			}
			if r.IntN(2) == 0 {
				d.Card.VerifiedAt = directory.MillisOf(now.AddDate(0, 0, -r.IntN(700)))
			}
		})
		first := e.Documents[0]
		e.Documents = nil
		for place := range 1 + r.IntN(3)/2 + r.IntN(8)/7 {
			d := first
			d.Key = fmt.Sprint(e.ID, "/", place)
			at := towns[r.IntN(len(towns))]
			p := orb.Point{at.Lon() + 0.04*r.NormFloat64(), at.Lat() + 0.02*r.NormFloat64()}
			switch r.IntN(20) {
			case 0:
				d.Card.Place, d.Card.Online = directory.CardPlace{}, true
			case 1:
				d.Card.Place, d.Card.Circles = directory.CardPlace{}, []directory.Circle{{Centre: p, Metres: 20_000}}
			case 2, 3:
				p = orb.Point{-4 + 1.5*r.Float64(), 55.5 + r.Float64()}
				fallthrough
			default:
				d.Card.Place.Point = &p
			}
			e.Documents = append(e.Documents, d)
		}
		entries, docs = append(entries, e), append(docs, e.Documents...)
	}
	return entries, docs
}

// TestCandidatesAreTheBest holds what is found where only the best are wanted
// against the beginning of all there is, over up to three segments: blocks and
// words are left out only where they could not change it.
func TestCandidatesAreTheBest(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	x, err := index.Open(t.TempDir(), index.Options{Now: fixed, Sizes: near.Sizes{Fresh: 300, Middle: 5000}})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	entries, _ := spread(r, 5000)
	apply(t, x, entries[:4200]...)
	if err := x.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	full, fewer := 0, 0
	for round, more := range [][]index.Entry{nil, entries[4000:4600], entries[4500:4700]} {
		if len(more) > 0 {
			apply(t, x, more...)
			x.Settled()
		}
		for i := range 120 {
			q := directory.CandidateQuery{Limit: 1 + r.IntN(60), Limits: directory.Query{Near: &directory.Place{Point: orb.Point{-3.8 + r.Float64(), 55.6 + 0.6*r.Float64()}}}}
			q.Limits.Within = []float64{5000, 25_000, 60_000, 0}[r.IntN(4)]
			if i%10 == 0 {
				q.Limits.Near, q.Limits.Within = nil, 0
			}
			if r.IntN(3) == 0 {
				q.Limits.Cost = &directory.CostLimit{}
			}
			wishes := 1 + r.IntN(10)
			if i%30 == 0 {
				wishes = 70
			}
			for range wishes {
				w := directory.Wish{Word: fmt.Sprintf("%c%cword", 'a'+r.IntN(26), 'a'+r.IntN(3)), Weight: 0.5 + 2.5*r.Float64()}
				if r.IntN(12) == 0 {
					w = directory.Wish{Concept: directory.ConceptID(fmt.Sprint("concept-", r.IntN(4))), Weight: 1}
				}
				q.Wishes = append(q.Wishes, w)
			}
			best := candidates(t, x, q)
			all := q
			all.Limit = math.MaxInt32
			want := candidates(t, x, all)
			if len(want.List) != want.Total {
				t.Fatalf("all are %d of %d", len(want.List), want.Total)
			}
			if len(best.List) != min(q.Limit, want.Total) || best.Total < len(best.List) || best.Total > want.Total {
				t.Fatalf("round %d, query %d: %d of %d, want the first %d of %d", round, i, len(best.List), best.Total, q.Limit, want.Total)
			}
			if best.Total < want.Total {
				fewer++
			}
			if len(best.List) == q.Limit {
				full++
			}
			for k, c := range best.List {
				w := want.List[k]
				if math.Abs(c.Score-w.Score) > 1e-5*w.Score {
					t.Fatalf("round %d, query %d: number %d scores %v, want %v", round, i, k, c.Score, w.Score)
				}
				if c.Score == w.Score && c.Metres == w.Metres && !slices.Equal(c.Met, w.Met) {
					t.Fatalf("round %d, query %d: number %d meets %v, want %v", round, i, k, c.Met, w.Met)
				}
			}
		}
	}
	if full < 200 || fewer < 100 {
		t.Errorf("%d queries had enough answers, %d left some out: they test little", full, fewer)
	}
}

func candidates(t *testing.T, x *index.Index, q directory.CandidateQuery) directory.Candidates {
	t.Helper()
	out, err := x.Candidates(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestWiderCountsAll: what a wider radius lets in is counted whole, though a few
// are shown.
func TestWiderCountsAll(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	x := open(t)
	entries, docs := spread(r, 3000)
	apply(t, x, entries...)
	if err := x.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	weights := indextest.WeightsOf(docs)
	asked := 0
	for range 60 {
		q := directory.Query{Words: fmt.Sprintf("%cbword %ccword", 'c'+r.IntN(24), 'c'+r.IntN(24)), Near: &directory.Place{Point: orb.Point{-3.8 + r.Float64(), 55.6 + 0.6*r.Float64()}}, Within: 8000}
		got := search(t, x, q)
		for _, n := range got.Nearly {
			wider := q
			wider.Within *= 2
			want := len(indextest.Scan(docs, wider, now, weights).IDs) - got.Total
			if want == 0 {
				wider.Within *= 2
				want = len(indextest.Scan(docs, wider, now, weights).IDs) - got.Total
			}
			asked++
			if diff := cmp.Diff(want, n.Total); diff != "" {
				t.Fatalf("%q within %.0f m: %s", q.Words, wider.Within, diff)
			}
		}
	}
	if asked < 10 {
		t.Errorf("only %d searches found few", asked)
	}
}
