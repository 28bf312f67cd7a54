// Package follow keeps an index in step with the store: it reads the change
// log, turns listings into documents, and applies them together with its
// position. Every wake-up, a slow tick and the start of a day lead to the same
// idempotent work, so a lost wake-up costs two seconds and nothing else.
package follow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"alongside/index"
	"alongside/internal/directory"
	"alongside/internal/schedule"
	"alongside/internal/store"
)

// Store is the truth that is followed; *store.Store is one.
type Store interface {
	Changes(ctx context.Context, after int64, limit int) ([]store.Change, error)
	Sequence(ctx context.Context) (int64, error)
	Listings(ctx context.Context, ids []string) ([]directory.Listing, error)
	Page(ctx context.Context, after string, limit int) ([]directory.Listing, error)
	Identity(ctx context.Context) (string, error)
}

// Index is what is kept in step; *index.Index is one.
type Index interface {
	Apply(ctx context.Context, b index.Batch) error
	Sequence() int64
	Status() index.Status
	Turn() []string
	Rebuild(ctx context.Context, fill func(ctx context.Context, add func([]index.Entry) error) (int64, error)) error
}

const (
	// batchSize is how many changes, or listings, go into one bleve batch.
	batchSize = 500
	// tick is how long a change waits at most when its wake-up was lost.
	tick = 2 * time.Second
)

// Follower follows one store into one index.
type Follower struct {
	store Store
	index Index
	build Builder
	mark  markFile
	log   *slog.Logger
	wake  chan struct{}

	// working keeps CatchUp and Rebuild apart.
	working sync.Mutex

	mu      sync.Mutex
	day     directory.Date
	readyAt time.Time     // zero until the first catch-up
	moved   chan struct{} // closed and replaced whenever the position moves
	lastErr error
}

// New gives a follower that keeps its mark (which store, which day) in dir.
func New(s Store, x Index, b Builder, dir string) *Follower {
	return &Follower{
		store: s, index: x, build: b, mark: markFile{dir: dir}, log: b.Log,
		wake: make(chan struct{}, 1), moved: make(chan struct{}),
	}
}

// Wake hints that something changed. It never blocks.
func (f *Follower) Wake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Run follows until ctx ends. What goes wrong is logged and tried again.
func (f *Follower) Run(ctx context.Context) {
	timer := time.NewTicker(tick)
	defer timer.Stop()
	for {
		if err := f.CatchUp(ctx); err != nil && ctx.Err() == nil {
			f.fail(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-f.wake:
		case <-timer.C:
		}
	}
}

// CatchUp brings the index to the store's present state: whole, when it is
// new, damaged, or of another store or mapping; else by what changed, and by
// the turn of the day.
func (f *Follower) CatchUp(ctx context.Context) error {
	f.working.Lock()
	defer f.working.Unlock()
	m, err := f.mark.read()
	if err != nil {
		f.log.Warn("the index's mark could not be read; building it again", "err", err)
	}
	id, err := f.store.Identity(ctx)
	if err != nil {
		return fmt.Errorf("follow: %w", err)
	}
	head, err := f.store.Sequence(ctx)
	if err != nil {
		return fmt.Errorf("follow: %w", err)
	}
	st := f.index.Status()
	fresh := f.index.Sequence() == 0 && head > batchSize
	switch {
	case m.Store != id, st.Stale, fresh, f.index.Sequence() > head:
		if err := f.rebuild(ctx); err != nil {
			return err
		}
	default:
		if err := f.changes(ctx); err != nil {
			return err
		}
	}
	if err := f.turnDay(ctx, id); err != nil {
		return err
	}
	f.mu.Lock()
	f.lastErr = nil
	if f.readyAt.IsZero() {
		f.readyAt = f.build.Now()
	}
	f.mu.Unlock()
	return nil
}

// changes applies what the store has after the index's position.
func (f *Follower) changes(ctx context.Context) error {
	for {
		after := f.index.Sequence()
		changes, err := f.store.Changes(ctx, after, batchSize)
		if err != nil {
			return fmt.Errorf("follow: read changes after %d: %w", after, err)
		}
		if len(changes) == 0 {
			return nil
		}
		last := changes[len(changes)-1].Sequence
		entries, everything, err := f.entries(ctx, changes)
		if err != nil {
			return fmt.Errorf("follow: changes %d to %d: %w", after+1, last, err)
		}
		if everything {
			if err := f.every(ctx, func(es []index.Entry) error {
				return f.index.Apply(ctx, index.Batch{Listings: es, Sequence: after})
			}); err != nil {
				return err
			}
		}
		if err := f.index.Apply(ctx, index.Batch{Listings: entries, Sequence: last}); err != nil {
			return fmt.Errorf("follow: apply changes %d to %d: %w", after+1, last, err)
		}
		f.announce()
	}
}

// entries gives what the index shall hold of each listing that the changes
// name, and whether a change touches every listing (places were imported).
func (f *Follower) entries(ctx context.Context, changes []store.Change) ([]index.Entry, bool, error) {
	everything := false
	seen := map[string]bool{}
	var ids []string
	for _, c := range changes {
		switch {
		case c.Kind == store.ChangePlaces:
			everything = true
		case !seen[c.ListingID]:
			seen[c.ListingID] = true
			ids = append(ids, c.ListingID)
		}
	}
	listings, err := f.store.Listings(ctx, ids)
	if err != nil {
		return nil, false, err
	}
	entries, err := f.documents(ctx, listings)
	if err != nil {
		return nil, false, err
	}
	for _, l := range listings {
		delete(seen, l.ID)
	}
	for _, id := range ids {
		if seen[id] { // no longer in the store
			entries = append(entries, index.Entry{ID: id})
		}
	}
	return entries, everything, nil
}

func (f *Follower) documents(ctx context.Context, listings []directory.Listing) ([]index.Entry, error) {
	entries := make([]index.Entry, 0, len(listings))
	for _, l := range listings {
		docs, err := f.build.Documents(ctx, l)
		if err != nil {
			return nil, err
		}
		entries = append(entries, index.Entry{ID: l.ID, Documents: docs})
	}
	return entries, nil
}

// every passes all listings of the store on, a page at a time.
func (f *Follower) every(ctx context.Context, add func([]index.Entry) error) error {
	after := ""
	for {
		page, err := f.store.Page(ctx, after, batchSize)
		if err != nil {
			return fmt.Errorf("follow: read listings after %q: %w", after, err)
		}
		if len(page) == 0 {
			return nil
		}
		entries, err := f.documents(ctx, page)
		if err != nil {
			return fmt.Errorf("follow: %w", err)
		}
		if err := add(entries); err != nil {
			return fmt.Errorf("follow: %w", err)
		}
		after = page[len(page)-1].ID
	}
}

// Rebuild builds the index anew beside the one that serves, swaps it in, and
// applies what changed meanwhile.
func (f *Follower) Rebuild(ctx context.Context) error {
	f.working.Lock()
	defer f.working.Unlock()
	return f.rebuild(ctx)
}

func (f *Follower) rebuild(ctx context.Context) error {
	id, err := f.store.Identity(ctx)
	if err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	f.log.Info("building the index")
	began := time.Now()
	err = f.index.Rebuild(ctx, func(ctx context.Context, add func([]index.Entry) error) (int64, error) {
		// The position is noted before the first page: a change that comes
		// while the pages are read is applied again afterwards.
		seq, err := f.store.Sequence(ctx)
		if err != nil {
			return 0, err
		}
		return seq, f.every(ctx, add)
	})
	if err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	today := f.today()
	if err := f.mark.write(mark{Store: id, Day: today}); err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	f.setDay(today)
	f.announce()
	f.log.Info("the index is built", "documents", f.index.Status().Documents, "took", time.Since(began).Round(time.Millisecond))
	return f.changes(ctx)
}

// turnDay brings the index to a new local day, once for each. The index moves
// its sessions on by itself; only listings for which a price or a role ends, or
// whose sessions run out, are made again.
func (f *Follower) turnDay(ctx context.Context, storeID string) error {
	m, _ := f.mark.read() // a mark that cannot be read is an old day
	today := f.today()
	if m.Day == today {
		f.setDay(today)
		return nil
	}
	at := f.index.Sequence()
	for ids := f.index.Turn(); len(ids) > 0; {
		n := min(batchSize, len(ids))
		listings, err := f.store.Listings(ctx, ids[:n])
		if err != nil {
			return fmt.Errorf("follow: the turn of the day: %w", err)
		}
		entries, err := f.documents(ctx, listings)
		if err == nil {
			err = f.index.Apply(ctx, index.Batch{Listings: entries, Sequence: at})
		}
		if err != nil {
			return fmt.Errorf("follow: the turn of the day: %w", err)
		}
		ids = ids[n:]
	}
	if err := f.mark.write(mark{Store: storeID, Day: today}); err != nil {
		return err
	}
	f.setDay(today)
	return nil
}

// Day gives the local day for which the index's sessions were last worked out;
// empty before that is known. It moves without a change: what is kept of
// answers needs it beside the index's edition.
func (f *Follower) Day() directory.Date {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.day
}

func (f *Follower) setDay(d directory.Date) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.day = d
}

func (f *Follower) today() directory.Date { return schedule.Today(f.build.Now()) }

// ReadyAt gives the moment of the first catch-up; zero before it.
func (f *Follower) ReadyAt() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.readyAt
}

// Ready is nil once the index has caught up for the first time.
func (f *Follower) Ready() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.readyAt.IsZero() {
		return nil
	}
	return &directory.Error{Code: directory.CodeUnavailable, Message: "The index is still catching up.", Err: f.lastErr}
}

// WaitFor waits until the index holds the change with the given sequence, so
// that people see their own edits, or until ctx ends.
func (f *Follower) WaitFor(ctx context.Context, seq int64) error {
	for {
		f.mu.Lock()
		moved := f.moved
		f.mu.Unlock()
		if f.index.Sequence() >= seq {
			return nil
		}
		f.Wake()
		select {
		case <-ctx.Done():
			return directory.Errorf(directory.CodeUnavailable, "This was saved, but cannot be found yet. It will be in a moment.")
		case <-moved:
		}
	}
}

// announce tells those who wait that the position moved.
func (f *Follower) announce() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.moved)
	f.moved = make(chan struct{})
}

// fail notes what went wrong; the same error is logged once, not every tick.
func (f *Follower) fail(err error) {
	f.mu.Lock()
	repeated := f.lastErr != nil && f.lastErr.Error() == err.Error()
	f.lastErr = err
	f.mu.Unlock()
	if !repeated && !errors.Is(err, context.Canceled) {
		f.log.Error("following the store failed; trying again", "err", err)
	}
}
