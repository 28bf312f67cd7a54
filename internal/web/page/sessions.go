package page

import (
	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// Sessions gives the coming sessions that a result shows, soonest first and at
// most three: who asked for Tuesdays is told of the next
// Tuesday. Where none of those known is on a day and at a time that q asks
// for, they are the hit's own.
func Sessions(q directory.Query, hit directory.Hit) []directory.Occurrence {
	wanted := q.Slots()
	zone, err := schedule.Zone(ZoneOf(hit.Card))
	if wanted == 0 || err != nil || len(hit.Next) == 0 {
		return hit.Next
	}
	first := hit.Next[0].Start
	var out []directory.Occurrence
	for _, o := range hit.Card.Occurrences {
		one := []directory.Occurrence{o}
		if o.Start >= first && schedule.SlotsOf(one, zone).Has(wanted) {
			out = append(out, o)
		}
		if len(out) == shown {
			return out
		}
	}
	if len(out) == 0 {
		return hit.Next
	}
	return out
}

// shown is the most sessions that a result shows.
const shown = 3

// ZoneOf gives the IANA zone of a card's sessions.
func ZoneOf(c directory.Card) string {
	if c.Zone == "" {
		return directory.DefaultZone
	}
	return c.Zone
}
