package feed

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"alongside/data"
)

// Embedded gives the mappings that Alongside ships, by the path under
// data/mappings without its ending: "edinburgh/allotments".
func Embedded() (map[string]*Mapping, error) {
	out := make(map[string]*Mapping)
	err := fs.WalkDir(data.Mappings, "mappings", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) != ".yaml" {
			return err
		}
		f, err := data.Mappings.Open(p)
		if err != nil {
			return err
		}
		defer f.Close()
		name := strings.TrimSuffix(strings.TrimPrefix(p, "mappings/"), ".yaml")
		m, err := ReadMapping(f, name)
		out[name] = m
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the mappings that come with Alongside: %w", err)
	}
	return out, nil
}

// matchesHeader reports whether a header has just the columns that the mapping
// says its spreadsheet has, in any order.
func (m *Mapping) matchesHeader(h *header) bool {
	named := 0
	for _, n := range h.names {
		if n != "" {
			named++
		}
	}
	if len(m.Matches) == 0 || named != len(m.Matches) {
		return false
	}
	_, missing := h.missing(m.Matches)
	return !missing
}

// embeddedFor finds the mapping that comes with Alongside for a CSV file, by
// its header as that mapping's own encoding has it; nil when none is.
func (r *run) embeddedFor(_ *source, head []byte) *Mapping {
	for _, m := range r.embedded {
		bytewise, err := charset(m.Encoding)
		if err != nil {
			continue
		}
		text, err := textReader(bytes.NewReader(head), bytewise)
		if err != nil {
			continue
		}
		for row, err := range from(csvRows(text, ','), m) {
			if err == nil && m.matchesHeader(newHeader(row.cells)) {
				return m
			}
			break
		}
	}
	return nil
}

// chooser gives the mapping for a header: the one that was given, else the one
// shipped for just these columns, else what the columns' names say.
func (r *run) chooser(*source) func(*header) (*Mapping, error) {
	return func(h *header) (*Mapping, error) {
		if r.o.Mapping != nil {
			return r.o.Mapping, nil
		}
		for _, m := range r.embedded {
			if m.matchesHeader(h) {
				return m, nil
			}
		}
		return recognise(h), nil
	}
}
