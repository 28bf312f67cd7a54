package index

import (
	"context"

	"alongside/internal/directory"
)

const (
	// nearlyGroups bounds the limits that are relaxed, nearlyHits what is shown
	// for each.
	nearlyGroups = 4
	nearlyHits   = 5
	// furthest is how many times wider than asked a radius is tried.
	furthest = 4
)

// relaxable are the limits in the order in which people can most easily give
// way.
var relaxable = []directory.Field{
	directory.FieldWithin, directory.FieldDay, directory.FieldTime, directory.FieldOnline, directory.FieldCost,
	directory.FieldJoining, directory.FieldKind, directory.FieldLed, directory.FieldLanguage, directory.FieldArea,
	directory.FieldAge, directory.FieldAccess, directory.FieldOrganization, directory.FieldSource,
}

// nearly gives what fits once one limit at a time is relaxed: the radius to
// twice and then four times as far, any other limit lifted. What is among the
// results is left out.
func (s *searching) nearly(ctx context.Context, already []candidate) []directory.Nearly {
	shown := map[string]bool{}
	for _, c := range already {
		shown[c.service.id] = true
	}
	var out []directory.Nearly
	for _, field := range relaxable {
		if len(out) == nearlyGroups || ctx.Err() != nil {
			break
		}
		lifted, had := s.q.Without(field)
		if !had {
			continue
		}
		var hits []candidate
		if field == directory.FieldWithin {
			for times := 2.0; times <= furthest && len(hits) == 0; times *= 2 {
				wider := s.q
				wider.Within *= times
				hits = s.relaxed(wider, shown)
			}
		} else {
			hits = s.relaxed(lifted, shown)
		}
		if len(hits) == 0 {
			continue
		}
		group := directory.Nearly{Relaxed: field, Total: len(hits)}
		for _, c := range hits[:min(nearlyHits, len(hits))] {
			group.Hits = append(group.Hits, s.hit(c))
		}
		out = append(out, group)
	}
	return out
}

// relaxed gives what fits a relaxed query, in its order.
func (s *searching) relaxed(q directory.Query, shown map[string]bool) []candidate {
	r := ranker{f: newFilters(q, s.now), words: s.ranker.words, now: s.now}
	t := s.gen.table
	t.mu.RLock()
	defer t.mu.RUnlock()
	var out []candidate
	for _, service := range t.list {
		if shown[service.id] {
			continue
		}
		fits := func(rec *record) bool { return s.eligible(rec) && r.f.judge(&rec.card).passes("") }
		if c, ok := r.best(service, fits); ok {
			out = append(out, c)
		}
	}
	sortCandidates(out)
	return out
}
