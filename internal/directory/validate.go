package directory

import (
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// The most that texts may hold, in characters.
const (
	maxName  = 300
	maxLine  = 2_000
	maxText  = 100_000
	maxItems = 500
)

// Validate gives every fault of the listing at once, each with the path of the
// field and a sentence that a person understands; none when it may be saved.
// The recurrence rules themselves are read by package schedule.
func (l Listing) Validate() []Fault {
	c := &checker{}
	c.name("name", l.Name, "Give it a name.")
	c.line("alternate_name", l.AlternateName)
	c.line("summary", l.Summary)
	c.text("description", l.Description)
	c.lines("activities", l.Activities)
	c.link("url", l.URL)
	c.email("email", l.Email)
	for i, x := range l.Links {
		c.link(fmt.Sprintf("links[%d].url", i), x.URL)
	}
	known(c, "kind", l.Kind, Kinds())
	known(c, "status", l.Status, Statuses())
	known(c, "joining", l.Joining, Joinings())
	c.date("closed_until", l.ClosedUntil)
	if l.ClosedUntil != "" && l.Status != TemporarilyClosed {
		c.add("closed_until", "A date to open again is only for what is temporarily closed.")
	}
	c.text("how_to_join", l.HowToJoin)
	c.areas("areas", l.Areas)
	c.text("eligibility", l.Eligibility)
	c.ages(l.MinimumAge, l.MaximumAge)
	c.text("fees", l.Fees)
	c.costs(l.Costs)
	c.phones("phones", l.Phones)
	c.contacts("contacts", l.Contacts)
	for i, x := range l.LedBy {
		known(c, fmt.Sprintf("led_by[%d]", i), x, LedBys())
	}
	c.organization(l.Organization)
	c.count("at", len(l.At))
	for i, at := range l.At {
		c.at(fmt.Sprintf("at[%d]", i), at)
	}
	c.schedules("schedules", l.Schedules)
	c.count("roles", len(l.Roles))
	for i, r := range l.Roles {
		c.role(fmt.Sprintf("roles[%d]", i), r)
	}
	for i, e := range l.Evidence {
		known(c, fmt.Sprintf("evidence[%d].kind", i), e.Kind,
			[]EvidenceKind{OrganisationConfirmed, WorkerVisited, IntroductionAnswered, SomeoneReported})
	}
	if len(l.Voices) > MostVoices {
		c.add("voices", "There is room for two lines of people who came.")
	}
	for i, v := range l.Voices {
		if n := utf8.RuneCountInString(v.Text); n == 0 || n > MostVoice {
			c.add(fmt.Sprintf("voices[%d].text", i), "A line has from 1 to %d characters.", MostVoice)
		}
	}
	if l.ID != "" && !IsID(l.ID) {
		c.add("id", "This id is not one of ours.")
	}
	return c.faults
}

// checker gathers faults.
type checker struct{ faults []Fault }

func (c *checker) add(path, format string, args ...any) {
	c.faults = append(c.faults, Fault{Path: path, Message: fmt.Sprintf(format, args...)})
}

// known reports a value that is not in a fixed list.
func known[T ~string](c *checker, path string, v T, allowed []T) {
	if slices.Contains(allowed, v) {
		return
	}
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	c.add(path, "%q is not one we know. Choose from: %s.", cut(string(v), 40), strings.Join(words, ", "))
}

func (c *checker) name(path, s, missing string) {
	if strings.TrimSpace(s) == "" {
		c.add(path, "%s", missing)
		return
	}
	c.bounded(path, s, maxName)
}

func (c *checker) line(path, s string) { c.bounded(path, s, maxLine) }
func (c *checker) text(path, s string) { c.bounded(path, s, maxText) }

func (c *checker) bounded(path, s string, most int) {
	switch {
	case !utf8.ValidString(s):
		c.add(path, "This text is broken: it is not UTF-8.")
	case strings.ContainsRune(s, 0):
		c.add(path, "This text holds a NUL character, which can't be kept.")
	case len(s) > most && utf8.RuneCountInString(s) > most:
		c.add(path, "This is longer than %d characters.", most)
	}
}

func (c *checker) lines(path string, ss []string) {
	c.count(path, len(ss))
	for i, s := range ss {
		c.line(fmt.Sprintf("%s[%d]", path, i), s)
	}
}

func (c *checker) count(path string, n int) {
	if n > maxItems {
		c.add(path, "There are %d of these; the most is %d.", n, maxItems)
	}
}

func (c *checker) link(path, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || len(s) > maxLine {
		c.add(path, "%q is not a web address. It should look like https://example.org.", cut(s, 60))
	}
}

func (c *checker) email(path, s string) {
	if s == "" {
		return
	}
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		c.add(path, "%q is not an e-mail address. It should look like name@example.org.", cut(s, 60))
	}
}

func (c *checker) date(path string, d Date) {
	if d != "" && !d.Valid() {
		c.add(path, "%q is not a date we can use. Write year-month-day, like 2026-05-03.", cut(string(d), 40))
	}
}

func (c *checker) clock(path string, t Clock) {
	if t == "" {
		return
	}
	if _, ok := t.Minutes(); !ok {
		c.add(path, "%q is not a time of day. Write it like 09:30.", cut(string(t), 40))
	}
}

func (c *checker) ages(least, most *int) {
	for path, a := range map[string]*int{"minimum_age": least, "maximum_age": most} {
		if a != nil && (*a < 0 || *a > 150) {
			c.add(path, "%d is not an age.", *a)
		}
	}
	if least != nil && most != nil && *least > *most {
		c.add("maximum_age", "The oldest age (%d) is below the youngest (%d).", *most, *least)
	}
}

func (c *checker) costs(costs []CostOption) {
	c.count("costs", len(costs))
	for i, x := range costs {
		path := fmt.Sprintf("costs[%d]", i)
		if x.Pence != nil && (*x.Pence < 0 || *x.Pence > 100_000_00) {
			c.add(path+".pence", "%.2f pounds is not a price we can use.", float64(*x.Pence)/100)
		}
		c.line(path+".option", x.Option)
		c.text(path+".description", x.Description)
		c.date(path+".valid_from", x.ValidFrom)
		c.date(path+".valid_to", x.ValidTo)
	}
}

func (c *checker) phones(path string, phones []Phone) {
	c.count(path, len(phones))
	for i, x := range phones {
		if strings.TrimSpace(x.Number) == "" {
			c.add(fmt.Sprintf("%s[%d].number", path, i), "Give the telephone number.")
		}
		c.line(fmt.Sprintf("%s[%d].number", path, i), x.Number)
	}
}

func (c *checker) contacts(path string, contacts []Contact) {
	c.count(path, len(contacts))
	for i, x := range contacts {
		p := fmt.Sprintf("%s[%d]", path, i)
		c.line(p+".name", x.Name)
		c.email(p+".email", x.Email)
		c.phones(p+".phones", x.Phones)
	}
}

func (c *checker) organization(o Organization) {
	c.name("organization.name", o.Name, "Say which organisation runs it.")
	c.text("organization.description", o.Description)
	c.email("organization.email", o.Email)
	c.link("organization.website", o.Website)
	c.phones("organization.phones", o.Phones)
	c.contacts("organization.contacts", o.Contacts)
	for i, x := range o.LedBy {
		known(c, fmt.Sprintf("organization.led_by[%d]", i), x, LedBys())
	}
}

func (c *checker) areas(path string, areas []ServiceArea) {
	c.count(path, len(areas))
	for i, a := range areas {
		p := fmt.Sprintf("%s[%d]", path, i)
		c.text(p+".name", a.Name)
		switch a.Kind {
		case "", AreaEverywhere:
		case AreaCouncil, AreaDistrict, AreaOutcode:
			if a.Code == "" {
				c.add(p+".code", "Say which area it is.")
			}
		case AreaRadius:
			if a.Centre == nil || !(a.Metres > 0 && a.Metres <= MaxWithin) {
				c.add(p+".metres", "A distance served needs a middle and how far from it.")
			}
		default:
			c.add(p+".kind", "%q is not a kind of area we know.", cut(string(a.Kind), 40))
		}
	}
}

func (c *checker) at(path string, at ServiceAtLocation) {
	c.text(path+".description", at.Description)
	l := at.Location
	c.line(path+".location.name", l.Name)
	c.text(path+".location.description", l.Description)
	c.text(path+".location.transportation", l.Transportation)
	if l.Point != nil && !OnEarth(*l.Point) {
		c.add(path+".location.point", "Longitude %v and latitude %v are not a place on earth.", l.Point.Lon(), l.Point.Lat())
	}
	for i, a := range l.Addresses {
		p := fmt.Sprintf("%s.location.addresses[%d]", path, i)
		for name, s := range map[string]string{"address_1": a.Address1, "address_2": a.Address2, "city": a.City, "postal_code": a.PostalCode} {
			c.line(p+"."+name, s)
		}
	}
	for i, a := range l.Access {
		known(c, fmt.Sprintf("%s.location.access[%d]", path, i), a, AccessFeatures())
	}
	c.schedules(path+".schedules", at.Schedules)
	c.phones(path+".phones", at.Phones)
	c.contacts(path+".contacts", at.Contacts)
	c.areas(path+".areas", at.Areas)
}

func (c *checker) schedules(path string, ss []Schedule) {
	c.count(path, len(ss))
	for i, s := range ss {
		p := fmt.Sprintf("%s[%d]", path, i)
		c.line(p+".rule", s.Rule)
		c.text(p+".text", s.Text)
		c.clock(p+".opens", s.Opens)
		c.clock(p+".closes", s.Closes)
		c.date(p+".start", s.Start)
		c.date(p+".valid_from", s.ValidFrom)
		c.date(p+".valid_to", s.ValidTo)
		for j, d := range s.Except {
			c.date(fmt.Sprintf("%s.except[%d]", p, j), d)
		}
		for j, d := range s.Also {
			c.date(fmt.Sprintf("%s.also[%d]", p, j), d)
		}
		if s.Closes != "" && s.Opens == "" {
			c.add(p+".opens", "It has a time to end but none to begin.")
		}
		if s.ValidFrom != "" && s.ValidTo != "" && s.ValidTo < s.ValidFrom {
			c.add(p+".valid_to", "It ends (%s) before it begins (%s).", s.ValidTo, s.ValidFrom)
		}
	}
}

func (c *checker) role(path string, r Role) {
	c.name(path+".title", r.Title, "Give the role a title.")
	c.text(path+".description", r.Description)
	c.date(path+".closes", r.Closes)
	if r.PVG != "" {
		known(c, path+".pvg", r.PVG, []PVG{PVGNeeded, PVGNotNeeded})
	}
	if r.LivedExperience != "" {
		known(c, path+".lived_experience", r.LivedExperience,
			[]LivedExperience{LivedExperienceAskedFor, LivedExperienceWelcome})
	}
	for i, s := range r.LeadsTo {
		known(c, fmt.Sprintf("%s.leads_to[%d].kind", path, i), s.Kind, []StepKind{StepJoin, StepHelp, StepTrain, StepPaid})
	}
}

// OnEarth reports whether p is a longitude and latitude in degrees, and not
// the point (0, 0), which stands for "unknown" in many a spreadsheet.
func OnEarth(p orb.Point) bool {
	lon, lat := p.Lon(), p.Lat()
	return lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90 && !(lon == 0 && lat == 0)
}
