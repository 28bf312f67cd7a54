package plan

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"alongside/internal/directory"
)

// Bag is all that a browser keeps of a person: what they kept, and their plan.
type Bag struct {
	// Kept are the ids of listings, the newest last.
	Kept []string `json:"kept,omitempty"`
	Plan *Plan    `json:"plan,omitempty"`
}

// Empty reports whether there is nothing to keep.
func (b Bag) Empty() bool { return len(b.Kept) == 0 && b.Plan == nil }

// Has reports whether a listing is kept.
func (b Bag) Has(id string) bool { return slices.Contains(b.Kept, id) }

// Keep keeps a listing. When there is no more room it is refused, and nothing
// that was kept is lost.
func (b *Bag) Keep(id string) error {
	if b.Has(id) {
		return nil
	}
	if len(b.Kept) >= MostKept {
		return directory.Invalid([]directory.Fault{directory.Faultf("keep", "kept-full",
			"Your list is full: it has room for %d. Take something off it first.", "Count", MostKept)})
	}
	b.Kept = append(b.Kept, id)
	return nil
}

// Drop takes a listing off the list.
func (b *Bag) Drop(id string) {
	b.Kept = slices.DeleteFunc(slices.Clone(b.Kept), func(k string) bool { return k == id })
}

// mostEncoded bounds what Encode gives, in bytes: sealed, and in letters that a
// cookie may hold, it stays below the 4,096 that browsers take (RFC 6265, 6.1).
const mostEncoded = 2900

// Encode gives a bag in few bytes. One that has too much in it for a cookie is
// refused.
func (b Bag) Encode() ([]byte, error) {
	j, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("encode a plan: %w", err)
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err == nil {
		_, err = w.Write(j)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("encode a plan: %w", err)
	}
	if out.Len() > mostEncoded {
		return nil, directory.Invalid([]directory.Fault{directory.Faultf("note", "plan-full",
			"This is more than your browser can keep for you. Make some of it shorter, or print it first.")})
	}
	return out.Bytes(), nil
}

// errBag says that a bag cannot be read.
var errBag = errors.New("this holds no plan")

// Decode reads what Encode wrote.
func Decode(b []byte) (Bag, error) {
	const most = 64 << 10 // far more than what was encoded
	j, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b)), most))
	if err != nil {
		return Bag{}, errBag
	}
	var out Bag
	if json.Unmarshal(j, &out) != nil || len(out.Kept) > MostKept || out.Plan != nil && len(out.Plan.Steps) > MostSteps {
		return Bag{}, errBag
	}
	return out, nil
}
