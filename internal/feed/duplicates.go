package feed

import (
	"context"
	"hash/maphash"
	"iter"
	"strings"
	"unicode"

	"alongside/internal/directory"
)

// maxCompared are the listings of one import that are compared with each
// other; memory stays small however large the feed is.
const maxCompared = 200_000

// duplicates finds listings with the same name and the same place, telephone
// or web address, by hashes.
type duplicates struct {
	seed  maphash.Seed
	seen  map[uint64]int32
	where []sighting
}

// sighting is where a listing was read.
type sighting struct {
	id   string
	file string
	line int
}

func newDuplicates() *duplicates {
	return &duplicates{seed: maphash.MakeSeed(), seen: make(map[uint64]int32)}
}

// keys gives what two listings that are the same would share, with what each
// is: place, phone or web.
func (d *duplicates) keys(l directory.Listing) map[uint64]string {
	name := letters(l.Name)
	if name == "" {
		return nil
	}
	out := make(map[uint64]string)
	add := func(what, value string) {
		if value != "" {
			out[maphash.String(d.seed, name+"\x00"+what+"\x00"+value)] = what
		}
	}
	add("web", website(l.URL))
	for _, p := range l.Phones {
		add("phone", digits(p.Number))
	}
	for _, at := range l.At {
		for _, a := range at.Location.Addresses {
			if s := letters(a.PostalCode); len(s) >= 5 {
				add("place", s)
			}
		}
	}
	return out
}

// check reports an earlier listing like this one, and notes this one.
func (d *duplicates) check(l directory.Listing, file string, line int) (Duplicate, bool) {
	keys := d.keys(l)
	best, found := Duplicate{}, false
	for h, what := range keys {
		i, ok := d.seen[h]
		if !ok {
			continue
		}
		other := d.where[i]
		if other.id == l.ID || (found && !stronger(what, best.Same)) {
			continue
		}
		found = true
		best = Duplicate{
			ID: l.ID, Name: l.Name, File: file, Line: line, Same: what,
			OtherID: other.id, OtherSource: l.Source, OtherFile: other.file, OtherLine: other.line,
		}
	}
	if len(d.where) < maxCompared {
		d.where = append(d.where, sighting{l.ID, file, line})
		for h := range keys {
			if _, taken := d.seen[h]; !taken {
				d.seen[h] = int32(len(d.where) - 1)
			}
		}
	}
	return best, found
}

// stronger orders what is shared: a place says more than a number that a whole
// organisation may share.
func stronger(a, b string) bool {
	rank := map[string]int{"place": 2, "phone": 1, "web": 0}
	return rank[a] > rank[b]
}

// Others is what a Sink may offer besides: the listings of all other sources,
// among which an import looks for the same ones.
type Others interface {
	Others(ctx context.Context, source string) iter.Seq2[directory.Listing, error]
}

// across compares stored listings of other sources with those of this run.
func (d *duplicates) across(l directory.Listing) (Duplicate, bool) {
	best, found := Duplicate{}, false
	for h, what := range d.keys(l) {
		i, ok := d.seen[h]
		if !ok || d.where[i].id == l.ID || (found && !stronger(what, best.Same)) {
			continue
		}
		found = true
		at := d.where[i]
		best = Duplicate{ID: at.id, Name: l.Name, File: at.file, Line: at.line, Same: what, OtherID: l.ID, OtherSource: l.Source}
	}
	return best, found
}

// letters keeps the letters and digits of s, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// digits keeps the digits of a telephone number, written as at home.
func digits(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "00"), "44")
	return strings.TrimLeft(s, "0")
}

// website is an address without what differs for no reason.
func website(s string) string {
	s = strings.ToLower(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
	return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
}
