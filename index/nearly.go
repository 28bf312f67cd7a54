package index

import (
	"context"

	"alongside/index/near"
	"alongside/internal/directory"
)

const (
	// nearlyGroups bounds the limits that are relaxed.
	nearlyGroups = 4
	// furthest is how many times wider than asked a radius is tried.
	furthest = 4
)

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
// results is left out. The table has met what a lifted limit lets in; only a
// wider radius takes another look.
func (g *generation) nearly(ctx context.Context, asked near.Query, a *near.Answer) []directory.Nearly {
	asked.Skip = a.Fitting
	asked.Limit, asked.Uncounted, asked.Nearly = near.NearlyHits, true, false
	var out []directory.Nearly
	if asked.Within > 0 {
		out = g.wider(ctx, out, asked)
	}
	if a.Missed {
		out = append(out, a.Nearly...)
		return out[:min(len(out), nearlyGroups)]
	}
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

// wider tries the radius twice and four times as wide.
func (g *generation) wider(ctx context.Context, out []directory.Nearly, asked near.Query) []directory.Nearly {
	within := asked.Within
	for times := 2.0; times <= furthest && len(out) == 0; times *= 2 {
		asked.Within = within * times
		out = g.relaxed(ctx, out, asked, directory.FieldWithin)
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
