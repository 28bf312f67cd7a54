// Package index answers directory.Query. Bleve holds the documents: analysis,
// postings, dictionaries, durability. The near table, compiled from it, is what
// a search runs over.
//
// One document is one service at location, so that place and time filters
// cannot cross-match; results collapse to the service.
package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"alongside/index/near"
	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// Options are what Open needs beside the folder.
type Options struct {
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log is told of damaged folders; discarded when nil.
	Log *slog.Logger
	// Concepts is the version of the concepts that documents are about.
	Concepts string
	// Sizes say when the near table's segments are merged; the usual when zero.
	Sizes near.Sizes
}

// Index is an open index. It is safe for use by many goroutines.
type Index struct {
	dir string
	// version names the form of the index: see Version.
	version string
	now     func() time.Time
	log     *slog.Logger
	// sizes are the table's.
	sizes near.Sizes

	// applying keeps writers apart: Apply and Rebuild take turns.
	applying sync.Mutex
	// mu guards which generation serves; searches hold it for reading.
	mu  sync.RWMutex
	gen *generation
}

// generation is one index folder, open, with its table.
type generation struct {
	folder string
	words  bleve.Index
	table  *near.Table
	// stale is true for a folder of an earlier version, which serves until a
	// new one is built; damaged when the folder was put aside and this one is
	// empty.
	stale, damaged bool
}

// Entry is all that the index shall hold of one listing: one document for each
// of its places, or none when it is gone.
type Entry struct {
	ID        string
	Documents []directory.Document
}

// Batch is applied whole, with the position it brings the index to.
type Batch struct {
	Listings []Entry
	Sequence int64
}

// Settled waits until nothing is merged in the background.
func (x *Index) Settled() {
	x.mu.RLock()
	defer x.mu.RUnlock()
	x.gen.table.Settled()
}

// Statistics gives what words are weighed by, and Frequency how many documents
// of the base hold a term.
func (x *Index) Statistics() near.Statistics {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.table.Statistics()
}

// Frequency is told with Statistics.
func (x *Index) Frequency(term string) int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.table.Frequency(near.Term{Text: term})
}

// Compact compiles the whole table anew, from which on all is weighed by
// present statistics.
func (x *Index) Compact(ctx context.Context) error {
	x.applying.Lock()
	defer x.applying.Unlock()
	return x.gen.table.Compile(ctx)
}

// Gauges are figures of an index at a moment, for whoever watches over it.
type Gauges struct {
	Documents, Segments int
	// MappedBytes are the bytes of the files that searches run over.
	MappedBytes int64
}

// Gauges gives figures that cost little to give.
func (x *Index) Gauges() Gauges {
	x.mu.RLock()
	defer x.mu.RUnlock()
	_, documents := x.gen.table.Count()
	return Gauges{Documents: documents, Segments: x.gen.table.Segments(), MappedBytes: x.gen.table.Mapped()}
}

// Edition names the folder that serves and the change it has been brought to:
// what was found under one edition is not to be trusted under another.
func (x *Index) Edition() string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return filepath.Base(x.gen.folder) + "@" + strconv.FormatInt(x.gen.table.Sequence(), 10)
}

// Turn brings the index to the present day, and gives the listings that have
// to be made again on it though nothing was saved.
func (x *Index) Turn() []string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	x.gen.table.Turn()
	return x.gen.table.Due(schedule.Today(x.now()))
}

// Status says how an index is.
type Status struct {
	Folder    string `json:"folder"`
	Version   string `json:"version"`
	Sequence  int64  `json:"sequence"`
	Listings  int    `json:"listings"`
	Documents int    `json:"documents"`
	Bytes     int64  `json:"bytes"`
	// Stale is true while an index of an earlier version serves, or none that
	// can be trusted: it should be built anew.
	Stale bool `json:"stale"`
}

// What bleve keeps in the same batch as the documents, so that all survive a
// kill together or none does: the position, and which listings the last batch
// changed from which position, for a table that the kill left behind by it.
var (
	sequenceKey = []byte("alongside.sequence")
	lastKey     = []byte("alongside.last")
)

// last is the last batch.
type last struct {
	From int64    `json:"from"`
	IDs  []string `json:"ids"`
}

// Open opens the index under dir. A folder of an earlier version serves as
// Stale until Rebuild; a damaged one is put aside; where there is none, an
// empty index is made, at sequence 0. Only one process may open a folder.
func Open(dir string, o Options) (*Index, error) {
	x := &Index{dir: dir, version: Version(o.Concepts), now: o.Now, log: o.Log, sizes: o.Sizes}
	if x.now == nil {
		x.now = time.Now
	}
	if x.log == nil {
		x.log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the index folder: %w", err)
	}
	gen, err := x.choose()
	if err != nil {
		return nil, err
	}
	x.gen = gen
	return x, nil
}

// Close lets the index go.
func (x *Index) Close() error {
	x.applying.Lock()
	defer x.applying.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.gen.close()
}

func (g *generation) close() error {
	g.table.Close()
	return g.words.Close()
}

// Sequence gives the change up to which the index has been brought.
func (x *Index) Sequence() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.table.Sequence()
}

// Status says how the index is.
func (x *Index) Status() Status {
	x.mu.RLock()
	defer x.mu.RUnlock()
	listings, documents := x.gen.table.Count()
	return Status{
		Folder: x.gen.folder, Version: x.version, Sequence: x.gen.table.Sequence(),
		Listings: listings, Documents: documents, Bytes: folderBytes(x.gen.folder),
		Stale: x.gen.stale || x.gen.damaged,
	}
}

// IDs gives the ids of all listings in the index.
func (x *Index) IDs(context.Context) (map[string]bool, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.table.IDs(), nil
}

// Cards gives the cards of one listing, one for each of its places; none when
// it is not in the index.
func (x *Index) Cards(id string) []directory.Card {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.table.Cards(id)
}

// Apply brings the index from one position to the next: what a batch says of a
// listing replaces all that was there of it. A stale index takes no changes;
// it is built anew instead.
func (x *Index) Apply(ctx context.Context, b Batch) error {
	x.applying.Lock()
	defer x.applying.Unlock()
	x.mu.RLock()
	gen := x.gen
	x.mu.RUnlock()
	if gen.stale {
		return errors.New("apply: this index is of an earlier version and has to be built anew")
	}
	return gen.apply(ctx, b)
}

// apply writes one bleve batch and then the table; what a kill in between
// leaves out of the table, the next Open puts in.
func (g *generation) apply(ctx context.Context, b Batch) error {
	from := g.table.Sequence()
	changes, err := g.write(ctx, b, &from)
	if err != nil {
		return err
	}
	if err := g.table.Apply(changes, b.Sequence); err != nil {
		return fmt.Errorf("apply a batch of %d: %w", len(b.Listings), err)
	}
	return nil
}

// write writes one bleve batch. from is the position before it; nil while an
// index is built, whose table is made at the end.
func (g *generation) write(ctx context.Context, b Batch, from *int64) ([]near.Change, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	batch := g.words.NewBatch()
	changes := make([]near.Change, 0, len(b.Listings))
	note := last{IDs: make([]string, 0, len(b.Listings))}
	for _, e := range b.Listings {
		for _, key := range g.table.Keys(e.ID) {
			batch.Delete(key)
		}
		change := near.Change{ID: e.ID}
		for i := range e.Documents {
			d := &e.Documents[i]
			p, err := near.Prepare(d)
			if err == nil {
				err = batch.Index(d.Key, wordsOf(d, &p))
			}
			if err != nil {
				return nil, fmt.Errorf("index %s: %w", d.Key, err)
			}
			change.Documents = append(change.Documents, p)
		}
		changes, note.IDs = append(changes, change), append(note.IDs, e.ID)
	}
	batch.SetInternal(sequenceKey, []byte(strconv.FormatInt(b.Sequence, 10)))
	if from != nil {
		note.From = *from
		value, err := json.Marshal(note)
		if err != nil {
			return nil, fmt.Errorf("note a batch: %w", err)
		}
		batch.SetInternal(lastKey, value)
	}
	if err := g.words.Batch(batch); err != nil {
		return nil, fmt.Errorf("apply a batch of %d: %w", len(b.Listings), err)
	}
	return changes, nil
}

// position gives the sequence that bleve holds.
func position(r bleveindex.IndexReader) (int64, error) {
	v, err := r.GetInternal(sequenceKey)
	if err != nil || len(v) == 0 {
		return 0, err
	}
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read the position: %w", err)
	}
	return n, nil
}
