package session

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/big"
)

// secretBytes is how many random bytes a link, a session or a browser is told
// by: 256 bits.
const secretBytes = 32

// newSecret gives 256 random bits in letters that an address or a cookie may
// hold.
func newSecret() string {
	var b [secretBytes]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// isSecret reports whether s could have come from newSecret.
func isSecret(s string) bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(b) == secretBytes && len(s) == base64.RawURLEncoding.EncodedLen(secretBytes)
}

// newCode gives six random figures, each code as likely as any other.
func newCode() (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(codes))
	if err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	return fmt.Sprintf("%0*d", figures, n), nil
}

// hasher hashes what is secret under the site's key: nobody can try out codes
// on a copy of the database.
type hasher []byte

// hash gives what stands for parts that serve one purpose: HMAC-SHA-256 over
// each after its length, so that no two lists share a hash.
func (k hasher) hash(purpose string, parts ...string) string {
	h := hmac.New(sha256.New, k)
	for _, p := range append([]string{purpose}, parts...) {
		h.Write(binary.AppendUvarint(nil, uint64(len(p))))
		h.Write([]byte(p))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func (k hasher) link(token string) string    { return k.hash("link", token) }
func (k hasher) code(id, code string) string { return k.hash("code", id, code) }
func (k hasher) browser(nonce string) string { return k.hash("browser", nonce) }
func (k hasher) session(token string) string { return k.hash("session", token) }
func same(hash, another string) bool         { return hmac.Equal([]byte(hash), []byte(another)) }
