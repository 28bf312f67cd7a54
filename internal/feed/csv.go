package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// The most that a table may hold. They keep memory small whatever comes.
const (
	maxColumns = 2_000
	maxCell    = 1 << 20
	maxRow     = 8 << 20
)

// row is one row of a table.
type row struct {
	// line is the file's line on which the row begins, or its number in a
	// sheet, from 1.
	line  int
	cells []string
	// fault says why the row can't be read; the cells are then not whole.
	fault string
}

// empty reports whether no cell holds anything.
func (r row) empty() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// errColumns is the refusal of a table with too many columns.
var errColumns = fmt.Errorf("it has more than %d columns", maxColumns)

// csvRows reads rows of cells parted by delim, with quotes as spreadsheets
// write them and as people mistype them. It holds one row at a time. The error,
// if any, comes last and names the line.
func csvRows(r io.Reader, delim byte) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		p := &csvReader{r: r, delim: delim, line: 1, buf: make([]byte, 64<<10)}
		for {
			rec, err := p.next()
			if err == io.EOF {
				return
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

// csvReader is a small CSV parser that, unlike encoding/csv, bounds what it
// holds and goes on after a faulty row.
type csvReader struct {
	r        io.Reader
	delim    byte
	line     int
	buf      []byte
	pos, end int
	err      error

	text []byte
	ends []int
}

// peek gives the next byte without taking it.
func (p *csvReader) peek() (byte, error) {
	for p.pos == p.end {
		if p.err != nil {
			return 0, p.err
		}
		var n int
		n, p.err = p.r.Read(p.buf)
		p.pos, p.end = 0, n
	}
	return p.buf[p.pos], nil
}

// next reads one row. A row cut off by the end of what could be had of a
// broken file is not given: nobody knows whether it is whole.
func (p *csvReader) next() (row, error) {
	p.text, p.ends = p.text[:0], p.ends[:0]
	rec := row{line: p.line}
	if _, err := p.peek(); err != nil {
		return rec, p.stop(err, rec.line, false)
	}
	quoted, start := false, 0
	for {
		c, err := p.peek()
		if err != nil {
			if err != io.EOF || quoted {
				return rec, p.stop(err, rec.line, quoted)
			}
			break
		}
		p.pos++
		if c == '\n' {
			p.line++
		}
		switch {
		case quoted && c == '"':
			if d, err := p.peek(); err == nil && d == '"' {
				p.pos++
				p.add(&rec, start, '"')
			} else {
				quoted = false
			}
		case quoted:
			p.add(&rec, start, c)
		case c == '"' && blank(p.text[start:]):
			p.text, quoted = p.text[:start], true
		case c == p.delim:
			if len(p.ends)+1 >= maxColumns {
				return rec, fmt.Errorf("line %d: %w", rec.line, errColumns)
			}
			p.ends = append(p.ends, len(p.text))
			start = len(p.text)
		case c == '\n':
			p.ends = append(p.ends, len(trimCR(p.text, start)))
			return p.take(rec), nil
		case c == '\r' && p.loneCR():
			p.line++
			p.ends = append(p.ends, len(p.text))
			return p.take(rec), nil
		default:
			p.add(&rec, start, c)
		}
	}
	p.ends = append(p.ends, len(trimCR(p.text, start)))
	return p.take(rec), nil
}

// add puts a byte into the cell that began at start, unless there is too much.
func (p *csvReader) add(rec *row, start int, c byte) {
	switch {
	case rec.fault != "":
	case len(p.text)-start >= maxCell:
		rec.fault = fmt.Sprintf("a cell holds more than %d characters, or its quote is never closed", maxCell)
	case len(p.text) >= maxRow:
		rec.fault = fmt.Sprintf("the row holds more than %d characters", maxRow)
	default:
		p.text = append(p.text, c)
	}
}

// loneCR reports whether a carriage return that was just taken ends a row by
// itself, as old Macintosh files have it.
func (p *csvReader) loneCR() bool {
	c, err := p.peek()
	return err == nil && c != '\n'
}

// take gives the row's cells.
func (p *csvReader) take(rec row) row {
	whole, from := string(p.text), 0
	rec.cells = make([]string, len(p.ends))
	for i, end := range p.ends {
		rec.cells[i] = whole[from:end]
		from = end
	}
	return rec
}

// stop says where the file stopped.
func (p *csvReader) stop(err error, line int, quoted bool) error {
	switch {
	case err == io.EOF && quoted:
		return fmt.Errorf("line %d: a quote is opened in this row and never closed: %w", line, io.ErrUnexpectedEOF)
	case err == io.EOF:
		return io.EOF
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("line %d: the file stops in the middle: %w", p.line, err)
	}
	return fmt.Errorf("line %d: %w", p.line, err)
}

func blank(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }

func trimCR(text []byte, start int) []byte {
	if n := len(text); n > start && text[n-1] == '\r' {
		return text[:n-1]
	}
	return text
}

// delimiter finds what parts the cells: whichever of comma, semicolon, tab and
// bar stands most often, outside quotes, in the first line that has any.
func delimiter(head []byte) byte {
	var counts [256]int
	quoted, any := false, false
	for _, c := range head {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ',' || c == ';' || c == '\t' || c == '|':
			counts[c]++
			any = true
		case c == '\n' && any:
			return most(counts)
		}
	}
	return most(counts)
}

func most(counts [256]int) byte {
	best := byte(',')
	for _, c := range []byte{';', '\t', '|'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}
