package follow

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// Places finds points for locations and areas for points; *places.Gazetteer is
// one.
type Places interface {
	Locate(ctx context.Context, l directory.Location) (orb.Point, directory.PointFrom, bool, error)
	District(l directory.Location) (label string, centre orb.Point, ok bool)
	CouncilName(code string) string
}

const (
	// ahead is how far occurrences are worked out: 8 weeks farther, so that the
	// index can move on by itself from day to day for so long.
	ahead = schedule.Ahead + 8*7*24*time.Hour
	// rarely is how far is looked for the next dates of what meets less often.
	rarely = 366 * 24 * time.Hour
	// spare is how many dates of what meets rarely are kept for the days to
	// come, beside those that make up its days.
	spare = 4
	// most bounds the occurrences that a card carries.
	most = 160
)

// Builder turns listings into the documents of the index.
type Builder struct {
	Places Places
	// Now is the clock; occurrences begin at its local midnight.
	Now func() time.Time
	Log *slog.Logger
	// About finds what a listing is about; nil finds nothing. Roles that have
	// closed are left out of what it is given.
	About func(directory.Listing) []directory.About
}

// Documents gives the documents of a listing: one for each of its places, or
// one without a place. Nothing of a place that is told when you join goes into
// them but its district's middle.
func (b Builder) Documents(ctx context.Context, l directory.Listing) ([]directory.Document, error) {
	public := l.Public()
	base := b.card(public)
	doc := directory.Document{AlternateName: l.AlternateName, Description: description(public)}
	if b.About != nil {
		b.about(&doc, &base, public)
	}
	changes := b.nextChange(l)
	if len(public.At) == 0 {
		doc.Key, doc.Card = l.ID+"/0", base
		doc.Due = sooner(changes, b.times(&doc.Card, public.Schedules))
		return []directory.Document{doc}, nil
	}
	docs := make([]directory.Document, 0, len(public.At))
	for i, at := range public.At {
		card := base
		card.AtID = at.ID
		card.Access = at.Location.Access
		card.Online = card.Online || at.Location.Type == "virtual"
		served(&card, at.Areas, b.Places)
		place, err := b.place(ctx, l.At[i].Location, at.Location)
		if err != nil {
			return nil, fmt.Errorf("listing %s: place it: %w", l.ID, err)
		}
		card.Place = place
		schedules := at.Schedules
		if len(schedules) == 0 {
			schedules = public.Schedules
		}
		one := doc
		one.Due = sooner(changes, b.times(&card, schedules))
		one.Key, one.Card = fmt.Sprintf("%s/%d", l.ID, i), card
		one.Description = strings.TrimSpace(doc.Description + "\n" + at.Description + "\n" + at.Location.Name)
		docs = append(docs, one)
	}
	return docs, nil
}

// card gives what holds wherever the listing happens.
func (b Builder) card(l directory.Listing) directory.Card {
	today := directory.DateOf(b.Now())
	c := directory.Card{
		ID:               l.ID,
		Slug:             l.PageSlug(),
		Kind:             l.Kind,
		Name:             l.Name,
		OrganizationID:   l.Organization.ID,
		OrganizationName: l.Organization.Name,
		Summary:          l.Summarise(),
		Activities:       l.Activities,
		Status:           l.Status,
		ClosedUntil:      l.ClosedUntil,
		Joining:          l.Joining,
		Cost:             l.Price(today),
		Online:           l.Online,
		MinimumAge:       l.MinimumAge,
		MaximumAge:       l.MaximumAge,
		FirstVisit:       !l.FirstVisit.Empty(),
		VerifiedAt:       l.VerifiedAt,
		VerifiedBy:       l.VerifiedBy,
		UpdatedAt:        l.UpdatedAt,
		Source:           l.Source,
		LedBy:            slices.Clone(l.LedBy),
	}
	for _, by := range l.Organization.LedBy {
		if !slices.Contains(c.LedBy, by) {
			c.LedBy = append(c.LedBy, by)
		}
	}
	for _, lang := range l.Languages {
		if lang.Code != "" && !slices.Contains(c.Languages, lang.Code) {
			c.Languages = append(c.Languages, lang.Code)
		}
	}
	for _, r := range l.Roles {
		if r.Open(today) {
			c.Roles = append(c.Roles, directory.CardRole{
				Title: r.Title, Paid: r.Paid, Hours: r.Hours, Closes: r.Closes, LivedExperience: r.LivedExperience,
			})
		}
	}
	served(&c, l.Areas, b.Places)
	return c
}

// most concepts that a card carries the words for.
const mostAbout = 24

// about fills in what a listing is about; the card keeps the words that say so.
func (b Builder) about(doc *directory.Document, c *directory.Card, l directory.Listing) {
	today := directory.DateOf(b.Now())
	l.Roles = slices.DeleteFunc(slices.Clone(l.Roles), func(r directory.Role) bool { return !r.Open(today) })
	for _, a := range b.About(l) {
		doc.Concepts = append(doc.Concepts, a.Term())
		if len(c.About) < mostAbout {
			c.About = append(c.About, a)
		}
	}
}

// served adds areas to what a card says it serves, in words and as keys.
func served(c *directory.Card, areas []directory.ServiceArea, p Places) {
	c.AreaServed, c.Serves, c.Circles = slices.Clip(c.AreaServed), slices.Clip(c.Serves), slices.Clip(c.Circles)
	for _, a := range areas {
		name := strings.TrimSpace(a.Name)
		switch a.Kind {
		case directory.AreaRadius:
			if a.Centre != nil {
				c.Circles = append(c.Circles, directory.Circle{Centre: *a.Centre, Metres: a.Metres})
			}
		case directory.AreaDistrict:
			council, _, _ := strings.Cut(a.Code, ":")
			c.Serves = append(c.Serves, directory.AreaKey(a.Kind, a.Code), directory.AreaKey(directory.AreaCouncil, council))
		case directory.AreaCouncil:
			c.Serves = append(c.Serves, directory.AreaKey(a.Kind, a.Code))
			if name == "" {
				name = p.CouncilName(a.Code)
			}
		case directory.AreaOutcode, directory.AreaEverywhere:
			c.Serves = append(c.Serves, directory.AreaKey(a.Kind, a.Code))
			if name == "" {
				name = a.Code
			}
		}
		if name != "" && !slices.Contains(c.AreaServed, name) {
			c.AreaServed = append(c.AreaServed, name)
		}
	}
}

// place gives a card's place. whole is the location with all that is stored of
// it; public is what may be shown.
func (b Builder) place(ctx context.Context, whole, public directory.Location) (directory.CardPlace, error) {
	p := directory.CardPlace{Name: public.Name, ToldWhenYouJoin: public.ToldWhenYouJoin}
	if len(public.Addresses) > 0 {
		p.Locality, p.Postcode = public.Addresses[0].City, public.Addresses[0].PostalCode
	}
	if whole.ToldWhenYouJoin {
		p.About = true
		if label, centre, ok := b.Places.District(whole); ok {
			p.Name, p.Point = label, &centre
		}
		return p, nil
	}
	if whole.Type == "virtual" {
		return p, nil
	}
	pt, from, ok, err := b.Places.Locate(ctx, whole)
	if err != nil || !ok {
		return p, err
	}
	p.Point = &pt
	p.About = from == directory.PointFromOutcode || from == directory.PointFromName
	return p, nil
}

// times fills in a card's sessions: those of the coming weeks, or the next few
// dates of what meets less often than that. It gives the day on which they have
// to be worked out again. A rule that cannot be worked out leaves the card
// without sessions, and the log says so: one listing never holds up the others.
func (b Builder) times(c *directory.Card, schedules []directory.Schedule) directory.Date {
	zone := directory.DefaultZone
	var texts []string
	for _, s := range schedules {
		if s.Zone != "" {
			zone = s.Zone
		}
		if s.Text != "" && !slices.Contains(texts, s.Text) {
			texts = append(texts, s.Text)
		}
	}
	c.Zone, c.WhenText = zone, strings.Join(texts, "\n")
	loc, err := schedule.Zone(zone)
	if err == nil {
		var due directory.Date
		if c.Occurrences, due, err = b.sessions(c.ID, loc, schedules); err == nil {
			c.Slots = schedule.SlotsOf(b.near(c.Occurrences, loc), loc)
			c.Ended = len(c.Occurrences) == 0 && over(schedules, directory.DateOf(b.midnight(loc)))
			return due
		}
	}
	b.Log.Warn("times left out of the index", "listing", c.ID, "err", err)
	return ""
}

// over reports whether dates are known and none is to come: what begins later
// than anyone looked is not over.
func over(schedules []directory.Schedule, today directory.Date) bool {
	known := false
	for _, s := range schedules {
		if !s.Known() || s.Start > today || s.ValidFrom > today {
			return false
		}
		known = true
	}
	return known
}

// near gives the sessions that make up a card's days: those of the coming 12
// weeks, or the next four where those are fewer.
func (b Builder) near(all []directory.Occurrence, loc *time.Location) []directory.Occurrence {
	end := directory.MillisOf(b.midnight(loc).Add(schedule.Ahead))
	n := 0
	for n < len(all) && (n < schedule.Fewest || all[n].Start < end) {
		n++
	}
	return all[:n]
}

// midnight gives the midnight that began the present day.
func (b Builder) midnight(loc *time.Location) time.Time {
	now := b.Now().In(loc)
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, loc)
}

// sessions gives the sessions from local midnight on, and the day on which
// they run short.
func (b Builder) sessions(id string, loc *time.Location, schedules []directory.Schedule) ([]directory.Occurrence, directory.Date, error) {
	midnight := b.midnight(loc)
	end, limit := midnight.Add(ahead), most
	found, err := schedule.Occurrences(schedules, midnight, end, limit)
	if err == nil && len(found) < schedule.Fewest+spare {
		end, limit = midnight.Add(rarely), schedule.Fewest+spare
		found, err = schedule.Occurrences(schedules, midnight, end, limit)
	}
	if err != nil || !known(schedules) {
		return found, "", err
	}
	if len(found) == limit {
		// More was to be had: what is here lasts until few are left. What meets
		// several times a day is well known by a week of it.
		last := found[len(found)-schedule.Fewest].Start.Time().In(loc)
		return found, later(midnight, last, limit == most), nil
	}
	// Spread over four weeks, so that no day has all the work.
	due := directory.DateOf(midnight.AddDate(0, 0, 28+int(id[len(id)-1])%28))
	if len(found) > 0 {
		last := directory.DateOf(found[len(found)-1].Start.Time().In(loc))
		due = sooner(due, dayAfter(last)) // from then on it has ended
	}
	return found, due, nil
}

// later gives the day on which sessions that end early run short: a week
// before the last of many, the day after the last but few of a few.
func later(today, last time.Time, many bool) directory.Date {
	day := last.AddDate(0, 0, 1)
	if many {
		day = last.AddDate(0, 0, -7)
	}
	if !day.After(today) {
		day = today.AddDate(0, 0, 1)
	}
	return directory.DateOf(day)
}

// known reports whether any of the schedules has dates that can be worked out.
func known(schedules []directory.Schedule) bool {
	return slices.ContainsFunc(schedules, directory.Schedule.Known)
}

// nextChange gives the next day on which a price begins or ends, or a role is
// gone; empty for never.
func (b Builder) nextChange(l directory.Listing) directory.Date {
	today := directory.DateOf(b.Now())
	var next directory.Date
	note := func(d directory.Date) {
		if d > today {
			next = sooner(next, d)
		}
	}
	for _, c := range l.Costs {
		note(c.ValidFrom)
		note(dayAfter(c.ValidTo))
	}
	for _, r := range l.Roles {
		note(dayAfter(r.Closes))
	}
	return next
}

// sooner gives the earlier of two days; an empty one is never.
func sooner(a, b directory.Date) directory.Date {
	if a == "" || (b != "" && b < a) {
		return b
	}
	return a
}

// dayAfter gives the day after a day; empty for what is none.
func dayAfter(d directory.Date) directory.Date {
	t, err := d.In(time.UTC)
	if err != nil {
		return ""
	}
	return directory.DateOf(t.AddDate(0, 0, 1))
}

// description gathers the words of a listing that are searched with the least
// weight.
func description(l directory.Listing) string {
	parts := []string{l.Summary, l.Description, l.Eligibility}
	for _, r := range l.Roles {
		parts = append(parts, r.Title, r.Description, r.AskedFor)
	}
	parts = append(parts, l.FirstVisit.WhatHappens)
	var b strings.Builder
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			b.WriteString(p)
			b.WriteByte('\n')
		}
	}
	return strings.TrimSpace(b.String())
}
