package feed

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

// rows is a table: its rows in order, the error that ends it last.
type rows = iter.Seq2[row, error]

// opener opens a second table that a mapping joins: a file beside the first, or
// a sheet of it.
type opener func(j join) (rows, error)

// errNoName is the refusal of a table that nothing is known of.
var errNoName = errors.New("no column looks like a name: give a mapping file, or call a column Name")

// tabular reads a table into items. choose gives the mapping for its header;
// nil means that there is none.
func tabular(table rows, o Options, choose func(*header) (*Mapping, error), open opener, note func(*header, *Mapping)) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		t := &tableReader{o: o, choose: choose, open: open, note: note}
		for r, err := range table {
			if err != nil {
				yield(item{}, err)
				return
			}
			if r.fault == "" && r.empty() {
				continue
			}
			if t.header == nil {
				if ok, err := t.begin(r); err != nil {
					yield(item{}, err)
					return
				} else if !ok {
					return
				}
				continue
			}
			it, ok, err := t.read(r)
			if err != nil {
				yield(item{}, err)
				return
			}
			if ok && !yield(it, nil) {
				return
			}
		}
		if t.header == nil {
			yield(item{}, errors.New("it holds no rows"))
			return
		}
		for _, it := range t.folder.order {
			if !yield(finish(it), nil) {
				return
			}
		}
	}
}

// tableReader reads a table row by row.
type tableReader struct {
	o      Options
	choose func(*header) (*Mapping, error)
	open   opener
	note   func(*header, *Mapping)

	header  *header
	builder *builder
	joined  []lookUpTable
	folder  folder
}

// lookUpTable is a joined table by its key.
type lookUpTable struct {
	column string
	byKey  map[string][]string
	width  int
}

// begin takes the header row; false when the mapping says that the table holds
// no listings.
func (t *tableReader) begin(r row) (bool, error) {
	if r.fault != "" {
		return false, fmt.Errorf("line %d: the header can't be read: %s", r.line, r.fault)
	}
	t.header = newHeader(r.cells)
	m, err := t.choose(t.header)
	if err != nil {
		return false, err
	}
	if m == nil {
		return false, fmt.Errorf("line %d: %w (the columns are %s)", r.line, errNoName, cut(strings.Join(t.header.names, ", "), 300))
	}
	t.note(t.header, m)
	if m.NoListings != "" {
		return false, nil
	}
	for _, j := range m.Join {
		if err := t.join(j); err != nil {
			return false, fmt.Errorf("mapping %s: join %s: %w", m.name, j.File+j.Sheet, err)
		}
	}
	if name, missing := t.header.missing(m.columns()); missing {
		return false, fmt.Errorf("mapping %s: line %d: there is no column %q (the columns are %s)", m.name, r.line, name, cut(strings.Join(t.header.names, ", "), 300))
	}
	t.builder = newBuilder(m, t.o)
	return true, nil
}

// join reads a second table whole; it is a small one.
func (t *tableReader) join(j join) error {
	const most = 100_000
	table, err := t.open(j)
	if err != nil {
		return err
	}
	var other *header
	at := lookUpTable{column: j.Column, byKey: make(map[string][]string)}
	for r, err := range table {
		switch {
		case err != nil:
			return err
		case r.fault != "":
			return fmt.Errorf("line %d: %s", r.line, r.fault)
		case r.empty():
		case other == nil:
			if other = newHeader(r.cells); !other.has(j.Key) {
				return fmt.Errorf("there is no column %q", j.Key)
			}
		default:
			rec, fault := newRecord(other, r)
			if fault != "" {
				return fmt.Errorf("line %d: %s", r.line, fault)
			}
			if len(at.byKey) >= most {
				return fmt.Errorf("it has more than %d rows", most)
			}
			cells := make([]string, len(rec.cells))
			for i := range rec.cells {
				cells[i] = rec.cells[i].raw
			}
			at.byKey[key(rec.cell(j.Key).text)] = cells
		}
	}
	if other == nil {
		return errors.New("it holds no rows")
	}
	at.width = len(other.names)
	for _, name := range other.names {
		if j.As != "" {
			name = j.As + "." + name
		}
		if err := t.header.add(name); err != nil {
			return err
		}
	}
	t.joined = append(t.joined, at)
	return nil
}

// read makes the item of one row; false when it was folded into another.
func (t *tableReader) read(r row) (item, bool, error) {
	if r.fault != "" {
		it := item{line: r.line}
		it.reject("", r.fault)
		return it, true, nil
	}
	rec, fault := newRecord(t.header, r)
	if fault != "" {
		it := item{line: r.line}
		it.reject("", fault)
		return it, true, nil
	}
	it := t.fill(rec)
	if it.skipped || len(it.rejected) > 0 || !t.builder.m.Fold {
		return it, true, nil
	}
	return item{}, false, t.folder.add(it)
}

// fill adds the joined columns and builds the listing.
func (t *tableReader) fill(rec *record) item {
	at := t.header.own
	var unmatched []fault
	for _, j := range t.joined {
		k := rec.cell(j.column).text
		cells, ok := j.byKey[key(k)]
		if !ok && k != "" {
			unmatched = append(unmatched, fault{j.column, fmt.Sprintf("%q is not in the joined table", cut(k, 60))})
		}
		for i, c := range cells {
			rec.cells[at+i].raw = c
		}
		at += j.width
	}
	it := t.builder.listing(rec)
	if !it.skipped {
		it.warnings = append(unmatched, it.warnings...)
		it.validate(it.listing, t.builder.columnOf)
	}
	return it
}
