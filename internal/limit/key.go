package limit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

const (
	// secretSize is the random bytes of a process's own secret.
	secretSize = 32
	// leastSecret is the bytes that a secret has at the least which is handed
	// in: addresses are few enough to be guessed under a poor one.
	leastSecret = 16
)

// sum stands for a key under a limit.
type sum [sha256.Size]byte

// hash gives what stands for a key: HMAC-SHA-256 over the limit and the key,
// each text after its length, so that no two share a sum.
func hash(secret []byte, l Limit, key string) sum {
	var stack [256]byte
	b := append(stack[:0], "alongside limit"...)
	b = binary.AppendUvarint(b, uint64(len(l.Name)))
	b = append(b, l.Name...)
	b = binary.AppendVarint(b, int64(l.Most))
	b = binary.AppendVarint(b, int64(l.Per))
	b = append(b, key...)
	h := hmac.New(sha256.New, secret)
	h.Write(b)
	var out sum
	h.Sum(out[:0])
	return out
}

// name gives the sum as Redis has it.
func (s sum) name() string { return "alongside:limit:" + hex.EncodeToString(s[:]) }
