// Package vault keeps what is personal unreadable to all but the site itself.
package vault

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// secretBytes is the length of a secret that is made here.
const secretBytes = 32

// fewest is the least length of a secret that is given, in bytes.
const fewest = 16

// secretFile is the name of the file in the data folder that holds the secret
// of a site that was given none.
const secretFile = "secret"

// Secret gives the site's secret: the one that was given, else that of the data
// folder, which is made when it is not there. Nodes that serve one site have to
// be given the same. One that is given and too short is an error.
func Secret(given, dir string) ([]byte, error) {
	if given != "" {
		if len(given) < fewest {
			return nil, fmt.Errorf("the secret has %d bytes, and needs at least %d", len(given), fewest)
		}
		return []byte(given), nil
	}
	path := filepath.Join(dir, secretFile)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("keep the secret: %w", err)
	}
	// It is written whole and then given its name, which only the first of
	// several processes can do.
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeSecret(dir, path); err != nil {
			return nil, fmt.Errorf("keep the secret: %w", err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the secret: %w", err)
	}
	if b = bytes.TrimSpace(b); len(b) < fewest {
		return nil, fmt.Errorf("the secret in %s has %d bytes, and needs at least %d: what it sealed is lost; remove the file to begin with another", path, len(b), fewest)
	}
	return b, nil
}

func makeSecret(dir, path string) error {
	f, err := os.CreateTemp(dir, secretFile+"-") // of mode 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString((rand.Text() + rand.Text())[:secretBytes])
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Link(f.Name(), path)
	}
	if errors.Is(err, fs.ErrExist) {
		err = nil // another was first
	}
	return errors.Join(err, os.Remove(f.Name()))
}

// Sealer seals for one purpose: what is sealed for another does not open.
type Sealer struct{ aead cipher.AEAD }

// Derive gives a key of 32 bytes for a purpose (HKDF with SHA-256, RFC 5869): who
// knows one learns nothing of the secret, or of another.
func Derive(secret []byte, purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "alongside "+purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return key, nil
}

// NewSealer derives a key for a purpose from the site's secret for AES-256 in
// Galois/counter mode.
func NewSealer(secret []byte, purpose string) (*Sealer, error) {
	key, err := Derive(secret, purpose)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return &Sealer{aead}, nil
}

// Seal gives what cannot be read or changed without the key, in letters that a
// cookie or an address may hold.
func (s *Sealer) Seal(plain []byte) string {
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, nil))
}

// ErrSeal says that something was not sealed here, or has been changed since.
var ErrSeal = errors.New("this was not sealed here, or has been changed")

// Open gives what was sealed, or ErrSeal.
func (s *Sealer) Open(sealed string) ([]byte, error) {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(sealed))
	if err != nil {
		return nil, ErrSeal
	}
	plain, err := s.aead.Open(nil, nil, b, nil)
	if err != nil {
		return nil, ErrSeal
	}
	return plain, nil
}
