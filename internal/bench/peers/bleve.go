package peers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/simple"
	blevegeo "github.com/blevesearch/bleve/v2/geo"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"alongside/internal/bench"
	"alongside/internal/directory"
)

// Bleve is bleve as it comes: text fields with their _all, a geopoint, keywords
// for filters and facets.
type Bleve struct {
	words bleve.Index
	// at are the rows by id, as far as answers are compared by them.
	at []spot
}

type spot struct {
	service int32
	centre  orb.Point
	reach   float32
}

var _ bench.Peer = (*Bleve)(nil)

// OpenBleve makes an empty index in dir.
func OpenBleve(dir string) (*Bleve, error) {
	words, err := bleve.New(filepath.Join(dir, "peer.bleve"), bleveMapping())
	if err != nil {
		return nil, fmt.Errorf("open bleve: %w", err)
	}
	return &Bleve{words: words, at: make([]spot, 1)}, nil
}

// Name gives "bleve".
func (*Bleve) Name() string { return "bleve" }

// Close lets the index go.
func (b *Bleve) Close() error { return b.words.Close() }

func bleveMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = simple.Name // what it is given are stems
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{"name", "activities", "organisation", "description"} {
		doc.AddFieldMappingsAt(name, bleve.NewTextFieldMapping())
	}
	for _, name := range []string{"kind", "joining", "free", "in_person", "anywhere", "access", "slot", "day"} {
		f := bleve.NewKeywordFieldMapping()
		f.IncludeInAll = false
		doc.AddFieldMappingsAt(name, f)
	}
	for _, name := range []string{"youngest", "oldest"} {
		f := bleve.NewNumericFieldMapping()
		f.IncludeInAll = false
		doc.AddFieldMappingsAt(name, f)
	}
	for _, name := range []string{"place", "served"} {
		f := bleve.NewGeoPointFieldMapping()
		f.IncludeInAll = false
		doc.AddFieldMappingsAt(name, f)
	}
	m.DefaultMapping = doc
	return m
}

// bleveBatch is how many documents are written at once.
const bleveBatch = 1000

// Load writes the documents in batches.
func (b *Bleve) Load(_ context.Context, docs iter.Seq2[directory.Document, error]) error {
	batch := b.words.NewBatch()
	for r, err := range rows(docs) {
		if err != nil {
			return fmt.Errorf("load bleve: %w", err)
		}
		b.at = append(b.at, spot{service: int32(r.service), centre: r.centre, reach: float32(r.reach)})
		if err := batch.Index(strconv.Itoa(r.id), bleveDocument(r)); err != nil {
			return fmt.Errorf("load bleve: %w", err)
		}
		if batch.Size() < bleveBatch {
			continue
		}
		if err := b.words.Batch(batch); err != nil {
			return fmt.Errorf("load bleve: %w", err)
		}
		batch.Reset()
	}
	if err := b.words.Batch(batch); err != nil {
		return fmt.Errorf("load bleve: %w", err)
	}
	return nil
}

func bleveDocument(r row) map[string]any {
	doc := map[string]any{
		"name": r.name, "activities": r.activities, "organisation": r.organisation, "description": r.description,
		"kind": strconv.Itoa(r.kind), "joining": strconv.Itoa(r.joining), "free": yes(r.free), "in_person": yes(r.inPerson),
		"anywhere": yes(math.IsInf(r.reach, 1)), "access": bits(uint64(r.access)), "slot": bits(uint64(r.slots)), "day": days(r.slots),
		"youngest": float64(r.youngest), "oldest": float64(r.oldest),
	}
	point := map[string]any{"lon": r.centre.Lon(), "lat": r.centre.Lat()}
	switch {
	case r.placed:
		doc["place"] = point
	case r.reach > 0 && !math.IsInf(r.reach, 1):
		doc["served"] = point
	}
	return doc
}

func yes(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }

func bits(set uint64) []string {
	var out []string
	for i := range 64 {
		if set>>i&1 == 1 {
			out = append(out, strconv.Itoa(i))
		}
	}
	return out
}

func days(s directory.Slots) []string {
	var out []string
	for d := range 7 {
		if s>>(3*d)&7 != 0 {
			out = append(out, strconv.Itoa(d))
		}
	}
	return out
}

// Run answers a query.
func (b *Bleve) Run(ctx context.Context, q bench.Query) (bench.Answer, error) {
	w := wantedOf(q)
	switch q.Kind {
	case bench.Complete:
		return b.complete(q.Prefix, w.limit)
	case bench.Nearest:
		return b.nearest(ctx, w)
	}
	req := bleve.NewSearchRequestOptions(w.bleve(q), w.limit, 0, false)
	if q.Kind != bench.Match {
		req.AddFacet("kind", bleve.NewFacetRequest("kind", 6))
		req.AddFacet("free", bleve.NewFacetRequest("free", 2))
		req.AddFacet("day", bleve.NewFacetRequest("day", 7))
	}
	found, err := b.words.SearchInContext(ctx, req)
	if err != nil {
		return bench.Answer{}, err
	}
	return bench.Answer{Total: int(found.Total)}, nil
}

// Total counts the services, which bleve cannot: it gives every document, those
// that serve no place near are left out, and each service counts once.
func (b *Bleve) Total(ctx context.Context, q bench.Query) (int, error) {
	w := wantedOf(q)
	req := bleve.NewSearchRequestOptions(w.bleve(q), len(b.at), 0, false)
	req.SortByCustom(search.SortOrder{&search.SortDocID{}})
	found, err := b.words.SearchInContext(ctx, req)
	if err != nil {
		return 0, err
	}
	services := map[int32]bool{}
	for _, h := range found.Hits {
		s, err := b.spot(h.ID)
		if err != nil {
			return 0, err
		}
		if w.within > 0 && s.reach > 0 && geo.DistanceHaversine(w.near, s.centre) > float64(s.reach) {
			continue
		}
		services[s.service] = true
	}
	return len(services), nil
}

func (b *Bleve) spot(id string) (spot, error) {
	n, err := strconv.Atoi(id)
	if err != nil {
		return spot{}, err
	}
	return b.at[n], nil
}

// widest is the widest area that a listing serves around a point, in metres:
// bleve has no radius that differs by document.
const widest = 40_000

// bleve gives a query as bleve puts it.
func (w wanted) bleve(q bench.Query) query.Query {
	var all, words []query.Query
	for i, term := range w.terms {
		t := bleve.NewTermQuery(term)
		if q.Kind == bench.Match {
			t.SetBoost(q.Match.Wishes[i].Weight)
		}
		words = append(words, t)
	}
	if q.Kind == bench.Match {
		all = append(all, bleve.NewDisjunctionQuery(words...))
	} else {
		all = append(all, words...)
	}
	if w.within > 0 {
		all = append(all, bleve.NewDisjunctionQuery(around("place", w.near, w.within), around("served", w.near, widest), is("anywhere", "yes")))
	}
	return bleve.NewConjunctionQuery(append(all, w.filters()...)...)
}

func (w wanted) filters() []query.Query {
	var out []query.Query
	if w.kind > 0 {
		out = append(out, is("kind", strconv.Itoa(w.kind)))
	}
	if w.joining > 0 {
		out = append(out, is("joining", strconv.Itoa(w.joining)))
	}
	if w.free {
		out = append(out, is("free", "yes"))
	}
	if w.inPerson {
		out = append(out, is("in_person", "yes"))
	}
	if w.access != 0 {
		out = append(out, is("access", bits(uint64(w.access))[0]))
	}
	if w.slots != 0 {
		var any []query.Query
		for _, bit := range bits(uint64(w.slots)) {
			any = append(any, is("slot", bit))
		}
		out = append(out, bleve.NewDisjunctionQuery(any...))
	}
	if w.age >= 0 {
		age, inclusive := float64(w.age), true
		least := bleve.NewNumericRangeInclusiveQuery(nil, &age, nil, &inclusive)
		least.SetField("youngest")
		most := bleve.NewNumericRangeInclusiveQuery(&age, nil, &inclusive, nil)
		most.SetField("oldest")
		out = append(out, least, most)
	}
	return out
}

func is(field, value string) query.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return q
}

// around gives a circle. bleve takes the earth's diameter there for a little
// less than orb does, so the radius is cut by as much.
func around(field string, p orb.Point, metres float64) query.Query {
	north := orb.Point{p.Lon(), p.Lat() + 0.1}
	scale := 1000 * blevegeo.Haversin(p.Lon(), p.Lat(), north.Lon(), north.Lat()) / geo.DistanceHaversine(p, north)
	q := bleve.NewGeoDistanceQuery(p.Lon(), p.Lat(), fmt.Sprintf("%.3fm", metres*scale))
	q.SetField(field)
	return q
}

// nearest widens a circle until it holds enough, and orders by distance.
func (b *Bleve) nearest(ctx context.Context, w wanted) (bench.Answer, error) {
	for metres := 1000.0; ; metres *= 2 {
		all := append(w.filters(), around("place", w.near, metres))
		req := bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(all...), w.limit+spare, 0, false)
		order, err := search.NewSortGeoDistance("place", "m", w.near.Lon(), w.near.Lat(), false)
		if err != nil {
			return bench.Answer{}, err
		}
		req.SortByCustom(search.SortOrder{order})
		found, err := b.words.SearchInContext(ctx, req)
		if err != nil {
			return bench.Answer{}, err
		}
		best := map[int]float64{}
		for _, h := range found.Hits {
			s, err := b.spot(h.ID)
			if err != nil {
				return bench.Answer{}, err
			}
			d := geo.DistanceHaversine(w.near, s.centre)
			if old, ok := best[int(s.service)]; !ok || d < old {
				best[int(s.service)] = d
			}
		}
		if len(best) >= w.limit || metres > 2e6 {
			return bench.Answer{Total: len(best), Metres: smallest(best, w.limit)}, nil
		}
	}
}

// complete gives the commonest words of the dictionary that begin so.
func (b *Bleve) complete(prefix string, limit int) (_ bench.Answer, err error) {
	dict, err := b.words.FieldDictPrefix("name", []byte(prefix))
	if err != nil {
		return bench.Answer{}, err
	}
	defer func() { err = errors.Join(err, dict.Close()) }()
	type use struct {
		word  string
		count uint64
	}
	var all []use
	for {
		entry, err := dict.Next()
		if err != nil {
			return bench.Answer{}, err
		}
		if entry == nil {
			break
		}
		all = append(all, use{strings.Clone(entry.Term), entry.Count})
	}
	slices.SortFunc(all, func(a, b use) int { return int(b.count) - int(a.count) })
	return bench.Answer{Total: min(limit, len(all))}, nil
}
