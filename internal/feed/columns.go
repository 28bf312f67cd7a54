package feed

import (
	"maps"
	"slices"
	"strings"
)

// columns gives every column that the mapping names.
func (m *Mapping) columns() []string {
	seen := make(map[string]bool)
	add := func(names ...string) {
		for _, n := range names {
			if n != "" {
				seen[n] = true
			}
		}
	}
	var test func(c *condition)
	test = func(c *condition) {
		if c == nil {
			return
		}
		add(c.Column)
		test(c.Not)
		for i := range c.All {
			test(&c.All[i])
		}
		for i := range c.Any {
			test(&c.Any[i])
		}
	}
	fields := append(slices.Collect(maps.Values(m.Fields)), m.ID)
	for _, f := range fields {
		for _, p := range f.parts {
			add(p.Column)
			test(p.When)
			for _, x := range p.Flags {
				add(x.column)
			}
		}
	}
	for i := range m.Skip {
		test(&m.Skip[i])
	}
	for _, rules := range [][]rule{m.Kind, m.Status, m.Joining, m.Access} {
		for _, r := range rules {
			test(r.When)
		}
	}
	for _, a := range m.Areas {
		add(a.Column)
		test(a.When)
	}
	for _, j := range m.Join {
		add(j.Column)
	}
	if s := m.Sessions; s != nil {
		add(s.Day, s.Start, s.End, s.Minutes, s.From, s.Until, s.Weeks)
		add(slices.Collect(maps.Keys(s.Days))...)
	}
	return slices.Sorted(maps.Keys(seen))
}

// columnOf gives the column that a fault's path comes from.
func (b *builder) columnOf(path string) string {
	for _, p := range []struct{ in, field string }{
		{"organization.name", "organisation"}, {"organization.website", "organisation_url"}, {"organization", "organisation"},
		{"location.point", "location"}, {"address_1", "address"}, {"address_2", "address_2"}, {"city", "city"}, {"postal_code", "postcode"},
		{"location.name", "place"}, {"transportation", "directions"}, {"schedules", "times"}, {"links", "links"},
		{"phones", "phone"}, {"contacts", "contact"}, {"costs", "cost"}, {"fees", "cost"}, {"areas", "area"},
	} {
		if strings.Contains(path, p.in) {
			return b.column(p.field)
		}
	}
	name, _, _ := strings.Cut(path, "[")
	return b.column(name)
}
