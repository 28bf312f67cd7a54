package publish

import (
	"encoding/json"
	"reflect"

	"alongside/internal/directory"
)

// field is a member of a listing, or a few that belong together, that a person
// may change. What is not among the fields stays as it is published: the id,
// the address, what is known of its truth, where it came from.
type field struct {
	// key names it: "field." and the key is the id of its name in the messages.
	key string
	// of gives pointers to its members.
	of func(l *directory.Listing) []any
	// diff says what differs, where it does.
	diff func(before, after directory.Listing) []Change
}

// Fields lists the keys of all fields, in the order in which pages show them:
// what Merge may take over, and what Rebase may find changed on both sides.
func Fields() []string {
	var out []string
	for _, f := range fields() {
		out = append(out, f.key)
	}
	return out
}

// fields has every member of a listing that a person may change.
func fields() []field {
	return []field{
		one("name", func(l *directory.Listing) []any { return []any{&l.Name} }, func(l directory.Listing) Value { return texts(l.Name) }),
		one("alternate-name", func(l *directory.Listing) []any { return []any{&l.AlternateName} }, func(l directory.Listing) Value { return texts(l.AlternateName) }),
		one("kind", func(l *directory.Listing) []any { return []any{&l.Kind} }, func(l directory.Listing) Value { return keys("kind.", l.Kind) }),
		one("summary", func(l *directory.Listing) []any { return []any{&l.Summary} }, func(l directory.Listing) Value { return texts(l.Summary) }),
		one("description", func(l *directory.Listing) []any { return []any{&l.Description} }, func(l directory.Listing) Value { return texts(l.Description) }),
		one("activities", func(l *directory.Listing) []any { return []any{&l.Activities} }, func(l directory.Listing) Value { return texts(l.Activities...) }),
		{"when", func(l *directory.Listing) []any { return []any{&l.Schedules} }, func(a, b directory.Listing) []Change {
			return schedules("", a.Schedules, b.Schedules)
		}},
		{"places", func(l *directory.Listing) []any { return []any{&l.At} }, func(a, b directory.Listing) []Change {
			return places(a.At, b.At)
		}},
		one("online", func(l *directory.Listing) []any { return []any{&l.Online} }, func(l directory.Listing) Value { return yesNo("online", l.Online) }),
		one("areas", func(l *directory.Listing) []any { return []any{&l.Areas} }, func(l directory.Listing) Value { return lines(l.Areas, area) }),
		one("status", func(l *directory.Listing) []any { return []any{&l.Status} }, func(l directory.Listing) Value { return keys("status.", l.Status) }),
		one("closed-until", func(l *directory.Listing) []any { return []any{&l.ClosedUntil} }, func(l directory.Listing) Value { return date(l.ClosedUntil) }),
		one("alert", func(l *directory.Listing) []any { return []any{&l.Alert} }, func(l directory.Listing) Value { return texts(l.Alert) }),
		one("joining", func(l *directory.Listing) []any { return []any{&l.Joining} }, func(l directory.Listing) Value { return keys("joining.", l.Joining) }),
		one("how-to-join", func(l *directory.Listing) []any { return []any{&l.HowToJoin} }, func(l directory.Listing) Value { return texts(l.HowToJoin) }),
		one("eligibility", func(l *directory.Listing) []any { return []any{&l.Eligibility} }, func(l directory.Listing) Value { return texts(l.Eligibility) }),
		one("minimum-age", func(l *directory.Listing) []any { return []any{&l.MinimumAge} }, func(l directory.Listing) Value { return number(l.MinimumAge) }),
		one("maximum-age", func(l *directory.Listing) []any { return []any{&l.MaximumAge} }, func(l directory.Listing) Value { return number(l.MaximumAge) }),
		one("fees", func(l *directory.Listing) []any { return []any{&l.Fees} }, func(l directory.Listing) Value { return texts(l.Fees) }),
		one("costs", func(l *directory.Listing) []any { return []any{&l.Costs} }, func(l directory.Listing) Value { return Value{Costs: l.Costs} }),
		{"first-visit", func(l *directory.Listing) []any { return []any{&l.FirstVisit} }, func(a, b directory.Listing) []Change {
			return visit(a.FirstVisit, b.FirstVisit)
		}},
		{"roles", func(l *directory.Listing) []any { return []any{&l.Roles} }, func(a, b directory.Listing) []Change {
			return roles(a.Roles, b.Roles)
		}},
		one("phones", func(l *directory.Listing) []any { return []any{&l.Phones} }, func(l directory.Listing) Value { return lines(l.Phones, phone) }),
		one("email", func(l *directory.Listing) []any { return []any{&l.Email} }, func(l directory.Listing) Value { return texts(l.Email) }),
		one("url", func(l *directory.Listing) []any { return []any{&l.URL} }, func(l directory.Listing) Value { return texts(l.URL) }),
		one("links", func(l *directory.Listing) []any { return []any{&l.Links} }, func(l directory.Listing) Value { return lines(l.Links, link) }),
		one("contacts", func(l *directory.Listing) []any { return []any{&l.Contacts} }, func(l directory.Listing) Value { return lines(l.Contacts, contact) }),
		one("languages", func(l *directory.Listing) []any { return []any{&l.Languages} }, func(l directory.Listing) Value { return lines(l.Languages, language) }),
		one("interpretation", func(l *directory.Listing) []any { return []any{&l.Interpretation} }, func(l directory.Listing) Value { return texts(l.Interpretation) }),
		one("documents", func(l *directory.Listing) []any { return []any{&l.Documents} }, func(l directory.Listing) Value { return lines(l.Documents, document) }),
		one("led-by", func(l *directory.Listing) []any { return []any{&l.LedBy} }, func(l directory.Listing) Value { return keys("led.", l.LedBy...) }),
		{"organization", func(l *directory.Listing) []any { return []any{&l.Organization} }, func(a, b directory.Listing) []Change {
			return organization(a.Organization, b.Organization)
		}},
		one("more", func(l *directory.Listing) []any { return []any{&l.Extra} }, func(directory.Listing) Value { return Value{} }),
	}
}

// one makes a field that is said by one value.
func one(key string, of func(*directory.Listing) []any, say func(directory.Listing) Value) field {
	return field{key, of, func(before, after directory.Listing) []Change {
		return differ("", pair{key, say(before), say(after)})
	}}
}

// same reports whether two listings hold the same in a field.
func (f field) same(a, b directory.Listing) bool {
	to := f.of(&b)
	for i, p := range f.of(&a) {
		if !alike(p, to[i]) {
			return false
		}
	}
	return true
}

// take puts into a listing what another one holds in a field.
func (f field) take(into *directory.Listing, from directory.Listing) {
	values := f.of(&from)
	for i, p := range f.of(into) {
		reflect.ValueOf(p).Elem().Set(reflect.ValueOf(values[i]).Elem())
	}
}

// alike compares what two pointers point to as it is stored: a list that is
// empty is as good as none.
func alike(a, b any) bool {
	x, y := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	if k := x.Kind(); (k == reflect.Slice || k == reflect.Map) && x.Len() == 0 {
		return y.Len() == 0
	}
	if reflect.DeepEqual(a, b) {
		return true
	}
	one, err := json.Marshal(a)
	other, failed := json.Marshal(b)
	return err == nil && failed == nil && string(one) == string(other)
}

// keep gives a listing what no draft may change, as it is published.
func keep(l *directory.Listing, published directory.Listing) {
	l.ID, l.Slug, l.Version = published.ID, published.Slug, published.Version
	l.CreatedAt, l.UpdatedAt = published.CreatedAt, published.UpdatedAt
	l.Evidence, l.Voices = published.Evidence, published.Voices
	l.VerifiedAt, l.VerifiedBy = published.VerifiedAt, published.VerifiedBy
	l.Source, l.ExternalID = published.Source, published.ExternalID
}
