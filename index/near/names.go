package near

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unsafe"

	"github.com/blevesearch/vellum"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// Names are what is completed while someone types: services, organisations and
// activities. A segment keeps each name once, and every word's beginning in it
// in the order of the text from there on. Of each beginning that many names
// share, it keeps the best of them ready.

// NameKind is a kind of name, and the word that a suggestion says it by.
type nameKind uint8

const (
	serviceName nameKind = iota
	organizationName
	activityName
)

func (k nameKind) String() string { return [...]string{"service", "organisation", "activity"}[k] }

const (
	// heavy is how many beginnings share a prefix for its best to be kept.
	heavy = 32
	// longestPrefix is the most bytes of a prefix whose best are kept.
	longestPrefix = 12
	// tops is how many of the best are kept.
	tops = 16
	// compared is the most bytes by which beginnings are told apart.
	compared = 48
)

// nameGatherer gathers names while a segment is written.
type nameGatherer struct {
	names []name
	// known are the organisations and activities, and seen the services with
	// several places.
	known map[string]int
	seen  map[uuid]bool
	into  room
}

type name struct {
	kind              nameKind
	uses              uint32
	folded, text, ref string
}

func newNameGatherer() *nameGatherer {
	return &nameGatherer{known: map[string]int{}, seen: map[uuid]bool{}}
}

// add notes the names of a record's service, once for each service.
func (g *nameGatherer) add(r *Record, multi bool) {
	if r.bits>>bitStatus&3 != 0 { // active is the first status
		return
	}
	if multi {
		if g.seen[r.id] {
			return
		}
		g.seen[r.id] = true
	}
	in := reader{s: unsafe.String(unsafe.SliceData(r.body), len(r.body))}
	var c directory.Card
	readBody(&in, in.sizes(), &c, &g.into)
	g.into = room{strings: g.into.strings[:0], roles: g.into.roles[:0]}
	g.append(name{kind: serviceName, text: c.Name, ref: c.Slug})
	if id, org := decodeOrg(r.org); id != "" {
		g.count("o"+id, name{kind: organizationName, text: org, ref: id})
	}
	for _, a := range c.Activities {
		g.count("a"+text.Fold(a), name{kind: activityName, text: a})
	}
}

// count adds a name, or another use of one that is known.
func (g *nameGatherer) count(key string, n name) {
	if i, known := g.known[key]; known {
		g.names[i].uses++
		return
	}
	if g.append(n) {
		g.known[strings.Clone(key)] = len(g.names) - 1
	}
}

func (g *nameGatherer) append(n name) bool {
	if n.folded = foldWords(n.text); n.folded == "" {
		return false
	}
	// Nothing of the record stays, whose memory the next one has: what is joined
	// with nothing would be the record's own text still.
	n.text, n.ref, n.uses = strings.Clone(n.text), strings.Clone(n.ref), 1
	g.names = append(g.names, n)
	return true
}

// foldWords gives a text's words folded, parted by one space.
func foldWords(s string) string {
	var b strings.Builder
	for i, t := range text.Tokens(s) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(text.Fold(s[t.Start:t.End]))
	}
	return b.String()
}

// start is a word's beginning in a name: the name's number and, in the lower
// 16 bits, where in the folded text.
type start uint64

func (s start) name() uint32 { return uint32(s >> 16) }
func (s start) at() int      { return int(s & 0xffff) }

// write writes the sections of the names.
func (g *nameGatherer) write(f *fileWriter) {
	starts := g.starts()
	ends, uses := make([]uint32, len(g.names)), make([]uint32, len(g.names))
	f.section(secNames, func() error {
		end := uint32(0)
		for i, n := range g.names {
			b := appendString(nil, n.folded)
			b = append(b, byte(n.kind))
			b = appendString(appendString(b, n.text), n.ref)
			end += uint32(len(b))
			ends[i], uses[i] = end, n.uses
			if _, err := f.Write(b); err != nil {
				return err
			}
		}
		return nil
	})
	column(f, secNameEnds, ends)
	column(f, secNameUses, uses)
	column(f, secStarts, starts)
	g.prefixes(f, starts)
}

// starts gives every word's beginning, in the order of the text from it on.
func (g *nameGatherer) starts() []start {
	var out []start
	for i, n := range g.names {
		for at := 0; at < min(len(n.folded), 1<<16); {
			out = append(out, start(i)<<16|start(at))
			next := strings.IndexByte(n.folded[at:], ' ')
			if next < 0 {
				break
			}
			at += next + 1
		}
	}
	slices.SortFunc(out, func(a, b start) int {
		return cmp.Or(strings.Compare(g.rest(a), g.rest(b)), cmp.Compare(a, b))
	})
	return out
}

func (g *nameGatherer) rest(s start) string {
	rest := g.names[s.name()].folded[s.at():]
	return rest[:min(len(rest), compared)]
}

// better orders beginnings as suggestions: where the text begins with it
// first, then what is used most, then the shorter.
func (g *nameGatherer) better(a, b start) int {
	x, y := &g.names[a.name()], &g.names[b.name()]
	return cmp.Or(headFirst(a, b), cmp.Compare(y.uses, x.uses), cmp.Compare(len(x.text), len(y.text)),
		strings.Compare(x.text, y.text), cmp.Compare(a, b))
}

func headFirst(a, b start) int {
	switch {
	case a.at() == 0 && b.at() != 0:
		return -1
	case a.at() != 0 && b.at() == 0:
		return 1
	}
	return 0
}

// prefix is a beginning that many share: the range of its starts.
type prefix struct {
	text     string
	from, to uint32
}

// prefixes writes the best of each prefix that many beginnings share.
func (g *nameGatherer) prefixes(f *fileWriter, starts []start) {
	var found []prefix
	for length := 1; length <= longestPrefix; length++ {
		for from := 0; from < len(starts); {
			p := g.rest(starts[from])
			if len(p) < length {
				from++
				continue
			}
			p = p[:length]
			to := from + 1
			for to < len(starts) && strings.HasPrefix(g.rest(starts[to]), p) {
				to++
			}
			if to-from >= heavy {
				found = append(found, prefix{p, uint32(from), uint32(to)})
			}
			from = to
		}
	}
	slices.SortFunc(found, func(a, b prefix) int { return strings.Compare(a.text, b.text) })
	var dict bytes.Buffer
	builder, err := vellum.New(&dict, nil)
	var bounds, best []uint32
	for i, p := range found {
		if err == nil {
			err = builder.Insert([]byte(p.text), uint64(i))
		}
		bounds = append(bounds, p.from, p.to)
		best = append(best, g.best(starts, p)...)
	}
	if err == nil {
		err = builder.Close()
	}
	if err != nil {
		f.err = cmp.Or(f.err, err)
		return
	}
	column(f, secPrefixDict, dict.Bytes())
	column(f, secPrefixes, bounds)
	column(f, secTops, best)
}

// none fills a place among the best for which there is no name.
const none = 1<<32 - 1

// best gives the best of a range of starts by their place, each name once.
func (g *nameGatherer) best(starts []start, p prefix) []uint32 {
	var list []uint32
	for i := p.from; i < p.to; i++ {
		// A short sorted list: most of what comes is not better than its last.
		if len(list) == 2*tops && g.better(starts[list[len(list)-1]], starts[i]) < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(list, i, func(a, b uint32) int { return g.better(starts[a], starts[b]) })
		list = slices.Insert(list, at, i)
		list = list[:min(len(list), 2*tops)]
	}
	out := make([]uint32, 0, tops)
	seen := map[uint32]bool{}
	for _, i := range list {
		if n := starts[i].name(); !seen[n] && len(out) < tops {
			seen[n] = true
			out = append(out, i)
		}
	}
	for len(out) < tops {
		out = append(out, none)
	}
	return out
}
