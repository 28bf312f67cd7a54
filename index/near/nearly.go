package near

import (
	"math"

	"alongside/internal/directory"
)

// A document that fails one condition alone fits once that one is lifted. A
// search meets all of them on its way, and keeps them while it has found few
// that fit: what nearly fits needs no search of its own.

const (
	// few is how many results are so few that what nearly fits is worth a look.
	few = 3
	// NearlyHits bounds what is shown for each condition.
	NearlyHits = 5
	// mostMissed bounds what is kept; with more of them, nothing is known.
	mostMissed = 2048
	// The causes that are no test: the days, and the parts of the day.
	causeDay  = 1 << 30
	causeTime = 1 << 31
)

// miss is a document that would fit if one of some conditions were lifted.
type miss struct {
	member
	causes uint32
}

// missed keeps a document that does not fit, if lifting one condition would
// mend that.
func (s *search) missed(v *view, vi int, h *held, failed int, all, noDay, noTime bool) {
	if !s.q.Nearly || s.total >= few || len(s.misses) > mostMissed {
		return
	}
	var causes uint32
	switch {
	case failed >= 0 && all:
		causes = 1 << failed
	case failed < 0:
		if noDay {
			causes |= causeDay
		}
		if noTime {
			causes |= causeTime
		}
	}
	if causes != 0 {
		s.misses = append(s.misses, miss{member{held: *h, view: uint32(vi), service: v.service[h.rank], fits: true}, causes})
	}
}

// furthest is how many times wider than asked a radius is tried.
const furthest = 4

// nearly gives what fits once the radius is wider or one condition is lifted,
// for each of the fields in turn, without the services that fit anyway. The
// candidates of its hits are added to s.page.
func (s *search) nearly(fields []directory.Field, fitting []ID) (out []directory.Nearly, err error) {
	s.q.Uncounted, s.q.Nearly = true, false
	s.skip = fitting
	within := s.q.Within
	for times := 2.0; within > 0 && times <= furthest && len(out) == 0; times *= 2 {
		s.beginNearly()
		s.radius(within * times)
		if err := s.run(); err != nil {
			return out, err
		}
		out = s.found(out, directory.FieldWithin)
	}
	if len(s.misses) == 0 || len(s.misses) > mostMissed {
		return out, nil
	}
	s.radius(within)
	for _, field := range fields {
		cause := s.causeOf(field)
		if cause == 0 {
			continue
		}
		lifted, _ := s.q.Without(field)
		s.times = timesOf(&lifted)
		s.beginNearly()
		for vi, v := range s.snap.views {
			for i := range s.misses {
				if m := &s.misses[i]; m.causes&cause != 0 && int(m.view) == vi {
					s.members = append(s.members, m.member)
				}
			}
			s.joinMembers(v)
		}
		out = s.found(out, field)
	}
	return out, nil
}

func (s *search) beginNearly() {
	s.top.reset(s.snap, NearlyHits)
	s.total, s.cut, s.least = 0, math.MaxFloat32, 0
}

// found adds what was found, if anything was.
func (s *search) found(out []directory.Nearly, relaxed directory.Field) []directory.Nearly {
	if s.total == 0 {
		return out
	}
	s.page = append(s.page, s.top.sorted()...)
	if out == nil {
		out = make([]directory.Nearly, 0, 4)
	}
	return append(out, directory.Nearly{Relaxed: relaxed, Total: s.total})
}

// causeOf gives the bit of a field's condition; 0 when the query has none.
func (s *search) causeOf(field directory.Field) uint32 {
	switch {
	case field == directory.FieldDay && len(s.q.Days) > 0:
		return causeDay
	case field == directory.FieldTime && len(s.q.Times) > 0:
		return causeTime
	}
	for i := range s.tests {
		if s.tests[i].field == field {
			return 1 << i
		}
	}
	return 0
}
