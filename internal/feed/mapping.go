package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"alongside/internal/directory"
)

// Mapping says how the columns of a publisher's spreadsheet become listings.
// docs/importing.md describes each key.
type Mapping struct {
	// name is the mapping's own, for messages.
	name string

	About      string   `yaml:"about"`
	Matches    []string `yaml:"matches"`
	NoListings string   `yaml:"no_listings"`

	Encoding  string `yaml:"encoding"`
	Delimiter string `yaml:"delimiter"`
	Sheet     string `yaml:"sheet"`
	HeaderRow int    `yaml:"header_row"`
	Dates     string `yaml:"dates"`

	Join []join      `yaml:"join"`
	Skip []condition `yaml:"skip"`
	ID   field       `yaml:"id"`
	Fold bool        `yaml:"fold"`

	Kind    choice `yaml:"kind"`
	Status  choice `yaml:"status"`
	Joining choice `yaml:"joining"`

	Fields   map[string]field `yaml:"fields"`
	Areas    []area           `yaml:"areas"`
	Access   []rule           `yaml:"access"`
	Sessions *sessions        `yaml:"sessions"`
}

// join adds the columns of a second table, found by a key.
type join struct {
	File   string `yaml:"file"`
	Sheet  string `yaml:"sheet"`
	Column string `yaml:"column"`
	Key    string `yaml:"key"`
	As     string `yaml:"as"`
}

// field is where the value of a field comes from.
type field struct {
	parts []part
	// join is what stands between the parts; nil means what suits the field.
	join *string
	// first takes the first part that holds anything, instead of all.
	first bool
}

// part is one piece of a field: a column, a constant or a set of flag columns.
type part struct {
	Column    string            `yaml:"column"`
	Constant  string            `yaml:"constant"`
	Flags     flags             `yaml:"flags"`
	Label     string            `yaml:"label"`
	Pattern   expression        `yaml:"pattern"`
	Remove    expression        `yaml:"remove"`
	Values    map[string]string `yaml:"values"`
	Otherwise *string           `yaml:"otherwise"`
	Split     string            `yaml:"split"`
	When      *condition        `yaml:"when"`
}

// flags are columns that hold 1 or yes, each with the words that it stands for.
type flags []flag

type flag struct{ column, words string }

// expression is a regular expression of a mapping.
type expression struct{ *regexp.Regexp }

// condition is a test of a row.
type condition struct {
	Column   string      `yaml:"column"`
	Is       texts       `yaml:"is"`
	Contains texts       `yaml:"contains"`
	Matches  expression  `yaml:"matches"`
	Empty    bool        `yaml:"empty"`
	Filled   bool        `yaml:"filled"`
	All      []condition `yaml:"all"`
	Any      []condition `yaml:"any"`
	Not      *condition  `yaml:"not"`
}

// texts is one text or a list of them.
type texts []string

// rule is a value with the condition under which it holds; none always does.
type rule struct {
	When *condition `yaml:"when"`
	Is   string     `yaml:"is"`
}

// choice is a list of rules, the first of which that holds counts.
type choice []rule

// area is where the areas served come from.
type area struct {
	Column    string   `yaml:"column"`
	Constant  string   `yaml:"constant"`
	Council   string   `yaml:"council"`
	Whole     []string `yaml:"whole"`
	Districts []string `yaml:"districts"`
	Outcodes  bool     `yaml:"outcodes"`
	Split     string   `yaml:"split"`
	// Find takes the names of Whole and Districts that stand anywhere in the
	// cell, and nothing else of it.
	Find bool       `yaml:"find"`
	When *condition `yaml:"when"`
}

// sessions are regular times written as columns of their own.
type sessions struct {
	Days    map[string]string `yaml:"days"`
	Day     string            `yaml:"day"`
	Start   string            `yaml:"start"`
	End     string            `yaml:"end"`
	Minutes string            `yaml:"minutes"`
	From    string            `yaml:"from"`
	Until   string            `yaml:"until"`
	None    texts             `yaml:"none"`
	Weeks   string            `yaml:"weeks"`
}

// maxMapping is the most bytes of a mapping file.
const maxMapping = 1 << 20

// ReadMapping reads a mapping file in YAML, strictly: a key that is not known
// or a value that cannot be is an error with the line. name stands in messages.
func ReadMapping(r io.Reader, name string) (*Mapping, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return nil, fmt.Errorf("mapping %s: %w", name, err)
	}
	if len(text) > maxMapping {
		return nil, fmt.Errorf("mapping %s: it is larger than 1 MB", name)
	}
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("mapping %s: it is empty", name)
		}
		return nil, fmt.Errorf("mapping %s: %s", name, plainYAML(err))
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("mapping %s: it holds more than one document", name)
	}
	m := &Mapping{name: name}
	if err := strictly(doc.Content[0], m, "a mapping"); err != nil {
		return nil, fmt.Errorf("mapping %s: %s", name, plainYAML(err))
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("mapping %s: %w", name, err)
	}
	return m, nil
}

// plainYAML gives the library's error without its own name, as one line.
func plainYAML(err error) string {
	s := strings.TrimPrefix(err.Error(), "yaml: ")
	s = strings.TrimPrefix(s, "unmarshal errors:\n  ")
	return strings.Join(strings.Fields(s), " ")
}

// check finds what the types alone do not.
func (m *Mapping) check() error {
	if m.NoListings != "" {
		return nil
	}
	if len(m.Fields["name"].parts) == 0 {
		return errors.New("say under fields where the name comes from")
	}
	if m.Fold && len(m.ID.parts) == 0 {
		return errors.New("fold needs an id: rows with the same id become one listing")
	}
	if _, err := charset(m.Encoding); err != nil {
		return err
	}
	if len(m.Delimiter) > 1 && m.Delimiter != "tab" {
		return fmt.Errorf("delimiter %q: give one character, or tab", m.Delimiter)
	}
	if m.HeaderRow < 0 {
		return errors.New("header_row counts from 1")
	}
	for _, j := range m.Join {
		if (j.File == "") == (j.Sheet == "") || j.Column == "" || j.Key == "" {
			return errors.New("a join needs file or sheet, the column of this table, and the key of the other")
		}
		if j.File != "" && (path.Base(j.File) != j.File || strings.ContainsAny(j.File, `\:`) || strings.HasPrefix(j.File, ".")) {
			return fmt.Errorf("join file %q: give a plain file name: it stands beside the table", j.File)
		}
	}
	for key := range m.Fields {
		if _, known := fieldKinds[key]; !known {
			return fmt.Errorf("%q is not a field; the fields are %s", key, strings.Join(fieldNames(), ", "))
		}
	}
	return errors.Join(
		allowed("kind", m.Kind, directory.Kinds()),
		allowed("status", m.Status, directory.Statuses()),
		allowed("joining", m.Joining, directory.Joinings()),
		allowed("access", m.Access, directory.AccessFeatures()),
		m.Sessions.check(),
	)
}

// joins reports whether the mapping takes a file only for its columns.
func (m *Mapping) joins(name string) bool {
	return m != nil && slices.ContainsFunc(m.Join, func(j join) bool { return strings.EqualFold(j.File, name) })
}

// allowed finds a value that is not in a fixed list.
func allowed[T ~string](key string, rules []rule, values []T) error {
	for _, r := range rules {
		if !slices.Contains(values, T(r.Is)) {
			return fmt.Errorf("%s: %q is not one we know; choose from %v", key, r.Is, values)
		}
	}
	return nil
}

func (s *sessions) check() error {
	if s == nil {
		return nil
	}
	if len(s.Days) == 0 && s.Day == "" && s.From == "" {
		return errors.New("sessions: say which columns are the days, or which holds the day or the date")
	}
	for column, day := range s.Days {
		if _, ok := weekday(day); !ok {
			return fmt.Errorf("sessions: column %q: %q is not a day of the week", column, day)
		}
	}
	if s.End != "" && s.Minutes != "" {
		return errors.New("sessions: give end or minutes, not both")
	}
	return nil
}
