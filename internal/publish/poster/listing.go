package poster

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode/utf8"

	"alongside/internal/directory"
)

// Listing gives the draft as a listing to be edited: without ids, and without
// what the poster does not say, so that Validate may find faults in it. A web
// address without its scheme gets https. What a listing has no field for (the
// names on social media, other events) is left.
func (d Draft) Listing() directory.Listing {
	l := directory.Listing{
		Kind: d.Kind.Value, Name: d.Name.Text, Description: d.Description.Text, Status: directory.Active,
		Joining: d.Joining.Value, HowToJoin: d.Joining.Text,
		Eligibility: d.Audience.Text, MinimumAge: d.Audience.MinimumAge, MaximumAge: d.Audience.MaximumAge,
		Fees: d.Cost.Text, Organization: directory.Organization{Name: d.Organiser.Text},
		FirstVisit: d.FirstVisit.visit(),
	}
	for _, w := range d.Activities {
		l.Activities = append(l.Activities, w.Text)
	}
	for _, p := range d.Cost.Prices {
		pence := p.Pence
		l.Costs = append(l.Costs, directory.CostOption{Option: p.For.Text, Pence: &pence})
	}
	d.reach(&l)
	d.places(&l)
	for _, w := range d.Roles {
		l.Roles = append(l.Roles, directory.Role{Title: title(w.Text), Description: w.Text})
	}
	return l
}

// reach puts in whom to ask and how.
func (d Draft) reach(l *directory.Listing) {
	for _, w := range d.Phones {
		l.Phones = append(l.Phones, directory.Phone{Number: w.Text})
	}
	if !d.Person.Empty() {
		l.Contacts = []directory.Contact{{Name: d.Person.Text}}
	}
	for _, w := range d.Emails {
		if a, err := mail.ParseAddress(w.Text); err == nil && a.Address == w.Text && l.Email == "" {
			l.Email = w.Text
		}
	}
	for _, w := range d.Websites {
		address := w.Text
		if !strings.Contains(address, "://") {
			address = "https://" + address
		}
		if u, err := url.Parse(address); err != nil || u.Host == "" {
			continue
		}
		if l.URL == "" {
			l.URL = address
			continue
		}
		l.Links = append(l.Links, directory.Link{URL: address})
	}
}

// places puts in where it is, with the times and the access of each place.
func (d Draft) places(l *directory.Listing) {
	for i, p := range d.Places {
		if !p.Online.Empty() {
			l.Online = true
			continue
		}
		at := directory.ServiceAtLocation{Location: p.location(), Schedules: d.schedules(i)}
		at.Location.ToldWhenYouJoin = !d.ToldWhenYouJoin.Empty()
		for _, w := range d.AccessWords {
			at.Location.Accessibility = append(at.Location.Accessibility, directory.Accessibility{Description: w.Text})
		}
		for _, a := range d.Access {
			at.Location.Access = append(at.Location.Access, a.Feature)
		}
		l.At = append(l.At, at)
	}
	for _, w := range d.When {
		if len(l.At) == 0 || w.Place < 0 {
			l.Schedules = append(l.Schedules, w.Schedules...)
		}
	}
}

// schedules gives the rules that hold at a place.
func (d Draft) schedules(place int) (out []directory.Schedule) {
	for _, w := range d.When {
		if w.Place == place {
			out = append(out, w.Schedules...)
		}
	}
	return out
}

func (p Place) location() directory.Location {
	l := directory.Location{Name: p.Venue.Text}
	street := p.Address.Text
	if town := p.Town.Text; town != "" {
		street = strings.TrimSuffix(strings.TrimSuffix(street, town), ", ")
	}
	a := directory.Address{Address1: street, City: p.Town.Text, PostalCode: p.Postcode.Text}
	if a.Address1+a.City+a.PostalCode != "" {
		l.Addresses = []directory.Address{a}
	}
	return l
}

func (v FirstVisit) visit() directory.FirstVisit {
	return directory.FirstVisit{
		WhoMeetsYou: v.WhoMeetsYou.Text, BringSomeone: v.BringSomeone.Text, WhatHappens: v.WhatHappens.Text,
		Noise: v.Noise.Text, Numbers: v.Numbers.Text, WearAndBring: v.WearAndBring.Text, GettingThere: v.GettingThere.Text,
		ArrivingLate: v.ArrivingLate.Text, LeavingEarly: v.LeavingEarly.Text, WayIn: v.WayIn.Text, Toilets: v.Toilets.Text,
	}
}

// mostTitle is how many characters the title of a role has.
const mostTitle = 80

// title gives the first words of a text, as far as a title goes.
func title(text string) string {
	if at := strings.IndexAny(text, ".!?,;:–"); at > 10 {
		text = text[:at]
	}
	text = strings.TrimRight(text, ".!?,;: ")
	for utf8.RuneCountInString(text) > mostTitle {
		at := strings.LastIndexByte(text, ' ')
		if at < 0 {
			return string([]rune(text)[:mostTitle])
		}
		text = text[:at]
	}
	return text
}
