// Package index answers directory.Query. Bleve holds the words; a table of the
// cards, kept in memory and filled from what bleve stores, settles places,
// filters, counts and order exactly.
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

	"alongside/internal/directory"
)

// Options are what Open needs beside the folder.
type Options struct {
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log is told of damaged folders; discarded when nil.
	Log *slog.Logger
}

// Index is an open index. It is safe for use by many goroutines.
type Index struct {
	dir string
	now func() time.Time
	log *slog.Logger

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
	table  *table
	// stale is true for a folder of an earlier version, which serves until a
	// new one is built; damaged when the folder was put aside and this one is
	// empty.
	stale, damaged bool
	complete       completions

	mu       sync.RWMutex
	sequence int64
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

// sequenceKey is where bleve keeps the position, in the same batch as the
// documents: both survive a kill together or neither does.
var sequenceKey = []byte("alongside.sequence")

// Open opens the index under dir. A folder of an earlier version serves as
// Stale until Rebuild; a damaged one is put aside; where there is none, an
// empty index is made, at sequence 0. Only one process may open a folder.
func Open(dir string, o Options) (*Index, error) {
	x := &Index{dir: dir, now: o.Now, log: o.Log}
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
	return x.gen.words.Close()
}

// Sequence gives the change up to which the index has been brought.
func (x *Index) Sequence() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.at()
}

// Edition names the folder that serves and the change it has been brought to:
// what was found under one edition is not to be trusted under another.
func (x *Index) Edition() string {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return filepath.Base(x.gen.folder) + "@" + strconv.FormatInt(x.gen.at(), 10)
}

func (g *generation) at() int64 {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.sequence
}

// Status says how the index is.
func (x *Index) Status() Status {
	x.mu.RLock()
	defer x.mu.RUnlock()
	listings, documents := x.gen.table.count()
	return Status{
		Folder: x.gen.folder, Version: Version(), Sequence: x.gen.at(),
		Listings: listings, Documents: documents, Bytes: folderBytes(x.gen.folder),
		Stale: x.gen.stale || x.gen.damaged,
	}
}

// IDs gives the ids of all listings in the index.
func (x *Index) IDs(context.Context) (map[string]bool, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.table.ids(), nil
}

// Cards gives the cards of one listing, one for each of its places; none when
// it is not in the index.
func (x *Index) Cards(id string) []directory.Card {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen.table.cards(id)
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

// apply writes one bleve batch and then the table, so that a kill in between
// leaves nothing that the next Open does not read back.
func (g *generation) apply(ctx context.Context, b Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	batch := g.words.NewBatch()
	for _, e := range b.Listings {
		for _, key := range g.table.keys(e.ID) {
			batch.Delete(key)
		}
		for _, d := range e.Documents {
			doc, err := wordsOf(d)
			if err != nil {
				return fmt.Errorf("index %s: %w", d.Key, err)
			}
			if err := batch.Index(d.Key, doc); err != nil {
				return fmt.Errorf("index %s: %w", d.Key, err)
			}
		}
	}
	batch.SetInternal(sequenceKey, []byte(strconv.FormatInt(b.Sequence, 10)))
	if err := g.words.Batch(batch); err != nil {
		return fmt.Errorf("apply a batch of %d: %w", len(b.Listings), err)
	}
	g.table.replace(b.Listings)
	g.mu.Lock()
	g.sequence = b.Sequence
	g.mu.Unlock()
	return nil
}

// load reads the position and every stored document back from bleve.
func (g *generation) load() error {
	v, err := g.words.GetInternal(sequenceKey)
	if err != nil {
		return fmt.Errorf("read the position: %w", err)
	}
	if len(v) > 0 {
		if g.sequence, err = strconv.ParseInt(string(v), 10, 64); err != nil {
			return fmt.Errorf("read the position: %w", err)
		}
	}
	return eachStored(g.words, func(d directory.Document) error {
		g.table.add(d)
		return nil
	})
}

// eachStored passes every document that bleve stores on.
func eachStored(words bleve.Index, f func(directory.Document) error) (err error) {
	inner, err := words.Advanced()
	if err != nil {
		return fmt.Errorf("read documents: %w", err)
	}
	reader, err := inner.Reader()
	if err != nil {
		return fmt.Errorf("read documents: %w", err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	all, err := reader.DocIDReaderAll()
	if err != nil {
		return fmt.Errorf("read documents: %w", err)
	}
	defer func() { err = errors.Join(err, all.Close()) }()
	for {
		internal, err := all.Next()
		if err != nil {
			return fmt.Errorf("read documents: %w", err)
		}
		if internal == nil {
			return nil
		}
		key, err := reader.ExternalID(internal)
		if err != nil {
			return fmt.Errorf("read documents: %w", err)
		}
		d, err := stored(reader, key)
		if err != nil {
			return err
		}
		if err := f(d); err != nil {
			return err
		}
	}
}

// decodeStored reads a stored document.
func decodeStored(b []byte) (directory.Document, error) {
	var d directory.Document
	if err := json.Unmarshal(b, &d); err != nil {
		return d, fmt.Errorf("read a stored document: %w", err)
	}
	return d, nil
}
