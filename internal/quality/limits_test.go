package quality_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb/geo"

	"alongside/internal/directory"
	"alongside/internal/match"
	"alongside/internal/schedule"
)

// reaches are how far is not too far, by the means of travel, as docs/matching.md
// has it.
var reaches = map[match.Travel]float64{match.Walk: 2_000, match.Wheel: 2_000, match.Bus: 10_000, match.Car: 20_000, match.Ferry: 25_000, "": 10_000}

// breaks says which hard limit of a profile a listing breaks, worked out from
// the listing itself; empty for none.
func (w *town) breaks(p *match.Profile, id string, metres *float64) string {
	l := w.listings[id]
	if p.Age != nil && (l.MinimumAge != nil && *p.Age < *l.MinimumAge || l.MaximumAge != nil && *p.Age > *l.MaximumAge) {
		return fmt.Sprintf("age %d", *p.Age)
	}
	if p.CostMax != nil {
		works := l.Kind == directory.Volunteering || l.Kind == directory.Employment
		if c := l.Price(directory.DateOf(now)); !c.Known && !works || c.Known && !c.Free && (*p.CostMax == 0 || c.Pence > *p.CostMax) {
			return fmt.Sprintf("it costs %+v", c)
		}
	}
	if len(p.Joining) == 0 && l.Joining == directory.ByProfessional {
		return "only a professional can arrange it"
	}
	reach := p.Within
	if reach == 0 {
		reach = reaches[p.Travel]
	}
	if p.Place != nil && metres != nil && p.Company != "online" && *metres > reach {
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

// serves reports whether a listing serves where a statement is made, by the areas
// that it names. Readers were not shown them, so what serves other places alone is
// left out of what is measured.
func (w *town) serves(t testing.TB, s statement, id string) bool {
	l, p := w.listings[id], w.near(t, s)
	areas := slices.Clone(l.Areas)
	for _, at := range l.At {
		areas = append(areas, at.Areas...)
	}
	if p == nil || len(areas) == 0 {
		return true
	}
	return slices.ContainsFunc(areas, func(a directory.ServiceArea) bool {
		if a.Kind == directory.AreaRadius {
			return a.Centre == nil || geo.DistanceHaversine(*a.Centre, p.Point) <= a.Metres
		}
		return slices.Contains(p.AreaKeys(), directory.AreaKey(a.Kind, a.Code))
	})
}

// meets reports whether any session of the coming weeks is in the parts of the
// week.
func (w *town) meets(l directory.Listing, free match.Slots) bool {
	all := slices.Clone(l.Schedules)
	for _, at := range l.At {
		all = append(all, at.Schedules...)
	}
	// Where times are told in words alone, or not at all, they have to be asked for.
	all = slices.DeleteFunc(all, func(s directory.Schedule) bool {
		some, err := schedule.Occurrences([]directory.Schedule{s}, now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0), 1)
		return err != nil || len(some) == 0
	})
	if len(all) == 0 {
		return true
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
