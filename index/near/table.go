package near

import (
	"cmp"
	"context"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"alongside/internal/directory"
)

// Options are what Open needs beside the folder.
type Options struct {
	// Now is the clock.
	Now func() time.Time
	Log *slog.Logger
	// Recompile writes a segment of everything to path, by Write. The table
	// calls it in the background when what changed has grown.
	Recompile func(ctx context.Context, path string) error
	// Sizes say when segments are merged.
	Sizes Sizes
}

// Sizes say when segments are merged; zeros stand for what is usual.
type Sizes struct {
	// Fresh is how many documents the fresh segment holds before it goes into
	// the middle: it is written anew with each change.
	Fresh int
	// Middle is how many documents changed before the base is compiled anew, if
	// that is a share of it, at least 1/Share, too.
	Middle, Share int
}

// usual are the sizes for a directory of any size.
var usual = Sizes{Fresh: 256, Middle: 2048, Share: 4}

func (s Sizes) orUsual() Sizes {
	return Sizes{cmp.Or(s.Fresh, usual.Fresh), cmp.Or(s.Middle, usual.Middle), cmp.Or(s.Share, usual.Share)}
}

// Table is an open table. It is safe for use by many goroutines; changes are
// one at a time.
type Table struct {
	dir string
	o   Options

	snap     atomic.Pointer[snapshot]
	searches sync.Pool
	// changing guards what follows.
	changing sync.Mutex
	base     *segment // nil before the first compilation
	middle   *segment // what changed since the base; nil when nothing did
	fresh    *segment // what changed since the middle; nil when nothing did
	// recent are the changes in fresh, by listing.
	recent map[uuid]recent
	// files numbers the files.
	files int
	work  work
}

// Search answers a query. When the deadline comes first, what was found is
// given as Partial.
func (t *Table) Search(ctx context.Context, q Query) (Answer, error) {
	s := t.searching()
	defer t.done(s)
	snap := t.today()
	defer snap.keep()
	if err := s.begin(ctx, snap, &q, t.o.Now()); err != nil {
		return Answer{}, err
	}
	a := Answer{Sequence: snap.sequence}
	if len(snap.views) == 0 {
		return a, nil
	}
	if err := s.answer(&a); err != nil {
		return Answer{}, err
	}
	page := s.top.sorted()
	all := page
	if len(page) > q.Limit {
		page = page[:q.Limit]
		last := page[len(page)-1]
		a.Next = &Position{Order: last.order, Score: last.score, ID: s.top.idOf(&last).String()}
	}
	s.page = append(s.page[:0], page...)
	a.Partial, a.Unknown = s.partial, s.unknown
	if a.Few = q.Nearly && a.Total < few && !a.Partial; a.Few && (a.Unknown == 0 || q.AsWritten) {
		a.Missed = len(s.misses) <= mostMissed
		a.Fitting = make([]ID, 0, few)
		for i := range all {
			a.Fitting = append(a.Fitting, s.top.idOf(&all[i]))
		}
		var err error
		if a.Nearly, err = s.nearly(q.Lift, a.Fitting); err != nil {
			return Answer{}, err
		}
	}
	hits := s.hits(s.page)
	if n := len(page); n > 0 {
		a.Hits, hits = hits[:n:n], hits[n:]
	}
	for i := range a.Nearly {
		n := min(a.Nearly[i].Total, NearlyHits)
		a.Nearly[i].Hits, hits = hits[:n:n], hits[n:]
	}
	return a, nil
}

// answer finds the best, the total and the facets. Those of queries that no
// place and no word narrows are kept for as long as the snapshot is: they are
// the same wherever someone stands.
func (s *search) answer(a *Answer) error {
	key, keepable := s.key()
	if keepable {
		if kept := s.snap.tallied(key); kept != nil && s.leads() && s.nearest() {
			a.Total, a.Facets = kept.total, kept.facets
			return nil
		}
		s.top.reset(s.snap, s.q.Limit+1)
		s.total, s.cut = 0, math.MaxFloat32
	}
	if err := s.run(); err != nil {
		return err
	}
	a.Total = s.total
	if !s.q.Uncounted {
		a.Facets = s.counter.list(s.snap, &s.q.Query, chosenBits(&s.q.Query))
	}
	if keepable && !s.partial {
		s.snap.tally(key, &tally{a.Total, a.Facets})
	}
	return nil
}

// key names a query by its filters alone, and says whether its total and
// counts are worth keeping.
func (s *search) key() ([]byte, bool) {
	q := s.q.Query
	if len(s.q.Terms) > 0 || s.q.Holds != nil || s.q.Uncounted || len(s.skip) > 0 || (q.Near != nil && q.Within > 0) {
		return nil, false
	}
	q.Words, q.Near, q.NearText, q.Sort = "", nil, "", directory.SortBest
	s.keyText = q.AppendKey(s.keyText[:0])
	return s.keyText, true
}

// mostKept bounds the tallies that a snapshot keeps.
const mostKept = 256

func (s *snapshot) tallied(key []byte) *tally {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	return s.kept[string(key)]
}

func (s *snapshot) tally(key []byte, t *tally) {
	s.keeping.Lock()
	defer s.keeping.Unlock()
	if len(s.kept) < mostKept {
		s.kept[string(key)] = t
	}
}

func (t *Table) searching() *search {
	if s, ok := t.searches.Get().(*search); ok {
		return s
	}
	return &search{}
}

// done keeps a search for the next one, without what it looked at.
func (t *Table) done(s *search) {
	s.ctx, s.snap, s.q, s.top.snap, s.about = nil, nil, nil, nil, false
	t.searches.Put(s)
}

// today gives the snapshot, rolled on when the day has turned.
func (t *Table) today() *snapshot {
	snap := t.snap.Load()
	if now := t.o.Now().Unix(); now >= snap.from && now < snap.until {
		return snap
	}
	return t.Turn()
}

// Sequence gives the change up to which the table has been brought.
func (t *Table) Sequence() int64 { return t.snap.Load().sequence }

// Mapped gives the bytes of the segments that searches run over. They lie in
// files that are mapped: what is not looked at takes no memory.
func (t *Table) Mapped() int64 {
	n := 0
	for _, v := range t.snap.Load().views {
		n += len(v.file.data)
	}
	return int64(n)
}

// Segments gives how many segments searches run over.
func (t *Table) Segments() int { return len(t.snap.Load().views) }

// Count gives how many listings and documents are in the table.
func (t *Table) Count() (listings, documents int) {
	for _, v := range t.snap.Load().views {
		documents += v.size - v.deadCount
		listings += v.count - v.goneCount
	}
	return listings, documents
}

// IDs gives the ids of all listings in the table.
func (t *Table) IDs() map[string]bool {
	out := map[string]bool{}
	snap := t.snap.Load()
	defer snap.keep()
	for _, v := range snap.views {
		for service, id := range v.serviceIDs {
			if !v.dead.has(v.ranksOf(uint32(service))[0]) {
				out[id.String()] = true
			}
		}
	}
	return out
}

// Cards gives the cards of a listing with all their sessions, one for each of
// its places; none when it is not in the table.
func (t *Table) Cards(id string) []directory.Card {
	u, err := parseID(id)
	if err != nil {
		return nil
	}
	snap := t.snap.Load()
	defer snap.keep()
	v, service, found := snap.find(u)
	if !found {
		return nil
	}
	var out []directory.Card
	for _, rank := range v.ranksOf(service) {
		out = append(out, v.wholeCard(rank))
	}
	return out
}

// Keys gives the keys of a listing's documents.
func (t *Table) Keys(id string) []string {
	u, err := parseID(id)
	if err != nil {
		return nil
	}
	snap := t.snap.Load()
	defer snap.keep()
	v, service, found := snap.find(u)
	if !found {
		return nil
	}
	var out []string
	for _, rank := range v.ranksOf(service) {
		out = append(out, v.key(rank))
	}
	return out
}

// Due gives the ids of the listings that have to be made again on a day,
// though nothing was saved.
func (t *Table) Due(day directory.Date) []string {
	on, ok := dayOf(day)
	if !ok {
		return nil
	}
	snap := t.snap.Load()
	defer snap.keep()
	seen := map[uuid]bool{}
	var out []string
	for _, v := range snap.views {
		for rank, due := range v.due {
			id := v.serviceIDs[v.service[rank]]
			if due <= on && !v.dead.has(uint32(rank)) && !seen[id] {
				seen[id] = true
				out = append(out, id.String())
			}
		}
	}
	return out
}

// Statistics gives what impacts and weights are worked out from.
func (t *Table) Statistics() Statistics { return t.snap.Load().statistics() }

// Frequency gives how many documents of the base hold a term.
func (t *Table) Frequency(term Term) int {
	snap := t.snap.Load()
	defer snap.keep()
	if len(snap.views) == 0 || snap.statistics().Documents == 0 {
		return 0
	}
	r, err := snap.views[0].terms.Reader()
	if err != nil {
		return 0
	}
	return len(snap.views[0].lookup(term.key(), r).ranks)
}
