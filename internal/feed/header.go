package feed

import (
	"fmt"
	"slices"
	"strings"
)

// header is the first row of a table: where each column stands.
type header struct {
	names []string
	index map[string]int
	// own is how many named columns the table itself has, before joined ones;
	// width counts the nameless ones at its end too.
	own, width int
	// warnings are what is odd about it.
	warnings []string
	// at remembers where a column stands under the name that a mapping has for
	// it; -1 where there is none.
	at map[string]int
}

// newHeader reads a header row. Empty columns at the end go; of two columns
// with one name the second is "Name (2)".
func newHeader(cells []string) *header {
	h := &header{index: make(map[string]int), width: len(cells), at: make(map[string]int)}
	for _, c := range cells {
		text, _ := plainText(tidy(c))
		h.names = append(h.names, strings.Join(strings.Fields(text), " "))
	}
	for len(h.names) > 0 && h.names[len(h.names)-1] == "" {
		h.names = h.names[:len(h.names)-1]
	}
	h.own = len(h.names)
	for i, name := range h.names {
		if name == "" {
			continue
		}
		unique := name
		for n := 2; h.has(unique); n++ {
			unique = fmt.Sprintf("%s (%d)", name, n)
		}
		if unique != name {
			h.warnings = append(h.warnings, fmt.Sprintf("two columns are called %q; the second is taken as %q", name, unique))
			h.names[i] = unique
		}
		h.index[key(unique)] = i
	}
	return h
}

func (h *header) has(name string) bool {
	_, ok := h.index[key(name)]
	return ok
}

// add puts a joined column at the end.
func (h *header) add(name string) error {
	if h.has(name) {
		return fmt.Errorf("the joined column %q is there already; give the join a name with as", name)
	}
	h.index[key(name)] = len(h.names)
	clear(h.at)
	h.names = append(h.names, name)
	return nil
}

// find gives where a column stands; -1 when there is none.
func (h *header) find(name string) int {
	i, ok := h.at[name]
	if !ok {
		if i, ok = h.index[key(name)]; !ok {
			i = -1
		}
		h.at[name] = i
	}
	return i
}

// missing gives the first of the names that the table does not have.
func (h *header) missing(names []string) (string, bool) {
	i := slices.IndexFunc(names, func(n string) bool { return !h.has(n) })
	if i < 0 {
		return "", false
	}
	return names[i], true
}

// key is a name as it is compared: lower case, single spaces.
func key(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
