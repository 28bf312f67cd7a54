package feed

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// The most that a workbook may unpack to. What a real one packs is text that
// shrinks some ten times; a bomb shrinks a thousand times.
const (
	maxUnpacked  = 1 << 30
	maxPart      = 48 << 20
	maxShrinkage = 150
	smallEnough  = 32 << 20
)

// workbook is an open XLSX file.
type workbook struct{ file *excelize.File }

// openWorkbook opens an XLSX file, refusing a zip bomb before anything of it is
// unpacked. Large sheets are unpacked to temporary files, not into memory.
func openWorkbook(path string) (*workbook, error) {
	if err := checkZip(path); err != nil {
		return nil, err
	}
	f, err := excelize.OpenFile(path, excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: 4 << 20,
	})
	if err != nil {
		return nil, fmt.Errorf("it is not an XLSX workbook that can be read: %w", err)
	}
	return &workbook{f}, nil
}

// checkZip reads a zip's list of contents and refuses what would unpack to too
// much.
func checkZip(path string) error {
	z, err := zip.OpenReader(path)
	if err != nil {
		return fmt.Errorf("its zip is broken or stops in the middle: %w", err)
	}
	defer z.Close()
	var packed, unpacked uint64
	if len(z.File) > 10_000 {
		return fmt.Errorf("it packs %d files, which no workbook does", len(z.File))
	}
	for _, f := range z.File {
		packed += f.CompressedSize64
		unpacked += f.UncompressedSize64
		name := strings.ToLower(f.Name)
		stream := strings.HasPrefix(name, "xl/worksheets/") || strings.HasSuffix(name, "sharedstrings.xml")
		if !stream && f.UncompressedSize64 > maxPart {
			return fmt.Errorf("its part %s unpacks to %d MB: this looks like a zip bomb, so it is refused", cut(f.Name, 80), f.UncompressedSize64>>20)
		}
	}
	if unpacked > maxUnpacked || (unpacked > smallEnough && unpacked > maxShrinkage*max(packed, 1)) {
		return fmt.Errorf("it unpacks from %d kB to %d MB: this looks like a zip bomb, so it is refused", packed>>10, unpacked>>20)
	}
	for _, f := range z.File {
		if strings.HasPrefix(strings.ToLower(f.Name), "xl/worksheets/sheet") {
			if err := wellFormed(f); err != nil {
				return fmt.Errorf("its part %s is broken: %w", cut(f.Name, 80), err)
			}
		}
	}
	return nil
}

// wellFormed reads a part of a workbook to its end: excelize takes a sheet
// whose XML breaks off for one that ends there.
func wellFormed(f *zip.File) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	depth := 0
	for {
		t, err := d.RawToken()
		switch {
		case err == io.EOF && depth > 0:
			return io.ErrUnexpectedEOF
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
}

// Close lets go of the file and its temporary ones.
func (w *workbook) Close() error { return w.file.Close() }

// rows gives a sheet's rows, the first sheet's when name is empty. Formula
// cells give the value that was last worked out.
func (w *workbook) rows(name string) (rows, error) {
	sheets := w.file.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.New("the workbook has no sheets")
	}
	sheet := sheets[0]
	if name != "" {
		if i, err := w.file.GetSheetIndex(name); err != nil || i < 0 {
			return nil, fmt.Errorf("there is no sheet %q (the sheets are %s)", name, strings.Join(sheets, ", "))
		}
		sheet = name
	}
	return func(yield func(row, error) bool) {
		if err := w.each(sheet, yield); err != nil {
			yield(row{}, fmt.Errorf("sheet %s: %w", sheet, err))
		}
	}, nil
}

// each gives a sheet's rows as people see them, but dates and times in a form
// that cannot be misread: a workbook shows the first of September as 9/1/25 in
// some styles. So the sheet is read twice over, side by side, once for what is
// shown and once for what is kept.
func (w *workbook) each(sheet string, yield func(row, error) bool) error {
	shown, err := w.file.Rows(sheet)
	if err != nil {
		return err
	}
	defer shown.Close()
	kept, err := w.file.Rows(sheet)
	if err != nil {
		return err
	}
	defer kept.Close()
	props, err := w.file.GetWorkbookProps()
	if err != nil {
		return err
	}
	from1904 := props.Date1904 != nil && *props.Date1904
	for line := 1; shown.Next() && kept.Next(); line++ {
		cells, err1 := shown.Columns()
		raw, err2 := kept.Columns(excelize.Options{RawCellValue: true})
		if err := errors.Join(err1, err2); err != nil {
			return fmt.Errorf("row %d: %w", line, err)
		}
		if len(cells) > maxColumns && line == 1 {
			return errColumns
		}
		for i := range min(len(cells), len(raw)) {
			if cells[i] != raw[i] {
				cells[i] = plainMoment(cells[i], raw[i], from1904)
			}
		}
		if !yield(bounded(row{line: line, cells: cells}), nil) {
			return nil
		}
	}
	return errors.Join(shown.Error(), kept.Error())
}

// plainMoment gives a cell that shows a date or a time as year-month-day and
// hours:minutes, and any other as it is shown.
func plainMoment(shown, kept string, from1904 bool) string {
	serial, err := strconv.ParseFloat(kept, 64)
	if err != nil || serial < 0 || serial > 110_000 || strings.Count(shown, "/")+strings.Count(shown, "-")+strings.Count(shown, ":") == 0 {
		return shown
	}
	t, err := excelize.ExcelDateToTime(serial, from1904)
	switch {
	case err != nil:
		return shown
	case serial < 1:
		return t.Format("15:04")
	case serial == math.Trunc(serial):
		return t.Format(time.DateOnly)
	}
	return t.Round(time.Minute).Format("2006-01-02 15:04")
}

// bounded marks a row that holds too much.
func bounded(r row) row {
	total := 0
	for _, c := range r.cells {
		total += len(c)
		if len(c) > maxCell {
			r.fault = fmt.Sprintf("a cell holds more than %d characters", maxCell)
		}
	}
	if total > maxRow {
		r.fault = fmt.Sprintf("the row holds more than %d characters", maxRow)
	}
	if r.fault != "" {
		r.cells = nil
	}
	return r
}
