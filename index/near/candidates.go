package near

import (
	"context"
	"math/bits"
	"slices"
	"time"

	"alongside/internal/directory"
)

// Candidates answers a query in the order of meaning times nearness. What a
// candidate holds beside its columns is read when its hit is asked for.
func (t *Table) Candidates(ctx context.Context, q Query) (directory.Candidates, error) {
	q.Uncounted, q.Best, q.Sort, q.Least = true, true, directory.SortBest, 1
	s := t.searching()
	defer t.done(s)
	snap := t.today()
	defer snap.keep()
	var out directory.Candidates
	if len(snap.views) == 0 || len(q.Terms) == 0 {
		return out, nil
	}
	now := t.o.Now()
	if err := s.begin(ctx, snap, &q, now); err != nil {
		return out, err
	}
	if err := s.run(); err != nil {
		return out, err
	}
	page := slices.Clone(s.top.sorted()[:min(len(s.top.kept), q.Limit)])
	out.Total, out.Partial, out.List = s.total, s.partial, make([]directory.Candidate, len(page))
	s.facts(page, out.List)
	out.Hits = func(places []int) []directory.Hit { return t.hitsOf(snap, &q, now, page, places) }
	return out, s.explain(page, out.List)
}

// facts fills in what the columns say of each candidate.
func (s *search) facts(page []candidate, list []directory.Candidate) {
	for i := range page { // ahead, so that the waits for memory overlap
		v, rank := s.snap.views[page[i].view], page[i].rank
		s.read += v.rows[rank].bits + uint64(v.verified[rank]) + uint64(v.conceptEnds[rank])
	}
	for i := range page {
		v := s.snap.views[page[i].view]
		s.read += uint64(len(v.orgs[v.rows[page[i].rank].shared[poolOrg]].id))
	}
	concepts := make([]directory.ConceptID, 0, 6*len(page))
	for i := range page {
		c, f := &page[i], &list[i]
		v := s.snap.views[c.view]
		r := &v.rows[c.rank]
		f.Metres, f.Score = c.metres, c.score
		f.Kind, f.Joining = pick(r.bits, bitKind, known.kinds), pick(r.bits, bitJoining, known.joinings)
		f.Cost = directory.Cost{Known: r.bits>>bitCostKnown&1 == 1, Free: r.bits>>bitCost&1 == 1, Pence: int64(r.pence)}
		f.Online, f.FirstVisit, f.About = r.bits>>bitOnline&1 == 1, r.bits>>bitFirstVisit&1 == 1, r.bits>>bitAbout&1 == 1
		f.Access, f.LedBy = directory.AccessSet(r.bits>>bitAccess), known.led[r.bits>>bitLed&3]
		f.Slots, f.VerifiedAt = v.slots(c.rank), directory.Millis(v.verified[c.rank])
		f.OrganizationID = v.orgs[r.pool(poolOrg)].id
		from := len(concepts)
		for _, n := range v.conceptsOf(c.rank) {
			concepts = append(concepts, directory.ConceptID(v.conceptNames[n]))
		}
		f.Concepts = concepts[from:len(concepts):len(concepts)]
	}
}

// hitsOf gives some candidates of a search whole, from the snapshot that it
// ran over.
func (t *Table) hitsOf(snap *snapshot, q *Query, now time.Time, page []candidate, places []int) []directory.Hit {
	s := t.searching()
	defer t.done(s)
	defer snap.keep()
	s.ctx, s.snap, s.q, s.now = context.Background(), snap, q, now.UnixMilli()
	s.about = true
	some := make([]candidate, len(places))
	for i, p := range places {
		some[i] = page[p]
	}
	return s.hits(some)
}

// explain says which terms each candidate holds.
func (s *search) explain(page []candidate, list []directory.Candidate) error {
	room := make([]int, 0, 4*len(page))
	for i := range page {
		c := &page[i]
		from := len(room)
		for met := c.met &^ (1 << manyTerms); met != 0; met &= met - 1 {
			room = append(room, bits.TrailingZeros64(met))
		}
		if c.met>>manyTerms == 1 {
			var err error
			if room, err = s.probe(room, c); err != nil {
				return err
			}
		}
		list[i].Meaning, list[i].Met = float64(c.words), room[from:len(room):len(room)]
	}
	return nil
}

// probe looks for the terms that share a bit.
func (s *search) probe(out []int, c *candidate) ([]int, error) {
	v := s.snap.views[c.view]
	r, err := s.reader(v.terms)
	if err != nil {
		return out, err
	}
	for n := manyTerms; n < len(s.q.Terms); n++ {
		l := v.lookup(s.q.Terms[n].key(), r)
		if at := gallop(l.ranks, 0, c.rank); at < len(l.ranks) && l.ranks[at] == c.rank {
			out = append(out, n)
		}
	}
	return out, nil
}
