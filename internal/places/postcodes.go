package places

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// unpacked bounds what a packed file may unpack to: several times the whole of
// Britain's postcodes with all their columns.
const unpacked = 4 << 30

// ReadPostcodes reads a file of postcodes: Code-Point Open (a zip of CSV files
// without headers, with eastings and northings), ONSPD, or any CSV with columns
// for postcode, lat and lon; plain, gzip or zip, as its first bytes say. Rows
// without a place are left out; a row that cannot be read is an error that
// names its line and ends the reading.
func ReadPostcodes(file *os.File) iter.Seq2[directory.Postcode, error] {
	return func(yield func(directory.Postcode, error) bool) {
		if err := readPostcodes(file, yield); err != nil && !errors.Is(err, errStopped) {
			yield(directory.Postcode{}, &directory.Error{Code: directory.CodeInvalid, Message: err.Error()})
		}
	}
}

// errStopped says that whoever reads wants no more.
var errStopped = errors.New("stopped")

func readPostcodes(file *os.File, yield func(directory.Postcode, error) bool) error {
	name := path.Base(file.Name())
	head := make([]byte, 4)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s: there is nothing in it", name)
	}
	head = head[:n]
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK")):
		return readZip(file, name, yield)
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(file)
		if err != nil {
			return fmt.Errorf("%s: it is not whole: %w", name, err)
		}
		return readCSV(io.LimitReader(z, unpacked), name, yield)
	}
	return readCSV(file, name, yield)
}

func readZip(file *os.File, name string, yield func(directory.Postcode, error) bool) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	z, err := zip.NewReader(file, info.Size())
	if err != nil {
		return fmt.Errorf("%s: this zip file is not whole: %w", name, err)
	}
	read, left := 0, int64(unpacked)
	for _, f := range z.File {
		// ONSPD's zip holds the same rows twice more, by area, and look-ups.
		dir := strings.ToLower(path.Dir(f.Name))
		if !strings.HasSuffix(strings.ToLower(f.Name), ".csv") || strings.Contains(dir, "multi_csv") || strings.Contains(dir, "documents") || strings.Contains(dir, "doc") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return fmt.Errorf("%s in %s: %w", f.Name, name, err)
		}
		counted := &io.LimitedReader{R: r, N: left}
		err = readCSV(counted, f.Name+" in "+name, yield)
		left = counted.N
		if err = errors.Join(err, r.Close()); err != nil {
			return err
		}
		if left <= 0 {
			return fmt.Errorf("%s: it unpacks to more than %d bytes, which no file of postcodes does", name, int64(unpacked))
		}
		read++
	}
	if read == 0 {
		return fmt.Errorf("%s: there is no CSV file with postcodes in it", name)
	}
	return nil
}

// columns says where a file has what.
type columns struct {
	code, a, b, council int
	// grid is true when a and b are eastings and northings, else they are
	// longitude and latitude.
	grid bool
}

func readCSV(r io.Reader, name string, yield func(directory.Postcode, error) bool) error {
	buffered := bufio.NewReaderSize(r, 1<<16)
	if b, err := buffered.Peek(3); err == nil && bytes.Equal(b, []byte("\xef\xbb\xbf")) {
		_, _ = buffered.Discard(3) // what was peeked is there
	}
	c := csv.NewReader(buffered)
	c.ReuseRecord, c.FieldsPerRecord = true, -1
	first, err := c.Read()
	if err != nil {
		return fmt.Errorf("%s: there are no rows in it: %w", name, err)
	}
	cols, header, err := findColumns(first)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	row := first
	if header {
		row, err = c.Read()
	}
	for ; err == nil; row, err = c.Read() {
		line, _ := c.FieldPos(0)
		p, ok, rowErr := cols.read(row)
		if rowErr != nil {
			return fmt.Errorf("%s, line %d: %w", name, line, rowErr)
		}
		if ok && !yield(p, nil) {
			return errStopped
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return fmt.Errorf("%s: it stops in the middle or is damaged: %w", name, err)
}

// findColumns finds the columns by their names; a first row without names is
// Code-Point Open's, whose columns are known by their place.
func findColumns(first []string) (columns, bool, error) {
	find := func(names ...string) int {
		return slices.IndexFunc(first, func(s string) bool {
			return slices.Contains(names, strings.ToLower(strings.Trim(strings.TrimSpace(s), `"`)))
		})
	}
	c := columns{
		code:    find("pcds", "postcode", "pcd", "pcd7", "post code"),
		a:       find("lon", "long", "lng", "longitude"),
		b:       find("lat", "latitude"),
		council: find("council", "oslaua", "laua", "lad", "la code", "local authority code", "lad23cd"),
	}
	if c.code >= 0 && c.a >= 0 && c.b >= 0 {
		return c, true, nil
	}
	if c.code >= 0 {
		c.a, c.b, c.grid = find("eastings", "easting", "oseast1m"), find("northings", "northing", "osnrth1m"), true
		if c.a >= 0 && c.b >= 0 {
			return c, true, nil
		}
	}
	if len(first) == 10 && directory.Outcode(first[0]) != "" {
		return columns{code: 0, a: 2, b: 3, council: 8, grid: true}, false, nil
	}
	return c, false, errors.New("it needs columns named postcode, lat and lon (or Code-Point Open's)")
}

// read reads one row; ok is false for one without a place.
func (c columns) read(row []string) (p directory.Postcode, ok bool, err error) {
	if len(row) <= max(c.code, c.a, c.b, c.council) {
		return p, false, fmt.Errorf("it has %d columns, and there should be more", len(row))
	}
	code := strings.ToUpper(strings.ReplaceAll(row[c.code], " ", ""))
	if directory.Outcode(code) == "" || len(code) < 5 {
		return p, false, fmt.Errorf("%q is not a postcode", short(row[c.code]))
	}
	p.Code = code[:len(code)-3] + " " + code[len(code)-3:]
	if strings.TrimSpace(row[c.a]) == "" || strings.TrimSpace(row[c.b]) == "" {
		return p, false, nil
	}
	a, errA := strconv.ParseFloat(strings.TrimSpace(row[c.a]), 64)
	b, errB := strconv.ParseFloat(strings.TrimSpace(row[c.b]), 64)
	if errA != nil || errB != nil {
		return p, false, fmt.Errorf("%q, %q is not a place", short(row[c.a]), short(row[c.b]))
	}
	if c.grid {
		if a == 0 && b == 0 {
			return p, false, nil
		}
		p.Point = FromGrid(a, b)
	} else {
		p.Point = orb.Point{a, b}
	}
	// 99.999999 stands for "no place" in ONSPD.
	if p.Point.Lat() > 90 || !directory.OnEarth(p.Point) {
		if p.Point.Lat() > 99 && p.Point.Lat() < 100 || (a == 0 && b == 0) {
			return p, false, nil
		}
		return p, false, fmt.Errorf("latitude %v, longitude %v is not on earth; are they the right way round?", p.Point.Lat(), p.Point.Lon())
	}
	if c.council >= 0 {
		p.Council = strings.TrimSpace(row[c.council])
	}
	return p, true, nil
}
