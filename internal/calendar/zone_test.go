package calendar

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"alongside/internal/directory"
)

// TestTimezone works each VTIMEZONE out by itself, from its text, and holds it
// against the tz database for four years; Europe/London's rules are known.
func TestTimezone(t *testing.T) {
	for _, tt := range []struct{ zone, want, now string }{
		{"Europe/London", "BEGIN:DAYLIGHT\r\nDTSTART:20250330T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:BST\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n" +
			"BEGIN:STANDARD\r\nDTSTART:20251026T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:GMT\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n", ""},
		{"Europe/Dublin", "TZNAME:IST", ""},
		{"America/New_York", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", ""},
		{"America/St_Johns", "TZOFFSETFROM:-0330", ""},
		{"Australia/Lord_Howe", "TZOFFSETTO:+1030", ""},
		{"America/Santiago", "RRULE:FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU", ""},
		{"Asia/Jerusalem", "BYMONTHDAY=23,24,25,26,27,28,29;BYDAY=FR", ""},
		{"Asia/Kolkata", "BEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\nTZNAME:IST\r\nEND:STANDARD\r\nEND:VTIMEZONE", ""},
		{"Africa/Casablanca", "RDATE:", ""},
		{"Asia/Gaza", "TZNAME:EEST", ""},
		{"Africa/Cairo", "TZNAME:EEST", ""},
		{"America/Nuuk", "RRULE", ""},
		{"Pacific/Chatham", "TZOFFSETTO:+1345", ""},
		{"UTC", "TZNAME:UTC", ""},
		{"Asia/Pyongyang", "TZOFFSETTO:+0830", "2014-12-01 09:00"}, // its clocks changed for the first time months later
	} {
		now := london(cmp.Or(tt.now, "2026-05-06 09:00"))
		b, err := Listing(listing(directory.Schedule{Start: directory.DateOf(now.AddDate(0, 1, 0)), Opens: "12:00", Zone: tt.zone}), options(now))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), tt.want) {
			t.Errorf("%s: no %q in\n%s", tt.zone, tt.want, b)
		}
		zones := read(t, b).all("VTIMEZONE")
		if len(zones) != 1 || zones[0].get(t, "TZID").value != tt.zone {
			t.Fatalf("%s: %d zones in\n%s", tt.zone, len(zones), b)
		}
		loc, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		onsets := onsetsOf(t, zones[0], now.AddDate(4, 0, 0))
		for at := now; at.Before(now.AddDate(4, 0, 0)); at = at.Add(time.Hour) {
			_, want := at.In(loc).Zone()
			got, last := 0, time.Time{}
			for _, o := range onsets {
				if !o.at.After(at) && !o.at.Before(last) {
					got, last = o.offset, o.at
				}
			}
			if got != want || last.IsZero() {
				t.Errorf("%s at %s: %d seconds, want %d, in\n%s", tt.zone, at.UTC(), got, want, b)
				break
			}
		}
	}
}

type onset struct {
	at     time.Time
	offset int
}

// onsetsOf gives when each of a VTIMEZONE's offsets begins to hold.
func onsetsOf(t rapid.TB, zone *component, until time.Time) []onset {
	var out []onset
	for _, o := range zone.parts {
		from, to := seconds(t, o.get(t, "TZOFFSETFROM").value), seconds(t, o.get(t, "TZOFFSETTO").value)
		walls := append([]string{o.get(t, "DTSTART").value}, strings.Split(o.get(t, "RDATE").value, ",")...)
		for _, w := range walls {
			if at, err := time.Parse(localForm, w); err == nil {
				out = append(out, onset{at.Add(-time.Duration(from) * time.Second), to})
			}
		}
		if rule := o.get(t, "RRULE").value; rule != "" {
			r, err := rrule.StrToROption(rule)
			if err != nil {
				t.Fatal(err)
			}
			if r.Dtstart, err = time.Parse(localForm, walls[0]); err != nil {
				t.Fatal(err)
			}
			rr, err := rrule.NewRRule(*r)
			if err != nil {
				t.Fatal(err)
			}
			if !rr.After(r.Dtstart, true).Equal(r.Dtstart) {
				t.Errorf("DTSTART %s is on no day of %s", walls[0], rule)
			}
			for _, at := range rr.Between(r.Dtstart, until, true) {
				out = append(out, onset{at.Add(-time.Duration(from) * time.Second), to})
			}
		}
	}
	return out
}

func seconds(t rapid.TB, offset string) int {
	at, err := time.Parse("-0700", offset)
	if err != nil {
		t.Fatal(err)
	}
	_, s := at.Zone()
	return s
}
