package hsds

import (
	"regexp"
	"strings"
	"time"

	"alongside/internal/directory"
)

// organizationExtension is what HSDS's organization has no member for.
type organizationExtension struct {
	LedBy []directory.LedBy `json:"led_by,omitempty"`
}

func organizationsFrom(source string) entity[directory.Organization] {
	return entity[directory.Organization]{
		members: "id name alternate_name description email website logo uri legal_status parent_organization_id organization_identifiers phones contacts alongside",
		decode: func(in object) directory.Organization {
			r := reader{in}
			o := directory.Organization{
				Name: r.text("name"), AlternateName: r.text("alternate_name"), Description: r.text("description"), Email: email(r.text("email")),
				Website: web(r.text("website")), Logo: r.text("logo"), URI: r.text("uri"), LegalStatus: r.text("legal_status"),
				ParentID: r.text("parent_organization_id"), Identifiers: identifiers.takeAll(in["organization_identifiers"]),
				Phones: phones.takeAll(in["phones"]), Contacts: contacts.takeAll(in["contacts"]),
				LedBy: fromExtension(in, organizationExtension{}).LedBy, Source: source, ExternalID: r.text("id"),
			}
			o.ID = importedID(source, "organization:", o.ExternalID, in)
			return o
		},
		encode: func(o directory.Organization) object {
			w := writer{object{}}
			w.text("id", wireID(o.ExternalID, o.ID))
			for _, m := range []struct{ name, value string }{
				{"name", o.Name}, {"alternate_name", o.AlternateName}, {"description", o.Description}, {"email", o.Email},
				{"website", o.Website}, {"logo", o.Logo}, {"uri", o.URI}, {"legal_status", o.LegalStatus}, {"parent_organization_id", o.ParentID},
			} {
				w.text(m.name, m.value)
			}
			list(w, "organization_identifiers", identifiers, o.Identifiers)
			list(w, "phones", phones, o.Phones)
			list(w, "contacts", contacts, o.Contacts)
			extension(w, organizationExtension{}, organizationExtension{o.LedBy})
			return w.out
		},
		extra: func(o *directory.Organization) *directory.Extra { return &o.Extra },
	}
}

func serviceAtLocationsFrom(source string) entity[directory.ServiceAtLocation] {
	locations := locationsFrom(source)
	return entity[directory.ServiceAtLocation]{
		members: "id description schedules phones contacts service_areas location",
		decode: func(in object) directory.ServiceAtLocation {
			r := reader{in}
			at := directory.ServiceAtLocation{Description: r.text("description"), Schedules: schedules.takeAll(in["schedules"]),
				Phones: phones.takeAll(in["phones"]), Contacts: contacts.takeAll(in["contacts"]), Areas: areas.takeAll(in["service_areas"])}
			if o, ok := objectOf(in["location"]); ok {
				at.Location = locations.take(o)
			}
			if at.ID = r.text("id"); at.ID == "" {
				at.ID = importedID(source, "at:", "", in)
			}
			return at
		},
		encode: func(at directory.ServiceAtLocation) object {
			w := writer{object{}}
			w.text("id", at.ID)
			w.text("description", at.Description)
			list(w, "schedules", schedules, at.Schedules)
			list(w, "phones", phones, at.Phones)
			list(w, "contacts", contacts, at.Contacts)
			list(w, "service_areas", areas, at.Areas)
			w.value("location", locations.give(at.Location))
			return w.out
		},
		extra: func(at *directory.ServiceAtLocation) *directory.Extra { return &at.Extra },
	}
}

// serviceExtension is what HSDS's service has no member for.
type serviceExtension struct {
	Kind        directory.Kind       `json:"kind"`
	Slug        string               `json:"slug,omitempty"`
	Summary     string               `json:"summary,omitempty"`
	Activities  []string             `json:"activities,omitempty"`
	Joining     directory.Joining    `json:"joining"`
	ClosedUntil directory.Date       `json:"closed_until,omitempty"`
	LedBy       []directory.LedBy    `json:"led_by,omitempty"`
	Online      bool                 `json:"online,omitempty"`
	FirstVisit  directory.FirstVisit `json:"first_visit,omitzero"`
	Roles       []directory.Role     `json:"roles,omitempty"`
	Evidence    []directory.Evidence `json:"evidence,omitempty"`
	Voices      []directory.Voice    `json:"voices,omitempty"`
	VerifiedAt  directory.Millis     `json:"verified_at,omitempty"`
	VerifiedBy  string               `json:"verified_by,omitempty"`
}

// services writes any listing; servicesFrom reads those of a source.
var services = servicesFrom("")

func servicesFrom(source string) entity[directory.Listing] {
	return entity[directory.Listing]{
		members: "id name alternate_name description url email status alert application_process fees_description interpretation_services eligibility_description minimum_age maximum_age assured_date additional_urls phones contacts languages cost_options required_documents service_areas schedules service_at_locations organization organization_id alongside",
		decode:  func(in object) directory.Listing { return decodeService(source, in) },
		encode:  func(l directory.Listing) object { return encodeService(source, l) },
		extra:   func(l *directory.Listing) *directory.Extra { return &l.Extra },
	}
}

func decodeService(source string, in object) directory.Listing {
	r := reader{in}
	l := directory.Listing{
		Name: r.text("name"), AlternateName: r.text("alternate_name"), Description: r.text("description"), URL: web(r.text("url")),
		Links: links.takeAll(in["additional_urls"]), Email: email(r.text("email")), Status: statusOf(r.text("status")), Alert: r.text("alert"),
		HowToJoin: r.text("application_process"), Fees: r.text("fees_description"), Interpretation: r.text("interpretation_services"),
		Eligibility: r.text("eligibility_description"), MinimumAge: age(r.whole("minimum_age")), MaximumAge: age(r.whole("maximum_age")),
		Phones: phones.takeAll(in["phones"]), Contacts: contacts.takeAll(in["contacts"]), Languages: languages.takeAll(in["languages"]),
		Costs: costs.takeAll(in["cost_options"]), Documents: documents.takeAll(in["required_documents"]), Areas: areas.takeAll(in["service_areas"]),
		Schedules: schedules.takeAll(in["schedules"]), At: serviceAtLocationsFrom(source).takeAll(in["service_at_locations"]),
		Source: source, ExternalID: r.text("id"),
	}
	if l.MinimumAge != nil && l.MaximumAge != nil && *l.MinimumAge > *l.MaximumAge {
		l.MinimumAge, l.MaximumAge = nil, nil
	}
	l.ID = importedID(source, "", l.ExternalID, in)
	if o, ok := objectOf(in["organization"]); ok {
		l.Organization = organizationsFrom(source).take(o)
	} else if id := r.text("organization_id"); id != "" {
		l.Organization = directory.Organization{ID: directory.ImportedID(source, "organization:"+id), Source: source, ExternalID: id}
	}
	x := fromExtension(in, derive(l, in))
	l.Kind, l.Slug, l.Summary, l.Activities, l.Joining, l.ClosedUntil = x.Kind, x.Slug, x.Summary, x.Activities, x.Joining, x.ClosedUntil
	l.LedBy, l.Online, l.FirstVisit, l.Roles, l.Evidence, l.Voices = x.LedBy, x.Online, x.FirstVisit, x.Roles, x.Evidence, x.Voices
	l.VerifiedAt, l.VerifiedBy = x.VerifiedAt, x.VerifiedBy
	return l
}

func encodeService(source string, l directory.Listing) object {
	w := writer{object{}}
	w.text("id", wireID(l.ExternalID, l.ID))
	for _, m := range []struct{ name, value string }{
		{"name", l.Name}, {"alternate_name", l.AlternateName}, {"description", l.Description}, {"url", l.URL}, {"email", l.Email},
		{"status", string(l.Status)}, {"alert", l.Alert}, {"application_process", l.HowToJoin}, {"fees_description", l.Fees},
		{"interpretation_services", l.Interpretation}, {"eligibility_description", l.Eligibility},
	} {
		w.text(m.name, m.value)
	}
	if l.MinimumAge != nil {
		w.value("minimum_age", *l.MinimumAge)
	}
	if l.MaximumAge != nil {
		w.value("maximum_age", *l.MaximumAge)
	}
	if l.VerifiedAt != 0 {
		w.text("assured_date", l.VerifiedAt.Time().Format(time.DateOnly))
	}
	list(w, "additional_urls", links, l.Links)
	list(w, "phones", phones, l.Phones)
	list(w, "contacts", contacts, l.Contacts)
	list(w, "languages", languages, l.Languages)
	list(w, "cost_options", costs, l.Costs)
	list(w, "required_documents", documents, l.Documents)
	list(w, "service_areas", areas, l.Areas)
	list(w, "schedules", schedules, l.Schedules)
	list(w, "service_at_locations", serviceAtLocationsFrom(source), l.At)
	if l.Organization.Name == "" {
		w.text("organization_id", l.Organization.ExternalID)
	} else {
		w.value("organization", organizationsFrom(source).give(l.Organization))
	}
	extension(w, derive(l, w.out), serviceExtension{
		Kind: l.Kind, Slug: l.Slug, Summary: l.Summary, Activities: l.Activities, Joining: l.Joining, ClosedUntil: l.ClosedUntil,
		LedBy: l.LedBy, Online: l.Online, FirstVisit: l.FirstVisit, Roles: l.Roles, Evidence: l.Evidence, Voices: l.Voices, VerifiedAt: l.VerifiedAt, VerifiedBy: l.VerifiedBy,
	})
	return w.out
}

// derive gives what the extension says when it is not there, read from the
// rest of a service.
func derive(l directory.Listing, in object) serviceExtension {
	x := serviceExtension{Kind: kindOf(l), Joining: joiningOf(l.HowToJoin)}
	for _, at := range l.At {
		x.Online = x.Online || at.Location.Type == "virtual"
	}
	if d := (reader{in}).date("assured_date"); d != "" {
		if t, err := d.In(time.UTC); err == nil {
			x.VerifiedAt = directory.MillisOf(t)
		}
	}
	return x
}

func statusOf(s string) directory.Status {
	for _, known := range directory.Statuses() {
		if strings.EqualFold(s, string(known)) {
			return known
		}
	}
	return directory.Active
}

func age(n *int) *int {
	if n == nil || *n < 0 || *n > 150 {
		return nil
	}
	return n
}

// kindWords settle the kind of a service that does not say it, by the words of
// its name: the first that fits.
var kindWords = []struct {
	kind directory.Kind
	says *regexp.Regexp
}{
	{directory.Volunteering, regexp.MustCompile(`(?i)\bvolunteer`)},
	{directory.Employment, regexp.MustCompile(`(?i)\b(job|employment|vacancy|apprentice)`)},
	{directory.Course, regexp.MustCompile(`(?i)\b(course|class|classes|workshop|training|lessons?)\b`)},
	{directory.Group, regexp.MustCompile(`(?i)\b(group|club|choir|society|circle|meet-?up)\b`)},
	{directory.Support, regexp.MustCompile(`(?i)\b(support|advice|counselling|service|services|helpline|clinic|care)\b`)},
}

func kindOf(l directory.Listing) directory.Kind {
	for _, w := range kindWords {
		if w.says.MatchString(l.Name) {
			return w.kind
		}
	}
	return directory.Activity
}

// joiningWords settle how a person joins, where it is plainly said: a
// professional's referral before all, so that nothing looks more open than it
// is.
var joiningWords = []struct {
	joining directory.Joining
	says    *regexp.Regexp
}{
	{directory.ByProfessional, regexp.MustCompile(`(?i)(\breferral (letter|from|by|through|required|only)|\breferred by\b|ask your (gp|doctor|social worker))`)},
	{directory.WaitingList, regexp.MustCompile(`(?i)\bwaiting list\b`)},
	{directory.JustTurnUp, regexp.MustCompile(`(?i)\b(just (turn|drop|come)|drop[- ]in|turn up|no need to book|no booking)\b`)},
	{directory.GetInTouch, regexp.MustCompile(`(?i)\b(ring|call|phone|telephone|e-?mail|book|contact|register|get in touch|apply)\b`)},
}

func joiningOf(s string) directory.Joining {
	for _, w := range joiningWords {
		if w.says.MatchString(s) {
			return w.joining
		}
	}
	return directory.JoinUnknown
}
