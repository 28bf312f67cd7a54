package public

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/lang"
)

// firstVisit gives what is said of the first visit, in the order in which it
// happens.
func firstVisit(w *lang.Words, f directory.FirstVisit) []pair {
	var out []pair
	for _, p := range []pair{
		{"way_from_stop", f.WayFromStop}, {"getting_there", f.GettingThere}, {"way_in", f.WayIn}, {"who_meets_you", f.WhoMeetsYou},
		{"what_happens", f.WhatHappens}, {"bring_someone", f.BringSomeone}, {"numbers", f.Numbers}, {"noise", f.Noise}, {"light", f.Light},
		{"wear_and_bring", f.WearAndBring}, {"cost_in_all", f.CostInAll}, {"arriving_late", f.ArrivingLate}, {"leaving_early", f.LeavingEarly},
		{"toilets", f.Toilets},
	} {
		if strings.TrimSpace(p.Value) != "" {
			label, _ := w.T("visit." + p.Name) // a test holds every message
			out = append(out, pair{label, p.Value})
		}
	}
	return out
}

func roleOf(w *lang.Words, r directory.Role, say func(string, ...any) string, now time.Time) roleBody {
	b := roleBody{Role: r}
	for _, p := range []pair{
		{"role.hours", r.Hours}, {"role.pay", r.Pay}, {"role.expenses", r.Expenses}, {"role.asked-for", r.AskedFor},
		{"role.training", r.Training}, {"role.supervision", r.Supervision}, {"role.how-to-apply", r.HowToApply},
	} {
		if strings.TrimSpace(p.Value) != "" {
			b.Facts = append(b.Facts, pair{say(p.Name), p.Value})
		}
	}
	if r.Closes != "" {
		b.Closes = say("listing.closes", "Date", w.DateOnly(r.Closes, now))
	}
	for _, s := range r.LeadsTo {
		b.Steps = append(b.Steps, pair{say("listing.step-" + string(s.Kind)), s.Text})
	}
	return b
}

// directions gives the address of a map that shows the way, on another site:
// it is followed only by choice.
func directions(p orb.Point) string {
	return fmt.Sprintf("https://www.openstreetmap.org/directions?to=%.5f%%2C%.5f", p.Lat(), p.Lon())
}

// like gives the search for what is like something that has gone.
func like(name string, activities []string, p *orb.Point) string {
	v := url.Values{"q": {name}}
	if len(activities) > 0 {
		v.Set("q", activities[0])
	}
	if p != nil {
		v.Set("near", fmt.Sprintf("%.3f,%.3f", p.Lat(), p.Lon()))
	}
	return "/search?" + v.Encode()
}

// jsonLD describes an open listing in schema.org's words, for those who gather
// events and places; a place that is told when you join is not in it.
func jsonLD(l directory.Listing, base string, failed error) (template.JS, error) {
	if failed != nil || l.Status != directory.Active {
		return "", failed
	}
	d := map[string]any{
		"@context": "https://schema.org", "@type": "Service", "name": l.Name, "description": l.Summarise(),
		"url":      base + "/listings/" + l.PageSlug(),
		"provider": map[string]any{"@type": "Organization", "name": l.Organization.Name},
	}
	var places []any
	for _, at := range l.At {
		loc := at.Location
		if loc.ToldWhenYouJoin {
			continue
		}
		place := map[string]any{"@type": "Place", "name": loc.Name}
		if len(loc.Addresses) > 0 {
			a := loc.Addresses[0]
			place["address"] = map[string]any{"@type": "PostalAddress", "streetAddress": a.Address1, "addressLocality": a.City, "postalCode": a.PostalCode, "addressCountry": "GB"}
		}
		if loc.Point != nil {
			place["geo"] = map[string]any{"@type": "GeoCoordinates", "latitude": loc.Point.Lat(), "longitude": loc.Point.Lon()}
		}
		places = append(places, map[string]any{"@type": "ServiceChannel", "serviceLocation": place})
	}
	if len(places) > 0 {
		d["availableChannel"] = places
	}
	// json.Marshal writes <, > and & as escapes, so that no text can end the
	// script element it stands in.
	b, err := json.Marshal(d)
	return template.JS(b), err
}
