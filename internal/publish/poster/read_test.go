package poster_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"alongside/data"
	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/publish/poster"
)

// TestSeveral reads posters of more than one thing: the first is drafted, the
// rest are listed so that each can be read in its turn.
func TestSeveral(t *testing.T) {
	for _, tt := range []struct {
		name, text, first string
		others            []string
		when              []string
	}{
		{"a list", "WHAT'S ON AT ST MARGARET'S COMMUNITY CENTRE\n\nMonday 10am-12pm  Toddler Group\nTuesday 12-2pm  Lunch Club\nFriday 10-11.30am Tai Chi\n\n12 Victoria Road, Falkirk FK2 7AU. Tel 0131 496 0300",
			"Toddler Group", []string{"Lunch Club", "Tai Chi"}, []string{"FREQ=WEEKLY;BYDAY=MO 10:00-12:00"}},
		{"a table", "Hub timetable\nDay\tTime\tActivity\tRoom\nMonday\t10am-12pm\tBumps and Babies\tMain hall\nTuesday\t2pm-4pm\tWednesday's Child singers\tRoom 2",
			"Bumps and Babies", []string{"Wednesday's Child singers"}, []string{"FREQ=WEEKLY;BYDAY=MO 10:00-12:00"}},
		{"two paragraphs", "Parkside Tenants Association\n\nBingo Night\nFriday 6 March 2026, 7.30pm\nParkside Hall\n\nEaster Egg Hunt\nSunday 5 April, 1pm-3pm\nParkside Green\n\nContact Liz 07700 900123",
			"Bingo Night", []string{"Easter Egg Hunt"}, []string{"start 2026-03-06 19:30"}},
		{"an aside", "Leith Chess Club meets on Tuesdays from 7.30pm in the Harp Inn. We also run a juniors' session, Saturdays 10am-11am.",
			"Leith Chess Club", []string{"juniors' session"}, []string{"FREQ=WEEKLY;BYDAY=TU 19:30"}},
		{"levels of one class", "BEGINNERS SPANISH CLASSES\nMon 10am-12pm Beginners\nTue 6pm-8pm Improvers\nThe Hub",
			"Beginners Spanish Classes", nil, []string{"FREQ=WEEKLY;BYDAY=MO 10:00-12:00", "FREQ=WEEKLY;BYDAY=TU 18:00-20:00"}},
	} {
		d := poster.Read(tt.text, options())
		invented(t, tt.name, tt.text, d)
		var others []string
		for _, o := range d.Others {
			others = append(others, o.Name.Text)
			if again := poster.Read(o.All.Text, options()); len(again.When) != 1 || !again.When[0].Understood {
				t.Errorf("%s: of %q: %q", tt.name, o.All.Text, lines(again))
			}
		}
		if d.Name.Text != tt.first || !slices.Equal(others, tt.others) {
			t.Errorf("%s: %q and %q", tt.name, d.Name.Text, others)
		}
		if diff := cmp.Diff(tt.when, lines(d)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		if asked := slices.ContainsFunc(d.Questions, func(q poster.Question) bool { return q.Ask == poster.AskSeveral }); asked != (len(tt.others) > 0) {
			t.Errorf("%s: asked %v", tt.name, asked)
		}
	}
}

// TestFields reads what stands in one line each, under a name and a time.
func TestFields(t *testing.T) {
	prices := func(d poster.Draft) string {
		var out []string
		for _, p := range d.Cost.Prices {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s", p.Pence, p.For.Text)))
		}
		return strings.Join(out, ", ")
	}
	joining := func(d poster.Draft) string { return string(d.Joining.Value) }
	access := func(d poster.Draft) string {
		var out []string
		for _, a := range d.Access {
			out = append(out, string(a.Feature))
		}
		return strings.Join(out, " ")
	}
	ages := func(d poster.Draft) string {
		show := func(n *int) string {
			if n == nil {
				return ""
			}
			return fmt.Sprint(*n)
		}
		return show(d.Audience.MinimumAge) + "-" + show(d.Audience.MaximumAge)
	}
	phones := func(d poster.Draft) string {
		var out []string
		for _, p := range d.Phones {
			out = append(out, p.Text)
		}
		return strings.Join(out, ", ")
	}
	social := func(d poster.Draft) string {
		var out []string
		for _, p := range slices.Concat(d.Socials, d.Websites) {
			out = append(out, p.Text)
		}
		return strings.Join(out, ", ")
	}
	organiser := func(d poster.Draft) string { return d.Organiser.Text }
	for _, tt := range []struct {
		line string
		of   func(poster.Draft) string
		want string
	}{
		{"£3, concessions £2", prices, "300, 200 concessions"},
		{"Adults £3.50 children 50p", prices, "350 Adults, 50 children"},
		{"FREE", prices, "0"},
		{"Free tea and coffee", prices, ""},
		{"Free parking, gluten free cakes, feel free to ask", prices, ""},
		{"First session free then £5", prices, "500"},
		{"Kids free", prices, "0 Kids"},
		{"We raised £250 last year!", prices, ""},
		{"Donations welcome", prices, ""},
		{"Pay what you can", prices, ""},
		{"Just turn up", joining, "turn-up"},
		{"Drop in", joining, "turn-up"},
		{"Nae need tae book", joining, "turn-up"},
		{"Book on www.blether.example/book", joining, "get-in-touch"},
		{"Call Moira on 0131 496 0123 to book", joining, "get-in-touch"},
		{"Places limited, sign up at the desk", joining, "get-in-touch"},
		{"By referral from your GP only", joining, "professional"},
		{"No referral needed", joining, "not-known"},
		{"There is a waiting list", joining, "waiting-list"},
		{"Any questions ring Moira 0131 496 0123", joining, "not-known"},
		{"Step-free, hearing loop, BSL interpreter", access, "step-free hearing-loop bsl"},
		{"Sorry, no step-free access and no disabled toilet", access, ""},
		{"There is not a hearing loop", access, ""},
		{"No stairs", access, "step-free"},
		{"Lifts can be arranged", access, "transport"},
		{"There's a lift to the second floor", access, "lift"},
		{"Bring a pal", access, "bring-someone"},
		{"Over 60s", ages, "60-"},
		{"18+", ages, "18-"},
		{"Ages 8-12", ages, "8-12"},
		{"Under 5s", ages, "-4"},
		{"Over 50s (women over 40)", ages, "-"},
		{"Aged 16 and over", ages, "16-"},
		{"Tel: 0131 496 0123 or 07700 900123", phones, "0131 496 0123, 07700 900123"},
		{"Ring O131 496 O123", phones, "O131 496 O123"},
		{"Ring 0131 496 CHAT", phones, "0131 496 CHAT"},
		{"+44 (0)131 496 0123", phones, "+44 (0)131 496 0123"},
		{"In an emergency call the Samaritans on 01632 960 999", phones, ""},
		{"Charity SC012345, since 1987, flat 12, £3,000 raised", phones, ""},
		{"Find us on Facebook @blether.club and www.blether.example", social, "Facebook @blether.club, www.blether.example"},
		{"FB: The Blether Club", social, "FB: The Blether Club"},
		{"facebook.com/groups/blether", social, "facebook.com/groups/blether"},
		{"Run by people who've been there", organiser, ""},
		{"Run by the Blether Trust, Leith", organiser, "Blether Trust"},
		{"ORGANISED BY NORTH LEITH CHURCH", organiser, "North Leith Church"},
		{"Blether Trust is a Scottish charity, SC000001", organiser, "Blether Trust"},
		{"Supported by the Lottery", organiser, ""},
	} {
		text := "The Blether Group\nTuesdays 2-4pm\n" + tt.line
		d := poster.Read(text, options())
		invented(t, tt.line, text, d)
		if got := tt.of(d); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.line, got, tt.want)
		}
	}
}

// TestPhoneAsked holds that a number which is not whole is asked about.
func TestPhoneAsked(t *testing.T) {
	for line, want := range map[string]bool{"Ring O131 496 O123": true, "Ring 0131 496 01": true, "Ring 0131 496 CHAT": true, "Ring 0131 496 0123": false, "+44 131 496 0123": false} {
		d := poster.Read("The Blether Group\n"+line, options())
		if got := slices.ContainsFunc(d.Questions, func(q poster.Question) bool { return q.Ask == poster.AskPhone }); got != want {
			t.Errorf("%q: asked %v", line, got)
		}
	}
}

// TestPlaces reads places by every way in which posters tell them.
func TestPlaces(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Where: The Hub, 1 Shore St, Leith EH6 6QW", "The Hub|1 Shore St, Leith|EH6 6QW|"},
		{"WHERE\nThe Hub\n1 Shore Street\nLeith\neh66qw", "The Hub|1 Shore Street, Leith|EH66QW|"},
		{"📍The Hub, 1 Shore Street", "The Hub|1 Shore Street||"},
		{"We meet in the church hall every week", "church hall|||"},
		{"Tuesdays 2-4pm at Leith Library, Ferry Road", "Leith Library|Ferry Road||"},
		{"Tuesdays 2-4pm in the village hall and on Zoom", "village hall|||,|||Zoom"},
		{"On Zoom", "|||Zoom"},
		{"Tuesdays 2-4pm, online", "|||online"},
		{"Book online at www.x.example", ""},
		{"Wet weather: the church hall", ""},
		{"Tickets from the post office", ""},
		{"Starting in March at your own pace", ""},
	} {
		text := "The Blether Group\n" + tt.text
		d := poster.Read(text, options())
		invented(t, tt.text, text, d)
		var got []string
		for _, p := range d.Places {
			got = append(got, strings.Join([]string{p.Venue.Text, p.Address.Text, p.Postcode.Text, p.Online.Text}, "|"))
		}
		if s := strings.Join(got, ","); s != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, s, tt.want)
		}
	}
	if d := poster.Read("Refuge sewing group\nMondays 2-4pm\nLeith EH6 6QW\nAddress given when you join", options()); !d.Listing().At[0].Location.ToldWhenYouJoin {
		t.Error("the place of a refuge is told")
	}
}

// TestListing holds that a whole draft is a listing that may be saved.
func TestListing(t *testing.T) {
	posters, texts := readPosters(t, "before")
	for _, e := range posters {
		l := poster.Read(texts[e.Poster], options()).Listing()
		for _, f := range l.Validate() {
			if f.Path != "organization.name" && f.Path != "kind" {
				t.Errorf("%s: %v", e.Poster, f)
			}
		}
	}
	l := poster.Read(texts["06-food-bank"], options()).Listing()
	if len(l.At) != 2 || len(l.At[0].Schedules) != 2 || len(l.At[1].Schedules) != 1 || l.At[0].Location.Addresses[0].Address1 != "Mill Wynd" {
		t.Errorf("the food bank's places: %+v", l.At)
	}
	if l := poster.Read(texts["16-online"], options()).Listing(); !l.Online || len(l.At) != 0 || len(l.Schedules) != 1 {
		t.Errorf("online: %+v", l)
	}
}

// TestConcepts holds that activities are the poster's words.
func TestConcepts(t *testing.T) {
	set, err := concept.Load(data.Concepts)
	if err != nil {
		t.Fatal(err)
	}
	o := options()
	o.Concepts = set
	text := "KNITTING AND WALKING FOOTBALL CLUB\nTuesdays 2-4pm\nKnitting for all."
	d := poster.Read(text, o)
	invented(t, "concepts", text, d)
	var got []string
	for _, a := range d.Activities {
		got = append(got, strings.ToLower(a.Text))
	}
	if !slices.Contains(got, "knitting") {
		t.Errorf("activities: %q", got)
	}
}

// processor gives the time that this process has had of the processors: others'
// work on the machine does not count.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestRubbish reads what is no poster, in bounded time.
func TestRubbish(t *testing.T) {
	random := make([]byte, 100_000)
	for i := range random {
		random[i] = byte(i * i >> 3)
	}
	for name, text := range map[string]string{
		"nothing": "", "spaces": " \n\t \r\n", "marks": "!!! ??? ...", "emoji": "🎉🎉🎉 📍📅", "binary": string(random), "nul": "a\x00b\x00c",
		"long": strings.Repeat("Tuesdays 10-12 at the hall, £3, call Moira 0131 496 0123. ", 2000), "one word": strings.Repeat("a", 100_000),
		"lines": strings.Repeat("x\n", 50_000), "days": strings.Repeat("Mon ", 25_000), "numbers": strings.Repeat("10-12 ", 20_000),
		"brackets": strings.Repeat("(", 100_000), "labels": strings.Repeat("When: Where: ", 8_000), "tabs": strings.Repeat("a\tb\t", 25_000),
		"commas": strings.Repeat("at the Hall, ", 8_000), "invalid": strings.Repeat("Club\xff ", 20_000), "surrogates": "\xed\xa0\x80 club",
		"rows": strings.Repeat("Monday 10am-12pm Lunch Club\n", 4_000), "dates": strings.Repeat("14 March 2-4pm, ", 7_000),
	} {
		start := processor(t)
		d := poster.Read(text, options())
		if took := processor(t) - start; took > 8*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		invented(t, name, text, d)
		if d.Cut != (len(text) > poster.MostBytes) {
			t.Errorf("%s: cut %v", name, d.Cut)
		}
		if len(d.Questions) == 0 {
			t.Errorf("%s: nothing is asked", name)
		}
	}
}

// TestSame holds that reading is pure, and needs nobody to ask.
func TestSame(t *testing.T) {
	_, texts := readPosters(t, "before")
	for name, text := range texts {
		a, b := poster.Read(text, options()), poster.Read(text, options())
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		invented(t, name, text, poster.Read(text, poster.Options{}))
	}
}

func FuzzRead(f *testing.F) {
	_, texts := readPosters(f, "before")
	for _, text := range texts {
		f.Add(text)
	}
	for _, s := range []string{"WHAT'S ON\nMon 10-12 Club\nTue 2-4 Choir", "When:\nWhere:", "Ⓑingo 7️⃣pm İstanbul ſ", "(((", "£", "0131 496", "every every every 1st 2nd", "from 31 February for 99 weeks", "a\tb\nMon\t10", "Mondays 2 March - 6 April"} {
		f.Add(s)
	}
	o := poster.Options{Today: today, Places: poster.PlacesFunc(func(name string) (directory.Place, bool) {
		return directory.Place{Kind: directory.PlaceTown}, len(name)%3 == 0
	})}
	f.Fuzz(func(t *testing.T, text string) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		d := poster.Read(text, o)
		if ctx.Err() != nil {
			t.Fatal("too slow")
		}
		invented(t, "fuzz", text, d)
		_ = d.Listing()
	})
}

func BenchmarkRead(b *testing.B) {
	_, texts := readPosters(b, "before")
	o := options()
	for b.Loop() {
		for _, text := range texts {
			poster.Read(text, o)
		}
	}
}
