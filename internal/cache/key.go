package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// secretSize is how many random bytes go before the parts of a private key.
const secretSize = 32

// Key names an entry. It is a hash of its parts, so that neither the process's
// memory nor Redis is a list of what people asked.
type Key struct {
	sum    [sha256.Size]byte
	shared bool
}

// Private gives a key whose entry stays in this process. Its hash begins with
// this cache's own random secret: the parts cannot be guessed from it.
func (c *Cache[V]) Private(parts ...string) Key {
	return Key{sum: sum(c.secret, parts)}
}

// Shared gives a key whose entry may go to Redis. Every node gives the same
// parts the same key, so nothing that a person typed belongs in the parts or
// in the value.
func (c *Cache[V]) Shared(parts ...string) Key {
	return Key{sum: sum(nil, parts), shared: true}
}

// sum hashes parts, each after its length: "ab", "c" and "a", "bc" differ.
func sum(secret []byte, parts []string) [sha256.Size]byte {
	var stack [512]byte
	b := append(stack[:0], secret...)
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	return sha256.Sum256(b)
}

// name gives the key as Redis has it.
func (k Key) name(cache string) string {
	return "alongside:" + cache + ":" + hex.EncodeToString(k.sum[:])
}
