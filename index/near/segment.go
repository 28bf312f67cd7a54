package near

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/blevesearch/vellum"
	"github.com/paulmach/orb"
)

// segment is an open segment: columns by rank, as they lie in its file.
type segment struct {
	file                *mapping
	path                string
	size, placed, count int
	day                 int32
	stats               Statistics
	levels              []level
	boxes               []box

	rows     []row
	places   []uint16 // each one's place of its service
	vectors  []vector // of those that have a place, which come first
	multi    bitmap   // those whose service has other places
	service  []uint32 // the number of each one's service
	checked  []uint16 // see checkedOf
	points   [][2]float64
	verified []int64
	reopens  []int32
	due      []int32

	sessionEnds []uint32
	sessions    []session
	conceptEnds []uint32
	concepts    []uint16
	bodyEnds    []uint64
	// abouts are how many bytes at the end of each body say what it is about.
	abouts []uint16
	bodies string

	serviceIDs   []uuid
	serviceEnds  []uint32
	serviceRanks []uint32
	replaced     []uuid

	terms      *vellum.FST
	termAt     []uint64
	termCounts []uint32
	termMosts  []uint8
	postings   []byte

	names    string
	nameEnds []uint32
	nameUses []uint32
	starts   []start
	prefixes *vellum.FST
	bounds   []uint32
	tops     []uint32

	// values are the shared values as they are encoded; areaSets and
	// languageSets the same taken apart, and words their words.
	values       [pools][]string
	conceptNames []string
	orgs         []org
	areaSets     []areas
	languageSets [][]string
	words        words
	served       served
}

// openSegment opens the segment at path, and checks it whole unless it has
// just been written.
func openSegment(path string, check bool) (*segment, error) {
	m, err := openFile(path, check)
	if err != nil {
		return nil, err
	}
	counts := numbers[uint64](m, secCounts)
	if len(counts) < 5+fields {
		return nil, errDamaged
	}
	s := &segment{
		file: m, path: path, boxes: numbers[box](m, secBoxes),
		rows: numbers[row](m, secRows), places: numbers[uint16](m, secPlaces),
		vectors: numbers[vector](m, secVectors), multi: numbers[uint64](m, secMulti),
		service: numbers[uint32](m, secServices), checked: numbers[uint16](m, secChecked), points: numbers[[2]float64](m, secPoints),
		verified: numbers[int64](m, secVerified), reopens: numbers[int32](m, secReopens), due: numbers[int32](m, secDue),
		sessionEnds: numbers[uint32](m, secSessionEnds), sessions: numbers[session](m, secSessions),
		conceptEnds: numbers[uint32](m, secConceptEnds), concepts: numbers[uint16](m, secConcepts),
		bodyEnds: numbers[uint64](m, secBodyEnds), abouts: numbers[uint16](m, secAbouts), bodies: stringOf(m, secBodies),
		serviceIDs: numbers[uuid](m, secServiceIDs), serviceEnds: numbers[uint32](m, secServiceEnds),
		serviceRanks: numbers[uint32](m, secServiceRanks), replaced: numbers[uuid](m, secReplaced),
		termAt: numbers[uint64](m, secTermAt), termCounts: numbers[uint32](m, secTermCounts),
		termMosts: numbers[uint8](m, secTermMosts), postings: m.bytes(secPostings),
		names: stringOf(m, secNames), nameEnds: numbers[uint32](m, secNameEnds), nameUses: numbers[uint32](m, secNameUses),
		starts: numbers[start](m, secStarts), bounds: numbers[uint32](m, secPrefixes), tops: numbers[uint32](m, secTops),
	}
	s.size, s.placed, s.count, s.day, s.stats = readCounts(counts)
	s.levels = levels(s.placed)
	s.readPools()
	s.readServed()
	if s.terms, err = vellum.Load(m.bytes(secTermDict)); err == nil {
		s.prefixes, err = vellum.Load(m.bytes(secPrefixDict))
	}
	if err != nil {
		return nil, fmt.Errorf("open a segment: %w", err)
	}
	return s, nil
}

// stringOf gives a section as a string that lies in the file.
func stringOf(m *mapping, n int) string {
	p := m.bytes(n)
	if len(p) == 0 {
		return ""
	}
	return unsafe.String(&p[0], len(p))
}

// readPools copies the shared values out of the file: results refer to them
// for longer than the file is there.
func (s *segment) readPools() {
	r := reader{s: strings.Clone(stringOf(s.file, secPools))}
	for p := range s.values {
		s.values[p] = r.strings()
	}
	s.conceptNames = r.strings()
	s.orgs = appendOrgs(make([]org, 0, len(s.values[poolOrg])), s.values[poolOrg])
	for _, v := range s.values[poolAreas] {
		s.areaSets = append(s.areaSets, decodeAreas(v))
	}
	for _, v := range s.values[poolLanguages] {
		s.languageSets = append(s.languageSets, split(v))
	}
	s.words.add(s.values[poolAreas], s.values[poolLanguages])
}

func appendOrgs(out []org, values []string) []org {
	for _, v := range values {
		id, name := decodeOrg(v)
		out = append(out, org{id, name})
	}
	return out
}

func part[T, N any](all []T, ends []N, i uint32, number func(N) int) []T {
	from := 0
	if i > 0 {
		from = number(ends[i-1])
	}
	return all[from:number(ends[i])]
}

func (s *segment) sessionsOf(rank uint32) []session {
	return part(s.sessions, s.sessionEnds, rank, func(n uint32) int { return int(n) })
}

func (s *segment) conceptsOf(rank uint32) []uint16 {
	return part(s.concepts, s.conceptEnds, rank, func(n uint32) int { return int(n) })
}

// wholeBody gives the body of a record; it lies in the file.
func (s *segment) wholeBody(rank uint32) string {
	from := uint64(0)
	if rank > 0 {
		from = s.bodyEnds[rank-1]
	}
	return s.bodies[from:s.bodyEnds[rank]]
}

// bodyOf gives a body without what it is about, which aboutOf gives.
func (s *segment) bodyOf(rank uint32) string {
	body := s.wholeBody(rank)
	return body[:len(body)-int(s.abouts[rank])]
}

func (s *segment) aboutOf(rank uint32) string {
	body := s.wholeBody(rank)
	return body[len(body)-int(s.abouts[rank]):]
}

// ranksOf gives the ranks of a service's places, in the order of the places.
func (s *segment) ranksOf(service uint32) []uint32 {
	return part(s.serviceRanks, s.serviceEnds, service, func(n uint32) int { return int(n) })
}

// serviceOf gives the number of the service with an id.
func (s *segment) serviceOf(id uuid) (uint32, bool) {
	i, found := slices.BinarySearchFunc(s.serviceIDs, id, func(a, b uuid) int { return bytes.Compare(a[:], b[:]) })
	return uint32(i), found
}

// list is the postings of one term: ranks ascending, their impacts, and the
// greatest of these.
type list struct {
	ranks   []uint32
	impacts []uint8
	most    uint8
}

// lookup gives the postings of a term; an empty list for one that is in no
// document.
func (s *segment) lookup(term string, r *vellum.Reader) list {
	n, found, err := r.Get(unsafe.Slice(unsafe.StringData(term), len(term)))
	if err != nil || !found {
		return list{}
	}
	return s.list(n)
}

func (s *segment) list(n uint64) list {
	at, count := s.termAt[n], uint64(s.termCounts[n])
	if count == 0 {
		return list{}
	}
	return list{
		ranks:   unsafe.Slice((*uint32)(unsafe.Pointer(&s.postings[at])), count),
		impacts: s.postings[at+4*count : at+5*count],
		most:    s.termMosts[n],
	}
}

// record fills r from the columns; what lies in the file is not copied.
func (s *segment) record(rank uint32, r *Record) {
	x := &s.rows[rank]
	*r = Record{
		id: s.serviceIDs[s.service[rank]], place: s.places[rank], bits: x.bits &^ (1 << bitMulti), slots: x.slots, pence: x.pence,
		minAge: uint8(x.ages), maxAge: uint8(x.ages >> 8), verified: s.verified[rank], reopens: s.reopens[rank],
		due: s.due[rank], sessions: s.sessionsOf(rank),
		org: s.values[poolOrg][x.pool(poolOrg)], source: s.values[poolSource][x.pool(poolSource)],
		areas: s.values[poolAreas][x.pool(poolAreas)], languages: s.values[poolLanguages][x.pool(poolLanguages)],
	}
	if body := s.wholeBody(rank); body != "" {
		r.body = unsafe.Slice(unsafe.StringData(body), len(body))
	}
	if x.placed() {
		p := orb.Point(s.points[rank])
		r.point = &p
	}
	for _, c := range s.conceptsOf(rank) {
		r.concepts = append(r.concepts, s.conceptNames[c])
	}
}
