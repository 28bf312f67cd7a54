package near

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// The body of a record is the part of a card that no filter reads: its texts,
// and the words of its name and summary, so that what was looked for can be
// marked without reading them again.
//
//	sizes     how many activities, roles and marks, and the bytes of about
//	texts     at, slug, name, summary, closed until, cost, place, locality,
//	          postcode, zone, when, verified by
//	updated   milliseconds
//	activities, roles
//	marks     for each word of the name, then of the summary: where it
//	          starts (2 bytes), its length (1), a hash of its term (2)
//	about     what the listing is about; read for candidates alone

// markBytes is the size of a mark.
const markBytes = 5

// termHash tells terms apart within a card. It is the same on every machine.
func termHash(term string) uint16 {
	h := uint32(2166136261) // FNV-1a
	for i := range len(term) {
		h = (h ^ uint32(term[i])) * 16777619
	}
	return uint16(h ^ h>>16)
}

func appendBody(b []byte, c *directory.Card) []byte {
	names, summaries := marksOf(c.Name), marksOf(c.Summary)
	about := appendAbout(nil, c.About)
	if len(about) > math.MaxUint16 {
		about = nil // no listing is about so much
	}
	for _, n := range []int{len(c.Activities), len(c.Roles), len(names) / markBytes, len(summaries) / markBytes, len(about)} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	for _, s := range []string{c.AtID, c.Slug, c.Name, c.Summary, string(c.ClosedUntil), c.Cost.Text, c.Place.Name,
		c.Place.Locality, c.Place.Postcode, c.Zone, c.WhenText, c.VerifiedBy} {
		b = appendString(b, s)
	}
	b = binary.AppendUvarint(b, uint64(max(c.UpdatedAt, 0)))
	for _, a := range c.Activities {
		b = appendString(b, a)
	}
	for _, r := range c.Roles {
		paid := uint64(0)
		if r.Paid {
			paid = 1
		}
		b = binary.AppendUvarint(b, paid)
		for _, s := range []string{r.Title, r.Hours, string(r.Closes), string(r.LivedExperience)} {
			b = appendString(b, s)
		}
	}
	return append(append(append(b, names...), summaries...), about...)
}

func appendAbout(b []byte, about []directory.About) []byte {
	for _, a := range about {
		flags := uint64(a.Field) << 2
		if a.Help {
			flags |= 1
		}
		if a.Mentioned {
			flags |= 2
		}
		b = appendString(appendString(binary.AppendUvarint(b, flags), string(a.Concept)), a.Words)
	}
	return b
}

// readAbout reads what stands at the end of a body.
func readAbout(s string) (out []directory.About) {
	for r := (reader{s: s}); r.s != "" && !r.bad; {
		flags := r.uvarint()
		out = append(out, directory.About{Field: directory.AboutField(flags >> 2), Help: flags&1 != 0, Mentioned: flags&2 != 0,
			Concept: directory.ConceptID(r.string()), Words: r.string()})
	}
	return out
}

// marksOf gives the marks of a text's words, stop words left out.
func marksOf(s string) []byte {
	var out []byte
	for _, t := range text.Tokens(s) {
		if t.Term == "" || t.Start > 1<<16-1 || t.End-t.Start > 255 {
			continue
		}
		out = binary.LittleEndian.AppendUint16(out, uint16(t.Start))
		out = append(out, byte(t.End-t.Start))
		out = binary.LittleEndian.AppendUint16(out, termHash(t.Term))
	}
	return out
}

// sizes is the head of a body.
type sizes struct{ activities, roles, names, summaries, about int }

func (r *reader) sizes() sizes {
	return sizes{int(r.uvarint()), int(r.uvarint()), int(r.uvarint()), int(r.uvarint()), int(r.uvarint())}
}

// room holds what the slices of several cards lie in, so that a page of
// results takes a handful of allocations.
type room struct {
	strings []string
	roles   []directory.CardRole
	access  []directory.AccessFeature
	marks   []directory.Highlight
	spots   []spot
	next    []directory.Occurrence
}

// spot is what a card and its hit point to.
type spot struct {
	point       orb.Point
	metres      float64
	least, most int // ages
}

// readBody fills a card from its body, whose head has been read, and gives its
// marks.
func readBody(r *reader, n sizes, c *directory.Card, in *room) (names, summaries string) {
	c.AtID, c.Slug, c.Name, c.Summary = r.string(), r.string(), r.string(), r.string()
	c.ClosedUntil, c.Cost.Text = directory.Date(r.string()), r.string()
	c.Place.Name, c.Place.Locality, c.Place.Postcode = r.string(), r.string(), r.string()
	c.Zone, c.WhenText, c.VerifiedBy = r.string(), r.string(), r.string()
	c.UpdatedAt = directory.Millis(r.uvarint())
	if n.activities > 0 {
		from := len(in.strings)
		for range n.activities {
			in.strings = append(in.strings, r.string())
		}
		c.Activities = in.strings[from:len(in.strings):len(in.strings)]
	}
	if n.roles > 0 {
		from := len(in.roles)
		for range n.roles {
			in.roles = append(in.roles, directory.CardRole{Paid: r.uvarint() == 1, Title: r.string(), Hours: r.string(),
				Closes: directory.Date(r.string()), LivedExperience: directory.LivedExperience(r.string())})
		}
		c.Roles = in.roles[from:len(in.roles):len(in.roles)]
	}
	return r.take(n.names * markBytes), r.take(n.summaries * markBytes)
}

// appendMarks adds a highlight for each mark of s that is one of the terms. The
// hash finds them, and the word itself decides.
func appendMarks(out []directory.Highlight, field, s, marks string, terms []string, hashes []uint16) []directory.Highlight {
	for ; len(marks) >= markBytes; marks = marks[markBytes:] {
		h := uint16(marks[3]) | uint16(marks[4])<<8
		for i, want := range hashes {
			if h != want {
				continue
			}
			start := int(marks[0]) | int(marks[1])<<8
			end := start + int(marks[2])
			if end <= len(s) && text.Term(s[start:end]) == terms[i] {
				out = append(out, directory.Highlight{Field: field, Start: start, End: end})
				break
			}
		}
	}
	return out
}
