package feed

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// XCRI-CAP 1.1 and 1.2 (BS 8581): a catalog of providers with courses, each
// with presentations. Elements are told by their names alone, as feeds differ
// in the namespaces they give them.

// xcriProvider is who runs the courses that follow it.
type xcriProvider struct{ id, title, description, url, email, phone string }

// xcriCourse is a course element.
type xcriCourse struct {
	IDs           []string           `xml:"identifier"`
	Titles        []string           `xml:"title"`
	Subjects      []string           `xml:"subject"`
	Descriptions  []xcriText         `xml:"description"`
	URLs          []string           `xml:"url"`
	Abstract      xcriText           `xml:"abstract"`
	Prerequisite  xcriText           `xml:"prerequisite"`
	ApplyTo       xcriText           `xml:"applicationProcedure"`
	Presentations []xcriPresentation `xml:"presentation"`
}

// xcriText is text that may hold markup.
type xcriText struct {
	Inner string `xml:",innerxml"`
}

// xcriPresentation is one run of a course.
type xcriPresentation struct {
	IDs        []string    `xml:"identifier"`
	URLs       []string    `xml:"url"`
	Start      xcriDate    `xml:"start"`
	End        xcriDate    `xml:"end"`
	Duration   string      `xml:"duration"`
	ApplyTo    xcriText    `xml:"applyTo"`
	EnquireTo  xcriText    `xml:"enquireTo"`
	StudyMode  string      `xml:"studyMode"`
	Attendance xcriCoded   `xml:"attendanceMode"`
	Pattern    xcriCoded   `xml:"attendancePattern"`
	Languages  []string    `xml:"languageOfInstruction"`
	Cost       xcriText    `xml:"cost"`
	Age        string      `xml:"age"`
	Venues     []xcriVenue `xml:"venue"`
}

// xcriDate is a day, as text or in the attribute of XCRI-CAP 1.2.
type xcriDate struct {
	DTF  string `xml:"dtf,attr"`
	Text string `xml:",chardata"`
}

// xcriCoded is a word with a code.
type xcriCoded struct {
	Code string `xml:"identifier,attr"`
	Text string `xml:",chardata"`
}

// xcriVenue is a place; in 1.2 the place is a provider inside the venue.
type xcriVenue struct {
	xcriPlace
	Provider *xcriPlace `xml:"provider"`
}

type xcriPlace struct {
	IDs       []string   `xml:"identifier"`
	Titles    []string   `xml:"title"`
	Addresses []xcriLine `xml:"address"`
	Street    string     `xml:"street"`
	Town      string     `xml:"town"`
	Postcode  string     `xml:"postcode"`
	Phone     string     `xml:"phone"`
	Email     string     `xml:"email"`
	URL       string     `xml:"url"`
	Location  *struct {
		Street   string     `xml:"street"`
		Town     string     `xml:"town"`
		Postcode string     `xml:"postcode"`
		Address  []xcriLine `xml:"address"`
		Phone    string     `xml:"phone"`
		Email    string     `xml:"email"`
	} `xml:"location"`
}

type xcriLine struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// readXCRI reads a catalog course by course.
func (r *run) readXCRI(s *source) iter.Seq2[item, error] {
	return func(yield func(item, error) bool) {
		f, err := s.open(r.o.MaxBytes)
		if err != nil {
			yield(item{}, err)
			return
		}
		defer f.Close()
		limit := &elementBound{r: f}
		x := &xcriReader{o: r.o, d: xml.NewDecoder(limit), limit: limit}
		x.d.CharsetReader = xmlCharset
		if err := x.read(yield); err != nil {
			line, column := x.d.InputPos()
			yield(item{}, fmt.Errorf("line %d, character %d: %w", line, column, xmlEnd(err)))
		}
	}
}

// xmlEnd tells XML that stops in the middle from XML that is wrong.
func xmlEnd(err error) error {
	if e, ok := errors.AsType[*xml.SyntaxError](err); ok && strings.Contains(e.Msg, "unexpected EOF") {
		return fmt.Errorf("the XML stops in the middle: %w", io.ErrUnexpectedEOF)
	}
	return err
}

// xmlCharset reads XML in the encoding that it declares.
func xmlCharset(label string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil, fmt.Errorf("encoding %q is not one we know", cut(label, 40))
	}
	return transform.NewReader(r, e.NewDecoder()), nil
}

// elementBound bounds what the decoder may take without giving a course: its
// element would be too large to keep.
type elementBound struct {
	r     io.Reader
	taken int
}

func (b *elementBound) Read(p []byte) (int, error) {
	if b.taken > maxRow {
		return 0, fmt.Errorf("one element is larger than %d MB", maxRow>>20)
	}
	n, err := b.r.Read(p)
	b.taken += n
	return n, err
}

type xcriReader struct {
	o        Options
	d        *xml.Decoder
	limit    *elementBound
	provider xcriProvider
	open     []string
	any      bool
}

// errDTD is the refusal of a document type: it can only be an attack here.
var errDTD = errors.New("it declares a document type or entities, which a feed has no need of: it is refused")

func (x *xcriReader) read(yield func(item, error) bool) error {
	for {
		t, err := x.d.Token()
		if err == io.EOF {
			if !x.any {
				return errors.New("it holds no course")
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.Directive:
			return errDTD
		case xml.StartElement:
			more, err := x.element(t, yield)
			if err != nil || !more {
				return err
			}
		case xml.EndElement:
			x.open = x.open[:max(0, len(x.open)-1)]
			if t.Name.Local == "provider" {
				x.provider = xcriProvider{}
			}
		}
	}
}

// element reads a course whole, what a provider says of itself, or goes into
// the element. It is false when nobody wants more.
func (x *xcriReader) element(e xml.StartElement, yield func(item, error) bool) (bool, error) {
	parent := ""
	if len(x.open) > 0 {
		parent = x.open[len(x.open)-1]
	}
	into := map[string]*string{
		"identifier": &x.provider.id, "title": &x.provider.title, "description": &x.provider.description,
		"url": &x.provider.url, "email": &x.provider.email, "phone": &x.provider.phone,
	}
	to, known := into[e.Name.Local]
	switch {
	case e.Name.Local == "course":
		line, _ := x.d.InputPos()
		var c xcriCourse
		if err := x.d.DecodeElement(&c, &e); err != nil {
			return false, err
		}
		x.limit.taken = 0
		x.any = true
		return yield(x.item(c, line), nil), nil
	case parent == "provider" && known:
		var t xcriText
		if err := x.d.DecodeElement(&t, &e); err != nil {
			return false, err
		}
		*to = cmp.Or(*to, t.text())
		return true, nil
	}
	if len(x.open) > 100 {
		return false, errors.New("its elements are nested too deep")
	}
	x.open = append(x.open, e.Name.Local)
	return true, nil
}

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
