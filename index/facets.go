package index

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"alongside/internal/directory"
)

// topValues bounds the values shown of fields that have many.
const topValues = 20

// costBands are the most, in pounds, that people can choose to pay.
var costBands = []int64{2, 5, 10}

// facetCounts counts services by field and value while a search goes over the
// table.
type facetCounts struct {
	q      directory.Query
	counts map[directory.Field]map[string]int
	labels map[string]string
	// within are the parts of the day, and the days, that the other of the two
	// filters leaves open.
	days, times []directory.Slots
}

func newFacetCounts(q directory.Query) *facetCounts {
	f := &facetCounts{q: q, counts: map[directory.Field]map[string]int{}, labels: map[string]string{}}
	for _, field := range directory.FacetFields() {
		f.counts[field] = map[string]int{}
	}
	for _, d := range directory.Weekdays() {
		one := q
		one.Days = one.Days[:0:0]
		one.Days = append(one.Days, d)
		f.days = append(f.days, one.Slots())
	}
	for _, p := range directory.PartsOfDay() {
		one := q
		one.Times = []directory.PartOfDay{p}
		f.times = append(f.times, one.Slots())
	}
	return f
}

// count adds one service, given the verdicts on those of its records that may
// be shown. Each value counts the service once, however many places share it.
func (f *facetCounts) count(verdicts map[*record]verdict) {
	for _, field := range directory.FacetFields() {
		if len(verdicts) == 1 {
			for r, v := range verdicts {
				if v.passes(field) {
					f.values(field, &r.card, func(value string) { f.counts[field][value]++ })
				}
			}
			continue
		}
		seen := map[string]bool{}
		for r, v := range verdicts {
			if v.passes(field) {
				f.values(field, &r.card, func(value string) { seen[value] = true })
			}
		}
		for value := range seen {
			f.counts[field][value]++
		}
	}
}

// values passes on each distinct value that a card has of a field.
func (f *facetCounts) values(field directory.Field, c *directory.Card, add func(string)) {
	switch field {
	case directory.FieldKind:
		add(string(c.Kind))
	case directory.FieldJoining:
		add(string(c.Joining))
	case directory.FieldArea:
		for i, name := range c.AreaServed {
			lower := strings.ToLower(name)
			if !slices.ContainsFunc(c.AreaServed[:i], func(s string) bool { return strings.EqualFold(s, name) }) {
				f.labels[string(field)+lower] = name
				add(lower)
			}
		}
	case directory.FieldDay:
		for i, d := range directory.Weekdays() {
			if c.Slots.Has(f.days[i]) {
				add(directory.WeekdayCode(d))
			}
		}
	case directory.FieldTime:
		for i, p := range directory.PartsOfDay() {
			if c.Slots.Has(f.times[i]) {
				add(p.String())
			}
		}
	case directory.FieldCost:
		if c.Cost.Free {
			add("free")
		}
		for _, band := range costBands {
			if c.Cost.Known && c.Cost.Pence <= band*100 {
				add(strconv.FormatInt(band, 10))
			}
		}
	case directory.FieldAccess:
		each(c.Access, add)
	case directory.FieldOnline:
		if c.Online {
			add("yes")
		}
		if onlineIs(c, false) {
			add("no")
		}
	case directory.FieldLed:
		each(c.LedBy, add)
	case directory.FieldLanguage:
		each(c.Languages, add)
	case directory.FieldOrganization:
		if c.OrganizationID != "" {
			f.labels[string(field)+c.OrganizationID] = c.OrganizationName
			add(c.OrganizationID)
		}
	case directory.FieldSource:
		if c.Source != "" {
			add(c.Source)
		}
	}
}

func each[T ~string](values []T, add func(string)) {
	for i, v := range values {
		if !slices.Contains(values[:i], v) {
			add(string(v))
		}
	}
}

// list gives the facets: fields with a fixed list of values in that list's
// order, others by count and then value, the first twenty. What was chosen is
// always there, with a count of 0 if need be.
func (f *facetCounts) list(q directory.Query) []directory.Facet {
	chosen := q.Values()
	var out []directory.Facet
	for _, field := range directory.FacetFields() {
		counts := f.counts[field]
		for _, v := range chosen[string(field)] {
			counts[v] += 0
		}
		values := make([]directory.FacetValue, 0, len(counts))
		for _, v := range sortedKeys(counts) {
			values = append(values, directory.FacetValue{Value: v, Label: f.labels[string(field)+v], Count: counts[v]})
		}
		if fixed := fixedValues(field); fixed != nil {
			slices.SortStableFunc(values, func(a, b directory.FacetValue) int {
				return cmp.Compare(place(fixed, a.Value), place(fixed, b.Value))
			})
		} else {
			slices.SortStableFunc(values, func(a, b directory.FacetValue) int { return cmp.Compare(b.Count, a.Count) })
			values = first(values, topValues, chosen[string(field)])
		}
		if len(values) > 0 {
			out = append(out, directory.Facet{Field: field, Values: values})
		}
	}
	return out
}

// first gives the first n values, and those chosen.
func first(values []directory.FacetValue, n int, chosen []string) []directory.FacetValue {
	if len(values) <= n {
		return values
	}
	out := values[:n:n]
	for _, v := range values[n:] {
		if slices.Contains(chosen, v.Value) {
			out = append(out, v)
		}
	}
	return out
}

// fixedValues gives the values of a field in the order in which people know
// them; nil for a field that is ordered by count.
func fixedValues(field directory.Field) []string {
	var out []string
	switch field {
	case directory.FieldKind:
		each(directory.Kinds(), func(s string) { out = append(out, s) })
	case directory.FieldJoining:
		each(directory.Joinings(), func(s string) { out = append(out, s) })
	case directory.FieldDay:
		for _, d := range directory.Weekdays() {
			out = append(out, directory.WeekdayCode(d))
		}
	case directory.FieldTime:
		for _, p := range directory.PartsOfDay() {
			out = append(out, p.String())
		}
	case directory.FieldCost:
		out = append(out, "free")
		for _, band := range costBands {
			out = append(out, strconv.FormatInt(band, 10))
		}
	case directory.FieldAccess:
		each(directory.AccessFeatures(), func(s string) { out = append(out, s) })
	case directory.FieldOnline:
		out = []string{"yes", "no"}
	case directory.FieldLed:
		each(directory.LedBys(), func(s string) { out = append(out, s) })
	}
	return out
}

// place gives a value's place in a list; the end for what is not in it.
func place(list []string, v string) int {
	if i := slices.Index(list, v); i >= 0 {
		return i
	}
	return len(list)
}
