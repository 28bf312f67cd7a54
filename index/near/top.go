package near

import (
	"bytes"
	"cmp"
	"slices"

	"alongside/internal/directory"
)

// candidate is one service that fits, at the place of it that fits best.
type candidate struct {
	// order is what the sort compares first, smaller first.
	order, score float64
	// view, service and rank say which it is; id does where it comes from a
	// cursor.
	view, service, rank uint32
	id                  *uuid
	// words and met are what the terms give, and which of them it holds.
	words float32
	met   uint64
	// metres is the distance; -1 without one.
	metres float64
	// others counts its other places that fit.
	others int32
	// wanted are the days that its sessions are asked of.
	wanted directory.Slots
}

// top keeps the best of many candidates: a heap whose first is the worst kept.
type top struct {
	snap  *snapshot
	limit int
	kept  []candidate
}

func (t *top) reset(snap *snapshot, limit int) { t.snap, t.limit, t.kept = snap, limit, t.kept[:0] }

// compare orders candidates by the query's sort, then by score, then by id, so
// that the order is whole and pages are stable. Within a view services are
// numbered in the order of their ids.
func (t *top) compare(a, b *candidate) int {
	switch {
	case a.order != b.order:
		return cmp.Compare(a.order, b.order)
	case a.score != b.score:
		return cmp.Compare(b.score, a.score)
	case a.view == b.view && a.id == nil && b.id == nil:
		return cmp.Compare(a.service, b.service)
	}
	x, y := t.idOf(a), t.idOf(b)
	return bytes.Compare(x[:], y[:])
}

func (t *top) idOf(c *candidate) uuid {
	if c.id != nil {
		return *c.id
	}
	return t.snap.views[c.view].serviceIDs[c.service]
}

// full reports whether only what is better than the worst kept can enter.
func (t *top) full() bool { return len(t.kept) == t.limit }

// worst gives the order beyond which nothing enters.
func (t *top) worst() float64 { return t.kept[0].order }

// offer keeps a candidate if it is among the best.
func (t *top) offer(c candidate) {
	if len(t.kept) < t.limit {
		t.kept = append(t.kept, c)
		for i := len(t.kept) - 1; i > 0; {
			parent := (i - 1) / 2
			if t.compare(&t.kept[parent], &t.kept[i]) >= 0 {
				break
			}
			t.kept[parent], t.kept[i] = t.kept[i], t.kept[parent]
			i = parent
		}
		return
	}
	if t.limit == 0 || t.compare(&c, &t.kept[0]) >= 0 {
		return
	}
	t.kept[0] = c
	for i := 0; ; {
		worst := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(t.kept) && t.compare(&t.kept[child], &t.kept[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		t.kept[i], t.kept[worst] = t.kept[worst], t.kept[i]
		i = worst
	}
}

// sorted gives what was kept in order, best first.
func (t *top) sorted() []candidate {
	slices.SortFunc(t.kept, func(a, b candidate) int { return t.compare(&a, &b) })
	return t.kept
}
