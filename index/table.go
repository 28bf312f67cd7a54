package index

import (
	"slices"
	"strings"
	"sync"

	"alongside/internal/directory"
)

// record is one document in memory: its card, and nothing of its words.
type record struct {
	key  string
	card directory.Card
}

// service is one listing with its records, never changed once it is in the
// table: a change puts another in its place.
type service struct {
	id      string
	records []*record
}

// table holds every card. Readers hold mu for as long as they look.
type table struct {
	mu   sync.RWMutex
	byID map[string]int
	list []*service
	docs int
	// edition counts the changes, for what is worked out from the whole table.
	edition int64
}

func newTable() *table { return &table{byID: map[string]int{}} }

func (t *table) count() (listings, documents int) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.list), t.docs
}

func (t *table) ids() map[string]bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	out := make(map[string]bool, len(t.list))
	for _, s := range t.list {
		out[s.id] = true
	}
	return out
}

// keys gives the keys of a listing's documents.
func (t *table) keys(id string) []string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	i, ok := t.byID[id]
	if !ok {
		return nil
	}
	var out []string
	for _, r := range t.list[i].records {
		out = append(out, r.key)
	}
	return out
}

func (t *table) cards(id string) []directory.Card {
	t.mu.RLock()
	defer t.mu.RUnlock()
	i, ok := t.byID[id]
	if !ok {
		return nil
	}
	var out []directory.Card
	for _, r := range t.list[i].records {
		out = append(out, r.card)
	}
	return out
}

// replace puts entries in place of all that was there of their listings.
func (t *table) replace(entries []Entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.edition++
	for _, e := range entries {
		s := &service{id: e.ID}
		for _, d := range e.Documents {
			s.records = append(s.records, &record{key: d.Key, card: d.Card})
		}
		t.put(s)
	}
}

// add adds one document to its listing, as they are read back at the start.
func (t *table) add(d directory.Document) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.edition++
	s := &service{id: d.Card.ID}
	if i, ok := t.byID[s.id]; ok {
		s.records = append(s.records, t.list[i].records...)
	}
	s.records = append(s.records, &record{key: d.Key, card: d.Card})
	t.put(s)
}

// put puts one service in the place of the one with its id; one without
// records is taken out.
func (t *table) put(s *service) {
	slices.SortFunc(s.records, func(a, b *record) int { return strings.Compare(a.key, b.key) })
	i, known := t.byID[s.id]
	switch {
	case known && len(s.records) > 0:
		t.docs += len(s.records) - len(t.list[i].records)
		t.list[i] = s
	case known:
		t.docs -= len(t.list[i].records)
		last := len(t.list) - 1
		t.list[i] = t.list[last]
		t.byID[t.list[i].id] = i
		t.list = t.list[:last]
		delete(t.byID, s.id)
	case len(s.records) > 0:
		t.byID[s.id] = len(t.list)
		t.list = append(t.list, s)
		t.docs += len(s.records)
	}
}
