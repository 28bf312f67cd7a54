package schedule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"

	"alongside/internal/directory"
)

var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return l
}()

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, london)
	if err != nil {
		panic(err)
	}
	return t
}

func TestOccurrences(t *testing.T) {
	show := func(os []directory.Occurrence) []string {
		var out []string
		for _, o := range os {
			out = append(out, o.Start.Time().In(london).Format("Mon 2 Jan 15:04")+"-"+o.End.Time().In(london).Format("15:04"))
		}
		return out
	}
	for _, tt := range []struct {
		name     string
		s        []directory.Schedule
		from, to string
		want     []string
	}{
		{"weekly", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU,TH", Opens: "10:00", Closes: "12:00"}}, "2026-05-04 00:00", "2026-05-13 00:00",
			[]string{"Tue 5 May 10:00-12:00", "Thu 7 May 10:00-12:00", "Tue 12 May 10:00-12:00"}},
		{"nth weekday", []directory.Schedule{{Rule: "FREQ=MONTHLY;BYDAY=1MO,-1FR", Opens: "19:00"}}, "2026-05-01 00:00", "2026-06-02 00:00",
			[]string{"Mon 4 May 19:00-19:00", "Fri 29 May 19:00-19:00", "Mon 1 Jun 19:00-19:00"}},
		{"fortnightly keeps its count", []directory.Schedule{{Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", Start: "2010-01-06", Opens: "10:00"}}, "2026-05-01 00:00", "2026-05-31 00:00",
			[]string{"Wed 6 May 10:00-10:00", "Wed 20 May 10:00-10:00"}},
		{"count", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=WE;COUNT=3", Start: "2026-04-29", Opens: "10:00"}}, "2026-05-01 00:00", "2026-06-30 00:00",
			[]string{"Wed 6 May 10:00-10:00", "Wed 13 May 10:00-10:00"}},
		{"past midnight and under way", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=FR", Opens: "22:00", Closes: "02:00"}}, "2026-05-09 01:00", "2026-05-10 00:00",
			[]string{"Fri 8 May 22:00-02:00"}},
		{"exceptions and additions", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Except: []directory.Date{"2026-05-12"}, Also: []directory.Date{"2026-05-13"}}}, "2026-05-04 00:00", "2026-05-20 00:00",
			[]string{"Tue 5 May 10:00-10:00", "Wed 13 May 10:00-10:00", "Tue 19 May 10:00-10:00"}},
		{"bounds", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", ValidFrom: "2026-05-06", ValidTo: "2026-05-12"}}, "2026-05-01 00:00", "2026-06-01 00:00",
			[]string{"Tue 12 May 10:00-10:00"}},
		{"term time", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "16:00", TermTime: true}}, "2026-06-22 00:00", "2026-08-26 00:00",
			[]string{"Tue 23 Jun 16:00-16:00", "Tue 18 Aug 16:00-16:00", "Tue 25 Aug 16:00-16:00"}},
		{"whole days", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU"}}, "2026-05-04 00:00", "2026-05-06 00:00", []string{"Tue 5 May 00:00-00:00"}},
		{"once", []directory.Schedule{{Start: "2026-05-05", Opens: "10:00", Closes: "11:00"}}, "2026-05-04 00:00", "2026-05-06 00:00", []string{"Tue 5 May 10:00-11:00"}},
		{"words alone", []directory.Schedule{{Text: "by arrangement"}}, "2026-05-04 00:00", "2026-05-06 00:00", nil},
		{"the hour that the clocks skip", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=SU", Opens: "01:30", Closes: "03:00"}}, "2026-03-28 00:00", "2026-03-30 00:00", []string{"Sun 29 Mar 02:30-03:00"}},
		{"seasons", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=SA;BYMONTH=5,6", Opens: "10:00"}}, "2026-04-20 00:00", "2026-05-10 00:00", []string{"Sat 2 May 10:00-10:00", "Sat 9 May 10:00-10:00"}},
		{"two schedules", []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=WE", Opens: "18:00"}, {Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00"}}, "2026-05-04 00:00", "2026-05-08 00:00",
			[]string{"Tue 5 May 10:00-10:00", "Wed 6 May 18:00-18:00"}},
	} {
		got, err := Occurrences(tt.s, at(tt.from), at(tt.to), 100)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if diff := cmp.Diff(tt.want, show(got)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	if _, err := Occurrences([]directory.Schedule{{Rule: "FREQ=NEVER"}}, at("2026-05-04 00:00"), at("2026-05-06 00:00"), 10); err == nil {
		t.Error("a rule that can't be read was no error")
	}
}

// TestWeeklyEqualsLibrary holds the short way for plain weekly rules against
// rrule-go.
func TestWeeklyEqualsLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		week := rapid.SliceOfNDistinct(rapid.SampledFrom(directory.Weekdays()), 1, 7, rapid.ID).Draw(t, "days")
		begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 700).Draw(t, "begin"))
		end := begin.AddDate(0, 0, rapid.IntRange(0, 90).Draw(t, "length"))
		rule := Weekly(week...)
		got, err := days(directory.Schedule{Rule: rule}, directory.DateOf(begin), directory.DateOf(end), 1000)
		if err != nil {
			t.Fatal(err)
		}
		o, err := rrule.StrToROption(rule)
		if err != nil {
			t.Fatal(err)
		}
		o.Dtstart = begin
		r, err := rrule.NewRRule(*o)
		if err != nil {
			t.Fatal(err)
		}
		var want []directory.Date
		for _, d := range r.Between(begin, end, true) {
			want = append(want, directory.DateOf(d))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: %v, want %v", rule, got, want)
		}
	})
}

func TestSlotsOf(t *testing.T) {
	for _, tt := range []struct{ from, to, want string }{
		{"2026-05-05 10:00", "2026-05-05 12:00", "tue-morning"},
		{"2026-05-05 11:00", "2026-05-05 12:20", "tue-morning"},
		{"2026-05-05 11:30", "2026-05-05 14:00", "tue-morning tue-afternoon"},
		{"2026-05-05 11:45", "2026-05-05 12:10", "tue-morning"},
		{"2026-05-05 19:00", "2026-05-05 19:00", "tue-evening"},
		{"2026-05-05 12:00", "2026-05-05 12:10", "tue-afternoon"},
		{"2026-05-05 00:00", "2026-05-06 00:00", "tue-morning tue-afternoon tue-evening"},
		{"2026-05-05 22:00", "2026-05-06 02:00", "tue-evening"},
	} {
		s := SlotsOf([]directory.Occurrence{{Start: directory.MillisOf(at(tt.from)), End: directory.MillisOf(at(tt.to))}}, london)
		var got []string
		for _, d := range directory.Weekdays() {
			for _, p := range directory.PartsOfDay() {
				if s.Has(directory.Slot(d, p)) {
					got = append(got, directory.WeekdayCode(d)+"-"+p.String())
				}
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s to %s: %v, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, tt := range []struct {
		s    directory.Schedule
		path string
	}{
		{directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU"}, ""},
		{directory.Schedule{Rule: "FREQ=SECONDLY"}, "rule"},
		{directory.Schedule{Rule: "FREQ=HOURLY"}, "rule"},
		{directory.Schedule{Rule: "rubbish"}, "rule"},
		{directory.Schedule{Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"}, "start"},
		{directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Zone: "Europe/Leith"}, "zone"},
		{directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "9am"}, "opens"},
		{directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", Closes: "10:00"}, "opens"},
		{directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TU", ValidFrom: "2026-05-05", ValidTo: "2026-05-04"}, "valid_to"},
	} {
		var paths []string
		for _, f := range Validate(tt.s) {
			paths = append(paths, f.Path)
		}
		if got := strings.Join(paths, " "); got != tt.path {
			t.Errorf("%+v: faults at %q, want %q", tt.s, got, tt.path)
		}
	}
}

func TestDescribe(t *testing.T) {
	for _, tt := range []struct {
		s    directory.Schedule
		want string
	}{
		{directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=TH,TU"}, "3 [Tuesday Thursday] []"},
		{directory.Schedule{Rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"}, "2 [Monday Tuesday Wednesday Thursday Friday Saturday Sunday] []"},
		{directory.Schedule{Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", Start: "2026-01-06"}, "4 [Tuesday] []"},
		{directory.Schedule{Rule: "FREQ=MONTHLY;BYDAY=1MO,3MO"}, "5 [Monday] [1 3]"},
		{directory.Schedule{Rule: "FREQ=MONTHLY;BYMONTHDAY=3"}, "0 [] []"},
		{directory.Schedule{Start: "2026-01-06"}, "1 [] []"},
		{directory.Schedule{Text: "now and then"}, "0 [] []"},
	} {
		p := Describe(tt.s)
		if got := fmt.Sprintf("%d %v %v", p.Repeat, p.Days, p.Nth); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.s, got, tt.want)
		}
	}
}

// BenchmarkWeekly gives the cost of 12 weeks of a weekly rule.
func BenchmarkWeekly(b *testing.B) {
	s := []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU,TH", Opens: "10:00", Closes: "12:00", Start: "2010-01-05"}}
	from := at("2026-05-04 00:00")
	for b.Loop() {
		if _, err := Occurrences(s, from, from.AddDate(0, 0, 84), 100); err != nil {
			b.Fatal(err)
		}
	}
}
