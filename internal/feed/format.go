package feed

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"alongside/internal/hsds"
)

// Format is a form that a feed comes in.
type Format string

// The formats.
const (
	Auto Format = "auto"
	CSV  Format = "csv"
	XLSX Format = "xlsx"
	XCRI Format = "xcri"
	HSDS Format = "hsds"
)

// Formats lists every format that a feed can be said to have.
func Formats() []Format { return []Format{Auto, CSV, XLSX, XCRI, HSDS} }

// read gives the items of one source in a format: the one place that knows
// them all.
func (r *run) read(ctx context.Context, s *source, f Format) iter.Seq2[item, error] {
	switch f {
	case CSV:
		return r.readCSV(s)
	case XLSX:
		return r.readXLSX(s)
	case XCRI:
		return r.readXCRI(s)
	case HSDS:
		return r.readHSDS(ctx, s)
	}
	return failed(fmt.Errorf("%q is not a format; the formats are %v", f, Formats()))
}

// failed gives no items but an error.
func failed(err error) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) { yield(item{}, err) }
}

// detect tells a source's format by its first bytes.
func detect(s *source, limit int64) (Format, error) {
	if s.isDir {
		return HSDS, nil
	}
	head, err := s.head(limit)
	if err != nil {
		return "", err
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	switch {
	case len(text) == 0:
		return "", errors.New("it is empty")
	case isZip(head):
		return zipFormat(s.path)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return "", errors.New("it is a workbook of Excel before 2007: save it as .xlsx or .csv")
	case bytes.HasPrefix(head, []byte("%PDF")):
		return "", errors.New("it is a PDF: give the spreadsheet that it was made from")
	case text[0] == '<':
		return xmlFormat(text)
	case hsds.Detect(head):
		return HSDS, nil
	}
	return CSV, nil
}

// zipFormat tells a workbook from a zip of HSDS tables.
func zipFormat(path string) (Format, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return "", fmt.Errorf("its zip is broken or stops in the middle: %w", err)
	}
	defer z.Close()
	for _, f := range z.File {
		if strings.HasPrefix(strings.ToLower(f.Name), "xl/") {
			return XLSX, nil
		}
	}
	return HSDS, nil
}

// xmlFormat tells XCRI-CAP from other XML by its first element.
func xmlFormat(head []byte) (Format, error) {
	d := xml.NewDecoder(bytes.NewReader(head))
	d.CharsetReader = xmlCharset
	for {
		t, err := d.RawToken()
		if err != nil {
			return "", fmt.Errorf("its XML is broken: %w", err)
		}
		if e, ok := t.(xml.StartElement); ok {
			switch strings.ToLower(e.Name.Local) {
			case "catalog", "provider", "course":
				return XCRI, nil
			case "html":
				return "", errors.New("it is a web page, not a feed: look for the link to the data itself")
			}
			return "", fmt.Errorf("it is XML that begins with <%s>, which is not a format we know", cut(e.Name.Local, 40))
		}
	}
}

// readCSV reads a text of rows and cells.
func (r *run) readCSV(s *source) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		table, done, err := r.csvTable(s, r.o.Mapping)
		if err != nil {
			yield(item{}, err)
			return
		}
		defer done()
		open := func(j join) (rows, error) {
			if j.File == "" {
				return nil, errors.New("a CSV file has no second sheet: name a file")
			}
			return r.second(s, j)
		}
		for it, err := range tabular(table, r.o, r.chooser(s), open, r.noteMapping) {
			if !yield(it, err) {
				return
			}
		}
	}
}

// csvTable opens a source as rows; done closes it.
func (r *run) csvTable(s *source, m *Mapping) (table rows, done func(), err error) {
	head, err := s.head(r.o.MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	if m == nil {
		m = r.embeddedFor(s, head)
	}
	encoding, delim := "", byte(0)
	if m != nil {
		encoding = m.Encoding
		switch {
		case m.Delimiter == "tab":
			delim = '\t'
		case m.Delimiter != "":
			delim = m.Delimiter[0]
		}
	}
	bytewise, err := charset(encoding)
	if err != nil {
		return nil, nil, err
	}
	if delim == 0 {
		text, err := textReader(bytes.NewReader(head), bytewise)
		if err != nil {
			return nil, nil, err
		}
		plain, err := io.ReadAll(text)
		if err != nil && len(plain) == 0 {
			return nil, nil, err
		}
		delim = delimiter(plain)
	}
	f, err := s.open(r.o.MaxBytes)
	if err != nil {
		return nil, nil, err
	}
	text, err := textReader(f, bytewise)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return from(csvRows(text, delim), m), func() { f.Close() }, nil
}

// from skips the rows above the header that a mapping names.
func from(table rows, m *Mapping) rows {
	if m == nil || m.HeaderRow <= 1 {
		return table
	}
	return func(yield func(row, error) bool) {
		n := 0
		for r, err := range table {
			if n++; err == nil && n < m.HeaderRow {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// readXLSX reads a workbook's sheet.
func (r *run) readXLSX(s *source) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		w, err := openWorkbook(s.path)
		if err != nil {
			yield(item{}, err)
			return
		}
		defer w.Close()
		sheet := ""
		if r.o.Mapping != nil {
			sheet = r.o.Mapping.Sheet
		}
		table, err := w.rows(sheet)
		if err != nil {
			yield(item{}, err)
			return
		}
		open := func(j join) (rows, error) {
			if j.File == "" {
				return w.rows(j.Sheet)
			}
			return r.second(s, j)
		}
		for it, err := range tabular(from(table, r.o.Mapping), r.o, r.chooser(s), open, r.noteMapping) {
			if !yield(it, err) {
				return
			}
		}
	}
}

// second opens a file that a mapping joins.
func (r *run) second(s *source, j join) (rows, error) {
	other, err := s.beside(j.File, r.sources)
	if err != nil {
		return nil, err
	}
	head, err := other.head(r.o.MaxBytes)
	if err != nil {
		return nil, err
	}
	if isZip(head) {
		w, err := openWorkbook(other.path)
		if err != nil {
			return nil, err
		}
		table, err := w.rows(j.Sheet)
		if err != nil {
			return nil, errors.Join(err, w.Close())
		}
		return closing(table, func() { w.Close() }), nil
	}
	table, done, err := r.csvTable(other, &Mapping{})
	if err != nil {
		return nil, err
	}
	return closing(table, done), nil
}

// closing lets go of a table once it has been read.
func closing(table rows, done func()) rows {
	return func(yield func(row, error) bool) {
		defer done()
		table(yield)
	}
}
