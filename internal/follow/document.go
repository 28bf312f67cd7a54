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
	// ahead is how far occurrences are worked out: 12 weeks.
	ahead = 12 * 7 * 24 * time.Hour
	// rarely is how far is looked for the next dates of what meets less often.
	rarely = 366 * 24 * time.Hour
	// fewest is how many dates of what meets rarely make up its days.
	fewest = 4
	// most bounds the occurrences that a card carries.
	most = 100
)

// Builder turns listings into the documents of the index.
type Builder struct {
	Places Places
	// Now is the clock; occurrences begin at its local midnight.
	Now func() time.Time
	Log *slog.Logger
}

// Documents gives the documents of a listing: one for each of its places, or
// one without a place. Nothing of a place that is told when you join goes into
// them but its district's middle.
func (b Builder) Documents(ctx context.Context, l directory.Listing) ([]directory.Document, error) {
	public := l.Public()
	base := b.card(public)
	text := description(public)
	if len(public.At) == 0 {
		card := base
		b.times(&card, public.Schedules)
		return []directory.Document{{Key: l.ID + "/0", Card: card, AlternateName: l.AlternateName, Description: text}}, nil
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
		b.times(&card, schedules)
		docs = append(docs, directory.Document{
			Key:           fmt.Sprintf("%s/%d", l.ID, i),
			Card:          card,
			AlternateName: l.AlternateName,
			Description:   strings.TrimSpace(text + "\n" + at.Description + "\n" + at.Location.Name),
		})
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

// times fills in a card's sessions: those of the coming 12 weeks, or the next
// few dates of what meets less often than that. A rule that cannot be worked
// out leaves the card without sessions, and the log says so: one listing never
// holds up the others.
func (b Builder) times(c *directory.Card, schedules []directory.Schedule) {
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
	found, slots, err := b.sessions(zone, schedules)
	if err != nil {
		b.Log.Warn("times left out of the index", "listing", c.ID, "err", err)
		return
	}
	c.Occurrences, c.Slots = found, slots
}

func (b Builder) sessions(zone string, schedules []directory.Schedule) ([]directory.Occurrence, directory.Slots, error) {
	loc, err := schedule.Zone(zone)
	if err != nil {
		return nil, 0, err
	}
	now := b.Now().In(loc)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, loc)
	found, err := schedule.Occurrences(schedules, midnight, midnight.Add(ahead), most)
	if err == nil && len(found) < fewest {
		found, err = schedule.Occurrences(schedules, midnight, midnight.Add(rarely), fewest)
	}
	if err != nil {
		return nil, 0, err
	}
	return found, schedule.SlotsOf(found, loc), nil
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
