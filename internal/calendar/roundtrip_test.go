package calendar

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

func at(zone, s string) time.Time {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
	if err != nil {
		panic(err)
	}
	return t
}

func london(s string) time.Time { return at("Europe/London", s) }

var labels = Labels{RunBy: "Run by", Phone: "Phone", Join: "How to join", Where: "Where", Page: "More", Joining: "Get in touch first",
	Told: "You are told where when you join.", TermTime: "It pauses in the school holidays: ask for the dates."}

func options(now time.Time) Options {
	return Options{Now: now, BaseURL: "https://alongside.example", Labels: labels}
}

const id = "0190c5b6-6a4e-7a53-9d0a-0d6f3c1b2a11"

func listing(ss ...directory.Schedule) directory.Listing {
	return directory.Listing{ID: id, Slug: "tuesday-choir", Name: "Tuesday Choir", Status: directory.Active, Schedules: ss}
}

// roundTrip writes a schedule, reads it again, works it out and holds it
// against what package schedule says of the year to come.
func roundTrip(t rapid.TB, s directory.Schedule, now time.Time) string {
	t.Helper()
	loc, err := schedule.Zone(zoneOf(s))
	if err != nil {
		t.Fatal(err)
	}
	year := now.AddDate(1, 0, 0)
	occurrences, err := schedule.Occurrences([]directory.Schedule{s}, now, year, 1000)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Listing(listing(s), options(now))
	if directory.CodeOf(err) == directory.CodeNotFound && len(occurrences) == 0 {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ics.ParseCalendar(strings.NewReader(string(b))); err != nil {
		t.Errorf("the library can't read it: %v", err)
	}
	cal := read(t, b)
	got := expand(t, cal, year.In(loc))
	slices.SortFunc(got, func(a, b span) int { return strings.Compare(a.start, b.start) })
	want := wanted(occurrences, loc)
	if s.Opens == "" {
		// Whole days have no zone: only their dates are compared.
		got, want = days(got), days(want)
	}
	if len(got) != len(want) {
		t.Errorf("%d sessions, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		g, w := got[i], want[i]
		if s.Opens != "" && changes(loc, w.at.AddDate(0, 0, -1), w.at.AddDate(0, 0, 2)) != nil {
			g.end, w.end = "", "" // the wall's clock and the length differ
		}
		if g.start != w.start || g.end != w.end || (s.Opens != "" && !g.at.Equal(w.at)) {
			t.Errorf("session %d: %s to %s, want %s to %s", i, g.start, g.end, w.start, w.end)
			break
		}
	}
	for _, e := range cal.all("VEVENT") {
		sound(t, e, s, now)
	}
	if t.Failed() {
		t.Logf("%+v at %s\n%s", s, now, b)
	}
	return string(b)
}

func zoneOf(s directory.Schedule) string {
	if s.Zone != "" {
		return s.Zone
	}
	return directory.DefaultZone
}

func days(in []span) []span {
	var out []span
	for _, s := range in {
		out = append(out, span{start: s.start[:8], end: s.end[:8]})
	}
	return out
}

// sound holds an event to what RFC 5545 asks and to what we promise of it.
func sound(t rapid.TB, e *component, s directory.Schedule, now time.Time) {
	t.Helper()
	start := e.get(t, "DTSTART")
	first, day := start.when(t, start.value)
	if day != (s.Opens == "") {
		t.Errorf("DTSTART is a day: %v", day)
	}
	if first.Before(now.AddDate(0, 0, -2)) {
		t.Errorf("it begins in the past, at %s", first)
	}
	if e.get(t, "DTEND").value != "" && e.get(t, "DURATION").value != "" {
		t.Error("both an end and a length")
	}
	rule := e.get(t, "RRULE").value
	if strings.Contains(rule, "COUNT") || strings.Contains(rule, "BYHOUR") {
		t.Errorf("rule %q", rule)
	}
	if _, until, ok := strings.Cut(rule, "UNTIL="); ok && strings.HasSuffix(until, "Z") == day {
		t.Errorf("UNTIL=%s of another kind than DTSTART", until)
	}
	for _, p := range e.props {
		if p.name == "RDATE" || p.name == "EXDATE" {
			if diff := cmp.Diff(start.params, p.params); diff != "" {
				t.Errorf("%s is of another kind than DTSTART: %s", p.name, diff)
			}
			for _, v := range strings.Split(p.value, ",") {
				if at, _ := p.when(t, v); !at.After(first) {
					t.Errorf("%s %s is not after DTSTART", p.name, v)
				}
			}
		}
	}
}

// TestRoundTrip holds named schedules, each with a part of what is written.
func TestRoundTrip(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    directory.Schedule
		now  time.Time
		want string
	}{
		{"weekly", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU,TH", Opens: "10:00", Closes: "12:00"}, london("2026-05-06 09:00"),
			"DTSTART;TZID=Europe/London:20260507T100000\r\nDTEND;TZID=Europe/London:20260507T120000\r\n"},
		{"the rule alone", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU,TH", Opens: "10:00", Closes: "12:00"}, london("2026-05-06 09:00"),
			"\r\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH\r\nEND:VEVENT"},
		{"under way", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "12:00"}, london("2026-05-05 11:00"), ":20260505T100000\r\n"},
		{"over today", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "12:00"}, london("2026-05-05 12:00"), ":20260512T100000\r\n"},
		{"fortnightly keeps its count", directory.Schedule{Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", Start: "2010-01-06", Opens: "10:00"}, london("2026-05-07 00:00"),
			"DTSTART;TZID=Europe/London:20260520T100000\r\n"},
		{"fortnightly from Sunday", directory.Schedule{Rule: "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO", Start: "2026-01-05", Opens: "10:00"}, london("2026-05-07 00:00"), "WKST=SU"},
		{"last Friday", directory.Schedule{Rule: "FREQ=MONTHLY;BYDAY=-1FR", Opens: "19:00", Closes: "21:00"}, london("2026-05-07 00:00"), "RRULE:FREQ=MONTHLY;BYDAY=-1FR"},
		{"every second month's third Monday", directory.Schedule{Rule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=3MO", Start: "2020-02-01", Opens: "19:00"}, london("2026-05-07 00:00"), "20260615T190000"},
		{"the 31st", directory.Schedule{Rule: "FREQ=MONTHLY", Start: "2020-01-31", Opens: "19:00"}, london("2026-06-01 00:00"), "20260731T190000"},
		{"yearly", directory.Schedule{Rule: "FREQ=YEARLY", Start: "2020-12-25", Opens: "12:00"}, london("2026-06-01 00:00"), "20261225T120000"},
		{"daily by thirds", directory.Schedule{Rule: "FREQ=DAILY;INTERVAL=3", Start: "2020-12-25", Opens: "12:00"}, london("2026-06-01 00:00"), "INTERVAL=3"},
		{"until, in UTC", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "12:00", ValidTo: "2026-06-30"}, london("2026-05-06 09:00"),
			"RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630T090000Z"},
		{"until in winter", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", ValidTo: "2026-12-31"}, london("2026-05-06 09:00"), "UNTIL=20261231T100000Z"},
		{"until a day", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", ValidTo: "2026-06-30"}, london("2026-05-06 09:00"), "UNTIL=20260630\r\n"},
		{"the rule's own until", directory.Schedule{Rule: "FREQ=WEEKLY;UNTIL=20260616;BYDAY=TU", Opens: "10:00", ValidTo: "2026-06-30"}, london("2026-05-06 09:00"), "UNTIL=20260616T090000Z"},
		{"count", directory.Schedule{Rule: "FREQ=WEEKLY;COUNT=10;BYDAY=WE", Start: "2026-04-29", Opens: "10:00"}, london("2026-05-07 09:00"), "UNTIL=20260701T090000Z"},
		{"the last of a count", directory.Schedule{Rule: "FREQ=WEEKLY;COUNT=3;BYDAY=WE", Start: "2026-04-29", Opens: "10:00"}, london("2026-05-07 09:00"), "2a11\r\nEND:VEVENT"},
		{"the last before its end", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", ValidTo: "2026-05-18"}, london("2026-05-07 09:00"), "2a11\r\nEND:VEVENT"},
		{"from a day to come", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", ValidFrom: "2026-09-01"}, london("2026-05-06 09:00"), ":20260901T100000"},
		{"once", directory.Schedule{Start: "2026-05-16", Opens: "10:00", Closes: "16:00"}, london("2026-05-06 09:00"), "DTEND;TZID=Europe/London:20260516T160000"},
		{"once, all day", directory.Schedule{Start: "2026-05-16"}, london("2026-05-06 09:00"), "DTSTART;VALUE=DATE:20260516\r\nDTEND;VALUE=DATE:20260517\r\n"},
		{"all day today", directory.Schedule{Rule: "FREQ=DAILY"}, london("2026-05-06 23:00"), "DTSTART;VALUE=DATE:20260506\r\n"},
		{"days alone", directory.Schedule{Also: []directory.Date{"2026-07-01", "2026-05-10", "2026-06-01"}, Opens: "10:00"}, london("2026-05-06 09:00"),
			":20260510T100000\r\nSUMMARY"},
		{"days alone, all of them", directory.Schedule{Also: []directory.Date{"2026-07-01", "2026-05-10", "2026-06-01"}, Opens: "10:00"}, london("2026-05-06 09:00"),
			"RDATE;TZID=Europe/London:20260601T100000,20260701T100000"},
		{"over midnight", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=FR", Opens: "22:00", Closes: "02:00"}, london("2026-05-06 09:00"), "DTEND;TZID=Europe/London:20260509T020000"},
		{"under way after midnight", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=FR", Opens: "22:00", Closes: "02:00"}, london("2026-05-09 01:00"), "DTSTART;TZID=Europe/London:20260508T220000"},
		{"until the day's end", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=FR", Opens: "22:00", Closes: "24:00"}, london("2026-05-06 09:00"), "DTEND;TZID=Europe/London:20260509T000000"},
		{"at the day's end", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=FR", Opens: "24:00"}, london("2026-05-06 09:00"), "RDATE;TZID=Europe/London:20260516T000000"},
		{"day and night", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=FR", Opens: "09:00", Closes: "09:00"}, london("2026-05-06 09:00"), "DTEND;TZID=Europe/London:20260509T090000"},
		{"except", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Except: []directory.Date{"2026-05-19", "2026-05-05", "2026-05-20"}}, london("2026-05-06 09:00"),
			"EXDATE;TZID=Europe/London:20260519T100000\r\n"},
		{"except the next", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Except: []directory.Date{"2026-05-12"}}, london("2026-05-06 09:00"), "DTSTART;TZID=Europe/London:20260519T100000\r\n"},
		{"except a day, all day", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Except: []directory.Date{"2026-05-19"}}, london("2026-05-06 09:00"), "EXDATE;VALUE=DATE:20260519\r\n"},
		{"also", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Also: []directory.Date{"2026-05-20", "2026-05-19"}}, london("2026-05-06 09:00"),
			"RDATE;TZID=Europe/London:20260520T100000\r\n"},
		{"also before the rule's next", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "11:00", Also: []directory.Date{"2026-05-07"}}, london("2026-05-06 09:00"),
			"-20260507@alongside.example"},
		{"also and never the rule", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", ValidTo: "2026-05-18", Except: []directory.Date{"2026-05-12"}, Also: []directory.Date{"2026-05-07", "2026-05-08"}}, london("2026-05-06 09:00"),
			"RDATE;TZID=Europe/London:20260508T100000"},
		{"term time", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "16:00", TermTime: true}, london("2026-06-22 09:00"), "EXDATE;TZID=Europe/London:20260630T160000,20260707T160000"},
		{"term time ends where holidays do", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "16:00", TermTime: true}, london("2026-06-22 09:00"), "UNTIL=20290619T150000Z"},
		{"spring forward", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=SU", Opens: "01:30", Closes: "03:00"}, london("2026-03-10 09:00"), ":20260315T013000"},
		{"the next is in the hour skipped", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=SU", Opens: "01:30", Closes: "03:00"}, london("2026-03-28 09:00"), ":20260405T013000"},
		{"once, in the hour skipped", directory.Schedule{Start: "2026-03-29", Opens: "01:30", Closes: "03:00"}, london("2026-03-28 09:00"), ":20260329T023000"},
		{"an exception in the hour skipped", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=SU", Opens: "01:30", Except: []directory.Date{"2026-03-29"}}, london("2026-03-20 09:00"), "EXDATE;TZID=Europe/London:20260329T013000"},
		{"the first is the night the clocks go back", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=SA", Opens: "22:00", Closes: "02:00"}, london("2026-10-24 09:00"), "DURATION:PT240M"},
		{"once, the night the clocks go back", directory.Schedule{Start: "2026-10-24", Opens: "22:00", Closes: "02:00"}, london("2026-10-24 09:00"), "DTEND;TZID=Europe/London:20261025T020000"},
		{"the hour that comes twice", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=SU", Opens: "01:30"}, london("2026-10-20 09:00"), ":20261025T013000"},
		{"another zone", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=SU", Opens: "18:00", Zone: "America/New_York"}, london("2026-10-20 09:00"), "DTSTART;TZID=America/New_York:20261025T180000"},
		{"first of the week's days", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=1", Start: "2026-01-01", Opens: "18:00"}, london("2026-10-20 09:00"), "RDATE;"},
		{"Easter", directory.Schedule{Rule: "FREQ=YEARLY;BYEASTER=0", Start: "2020-01-01", Opens: "06:00"}, london("2026-10-20 09:00"), ":20270328T060000"},
		{"the last working day", directory.Schedule{Rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", Opens: "18:00"}, london("2026-10-20 09:00"), "BYSETPOS=-1"},
		{"hours in the rule", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=1TU;BYHOUR=9,17", Opens: "18:00"}, london("2026-10-20 09:00"), "RRULE:FREQ=WEEKLY;BYDAY=TU\r\n"},
		{"seasons", directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=SA;BYMONTH=5,6", Opens: "10:00"}, london("2026-06-28 00:00"), ":20270501T100000"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := roundTrip(t, tt.s, tt.now); !strings.Contains(got, tt.want) {
				t.Errorf("no %q in\n%s", tt.want, got)
			}
		})
	}
}

// TestListedDays says how far ahead days are written where no rule can be: a
// year, or to the next one.
func TestListedDays(t *testing.T) {
	for _, tt := range []struct {
		name, rule  string
		first, last string
		days        int
	}{
		{"a year of weeks", "FREQ=WEEKLY;BYDAY=TU,TH;BYSETPOS=1", "20261020T180000", "20271019T180000", 53},
		{"later than a year", "FREQ=YEARLY;INTERVAL=4;BYEASTER=0", "20280416T180000", "20280416T180000", 1},
	} {
		s := directory.Schedule{Rule: tt.rule, Start: "2024-01-02", Opens: "18:00"}
		b, err := Listing(listing(s), options(london("2026-10-20 09:00")))
		if err != nil {
			t.Fatal(err)
		}
		got := expand(t, read(t, b), london("2040-01-01 00:00"))
		if len(got) != tt.days || got[0].start != tt.first || got[len(got)-1].start != tt.last {
			t.Errorf("%s: %d days, %v", tt.name, len(got), got)
		}
	}
}

// TestEveryRoundTrip does so for schedules that nobody thought of.
func TestEveryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSchedule(t)
		// Half of the moments lie around a clock change.
		now := london("2026-01-01 00:00").Add(time.Duration(rapid.IntRange(0, 2*365*24*4).Draw(t, "quarters")) * 15 * time.Minute)
		if rapid.Bool().Draw(t, "change") {
			change := rapid.SampledFrom([]string{"2026-03-29 01:00", "2026-10-25 01:00", "2027-03-28 01:00"}).Draw(t, "clocks")
			now = london(change).Add(time.Duration(rapid.IntRange(-8*24*4, 2*24*4).Draw(t, "near")) * 15 * time.Minute)
		}
		if len(schedule.Validate(s)) > 0 {
			t.Skip("no schedule")
		}
		roundTrip(t, s, now)
	})
}

func drawSchedule(t *rapid.T) directory.Schedule {
	date := func(label string) directory.Date {
		return directory.DateOf(time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 900).Draw(t, label)))
	}
	dates := rapid.Custom(func(t *rapid.T) directory.Date {
		return directory.DateOf(time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 600).Draw(t, "day")))
	})
	some := func(label string) bool { return rapid.IntRange(0, 3).Draw(t, label) == 0 }
	week := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}), 1, 4, rapid.ID).Draw(t, "week")
	s := directory.Schedule{Zone: rapid.SampledFrom([]string{"", "", "", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"}).Draw(t, "zone")}
	interval := ""
	if some("interval") {
		interval = fmt.Sprintf("INTERVAL=%d;", rapid.IntRange(2, 5).Draw(t, "every"))
	}
	if interval != "" || some("start") {
		s.Start = date("first")
	}
	switch rapid.IntRange(0, 8).Draw(t, "kind") {
	case 0, 1, 2:
		s.Rule = "FREQ=WEEKLY;" + interval + "BYDAY=" + strings.Join(week, ",")
	case 3:
		nth := rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "-1"}).Draw(t, "nth")
		s.Rule = "FREQ=MONTHLY;" + interval + "BYDAY=" + nth + week[0]
	case 4:
		s.Rule = "FREQ=DAILY"
		if interval != "" {
			s.Rule += ";" + strings.TrimSuffix(interval, ";")
		}
	case 5:
		s.Rule = fmt.Sprintf("FREQ=MONTHLY;%sBYMONTHDAY=%d", interval, rapid.IntRange(-2, 31).Filter(func(n int) bool { return n != 0 }).Draw(t, "monthday"))
	case 6:
		s.Rule = "FREQ=WEEKLY;BYDAY=" + strings.Join(week, ",") + fmt.Sprintf(";COUNT=%d", rapid.IntRange(1, 80).Draw(t, "count"))
		s.Start = date("first")
	case 7:
		s.Rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=" + rapid.SampledFrom([]string{"1", "-1", "2,-2"}).Draw(t, "setpos")
	default:
		s.Start = date("once")
	}
	if !some("all day") {
		s.Opens = directory.ClockOf(15 * rapid.IntRange(0, 95).Draw(t, "opens"))
		if some("night") {
			s.Opens = rapid.SampledFrom([]directory.Clock{"00:00", "01:00", "01:30", "02:00", "22:00", "23:45"}).Draw(t, "late")
		}
		if !some("no end") {
			s.Closes = directory.ClockOf(15 * rapid.IntRange(0, 96).Draw(t, "closes"))
		}
	}
	if some("from") {
		s.ValidFrom = date("valid from")
	}
	if some("to") {
		s.ValidTo = date("valid to")
	}
	if some("until") && s.Rule != "" && !strings.Contains(s.Rule, "COUNT") {
		s.Rule += ";UNTIL=" + strings.ReplaceAll(string(date("until")), "-", "")
	}
	s.TermTime = some("term time")
	if rapid.Bool().Draw(t, "exceptions") {
		s.Except = rapid.SliceOfN(dates, 0, 60).Draw(t, "except")
	}
	if rapid.Bool().Draw(t, "additions") {
		s.Also = rapid.SliceOfN(dates, 0, 8).Draw(t, "also")
	}
	return s
}
