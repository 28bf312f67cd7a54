package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"alongside/index/near"
	"alongside/internal/schedule"
)

// A folder under the index's own is named by the version of its form; while it
// is built, or when it is damaged, the name says so.
const (
	buildingMark = ".building"
	damagedMark  = ".damaged"
)

// choose opens the folder that shall serve: this version's, else an earlier
// one's until a new one is built, else a new, empty one. What a killed build
// left behind is removed.
func (x *Index) choose() (*generation, error) {
	entries, err := os.ReadDir(x.dir)
	if err != nil {
		return nil, fmt.Errorf("read the index folder: %w", err)
	}
	var earlier []string
	for _, e := range entries {
		path := filepath.Join(x.dir, e.Name())
		switch {
		case !e.IsDir(), strings.HasSuffix(e.Name(), damagedMark):
		case strings.Contains(e.Name(), buildingMark):
			if err := os.RemoveAll(path); err != nil {
				return nil, fmt.Errorf("remove an unfinished index: %w", err)
			}
		case e.Name() != x.version:
			earlier = append(earlier, path)
		}
	}
	current := filepath.Join(x.dir, x.version)
	if _, err := os.Stat(current); err == nil {
		gen, err := x.openGeneration(current)
		if err == nil {
			return gen, removeAll(earlier)
		}
		if isLocked(err) {
			return nil, fmt.Errorf("open the index: another process has it open: %w", err)
		}
		return x.putAside(current, err)
	}
	for _, path := range earlier {
		if gen, err := x.openGeneration(path); err == nil {
			gen.stale = true
			return gen, nil
		}
	}
	return x.createGeneration(current)
}

// putAside keeps a damaged folder for whoever wants to look, and begins an
// empty one that is to be built anew.
func (x *Index) putAside(folder string, cause error) (*generation, error) {
	aside := folder + "." + x.now().UTC().Format("20060102-150405") + damagedMark
	x.log.Error("the index is damaged; it is put aside and built anew", "folder", aside, "err", cause)
	if err := os.Rename(folder, aside); err != nil {
		return nil, fmt.Errorf("put the damaged index aside: %w", err)
	}
	gen, err := x.createGeneration(folder)
	if err != nil {
		return nil, err
	}
	gen.damaged = true
	return gen, nil
}

func removeAll(paths []string) error {
	var errs []error
	for _, p := range paths {
		errs = append(errs, os.RemoveAll(p))
	}
	return errors.Join(errs...)
}

func isLocked(err error) bool { return strings.Contains(err.Error(), "timeout") }

// config is how bleve's storage is opened. A second opener fails after a
// second, instead of waiting for ever.
func config() map[string]any { return map[string]any{"bolt_timeout": "1s"} }

func (x *Index) createGeneration(folder string) (*generation, error) {
	m, err := newMapping()
	if err != nil {
		return nil, err
	}
	words, err := bleve.NewUsing(folder, m, scorch.Name, scorch.Name, config())
	if err != nil {
		return nil, fmt.Errorf("make an index: %w", err)
	}
	return x.withTable(folder, words)
}

// openGeneration opens a folder that is there. Damage can make bleve panic
// where it maps a file; that counts as an error.
func (x *Index) openGeneration(folder string) (gen *generation, err error) {
	defer func() {
		if r := recover(); r != nil {
			gen, err = nil, fmt.Errorf("open the index: it is damaged: %v", r)
		}
	}()
	words, err := bleve.OpenUsing(folder, config())
	if err != nil {
		return nil, fmt.Errorf("open the index: %w", err)
	}
	gen, err = x.withTable(folder, words)
	if err != nil {
		return nil, err
	}
	if err := gen.level(); err != nil {
		return nil, errors.Join(err, gen.close())
	}
	return gen, nil
}

// tableFolder is where a generation keeps its near table.
const tableFolder = "near"

// withTable opens the near table of a folder.
func (x *Index) withTable(folder string, words bleve.Index) (*generation, error) {
	t, err := near.Open(filepath.Join(folder, tableFolder), near.Options{Now: x.now, Log: x.log, Sizes: x.sizes, Recompile: func(ctx context.Context, path string) error {
		return compile(ctx, words, path, schedule.Today(x.now()))
	}})
	if err != nil {
		return nil, errors.Join(err, words.Close())
	}
	return &generation{folder: folder, words: words, table: t}, nil
}

// level brings the table to where bleve is: by the last batch when that is all
// that it lacks, else by making it anew.
func (g *generation) level() (err error) {
	inner, err := g.words.Advanced()
	if err != nil {
		return fmt.Errorf("read the position: %w", err)
	}
	reader, err := inner.Reader()
	if err != nil {
		return fmt.Errorf("read the position: %w", err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	at, err := position(reader)
	if err != nil {
		return err
	}
	if g.table.Sequence() == at {
		return nil
	}
	var note last
	value, err := reader.GetInternal(lastKey)
	if err != nil {
		return fmt.Errorf("read the last batch: %w", err)
	}
	if len(value) == 0 || json.Unmarshal(value, &note) != nil || note.From != g.table.Sequence() {
		return g.table.Compile(context.Background())
	}
	changes, err := storedChanges(reader, note.IDs)
	if err != nil {
		return err
	}
	return g.table.Apply(changes, at)
}

// mostPlaces bounds the places of a listing that are looked for.
const mostPlaces = 1 << 16

// storedChanges gives what bleve holds of listings.
func storedChanges(reader bleveindex.IndexReader, ids []string) ([]near.Change, error) {
	var out []near.Change
	for _, id := range ids {
		change := near.Change{ID: id}
		for place := range mostPlaces {
			key := id + "/" + strconv.Itoa(place)
			if known, err := reader.InternalID(key); err != nil || known == nil {
				break
			}
			b, err := stored(reader, key)
			if err != nil {
				return nil, err
			}
			var s near.Stored
			if err := near.ReadStored(string(b), &s); err != nil {
				return nil, fmt.Errorf("document %s: %w", key, err)
			}
			change.Documents = append(change.Documents, s.Prepare())
		}
		out = append(out, change)
	}
	return out, nil
}

// Rebuild builds the index anew beside the one that serves, and swaps it in:
// searches go on meanwhile. fill adds every listing through add and gives the
// sequence from which changes are to be applied. What fails, or is killed,
// leaves the old index as it was.
func (x *Index) Rebuild(ctx context.Context, fill func(ctx context.Context, add func([]Entry) error) (int64, error)) error {
	x.applying.Lock()
	defer x.applying.Unlock()
	aside := filepath.Join(x.dir, x.version+buildingMark+"-"+fmt.Sprint(time.Now().UnixNano()))
	gen, err := x.createGeneration(aside)
	if err != nil {
		return err
	}
	abandon := func(err error) error {
		return errors.Join(err, gen.close(), os.RemoveAll(aside))
	}
	seq, err := fill(ctx, func(entries []Entry) error {
		_, err := gen.write(ctx, Batch{Listings: entries}, nil)
		return err
	})
	if err != nil {
		return abandon(fmt.Errorf("build the index: %w", err))
	}
	if _, err := gen.write(ctx, Batch{Sequence: seq}, nil); err != nil {
		return abandon(err)
	}
	if err := gen.table.Compile(ctx); err != nil {
		return abandon(err)
	}
	return x.swap(gen)
}

// swap puts a finished generation in the place of the one that serves. bleve
// is closed and opened again around the rename, for it keeps its folder's
// name.
func (x *Index) swap(gen *generation) error {
	if err := gen.close(); err != nil {
		return errors.Join(fmt.Errorf("finish the index: %w", err), os.RemoveAll(gen.folder))
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.gen
	current := filepath.Join(x.dir, x.version)
	retired := filepath.Join(x.dir, x.version+buildingMark+"-retired")
	if err := old.close(); err != nil {
		x.log.Warn("closing the old index", "err", err)
	}
	if old.folder == current {
		if err := os.Rename(current, retired); err != nil {
			return fmt.Errorf("put the old index aside: %w", err)
		}
	} else {
		retired = old.folder
	}
	if err := os.Rename(gen.folder, current); err != nil {
		return fmt.Errorf("put the new index in place: %w", err)
	}
	now, err := x.openGeneration(current)
	if err != nil {
		return fmt.Errorf("open the new index: %w", err)
	}
	x.gen = now
	if err := os.RemoveAll(retired); err != nil {
		x.log.Warn("removing the old index", "err", err)
	}
	return nil
}

// folderBytes gives the size of a folder's files.
func folderBytes(folder string) int64 {
	var n int64
	err := filepath.WalkDir(folder, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return nil // a file that a merge removed meanwhile counts nothing
		}
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	if err != nil {
		return 0
	}
	return n
}
