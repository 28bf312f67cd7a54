package feed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// fault is one thing wrong with a row, and the column that it is in.
type fault struct{ column, reason string }

// item is one listing that was read, or one row that can't be taken.
type item struct {
	line int
	// file names the file inside the source that the line is of, where there
	// are several.
	file string
	// rows counts the rows that it is made of; 0 is one.
	rows    int
	listing directory.Listing
	// rejected says why it can't be taken; warnings what of it was left out.
	rejected, warnings []fault
	// generated is true when the external id was made up from other columns,
	// so that two rows may share it by chance.
	generated bool
	// skipped is true for a row that the mapping leaves out.
	skipped bool
	// timesRead and timesText count the times that were understood, and those
	// that stay as words.
	timesRead, timesText int
}

func (it *item) warn(column, format string, args ...any) {
	it.warnings = append(it.warnings, fault{column, fmt.Sprintf(format, args...)})
}

// validate rejects the item for its listing's own faults; column gives the
// column that a fault's path comes from. An organisation that only has the
// listing's name is not faulted for it a second time.
func (it *item) validate(l directory.Listing, column func(path string) string) {
	for _, f := range l.Validate() {
		if f.Path == "organization.name" && len(it.rejected) > 0 && l.Organization.Name == l.Name {
			continue
		}
		it.reject(column(f.Path), f.Path+": "+f.Message)
	}
}

func (it *item) reject(column, reason string) {
	it.rejected = append(it.rejected, fault{column, reason})
}

// builder makes listings of rows.
type builder struct {
	m      *Mapping
	source string
	today  directory.Date
	onLand func(orb.Point) bool
	// linked are the fields whose columns' links are kept.
	linked []string
	// readings keeps what was made of the last texts of times: a feed says the
	// same ones over and over.
	readings map[string]schedule.Reading
}

func newBuilder(m *Mapping, o Options) *builder {
	b := &builder{m: m, source: o.Source, today: o.Today, onLand: o.OnLand, readings: make(map[string]schedule.Reading)}
	for _, name := range fieldNames() {
		if _, given := m.Fields[name]; given && (fieldKinds[name] == textField || name == "links") {
			b.linked = append(b.linked, name)
		}
	}
	return b
}

// column gives the name of the first column that a field comes from.
func (b *builder) column(name string) string {
	for _, p := range b.m.Fields[name].parts {
		if p.Column != "" {
			return p.Column
		}
		if len(p.Flags) > 0 {
			return p.Flags[0].column
		}
	}
	return ""
}

// listing makes the item of one row.
func (b *builder) listing(rec *record) item {
	it := item{line: rec.line}
	if slices.ContainsFunc(b.m.Skip, func(c condition) bool { return rec.holds(&c) }) {
		it.skipped = true
		return it
	}
	line := func(f string) string { return strings.Join(strings.Fields(rec.text(b.m.Fields[f], ", ")), " ") }
	text := func(f string) string { return rec.text(b.m.Fields[f], "\n\n") }
	l := directory.Listing{
		Kind:          directory.Kind(rec.choose(b.m.Kind, string(directory.Activity))),
		Status:        directory.Status(rec.choose(b.m.Status, string(directory.Active))),
		Joining:       directory.Joining(rec.choose(b.m.Joining, string(directory.JoinUnknown))),
		Name:          line("name"),
		AlternateName: line("alternate_name"),
		Summary:       line("summary"),
		Description:   text("description"),
		Alert:         text("alert"),
		HowToJoin:     text("how_to_join"),
		Eligibility:   text("eligibility"),
		Activities:    rec.items(b.m.Fields["activities"]),
		Online:        yes(rec.text(b.m.Fields["online"], "")),
		Source:        b.source,
	}
	for _, x := range rec.items(b.m.Fields["languages"]) {
		l.Languages = append(l.Languages, directory.Language{Name: x})
	}
	l.Areas = b.areas(rec)
	b.reach(&it, rec, &l)
	b.forWhom(&it, rec, &l)
	b.cost(rec, &l)
	b.external(&it, rec, &l)
	b.organization(rec, &l)
	b.places(&it, rec, &l)
	b.times(&it, rec, &l)
	it.listing = l
	return it
}

// external gives the listing its ids: the id columns', or the name with the
// postcode or address.
func (b *builder) external(it *item, rec *record, l *directory.Listing) {
	id := strings.Join(rec.values(b.m.ID), " / ")
	if id == "" {
		it.generated = true
		where := cmp.Or(rec.text(b.m.Fields["postcode"], " "), rec.text(b.m.Fields["address"], " "), rec.text(b.m.Fields["place"], " "))
		id = key(l.Name) + " / " + key(where)
	}
	if b.m.Fold {
		id = key(id)
	}
	l.ExternalID = cut(id, 400)
	l.ID = directory.ImportedID(b.source, l.ExternalID)
}

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

// areas fills in the areas served.
func (b *builder) areas(rec *record) []directory.ServiceArea {
	var out []directory.ServiceArea
	for i := range b.m.Areas {
		a := &b.m.Areas[i]
		if !rec.holds(a.When) {
			continue
		}
		s := a.Constant
		if a.Column != "" {
			s = rec.cell(a.Column).text
		}
		for _, name := range a.names(s) {
			area := a.area(name)
			if !slices.ContainsFunc(out, func(o directory.ServiceArea) bool { return key(o.Name) == key(area.Name) }) {
				out = append(out, area)
			}
		}
	}
	if len(b.m.Areas) == 0 {
		if s := rec.text(b.m.Fields["area"], ", "); s != "" {
			out = append(out, (&area{Outcodes: true}).area(s))
		}
	}
	return out
}

// names parts a cell into names of areas.
func (a *area) names(s string) []string {
	if !a.Find {
		if a.Split == "" {
			if s = strings.TrimSpace(s); s != "" {
				return []string{s}
			}
			return nil
		}
		return list(s, a.Split)
	}
	var out []string
	for _, n := range append(slices.Clone(a.Whole), a.Districts...) {
		if strings.Contains(key(s), key(n)) {
			out = append(out, n)
		}
	}
	return out
}

// area gives a name as an area: the whole council area, a district of it, an
// outward code, or words alone.
func (a *area) area(name string) directory.ServiceArea {
	out := directory.ServiceArea{Name: name}
	same := func(n string) bool { return key(n) == key(name) }
	switch {
	case a.Council != "" && (slices.ContainsFunc(a.Whole, same) || (a.Constant != "" && len(a.Whole)+len(a.Districts) == 0)):
		out.Kind, out.Code = directory.AreaCouncil, a.Council
	case a.Council != "" && slices.ContainsFunc(a.Districts, same):
		out.Kind, out.Code = directory.AreaDistrict, a.Council+":"+key(name)
	case a.Outcodes && directory.Outcode(name) == strings.ToUpper(name):
		out.Kind, out.Code = directory.AreaOutcode, strings.ToUpper(name)
	}
	return out
}

// times fills in when it happens: at the first place where there is one, as a
// second place may have other times that nobody wrote in columns.
func (b *builder) times(it *item, rec *record, l *directory.Listing) {
	var out []directory.Schedule
	for _, s := range rec.values(b.m.Fields["times"]) {
		reading := b.reading(s)
		if reading.Understood {
			it.timesRead++
		} else {
			it.timesText++
		}
		out = append(out, reading.Schedules...)
	}
	out = append(out, b.sessions(it, rec)...)
	b.season(it, rec, out)
	if len(l.At) > 0 {
		l.At[0].Schedules = out
	} else {
		l.Schedules = out
	}
}

// reading reads times, or knows them from before.
func (b *builder) reading(s string) schedule.Reading {
	got, ok := b.readings[s]
	if !ok {
		if len(b.readings) >= 500 {
			clear(b.readings)
		}
		got = schedule.Parse(s, b.today)
		b.readings[s] = got
	}
	return got
}

// season bounds the times by the columns with their first and last day.
func (b *builder) season(it *item, rec *record, schedules []directory.Schedule) {
	from := b.date(it, b.column("starts"), rec.text(b.m.Fields["starts"], ""))
	to := b.date(it, b.column("ends"), rec.text(b.m.Fields["ends"], ""))
	for i := range schedules {
		schedules[i].ValidFrom = cmp.Or(schedules[i].ValidFrom, from)
		schedules[i].ValidTo = cmp.Or(schedules[i].ValidTo, to)
	}
}

// date reads a day; what can't be one is told and left out.
func (b *builder) date(it *item, column, s string) directory.Date {
	if s == "" || (b.m.Sessions != nil && slices.Contains(b.m.Sessions.None, s)) {
		return ""
	}
	d, err := date(s, b.m.Dates)
	if err != nil {
		it.warn(column, "%v, so it is left out", err)
	}
	return d
}
