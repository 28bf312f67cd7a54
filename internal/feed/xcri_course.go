package feed

import (
	"cmp"
	"slices"
	"strings"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// text gives the text without markup.
func (t xcriText) text() string {
	// The inner XML of plain text has its entities escaped; of markup too.
	s, _ := plainText(tidy(strings.NewReplacer("<![CDATA[", "", "]]>", "").Replace(t.Inner)))
	if strings.ContainsAny(s, "<&") {
		s, _ = plainText(s)
	}
	return strings.TrimSpace(s)
}

// item makes a listing of a course.
func (x *xcriReader) item(c xcriCourse, line int) item {
	it := item{line: line}
	l := directory.Listing{
		Kind: directory.Course, Status: directory.Active, Joining: directory.JoinUnknown, Source: x.o.Source,
		Name:        oneLine(first(c.Titles)),
		URL:         webAddress(first(c.URLs)),
		Eligibility: c.Prerequisite.text(),
		HowToJoin:   c.ApplyTo.text(),
	}
	var paragraphs []string
	for _, d := range append([]xcriText{c.Abstract}, c.Descriptions...) {
		if s := d.text(); s != "" && !slices.Contains(paragraphs, s) {
			paragraphs = append(paragraphs, s)
		}
	}
	l.Description = strings.Join(paragraphs, "\n\n")
	for _, s := range c.Subjects {
		if s = oneLine(s); s != "" && !slices.Contains(l.Activities, s) {
			l.Activities = append(l.Activities, s)
		}
	}
	l.ExternalID = cut(oneLine(first(c.IDs)), 400)
	if l.ExternalID == "" {
		it.generated = true
		l.ExternalID = cut(key(l.Name), 400)
	}
	l.ID = directory.ImportedID(x.o.Source, l.ExternalID)
	x.organization(&l)
	for _, p := range c.Presentations {
		x.presentation(&it, &l, p)
	}
	if l.HowToJoin != "" {
		l.Joining = directory.GetInTouch
	}
	it.validate(l, xcriElement)
	it.listing = l
	return it
}

// xcriElement names the element that a fault's path comes from.
func xcriElement(path string) string {
	for _, p := range [][2]string{{"name", "title"}, {"organization", "provider"}, {"at[", "venue"}, {"costs", "cost"}} {
		if strings.HasPrefix(path, p[0]) {
			return p[1]
		}
	}
	return path
}

func (x *xcriReader) organization(l *directory.Listing) {
	p := x.provider
	o := directory.Organization{
		Name: oneLine(cmp.Or(p.title, l.Name)), Description: p.description, Website: webAddress(p.url),
		ExternalID: p.id, Phones: phones(p.phone), Source: x.o.Source,
	}
	if e := emails(p.email); len(e) > 0 {
		o.Email = e[0]
	}
	o.ID = directory.ImportedID(x.o.Source, "organisation:"+key(cmp.Or(p.id, o.Name)))
	l.Organization = o
}

// presentation adds one run of a course: its place with its times, its cost and
// whom to ask.
func (x *xcriReader) presentation(it *item, l *directory.Listing, p xcriPresentation) {
	l.URL = cmp.Or(l.URL, webAddress(first(p.URLs)))
	enquire := cmp.Or(p.ApplyTo.text(), p.EnquireTo.text())
	if l.HowToJoin == "" && enquire != "" {
		l.HowToJoin = enquire
		l.Phones = phones(enquire)
		for i := range l.Phones {
			l.Phones[i].Description = strings.TrimSpace(strings.TrimPrefix(l.Phones[i].Description, "Telephone"))
		}
		if e := emails(enquire); len(e) > 0 {
			l.Email = e[0]
		}
	}
	if s := p.Cost.text(); s != "" && !strings.Contains(l.Fees, s) {
		l.Costs = append(l.Costs, cost(s)...)
		l.Fees = strings.TrimSpace(l.Fees + "\n" + s)
	}
	if least, most, ok := ages(p.Age); ok && l.MinimumAge == nil && l.MaximumAge == nil {
		l.MinimumAge, l.MaximumAge = least, most
	}
	for _, name := range p.Languages {
		if name = oneLine(name); name != "" && !slices.ContainsFunc(l.Languages, func(h directory.Language) bool { return h.Name == name }) {
			l.Languages = append(l.Languages, directory.Language{Name: name})
		}
	}
	if code := p.Attendance.Code; code == "ON" || strings.EqualFold(oneLine(p.Attendance.Text), "online") {
		l.Online = true
	}
	when := x.when(it, p)
	if len(p.Venues) == 0 {
		l.Schedules = append(l.Schedules, when...)
		return
	}
	for _, v := range p.Venues {
		place := v.xcriPlace
		if v.Provider != nil {
			place = *v.Provider
		}
		x.venue(l, place, when)
	}
}

// when gives the times of a run: XCRI knows the first and last day; how it is
// attended is words.
func (x *xcriReader) when(it *item, p xcriPresentation) []directory.Schedule {
	day := func(element string, d xcriDate) directory.Date {
		s := cmp.Or(strings.TrimSpace(d.DTF), strings.TrimSpace(d.Text))
		if s == "" {
			return ""
		}
		got, err := date(cut(s, 60), "")
		if len(s) >= 10 && err != nil {
			got, err = date(s[:10], "")
		}
		if err != nil {
			it.warn(element, "%v, so it is left out", err)
		}
		return got
	}
	var words []string
	for _, s := range []string{p.Attendance.Text, p.Pattern.Text, p.StudyMode, p.Duration} {
		if s = oneLine(s); s != "" && !slices.Contains(words, s) {
			words = append(words, s)
		}
	}
	from, to := day("start", p.Start), day("end", p.End)
	if to != "" && to < from {
		it.warn("end", "it ends (%s) before it starts (%s), so the end is left out", to, from)
		to = ""
	}
	var out []directory.Schedule
	if reading := schedule.Parse(strings.Join(words, ", "), x.o.Today); reading.Understood {
		it.timesRead++
		out = reading.Schedules
	} else if len(words) > 0 || from != "" || to != "" {
		it.timesText++
		season := inWords(directory.Schedule{ValidFrom: from, ValidTo: to})
		out = []directory.Schedule{{Text: strings.Trim(strings.Join(words, ", ")+", "+season, ", ")}}
	}
	for i := range out {
		out[i].ValidFrom, out[i].ValidTo = from, to
	}
	return out
}

// venue adds a place, or the times to it where the listing has it already.
func (x *xcriReader) venue(l *directory.Listing, p xcriPlace, when []directory.Schedule) {
	a := directory.Address{Address1: oneLine(p.Street), City: oneLine(p.Town), PostalCode: postcode(p.Postcode)}
	lines := p.Addresses
	if p.Location != nil {
		a = directory.Address{Address1: oneLine(p.Location.Street), City: oneLine(p.Location.Town), PostalCode: postcode(p.Location.Postcode)}
		lines = p.Location.Address
	}
	for _, s := range lines {
		if s.Type == "" && oneLine(s.Text) != "" {
			a.Address1 = strings.Trim(a.Address1+", "+oneLine(s.Text), ", ")
		}
	}
	loc := directory.Location{Name: oneLine(first(p.Titles)), ExternalID: oneLine(first(p.IDs)), URL: webAddress(p.URL), Source: x.o.Source}
	if said(a) {
		loc.Addresses = []directory.Address{a}
	}
	if loc.Name == "" && loc.Addresses == nil {
		l.Schedules = append(l.Schedules, when...)
		return
	}
	id := cmp.Or(loc.ExternalID, key(loc.Name+"|"+a.Address1+"|"+a.PostalCode))
	loc.ID = directory.ImportedID(x.o.Source, "location:"+id)
	at := directory.ServiceAtLocation{ID: directory.ImportedID(x.o.Source, "at:"+l.ExternalID+":"+id), Location: loc}
	i := slices.IndexFunc(l.At, func(h directory.ServiceAtLocation) bool { return h.ID == at.ID })
	if i < 0 {
		l.At = append(l.At, at)
		i = len(l.At) - 1
	}
	l.At[i].Schedules = append(l.At[i].Schedules, when...)
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// oneLine gives a cell's text as one line.
func oneLine(s string) string {
	s, _ = plainText(tidy(s))
	return strings.Join(strings.Fields(s), " ")
}
