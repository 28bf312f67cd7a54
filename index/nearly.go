package index

import (
	"context"

	"alongside/index/near"
	"alongside/internal/directory"
)

// nearlyGroups bounds the limits that are relaxed.
const nearlyGroups = 4

// liftable are the limits in the order in which people can most easily give
// way, after the radius.
func liftable() []directory.Field {
	return []directory.Field{
		directory.FieldDay, directory.FieldTime, directory.FieldOnline, directory.FieldCost,
		directory.FieldJoining, directory.FieldKind, directory.FieldLed, directory.FieldLanguage, directory.FieldArea,
		directory.FieldAge, directory.FieldAccess, directory.FieldOrganization, directory.FieldSource,
	}
}

// nearly gives what fits once one limit at a time is relaxed: the radius to
// twice and then four times as far, any other limit lifted. What is among the
// results is left out. The table has met it on its way, unless there was too
// much to tell.
func (g *generation) nearly(ctx context.Context, asked near.Query, a *near.Answer) []directory.Nearly {
	out := a.Nearly
	if a.Missed {
		return out[:min(len(out), nearlyGroups)]
	}
	asked.Skip = a.Fitting
	asked.Limit, asked.Uncounted, asked.Nearly = near.NearlyHits, true, false
	for _, field := range liftable() {
		if len(out) == nearlyGroups || ctx.Err() != nil {
			break
		}
		if lifted, had := asked.Query.Without(field); had {
			relaxed := asked
			relaxed.Query = lifted
			out = g.relaxed(ctx, out, relaxed, field)
		}
	}
	return out
}

// relaxed adds what fits a relaxed query, if anything does. A look aside that
// fails takes nothing from the answer.
func (g *generation) relaxed(ctx context.Context, out []directory.Nearly, q near.Query, field directory.Field) []directory.Nearly {
	a, err := g.table.Search(ctx, q)
	if err != nil || a.Total == 0 {
		return out
	}
	return append(out, directory.Nearly{Relaxed: field, Total: a.Total, Hits: a.Hits})
}
