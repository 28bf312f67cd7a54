package directory

import (
	"slices"
	"strings"
	"unicode"
)

// Public gives the listing as anyone may see it: of a place that is told when
// you join, only the district is left (its town and outward code), and of the
// listing nothing that leads there: the way in, or a feed's own members that
// nobody has read (HSDS's organization may hold every address again). Pages,
// cards, feeds and exports all begin with it.
func (l Listing) Public() Listing {
	if !slices.ContainsFunc(l.At, func(at ServiceAtLocation) bool { return at.Location.ToldWhenYouJoin }) {
		return l
	}
	l.Extra, l.Organization.Extra = nil, nil
	l.FirstVisit.WayFromStop, l.FirstVisit.GettingThere, l.FirstVisit.WayIn, l.FirstVisit.Video = "", "", "", ""
	l.At = slices.Clone(l.At)
	for i := range l.At {
		if l.At[i].Location.ToldWhenYouJoin {
			l.At[i] = l.At[i].public()
		}
	}
	return l
}

// public keeps of a place that is told when you join what leads nobody to it.
// It is built up rather than cut down, so that a field added later stays out
// until someone lets it in.
func (at ServiceAtLocation) public() ServiceAtLocation {
	district := Location{
		ID:              at.Location.ID,
		Type:            at.Location.Type,
		Access:          at.Location.Access,
		ToldWhenYouJoin: true,
		Source:          at.Location.Source,
	}
	for _, a := range at.Location.Addresses {
		district.Addresses = append(district.Addresses, Address{
			City: a.City, Region: a.Region, State: a.State, Country: a.Country, PostalCode: Outcode(a.PostalCode),
		})
	}
	schedules := slices.Clone(at.Schedules)
	for i := range schedules {
		schedules[i].Link, schedules[i].Note, schedules[i].Extra = "", "", nil
	}
	return ServiceAtLocation{ID: at.ID, Location: district, Schedules: schedules, Phones: at.Phones, Areas: at.Areas}
}

// Outcode gives the outward code of a British postcode, "EH6" of "EH6 7HF",
// in capitals; empty when s does not begin like one. An outward code alone is
// given back.
func Outcode(s string) string {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	// The inward code is always a digit and two letters.
	if n := len(s); n >= 5 && isDigit(s[n-3]) && isLetter(s[n-2]) && isLetter(s[n-1]) {
		s = s[:n-3]
	}
	if len(s) < 2 || len(s) > 4 || !isLetter(s[0]) || !strings.ContainsFunc(s, unicode.IsDigit) {
		return ""
	}
	for i := range len(s) {
		if !isDigit(s[i]) && !isLetter(s[i]) {
			return ""
		}
	}
	return s
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'A' && c <= 'Z' }

// Summarise gives the listing's one line: its Summary, else the first sentence
// of its Description, cut at a word to at most 160 characters.
func (l Listing) Summarise() string {
	s := strings.TrimSpace(l.Summary)
	if s == "" {
		s = firstSentence(l.Description)
	}
	r := []rune(s)
	if len(r) <= 160 {
		return s
	}
	cutAt := 160
	for cutAt > 100 && !unicode.IsSpace(r[cutAt]) {
		cutAt--
	}
	return strings.TrimRightFunc(string(r[:cutAt]), func(c rune) bool { return unicode.IsSpace(c) || c == ',' || c == ';' }) + "…"
}

// firstSentence gives the text up to the first full stop, question or
// exclamation mark that a capital or the end follows, or the first line.
func firstSentence(s string) string {
	s = firstLine(s)
	for i := 20; i+2 < len(s); i++ {
		if (s[i] == '.' || s[i] == '!' || s[i] == '?') && s[i+1] == ' ' && unicode.IsUpper(rune(s[i+2])) {
			return s[:i+1]
		}
	}
	return s
}

// firstLine gives the first line of a text. A line that only announces others
// ("Activities:") brings them with it, up to the next blank line; where it
// announces nothing, it is passed over.
func firstLine(s string) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(s), "\n")
	line = strings.TrimSpace(line)
	if !strings.HasSuffix(line, ":") {
		return line
	}
	items, after, _ := strings.Cut(rest, "\n\n")
	var list []string
	for item := range strings.Lines(items) {
		item = strings.TrimSpace(item)
		if strings.HasSuffix(item, ":") {
			break
		}
		if item != "" {
			list = append(list, item)
		}
		if strings.HasSuffix(item, ".") {
			break
		}
	}
	if len(list) > 0 {
		return line + " " + strings.Join(list, ", ")
	}
	if rest = strings.TrimSpace(items + "\n\n" + after); rest != "" {
		return firstLine(rest)
	}
	return ""
}

// Price gives what the listing costs as filters and cards read it, on the
// given day: the least of the amounts in pounds that hold then. It is Free only
// when nobody pays: free for some alone is a least of 0 that is not Free.
func (l Listing) Price(today Date) Cost {
	c := Cost{Text: strings.TrimSpace(l.Fees), Free: true}
	for _, o := range l.Costs {
		holds := (o.ValidFrom == "" || o.ValidFrom <= today) && (o.ValidTo == "" || today <= o.ValidTo)
		if o.Pence == nil || !holds || (o.Currency != "" && o.Currency != "GBP") {
			continue
		}
		if !c.Known || *o.Pence < c.Pence {
			c.Known, c.Pence = true, *o.Pence
		}
		c.Free = c.Free && *o.Pence == 0
	}
	c.Free = c.Free && c.Known
	return c
}
