package feed

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"alongside/internal/directory"
)

// fieldKind says what may stand in a field.
type fieldKind int

const (
	lineField  fieldKind = iota // one line; parts are put together with ", "
	textField                   // paragraphs; parts are put together with a blank line
	listField                   // several things
	linkField                   // web addresses
	valueField                  // a number, a date, a place: read, not shown
)

// fieldKinds are the fields that a mapping can fill.
var fieldKinds = map[string]fieldKind{
	"name": lineField, "alternate_name": lineField, "summary": lineField,
	"description": textField, "alert": textField, "activities": listField,
	"url": linkField, "links": linkField, "email": valueField, "phone": valueField, "contact": lineField,
	"how_to_join": textField, "eligibility": textField,
	"ages": valueField, "minimum_age": valueField, "maximum_age": valueField,
	"cost": textField, "languages": listField, "online": valueField, "closed_until": valueField,
	"times": textField, "starts": valueField, "ends": valueField,
	"organisation": lineField, "organisation_id": valueField, "organisation_url": linkField, "organisation_description": textField,
	"place": lineField, "address": lineField, "address_2": lineField, "city": lineField, "postcode": valueField,
	"location": valueField, "latitude": valueField, "longitude": valueField, "second_location": valueField,
	"directions": textField, "place_description": textField, "access": textField,
	"area": lineField,
}

func fieldNames() []string { return slices.Sorted(maps.Keys(fieldKinds)) }

// known are the columns that are recognised by name, for a table without a
// mapping: for each field the names that publishers give it, best first.
var known = []struct {
	field string
	names []string
}{
	{"name", []string{"name", "title", "service name", "activity name", "group name", "name of service", "name of group", "name of activity", "service", "activity", "group", "club", "club name", "event", "event name", "class"}},
	{"alternate_name", []string{"alternate name", "also known as", "alternative name"}},
	{"summary", []string{"summary", "short description", "strapline"}},
	{"description", []string{"description", "details", "about", "services provided", "what we do", "what happens", "background", "full description", "description of service"}},
	{"organisation", []string{"organisation", "organization", "organisation name", "organization name", "name of organisation", "provider", "provider name", "run by", "charity"}},
	{"organisation_url", []string{"organisation website", "organization website", "provider website"}},
	{"place", []string{"venue", "venue name", "place", "location name", "site", "site name", "where", "building"}},
	{"address", []string{"address", "address 1", "address line 1", "address1", "street", "street address", "venue address", "full address"}},
	{"address_2", []string{"address 2", "address line 2", "address2"}},
	{"city", []string{"town", "city", "town/city", "town or city", "locality"}},
	{"postcode", []string{"postcode", "post code", "postal code", "venue postcode", "zip"}},
	{"phone", []string{"telephone", "phone number", "phone", "telephone number", "tel", "contact number", "contact telephone", "mobile"}},
	{"email", []string{"email", "e-mail", "email address", "contact email", "e-mail address"}},
	{"url", []string{"website", "web", "url", "web address", "website address", "service website", "web site", "link", "webpage"}},
	{"links", []string{"more information", "facebook", "booking link", "further information"}},
	{"contact", []string{"contact", "contact name", "contact person"}},
	{"times", []string{"days and times", "opening hours", "opening times", "times", "when", "day and time", "day/time", "schedule", "session times", "hours", "opening time"}},
	{"starts", []string{"start date", "starts", "from date", "date"}},
	{"ends", []string{"end date", "ends", "until date"}},
	{"location", []string{"location", "lat,lon", "lat, lon", "lat/long", "coordinates", "location map", "latitude and longitude", "geo"}},
	{"latitude", []string{"latitude", "lat"}},
	{"longitude", []string{"longitude", "lon", "lng", "long"}},
	{"area", []string{"area served", "areas served", "area", "area covered", "areas covered", "catchment area", "catchment"}},
	{"cost", []string{"cost", "price", "prices", "fee", "fees", "charge", "charges", "cost to attend"}},
	{"ages", []string{"ages", "age", "age range", "age group", "ages served"}},
	{"minimum_age", []string{"minimum age", "min age", "age from"}},
	{"maximum_age", []string{"maximum age", "max age", "age to"}},
	{"eligibility", []string{"who is it for", "who is it for?", "eligibility", "who can attend", "support for", "for whom", "who it is for", "target group", "audience"}},
	{"activities", []string{"activities", "activity type", "activity types", "keywords", "category", "categories", "tags", "type of activity"}},
	{"how_to_join", []string{"how to join", "how to apply", "how to book", "booking", "how to access", "how to make a referral", "how to arrange a place", "referral", "how to access directly", "referral process"}},
	{"languages", []string{"languages", "language"}},
	{"online", []string{"online", "is online", "virtual"}},
	{"access", []string{"access", "accessibility", "disabled access", "wheelchair access", "accessible"}},
	{"directions", []string{"directions", "bus routes", "how to get there", "transport", "getting there", "public transport"}},
	{"place_description", []string{"facilities", "location description"}},
}

// recognise makes a mapping from the names of a table's columns; nil when none
// of them is a name.
func recognise(h *header) *Mapping {
	m := &Mapping{name: "by column names", Fields: make(map[string]field)}
	taken := make(map[string]bool)
	for _, k := range known {
		for _, name := range k.names {
			column, ok := h.like(name)
			if !ok || taken[column] {
				continue
			}
			f := m.Fields[k.field]
			if len(f.parts) > 0 && fieldKinds[k.field] != textField && k.field != "links" {
				break
			}
			p := part{Column: column}
			if len(f.parts) > 0 {
				p.Label = column
			}
			f.parts = append(f.parts, p)
			m.Fields[k.field] = f
			taken[column] = true
		}
	}
	if len(m.Fields["name"].parts) == 0 {
		return nil
	}
	for _, id := range []string{"id", "external id", "identifier", "reference", "ref", "service id", "record id", "uid", "unique id"} {
		if column, ok := h.like(id); ok {
			m.ID = field{parts: []part{{Column: column}}}
			break
		}
	}
	m.recogniseChoices(h)
	return m
}

// like finds a column by name, whatever stands between its words.
func (h *header) like(name string) (string, bool) {
	for _, column := range h.names {
		if strings.EqualFold(column, name) || loosely(column) == loosely(name) {
			return column, column != ""
		}
	}
	return "", false
}

// loosely is a name without its case, its marks and a star for "required".
func loosely(s string) string {
	return key(strings.Map(func(r rune) rune {
		switch r {
		case '_', '-', '*', ':', '.', '/', '(', ')', '?', ',':
			return ' '
		}
		return r
	}, s))
}

// recogniseChoices adds what the columns "kind", "joining" and "status" say
// where they hold our own words, and what a column about joining plainly says.
func (m *Mapping) recogniseChoices(h *header) {
	m.Kind = append(columnChoice(h, []string{"kind", "type"}, directory.Kinds()), rule{Is: string(directory.Activity)})
	m.Status = append(columnChoice(h, []string{"status"}, directory.Statuses()), rule{Is: string(directory.Active)})
	m.Joining = columnChoice(h, []string{"joining", "how to join"}, directory.Joinings())
	for _, p := range m.Fields["how_to_join"].parts {
		for _, plain := range plainJoining {
			m.Joining = append(m.Joining, rule{When: &condition{Column: p.Column, Matches: plain.says}, Is: string(plain.is)})
		}
	}
}

// columnChoice makes rules of a column that holds the values themselves.
func columnChoice[T ~string](h *header, names []string, values []T) choice {
	var out choice
	for _, name := range names {
		column, ok := h.like(name)
		if !ok {
			continue
		}
		for _, v := range values {
			out = append(out, rule{When: &condition{Column: column, Is: texts{string(v)}}, Is: string(v)})
		}
	}
	return out
}

// plainJoining are the plainest ways of saying how to join, most closed first,
// so that a mixed message is never an open door.
var plainJoining = []struct {
	says expression
	is   directory.Joining
}{
	{expression{regexp.MustCompile(`(?i)social care direct`)}, directory.ByProfessional},
	{expression{regexp.MustCompile(`(?i)waiting list`)}, directory.WaitingList},
	{expression{regexp.MustCompile(`(?i)(gp|professional|social work(er)?|agency) referrals? (only|is|are|needed|required)|referr(ed|al) (by|from|through|via) (a |an |your |the )?(gp|doctor|professional|social work|health)`)}, directory.ByProfessional},
	{expression{regexp.MustCompile(`(?i)\b(contact|call|phone|telephone|ring|e-?mail|book|register|apply|get in touch|self.?referrals?)\b`)}, directory.GetInTouch},
	{expression{regexp.MustCompile(`(?i)\b(just (turn up|come along|drop in)|no need to book|no booking (needed|required|necessary)|turn up on the day)\b`)}, directory.JustTurnUp},
}
