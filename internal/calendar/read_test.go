package calendar

import (
	"strings"
	"time"

	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"alongside/internal/directory"
)

// component is an iCalendar component as this reader of our own takes it: what
// is written is not checked by the library that wrote it alone.
type component struct {
	name  string
	props []property
	parts []*component
}

type property struct {
	name   string
	params map[string]string
	value  string
}

// read takes an iCalendar object apart and holds each line to RFC 5545's form.
func read(t rapid.TB, b []byte) *component {
	t.Helper()
	text, ok := strings.CutSuffix(string(b), "\r\n")
	if !ok {
		t.Fatalf("the last line is not ended: %q", b)
	}
	for _, l := range strings.Split(text, "\r\n") {
		if len(l) > 75 || strings.ContainsAny(l, "\r\n") || l != strings.ToValidUTF8(l, "?") {
			t.Errorf("%d octets, or a bare line end, or a letter cut in two: %q", len(l), l)
		}
	}
	root := &component{}
	stack := []*component{root}
	for _, l := range strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n") {
		head, value, ok := strings.Cut(l, ":")
		if !ok {
			t.Fatalf("no property: %q", l)
		}
		at := stack[len(stack)-1]
		switch head {
		case "BEGIN":
			c := &component{name: value}
			at.parts = append(at.parts, c)
			stack = append(stack, c)
		case "END":
			if at.name != value {
				t.Fatalf("%s ends %s", value, at.name)
			}
			stack = stack[:len(stack)-1]
		default:
			fields := strings.Split(head, ";")
			p := property{name: fields[0], params: map[string]string{}, value: value}
			for _, f := range fields[1:] {
				k, v, _ := strings.Cut(f, "=")
				p.params[k] = v
			}
			at.props = append(at.props, p)
		}
	}
	if len(stack) != 1 || len(root.parts) != 1 || root.parts[0].name != "VCALENDAR" {
		t.Fatalf("not one whole calendar: %s", b)
	}
	return root.parts[0]
}

// all gives the parts of a name.
func (c *component) all(name string) []*component {
	var out []*component
	for _, p := range c.parts {
		if p.name == name {
			out = append(out, p)
		}
	}
	return out
}

// get gives the one property of a name; its value is empty when there is none.
func (c *component) get(t rapid.TB, name string) property {
	t.Helper()
	var out property
	for _, p := range c.props {
		if p.name == name {
			if out.name != "" {
				t.Errorf("%s twice in %s", name, c.name)
			}
			out = p
		}
	}
	return out
}

// text gives a property's value as text.
func (c *component) text(t rapid.TB, name string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\;`, ";", `\,`, ",").Replace(c.get(t, name).value)
}

// when reads a date or a time of a property, and whether it is a date.
func (p property) when(t rapid.TB, value string) (time.Time, bool) {
	t.Helper()
	loc, form := time.UTC, utcForm
	switch {
	case p.params["VALUE"] == "DATE":
		form = dateForm
	case p.params["TZID"] != "":
		var err error
		if loc, err = time.LoadLocation(p.params["TZID"]); err != nil {
			t.Fatal(err)
		}
		form = localForm
	}
	out, err := time.ParseInLocation(form, value, loc)
	if err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	return out, form == dateForm
}

// span is a session as a calendar shows it: by the clock on the wall, and its
// moments where it has them.
type span struct {
	start, end string
	at         time.Time
}

// expand gives the sessions of a calendar's events before a moment, in order of
// events, worked out by rrule-go from the text alone.
func expand(t rapid.TB, cal *component, before time.Time) []span {
	t.Helper()
	var out []span
	for _, e := range cal.all("VEVENT") {
		p := e.get(t, "DTSTART")
		start, day := p.when(t, p.value)
		var set rrule.Set
		if rule := e.get(t, "RRULE").value; rule != "" {
			o, err := rrule.StrToROptionInLocation(rule, start.Location())
			if err != nil {
				t.Fatal(err)
			}
			o.Dtstart = start
			r, err := rrule.NewRRule(*o)
			if err != nil {
				t.Fatal(err)
			}
			set.RRule(r)
		}
		set.DTStart(start)
		set.RDate(start)
		for _, x := range e.props {
			for _, v := range strings.Split(x.value, ",") {
				switch x.name {
				case "RDATE":
					at, _ := x.when(t, v)
					set.RDate(at)
				case "EXDATE":
					at, _ := x.when(t, v)
					set.ExDate(at)
				}
			}
		}
		end := before
		if day {
			end = wall(before)
		}
		for _, at := range set.Between(start, end.Add(-1), true) {
			out = append(out, span{start: at.Format(localForm), end: e.end(t, start, at, day), at: at})
		}
	}
	return out
}

// wall gives the clock's time as if it were UTC's.
func wall(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
}

// end gives when a session of an event ends by the wall's clock, where it
// begins at the given moment.
func (c *component) end(t rapid.TB, first, at time.Time, day bool) string {
	t.Helper()
	if p := c.get(t, "DURATION"); p.value != "" {
		length, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(p.value, "PT")))
		if err != nil {
			t.Fatal(err)
		}
		return wall(at).Add(length).Format(localForm)
	}
	p := c.get(t, "DTEND")
	if p.value == "" {
		return wall(at).Format(localForm)
	}
	end, endDay := p.when(t, p.value)
	if endDay != day {
		t.Errorf("DTSTART and DTEND are of two kinds")
	}
	return wall(at).Add(wall(end).Sub(wall(first))).Format(localForm)
}

// wanted gives what schedule says, in the same form.
func wanted(os []directory.Occurrence, loc *time.Location) []span {
	var out []span
	for _, o := range os {
		at := o.Start.Time().In(loc)
		out = append(out, span{start: at.Format(localForm), end: o.End.Time().In(loc).Format(localForm), at: at})
	}
	return out
}
