package limit

import (
	"container/list"
	"sync"
	"time"
)

// table holds the buckets of this process. A bucket is one moment, the one at
// which it will be full again: a taking moves it on by what a taking costs, and
// may not move it further off than the time in which an empty bucket fills.
type table struct {
	most int

	mu      sync.Mutex
	buckets map[sum]*list.Element
	// order has them by when they were last asked for, the latest first.
	order *list.List
}

type bucket struct {
	key  sum
	full time.Duration
}

func newTable(most int) *table {
	return &table{most: most, buckets: map[sum]*list.Element{}, order: list.New()}
}

func (t *table) len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.buckets)
}

// take takes one, or gives how long to wait for it.
func (t *table) take(k sum, l Limit, now time.Duration) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	used := t.used(k, l, now)
	if wait = used + l.every() - l.holds(); wait > 0 {
		return wait
	}
	t.put(k, now, used+l.every())
	return 0
}

// look gives how long to wait until one could be taken; none when at once.
func (t *table) look(k sum, l Limit, now time.Duration) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(0, t.used(k, l, now)+l.every()-l.holds())
}

// learn makes a bucket at least as empty as it is said to be: it fills in used.
func (t *table) learn(k sum, l Limit, now, used time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if used > t.used(k, l, now) {
		t.put(k, now, used)
	}
}

// used gives the time in which the key's bucket is full again, and makes it
// the latest that was asked for.
func (t *table) used(k sum, l Limit, now time.Duration) time.Duration {
	e, ok := t.buckets[k]
	if !ok {
		return 0
	}
	t.order.MoveToFront(e)
	b := e.Value.(*bucket)
	// The clock may have been set back.
	b.full = min(b.full, now+l.holds())
	return max(0, b.full-now)
}

// put says that the key's bucket is full again in used.
func (t *table) put(k sum, now, used time.Duration) {
	if e, ok := t.buckets[k]; ok {
		e.Value.(*bucket).full = now + used
		return
	}
	// A full bucket is as good as none. Two go for each that comes, so that
	// nothing stays for long where something happens.
	for range 2 {
		if e := t.order.Back(); e != nil && e.Value.(*bucket).full <= now {
			t.forget(e)
		}
	}
	if len(t.buckets) >= t.most {
		t.forget(t.order.Back())
	}
	t.buckets[k] = t.order.PushFront(&bucket{key: k, full: now + used})
}

func (t *table) forget(e *list.Element) {
	delete(t.buckets, e.Value.(*bucket).key)
	t.order.Remove(e)
}
