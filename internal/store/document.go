package store

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"alongside/internal/directory"
)

// envelope is how a document lies in its row: with the version of its form, so
// that a later form can read an earlier one.
type envelope[T any] struct {
	V int `json:"v"`
	D T   `json:"d"`
}

const form = 1

func encode[T any](d T) (string, error) {
	b, err := json.Marshal(envelope[T]{V: form, D: d})
	if err != nil {
		return "", fmt.Errorf("encode: %w", err)
	}
	return string(b), nil
}

func decode[T any](doc string) (T, error) {
	var e envelope[T]
	if err := json.Unmarshal([]byte(doc), &e); err != nil {
		return e.D, fmt.Errorf("decode: %w", err)
	}
	if e.V != form {
		return e.D, fmt.Errorf("decode: this document has form %d, which a later alongside wrote", e.V)
	}
	return e.D, nil
}

// hash identifies a document's content: 128 bits of SHA-256.
func hash(doc string) string {
	sum := sha256.Sum256([]byte(doc))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// part is an organisation or a location as a row.
type part struct{ id, hash, doc string }

// parted is a listing taken apart into its rows: its own document refers to
// its organisation and its locations by id alone.
type parted struct {
	listing      directory.Listing
	doc, hash    string
	organization part
	locations    []part
	// whole is the document that goes into history.
	whole string
	// feedHash identifies what a feed sent.
	feedHash string
}

func takeApart(l directory.Listing) (parted, error) {
	p := parted{listing: l}
	var err error
	if p.organization, err = partOf(l.Organization.ID, l.Organization); err != nil {
		return p, err
	}
	own := l
	own.Organization = directory.Organization{ID: l.Organization.ID}
	own.At = make([]directory.ServiceAtLocation, len(l.At))
	for i, at := range l.At {
		loc, err := partOf(at.Location.ID, at.Location)
		if err != nil {
			return p, err
		}
		p.locations = append(p.locations, loc)
		at.Location = directory.Location{ID: at.Location.ID}
		own.At[i] = at
	}
	if p.doc, err = encode(own); err != nil {
		return p, err
	}
	p.hash = hash(p.doc)
	return p, nil
}

func partOf[T any](id string, v T) (part, error) {
	doc, err := encode(v)
	return part{id: id, hash: hash(doc), doc: doc}, err
}

// row is a listing's own row.
type row struct {
	id, doc, hash, feedHash      string
	version, createdAt, updateAt int64
	status                       string
}

// listing gives the row's listing, without its organisation and locations.
func (r row) listing() (directory.Listing, error) {
	l, err := decode[directory.Listing](r.doc)
	if err != nil {
		return l, fmt.Errorf("listing %s: %w", r.id, err)
	}
	l.Version = r.version
	l.CreatedAt, l.UpdatedAt = directory.Millis(r.createdAt), directory.Millis(r.updateAt)
	return l, nil
}
