package quality_test

import (
	"fmt"
	"slices"
	"time"

	"alongside/internal/directory"
	"alongside/internal/match"
	"alongside/internal/schedule"
)

// breaks says which hard limit of a profile a listing breaks, worked out from
// the listing itself; empty for none.
func (w *town) breaks(p *match.Profile, id string, metres *float64) string {
	l := w.listings[id]
	if p.Age != nil && (l.MinimumAge != nil && *p.Age < *l.MinimumAge || l.MaximumAge != nil && *p.Age > *l.MaximumAge) {
		return fmt.Sprintf("age %d", *p.Age)
	}
	if p.CostMax != nil {
		if c := l.Price(directory.DateOf(now)); !c.Known || (!c.Free && c.Pence > *p.CostMax) {
			return fmt.Sprintf("it costs %+v", c)
		}
	}
	if len(p.Joining) == 0 && l.Joining == directory.ByProfessional {
		return "only a professional can arrange it"
	}
	if p.Place != nil && metres != nil && p.Within > 0 && *metres > p.Within {
		return fmt.Sprintf("it is %.0f m away", *metres)
	}
	if p.Free != 0 && !w.meets(l, p.Free) {
		return "it is at other times"
	}
	for _, a := range p.Access {
		feature := directory.AccessFeature(a)
		if slices.Contains(directory.AccessFeatures(), feature) &&
			!slices.ContainsFunc(l.At, func(at directory.ServiceAtLocation) bool { return slices.Contains(at.Location.Access, feature) }) {
			return "it is not " + a
		}
	}
	return ""
}

// meets reports whether any session of the coming weeks is in the parts of the
// week.
func (w *town) meets(l directory.Listing, free match.Slots) bool {
	all := slices.Clone(l.Schedules)
	for _, at := range l.At {
		all = append(all, at.Schedules...)
	}
	for _, s := range all {
		zone, err := schedule.Zone(s.Zone)
		if err != nil {
			zone = time.UTC
		}
		some, err := schedule.Occurrences([]directory.Schedule{s}, now, now.AddDate(1, 0, 0), 400)
		if err == nil && schedule.SlotsOf(some, zone).Has(free) {
			return true
		}
	}
	return false
}
