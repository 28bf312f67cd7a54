package feed

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"alongside/internal/directory"
	"alongside/internal/hsds"
	"alongside/internal/schedule"
)

// maxTables are the bytes of HSDS tables, unpacked: they refer to each other,
// so they are held whole.
const maxTables = 16 << 20

// readHSDS reads JSON as a stream, and tables in a folder or a zip.
func (r *run) readHSDS(ctx context.Context, s *source) iter.Seq2[item, error] {
	if s.isDir {
		return r.tables(ctx, os.DirFS(s.path))
	}
	return func(yield func(item, error) bool) {
		head, err := s.head(r.o.MaxBytes)
		if err != nil {
			yield(item{}, err)
			return
		}
		if isZip(head) {
			z, err := zip.OpenReader(s.path)
			if err != nil {
				yield(item{}, fmt.Errorf("its zip is broken or stops in the middle: %w", err))
				return
			}
			defer z.Close()
			r.tables(ctx, z)(yield)
			return
		}
		f, err := s.open(r.o.MaxBytes)
		if err != nil {
			yield(item{}, err)
			return
		}
		defer f.Close()
		limit := &elementBound{r: f}
		text, err := textReader(limit, charmap.Windows1252)
		if err != nil {
			yield(item{}, err)
			return
		}
		for rec, err := range hsds.Read(ctx, text, hsds.Options{Source: r.o.Source}) {
			limit.taken = 0
			if err != nil {
				yield(item{}, err)
				return
			}
			if !yield(r.record(rec), nil) {
				return
			}
		}
	}
}

// tables reads HSDS tables, unless they are too large to be held.
func (r *run) tables(ctx context.Context, files fs.FS) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		if err := checkTables(files); err != nil {
			yield(item{}, err)
			return
		}
		for rec, err := range hsds.ReadTabular(ctx, files, hsds.Options{Source: r.o.Source}) {
			if err != nil {
				yield(item{}, err)
				return
			}
			if !yield(r.record(rec), nil) {
				return
			}
		}
	}
}

// checkTables adds up the sizes of the tables as they are said to be; a zip
// that unpacks to more than it says fails later.
func checkTables(files fs.FS) error {
	var total int64
	return fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.EqualFold(path.Ext(p), ".csv") {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if total += info.Size(); total > maxTables {
			return fmt.Errorf("its tables hold more than %d MB, which is too much to join: send them as HSDS JSON, which is read as a stream", maxTables>>20)
		}
		return nil
	})
}

// record makes an item of what package hsds read. A point in the sea and a rule
// that can't be read are told and not used.
func (r *run) record(rec hsds.Record) item {
	it := item{file: rec.File, line: rec.Line}
	for _, w := range rec.Warnings {
		it.warn(w.Path, "%s", w.Message)
	}
	l := rec.Listing
	times := func(path string, ss []directory.Schedule) {
		for i := range ss {
			it.checkTimes(fmt.Sprintf("%s[%d]", path, i), &ss[i])
		}
	}
	times("schedules", l.Schedules)
	for i := range l.At {
		at := &l.At[i]
		times(fmt.Sprintf("at[%d].schedules", i), at.Schedules)
		times(fmt.Sprintf("at[%d].location.schedules", i), at.Location.Schedules)
		if at.Location.Point == nil {
			continue
		}
		if why := checkPoint(*at.Location.Point, r.o.OnLand); why != "" {
			it.warn(fmt.Sprintf("at[%d].location", i), "%s", why)
			at.Location.Point, at.Location.PointFrom = nil, ""
		}
	}
	it.validate(l, func(path string) string { return path })
	it.listing = l
	return it
}

// checkTimes keeps the words of times whose rule can't be read, and counts.
func (it *item) checkTimes(path string, s *directory.Schedule) {
	if faults := schedule.Validate(*s); len(faults) > 0 {
		it.warn(path+"."+faults[0].Path, "%s The times stay as words.", faults[0].Message)
		*s = directory.Schedule{ID: s.ID, Text: cmp.Or(s.Text, s.Rule, "Times not known"), Note: s.Note, Link: s.Link, Extra: s.Extra}
	}
	if s.Known() {
		it.timesRead++
	} else {
		it.timesText++
	}
}

// isHSDSFolder reports whether a folder is one feed of HSDS tables rather than
// a folder of feeds.
func isHSDSFolder(dir string) bool {
	has := func(names ...string) bool {
		for _, n := range names {
			if _, err := os.Stat(path.Join(dir, n)); !errors.Is(err, fs.ErrNotExist) {
				return true
			}
		}
		return false
	}
	return has("services.csv", "service.csv") && has("organizations.csv", "organization.csv", "locations.csv", "datapackage.json")
}
