package feed

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// source is one file of an import, on the disk: given as such, found in a
// folder, or brought from the web.
type source struct {
	// name is what messages call it; path is where it lies.
	name, path string
	// isDir is true for a folder that is one feed (tabular HSDS).
	isDir bool
	// short is the error that ended its coming over the web too early.
	short error
	size  int64
	read  func(n int)
}

// open gives the file's bytes, unpacked when they are gzip. What stops too
// early ends in io.ErrUnexpectedEOF; what unpacks to more than the limit fails.
func (s *source) open(limit int64) (io.ReadCloser, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	r := &sourceReader{file: f, source: s, left: limit}
	var magic [2]byte
	if n, _ := f.ReadAt(magic[:], 0); n == 2 && magic == [2]byte{0x1f, 0x8b} {
		z, err := gzip.NewReader(readerFunc(r.raw))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("its gzip is broken or stops in the middle: %w", err), f.Close())
		}
		r.unpacked = z
	}
	return r, nil
}

// sourceReader reads a file, counts it and bounds it.
type sourceReader struct {
	file     *os.File
	source   *source
	unpacked io.Reader
	left     int64
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// raw reads the file's own bytes.
func (r *sourceReader) raw(p []byte) (int, error) {
	n, err := r.file.Read(p)
	if r.source.read != nil {
		r.source.read(n)
	}
	if err == io.EOF && r.source.short != nil {
		err = fmt.Errorf("%w (%w)", io.ErrUnexpectedEOF, r.source.short)
	}
	return n, err
}

// Read gives the unpacked bytes.
func (r *sourceReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errTooLarge
	}
	read := r.raw
	if r.unpacked != nil {
		read = r.unpacked.Read
	}
	n, err := read(p)
	r.left -= int64(n)
	return n, err
}

// Close closes the file.
func (r *sourceReader) Close() error { return r.file.Close() }

// checkGzip refuses a gzip file that unpacks to far more than a feed does, and
// does so before anything of it goes in: it is unpacked once for nothing, which
// holds nothing and takes a second for 300 MB. What is broken is for the reader
// to tell, who can say where.
func (s *source) checkGzip(limit int64) error {
	var packed, unpacked int64
	counted := *s
	counted.read = func(n int) { packed += int64(n) }
	r, err := counted.open(limit)
	if err != nil {
		return nil
	}
	defer r.Close()
	if r.(*sourceReader).unpacked == nil {
		return nil
	}
	part := make([]byte, 64<<10)
	for {
		n, err := r.Read(part)
		unpacked += int64(n)
		switch {
		case unpacked > smallEnough && unpacked > maxShrinkage*packed:
			return errors.New("its gzip unpacks to more than 150 times its size: this looks like a zip bomb, so it is refused")
		case errors.Is(err, errTooLarge):
			return err
		case err != nil:
			return nil
		}
	}
}

// errTooLarge is the refusal of what unpacks to more than Options.MaxBytes.
var errTooLarge = errors.New("it unpacks to more than an import may hold")

// head gives the first bytes of a file, unpacked.
func (s *source) head(limit int64) ([]byte, error) {
	quiet := *s
	quiet.read = nil
	r, err := quiet.open(limit)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := make([]byte, 64<<10)
	n, err := io.ReadFull(r, b)
	if n > 0 || errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:n], err
}

// locate gives the files that an input stands for. A folder is one feed when
// oneFeed says so, else every file in it that an import can read, by name.
func locate(input string, oneFeed func(dir string) bool) ([]*source, error) {
	info, err := os.Stat(input)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("there is no file %s", input)
		}
		return nil, err
	}
	if !info.IsDir() {
		return []*source{{name: filepath.Base(input), path: input, size: info.Size()}}, nil
	}
	if oneFeed(input) {
		return []*source{{name: filepath.Base(input), path: input, isDir: true}}, nil
	}
	entries, err := os.ReadDir(input)
	if err != nil {
		return nil, err
	}
	var out []*source
	for _, e := range entries {
		ext := strings.ToLower(filepath.Ext(strings.TrimSuffix(e.Name(), ".gz")))
		if !e.Type().IsRegular() || !slices.Contains([]string{".csv", ".tsv", ".xlsx", ".xml", ".json", ".zip"}, ext) {
			continue
		}
		s := &source{name: e.Name(), path: filepath.Join(input, e.Name())}
		if info, err := e.Info(); err == nil {
			s.size = info.Size()
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("the folder %s holds no CSV, XLSX, XML, JSON or zip file", input)
	}
	return out, nil
}

// isURL reports whether an input is to be brought from the web.
func isURL(input string) bool {
	scheme, _, found := strings.Cut(input, "://")
	return found && len(scheme) > 1 && !strings.ContainsAny(scheme, `/\.`)
}

// Client gives the client that brings feeds from the web: at most 60 seconds
// for each step and at most five redirects, which stay on http and https.
func Client() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = patience
	return &http.Client{
		Transport: t,
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			switch {
			case len(via) > 5:
				return errors.New("it redirects more than five times")
			case r.URL.Scheme != "http" && r.URL.Scheme != "https":
				return fmt.Errorf("it redirects to %s, which is neither http nor https", r.URL.Scheme)
			}
			return nil
		},
	}
}

// patience is how long a server may say nothing.
const patience = 60 * time.Second

// download brings a feed from the web into dir. When the body stops too early
// the source holds what came, and says so at its end.
func download(ctx context.Context, client *http.Client, address, dir string, limit int64, progress func(int)) (*source, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("%s is not an http or https address", cut(address, 200))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	silence := time.AfterFunc(2*patience, cancel)
	defer silence.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("bring %s: %w", u.Redacted(), err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("bring %s: the server answers %s", u.Redacted(), resp.Status)
	}
	if resp.ContentLength > limit {
		return nil, fmt.Errorf("bring %s: it is %d MB, and the most is %d MB", u.Redacted(), resp.ContentLength>>20, limit>>20)
	}
	f, err := os.CreateTemp(dir, "feed-*")
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(f, io.LimitReader(readerFunc(func(p []byte) (int, error) {
		silence.Reset(patience)
		n, err := resp.Body.Read(p)
		progress(n)
		return n, err
	}), limit+1))
	name := filepath.Base(u.Path)
	if name == "." || name == "/" {
		name = u.Host
	}
	s := &source{name: name, path: f.Name(), size: n}
	switch closed := f.Close(); {
	case closed != nil:
		return nil, closed
	case n > limit:
		return nil, fmt.Errorf("bring %s: it is larger than %d MB", u.Redacted(), limit>>20)
	case err != nil && n == 0:
		return nil, fmt.Errorf("bring %s: %w", u.Redacted(), err)
	case err != nil:
		s.short = fmt.Errorf("%d bytes came of %s: %w", n, u.Redacted(), err)
	}
	return s, nil
}

// beside opens a file of the same folder as s, or one given with it.
func (s *source) beside(name string, others []*source) (*source, error) {
	for _, o := range others {
		if strings.EqualFold(o.name, name) {
			return &source{name: o.name, path: o.path, size: o.size, short: o.short}, nil
		}
	}
	path := filepath.Join(filepath.Dir(s.path), name)
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s should stand beside %s or be given with it", name, s.name)
	}
	return &source{name: name, path: path, size: info.Size()}, nil
}

// isZip reports whether a file begins like a zip.
func isZip(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }
