package near

import (
	"bytes"
	"cmp"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// view is a segment as one snapshot sees it: without what newer segments
// replace, on one day.
type view struct {
	*segment
	// dead are the ranks that newer segments replace; shown those that may be
	// shown as open today.
	dead, shown bitmap
	// deadCount and goneCount are how many documents and services are dead.
	deadCount, goneCount int
	// rolled are the days of each rank from today on; nil on the day that the
	// segment was made, whose rows have them.
	rolled []directory.Slots
	// base gives each shared value's number among those of the snapshot; nil
	// where it is the same.
	base [pools][]uint32
}

// snapshot is what one search sees.
type snapshot struct {
	views    []*view // the base first
	sequence int64
	// day is the local day it is for, which lasts from from until until, in
	// seconds since 1970.
	day         int32
	from, until int64
	// values are the shared values of all views: the first view's, then what
	// the others have besides.
	values [pools][]string
	orgs   []org
	// words are those of the areas and the languages, by the same numbers.
	words words
	// kept are the totals and counts of queries that no place and no word
	// narrows.
	keeping sync.Mutex
	kept    map[string]*tally
}

// newSnapshot puts views together, each replacing what it speaks for in those
// before it. A view that is unchanged but for that is copied, so that searches
// under way keep theirs.
func newSnapshot(old *snapshot, segments []*segment, sequence int64, day int32) *snapshot {
	s := &snapshot{sequence: sequence, day: day, from: midnightOf(day) * 60, until: midnightOf(day+1) * 60, kept: map[string]*tally{}}
	for i, seg := range segments {
		v := old.viewOf(seg, day)
		for _, newer := range segments[i+1:] {
			v = v.without(newer.replaced)
		}
		s.views = append(s.views, v)
	}
	s.number()
	return s
}

// viewOf gives the view of a segment, as it was on that day if there is one.
func (s *snapshot) viewOf(seg *segment, day int32) *view {
	if s != nil && s.day == day {
		for _, v := range s.views {
			if v.segment == seg {
				copied := *v
				copied.base = [pools][]uint32{}
				return &copied
			}
		}
	}
	v := &view{segment: seg, dead: newBitmap(seg.size), shown: newBitmap(seg.size)}
	v.rolled = rolled(seg, day)
	for rank := range seg.rows {
		switch seg.rows[rank].bits >> bitStatus & 3 {
		case 0: // active
			v.shown.set(uint32(rank))
		case 3: // temporarily closed
			if seg.reopens[rank] <= day {
				v.shown.set(uint32(rank))
			}
		}
	}
	return v
}

// without gives the view without the listings that a newer segment speaks for.
func (v *view) without(ids []uuid) *view {
	var out *view
	for _, id := range ids {
		service, found := v.serviceOf(id)
		if !found {
			continue
		}
		ranks := v.ranksOf(service)
		if (out == nil && v.dead.has(ranks[0])) || (out != nil && out.dead.has(ranks[0])) {
			continue
		}
		if out == nil {
			copied := *v
			out = &copied
			out.dead, out.shown = slices.Clone(v.dead), slices.Clone(v.shown)
		}
		for _, rank := range ranks {
			out.dead.set(rank)
			out.shown[rank>>6] &^= 1 << (rank & 63)
		}
		out.deadCount += len(ranks)
		out.goneCount++
	}
	if out == nil {
		return v
	}
	return out
}

// rolled gives the days of each rank from a day on, worked out from the
// sessions; nil on the day that the segment was made. Midnight is that of the
// directory's zone.
func rolled(seg *segment, day int32) []directory.Slots {
	if seg.day == day {
		return nil
	}
	midnight := midnightOf(day)
	out := make([]directory.Slots, seg.size)
	for rank := range out {
		out[rank] = seg.rows[rank].slots
		if all := seg.sessionsOf(uint32(rank)); len(all) > 0 {
			out[rank] = slotsFrom(all, midnight)
		}
	}
	return out
}

// slots gives the days of a rank from today on.
func (v *view) slots(rank uint32) directory.Slots {
	if v.rolled != nil {
		return v.rolled[rank]
	}
	return v.rows[rank].slots
}

// midnightOf gives the midnight that begins a day, in minutes since 1970.
func midnightOf(day int32) int64 {
	t := time.Unix(int64(day)*86400, 0).UTC()
	if loc, err := schedule.Zone(directory.DefaultZone); err == nil {
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, loc)
	}
	return t.Unix() / 60
}

// number gives the shared values of all views one numbering, so that counts
// add up.
func (s *snapshot) number() {
	if len(s.views) == 0 {
		return
	}
	first := s.views[0]
	for p := range s.values {
		s.values[p] = slices.Clip(first.values[p])
		more := map[string]uint32{}
		for _, v := range s.views[1:] {
			v.base[p] = make([]uint32, len(v.values[p]))
			for i, value := range v.values[p] {
				v.base[p][i] = s.numberOf(p, value, more)
			}
		}
	}
	s.orgs = appendOrgs(slices.Clip(first.orgs), s.values[poolOrg][len(first.orgs):])
	s.numberWords()
}

// sorted gives how many shared values are numbered in their order.
func (s *snapshot) sorted(p int) int { return len(s.views[0].values[p]) }

// numberOf gives the number of a shared value, a new one if need be. An
// organisation keeps its number when only its name changes.
func (s *snapshot) numberOf(p int, value string, more map[string]uint32) uint32 {
	key := value
	compare := strings.Compare
	if p == poolOrg {
		key, _ = decodeOrg(value)
		compare = func(a, b string) int { id, _ := decodeOrg(a); return cmp.Compare(id, b) }
	}
	known := s.views[0].values[p]
	if i, found := slices.BinarySearchFunc(known, key, compare); found {
		return uint32(i)
	}
	n, found := more[key]
	if !found {
		n = uint32(len(s.values[p]))
		more[key] = n
		s.values[p] = append(s.values[p], value)
	}
	return n
}

// numberWords numbers the words of what the other views have besides.
func (s *snapshot) numberWords() {
	first := s.views[0].words
	s.words = words{areas: first.areas.more(), languages: first.languages.more()}
	s.words.add(s.values[poolAreas][len(first.areas.sets):], s.values[poolLanguages][len(first.languages.sets):])
}

// global gives the snapshot's number of a shared value by the view's.
func (v *view) global(p int, n uint32) uint32 {
	if v.base[p] != nil {
		return v.base[p][n]
	}
	return n
}

// find gives the view and number of the service with an id that is alive.
func (s *snapshot) find(id uuid) (*view, uint32, bool) {
	for _, v := range slices.Backward(s.views) {
		if service, found := v.serviceOf(id); found && !v.dead.has(v.ranksOf(service)[0]) {
			return v, service, true
		}
	}
	return nil, 0, false
}

// statistics are those of the base.
func (s *snapshot) statistics() Statistics {
	if len(s.views) > 0 && s.views[0].stats.Documents > 0 {
		return s.views[0].stats
	}
	return Statistics{Average: usualLengths}
}

// keep holds the segments in memory until a search is done with them.
func (s *snapshot) keep() {
	for _, v := range s.views {
		runtime.KeepAlive(v.file)
	}
}

// sortedIDs gives ids in order, each once.
func sortedIDs(ids []uuid) []uuid {
	set := make(map[uuid]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return slices.SortedFunc(maps.Keys(set), func(a, b uuid) int { return bytes.Compare(a[:], b[:]) })
}
