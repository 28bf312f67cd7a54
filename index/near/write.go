package near

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"unsafe"

	"github.com/blevesearch/vellum"
)

// Source is what a segment is made from: records, and the postings of their
// words.
type Source interface {
	// Size gives how many records there are.
	Size() int
	// Record fills r with one record. It may be asked more than once, in any
	// order; r is only read until the next call.
	Record(i int, r *Record) error
	// Terms passes on each word's postings, words in order of their bytes and
	// ranks ascending; rank gives the rank of each record.
	Terms(rank []uint32, emit Emit) error
	// Statistics are those that the impacts are worked out from.
	Statistics() Statistics
}

// Emit takes the postings of one term; it keeps neither slice.
type Emit func(term string, ranks []uint32, impacts []uint8) error

// draft is what is kept in memory of a record while a segment is written.
type draft struct {
	row
	vector  vector
	service uint32
	// metres is how far around its middle a circle goes, whose middle's place
	// along the curve key is.
	metres                  float64
	id                      uuid
	place                   uint16
	key                     uint64
	point                   [2]float64
	verified                int64
	reopens, due            int32
	sessions, concepts, len uint32
}

// writer gathers a segment and writes it.
type writer struct {
	file *fileWriter
	src  Source
	// midnight begins the day that the segment is made on, in minutes since
	// 1970.
	midnight int64
	rows     []draft
	// order are the records by rank, and rank the ranks by record.
	order, rank []uint32
	pools       [pools]pool
	concepts    pool
	// about are the ranks about each concept, by its number.
	about map[uint32][]uint32
	names *nameGatherer
}

// pool numbers distinct values, in the order of their bytes once sorted.
type pool struct {
	numbers map[string]uint32
	values  []string
}

func (p *pool) number(v string) uint32 {
	n, known := p.numbers[v]
	if !known {
		if p.numbers == nil {
			p.numbers = map[string]uint32{}
		}
		n = uint32(len(p.values))
		v = string([]byte(v)) // nothing of the record stays
		p.numbers[v] = n
		p.values = append(p.values, v)
	}
	return n
}

// sort puts the values in order, and gives the new number of each old one.
func (p *pool) sort() []uint32 {
	old := p.values
	p.values = slices.Clone(old)
	slices.Sort(p.values)
	moved := make([]uint32, len(old))
	for i, v := range p.values {
		moved[p.numbers[v]] = uint32(i)
	}
	for i, v := range p.values {
		p.numbers[v] = uint32(i)
	}
	return moved
}

// fits reports values that are more than two bytes can number.
func (p *pool) fits(what string) error {
	if n := len(p.values); n > math.MaxUint16 {
		return fmt.Errorf("write a segment: %d %s are more than it holds", n, what)
	}
	return nil
}

// writeSegment makes a segment at path. replaced are the ids of the listings
// that it speaks for, those that are gone among them.
func writeSegment(path string, src Source, sequence int64, day int32, replaced []uuid) error {
	f, err := createFile(path)
	if err != nil {
		return err
	}
	w := &writer{file: f, src: src, midnight: midnightOf(day), about: map[uint32][]uint32{}, names: newNameGatherer()}
	if err := w.gather(); err != nil {
		f.err = err
	} else {
		w.write(day, replaced)
	}
	return f.finish(sequence)
}

// gather reads every record once and puts them in order.
func (w *writer) gather() error {
	n := w.src.Size()
	w.rows = make([]draft, n)
	var r Record
	for i := range w.rows {
		if err := w.src.Record(i, &r); err != nil {
			return err
		}
		w.rows[i] = w.draft(&r)
	}
	if err := errors.Join(w.concepts.fits("concepts"), w.pools[poolSource].fits("sources")); err != nil {
		return err
	}
	for p := range w.pools {
		moved := w.pools[p].sort()
		for i := range w.rows {
			w.rows[i].setPool(p, moved[w.rows[i].pool(p)])
		}
	}
	w.concepts.sort()
	w.order = make([]uint32, n)
	for i := range w.order {
		w.order[i] = uint32(i)
	}
	slices.SortFunc(w.order, func(a, b uint32) int { return compareRows(&w.rows[a], &w.rows[b]) })
	w.rank = make([]uint32, n)
	for rank, i := range w.order {
		w.rank[i] = uint32(rank)
	}
	return nil
}

// compareRows orders what has a place along the curve, and what has none after
// it: see served.
func compareRows(a, b *draft) int {
	if a.placed() != b.placed() {
		if a.placed() {
			return -1
		}
		return 1
	}
	if !a.placed() {
		n := cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.metres, b.metres), cmp.Compare(a.shared[poolAreas], b.shared[poolAreas]),
			cmp.Compare(a.bits>>bitOnline&1, b.bits>>bitOnline&1))
		if n != 0 {
			return n
		}
	}
	return cmp.Or(cmp.Compare(a.key, b.key), bytes.Compare(a.id[:], b.id[:]), cmp.Compare(a.place, b.place))
}

func (w *writer) draft(r *Record) draft {
	out := draft{id: r.id, place: r.place, verified: r.verified, reopens: r.reopens, due: r.due, sessions: uint32(len(r.sessions)),
		concepts: uint32(len(r.concepts)), len: uint32(len(r.body))}
	out.row = row{bits: r.bits, slots: r.slots, pence: r.pence,
		ages: uint16(r.minAge) | uint16(r.maxAge)<<8}
	if len(r.sessions) > 0 {
		out.slots = slotsFrom(r.sessions, w.midnight)
	}
	if r.point != nil {
		out.point, out.key, out.vector = [2]float64(*r.point), curveKey(*r.point), vectorOf(*r.point)
	} else if a := decodeAreas(r.areas); len(a.serves) == 0 && len(a.circles) > 0 {
		out.key, out.metres = curveKey(a.circles[0].Centre), a.circles[0].Metres
	}
	for p, v := range [pools]string{poolOrg: r.org, poolSource: r.source, poolAreas: r.areas, poolLanguages: r.languages} {
		out.setPool(p, w.pools[p].number(v))
	}
	for _, c := range r.concepts {
		w.concepts.number(c)
	}
	return out
}

// byRank writes a column with one value for each rank.
func byRank[T number](w *writer, section int, value func(r *draft) T) {
	values := make([]T, len(w.order))
	for rank, i := range w.order {
		values[rank] = value(&w.rows[i])
	}
	column(w.file, section, values)
}

// write writes every section.
func (w *writer) write(day int32, replaced []uuid) {
	services := w.services()
	placed := 0
	for i := range w.rows {
		if w.rows[i].placed() {
			placed++
		}
	}
	st := w.src.Statistics()
	counts := []uint64{uint64(len(w.rows)), uint64(placed), uint64(services), uint64(uint32(day)), uint64(st.Documents)}
	for _, a := range st.Average {
		counts = append(counts, math.Float64bits(a))
	}
	column(w.file, secCounts, counts)
	vectors := make([]vector, placed)
	for rank := range vectors {
		vectors[rank] = w.rows[w.order[rank]].vector
	}
	column(w.file, secVectors, vectors)
	column(w.file, secBoxes, boxesOf(vectors))
	multi := newBitmap(len(w.order))
	for rank, i := range w.order {
		if w.rows[i].bits>>bitMulti&1 == 1 {
			multi.set(uint32(rank))
		}
	}
	column(w.file, secMulti, multi)
	byRank(w, secServices, func(r *draft) uint32 { return r.service })
	byRank(w, secChecked, func(r *draft) uint16 { return checkedOf(r.verified) })
	byRank(w, secRows, func(r *draft) row { return r.row })
	byRank(w, secPlaces, func(r *draft) uint16 { return r.place })
	byRank(w, secPoints, func(r *draft) [2]float64 { return r.point })
	byRank(w, secVerified, func(r *draft) int64 { return r.verified })
	byRank(w, secReopens, func(r *draft) int32 { return r.reopens })
	byRank(w, secDue, func(r *draft) int32 { return r.due })
	column(w.file, secReplaced, replaced)
	w.ends()
	w.variable()
	w.poolSection()
	w.rows, w.order, w.pools = nil, nil, [pools]pool{}
	w.words()
	w.names.write(w.file)
}

// services numbers the services by id and writes where their places are.
func (w *writer) services() int {
	byID := slices.Clone(w.order)
	slices.SortStableFunc(byID, func(a, b uint32) int {
		return cmp.Or(bytes.Compare(w.rows[a].id[:], w.rows[b].id[:]), cmp.Compare(w.rows[a].place, w.rows[b].place))
	})
	var ids []uuid
	var ends []uint32
	ranksOf := make([]uint32, len(byID))
	for i, rec := range byID {
		r := &w.rows[rec]
		if n := len(ids); n == 0 || ids[n-1] != r.id {
			ids, ends = append(ids, r.id), append(ends, 0)
		}
		ends[len(ends)-1] = uint32(i + 1)
		ranksOf[i] = w.rank[rec]
		r.service = uint32(len(ids) - 1)
	}
	from := uint32(0)
	for _, to := range ends {
		if to-from > 1 {
			for _, rec := range byID[from:to] {
				w.rows[rec].bits |= 1 << bitMulti
			}
		}
		from = to
	}
	column(w.file, secServiceIDs, ids)
	column(w.file, secServiceEnds, ends)
	column(w.file, secServiceRanks, ranksOf)
	return len(ids)
}

// ends writes where the sessions, concepts and bodies of each rank end.
func (w *writer) ends() {
	sessions, concepts, bodies := make([]uint32, len(w.order)), make([]uint32, len(w.order)), make([]uint64, len(w.order))
	var s, c uint32
	var b uint64
	for rank, i := range w.order {
		r := &w.rows[i]
		s, c, b = s+r.sessions, c+r.concepts, b+uint64(r.len)
		sessions[rank], concepts[rank], bodies[rank] = s, c, b
	}
	column(w.file, secSessionEnds, sessions)
	column(w.file, secConceptEnds, concepts)
	column(w.file, secBodyEnds, bodies)
}

// variable writes what has no fixed size, reading the records again in the
// order of their ranks, once for bodies and once for sessions: nothing that
// grows with what listings say stands in memory, but names.
func (w *writer) variable() {
	var concepts []uint16
	abouts := make([]uint16, len(w.order))
	w.inOrder(secBodies, func(rank uint32, r *Record) []byte {
		for _, c := range r.concepts {
			n := w.concepts.number(c)
			concepts = append(concepts, uint16(n))
			w.about[n] = append(w.about[n], rank)
		}
		w.names.add(r, w.rows[w.order[rank]].bits>>bitMulti&1 == 1)
		in := reader{s: unsafe.String(unsafe.SliceData(r.body), len(r.body))}
		abouts[rank] = uint16(in.sizes().about)
		return r.body
	})
	column(w.file, secAbouts, abouts)
	w.inOrder(secSessions, func(_ uint32, r *Record) []byte { return bytesOf(r.sessions) })
	column(w.file, secConcepts, concepts)
}

// inOrder writes a section of what each record has, by rank.
func (w *writer) inOrder(section int, bytes func(rank uint32, r *Record) []byte) {
	w.file.section(section, func() error {
		var r Record
		for rank, i := range w.order {
			if err := w.src.Record(int(i), &r); err != nil {
				return err
			}
			if _, err := w.file.Write(bytes(uint32(rank), &r)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *writer) poolSection() {
	w.file.section(secPools, func() error {
		var out []byte
		for p := range w.pools {
			out = appendStrings(out, w.pools[p].values)
		}
		out = appendStrings(out, w.concepts.values)
		_, err := w.file.Write(out)
		return err
	})
}

// conceptMark begins the terms that stand for concepts: no word begins so, and
// they come before all words.
const conceptMark = "\x00"

// words writes the postings, and the dictionary that gives each term its
// number.
func (w *writer) words() {
	var dict bytes.Buffer
	builder, err := vellum.New(&dict, nil)
	if err != nil {
		w.file.err = cmp.Or(w.file.err, err)
		return
	}
	var at []uint64
	var counts []uint32
	var mosts []uint8
	offset := uint64(0)
	emit := func(term string, ranks []uint32, impacts []uint8) error {
		if err := builder.Insert([]byte(term), uint64(len(at))); err != nil {
			return fmt.Errorf("term %q: %w", term, err)
		}
		at, counts, mosts = append(at, offset), append(counts, uint32(len(ranks))), append(mosts, slices.Max(impacts))
		pad := -len(impacts) & 3
		if _, err := w.file.Write(bytesOf(ranks)); err != nil {
			return err
		}
		if _, err := w.file.Write(impacts); err != nil {
			return err
		}
		if _, err := w.file.Write([]byte{0, 0, 0}[:pad]); err != nil {
			return err
		}
		offset += uint64(4*len(ranks) + len(impacts) + pad)
		return nil
	}
	w.file.section(secPostings, func() error {
		for n, c := range w.concepts.values {
			ranks := w.about[uint32(n)]
			if err := emit(conceptMark+c, ranks, bytes.Repeat([]byte{impactSteps}, len(ranks))); err != nil {
				return err
			}
		}
		return w.src.Terms(w.rank, emit)
	})
	column(w.file, secTermAt, at)
	column(w.file, secTermCounts, counts)
	column(w.file, secTermMosts, mosts)
	if err := builder.Close(); err != nil {
		w.file.err = cmp.Or(w.file.err, err)
	}
	column(w.file, secTermDict, dict.Bytes())
}

// readCounts is the other side of the counts that write begins with.
func readCounts(c []uint64) (documents, placed, services int, day int32, st Statistics) {
	st.Documents = int(c[4])
	for f := range st.Average {
		st.Average[f] = math.Float64frombits(c[5+f])
	}
	return int(c[0]), int(c[1]), int(c[2]), int32(uint32(c[3])), st
}
