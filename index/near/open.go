package near

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// manifest says which files make up a table. It is replaced whole.
type manifest struct {
	Sequence int64  `json:"sequence"`
	Base     string `json:"base,omitempty"`
	Middle   string `json:"middle,omitempty"`
	Fresh    string `json:"fresh,omitempty"`
}

const (
	manifestName  = "table.json"
	segmentSuffix = ".segment"
)

// Open opens the table in dir. Where there is none, or one that is damaged or
// of another format, an empty one comes back, at sequence 0: whoever keeps the
// truth then fills it.
func Open(dir string, o Options) (*Table, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the table's folder: %w", err)
	}
	o.Sizes = o.Sizes.orUsual()
	t := &Table{dir: dir, o: o, recent: map[uuid]recent{}}
	t.work.ctx, t.work.stop = context.WithCancel(context.Background())
	m, err := t.load()
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		o.Log.Warn("the near table can't be used; it is made anew", "err", err)
	}
	if err != nil {
		t.base, t.middle, t.fresh, m = nil, nil, nil, manifest{}
	}
	t.snap.Store(newSnapshot(nil, t.segments(), m.Sequence, today(o.Now())))
	t.sweepFiles(m)
	if t.fresh != nil {
		// What is fresh can't be added to without its words: it goes into the
		// middle.
		t.mergeJob(t.newPath("middle"))()
	}
	return t, nil
}

func (t *Table) load() (manifest, error) {
	var m manifest
	b, err := os.ReadFile(filepath.Join(t.dir, manifestName))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("read %s: %w", manifestName, err)
	}
	for _, f := range []struct {
		name string
		into **segment
	}{{m.Base, &t.base}, {m.Middle, &t.middle}, {m.Fresh, &t.fresh}} {
		if f.name == "" {
			continue
		}
		if *f.into, err = openSegment(filepath.Join(t.dir, filepath.Base(f.name)), true); err != nil {
			return m, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return m, nil
}

// segments gives the segments there are, the base first.
func (t *Table) segments() []*segment {
	var out []*segment
	for _, s := range []*segment{t.base, t.middle, t.fresh} {
		if s != nil {
			out = append(out, s)
		}
	}
	return out
}

// save writes the manifest, and removes the files that it no longer names.
func (t *Table) save(sequence int64) error {
	m := manifest{Sequence: sequence}
	name := func(s *segment) string {
		if s == nil {
			return ""
		}
		return filepath.Base(s.path)
	}
	m.Base, m.Middle, m.Fresh = name(t.base), name(t.middle), name(t.fresh)
	b, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write the table's manifest: %w", err)
	}
	aside := filepath.Join(t.dir, manifestName+".new")
	if err := os.WriteFile(aside, b, 0o644); err != nil {
		return fmt.Errorf("write the table's manifest: %w", err)
	}
	if err := os.Rename(aside, filepath.Join(t.dir, manifestName)); err != nil {
		return fmt.Errorf("write the table's manifest: %w", err)
	}
	t.sweepFiles(m)
	return nil
}

// sweepFiles removes segments that the manifest does not name and that nobody
// is writing. Searches that still read one keep it in memory.
func (t *Table) sweepFiles(m manifest) {
	entries, err := os.ReadDir(t.dir)
	if err != nil {
		return // they are only in the way, and go the next time
	}
	for _, e := range entries {
		n := e.Name()
		if strings.HasSuffix(n, segmentSuffix) && n != m.Base && n != m.Middle && n != m.Fresh && n != t.work.writing {
			_ = os.Remove(filepath.Join(t.dir, n)) // as above
		}
	}
}

// newPath names a new segment's file.
func (t *Table) newPath(what string) string {
	for {
		t.files++
		path := filepath.Join(t.dir, fmt.Sprintf("%s-%d%s", what, t.files, segmentSuffix))
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return path
		}
	}
}

// Close ends what goes on in the background and lets the table go.
func (t *Table) Close() {
	t.work.stop()
	t.work.done.Wait()
}
