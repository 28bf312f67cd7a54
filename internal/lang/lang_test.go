package lang_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"alongside/data"
	"alongside/frontend"
	"alongside/internal/account"
	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/match"
	"alongside/internal/plan"
	"alongside/internal/publish"
	"alongside/internal/safety"
	"alongside/internal/schedule"
)

func words(t *testing.T) *lang.Words {
	t.Helper()
	c, err := lang.Load(frontend.Messages)
	if err != nil {
		t.Fatal(err)
	}
	return c.For("en")
}

// TestEveryMessageIsThereAndUsed gathers the names that templates and code ask
// for, and holds them against those that there are.
func TestEveryMessageIsThereAndUsed(t *testing.T) {
	c, err := lang.Load(frontend.Messages)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	inTemplate := regexp.MustCompile(`[({ ]t "([^"]+)"`)
	inCode := regexp.MustCompile(`(?:\.T|must|say|failure\{[^"]*)\("([a-z]+\.[^"]*[^-."])"|"((?:error|role|when|status|reason)\.[a-z-]+)"`)
	gather := func(pattern *regexp.Regexp, text string) {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			for _, name := range m[1:] {
				if name != "" && !strings.Contains(name, "%") {
					used[name] = true
				}
			}
		}
	}
	err = fs.WalkDir(frontend.Templates, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(frontend.Templates, p)
		gather(inTemplate, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, root := range []string{"../web", "../../cmd/alongside", "."} {
		err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
				return err
			}
			b, err := os.ReadFile(p)
			gather(inCode, string(b))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range composed() {
		used[name] = true
	}
	there := c.IDs(lang.Default)
	for _, name := range there {
		if plain, simple := strings.CutSuffix(name, "~simple"); simple && slices.Contains(there, plain) {
			used[name] = true
		}
	}
	for name := range used {
		if !slices.Contains(there, name) {
			t.Errorf("there is no message %q", name)
		}
	}
	for _, name := range there {
		if !used[name] {
			t.Errorf("nobody says %q", name)
		}
	}
}

// TestEveryLanguageSaysEverything holds that no language lacks a message or has
// one that English has not, that it can say each, for any number, and that it
// leaves out nothing that a message holds and adds nothing.
func TestEveryLanguageSaysEverything(t *testing.T) {
	c, err := lang.Load(frontend.Messages)
	if err != nil {
		t.Fatal(err)
	}
	english := c.IDs(lang.Default)
	for _, l := range c.Languages() {
		there := c.IDs(l.Tag)
		for _, id := range english {
			if !slices.Contains(there, id) {
				t.Errorf("%s lacks %s", l.Tag, id)
			}
		}
		for _, id := range there {
			if !slices.Contains(english, id) {
				t.Errorf("%s has %s, which English has not", l.Tag, id)
			}
			args := []any{}
			for _, name := range []string{"Said", "Found", "Name", "Words", "Place", "Areas", "When", "Date", "Who", "Days", "Nth", "Times", "From", "To", "Clock", "Full",
				"Distance", "Number", "Amount", "First", "Last", "Piece", "Choice", "Choices", "Role", "Text", "Most", "Host", "Day", "Say", "Language",
				"Source", "Email", "Link", "Code", "Age", "Latitude", "Longitude", "Time"} {
				args = append(args, name, "@"+name)
			}
			counted := func(n int) []any { return append(args, "Count", n) }
			if _, err := c.For(lang.Default).T(id, counted(1)...); err != nil {
				counted = func(int) []any { return args } // it has no plural
			}
			for n := range 120 {
				s, err := c.For(l.Tag).T(id, counted(n)...)
				if err != nil || strings.TrimSpace(s) == "" && id != "when.comma" && id != "when.semicolon" || strings.Contains(s, "<no value>") {
					t.Errorf("%s, %s, %d: %q %v", l.Tag, id, n, s, err)
					break
				}
			}
			want, _ := c.For(lang.Default).T(id, counted(5)...)
			got, _ := c.For(l.Tag).T(id, counted(5)...)
			for _, name := range regexp.MustCompile(`@(\w+)`).FindAllString(want, -1) {
				if !strings.Contains(got, name) && !strings.HasPrefix(name, "@Clock") && !(name == "@Who" && id == "match.for-yours") {
					t.Errorf("%s, %s leaves out %s: %q", l.Tag, id, name, got)
				}
			}
		}
	}
}

// composed are the names that are put together from the domain's own values.
func composed() []string {
	var out []string
	add := func(prefix string, values ...string) {
		for _, v := range values {
			out = append(out, prefix+v)
		}
	}
	for _, f := range directory.FacetFields() {
		add("field.", string(f))
		add("nearly.", string(f))
	}
	add("nearly.", "within", "age")
	for _, k := range directory.Kinds() {
		add("kind.", string(k))
	}
	for _, j := range directory.Joinings() {
		add("joining.", string(j))
	}
	for _, a := range directory.AccessFeatures() {
		add("access.", string(a))
	}
	for _, l := range directory.LedBys() {
		add("led.", string(l))
	}
	for _, l := range directory.LedBys() {
		add("reason.led.", string(l))
	}
	for _, t := range match.Travels() {
		add("limit.travel-", string(t))
	}
	add("limit.take-part-", string(match.Join), string(match.Help))
	add("relaxed.", string(match.FieldFree), string(match.FieldWithin), string(match.FieldCompany), string(match.FieldJoining), string(match.FieldAge),
		string(match.FieldArea))
	add("taken.", "near", "within", "travel", "take_part", "free", "access", "company", "cost_max", "age")
	for _, how := range []match.How{match.Likes, match.Wishes, match.Mentions, match.Skilled, match.Past, match.Hopes, match.Peers} {
		add("heard.", "you-"+string(how), "they-"+string(how))
	}
	add("heard.", "limits", "avoid", "others")
	for _, s := range directory.Sorts() {
		add("sort.", string(s))
	}
	for _, d := range directory.Weekdays() {
		add("day.", directory.WeekdayCode(d))
	}
	for _, p := range directory.PartsOfDay() {
		add("time.", p.String())
		add("times.", p.String())
	}
	for _, s := range directory.Statuses() {
		if s != directory.Active {
			add("status.", string(s))
		}
	}
	for _, key := range faultKeys() {
		add("fault.", key)
	}
	for _, e := range []directory.EvidenceKind{directory.OrganisationConfirmed, directory.WorkerVisited, directory.IntroductionAnswered, directory.SomeoneReported} {
		add("evidence.", string(e))
	}
	add("evidence.unnamed-", string(directory.OrganisationConfirmed), string(directory.WorkerVisited))
	guard, err := safety.Load(data.Safety)
	if err != nil {
		panic(err)
	}
	for _, c := range guard.All(directory.Scope{Kind: directory.ScopeCountry, ID: "scotland"}, time.Now()) {
		add("help.who-", c.ID)
	}
	add("help.say-", "nhs-24")
	for _, name := range plan.Parts() {
		add("plan.", name)
	}
	for _, name := range []string{"ask", "with", "way", "helps"} {
		add("form-plan.", name+"-hint")
	}
	for _, what := range publish.Whats() {
		add("report.what-", string(what))
	}
	for _, r := range account.Roles() {
		add("role-of.", string(r))
	}
	add("map.", "region", "here", "in", "out", "shut", "about", "none", "some", "failed")
	add("online.", "yes", "no")
	add("fault.", faultKeys()...)
	add("nth.", "1", "2", "3", "4", "5", "-1")
	add("listing.step-", "join", "help", "train", "paid")
	add("visit.", "who_meets_you", "bring_someone", "what_happens", "noise", "light", "numbers", "cost_in_all", "wear_and_bring", "way_from_stop",
		"getting_there", "arriving_late", "leaving_early", "way_in", "toilets", "video")
	return out
}

func TestWhen(t *testing.T) {
	w := words(t)
	now := time.Date(2026, 5, 6, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"Tuesdays and Thursdays 10am-12 noon":            "Every Tuesday and Thursday, 10am to 12 noon",
		"1st and 3rd Monday of the month, 7pm":           "The first and third Monday of the month, 7pm",
		"Mon-Fri term time 9.30am-3pm":                   "Every Monday, Tuesday, Wednesday, Thursday and Friday, 9:30am to 3pm, in term time",
		"Daily 12.30pm-5pm":                              "Every day, 12:30pm to 5pm",
		"Every other Tuesday from 5 May 2026, 10am-11am": "Every second Tuesday, 10am to 11am",
		"Last Friday of the month 9pm to midnight":       "The last Friday of the month, 9pm to midnight",
		"Saturday 16 May 2026, 2pm-4pm":                  "Saturday 16 May, 2pm to 4pm",
		"April to September: Sat 10am-4pm":               "Every Saturday, 10am to 4pm, April to September",
		"Tuesdays 10am-12pm until 31 March 2027":         "Every Tuesday, 10am to 12 noon, until 31 March 2027",
	} {
		r := schedule.Parse(text, directory.DateOf(now))
		if !r.Understood {
			t.Errorf("%q was not understood", text)
			continue
		}
		if got := w.Pattern(schedule.Describe(r.Schedules[0]), now); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := w.Pattern(schedule.Describe(directory.Schedule{Text: "now and then"}), now); got != "" {
		t.Errorf("words alone gave %q", got)
	}
}

func TestFacts(t *testing.T) {
	w := words(t)
	now := time.Date(2026, 5, 6, 9, 0, 0, 0, time.UTC)
	for got, want := range map[string]string{
		w.Distance(812, false, 13, false):                                      "800 m, about 13 minutes’ walk",
		w.Distance(2130, true, 35, false):                                      "About 2.1 km away",
		w.Distance(9120, false, 148, false):                                    "9.1 km away",
		w.Distance(12_400, false, 200, true):                                   "12 km away, over water: there may be a ferry",
		w.Cost(directory.Cost{Known: true, Free: true}, 1):                     "Free",
		w.Cost(directory.Cost{Known: true}, 2):                                 "Free for some",
		w.Cost(directory.Cost{Known: true, Pence: 250}, 2):                     "From £2.50",
		w.Cost(directory.Cost{Known: true, Pence: 300}, 1):                     "£3",
		w.Cost(directory.Cost{Text: "A donation if you can"}, 0):               "A donation if you can",
		w.Checked(0, "", now):                                                  "Not checked yet: ring first",
		w.Checked(directory.MillisOf(now.AddDate(0, 0, -3)), "the group", now): "Checked by the group on 3 May",
		w.Value(directory.FieldCost, "5", ""):                                  "£5 or less",
		w.Value(directory.FieldLanguage, "gd", ""):                             "Gàidhlig",
		w.List([]string{"a", "b", "c"}):                                        "a, b and c",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	w := words(t)
	set, err := concept.Load(data.Concepts)
	if err != nil {
		t.Fatal(err)
	}
	slots := func(codes ...string) (s match.Slots) {
		for _, c := range codes {
			one, ok := match.ParseSlots(c)
			if !ok {
				t.Fatalf("%s is no part of a week", c)
			}
			s |= one
		}
		return s
	}
	for got, want := range map[string]string{
		w.Slots(slots("tue-morning")):                                            "Tuesday mornings",
		w.Slots(slots("tue-morning", "thu-morning", "tue-evening")):              "Tuesday mornings and evenings; Thursday mornings",
		w.Slots(slots("morning", "evening")):                                     "Mornings and evenings",
		w.Slots(slots("sat", "sun", "fri-evening")):                              "Friday evenings; Saturday and Sunday",
		w.Limit(match.Limit{Value: 2 * 1609.344}, set):                           "Within 2 miles",
		w.Limit(match.Limit{Value: 800.0}, set):                                  "Within 800 m",
		w.Limit(match.Limit{Value: int64(0)}, set):                               "Free",
		w.Limit(match.Limit{Value: int64(250)}, set):                             "£2.50 or less",
		w.Limit(match.Limit{Field: match.FieldAccess, Value: "bsl"}, set):        "BSL",
		w.Limit(match.Limit{Field: match.FieldAccess, Value: "women-only"}, set): "Women only",
		w.For("my mum"):                "For your mum",
		w.For("the wee lad"):           "For the wee lad",
		w.Any([]string{"a", "b", "c"}): "a, b or c",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	age, pence := 72, int64(500)
	a := match.Answer{Profile: match.Profile{Place: &directory.Place{Label: "Leith"}, Travel: match.Bus, Access: []string{"step-free", "bsl"}, CostMax: &pence,
		Company: "small-group", Age: &age, TakePart: match.Help}}
	if got := w.Missing(a, set); got != nil {
		t.Errorf("nothing draws them, and what is missing is %q", got)
	}
	a.Understood = match.Understood{Pieces: []match.Piece{{Label: "be with people"}, {Label: "singing"}}, Missed: []string{"quidditch", "b"}}
	want := []string{"Be with people, singing or quidditch", "Near Leith", "By bus", "Step-free", "BSL", "£5 or less", "A small group", "For age 72", "To help"}
	if got := w.Missing(a, set); !slices.Equal(got, want) {
		t.Errorf("missing %q, want %q", got, want)
	}
}
