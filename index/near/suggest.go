package near

import (
	"cmp"
	"slices"
	"strings"
	"unsafe"

	"github.com/blevesearch/vellum"

	"alongside/internal/directory"
)

// found is one name that completes a prefix.
type found struct {
	kind      nameKind
	head      bool
	uses      uint32
	text, ref string
}

// nameAt reads a name's parts; they lie in the file.
func (s *segment) nameAt(n uint32) (folded string, kind nameKind, text, ref string) {
	from := uint32(0)
	if n > 0 {
		from = s.nameEnds[n-1]
	}
	r := reader{s: s.names[from:s.nameEnds[n]]}
	folded = r.string()
	k := r.take(1)
	return folded, nameKind(k[0]), r.string(), r.string()
}

// rest gives the folded text of a name from a start on.
func (s *segment) rest(st start) string {
	n := st.name()
	from := uint32(0)
	if n > 0 {
		from = s.nameEnds[n-1]
	}
	r := reader{s: s.names[from:s.nameEnds[n]]}
	return r.string()[st.at():]
}

// Suggest completes a folded prefix from any word of the names of services,
// organisations and activities: what begins with it first, then what is used
// most, then the shorter.
func (t *Table) Suggest(folded string, limit int) []directory.Suggestion {
	folded = folded[:min(len(folded), compared)]
	snap := t.snap.Load()
	defer snap.keep()
	search := t.searching()
	defer t.done(search)
	var room [2 * tops]found
	all := room[:0]
	for _, v := range snap.views {
		reader, err := search.reader(v.prefixes)
		if err != nil {
			continue // a dictionary that can't be read completes nothing
		}
		all = v.complete(all, folded, limit, reader)
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(boolInt(b.head), boolInt(a.head)), cmp.Compare(b.uses, a.uses),
			cmp.Compare(len(a.text), len(b.text)), strings.Compare(a.text, b.text), cmp.Compare(a.kind, b.kind), strings.Compare(a.ref, b.ref))
	})
	all = all[:min(limit, len(all))]
	return suggestions(all)
}

// suggestions copies names out of the segments, in one piece.
func suggestions(all []found) []directory.Suggestion {
	var b strings.Builder
	size := 0
	for _, f := range all {
		size += len(f.text) + len(f.ref)
	}
	b.Grow(size)
	for _, f := range all {
		b.WriteString(f.text)
		b.WriteString(f.ref)
	}
	texts := b.String()
	take := func(n int) (s string) {
		s, texts = texts[:n], texts[n:]
		return s
	}
	out := make([]directory.Suggestion, len(all))
	for i, f := range all {
		out[i] = directory.Suggestion{Kind: f.kind.String(), Text: take(len(f.text))}
		switch ref := take(len(f.ref)); f.kind {
		case serviceName:
			out[i].Slug = ref
		case organizationName:
			out[i].ID = ref
		}
	}
	return out
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// complete adds a view's best completions to out.
func (v *view) complete(out []found, folded string, limit int, r *vellum.Reader) []found {
	from, to := 0, len(v.starts)
	short := folded[:min(len(folded), longestPrefix)]
	if n, ok, err := r.Get(unsafe.Slice(unsafe.StringData(short), len(short))); err == nil && ok {
		from, to = int(v.bounds[2*n]), int(v.bounds[2*n+1])
		// The best are kept: enough of them, unless many are gone since.
		if short == folded && limit <= tops {
			before := len(out)
			for _, i := range v.tops[tops*n : tops*(n+1)] {
				if i != none && len(out)-before < limit {
					out = v.name(out, v.starts[i])
				}
			}
			if len(out)-before >= limit || v.tops[tops*(n+1)-1] == none {
				return out
			}
			out = out[:before]
		}
	}
	from += narrow(v, v.starts[from:to], folded, false)
	to = from + narrow(v, v.starts[from:to], folded, true)
	return v.bestOf(out, v.starts[from:to], limit)
}

// narrow gives the first start at or, when past, the first beyond a prefix.
func narrow(v *view, starts []start, prefix string, past bool) int {
	lo, hi := 0, len(starts)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		rest := v.rest(starts[mid])
		if rest < prefix || (past && strings.HasPrefix(rest, prefix)) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// bestOf goes through all of some starts.
func (v *view) bestOf(out []found, starts []start, limit int) []found {
	before := len(out)
	byUse := func(a, b start) int {
		return cmp.Or(headFirst(a, b), cmp.Compare(v.nameUses[b.name()], v.nameUses[a.name()]), cmp.Compare(a, b))
	}
	sorted := slices.Clone(starts)
	slices.SortFunc(sorted, byUse)
	seen := map[uint32]bool{}
	for _, s := range sorted {
		// Ties go by length: a few more than wanted are enough to settle them.
		if len(out)-before >= 4*limit {
			break
		}
		if !seen[s.name()] {
			seen[s.name()] = true
			out = v.name(out, s)
		}
	}
	return out
}

// name adds one name, unless it is one that was added already or that is gone.
func (v *view) name(out []found, s start) []found {
	n := s.name()
	_, kind, text, ref := v.nameAt(n)
	if kind == serviceName && v.isGone(ref) {
		return out
	}
	for i := range out {
		if out[i].kind == kind && out[i].ref == ref && (kind != activityName || strings.EqualFold(out[i].text, text)) {
			out[i].uses += v.nameUses[n]
			out[i].head = out[i].head || s.at() == 0
			return out
		}
	}
	return append(out, found{kind, s.at() == 0, v.nameUses[n], text, ref})
}

// isGone reports whether the service that a slug ends in is no longer in this
// view.
func (v *view) isGone(slug string) bool {
	if v.deadCount == 0 || len(slug) < 36 {
		return false
	}
	id, err := parseID(slug[len(slug)-36:])
	if err != nil {
		return false
	}
	service, known := v.serviceOf(id)
	return known && v.dead.has(v.ranksOf(service)[0])
}
