package directory

import (
	"crypto/rand"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// importSpace is the UUID namespace of what is imported: the version-5 UUID
// of "alongside" in RFC 9562's DNS namespace would do as well; it is fixed so
// that the same row of the same feed keeps its id on every node, for ever.
var importSpace = [16]byte{0x6f, 0x1d, 0x0c, 0x52, 0x8a, 0x3e, 0x5b, 0x4e, 0x9d, 0x27, 0x31, 0x5c, 0x5a, 0x0e, 0x77, 0x19}

// ImportedID gives the UUID (version 5, RFC 9562) of a row of a feed. The same
// source and external id always give the same UUID.
func ImportedID(source, externalID string) string {
	h := sha1.New()
	h.Write(importSpace[:])
	h.Write([]byte(source))
	h.Write([]byte{0})
	h.Write([]byte(externalID))
	var u [16]byte
	copy(u[:], h.Sum(nil))
	return format(u, 5)
}

// NewID gives a fresh UUID (version 7, RFC 9562), ordered by the moment now.
func NewID(now time.Time) string {
	var u [16]byte
	rand.Read(u[:]) // never fails: crypto/rand ends the program instead
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(now.UnixMilli()))
	copy(u[:6], ms[2:])
	return format(u, 7)
}

func format(u [16]byte, version byte) string {
	u[6] = u[6]&0x0f | version<<4
	u[8] = u[8]&0x3f | 0x80
	var b [36]byte
	hex.Encode(b[0:8], u[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], u[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], u[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], u[8:10])
	b[23] = '-'
	hex.Encode(b[24:36], u[10:16])
	return string(b[:])
}

// IsID reports whether s is a UUID in the form that Alongside writes: lower
// case, with hyphens.
func IsID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

// PageSlug gives the last part of a listing's address: "{slug}-{id}", or the
// id alone for a listing without a slug.
func (l Listing) PageSlug() string {
	if l.Slug == "" {
		return l.ID
	}
	return l.Slug + "-" + l.ID
}

// IDOfPage gives the id at the end of a listing's address, and whether there
// is one: only the id resolves, whatever the slug says.
func IDOfPage(page string) (string, bool) {
	if len(page) < 36 {
		return "", false
	}
	id := page[len(page)-36:]
	return id, IsID(id) && (len(page) == 36 || page[len(page)-37] == '-')
}
