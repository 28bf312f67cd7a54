package index

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"unsafe"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	"alongside/index/near"
	"alongside/internal/directory"
)

// compile writes the near table's base to path from all that bleve holds at
// one moment: the stored documents, and the postings of their words, each read
// once.
func compile(ctx context.Context, words bleve.Index, path string, day directory.Date) (err error) {
	inner, err := words.Advanced()
	if err != nil {
		return fmt.Errorf("read the words: %w", err)
	}
	reader, err := inner.Reader()
	if err != nil {
		return fmt.Errorf("read the words: %w", err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	sequence, err := position(reader)
	if err != nil {
		return err
	}
	// For this while what is left behind is collected sooner: time is at hand,
	// and memory may not be.
	defer debug.SetGCPercent(debug.SetGCPercent(compileGrowth))
	c := &compiling{ctx: ctx, reader: reader, folder: filepath.Dir(filepath.Dir(path))}
	defer c.close()
	if err := c.spill(path + ".documents"); err != nil {
		return err
	}
	return near.Write(path, c, sequence, day)
}

// compileGrowth is by how many in 100 the heap grows before it is collected
// while a base is compiled.
const compileGrowth = 40

// compiling is a near.Source over what bleve holds. The stored documents are
// read from bleve in its own order, into a file in which they can then be
// looked up in any.
type compiling struct {
	ctx    context.Context
	reader index.IndexReader
	folder string
	file   *os.File
	ends   []int64
	buffer []byte
	// number gives a document's number here by bleve's.
	number  []uint32
	lengths [][4]uint32
	total   [4]uint64
	doc     near.Stored
	// read counts what was read from bleve since pages were given back.
	read int
}

// spill reads every stored document.
func (c *compiling) spill(path string) error {
	all, err := c.reader.DocIDReaderAll()
	if err != nil {
		return fmt.Errorf("read documents: %w", err)
	}
	defer all.Close()
	if c.file, err = os.Create(path); err != nil {
		return fmt.Errorf("read documents: %w", err)
	}
	w := bufio.NewWriterSize(c.file, 1<<18)
	end := int64(0)
	for {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		id, err := all.Next()
		if err != nil {
			return fmt.Errorf("read documents: %w", err)
		}
		if id == nil {
			break
		}
		b, err := c.take(id)
		if err != nil {
			return err
		}
		c.note(1)
		if _, err := w.Write(b); err != nil {
			return fmt.Errorf("read documents: %w", err)
		}
		end += int64(len(b))
		c.ends = append(c.ends, end)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("read documents: %w", err)
	}
	return nil
}

// take reads one stored document and notes its number and lengths.
func (c *compiling) take(id index.IndexInternalID) ([]byte, error) {
	key, err := c.reader.ExternalID(id)
	if err != nil {
		return nil, fmt.Errorf("read documents: %w", err)
	}
	b, err := stored(c.reader, key)
	if err != nil {
		return nil, err
	}
	if err := near.ReadStored(unsafe.String(unsafe.SliceData(b), len(b)), &c.doc); err != nil {
		return nil, fmt.Errorf("document %s: %w", key, err)
	}
	n := binary.BigEndian.Uint64(id)
	for uint64(len(c.number)) <= n {
		c.number = append(c.number, 0)
	}
	c.number[n] = uint32(len(c.lengths))
	l := c.doc.Lengths()
	c.lengths = append(c.lengths, l)
	for f := range l {
		c.total[f] += uint64(l[f])
	}
	return b, nil
}

func (c *compiling) close() {
	if c.file != nil {
		_ = c.file.Close()
		_ = os.Remove(c.file.Name()) // the next build would do it
	}
}

// Size gives how many documents there are.
func (c *compiling) Size() int { return len(c.ends) }

// Record gives one document.
func (c *compiling) Record(i int, r *near.Record) error {
	if i%4096 == 0 && c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	from := int64(0)
	if i > 0 {
		from = c.ends[i-1]
	}
	b := slices.Grow(c.buffer[:0], int(c.ends[i]-from))[:c.ends[i]-from]
	if _, err := c.file.ReadAt(b, from); err != nil {
		return fmt.Errorf("read documents: %w", err)
	}
	c.buffer = b
	if err := near.ReadStored(unsafe.String(unsafe.SliceData(b), len(b)), &c.doc); err != nil {
		return err
	}
	*r = c.doc.Record
	return nil
}

// readKept is how many documents, or times as many postings, are read before
// the memory that their pages take is given back.
const (
	readKept          = 1 << 16
	postingsADocument = 64
)

// note counts what is read from bleve, in documents, and gives back what was.
func (c *compiling) note(n int) {
	if c.read += n; c.read < readKept {
		return
	}
	c.read = 0
	giveBack(c.folder)
}

// Statistics gives the number of documents and the average length of each
// field.
func (c *compiling) Statistics() near.Statistics {
	st := near.Statistics{Documents: len(c.ends)}
	for f := range st.Average {
		if len(c.ends) > 0 {
			st.Average[f] = float64(c.total[f]) / float64(len(c.ends))
		}
	}
	return st
}

// dictionary is one field's words, being read in order.
type dictionary struct {
	field int
	name  string
	dict  index.FieldDict
	term  string
}

// Terms reads the dictionaries of all fields side by side, and each word's
// postings in them.
func (c *compiling) Terms(rank []uint32, emit near.Emit) (err error) {
	var open []*dictionary
	defer func() {
		for _, d := range open {
			err = errors.Join(err, d.dict.Close())
		}
	}()
	for f, name := range near.Fields() {
		dict, err := c.reader.FieldDict(name)
		if err != nil {
			return fmt.Errorf("read the dictionary of %s: %w", name, err)
		}
		d := &dictionary{field: f, name: name, dict: dict}
		open = append(open, d)
	}
	live := slices.Clone(open)
	for i := 0; i < len(live); {
		if more, err := live[i].next(); err != nil {
			return err
		} else if !more {
			live = slices.Delete(live, i, i+1)
			continue
		}
		i++
	}
	gather := &postings{c: c, rank: rank, at: make([]uint32, len(c.ends)), average: c.Statistics().Average}
	for len(live) > 0 {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		term := slices.MinFunc(live, func(a, b *dictionary) int { return bytes.Compare([]byte(a.term), []byte(b.term)) }).term
		c.note(1 + len(gather.found)/postingsADocument)
		gather.reset()
		for i := 0; i < len(live); {
			d := live[i]
			if d.term != term {
				i++
				continue
			}
			if err := gather.read(term, d); err != nil {
				return err
			}
			if more, err := d.next(); err != nil {
				return err
			} else if !more {
				live = slices.Delete(live, i, i+1)
				continue
			}
			i++
		}
		if err := gather.emit(term, emit); err != nil {
			return err
		}
	}
	return nil
}

func (d *dictionary) next() (bool, error) {
	entry, err := d.dict.Next()
	if err != nil {
		return false, fmt.Errorf("read the dictionary of %s: %w", d.name, err)
	}
	if entry == nil {
		return false, nil
	}
	d.term = entry.Term
	return true, nil
}

// postings gathers one word's documents over the fields.
type postings struct {
	c       *compiling
	rank    []uint32
	average [4]float64
	// at gives, for a document, its place in found, from 1; 0 for none.
	at    []uint32
	found []inFields
	out   near.Postings
	doc   index.TermFieldDoc
}

// inFields is how often a document holds the word in each field.
type inFields struct {
	doc uint32
	tf  [4]uint32
}

func (p *postings) reset() {
	for _, f := range p.found {
		p.at[f.doc] = 0
	}
	p.found = p.found[:0]
}

// read reads a word's postings in one field.
func (p *postings) read(term string, d *dictionary) (err error) {
	r, err := p.c.reader.TermFieldReader(p.c.ctx, []byte(term), d.name, true, false, false)
	if err != nil {
		return fmt.Errorf("read the postings of %s: %w", d.name, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for {
		doc, err := r.Next(p.doc.Reset())
		if err != nil {
			return fmt.Errorf("read the postings of %s: %w", d.name, err)
		}
		if doc == nil {
			return nil
		}
		n := p.c.number[binary.BigEndian.Uint64(doc.ID)]
		if p.at[n] == 0 {
			p.found = append(p.found, inFields{doc: n})
			p.at[n] = uint32(len(p.found))
		}
		p.found[p.at[n]-1].tf[d.field] += uint32(doc.Freq)
	}
}

func (p *postings) emit(term string, emit near.Emit) error {
	p.out.Reset()
	for _, f := range p.found {
		p.out.Add(p.rank[f.doc], f.tf, p.c.lengths[f.doc], p.average)
	}
	return p.out.Emit(term, emit)
}
