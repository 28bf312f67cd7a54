package match

import (
	"context"

	"alongside/internal/directory"
)

// relaxable are the limits that are lifted one at a time when little fits, the
// ones that bend most easily first. Access and cost are never lifted.
var relaxable = []Field{
	FieldFree, FieldWithin, FieldCompany, FieldJoining, FieldAge,
}

// nearly gives what fits once one limit is lifted.
func (s *scoring) nearly(ctx context.Context, shown []Match) ([]Nearly, error) {
	var out []Nearly
	for _, r := range relaxable {
		limits, ok := s.without(r)
		if !ok {
			continue
		}
		found, err := s.find(ctx, limits)
		if err != nil {
			return out, err
		}
		free := s.p.Free
		if r == FieldFree {
			s.p.Free = 0
		}
		matches := s.explained(&found, s.vary(s.weigh(&found), nearlyShown+len(shown), nearlyShown))
		s.p.Free = free
		matches = unseen(explainable(matches), shown)
		if len(matches) > nearlyShown {
			matches = matches[:nearlyShown]
		}
		if len(matches) > 0 {
			out = append(out, Nearly{Relaxed: r, Matches: matches})
		}
	}
	return out, nil
}

// without gives the limits but one, and whether there was one to lift.
func (s *scoring) without(f Field) (directory.Query, bool) {
	q := s.limits()
	switch f {
	case FieldFree:
		had := s.p.Free != 0
		return q, had
	case FieldWithin:
		had := q.Within > 0
		q.Within *= 3
		return q, had
	case FieldCompany:
		had := q.Online != nil
		q.Online = nil
		return q, had
	case FieldJoining:
		q.Joinings = []directory.Joining{directory.ByProfessional}
		return q, len(s.p.Joining) == 0
	case FieldAge:
		had := q.Age != nil
		q.Age = nil
		return q, had
	}
	return q, false
}

// unseen leaves out what is shown already.
func unseen(list, shown []Match) []Match {
	var out []Match
	for _, m := range list {
		seen := false
		for i := range shown {
			seen = seen || shown[i].Hit.Card.ID == m.Hit.Card.ID
		}
		if !seen {
			out = append(out, m)
		}
	}
	return out
}
