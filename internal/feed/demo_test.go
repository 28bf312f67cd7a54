package feed

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"alongside/data"
	"alongside/internal/directory"
	"alongside/internal/schedule"
)

var demoNow = time.Date(2026, time.May, 3, 11, 0, 0, 0, time.UTC)

func demoListings(t *testing.T) []directory.Listing {
	t.Helper()
	ls, err := Demo(demoNow)
	if err != nil {
		t.Fatal(err)
	}
	return ls
}

func TestDemoHasEnoughOfEachRegion(t *testing.T) {
	written, err := demoFiles(data.Demo)
	if err != nil {
		t.Fatal(err)
	}
	counts := make(map[string]int)
	for _, w := range written {
		region, _, _ := strings.Cut(w.file, "-")
		counts[region]++
	}
	if len(written) < 400 {
		t.Errorf("%d listings in all, want at least 400", len(written))
	}
	for region, fewest := range map[string]int{"edinburgh": 140, "lothians": 80, "fife": 60, "glasgow": 60} {
		if counts[region] < fewest {
			t.Errorf("%s has %d listings, want at least %d", region, counts[region], fewest)
		}
	}
	t.Logf("listings: %v", counts)
}

func TestDemoIDsAreOwnAndStable(t *testing.T) {
	ls := demoListings(t)
	seen := make(map[string]string)
	own := func(id, what string) {
		if other, twice := seen[id]; twice || !directory.IsID(id) {
			t.Errorf("id %q of %s: also of %q, or no id", id, what, other)
		}
		seen[id] = what
	}
	texts := make(map[string]string)
	for _, l := range ls {
		own(l.ID, l.ExternalID)
		for _, at := range l.At {
			own(at.ID, l.ExternalID)
			own(at.Location.ID, l.ExternalID)
		}
		for _, r := range l.Roles {
			own(r.ID, l.ExternalID)
		}
		if l.ID != directory.ImportedID("demo", l.ExternalID) || l.Source != "demo" {
			t.Errorf("%s: id %s, source %q", l.ExternalID, l.ID, l.Source)
		}
		if other := texts[l.Description]; other != "" && l.Description != "" {
			t.Errorf("%s and %s say the same", l.ExternalID, other)
		}
		texts[l.Description] = l.ExternalID
	}
}

func TestDemoTimesAreUnderstood(t *testing.T) {
	written, err := demoFiles(data.Demo)
	if err != nil {
		t.Fatal(err)
	}
	b := demoBuilder{now: demoNow}
	for _, w := range written {
		whens := slices.Clone(w.When)
		for _, at := range w.At {
			whens = append(whens, at.When...)
		}
		for _, when := range whens {
			if r := b.reading(when); !r.Understood {
				t.Errorf("%s: %s: %q is not understood", w.file, w.ID, when)
			}
		}
	}
}

// demoFields are what a worker in the field would look for first, each with words of
// which one stands among the activities of a listing.
var demoFields = map[string][]string{
	"sheds": {"woodwork", "boat building", "model making"}, "choirs": {"choir", "singing"},
	"walking": {"walking"}, "gardens": {"gardening", "community garden", "growing food", "allotment"},
	"lunch clubs": {"lunch club", "soup lunch", "community meal"}, "repair": {"repair café", "bike repair"},
	"languages": {"language café", "English conversation"}, "peer support": {"peer support"},
	"recovery": {"recovery", "recovery college", "recovery café"}, "work": {"CV help", "job search"},
	"paid jobs": {"paid job"}, "peer workers": {"peer support work"}, "fathers": {"dads' group"},
	"carers": {"carers' group", "kinship carers"}, "screens": {"digital skills", "phones and tablets"},
	"food": {"food pantry", "cooking"}, "arts": {"art", "painting", "drawing", "printmaking"},
	"heritage": {"local history", "heritage", "mining heritage", "fishing heritage"},
	"animals":  {"animals", "horses", "birds"}, "faith": {"faith"}, "young": {"young people"},
	"older": {"older people"}, "LGBT+": {"LGBT social", "older LGBT people"}, "new Scots": {"new Scots"},
	"veterans": {"veterans"}, "games": {"bingo", "dominoes", "bowls"}, "boats": {"boats", "coastal rowing"},
}

func TestDemoHasSomethingOfEachField(t *testing.T) {
	found := make(map[string]int)
	for _, l := range demoListings(t) {
		for field, words := range demoFields {
			demoCount(found, field, slices.ContainsFunc(words, func(w string) bool { return slices.Contains(l.Activities, w) }))
		}
	}
	for field := range demoFields {
		if found[field] < 2 {
			t.Errorf("%d listings of %s, want at least 2", found[field], field)
		}
	}
	t.Logf("fields: %v", found)
}

// A place of the demo lies within a short way of the middle of its outward
// code, which in the country is the size of a parish or three.
func TestDemoPlacesLieWhereTheirPostcodesDo(t *testing.T) {
	const farthest = 12_000 // metres
	table, err := data.Places.ReadFile("places/outcodes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	middles := make(map[string]orb.Point)
	for row := range strings.Lines(string(table)) {
		var code string
		var p orb.Point
		if _, err := fmt.Sscan(row, &code, &p[0], &p[1]); err == nil {
			middles[code] = p
		}
	}
	written, err := demoFiles(data.Demo)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range written {
		for _, at := range w.At {
			if at.Point == nil || at.Postcode == "" {
				t.Errorf("%s: %s: %s needs a postcode and a point", w.file, w.ID, at.Name)
				continue
			}
			middle, known := middles[directory.Outcode(at.Postcode)]
			if !known {
				t.Errorf("%s: %s: %q is in no outward code we know", w.file, w.ID, at.Postcode)
			} else if d := geo.DistanceHaversine(middle, *at.Point); d > farthest {
				t.Errorf("%s: %s: the point of %s is %.0f m from the middle of its outward code", w.file, w.ID, at.Postcode, d)
			}
		}
	}
}

func TestDemoIsInTheTrueMix(t *testing.T) {
	kinds := make(map[directory.Kind]int)
	joinings := make(map[directory.Joining]int)
	access := make(map[directory.AccessFeature]int)
	statuses := make(map[directory.Status]int)
	areas := make(map[directory.AreaKind]int)
	parts := make(map[directory.PartOfDay]int)
	days := make(map[time.Weekday]int)
	shares := make(map[string]int)
	ls := demoListings(t)
	for _, l := range ls {
		kinds[l.Kind]++
		joinings[l.Joining]++
		statuses[l.Status]++
		for _, a := range l.Areas {
			areas[a.Kind]++
		}
		slots := demoSlots(t, l)
		for _, part := range directory.PartsOfDay() {
			for _, day := range directory.Weekdays() {
				if slots.Has(directory.Slot(day, part)) {
					parts[part]++
					days[day]++
				}
			}
		}
		for _, at := range l.At {
			for _, a := range at.Location.Access {
				access[a]++
			}
			demoCount(shares, "told when you join", at.Location.ToldWhenYouJoin)
		}
		demoCount(shares, "roles", len(l.Roles) > 0)
		demoCount(shares, "first visit", !l.FirstVisit.Empty())
		demoCount(shares, "no times", slots == 0)
		demoCount(shares, "no cost", !l.Price(directory.DateOf(demoNow)).Known)
		demoCount(shares, "not checked", l.VerifiedAt == 0)
		demoCount(shares, "several places", len(l.At) > 1)
		demoCount(shares, "online", l.Online)
		demoCount(shares, "no place", len(l.At) == 0)
		demoCount(shares, "paid role", slices.ContainsFunc(l.Roles, func(r directory.Role) bool { return r.Paid }))
		demoCount(shares, "led by", len(l.LedBy)+len(l.Organization.LedBy) > 0)
	}
	for kind, bounds := range map[directory.Kind][2]int{
		directory.Activity: {25, 40}, directory.Group: {28, 42}, directory.Course: {6, 14},
		directory.Volunteering: {8, 18}, directory.Employment: {3, 8}, directory.Support: {8, 18},
	} {
		if p := 100 * kinds[kind] / len(ls); p < bounds[0] || p > bounds[1] {
			t.Errorf("%s: %d%% (%d of %d), want %d%% to %d%%", kind, p, kinds[kind], len(ls), bounds[0], bounds[1])
		}
	}
	demoHas(t, joinings, directory.Joinings()...)
	demoHas(t, access, directory.AccessFeatures()...)
	demoHas(t, statuses, directory.Active, directory.Inactive, directory.TemporarilyClosed)
	demoHas(t, areas, directory.AreaEverywhere, directory.AreaCouncil, directory.AreaDistrict, directory.AreaOutcode, directory.AreaRadius)
	demoHas(t, parts, directory.PartsOfDay()...)
	demoHas(t, days, directory.Weekdays()...)

	percent := func(name string) int { return 100 * shares[name] / len(ls) }
	for name, bounds := range map[string][2]int{
		"roles": {25, 70}, "first visit": {40, 80}, "no times": {8, 30}, "no cost": {12, 40},
		"not checked": {15, 50}, "several places": {2, 20}, "online": {2, 20}, "paid role": {3, 25}, "led by": {5, 60},
		"told when you join": {1, 5},
	} {
		if p := percent(name); p < bounds[0] || p > bounds[1] {
			t.Errorf("%s: %d%% (%d of %d), want %d%% to %d%%", name, p, shares[name], len(ls), bounds[0], bounds[1])
		}
	}
	t.Logf("%d listings: kinds %v, joining %v, shares %v", len(ls), kinds, joinings, shares)
}

func demoCount(shares map[string]int, name string, is bool) {
	if is {
		shares[name]++
	}
}

func demoHas[K comparable](t *testing.T, have map[K]int, want ...K) {
	t.Helper()
	for _, k := range want {
		if have[k] == 0 {
			t.Errorf("no listing has %v", k)
		}
	}
}

// demoSlots gives the days and parts of the day of a listing in the twelve
// weeks from now.
func demoSlots(t *testing.T, l directory.Listing) directory.Slots {
	t.Helper()
	zone, err := time.LoadLocation(directory.DefaultZone)
	if err != nil {
		t.Fatal(err)
	}
	all := slices.Clone(l.Schedules)
	for _, at := range l.At {
		all = append(all, at.Schedules...)
	}
	found, err := schedule.Occurrences(all, demoNow, demoNow.AddDate(0, 0, 84), 1000)
	if err != nil {
		t.Errorf("%s: %v", l.ExternalID, err)
	}
	return schedule.SlotsOf(found, zone)
}

// Numbers that Ofcom keeps free for drama; nobody is ever rung by them.
var dramaNumber = regexp.MustCompile(`^(0131 496 0\d{3}|0141 496 0\d{3}|01632 960\d{3}|07700 900\d{3})$`)

func TestDemoLeadsNobodyToARealNumberOrAddress(t *testing.T) {
	numberLike := regexp.MustCompile(`\b0\d{2,4} ?\d{3} ?\d{3,4}\b`)
	for _, l := range demoListings(t) {
		for _, p := range slices.Concat(l.Phones, l.Organization.Phones) {
			if !dramaNumber.MatchString(p.Number) {
				t.Errorf("%s: %q is not a number for drama", l.ExternalID, p.Number)
			}
		}
		words := []string{l.Summary, l.Description, l.HowToJoin, l.Alert, l.Organization.Description}
		for _, r := range l.Roles {
			words = append(words, r.Description, r.HowToApply, r.BenefitsAdvice)
		}
		for _, n := range numberLike.FindAllString(strings.Join(words, "\n"), -1) {
			if !dramaNumber.MatchString(n) {
				t.Errorf("%s: %q is not a number for drama", l.ExternalID, n)
			}
		}
		for _, e := range []string{l.Email, l.Organization.Email} {
			if e != "" && !strings.HasSuffix(e, ".example") {
				t.Errorf("%s: %q could be somebody's", l.ExternalID, e)
			}
		}
		for _, w := range []string{l.URL, l.Organization.Website, l.FirstVisit.Video} {
			if u, err := url.Parse(w); w != "" && (err != nil || !strings.HasSuffix(u.Host, ".example")) {
				t.Errorf("%s: %q could be somebody's", l.ExternalID, w)
			}
		}
	}
}

func TestDemoDatesMoveWithTheCalendar(t *testing.T) {
	const written = `
- id: a
  kind: course
  name: Bread in six weeks
  org: {id: o, name: Oven}
  status: temporarily closed
  closed_in_days: 3
  when: ["Tuesdays from {+7}, 10am-12noon"]
  checked_days_ago: 2
  checked_by: the group
  evidence: [{kind: worker-visited, days_ago: 2}, {kind: organisation-confirmed, days_ago: 9}]
  roles: [{title: Baker, closes_in_days: -1}]
`
	ls, err := readDemo(fstest.MapFS{"demo/a.yaml": {Data: []byte(written)}}, demoNow)
	if err != nil {
		t.Fatal(err)
	}
	l := ls[0]
	if l.ClosedUntil != "2026-05-06" || l.Roles[0].Closes != "2026-05-02" || l.Roles[0].Open("2026-05-03") {
		t.Errorf("closed until %s, role closes %s", l.ClosedUntil, l.Roles[0].Closes)
	}
	if day := l.VerifiedAt.Time().Format(time.DateOnly); day != "2026-05-01" || l.Evidence[0].At > l.Evidence[1].At {
		t.Errorf("checked on %s, evidence %v", day, l.Evidence)
	}
	if len(l.Schedules) != 1 || l.Schedules[0].ValidFrom != "2026-05-12" {
		t.Errorf("schedules %+v", l.Schedules)
	}
}

func TestDemoRefusesWhatIsWrong(t *testing.T) {
	const good = "- {id: a, kind: group, name: A, org: {id: o, name: O}}\n"
	for name, c := range map[string]struct{ yaml, want string }{
		"unknown key":           {good + "- id: b\n  nmae: B\n", "a.yaml: yaml: unmarshal errors:\n  line 3: field nmae not found"},
		"unknown key of a role": {good + "- {id: b, kind: group, name: B, org: {id: o}, roles: [{titel: x}]}\n", "line 2: field titel"},
		"not a list":            {"id: a\n", "a.yaml: yaml"},
		"id twice":              {good + "- {id: a, kind: group, name: B, org: {id: o}}\n", `a.yaml: the id "a" is used twice`},
		"no id":                 {"- {kind: group, name: A, org: {id: o, name: O}}\n", "a.yaml: A: it has no id"},
		"organisation twice":    {good + "- {id: b, kind: group, name: B, org: {id: o, name: O}}\n", `"o" is written out twice`},
		"unknown organisation":  {"- {id: a, kind: group, name: A, org: {id: p}}\n", `nothing is written of the organisation "p"`},
		"unknown kind":          {"- {id: a, kind: gruop, name: A, org: {id: o, name: O}}\n", "a.yaml: a: kind:"},
		"unknown area":          {"- {id: a, kind: group, name: A, org: {id: o, name: O}, areas: [moon]}\n", `line 1: "moon" is not an area`},
		"unknown council":       {"- {id: a, kind: group, name: A, org: {id: o, name: O}, areas: [\"council:S1\"]}\n", "is not an area"},
		"part of nothing":       {"- {id: a, kind: group, name: A, org: {id: o, name: O}, areas: [{name: North}]}\n", "line 1: an area that is a part"},
		"circle round nothing":  {"- {id: a, kind: group, name: A, org: {id: o, name: O}, areas: [\"radius:5km\"]}\n", "a radius needs a place"},
	} {
		_, err := readDemo(fstest.MapFS{"demo/a.yaml": {Data: []byte(c.yaml)}}, demoNow)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", name, err, c.want)
		}
	}
}
