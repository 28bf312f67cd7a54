// Package plan is what a person takes away: the things they kept, and a plan of
// one to three first steps. It is the person's own, and is kept by their
// browser, on paper or in a link that they hand on; the site stores none of it.
package plan

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"alongside/internal/directory"
)

// MostSteps is how many steps a plan has at most: it is for the first days.
const MostSteps = 3

// MostKept is how many things can be kept.
const MostKept = 30

// Plan is one to three first steps.
type Plan struct {
	// Home is true for a plan that begins on the day a person gets home, from
	// hospital or after a move: then Now is where they are now, Place where
	// home is, and Contact whom they speak to within days, at ContactWhen.
	Home        bool   `json:"home,omitempty"`
	Now         string `json:"now,omitempty"`
	Place       string `json:"place,omitempty"`
	Contact     string `json:"contact,omitempty"`
	ContactWhen string `json:"contact_when,omitempty"`
	Steps       []Step `json:"steps"`
	// Note is to the person themselves, in their own words.
	Note string `json:"note,omitempty"`
}

// Step is one first step. All of it but Listing is in the person's own words,
// or was offered and could be changed.
type Step struct {
	// Listing is the id of the listing that it came from; empty for a step of
	// the person's own.
	Listing string `json:"listing,omitempty"`
	// What is the thing to do; it is all that a step needs.
	What  string `json:"what"`
	When  string `json:"when,omitempty"`
	Where string `json:"where,omitempty"`
	// Ask is who to ask for, With who comes along, Way the way there, and Helps
	// what helps the person.
	Ask   string `json:"ask,omitempty"`
	With  string `json:"with,omitempty"`
	Way   string `json:"way,omitempty"`
	Helps string `json:"helps,omitempty"`
}

// Empty reports whether there is nothing of a plan yet.
func (p Plan) Empty() bool {
	return len(p.Steps) == 0 && p.Note == "" && p.Contact == ""
}

// Lengths of texts, in characters.
const (
	mostLine = 160
	mostText = 400
	mostNote = 800
)

// line is one text of a plan with its field's name and its most characters.
type line struct {
	path string
	text *string
	most int
}

func (p *Plan) lines() []line {
	out := []line{{"now", &p.Now, mostLine}, {"place", &p.Place, mostLine}, {"contact", &p.Contact, mostLine},
		{"contact_when", &p.ContactWhen, mostLine}, {"note", &p.Note, mostNote}}
	for i := range p.Steps {
		for _, name := range Parts() {
			out = append(out, line{Field(i, name), p.Steps[i].part(name), Most(name)})
		}
	}
	return out
}

// Field names a field of a step in forms and faults: "s1_when".
func Field(step int, name string) string { return fmt.Sprintf("s%d_%s", step+1, name) }

// Parts are the names of a step's texts, in the order in which they are asked.
func Parts() []string { return []string{"what", "when", "where", "ask", "with", "way", "helps"} }

// Parse reads a plan from a form: get gives the value of a field. Steps in which
// nothing is written are left out. What is at fault is told by field.
func Parse(get func(name string) string) (Plan, error) {
	p := AsWritten(get)
	var faults []directory.Fault
	for _, l := range p.lines() {
		if n := utf8.RuneCountInString(*l.text); n > l.most {
			faults = append(faults, directory.Faultf(l.path, "plan-long", "This has %d characters. There is room for %d.", "Count", n, "Most", l.most))
		}
	}
	for i, s := range p.Steps {
		if s.What == "" && strings.Join([]string{s.When, s.Where, s.Ask, s.With, s.Way, s.Helps}, "") != "" {
			faults = append(faults, directory.Faultf(Field(i, "what"), "plan-what", "Say what this step is."))
		}
	}
	p.Steps = slices.DeleteFunc(p.Steps, func(s Step) bool { return s.What == "" })
	if len(faults) == 0 && p.Empty() {
		faults = append(faults, directory.Faultf(Field(0, "what"), "plan-empty", "Write one step, however small."))
	}
	return p, directory.Invalid(faults)
}

// AsWritten gives all that a form holds, at fault or not, to be shown again.
func AsWritten(get func(name string) string) Plan {
	p := Plan{Home: get("from_home") != "", Now: get("now"), Place: get("place"), Contact: get("contact"), ContactWhen: get("contact_when"), Note: get("note")}
	for i := range MostSteps {
		s := Step{Listing: get(Field(i, "listing"))}
		if !directory.IsID(s.Listing) {
			s.Listing = ""
		}
		for _, name := range Parts() {
			*s.part(name) = get(Field(i, name))
		}
		p.Steps = append(p.Steps, s)
	}
	for _, l := range p.lines() {
		*l.text = tidy(*l.text)
	}
	return p
}

// part gives where a text of a step is kept, by its name.
func (s *Step) part(name string) *string {
	switch name {
	case "what":
		return &s.What
	case "when":
		return &s.When
	case "where":
		return &s.Where
	case "ask":
		return &s.Ask
	case "with":
		return &s.With
	case "way":
		return &s.Way
	}
	return &s.Helps
}

// Part gives a text of a step by its name, one of Parts.
func (s Step) Part(name string) string { return *s.part(name) }

// Long reports whether a text may have several lines.
func Long(name string) bool { return Most(name) > mostLine }

// Most is how many characters a text of a step may have.
func Most(name string) int {
	switch name {
	case "where", "way", "helps":
		return mostText
	}
	return mostLine
}

// Trimmed gives a step whose texts are no longer than they may be.
func (s Step) Trimmed() Step {
	for _, name := range Parts() {
		text := s.part(name)
		*text = tidy(*text)
		if r := []rune(*text); len(r) > Most(name) {
			*text = strings.TrimSpace(string(r[:Most(name)-1])) + "…"
		}
	}
	return s
}

// tidy leaves out what no line of a plan needs: control characters but for the
// ends of lines, and space around it.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, s))
}
