package quality_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/paulmach/orb/geo"
)

func TestZZ(t *testing.T) {
	w := build(t)
	var b strings.Builder
	byName := map[string]string{}
	for id, name := range w.names {
		byName[name] = id
	}
	for id, l := range w.listings {
		fmt.Fprintf(&b, "## %s\n%s (%s) by %s\n", w.names[id], l.Name, l.Kind, l.Organization.Name)
		fmt.Fprintf(&b, "%s %s\nActivities: %s\n", l.Summary, strings.ReplaceAll(l.Description, "\n", " "), strings.Join(l.Activities, ", "))
		for _, r := range l.Roles {
			fmt.Fprintf(&b, "Role: %s. %s %s paid=%v\n", r.Title, r.Description, r.AskedFor, r.Paid)
		}
		fmt.Fprintf(&b, "Joining: %s. For: %s", l.Joining, l.Eligibility)
		if l.MinimumAge != nil {
			fmt.Fprintf(&b, " from age %d", *l.MinimumAge)
		}
		if l.MaximumAge != nil {
			fmt.Fprintf(&b, " to age %d", *l.MaximumAge)
		}
		fmt.Fprintf(&b, " Cost: %+v online=%v\n", l.Price("2026-11-25"), l.Online)
		for _, at := range l.At {
			pc := ""
			if len(at.Location.Addresses) > 0 {
				pc = at.Location.Addresses[0].City + " " + at.Location.Addresses[0].PostalCode
			}
			when := ""
			for _, s := range at.Schedules {
				js, _ := json.Marshal(s)
				when += string(js)
			}
			fmt.Fprintf(&b, "At: %s, %s access=%v when=%s\n", at.Location.Name, pc, at.Location.Access, when)
		}
		b.WriteString("\n")
	}
	os.WriteFile("/tmp/judge/listings.txt", []byte(b.String()), 0o644)
	raw, _ := os.ReadFile("/tmp/judge/pool.json")
	var pool []struct {
		ID, Say, Near string
		Listings      []string
	}
	json.Unmarshal(raw, &pool)
	var outs [4]strings.Builder
	for i, p := range pool {
		out := &outs[i%4]
		fmt.Fprintf(out, "### %s (%s)\n%s\n", p.ID, p.Near, p.Say)
		place := w.near(t, statement{ID: p.ID, Near: p.Near})
		for _, n := range p.Listings {
			l := w.listings[byName[n]]
			best := -1.0
			for _, at := range l.At {
				if at.Location.Point != nil && place != nil {
					if d := geo.DistanceHaversine(place.Point, *at.Location.Point); best < 0 || d < best {
						best = d
					}
				}
			}
			if best >= 0 {
				fmt.Fprintf(out, "%s %.1fkm\n", n, best/1000)
			} else {
				fmt.Fprintf(out, "%s\n", n)
			}
		}
		out.WriteString("\n")
	}
	for i := range outs {
		os.WriteFile(fmt.Sprintf("/tmp/judge/part%d.txt", i), []byte(outs[i].String()), 0o644)
	}
}
