package feed

import (
	"cmp"
	"slices"
	"strings"

	"alongside/internal/directory"
)

// organization fills in who runs it; where nothing is said, the listing's own
// name stands for it.
func (b *builder) organization(rec *record, l *directory.Listing) {
	o := directory.Organization{
		Name:        strings.Join(strings.Fields(rec.text(b.m.Fields["organisation"], ", ")), " "),
		Description: rec.text(b.m.Fields["organisation_description"], "\n\n"),
		Source:      b.source,
	}
	if o.Name == "" {
		o.Name = l.Name
	}
	for _, link := range rec.links(b.m.Fields["organisation_url"], true) {
		o.Website = cmp.Or(o.Website, link.URL)
	}
	o.ExternalID = rec.text(b.m.Fields["organisation_id"], " ")
	o.ID = directory.ImportedID(b.source, "organisation:"+key(cmp.Or(o.ExternalID, o.Name)))
	l.Organization = o
}

// reach fills in how to reach it: addresses on the web, e-mail and telephone.
func (b *builder) reach(it *item, rec *record, l *directory.Listing) {
	for _, link := range rec.links(b.m.Fields["url"], true) {
		if l.URL == "" {
			l.URL = link.URL
		} else {
			l.Links = append(l.Links, link)
		}
	}
	b.dropped(it, rec, "url", l.URL == "", "is not a web address")
	for _, name := range b.linked {
		l.Links = append(l.Links, rec.links(b.m.Fields[name], fieldKinds[name] == linkField)...)
	}
	l.Links = uniqueLinks(l.Links, l.URL)
	found := emails(rec.text(b.m.Fields["email"], "\n"))
	for i, e := range found {
		if i == 0 {
			l.Email = e
		} else {
			l.Contacts = append(l.Contacts, directory.Contact{Email: e})
		}
	}
	b.dropped(it, rec, "email", len(found) == 0, "is not an e-mail address")
	l.Phones = phones(rec.text(b.m.Fields["phone"], "\n"))
	b.dropped(it, rec, "phone", len(l.Phones) == 0, "is not a telephone number")
	if who := rec.text(b.m.Fields["contact"], ", "); who != "" {
		l.Contacts = append([]directory.Contact{{Name: cut(who, 300)}}, l.Contacts...)
	}
}

// dropped warns of a value that said something but nothing usable.
func (b *builder) dropped(it *item, rec *record, name string, nothing bool, why string) {
	if s := rec.text(b.m.Fields[name], " "); nothing && s != "" {
		it.warn(b.column(name), "%q %s, so it is left out", cut(s, 60), why)
	}
}

// uniqueLinks drops links given twice, and the one that is the listing's own.
func uniqueLinks(links []directory.Link, but string) []directory.Link {
	var out []directory.Link
	for _, l := range links {
		if l.URL != but && !slices.ContainsFunc(out, func(o directory.Link) bool { return o.URL == l.URL }) {
			out = append(out, l)
		}
	}
	return out
}

// forWhom fills in the ages.
func (b *builder) forWhom(it *item, rec *record, l *directory.Listing) {
	if s := rec.text(b.m.Fields["ages"], ", "); s != "" {
		least, most, ok := ages(s)
		l.MinimumAge, l.MaximumAge = least, most
		if !ok && !strings.Contains(key(l.Eligibility), key(s)) {
			l.Eligibility = strings.TrimSpace(l.Eligibility + "\n\n" + s)
		}
	}
	b.age(it, rec, "minimum_age", &l.MinimumAge)
	b.age(it, rec, "maximum_age", &l.MaximumAge)
}

// age reads one age into to.
func (b *builder) age(it *item, rec *record, name string, to **int) {
	s := rec.text(b.m.Fields[name], "")
	if s == "" {
		return
	}
	n := number(s)
	if n == nil || *n < 0 || *n > 150 {
		it.warn(b.column(name), "%q is not an age, so it is left out", cut(s, 40))
		return
	}
	*to = n
}

// cost fills in what it costs: an address in that column is a link, no price.
func (b *builder) cost(rec *record, l *directory.Listing) {
	s := rec.text(b.m.Fields["cost"], "\n\n")
	if s == "" || (webAddress(s) != "" && len(strings.Fields(s)) == 1) {
		return
	}
	l.Fees, l.Costs = s, cost(s)
}
