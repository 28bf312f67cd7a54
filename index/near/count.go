package near

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"alongside/internal/directory"
)

// counter counts values over documents: those that are bits by adding words up
// in planes, the shared ones by number.
type counter struct {
	planes  [6]uint64
	pending int
	bits    [counted]int
	pools   [pools]numberCounter
	// areas and languages count words, where a service's places have to be
	// counted as one.
	areas, languages numberCounter
}

// numberCounter counts numbers, and knows which it has met.
type numberCounter struct {
	counts []uint32
	met    []uint32
	best   []uint32
}

func (c *numberCounter) add(n, by uint32) {
	if c.counts[n] == 0 {
		c.met = append(c.met, n)
	}
	c.counts[n] += by
}

// size makes room for n numbers.
func (c *numberCounter) size(n int) {
	if len(c.counts) < n {
		c.counts = make([]uint32, n+n/8)
		c.met = c.met[:0]
	}
}

func (c *numberCounter) reset() {
	for _, n := range c.met {
		c.counts[n] = 0
	}
	c.met = c.met[:0]
}

// reset makes room for the values of a snapshot and forgets all counts.
func (c *counter) reset(s *snapshot) {
	c.planes, c.pending, c.bits = [6]uint64{}, 0, [counted]int{}
	for p := range c.pools {
		c.pools[p].reset()
		c.pools[p].size(len(s.values[p]))
	}
	c.areas.reset()
	c.areas.size(len(s.words.areas.words))
	c.languages.reset()
	c.languages.size(len(s.words.languages.words))
}

// addBits counts the bits of a word. The planes hold the count of each bit in
// binary, a plane for each power of two: adding a word is a ripple of carries.
func (c *counter) addBits(w uint64) {
	for i := 0; w != 0; i++ {
		c.planes[i], w = c.planes[i]^w, c.planes[i]&w
	}
	if c.pending++; c.pending == 1<<len(c.planes)-1 {
		c.flush()
	}
}

func (c *counter) flush() {
	for i, plane := range c.planes {
		for ; plane != 0; plane &= plane - 1 {
			c.bits[bits.TrailingZeros64(plane)] += 1 << i
		}
	}
	c.planes, c.pending = [6]uint64{}, 0
}

// add counts one document whose service has no other place.
func (c *counter) add(v *view, r *row, word uint64, which uint8) {
	if word != 0 {
		c.addBits(word)
	}
	if which == allPools && v.base[0] == nil {
		c.pools[0].add(r.pool(0), 1)
		c.pools[1].add(r.pool(1), 1)
		c.pools[2].add(r.pool(2), 1)
		c.pools[3].add(r.pool(3), 1)
		return
	}
	for p := 0; which != 0; p, which = p+1, which>>1 {
		if which&1 == 1 {
			c.pools[p].add(v.global(p, r.pool(p)), 1)
		}
	}
}

// tally is the total and the facets of a query.
type tally struct {
	total  int
	facets []directory.Facet
}

// list gives the facets: fields with a fixed list of values in that list's
// order, others by count and then value, the first twenty. What was chosen is
// always there, with a count of 0 if need be; chosen are the bits of those that
// are counted by bits.
func (c *counter) list(s *snapshot, q *directory.Query, chosen uint64) []directory.Facet {
	c.flush()
	c.spread(&s.words.areas, poolAreas, &c.areas)
	c.spread(&s.words.languages, poolLanguages, &c.languages)
	l := facetList{chosen: q, values: make([]directory.FacetValue, 0, 96), facets: make([]directory.Facet, 0, len(shownFields))}
	for i := range shownFields {
		f := &shownFields[i]
		switch f.field {
		case directory.FieldArea:
			l.open(f.field, &c.areas, 0, func(n uint32) (string, string) { return s.words.areas.words[n], s.words.areas.labels[n] })
		case directory.FieldLanguage:
			l.open(f.field, &c.languages, 0, func(n uint32) (string, string) { return s.words.languages.words[n], "" })
		case directory.FieldOrganization:
			l.open(f.field, &c.pools[poolOrg], s.sorted(poolOrg), func(n uint32) (string, string) { return s.orgs[n].id, s.orgs[n].name })
		case directory.FieldSource:
			l.open(f.field, &c.pools[poolSource], s.sorted(poolSource), func(n uint32) (string, string) { return s.values[poolSource][n], "" })
		default:
			l.fixed(f, c.bits[f.bit:], chosen>>f.bit)
		}
	}
	return l.facets
}

// spread adds the counts of sets to those of their words.
func (c *counter) spread(v *vocabulary, p int, into *numberCounter) {
	for _, set := range c.pools[p].met {
		for _, word := range v.sets[set] {
			into.add(word, c.pools[p].counts[set])
		}
	}
}

// facetList is facets in the making; their values lie in one slice.
type facetList struct {
	chosen *directory.Query
	values []directory.FacetValue
	facets []directory.Facet
}

// close ends a field with the values from a place on.
func (l *facetList) close(field directory.Field, from int) {
	if len(l.values) > from {
		l.facets = append(l.facets, directory.Facet{Field: field, Values: l.values[from:len(l.values):len(l.values)]})
	}
}

// fixed adds a field that is counted by bits, from its first on.
func (l *facetList) fixed(f *shownField, counts []int, chosen uint64) {
	from := len(l.values)
	for i, value := range f.values {
		if counts[i] > 0 || chosen>>i&1 == 1 {
			l.values = append(l.values, directory.FacetValue{Value: value, Count: counts[i]})
		}
	}
	if f.field == directory.FieldCost && l.chosen.Cost != nil {
		if value := l.chosen.Cost.String(); !slices.ContainsFunc(l.values[from:], func(v directory.FacetValue) bool { return v.Value == value }) {
			l.values = append(l.values, directory.FacetValue{Value: value})
		}
	}
	l.close(f.field, from)
}

// topValues bounds the values shown of fields that have many.
const topValues = 20

// open adds a field whose values are counted by number: the commonest, and of
// equally common ones the first; the empty value is no value. Numbers below
// sorted are in the order of their values.
func (l *facetList) open(field directory.Field, c *numberCounter, sorted int, value func(n uint32) (value, label string)) {
	from := len(l.values)
	if inOrder(c.met, sorted) {
		for _, n := range c.commonest() {
			if v, label := value(n); v != "" && len(l.values)-from < topValues {
				l.values = append(l.values, directory.FacetValue{Value: v, Label: label, Count: int(c.counts[n])})
			}
		}
	} else {
		for _, n := range c.met {
			if v, label := value(n); v != "" {
				l.values = append(l.values, directory.FacetValue{Value: v, Label: label, Count: int(c.counts[n])})
			}
		}
		slices.SortFunc(l.values[from:], func(a, b directory.FacetValue) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
		})
		l.values = l.values[:min(len(l.values), from+topValues)]
	}
	l.keepChosen(field, from, c, value)
	l.close(field, from)
}

// inOrder reports whether numbers are in the order of their values.
func inOrder(met []uint32, sorted int) bool {
	for _, n := range met {
		if int(n) >= sorted {
			return false
		}
	}
	return true
}

// commonest gives the numbers that were counted most, the first one first
// among equals; one more than is shown, for one of them may be no value.
func (c *numberCounter) commonest() []uint32 {
	// Count and number in one word: a greater one comes first.
	var best [topValues + 1]uint64
	n := 0
	for _, number := range c.met {
		key := uint64(c.counts[number])<<32 | uint64(^number)
		if n == len(best) && key < best[n-1] {
			continue
		}
		if n < len(best) {
			n++
		}
		at := n - 1
		for ; at > 0 && best[at-1] < key; at-- {
			best[at] = best[at-1]
		}
		best[at] = key
	}
	c.best = c.best[:0]
	for _, key := range best[:n] {
		c.best = append(c.best, ^uint32(key))
	}
	return c.best
}

// keepChosen adds what was chosen and is not among the best.
func (l *facetList) keepChosen(field directory.Field, from int, c *numberCounter, value func(n uint32) (value, label string)) {
	for _, chosen := range chosenOf(l.chosen, field) {
		if slices.ContainsFunc(l.values[from:], func(v directory.FacetValue) bool { return v.Value == chosen }) {
			continue
		}
		add := directory.FacetValue{Value: chosen}
		for _, n := range c.met {
			if v, label := value(n); v == chosen {
				add.Label, add.Count = label, int(c.counts[n])
			}
		}
		l.values = append(l.values, add)
	}
}

// chosenOf gives what a query chose of a field whose values are open.
func chosenOf(q *directory.Query, field directory.Field) []string {
	switch field {
	case directory.FieldArea:
		return q.Areas
	case directory.FieldLanguage:
		return q.Languages
	case directory.FieldOrganization:
		return q.Organizations
	case directory.FieldSource:
		return q.Sources
	}
	return nil
}

// chosenBits gives the bits of the values that a query chose.
func chosenBits(q *directory.Query) uint64 {
	w := maskOf(bitKind, directory.Kinds(), q.Kinds) | maskOf(bitJoining, directory.Joinings(), q.Joinings) |
		maskOf(bitAccess, directory.AccessFeatures(), q.Access) | maskOf(bitLed, directory.LedBys(), q.LedBy) |
		maskOf(bitDay, directory.Weekdays(), q.Days) | maskOf(bitTime, directory.PartsOfDay(), q.Times)
	if q.Online != nil {
		one(&w, bitOnline, []bool{true, false}, *q.Online)
	}
	return w
}

// shownField is a field that is counted; fixed ones have their values in the
// order of their bits, in which people know them.
type shownField struct {
	field  directory.Field
	bit    int
	values []string
}

// shownFields are the fields that are counted, in the order of the directory.
var shownFields = func() (out []shownField) {
	fixed := map[directory.Field]shownField{
		directory.FieldKind:    {bit: bitKind, values: textsOf(directory.Kinds())},
		directory.FieldJoining: {bit: bitJoining, values: textsOf(directory.Joinings())},
		directory.FieldAccess:  {bit: bitAccess, values: textsOf(directory.AccessFeatures())},
		directory.FieldLed:     {bit: bitLed, values: textsOf(directory.LedBys())},
		directory.FieldOnline:  {bit: bitOnline, values: []string{"yes", "no"}},
	}
	cost := shownField{bit: bitCost, values: []string{"free"}}
	for _, pounds := range costBands {
		cost.values = append(cost.values, strconv.FormatInt(pounds, 10))
	}
	day, part := shownField{bit: bitDay}, shownField{bit: bitTime}
	for _, d := range directory.Weekdays() {
		day.values = append(day.values, directory.WeekdayCode(d))
	}
	for _, p := range directory.PartsOfDay() {
		part.values = append(part.values, p.String())
	}
	fixed[directory.FieldCost], fixed[directory.FieldDay], fixed[directory.FieldTime] = cost, day, part
	for _, field := range directory.FacetFields() {
		f := fixed[field]
		f.field = field
		out = append(out, f)
	}
	return out
}()

func textsOf[T ~string](values []T) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}
