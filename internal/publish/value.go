package publish

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// Value is what a field holds, in a form that every language can say.
type Value struct {
	// Texts are words as somebody wrote them, one for each item.
	Texts []string
	// Keys are ids of messages: "kind.group", "access.step-free".
	Keys []string
	// Times are for schedule.Describe; what it gives no words for has its own in
	// Text.
	Times []directory.Schedule
	Dates []directory.Date
	Costs []directory.CostOption
}

// Empty reports whether it holds nothing.
func (v Value) Empty() bool {
	return len(v.Texts)+len(v.Keys)+len(v.Times)+len(v.Dates)+len(v.Costs) == 0
}

// texts gives a value of what is not blank, each item of its words joined.
func texts(items ...string) Value {
	var v Value
	for _, s := range items {
		if s = strings.TrimSpace(s); s != "" {
			v.Texts = append(v.Texts, s)
		}
	}
	return v
}

// line joins the parts of one item that are not blank.
func line(parts ...string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(parts, ", ")
}

func lines[T any](items []T, say func(T) string) Value {
	out := make([]string, len(items))
	for i, x := range items {
		out[i] = say(x)
	}
	return texts(out...)
}

// keys gives a value of what the messages name by an id that begins so.
func keys[T ~string](prefix string, items ...T) Value {
	var v Value
	for _, x := range items {
		if x != "" {
			v.Keys = append(v.Keys, prefix+string(x))
		}
	}
	return v
}

func yesNo(room string, yes bool) Value {
	if yes {
		return Value{Keys: []string{room + ".yes"}}
	}
	return Value{Keys: []string{room + ".no"}}
}

func date(d directory.Date) Value {
	if d == "" {
		return Value{}
	}
	return Value{Dates: []directory.Date{d}}
}

func number(n *int) Value {
	if n == nil {
		return Value{}
	}
	return texts(strconv.Itoa(*n))
}

func point(p *orb.Point) string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%.5f, %.5f", p.Lat(), p.Lon())
}

func phone(p directory.Phone) string { return line(p.Number, p.Extension, p.Type, p.Description) }

func contact(c directory.Contact) string {
	return line(c.Name, c.Title, c.Department, c.Email, strings.Join(lines(c.Phones, phone).Texts, ", "))
}

func link(l directory.Link) string { return line(l.Label, l.URL) }

func language(l directory.Language) string { return line(cmp.Or(l.Name, l.Code), l.Note) }

func document(d directory.RequiredDocument) string { return line(d.Document, d.URI) }

func identifier(i directory.Identifier) string {
	return line(cmp.Or(i.Scheme, i.Type), i.Value)
}

func address(a directory.Address) string {
	return line(a.Attention, a.Address1, a.Address2, a.City, a.Region, a.State, a.PostalCode, a.Country)
}

func accessibility(a directory.Accessibility) string { return line(a.Description, a.Details, a.URL) }

func area(a directory.ServiceArea) string {
	s := line(a.Name, a.Description)
	if s == "" {
		s = a.Code
	}
	if a.Kind == directory.AreaRadius {
		s = line(s, point(a.Centre), fmt.Sprintf("%.0f m", a.Metres))
	}
	return s
}
