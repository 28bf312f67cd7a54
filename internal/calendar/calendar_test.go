package calendar

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"alongside/internal/directory"
)

// rowan is a listing with two places, one of them told when you join, and
// times that hold at both.
func rowan() directory.Listing {
	l := listing(directory.Schedule{ID: "sat", Start: "2026-05-16", Note: "Open day; all welcome."})
	l.Name = "Songs, tea; and company"
	l.HowToJoin = "Ring first.\nSay who you are coming with, if anyone."
	l.Phones = []directory.Phone{{Number: "0131 496 0000"}}
	l.Contacts = []directory.Contact{{Name: "canary", Email: "canary@example.org", Phones: []directory.Phone{{Number: "canary"}}}}
	l.Email = "canary@example.org"
	l.Organization = directory.Organization{Name: "Rowan House", Phones: []directory.Phone{{Number: "0131 496 0000"}, {Number: "0131 496 0001"}}}
	l.At = []directory.ServiceAtLocation{
		{ID: "hall", Phones: []directory.Phone{{Number: "0131 496 0002"}}, Schedules: []directory.Schedule{{ID: "tue", Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "12:00", TermTime: true}},
			Location: directory.Location{Name: "Leith Hall", Addresses: []directory.Address{{Attention: "canary", Address1: "Leith Hall, 1 Shore", City: "Edinburgh", PostalCode: "EH6 6QN"}}}},
		{ID: "room", Schedules: []directory.Schedule{{ID: "wed", Rule: "FREQ=WEEKLY;BYDAY=WE", Opens: "18:00", Note: "canary"}}, Contacts: l.Contacts,
			Location: directory.Location{Name: "canary", Point: &orb.Point{-3.18, 55.94}, ToldWhenYouJoin: true, Phones: []directory.Phone{{Number: "canary"}},
				Addresses: []directory.Address{{Address1: "canary", City: "Edinburgh", PostalCode: "EH16 5EG"}}}},
	}
	return l
}

// TestWhole is the text of a calendar from first to last.
func TestWhole(t *testing.T) {
	l := listing(directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "12:00", ValidTo: "2026-06-30", Except: []directory.Date{"2026-05-19"}, Also: []directory.Date{"2026-05-20"}})
	l.Organization.Name = "Rowan House"
	got, err := Listing(l, options(london("2026-05-06 09:00")))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Alongside//Listing//EN
CALSCALE:GREGORIAN
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:20250330T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20251026T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:80913921-6582-5c91-8964-10885bd85383@alongside.example
DTSTAMP:20260506T080000Z
DTSTART;TZID=Europe/London:20260512T100000
DTEND;TZID=Europe/London:20260512T120000
SUMMARY:Tuesday Choir
DESCRIPTION:Run by: Rowan House\nHow to join: Get in touch first\nMore:
  https://alongside.example/listings/tuesday-choir-0190c5b6-6a4e-7a53-9d0a-
 0d6f3c1b2a11
URL:https://alongside.example/listings/tuesday-choir-0190c5b6-6a4e-7a53-9d0
 a-0d6f3c1b2a11
RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630T090000Z
EXDATE;TZID=Europe/London:20260519T100000
RDATE;TZID=Europe/London:20260520T100000
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestEvents says which events there are for which place, and what is said of
// each.
func TestEvents(t *testing.T) {
	const (
		head = "Run by: Rowan House\nPhone: "
		join = "\nHow to join: Get in touch first\nRing first.\nSay who you are coming with, if anyone.\n"
		page = "More: https://alongside.example/listings/tuesday-choir-" + id
		told = "You are told where when you join.\n"
		term = "It pauses in the school holidays: ask for the dates.\n"
	)
	for _, tt := range []struct {
		name, place string
		want        []string
	}{
		{"all places", "", []string{
			"20260512T100000 @ Leith Hall, 1 Shore, Edinburgh, EH6 6QN: " + head + "0131 496 0000, 0131 496 0002, 0131 496 0001" + join + term + page,
			"20260506T180000 @ Edinburgh (EH16): " + head + "0131 496 0000, 0131 496 0001" + join + told + page,
			"20260516 @ : " + head + "0131 496 0000, 0131 496 0002, 0131 496 0001" + join + "Where: Leith Hall, 1 Shore, Edinburgh, EH6 6QN\nEdinburgh (EH16)\n" + told + "Open day; all welcome.\n" + page,
		}},
		{"one place", "hall", []string{
			"20260512T100000 @ Leith Hall, 1 Shore, Edinburgh, EH6 6QN: " + head + "0131 496 0000, 0131 496 0002, 0131 496 0001" + join + term + page,
			"20260516 @ Leith Hall, 1 Shore, Edinburgh, EH6 6QN: " + head + "0131 496 0000, 0131 496 0002, 0131 496 0001" + join + "Open day; all welcome.\n" + page,
		}},
		{"a place that is told", "room", []string{
			"20260506T180000 @ Edinburgh (EH16): " + head + "0131 496 0000, 0131 496 0001" + join + told + page,
			"20260516 @ Edinburgh (EH16): " + head + "0131 496 0000, 0131 496 0001" + join + told + "Open day; all welcome.\n" + page,
		}},
	} {
		o := options(london("2026-05-06 09:00"))
		o.Place = tt.place
		b, err := Listing(rowan(), o)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		var got []string
		uids := map[string]bool{}
		for _, e := range read(t, b).all("VEVENT") {
			got = append(got, e.get(t, "DTSTART").value+" @ "+e.text(t, "LOCATION")+": "+e.text(t, "DESCRIPTION"))
			uids[e.text(t, "UID")] = true
			if s := e.text(t, "SUMMARY"); s != "Songs, tea; and company" {
				t.Errorf("%s: summary %q", tt.name, s)
			}
			if s := e.text(t, "URL"); s != strings.TrimPrefix(page, "More: ") {
				t.Errorf("%s: address %q", tt.name, s)
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if len(uids) != len(got) {
			t.Errorf("%s: %d events have %d UIDs", tt.name, len(got), len(uids))
		}
		// What is folded would hide what is looked for.
		whole := strings.ReplaceAll(string(b), "\r\n ", "")
		for _, never := range []string{"canary", "5EG", "55.94", "ORGANIZER", "ATTENDEE", "CONTACT"} {
			if strings.Contains(whole, never) {
				t.Errorf("%s: %s is in\n%s", tt.name, never, b)
			}
		}
	}
}

// TestSameUID says that an event keeps its UID when anything but its identity
// changes.
func TestSameUID(t *testing.T) {
	uid := func(l directory.Listing, now, place string) string {
		o := options(london(now))
		o.Place = place
		b, err := Listing(l, o)
		if err != nil {
			t.Fatal(err)
		}
		return read(t, b).all("VEVENT")[0].text(t, "UID")
	}
	first := uid(rowan(), "2026-05-06 09:00", "")
	later := rowan()
	later.Name, later.At[0].Schedules[0].Opens = "Another name", "10:30"
	if got := uid(later, "2026-11-06 09:00", "hall"); got != first || !strings.HasSuffix(got, "@alongside.example") {
		t.Errorf("it was %s and is %s", first, got)
	}
	if got := uid(rowan(), "2026-05-06 09:00", "room"); got == first {
		t.Error("two schedules have one UID")
	}
}

// TestText says that words come back as they were, and stay words.
func TestText(t *testing.T) {
	for _, tt := range []struct{ name, text, summary, join string }{
		{"commas and semicolons", `Tea, cake; and \n "chat": all`, `Tea, cake; and \n "chat": all`, `Tea, cake; and \n "chat": all`},
		{"lines", "One\nTwo\r\nThree", "One Two Three", "One\nTwo\nThree"},
		{"Gaelic", strings.Repeat("Còmhradh sa Ghàidhlig: fàilte oirbh! ", 6) + "À", strings.Repeat("Còmhradh sa Ghàidhlig: fàilte oirbh! ", 6) + "À", strings.Repeat("Còmhradh sa Ghàidhlig: fàilte oirbh! ", 6) + "À"},
		{"Arabic", strings.Repeat("مجموعة، للنساء؛ ", 12) + "ن", strings.Repeat("مجموعة، للنساء؛ ", 12) + "ن", strings.Repeat("مجموعة، للنساء؛ ", 12) + "ن"},
		{"one long word", strings.Repeat("ж", 200), strings.Repeat("ж", 200), strings.Repeat("ж", 200)},
		{"another property", "X\r\nATTENDEE:mailto:x@example.org", "X ATTENDEE:mailto:x@example.org", "X\nATTENDEE:mailto:x@example.org"},
		{"a carriage return alone", "X\rATTENDEE:x", "X ATTENDEE:x", "X\nATTENDEE:x"},
		{"other ends of lines", "X\u2028ATTENDEE:x\u0085END:VEVENT\vY", "X ATTENDEE:x END:VEVENT Y", "X\nATTENDEE:x\nEND:VEVENT\nY"},
		{"control characters", "a\x00b\x1b[31mc\x7f\td", "ab[31mc d", "ab[31mc d"},
		{"bad UTF-8", "a\xffb", "a\uFFFDb", "a\uFFFDb"},
	} {
		l := rowan()
		l.Name, l.HowToJoin, l.Slug, l.Organization.Name = tt.text, tt.text, tt.text, tt.text
		l.At[0].Location.Name, l.At[0].Schedules[0].ID = tt.text, tt.text
		o := options(london("2026-05-06 09:00"))
		o.Place, o.Labels = "hall", Labels{Join: "Join", Joining: tt.text}
		b, err := Listing(l, o)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		e := read(t, b).all("VEVENT")[0]
		if got := e.text(t, "SUMMARY"); got != tt.summary {
			t.Errorf("%s: name %q, want %q", tt.name, got, tt.summary)
		}
		want := tt.summary + "\n0131 496 0000, 0131 496 0002, 0131 496 0001\nJoin: " + tt.summary + "\n" + tt.join + "\n"
		if got := e.text(t, "DESCRIPTION"); !strings.HasPrefix(got, want) {
			t.Errorf("%s: description %q, want %q", tt.name, got, want)
		}
		if got := e.text(t, "LOCATION"); !strings.HasPrefix(got, tt.summary+", ") {
			t.Errorf("%s: place %q", tt.name, got)
		}
		known(t, e)
	}
}

// known holds an event to the properties that we write, so that no text becomes
// one.
func known(t rapid.TB, e *component) {
	t.Helper()
	for _, p := range e.props {
		if !strings.Contains(" UID DTSTAMP DTSTART DTEND DURATION RRULE EXDATE RDATE SUMMARY LOCATION DESCRIPTION URL ", " "+p.name+" ") {
			t.Errorf("%s became a property", p.name)
		}
	}
	if len(e.parts) > 0 {
		t.Errorf("%s became a component", e.parts[0].name)
	}
}

// TestAnyText does so with any text at all.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(?s)[a-z \r\n;,:\\"A]{0,200}`)).Draw(t, "text")
		l := rowan()
		l.Name, l.HowToJoin, l.At[0].Location.Name, l.Schedules[0].Note = text, text, text, text
		b, err := Listing(l, options(london("2026-05-06 09:00")))
		if err != nil {
			t.Fatal(err)
		}
		events := read(t, b).all("VEVENT")
		if len(events) != 3 {
			t.Errorf("%d events", len(events))
		}
		for _, e := range events {
			known(t, e)
			if got := e.text(t, "SUMMARY"); got != line(text) {
				t.Errorf("%q became %q", line(text), got)
			}
			if !strings.Contains(e.text(t, "DESCRIPTION"), lines(text)) {
				t.Errorf("%q is not in %q", lines(text), e.text(t, "DESCRIPTION"))
			}
		}
	})
}

// TestWhich says which schedules have events, and what there is instead.
func TestWhich(t *testing.T) {
	weekly := directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "12:00"}
	over := directory.Schedule{Start: "2026-05-01", Opens: "10:00"}
	with := func(l directory.Listing, change func(*directory.Listing)) directory.Listing {
		change(&l)
		return l
	}
	at := directory.ServiceAtLocation{ID: "hall", Schedules: []directory.Schedule{weekly}}
	for _, tt := range []struct {
		name  string
		l     directory.Listing
		place string
		// want are the beginnings; or the code.
		want string
		code directory.Code
	}{
		{"two schedules", listing(weekly, directory.Schedule{Start: "2026-05-16"}), "", "20260512T100000 20260516", ""},
		{"one is over", listing(over, weekly), "", "20260512T100000", ""},
		{"all over", listing(over), "", "", directory.CodeNotFound},
		{"words alone", listing(directory.Schedule{Text: "by arrangement"}), "", "", directory.CodeNotFound},
		{"none", listing(), "", "", directory.CodeNotFound},
		{"every day excepted", listing(directory.Schedule{Start: "2026-05-16", Except: []directory.Date{"2026-05-16"}}), "", "", directory.CodeNotFound},
		{"a rule that can't be read", listing(directory.Schedule{Rule: "FREQ=NEVER", Opens: "10:00"}, weekly), "", "20260512T100000", ""},
		{"a zone that nobody knows", listing(directory.Schedule{Rule: weekly.Rule, Zone: "Europe/Leith"}), "", "", directory.CodeNotFound},
		{"the same times twice", listing(weekly, weekly), "", "20260512T100000", ""},
		{"the place's times again on the listing", with(listing(weekly), func(l *directory.Listing) { l.At = []directory.ServiceAtLocation{at} }), "", "20260512T100000", ""},
		{"the same times at two places", with(listing(), func(l *directory.Listing) {
			l.At = []directory.ServiceAtLocation{at, {ID: "room", Schedules: at.Schedules}}
		}), "", "20260512T100000 20260512T100000", ""},
		{"a place of no listing", with(listing(weekly), func(l *directory.Listing) { l.At = []directory.ServiceAtLocation{at} }), "attic", "", directory.CodeNotFound},
		{"closed for good", with(listing(weekly), func(l *directory.Listing) { l.Status = directory.Defunct }), "", "", directory.CodeNotFound},
		{"closed for nobody knows how long", with(listing(weekly), func(l *directory.Listing) { l.Status = directory.TemporarilyClosed }), "", "", directory.CodeNotFound},
		{"closed until a day", with(listing(weekly), func(l *directory.Listing) { l.Status, l.ClosedUntil = directory.TemporarilyClosed, "2026-06-02" }), "", "20260602T100000", ""},
		{"closed until a day that is past", with(listing(weekly), func(l *directory.Listing) { l.Status, l.ClosedUntil = directory.TemporarilyClosed, "2026-05-02" }), "", "20260512T100000", ""},
	} {
		o := options(london("2026-05-06 09:00"))
		o.Place = tt.place
		b, err := Listing(tt.l, o)
		if directory.CodeOf(err) != tt.code {
			t.Errorf("%s: %v, want code %q", tt.name, err, tt.code)
		}
		if err != nil {
			continue
		}
		var got []string
		uids := map[string]bool{}
		for _, e := range read(t, b).all("VEVENT") {
			got = append(got, e.get(t, "DTSTART").value)
			uids[e.text(t, "UID")] = true
		}
		if strings.Join(got, " ") != tt.want || len(uids) != len(got) {
			t.Errorf("%s: %v with %d UIDs, want %s", tt.name, got, len(uids), tt.want)
		}
	}
	for _, base := range []string{"", "alongside.example", "https://", "https://a\r\nb"} {
		if _, err := Listing(listing(weekly), Options{BaseURL: base, Now: london("2026-05-06 09:00")}); directory.CodeOf(err) != directory.CodeInternal {
			t.Errorf("base address %q: %v", base, err)
		}
	}
}

// BenchmarkListing gives the cost of a calendar of a weekly schedule.
func BenchmarkListing(b *testing.B) {
	l, o := rowan(), options(london("2026-05-06 09:00"))
	for b.Loop() {
		if _, err := Listing(l, o); err != nil {
			b.Fatal(err)
		}
	}
}
