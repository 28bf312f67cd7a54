package near

import (
	"slices"
	"strings"

	"alongside/internal/directory"
)

// test is one condition of a query, other than place and time.
type test struct {
	how   how
	field directory.Field
	// mask are the bits wanted, and pence and age the limits.
	mask  uint64
	pence int32
	age   uint8
	// pool is the kind of shared value wanted, and yes the numbers of the
	// values that do, by view.
	pool int
	yes  [][]uint32
	// memo says of each set of areas, by view, whether it is one that is
	// wanted: 0 when nobody has looked.
	memo [][]uint8
	// bits and pools are what a document counts for that fails this test
	// alone: the values of the field itself.
	bits  uint64
	pools uint8
}

type how uint8

const (
	anyBit how = iota
	allBits
	atMost
	ofAge
	oneOf
	inArea
)

// fieldPools are the fields that are counted by shared values.
var fieldPools = map[directory.Field]int{
	directory.FieldOrganization: poolOrg, directory.FieldSource: poolSource,
	directory.FieldArea: poolAreas, directory.FieldLanguage: poolLanguages,
}

// allPools counts every kind of shared value.
const allPools = 1<<pools - 1

// testsOf gives the tests of a query over the views.
func (s *search) testsOf(out []test, q *directory.Query) []test {
	add := func(asked bool, field directory.Field, t test) {
		if !asked {
			return
		}
		t.field, t.bits = field, fieldMasks[field]
		if p, ok := fieldPools[field]; ok {
			t.pools = 1 << p
		}
		out = append(out, t)
	}
	add(len(q.Kinds) > 0, directory.FieldKind, test{how: anyBit, mask: maskOf(bitKind, directory.Kinds(), q.Kinds)})
	add(len(q.Joinings) > 0, directory.FieldJoining, test{how: anyBit, mask: maskOf(bitJoining, directory.Joinings(), q.Joinings)})
	add(len(q.LedBy) > 0, directory.FieldLed, test{how: anyBit, mask: maskOf(bitLed, directory.LedBys(), q.LedBy)})
	add(len(q.Access) > 0, directory.FieldAccess, test{how: allBits, mask: maskOf(bitAccess, directory.AccessFeatures(), q.Access)})
	if q.Online != nil {
		bit := bitOnline + 1
		if *q.Online {
			bit = bitOnline
		}
		add(true, directory.FieldOnline, test{how: anyBit, mask: 1 << bit})
	}
	if q.Cost != nil && q.Cost.Pence == 0 {
		add(true, directory.FieldCost, test{how: anyBit, mask: 1 << bitCost})
	} else if q.Cost != nil {
		add(true, directory.FieldCost, test{how: atMost, mask: 1 << bitCostKnown, pence: int32(min(q.Cost.Pence, 1<<31-1))})
	}
	if q.Age != nil {
		add(true, directory.FieldAge, test{how: ofAge, age: uint8(min(max(*q.Age, 0), 254))})
	}
	if len(q.Organizations) > 0 {
		add(true, directory.FieldOrganization, s.snap.oneOf(poolOrg, func(value string) bool {
			id, _ := decodeOrg(value)
			return slices.Contains(q.Organizations, id)
		}, q.Organizations))
	}
	if len(q.Sources) > 0 {
		add(true, directory.FieldSource, s.snap.oneOf(poolSource, func(value string) bool { return slices.Contains(q.Sources, value) }, nil))
	}
	if len(q.Languages) > 0 {
		add(true, directory.FieldLanguage, s.snap.oneOf(poolLanguages, func(value string) bool {
			return slices.ContainsFunc(split(value), func(code string) bool { return slices.Contains(q.Languages, code) })
		}, nil))
	}
	if len(q.Areas) > 0 {
		add(true, directory.FieldArea, test{how: inArea, memo: s.memo()})
	}
	return out
}

// oneOf gives the test for some of the shared values of one kind. Values whose
// beginnings are known are looked up; others are gone through, for they are
// few.
func (s *snapshot) oneOf(p int, wanted func(string) bool, begin []string) test {
	t := test{how: oneOf, pool: p}
	for _, v := range s.views {
		var yes []uint32
		if begin == nil {
			for i, value := range v.values[p] {
				if wanted(value) {
					yes = append(yes, uint32(i))
				}
			}
		}
		for _, b := range begin {
			i, _ := slices.BinarySearch(v.values[p], b)
			for ; i < len(v.values[p]) && strings.HasPrefix(v.values[p][i], b); i++ {
				if wanted(v.values[p][i]) && !slices.Contains(yes, uint32(i)) {
					yes = append(yes, uint32(i))
				}
			}
		}
		t.yes = append(t.yes, yes)
	}
	return t
}

const (
	verdictYes = 1
	verdictNo  = 2
)

// holds reports whether a document meets a test.
func (s *search) holds(t *test, v *view, vi int, r *row) bool {
	switch t.how {
	case anyBit:
		return r.bits&t.mask != 0
	case allBits:
		return r.bits&t.mask == t.mask
	case atMost:
		return r.bits&t.mask != 0 && r.pence <= t.pence
	case ofAge:
		return uint8(r.ages) <= t.age && uint8(r.ages>>8) >= t.age
	case oneOf:
		return slices.Contains(t.yes[vi], r.pool(t.pool))
	}
	set := r.pool(poolAreas)
	memo := &t.memo[vi][set]
	if *memo == 0 {
		*memo = verdictNo
		if v.areaSets[set].named(s.q.Areas) {
			*memo = verdictYes
		}
	}
	return *memo == verdictYes
}

// times are the days and parts of the day that a query asks for.
type times struct {
	asked bool
	// wanted are the pairs asked for, anyDay and anyTime the same with the
	// days or the times left open.
	wanted, anyDay, anyTime directory.Slots
}

const allSlots = directory.Slots(1<<21 - 1)

func timesOf(q *directory.Query) times {
	t := times{asked: len(q.Days)+len(q.Times) > 0, wanted: allSlots, anyDay: allSlots, anyTime: allSlots}
	if t.asked {
		t.wanted = q.Slots()
	}
	if len(q.Times) > 0 {
		t.anyDay = directory.Query{Times: q.Times}.Slots()
	}
	if len(q.Days) > 0 {
		t.anyTime = directory.Query{Days: q.Days}.Slots()
	}
	return t
}

// meets says whether days fit what is asked, and with the days or the times
// lifted.
func (t *times) meets(slots directory.Slots, q *directory.Query) (all, noDay, noTime bool) {
	if !t.asked {
		return true, true, true
	}
	return slots&t.wanted != 0, len(q.Times) == 0 || slots&t.anyDay != 0, len(q.Days) == 0 || slots&t.anyTime != 0
}
