package calendar

import (
	"slices"
	"strings"
	"unicode"

	"alongside/internal/directory"
)

// where gives the place of an entry: its name and address; its district for one
// that is told when you join; nothing where it is no place or one of several.
func (w *writer) where(e entry) string {
	if len(e.places) != 1 {
		return ""
	}
	return place(e.places[0].Location)
}

// place names a public location on one line.
func place(l directory.Location) string {
	if l.ToldWhenYouJoin {
		return district(l)
	}
	parts := []string{line(l.Name)}
	if len(l.Addresses) > 0 {
		a := l.Addresses[0]
		for _, s := range []string{a.Address1, a.Address2, a.City, a.PostalCode} {
			if l.Name != "" {
				s = strings.TrimPrefix(s, l.Name+", ")
			}
			if s = line(s); !slices.Contains(parts, s) {
				parts = append(parts, s)
			}
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// district gives what is left of a place that is told when you join, written as
// places.Gazetteer.District does: "Edinburgh (EH16)".
func district(l directory.Location) string {
	for _, a := range l.Addresses {
		switch city := line(a.City); {
		case city != "" && a.PostalCode != "":
			return city + " (" + line(a.PostalCode) + ")"
		case city != "" || a.PostalCode != "":
			return city + line(a.PostalCode)
		}
	}
	return ""
}

// description says who runs it, how to reach them, how to join, and where more
// is said.
func (w *writer) description(e entry) string {
	var out []string
	say := func(label string, values ...string) {
		value := strings.Join(slices.DeleteFunc(values, func(s string) bool { return s == "" }), "\n")
		switch {
		case value == "":
		case label == "":
			out = append(out, value)
		default:
			out = append(out, line(label)+": "+value)
		}
	}
	say(w.Labels.RunBy, line(w.listing.Organization.Name))
	say(w.Labels.Phone, strings.Join(w.phones(e), ", "))
	say(w.Labels.Join, line(w.Labels.Joining), lines(w.listing.HowToJoin))
	if len(e.places) > 1 {
		var places []string
		for _, at := range e.places {
			if p := place(at.Location); p != "" && !slices.Contains(places, p) {
				places = append(places, p)
			}
		}
		say(w.Labels.Where, places...)
	}
	if slices.ContainsFunc(e.places, func(at directory.ServiceAtLocation) bool { return at.Location.ToldWhenYouJoin }) {
		say("", line(w.Labels.Told))
	}
	if e.times.TermTime {
		say("", line(w.Labels.TermTime))
	}
	say("", lines(e.times.Note))
	say(w.Labels.Page, w.page)
	return strings.Join(out, "\n")
}

// phones gives each number once: the listing's, the place's, the
// organisation's; none of a contact's, for these are people.
func (w *writer) phones(e entry) []string {
	var out []string
	add := func(ps []directory.Phone) {
		for _, p := range ps {
			if n := line(p.Number); n != "" && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	add(w.listing.Phones)
	for _, at := range e.places {
		add(at.Phones)
		add(at.Location.Phones)
	}
	add(w.listing.Organization.Phones)
	return out
}

// lines gives text as iCalendar may hold it once it is escaped: lines ended by
// a line feed alone, no other control characters, good UTF-8. The library
// escapes the line feed but not the carriage return.
func lines(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// line gives text on one line.
func line(s string) string { return strings.Join(strings.Fields(lines(s)), " ") }
