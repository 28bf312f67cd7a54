package near

import (
	"encoding/binary"
	"errors"
	"math"
	"unsafe"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// Stored is a record as bleve keeps it, with the texts that only a phrase or
// an analysis reads.
type Stored struct {
	Record
	AlternateName, Description string
}

// AppendStored encodes a document as bleve keeps it.
func (r *Prepared) AppendStored(out []byte) []byte {

	out = append(out, r.id[:]...)
	out = binary.AppendUvarint(out, uint64(r.place))
	if r.point == nil {
		out = append(out, 0)
	} else {
		out = append(out, 1)
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(r.point.Lon()))
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(r.point.Lat()))
	}
	for _, v := range []uint64{r.bits, uint64(r.slots), uint64(uint32(r.pence)), uint64(r.minAge), uint64(r.maxAge),
		uint64(r.verified), uint64(uint32(r.reopens)), uint64(uint32(r.due))} {
		out = binary.AppendUvarint(out, v)
	}
	for _, s := range []string{r.org, r.source, r.areas, r.languages} {
		out = appendString(out, s)
	}
	out = binary.AppendUvarint(out, uint64(len(r.sessions)))
	for _, s := range r.sessions {
		out = binary.LittleEndian.AppendUint64(out, uint64(s))
	}
	out = appendStrings(out, r.concepts)
	out = appendString(out, string(r.body))
	for _, n := range r.lengths {
		out = binary.AppendUvarint(out, uint64(n))
	}
	out = appendString(out, r.alternateName)
	return appendString(out, r.description)
}

// ReadStored decodes what AppendStored wrote; out's texts lie in it. What is
// cut short is an error.
func ReadStored(s string, out *Stored) error {
	r := reader{s: s}
	*out = Stored{Record: Record{sessions: out.sessions[:0]}}
	copy(out.id[:], r.take(16))
	out.place = uint16(r.uvarint())
	if r.take(1) == "\x01" {
		out.point = &orb.Point{r.float(), r.float()}
	}
	out.bits, out.slots, out.pence = r.uvarint(), directory.Slots(r.uvarint()), int32(uint32(r.uvarint()))
	out.minAge, out.maxAge, out.verified = uint8(r.uvarint()), uint8(r.uvarint()), int64(r.uvarint())
	out.reopens, out.due = int32(uint32(r.uvarint())), int32(uint32(r.uvarint()))
	out.org, out.source, out.areas, out.languages = r.string(), r.string(), r.string(), r.string()
	if n := r.uvarint(); n <= uint64(len(r.s)/8) {
		for range n {
			out.sessions = append(out.sessions, session(r.uint64()))
		}
	}
	out.concepts = r.strings()
	body := r.string()
	out.body = unsafe.Slice(unsafe.StringData(body), len(body))
	for i := range out.lengths {
		out.lengths[i] = uint32(r.uvarint())
	}
	out.AlternateName, out.Description = r.string(), r.string()
	if r.bad {
		return errors.New("a stored document is cut short")
	}
	return nil
}

// Lengths gives how many terms each field has.
func (s *Stored) Lengths() [4]uint32 { return s.lengths }

// Texts gives every text of a stored document in which a phrase may stand.
func (s *Stored) Texts() []string {
	var c directory.Card
	r := reader{s: string(s.body)}
	var in room
	readBody(&r, r.sizes(), &c, &in)
	_, org := decodeOrg(s.org)
	return append([]string{c.Name, s.AlternateName, org, s.Description}, c.Activities...)
}

// Prepare takes a stored document apart again.
func (s *Stored) Prepare() Prepared {
	var c directory.Card
	var in room
	r := reader{s: string(s.body)}
	readBody(&r, r.sizes(), &c, &in)
	_, c.OrganizationName = decodeOrg(s.org)
	p := Prepared{Record: s.Record, alternateName: s.AlternateName, description: s.Description}
	p.lengths = lengths{}
	p.counts = p.count(&directory.Document{Card: c, AlternateName: s.AlternateName, Description: s.Description})
	return p
}
