package publish

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// Change is one field in which two listings differ.
type Change struct {
	// Field is the id of its name in the messages: "field.name",
	// "visit.noise". Both values are empty where what differs has no words, such
	// as what a feed sent besides.
	Field string
	// Part is the name of the place or the role that it is of; empty for the
	// listing's own.
	Part          string
	Before, After Value
}

// Diff says in what two listings differ, for whoever moderates or reads a
// history, in the order of Fields; nothing is left out. It shows what is told
// only when you join: it is for moderators and those whose listing it is.
func Diff(before, after directory.Listing) []Change {
	var out []Change
	for _, f := range fields() {
		if f.same(before, after) {
			continue
		}
		found := f.diff(before, after)
		if len(found) == 0 {
			found = []Change{{Field: "field." + f.key}}
		}
		out = append(out, found...)
	}
	return append(out, differ("",
		pair{"checked", checked(before), checked(after)},
		pair{"evidence", evidence(before), evidence(after)},
		pair{"voices", voices(before), voices(after)},
	)...)
}

// pair is what a field held and holds.
type pair struct {
	field         string
	before, after Value
}

// differ gives a change for each pair that is one.
func differ(part string, pairs ...pair) (out []Change) {
	for _, p := range pairs {
		if !reflect.DeepEqual(p.before, p.after) && !(p.before.Empty() && p.after.Empty()) {
			out = append(out, Change{Field: named(p.field), Part: part, Before: p.before, After: p.after})
		}
	}
	return out
}

// named gives the id of a field's name: "field." and the field, but for those
// that pages name already.
func named(field string) string {
	if strings.Contains(field, ".") {
		return field
	}
	return "field." + field
}

// schedules compares times. The days on which it is off or on besides are told
// by themselves: that a week is cancelled is no other time.
func schedules(part string, before, after []directory.Schedule) []Change {
	return differ(part,
		pair{"when", Value{Times: plain(before)}, Value{Times: plain(after)}},
		pair{"cancelled", apart(before, after, off), apart(after, before, off)},
		pair{"besides", apart(before, after, on), apart(after, before, on)})
}

func off(s directory.Schedule) []directory.Date { return s.Except }
func on(s directory.Schedule) []directory.Date  { return s.Also }

// plain gives schedules without single days.
func plain(ss []directory.Schedule) []directory.Schedule {
	var out []directory.Schedule
	for _, s := range ss {
		s.Except, s.Also = nil, nil
		out = append(out, s)
	}
	return out
}

// apart gives the days of schedules that others do not have.
func apart(of, others []directory.Schedule, days func(directory.Schedule) []directory.Date) Value {
	has := map[directory.Date]bool{}
	for _, s := range others {
		for _, d := range days(s) {
			has[d] = true
		}
	}
	var out []directory.Date
	for _, s := range of {
		for _, d := range days(s) {
			if !has[d] {
				out = append(out, d)
			}
		}
	}
	slices.Sort(out)
	return Value{Dates: slices.Compact(out)}
}

// parts compares lists whose items have ids: what is new, what is gone, and in
// what those differ that are in both.
func parts[T any](before, after []T, id func(T) string, whole func(before, after *T) []Change, within func(before, after T) []Change) (out []Change) {
	old := map[string]T{}
	for _, x := range before {
		old[id(x)] = x
	}
	for _, x := range after {
		was, known := old[id(x)]
		switch delete(old, id(x)); {
		case !known:
			out = append(out, whole(nil, &x)...)
		case !alike(&was, &x):
			out = append(out, within(was, x)...)
		}
	}
	for _, x := range before {
		if _, left := old[id(x)]; left {
			out = append(out, whole(&x, nil)...)
		}
	}
	return out
}

func placeName(at directory.ServiceAtLocation) string {
	l := at.Location
	for _, a := range l.Addresses {
		l.Name = cmp.Or(l.Name, a.Address1, a.City, a.PostalCode)
	}
	return cmp.Or(l.Name, at.Description, at.ID)
}

func places(before, after []directory.ServiceAtLocation) []Change {
	whole := func(was, is *directory.ServiceAtLocation) []Change {
		c := Change{Field: "field.place"}
		var empty directory.ServiceAtLocation
		if was != nil {
			c.Part, c.Before = placeName(*was), placeWords(*was)
			return append([]Change{c}, within(*was, empty, c.Part)...)
		}
		c.Part, c.After = placeName(*is), placeWords(*is)
		return append([]Change{c}, within(empty, *is, c.Part)...)
	}
	return parts(before, after, func(at directory.ServiceAtLocation) string { return at.ID }, whole,
		func(a, b directory.ServiceAtLocation) []Change {
			name := placeName(b)
			found := append(differ(name, pair{"place", placeWords(a), placeWords(b)}), within(a, b, name)...)
			if len(found) == 0 {
				found = []Change{{Field: "field.place", Part: name}}
			}
			return found
		})
}

// placeWords says where a place is.
func placeWords(at directory.ServiceAtLocation) Value {
	l := at.Location
	return texts(append([]string{line(l.Name, l.AlternateName), l.Description}, lines(l.Addresses, address).Texts...)...)
}

// within compares what is told of a place besides where it is.
func within(a, b directory.ServiceAtLocation, part string) []Change {
	x, y := a.Location, b.Location
	out := schedules(part, a.Schedules, b.Schedules)
	return append(out, differ(part,
		pair{"place-note", texts(a.Description), texts(b.Description)},
		pair{"place-told", told(x), told(y)},
		pair{"place-point", texts(point(x.Point)), texts(point(y.Point))},
		pair{"place-type", texts(x.Type), texts(y.Type)},
		pair{"place-way", texts(x.Transportation), texts(y.Transportation)},
		pair{"access", accessOf(x), accessOf(y)},
		pair{"place-phones", both(lines(a.Phones, phone), lines(x.Phones, phone)), both(lines(b.Phones, phone), lines(y.Phones, phone))},
		pair{"place-contacts", both(lines(a.Contacts, contact), lines(x.Contacts, contact)), both(lines(b.Contacts, contact), lines(y.Contacts, contact))},
		pair{"place-areas", lines(a.Areas, area), lines(b.Areas, area)},
		pair{"place-languages", lines(x.Languages, language), lines(y.Languages, language)},
		pair{"place-hours", Value{Times: x.Schedules}, Value{Times: y.Schedules}},
		pair{"place-url", texts(x.URL), texts(y.URL)},
	)...)
}

func told(l directory.Location) Value {
	if l.ToldWhenYouJoin {
		return Value{Keys: []string{"listing.told"}}
	}
	return Value{}
}

func accessOf(l directory.Location) Value {
	return both(keys("access.", l.Access...), lines(l.Accessibility, accessibility))
}

// both joins two values.
func both(a, b Value) Value {
	a.Texts, a.Keys = append(slices.Clip(a.Texts), b.Texts...), append(slices.Clip(a.Keys), b.Keys...)
	return a
}

func roles(before, after []directory.Role) []Change {
	whole := func(was, is *directory.Role) []Change {
		if was != nil {
			return append([]Change{{Field: "field.role", Part: was.Title, Before: texts(was.Title)}}, role(*was, directory.Role{}, was.Title)...)
		}
		return append([]Change{{Field: "field.role", Part: is.Title, After: texts(is.Title)}}, role(directory.Role{}, *is, is.Title)...)
	}
	return parts(before, after, func(r directory.Role) string { return r.ID }, whole, func(a, b directory.Role) []Change {
		found := append(differ(b.Title, pair{"role", texts(a.Title), texts(b.Title)}), role(a, b, b.Title)...)
		if len(found) == 0 {
			found = []Change{{Field: "field.role", Part: b.Title}}
		}
		return found
	})
}

func role(a, b directory.Role, part string) []Change {
	return differ(part,
		pair{"role-description", texts(a.Description), texts(b.Description)},
		pair{"role-paid", paid(a), paid(b)},
		pair{"role-pay", texts(a.Pay), texts(b.Pay)},
		pair{"role-hours", texts(a.Hours), texts(b.Hours)},
		pair{"role-expenses", texts(a.Expenses), texts(b.Expenses)},
		pair{"role-training", texts(a.Training), texts(b.Training)},
		pair{"role-supervision", texts(a.Supervision), texts(b.Supervision)},
		pair{"role-asked-for", texts(a.AskedFor), texts(b.AskedFor)},
		pair{"role-closes", date(a.Closes), date(b.Closes)},
		pair{"role-pvg", keys("listing.pvg-", a.PVG), keys("listing.pvg-", b.PVG)},
		pair{"role-lived", keys("listing.lived-", a.LivedExperience), keys("listing.lived-", b.LivedExperience)},
		pair{"role-how-to-apply", texts(a.HowToApply), texts(b.HowToApply)},
		pair{"role-leads", lines(a.LeadsTo, step), lines(b.LeadsTo, step)},
		pair{"role-benefits", texts(a.BenefitsAdvice), texts(b.BenefitsAdvice)})
}

func paid(r directory.Role) Value {
	if r.Paid {
		return Value{Keys: []string{"listing.paid"}}
	}
	return Value{}
}

func step(s directory.Step) string { return line(string(s.Kind), s.Text) }

func visit(a, b directory.FirstVisit) []Change {
	return differ("",
		pair{"visit.who_meets_you", texts(a.WhoMeetsYou), texts(b.WhoMeetsYou)},
		pair{"visit.bring_someone", texts(a.BringSomeone), texts(b.BringSomeone)},
		pair{"visit.what_happens", texts(a.WhatHappens), texts(b.WhatHappens)},
		pair{"visit.noise", texts(a.Noise), texts(b.Noise)},
		pair{"visit.light", texts(a.Light), texts(b.Light)},
		pair{"visit.numbers", texts(a.Numbers), texts(b.Numbers)},
		pair{"visit.cost_in_all", texts(a.CostInAll), texts(b.CostInAll)},
		pair{"visit.wear_and_bring", texts(a.WearAndBring), texts(b.WearAndBring)},
		pair{"visit.way_from_stop", texts(a.WayFromStop), texts(b.WayFromStop)},
		pair{"visit.getting_there", texts(a.GettingThere), texts(b.GettingThere)},
		pair{"visit.arriving_late", texts(a.ArrivingLate), texts(b.ArrivingLate)},
		pair{"visit.leaving_early", texts(a.LeavingEarly), texts(b.LeavingEarly)},
		pair{"visit.way_in", texts(a.WayIn), texts(b.WayIn)},
		pair{"visit.toilets", texts(a.Toilets), texts(b.Toilets)},
		pair{"visit.video", texts(a.Video), texts(b.Video)})
}

func organization(a, b directory.Organization) []Change {
	return differ("",
		pair{"organization", texts(a.Name), texts(b.Name)},
		pair{"organization-alternate-name", texts(a.AlternateName), texts(b.AlternateName)},
		pair{"organization-description", texts(a.Description), texts(b.Description)},
		pair{"organization-email", texts(a.Email), texts(b.Email)},
		pair{"organization-website", texts(a.Website), texts(b.Website)},
		pair{"organization-logo", texts(a.Logo, a.URI), texts(b.Logo, b.URI)},
		pair{"organization-legal-status", texts(a.LegalStatus), texts(b.LegalStatus)},
		pair{"organization-identifiers", lines(a.Identifiers, identifier), lines(b.Identifiers, identifier)},
		pair{"organization-phones", lines(a.Phones, phone), lines(b.Phones, phone)},
		pair{"organization-contacts", lines(a.Contacts, contact), lines(b.Contacts, contact)},
		pair{"organization-led-by", keys("led.", a.LedBy...), keys("led.", b.LedBy...)})
}

// checked says when somebody last looked whether it is true, and who.
func checked(l directory.Listing) Value {
	v := texts(l.VerifiedBy)
	if l.VerifiedAt != 0 {
		v.Dates = []directory.Date{schedule.Today(l.VerifiedAt.Time())}
	}
	return v
}

// evidence gives the days and kinds of what is known, newest last.
func evidence(l directory.Listing) Value {
	v := lines(l.Evidence, func(e directory.Evidence) string { return line(e.By, e.Note) })
	for _, e := range l.Evidence {
		v.Keys = append(v.Keys, "field.evidence-"+string(e.Kind))
		v.Dates = append(v.Dates, schedule.Today(e.At.Time()))
	}
	return v
}

func voices(l directory.Listing) Value {
	return lines(l.Voices, func(v directory.Voice) string { return v.Text })
}
