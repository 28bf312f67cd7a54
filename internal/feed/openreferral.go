package feed

import (
	"archive/zip"
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"alongside/internal/hsds"
)

// isTabularHSDS reports whether a folder is one feed of Open Referral tables.
func isTabularHSDS(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "services.csv"))
	return err == nil
}

// readHSDS reads Open Referral: JSON, or a folder or a zip of tables.
func (r *run) readHSDS(ctx context.Context, s *source) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		records, done, err := r.openReferral(ctx, s)
		if err != nil {
			yield(item{}, err)
			return
		}
		defer done()
		for rec, err := range records {
			if err != nil {
				yield(item{}, err)
				return
			}
			it := item{line: rec.Line, listing: rec.Listing}
			for _, w := range rec.Warnings {
				it.warn(w.Path, "%s", w.Message)
			}
			it.validate(it.listing, func(path string) string { return path })
			if !yield(it, nil) {
				return
			}
		}
	}
}

func (r *run) openReferral(ctx context.Context, s *source) (records iter.Seq2[hsds.Record, error], done func(), err error) {
	o := hsds.Options{Source: r.o.Source}
	if s.isDir {
		return hsds.ReadTabular(ctx, os.DirFS(s.path), o), func() {}, nil
	}
	head, err := s.head(r.o.MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	if isZip(head) {
		z, err := zip.OpenReader(s.path)
		if err != nil {
			return nil, nil, err
		}
		var unpacked uint64
		for _, f := range z.File {
			unpacked += f.UncompressedSize64
		}
		if unpacked > uint64(r.o.MaxBytes) {
			return nil, nil, errors.Join(errors.New("it unpacks to more than an import may hold"), z.Close())
		}
		var files fs.FS = z
		return hsds.ReadTabular(ctx, files, o), func() { z.Close() }, nil
	}
	f, err := s.open(r.o.MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	return hsds.Read(ctx, f, o), func() { f.Close() }, nil
}
