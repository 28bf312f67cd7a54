package index

import (
	"context"

	"alongside/index/near"
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
func relaxable() []directory.Field {
	return []directory.Field{
		directory.FieldWithin, directory.FieldDay, directory.FieldTime, directory.FieldOnline, directory.FieldCost,
		directory.FieldJoining, directory.FieldKind, directory.FieldLed, directory.FieldLanguage, directory.FieldArea,
		directory.FieldAge, directory.FieldAccess, directory.FieldOrganization, directory.FieldSource,
	}
}

// nearly gives what fits once one limit at a time is relaxed: the radius to
// twice and then four times as far, any other limit lifted. What is among the
// results is left out.
func (g *generation) nearly(ctx context.Context, asked near.Query, already []directory.Hit) []directory.Nearly {
	for _, h := range already {
		asked.Skip = append(asked.Skip, h.Card.ID)
	}
	asked.Limit, asked.Uncounted = nearlyHits, true
	var out []directory.Nearly
	for _, field := range relaxable() {
		if len(out) == nearlyGroups || ctx.Err() != nil {
			break
		}
		relaxed := asked
		lifted, had := asked.Query.Without(field)
		if !had {
			continue
		}
		if field == directory.FieldWithin {
			lifted = asked.Query
			lifted.Within *= 2
		}
		relaxed.Query = lifted
		a, err := g.table.Search(ctx, relaxed)
		if field == directory.FieldWithin && err == nil && a.Total == 0 {
			relaxed.Within = asked.Within * furthest
			a, err = g.table.Search(ctx, relaxed)
		}
		if err != nil || a.Total == 0 {
			continue // a look aside that fails takes nothing from the answer
		}
		out = append(out, directory.Nearly{Relaxed: field, Total: a.Total, Hits: a.Hits})
	}
	return out
}
