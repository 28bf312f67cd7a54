package cache

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"time"
)

// An envelope is what Redis holds: a mark with the form's version, the moment
// it was made, the key's hash, the payload, and a checksum over all of it. So
// a value that was cut, mixed up or written by something else tells of itself.

// formMark begins every envelope; its last byte is the form's version.
var formMark = [4]byte{'A', 'S', 'C', 1}

// sealedHead is the bytes before the payload, sealedTail those after it.
const (
	sealedHead = len(formMark) + 8 + len(Key{}.sum)
	sealedTail = crc32.Size
)

var errEnvelope = errors.New("this is no whole entry of this cache")

// checksum is CRC-32C, which processors work out themselves.
func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

func seal(k Key, made time.Time, payload []byte) []byte {
	b := make([]byte, 0, sealedHead+len(payload)+sealedTail)
	b = append(b, formMark[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(made.UnixMilli()))
	b = append(b, k.sum[:]...)
	b = append(b, payload...)
	return binary.BigEndian.AppendUint32(b, checksum(b))
}

// open gives the payload of an envelope that was sealed under k, and when.
func open(k Key, b []byte) ([]byte, time.Time, error) {
	if len(b) < sealedHead+sealedTail || !bytes.HasPrefix(b, formMark[:]) {
		return nil, time.Time{}, errEnvelope
	}
	body, tail := b[:len(b)-sealedTail], b[len(b)-sealedTail:]
	if checksum(body) != binary.BigEndian.Uint32(tail) || !bytes.Equal(body[sealedHead-len(k.sum):sealedHead], k.sum[:]) {
		return nil, time.Time{}, errEnvelope
	}
	made := time.UnixMilli(int64(binary.BigEndian.Uint64(body[len(formMark):])))
	return body[sealedHead:], made, nil
}
