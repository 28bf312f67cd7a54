package near

import (
	"math"
	"math/bits"
	"strings"

	"alongside/internal/directory"
)

// sessionsShown is how many coming sessions a hit carries.
const sessionsShown = 3

// hits makes the hits of candidates. All texts are copied out of the segments
// in one piece, and the slices of all cards lie in a few, so that a page takes
// a handful of allocations. What the cards share with the snapshot (areas,
// languages) is not to be changed.
func (s *search) hits(page []candidate) []directory.Hit {
	if len(page) == 0 {
		return nil
	}
	terms, hashes := s.marked()
	s.readAhead(page)
	var n sizes
	bytes, access := 0, 0
	for i := range page {
		v := s.snap.views[page[i].view]
		body := v.bodyOf(page[i].rank)
		r := reader{s: body}
		k := r.sizes()
		bytes += len(body)
		n.activities, n.roles, n.names = n.activities+k.activities, n.roles+k.roles, n.names+k.names+k.summaries
		access += bits.OnesCount64(v.rows[page[i].rank].bits & fieldMasks[directory.FieldAccess])
	}
	var text strings.Builder
	text.Grow(bytes)
	in := room{strings: make([]string, 0, n.activities), spots: make([]spot, len(page))}
	if n.roles > 0 {
		in.roles = make([]directory.CardRole, 0, n.roles)
	}
	if access > 0 {
		in.access = make([]directory.AccessFeature, 0, access)
	}
	out := make([]directory.Hit, len(page))
	in.next = make([]directory.Occurrence, 0, sessionsShown*len(page))
	if len(terms) > 0 {
		in.marks = make([]directory.Highlight, 0, 2*len(page))
	}
	for i := range page {
		c := &page[i]
		v := s.snap.views[c.view]
		from := text.Len()
		text.WriteString(v.bodyOf(c.rank))
		h, at := &out[i], &in.spots[i]
		names, summaries := v.card(c.rank, text.String()[from:], &h.Card, &in, at)
		if s.about {
			h.Card.About = readAbout(strings.Clone(v.aboutOf(c.rank)))
		}
		h.Score, h.OtherPlaces = c.score, int(c.others)
		if c.metres >= 0 {
			at.metres = Metres(s.q.Near.Point, v.points[c.rank])
			h.Metres = &at.metres
		}
		h.Next = s.next(v.sessionsOf(c.rank), c.wanted, &in)
		if len(terms) > 0 {
			h.Highlights = highlightsOf(&h.Card, names, summaries, terms, hashes, &in)
		}
	}
	return out
}

// readAhead reads a byte of each line that the hits are made from, so that the
// waits for memory overlap: first of what says where a card lies, then of the
// cards.
func (s *search) readAhead(page []candidate) {
	sum := s.read
	for i := range page {
		v, rank := s.snap.views[page[i].view], page[i].rank
		sum += v.bodyEnds[rank] + uint64(v.abouts[rank]) + uint64(v.sessionEnds[rank]) + v.rows[rank].bits + uint64(v.verified[rank]) + math.Float64bits(v.points[rank][0])
	}
	for i := range page {
		v, rank := s.snap.views[page[i].view], page[i].rank
		for body := v.bodyOf(rank); len(body) > 0; body = body[min(len(body), line):] {
			sum += uint64(body[0])
		}
		if sessions := v.sessionsOf(rank); len(sessions) > 0 {
			sum += uint64(sessions[0])
		}
		sum += uint64(len(v.orgs[v.rows[rank].shared[poolOrg]].id))
	}
	s.read = sum
}

// marked gives the terms to mark and their hashes.
func (s *search) marked() (terms []string, hashes []uint16) {
	s.terms, s.hashes = s.terms[:0], s.hashes[:0]
	for _, t := range s.q.Terms {
		if t.Concept == "" {
			s.terms, s.hashes = append(s.terms, t.Text), append(s.hashes, termHash(t.Text))
		}
	}
	return s.terms, s.hashes
}

func highlightsOf(c *directory.Card, names, summaries string, terms []string, hashes []uint16, in *room) []directory.Highlight {
	from := len(in.marks)
	in.marks = appendMarks(in.marks, "name", c.Name, names, terms, hashes)
	in.marks = appendMarks(in.marks, "summary", c.Summary, summaries, terms, hashes)
	if len(in.marks) == from {
		return nil
	}
	return in.marks[from:len(in.marks):len(in.marks)]
}

// next gives the coming sessions on the days and at the times asked for, so
// that who asks for a Tuesday is told of the next one; any, where none of those
// known is.
func (s *search) next(all []session, wanted directory.Slots, in *room) []directory.Occurrence {
	if wanted != allSlots {
		if next := s.coming(all, wanted, in); next != nil {
			return next
		}
	}
	return s.coming(all, allSlots, in)
}

// coming gives the first sessions that are not over and lie in some slots.
func (s *search) coming(all []session, wanted directory.Slots, in *room) []directory.Occurrence {
	from := len(in.next)
	for _, x := range all {
		if len(in.next)-from == sessionsShown {
			break
		}
		if !x.over(s.now) && (wanted == allSlots || x.slots()&wanted != 0) {
			in.next = append(in.next, x.occurrence())
		}
	}
	if len(in.next) == from {
		return nil
	}
	return in.next[from:len(in.next):len(in.next)]
}

// enums are the values of fields that a card holds one of, by their bits.
type enums struct {
	kinds    []directory.Kind
	joinings []directory.Joining
	statuses []directory.Status
	access   []directory.AccessFeature
	led      [4][]directory.LedBy
}

var known = func() enums {
	led := directory.LedBys()
	return enums{
		directory.Kinds(), directory.Joinings(), directory.Statuses(), directory.AccessFeatures(),
		[4][]directory.LedBy{nil, led[:1:1], led[1:2:2], led[:2:2]},
	}
}()

// pick gives the value whose bit is the lowest set from bit on, and the zero
// value when none of them is.
func pick[T any](bits uint64, bit int, all []T) (v T) {
	for i := range all {
		if bits>>(bit+i)&1 == 1 {
			return all[i]
		}
	}
	return v
}

// card fills c from the columns and the body, which c's texts then lie in, and
// gives the body's marks.
func (v *view) card(rank uint32, body string, c *directory.Card, in *room, at *spot) (names, summaries string) {
	x := &v.rows[rank]
	values := x.bits
	r := reader{s: body}
	names, summaries = readBody(&r, r.sizes(), c, in)
	c.ID = c.Slug[max(0, len(c.Slug)-36):]
	c.Kind, c.Joining = pick(values, bitKind, known.kinds), pick(values, bitJoining, known.joinings)
	c.Status = known.statuses[values>>bitStatus&3]
	org := &v.orgs[x.pool(poolOrg)]
	c.OrganizationID, c.OrganizationName = org.id, org.name
	c.Source = v.values[poolSource][x.pool(poolSource)]
	set := &v.areaSets[x.pool(poolAreas)]
	c.AreaServed, c.Serves, c.Circles = set.names, set.serves, set.circles
	c.Languages = v.languageSets[x.pool(poolLanguages)]
	c.Cost.Known, c.Cost.Free, c.Cost.Pence = values>>bitCostKnown&1 == 1, values>>bitCost&1 == 1, int64(x.pence)
	if w := values >> bitAccess & 0xffff; w != 0 {
		from := len(in.access)
		for i, a := range known.access {
			if w>>i&1 == 1 {
				in.access = append(in.access, a)
			}
		}
		c.Access = in.access[from:len(in.access):len(in.access)]
	}
	c.LedBy = known.led[values>>bitLed&3]
	c.Online = values>>bitOnline&1 == 1
	if at.least = int(x.ages & 0xff); at.least != noMinAge {
		c.MinimumAge = &at.least
	}
	if at.most = int(x.ages >> 8); at.most != noMaxAge {
		c.MaximumAge = &at.most
	}
	c.Place.About, c.Place.ToldWhenYouJoin = values>>bitAbout&1 == 1, values>>bitTold&1 == 1
	if x.placed() {
		at.point = v.points[rank]
		c.Place.Point = &at.point
	}
	c.Slots = v.slots(rank)
	c.FirstVisit, c.Ended = values>>bitFirstVisit&1 == 1, values>>bitEnded&1 == 1
	c.VerifiedAt = directory.Millis(v.verified[rank])
	return names, summaries
}

// wholeCard gives a card with all its sessions, in memory of its own.
func (v *view) wholeCard(rank uint32) directory.Card {
	var in room
	var c directory.Card
	v.card(rank, strings.Clone(v.bodyOf(rank)), &c, &in, new(spot))
	c.About = readAbout(strings.Clone(v.aboutOf(rank)))
	for _, x := range v.sessionsOf(rank) {
		c.Occurrences = append(c.Occurrences, x.occurrence())
	}
	return c
}
