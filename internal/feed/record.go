package feed

import (
	"fmt"
	"slices"
	"strings"

	"alongside/internal/directory"
)

// record is one row with its columns by name.
type record struct {
	header *header
	line   int
	cells  []cell
}

// cell is a cell as text for people with its links, made when first asked for.
type cell struct {
	raw, text string
	links     []directory.Link
	read      bool
}

// newRecord pads a short row. A row with cells beyond the header's is one
// whose columns have slipped, and gives the reason.
func newRecord(h *header, r row) (*record, string) {
	rec := &record{header: h, line: r.line, cells: make([]cell, len(h.names))}
	for i, c := range r.cells {
		if strings.IndexByte(c, 0) >= 0 {
			return rec, fmt.Sprintf("column %q holds a NUL character, which no text has", rec.columnAt(i))
		}
		switch {
		case i < h.own:
			rec.cells[i].raw = c
		case i >= h.width && strings.TrimSpace(c) != "":
			return rec, fmt.Sprintf("it has %d cells but the header has %d columns: has a comma or a quote slipped?", len(r.cells), h.width)
		}
	}
	return rec, ""
}

func (r *record) columnAt(i int) string {
	if i < len(r.header.names) {
		return r.header.names[i]
	}
	return fmt.Sprint(i + 1)
}

// cell gives a column's cell; an empty one for a column that is not there.
func (r *record) cell(column string) *cell {
	i := r.header.find(column)
	if i < 0 {
		return &cell{read: true}
	}
	c := &r.cells[i]
	if !c.read {
		c.text, c.links = plainText(tidy(c.raw))
		c.read = true
	}
	return c
}

// holds reports whether a condition is true of the row. No condition is.
func (r *record) holds(c *condition) bool {
	switch {
	case c == nil:
		return true
	case c.Not != nil:
		return !r.holds(c.Not)
	case len(c.All) > 0:
		return !slices.ContainsFunc(c.All, func(x condition) bool { return !r.holds(&x) })
	case len(c.Any) > 0:
		return slices.ContainsFunc(c.Any, func(x condition) bool { return r.holds(&x) })
	}
	text := key(r.cell(c.Column).text)
	if (c.Empty && text != "") || (c.Filled && text == "") {
		return false
	}
	if len(c.Is) > 0 && !slices.ContainsFunc(c.Is, func(s string) bool { return key(s) == text }) {
		return false
	}
	if len(c.Contains) > 0 && !slices.ContainsFunc(c.Contains, func(s string) bool { return strings.Contains(text, key(s)) }) {
		return false
	}
	return c.Matches.Regexp == nil || c.Matches.MatchString(r.cell(c.Column).text)
}

// choose gives the first of the rules that holds.
func (r *record) choose(rules []rule, otherwise string) string {
	for i := range rules {
		if r.holds(rules[i].When) {
			return rules[i].Is
		}
	}
	return otherwise
}

// values gives what each part of a field holds, empty ones left out.
func (r *record) values(f field) []string {
	var out []string
	for i := range f.parts {
		p := &f.parts[i]
		if !r.holds(p.When) {
			continue
		}
		if s := r.part(p); s != "" {
			if p.Label != "" {
				sep := ": "
				if strings.Contains(s, "\n") {
					sep = ":\n"
				}
				s = p.Label + sep + s
			}
			out = append(out, s)
			if f.first {
				break
			}
		}
	}
	return out
}

// text gives a field as one text, its parts put together with sep unless the
// mapping says otherwise.
func (r *record) text(f field, sep string) string {
	if f.join != nil {
		sep = *f.join
	}
	return strings.TrimSpace(strings.Join(r.values(f), sep))
}

// part gives one part's text.
func (r *record) part(p *part) string {
	switch {
	case p.Constant != "":
		return p.Constant
	case len(p.Flags) > 0:
		var set []string
		for _, f := range p.Flags {
			if yes(r.cell(f.column).text) {
				set = append(set, f.words)
			}
		}
		sep := p.Split
		if sep == "" {
			sep = ", "
		}
		return strings.Join(set, sep)
	}
	s := r.cell(p.Column).text
	if p.Remove.Regexp != nil {
		s = strings.TrimSpace(p.Remove.ReplaceAllString(s, ""))
	}
	if p.Pattern.Regexp != nil {
		m := p.Pattern.FindStringSubmatch(s)
		switch {
		case m == nil:
			return ""
		case len(m) > 1:
			s = strings.TrimSpace(m[1])
		default:
			s = strings.TrimSpace(m[0])
		}
	}
	if len(p.Values) > 0 || p.Otherwise != nil {
		if v, ok := lookUp(p.Values, s); ok {
			return v
		}
		if p.Otherwise != nil {
			return *p.Otherwise
		}
	}
	return s
}

func lookUp(values map[string]string, s string) (string, bool) {
	if v, ok := values[s]; ok {
		return v, true
	}
	for k, v := range values {
		if key(k) == key(s) {
			return v, true
		}
	}
	return "", false
}

// items gives a field that lists things, each part of it parted.
func (r *record) items(f field) []string {
	var out []string
	for i := range f.parts {
		p := &f.parts[i]
		if !r.holds(p.When) {
			continue
		}
		if s := r.part(p); s != "" {
			for _, item := range list(s, p.Split) {
				if !slices.ContainsFunc(out, func(o string) bool { return key(o) == key(item) }) {
					out = append(out, item)
				}
			}
		}
	}
	return out
}

// links gives the links in a field's columns; bare counts addresses that stand
// in the text as well.
func (r *record) links(f field, bare bool) []directory.Link {
	var out []directory.Link
	for _, p := range f.parts {
		if p.Column == "" || !r.holds(p.When) {
			continue
		}
		c := r.cell(p.Column)
		out = append(out, c.links...)
		if len(c.links) > 0 || !bare {
			continue
		}
		for word := range strings.FieldsSeq(c.text) {
			if u := webAddress(strings.TrimRight(word, ".,;)")); u != "" {
				out = append(out, directory.Link{Label: p.Label, URL: u})
			}
		}
	}
	return out
}
