package feed

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
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
