package near

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"alongside/internal/directory"
)

// Change is all that the table shall hold of one listing: its documents, or
// none when it is gone.
type Change struct {
	ID        string
	Documents []Prepared
}

// recent is a change whose words are still at hand.
type recent struct {
	documents []Prepared
	// round is the merge after which it is in the middle.
	round int
}

// work is what goes on in the background: one thing at a time.
type work struct {
	ctx   context.Context
	stop  context.CancelFunc
	done  sync.WaitGroup
	busy  bool
	round int
	// epoch counts the bases made at once; what was begun before one is of no
	// use after it.
	epoch int
	// writing is the file that is being written.
	writing string
	// failed is set when a compilation failed, until the next change.
	failed bool
}

// Apply brings the table from one sequence to the next: what a change says of
// a listing replaces all that was there of it. It can be found as soon as
// Apply is done.
func (t *Table) Apply(changes []Change, sequence int64) error {
	t.changing.Lock()
	defer t.changing.Unlock()
	stats := t.snap.Load().statistics()
	for _, c := range changes {
		id, err := parseID(c.ID)
		if err != nil {
			return err
		}
		t.recent[id] = recent{c.Documents, t.work.round}
	}
	if len(changes) > 0 {
		if err := t.freshen(stats, sequence); err != nil {
			return err
		}
	}
	if err := t.publish(sequence); err != nil {
		return err
	}
	t.work.failed = false
	t.consider()
	return nil
}

// freshen makes the fresh segment anew of the recent changes.
func (t *Table) freshen(stats Statistics, sequence int64) error {
	if len(t.recent) == 0 {
		t.fresh = nil
		return nil
	}
	all := documents{stats: stats}
	var ids []uuid
	for id, r := range t.recent {
		ids = append(ids, id)
		all.list = append(all.list, r.documents...)
	}
	fresh, err := t.make("fresh", &all, sequence, sortedIDs(ids))
	if err != nil {
		return err
	}
	t.fresh = fresh
	return nil
}

// make writes a segment and opens it.
func (t *Table) make(what string, src Source, sequence int64, replaced []uuid) (*segment, error) {
	return t.writeAt(t.newPath(what), src, sequence, replaced)
}

func (t *Table) writeAt(path string, src Source, sequence int64, replaced []uuid) (*segment, error) {
	if err := writeSegment(path, src, sequence, today(t.o.Now()), replaced); err != nil {
		return nil, err
	}
	return openSegment(path, false)
}

// publish shows the segments there are to searches, and notes them on disk.
func (t *Table) publish(sequence int64) error {
	next := newSnapshot(t.snap.Load(), t.segments(), sequence, today(t.o.Now()))
	t.snap.Store(next)
	return t.save(sequence)
}

// Turn brings the table to the present day: sessions that are past go, and
// what is closed until today opens.
func (t *Table) Turn() *snapshot {
	t.changing.Lock()
	defer t.changing.Unlock()
	old := t.snap.Load()
	day := today(t.o.Now())
	if old.day == day {
		return old
	}
	next := newSnapshot(old, t.segments(), old.sequence, day)
	t.snap.Store(next)
	return next
}

// consider begins a merge or a compilation when one is due.
func (t *Table) consider() {
	if t.work.busy || t.work.ctx.Err() != nil {
		return
	}
	size := func(s *segment) int {
		if s == nil {
			return 0
		}
		return s.size + len(s.replaced)
	}
	sizes := t.o.Sizes
	changed := size(t.middle) + size(t.fresh)
	var job func()
	switch {
	case t.o.Recompile != nil && !t.work.failed && changed > max(sizes.Middle, size(t.base)/sizes.Share):
		path := t.newPath("base")
		t.work.writing = filepath.Base(path)
		job = func() { t.compile(path) }
	case size(t.fresh) > sizes.Fresh:
		path := t.newPath("middle")
		t.work.writing = filepath.Base(path)
		job = t.mergeJob(path)
	default:
		return
	}
	t.work.busy = true
	t.work.done.Go(func() {
		job()
		t.changing.Lock()
		defer t.changing.Unlock()
		t.work.busy, t.work.writing = false, ""
		t.consider()
	})
}

// mergeJob puts the middle and the fresh segment into a new middle. What
// changes meanwhile is fresh afterwards.
func (t *Table) mergeJob(path string) func() {
	snap := t.snap.Load()
	views := snap.views
	if t.base != nil {
		views = views[1:]
	}
	round, epoch := t.work.round, t.work.epoch
	t.work.round++
	return func() {
		src := newMerged(views, snap.statistics())
		middle, err := t.writeAt(path, src, snap.sequence, src.replacedBy())
		snap.keep()
		if err != nil {
			t.o.Log.Error("merging the near table failed", "err", err)
			return
		}
		t.changing.Lock()
		defer t.changing.Unlock()
		if t.work.epoch != epoch {
			return
		}
		t.forget(round)
		t.middle = middle
		now := t.snap.Load()
		t.settle(now.statistics(), now.sequence)
	}
}

// forget lets go of the changes up to a round: they are in an older segment.
func (t *Table) forget(round int) {
	for id, r := range t.recent {
		if r.round <= round {
			delete(t.recent, id)
		}
	}
}

// settle makes the fresh segment of what is recent and shows the outcome.
func (t *Table) settle(stats Statistics, sequence int64) {
	if err := t.freshen(stats, sequence); err != nil {
		t.o.Log.Error("writing the near table failed", "err", err)
		return
	}
	if err := t.publish(sequence); err != nil {
		t.o.Log.Error("writing the near table failed", "err", err)
	}
}

// compile makes the base anew. What changed after the sequence that it has
// stays in the middle or fresh.
func (t *Table) compile(path string) {
	t.changing.Lock()
	round, epoch := t.work.round, t.work.epoch
	t.work.round++
	t.changing.Unlock()
	base, err := t.recompiled(t.work.ctx, path)
	t.changing.Lock()
	defer t.changing.Unlock()
	if err != nil {
		if t.work.ctx.Err() == nil {
			t.o.Log.Error("compiling the near table failed", "err", err)
		}
		t.work.failed = true
		return
	}
	if t.work.epoch != epoch {
		return
	}
	t.base = base
	if t.middle != nil && t.middle.file.sequence <= base.file.sequence {
		t.middle = nil
	}
	t.forget(round)
	t.settle(base.stats, max(base.file.sequence, t.snap.Load().sequence))
}

func (t *Table) recompiled(ctx context.Context, path string) (*segment, error) {
	if err := t.o.Recompile(ctx, path); err != nil {
		return nil, err
	}
	return openSegment(path, false)
}

// Compile makes the base of everything, at once.
func (t *Table) Compile(ctx context.Context) error {
	t.changing.Lock()
	defer t.changing.Unlock()
	base, err := t.recompiled(ctx, t.newPath("base"))
	if err != nil {
		return fmt.Errorf("compile the near table: %w", err)
	}
	t.base, t.middle, t.fresh = base, nil, nil
	t.work.epoch++
	clear(t.recent)
	return t.publish(base.file.sequence)
}

// Write writes a segment of all documents at path: what Options.Recompile does
// with the documents that it knows.
func Write(path string, src Source, sequence int64, day directory.Date) error {
	on, _ := dayOf(day)
	return writeSegment(path, src, sequence, on, nil)
}

// Settled waits until nothing goes on in the background.
func (t *Table) Settled() { t.work.done.Wait() }
