package feed

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// strictly decodes a YAML mapping into the struct that out points to; a key
// that the struct does not have is an error with its line. what names the
// struct in it.
func strictly(n *yaml.Node, out any, what string) error {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: here should be keys and values", n.Line)
	}
	known := make(map[string]bool)
	var names []string
	t := reflect.TypeOf(out).Elem()
	for f := range t.Fields() {
		if tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); tag != "" {
			known[tag] = true
			names = append(names, tag)
		}
	}
	seen := make(map[string]bool)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if !known[key.Value] {
			return fmt.Errorf("line %d: %q is not a key of %s; its keys are %s", key.Line, key.Value, what, strings.Join(names, ", "))
		}
		if seen[key.Value] {
			return fmt.Errorf("line %d: %q is given twice", key.Line, key.Value)
		}
		seen[key.Value] = true
	}
	return n.Decode(out)
}

// UnmarshalYAML reads a column's name, a list of parts, or one part with its
// keys; {parts, join, first} says how several parts are put together.
func (f *field) UnmarshalYAML(n *yaml.Node) error {
	switch n.Kind {
	case yaml.ScalarNode:
		f.parts = []part{{Column: n.Value}}
		return nil
	case yaml.SequenceNode:
		return n.Decode(&f.parts)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "parts" {
			continue
		}
		var several struct {
			Parts []part  `yaml:"parts"`
			Join  *string `yaml:"join"`
			First bool    `yaml:"first"`
		}
		if err := strictly(n, &several, "a field of several parts"); err != nil {
			return err
		}
		f.parts, f.join, f.first = several.Parts, several.Join, several.First
		return nil
	}
	f.parts = make([]part, 1)
	return n.Decode(&f.parts[0])
}

// UnmarshalYAML reads a column's name, or a part with its keys.
func (p *part) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		p.Column = n.Value
		return nil
	}
	type plain part
	if err := strictly(n, (*plain)(p), "a part of a field"); err != nil {
		return err
	}
	given := 0
	for _, is := range []bool{p.Column != "", p.Constant != "", len(p.Flags) > 0} {
		if is {
			given++
		}
	}
	if given != 1 {
		return fmt.Errorf("line %d: give one of column, constant and flags", n.Line)
	}
	return nil
}

// UnmarshalYAML reads column: words, in the order written.
func (f *flags) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: flags are columns with the words they stand for", n.Line)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		*f = append(*f, flag{n.Content[i].Value, n.Content[i+1].Value})
	}
	return nil
}

// UnmarshalYAML reads a regular expression; it ignores case.
func (e *expression) UnmarshalYAML(n *yaml.Node) error {
	re, err := regexp.Compile("(?i)" + n.Value)
	if err != nil || len(n.Value) > 2000 {
		return fmt.Errorf("line %d: %q is not a pattern we can use: %v", n.Line, cut(n.Value, 60), err)
	}
	e.Regexp = re
	return nil
}

// UnmarshalYAML reads one text or a list.
func (t *texts) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*t = texts{n.Value}
		return nil
	}
	return n.Decode((*[]string)(t))
}

// UnmarshalYAML reads a condition strictly.
func (c *condition) UnmarshalYAML(n *yaml.Node) error {
	type plain condition
	if err := strictly(n, (*plain)(c), "a condition"); err != nil {
		return err
	}
	tests := len(c.Is) > 0 || len(c.Contains) > 0 || c.Matches.Regexp != nil || c.Empty || c.Filled
	nested := len(c.All) > 0 || len(c.Any) > 0 || c.Not != nil
	if (c.Column != "") != tests || tests == nested {
		return fmt.Errorf("line %d: a condition is a column with one of is, contains, matches, empty or filled, or all, any or not of others", n.Line)
	}
	return nil
}

// UnmarshalYAML reads a rule strictly.
func (r *rule) UnmarshalYAML(n *yaml.Node) error {
	type plain rule
	return strictly(n, (*plain)(r), "a rule")
}

// UnmarshalYAML reads one value, or a list of rules.
func (c *choice) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*c = choice{{Is: n.Value}}
		return nil
	}
	return n.Decode((*[]rule)(c))
}

// UnmarshalYAML reads an area strictly.
func (a *area) UnmarshalYAML(n *yaml.Node) error {
	type plain area
	return strictly(n, (*plain)(a), "an area")
}

// UnmarshalYAML reads a join strictly.
func (j *join) UnmarshalYAML(n *yaml.Node) error {
	type plain join
	return strictly(n, (*plain)(j), "a join")
}

// UnmarshalYAML reads sessions strictly.
func (s *sessions) UnmarshalYAML(n *yaml.Node) error {
	type plain sessions
	return strictly(n, (*plain)(s), "sessions")
}
