package near

import (
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/schedule"
	"alongside/internal/text"
)

// Record is one document in the form that segments hold, without its words.
type Record struct {
	id    uuid
	place uint16 // the service's place, from 0
	point *orb.Point
	bits  uint64
	slots directory.Slots
	// pence is the least that anyone pays.
	pence          int32
	minAge, maxAge uint8
	verified       int64 // milliseconds
	// reopens is the day, counted from 1970, on which what is temporarily
	// closed opens again; never when nobody knows.
	reopens int32
	// due is the day on which the document has to be made again.
	due int32
	// Values that documents share, each encoded; see the pools.
	org, source, areas, languages string
	sessions                      []session
	concepts                      []string
	// body is the rest of the card.
	body []byte
	// lengths are the terms of each field.
	lengths lengths
}

// uuid is an id in binary; ids compare as their texts do.
type uuid [16]byte

func parseID(s string) (u uuid, err error) {
	if !directory.IsID(s) {
		return u, fmt.Errorf("id %q is no UUID", s)
	}
	_, err = hex.Decode(u[:], []byte(strings.ReplaceAll(s, "-", "")))
	return u, err
}

// String gives the id as it is written.
func (u uuid) String() string {
	var b [36]byte
	u.write(b[:])
	return string(b[:])
}

func (u uuid) write(b []byte) {
	hex.Encode(b[0:8], u[0:4])
	hex.Encode(b[9:13], u[4:6])
	hex.Encode(b[14:18], u[6:8])
	hex.Encode(b[19:23], u[8:10])
	hex.Encode(b[24:36], u[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
}

const (
	noMinAge, noMaxAge = 0, 255
	never              = math.MaxInt32
)

// Prepared is a document taken apart: what a segment and bleve's store take.
type Prepared struct {
	Record
	alternateName, description string
	// counts say how often each term stands in each field.
	counts map[string][4]uint32
}

// Prepare takes a document apart. An id that is no UUID is an error.
func Prepare(d *directory.Document) (Prepared, error) {
	r, err := newRecord(d)
	if err != nil {
		return Prepared{}, err
	}
	p := Prepared{Record: r, alternateName: d.AlternateName, description: d.Description}
	p.counts = p.count(d)
	return p, nil
}

func newRecord(d *directory.Document) (Record, error) {
	c := &d.Card
	r := Record{
		bits: bitsOf(c), slots: c.Slots, pence: int32(min(c.Cost.Pence, math.MaxInt32)), point: c.Place.Point,
		minAge: noMinAge, maxAge: noMaxAge, verified: int64(c.VerifiedAt), reopens: never, due: never,
		source: c.Source, languages: joined(c.Languages), areas: encodeAreas(c),
		org: encodeOrg(c.OrganizationID, c.OrganizationName),
	}
	var err error
	if r.id, err = parseID(c.ID); err != nil {
		return r, err
	}
	if r.place, err = placeOf(d.Key); err != nil {
		return r, err
	}
	if c.MinimumAge != nil {
		r.minAge = uint8(min(max(*c.MinimumAge, 0), 254))
	}
	if c.MaximumAge != nil {
		r.maxAge = uint8(min(max(*c.MaximumAge, 0), 254))
	}
	if day, ok := dayOf(c.ClosedUntil); ok && c.Status == directory.TemporarilyClosed {
		r.reopens = day
	}
	if day, ok := dayOf(d.Due); ok {
		r.due = day
	}
	if r.sessions, err = packSessions(c.Occurrences, c.Zone); err != nil {
		return r, fmt.Errorf("document %s: %w", d.Key, err)
	}
	for _, concept := range d.Concepts {
		if !slices.Contains(r.concepts, string(concept)) {
			r.concepts = append(r.concepts, string(concept))
		}
	}
	r.body = appendBody(nil, c)
	return r, nil
}

// count gives how often each term stands in each field, and notes the
// lengths.
func (r *Record) count(d *directory.Document) map[string][4]uint32 {
	terms := map[string][4]uint32{}
	for f, texts := range fieldTexts(d) {
		for _, s := range texts {
			for _, term := range text.Terms(s) {
				n := terms[term]
				n[f]++
				terms[term] = n
				r.lengths[f]++
			}
		}
	}
	return terms
}

// placeOf gives the place's number at the end of a document's key.
func placeOf(key string) (uint16, error) {
	_, after, found := strings.Cut(key, "/")
	n, err := strconv.ParseUint(after, 10, 16)
	if !found || err != nil {
		return 0, fmt.Errorf("the key %q does not end in a place's number", key)
	}
	return uint16(n), nil
}

// Key gives the document's key.
func (r *Record) Key() string { return r.id.String() + "/" + strconv.Itoa(int(r.place)) }

// dayOf gives a date as days since 1970.
func dayOf(d directory.Date) (int32, bool) {
	if d == "" {
		return 0, false
	}
	t, err := d.In(time.UTC)
	return int32(t.Unix() / 86400), err == nil
}

// today gives the local day of a moment, as days since 1970.
func today(now time.Time) int32 {
	day, _ := dayOf(schedule.Today(now))
	return day
}
