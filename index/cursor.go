package index

import (
	"encoding/base64"
	"encoding/binary"
	"math"

	"alongside/index/near"
	"alongside/internal/directory"
)

// A cursor holds the keys of the last hit of a page and a hash of its query:
// the next page begins after those keys, whatever came or went meanwhile.
//
//	4 bytes  hash of the query
//	8 bytes  order, 8 bytes score, as IEEE 754 bits
//	36 bytes id
const cursorBytes = 4 + 8 + 8 + 36

// readCursor gives where a page begins; nil for the first page.
func readCursor(q directory.Query) (*near.Position, error) {
	if q.Cursor == "" {
		return nil, nil
	}
	refuse := directory.Invalid([]directory.Fault{directory.Faultf("cursor", "search-page", "This page marker does not belong to this search. Begin again from the first page.")})
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) != cursorBytes || binary.BigEndian.Uint32(b) != queryHash(q) {
		return nil, refuse
	}
	p := &near.Position{
		Order: math.Float64frombits(binary.BigEndian.Uint64(b[4:])),
		Score: math.Float64frombits(binary.BigEndian.Uint64(b[12:])),
		ID:    string(b[20:]),
	}
	if math.IsNaN(p.Order) || math.IsNaN(p.Score) || !directory.IsID(p.ID) {
		return nil, refuse
	}
	return p, nil
}

func writeCursor(q directory.Query, last *near.Position) string {
	b := make([]byte, 0, cursorBytes)
	b = binary.BigEndian.AppendUint32(b, queryHash(q))
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(last.Order))
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(last.Score))
	b = append(b, last.ID...)
	return base64.RawURLEncoding.EncodeToString(b)
}

// queryHash identifies a query but for its page: FNV-1a of its key.
func queryHash(q directory.Query) uint32 {
	var room [256]byte
	h := uint32(2166136261)
	for _, c := range q.AppendKey(room[:0]) {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}
