package feed

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"alongside/internal/directory"
)

// edinburgh are the council's files with what each holds.
var edinburgh = []struct {
	name                     string
	rows, listings, skipped  int
	leastTimesRead, mostText int
}{
	{"access-to-sport-and-culture-edinburgh.csv", 94, 94, 0, 0, 0},
	{"adventurous-activity-providers.csv", 117, 117, 0, 0, 0},
	{"allotments.csv", 27, 27, 0, 0, 0},
	{"carer-support-groups.csv", 15, 15, 0, 0, 0},
	{"community-centres.csv", 49, 49, 0, 25, 8},
	{"community-learning.xcri.xml", 273, 273, 0, 0, 295},
	{"day-services-and-lunch-clubs.csv", 77, 77, 0, 40, 31},
	{"drug-and-alcohol-services.csv", 62, 62, 0, 10, 24},
	{"edinburgh-council-leisure-facilities.csv", 63, 63, 0, 5, 23},
	{"leisure-activities.csv", 0, 0, 0, 0, 0},
	{"leisure-classes.csv", 18489, 1274, 7185, 11200, 20},
	{"leisure-sites.csv", 0, 0, 0, 0, 0},
	{"library-locations-and-opening-hours.csv", 35, 35, 0, 25, 8},
	{"museums-and-galleries.csv", 11, 11, 0, 1, 10},
	{"parks-and-gardens.csv", 144, 144, 0, 0, 4},
	{"youth-work-opportunities.csv", 270, 270, 0, 0, 250},
}

// TestEdinburgh imports every file of the council at once, each found by its
// columns, and again.
func TestEdinburgh(t *testing.T) {
	dir := shared(t, "data", "edinburgh")
	sink := newMemory()
	o := options(dir)
	o.Full = true
	r := imported(t, o, sink)
	total := 0
	if len(r.Files) != len(edinburgh) {
		t.Fatalf("%d files, want %d", len(r.Files), len(edinburgh))
	}
	for i, want := range edinburgh {
		f := r.Files[i]
		if f.Name != want.name || f.Error != "" || f.Rejected != 0 || f.Rows != want.rows || f.Listings != want.listings || f.Skipped != want.skipped {
			t.Errorf("%+v, want %+v", f, want)
		}
		if f.TimesRead < want.leastTimesRead || f.TimesText > want.mostText {
			t.Errorf("%s: %d times read, %d kept as words", f.Name, f.TimesRead, f.TimesText)
		}
		total += f.Listings
	}
	if r.Created != total || r.Exit() != 0 {
		t.Errorf("%d created of %d, exit %d", r.Created, total, r.Exit())
	}
	if again := imported(t, o, sink); again.Unchanged != total || again.Created+again.Updated+again.Retired != 0 {
		t.Errorf("a second time: %d of %d unchanged", again.Unchanged, total)
	}
}

// from1 imports one file with its own mapping, named as people would.
func from1(t *testing.T, name string) *memory {
	t.Helper()
	m, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	sink := newMemory()
	o := options(filepath.Join(shared(t, "data", "edinburgh"), name+".csv"))
	if o.Mapping = m["edinburgh/"+name]; o.Mapping == nil {
		t.Fatalf("no mapping for %s", name)
	}
	if r := imported(t, o, sink); r.Exit() != 0 {
		t.Fatalf("%+v", r)
	}
	return sink
}

func TestDayServicesAreNoOpenDoors(t *testing.T) {
	joining := map[directory.Joining]int{}
	for _, l := range from1(t, "day-services-and-lunch-clubs").listings {
		joining[l.Joining]++
		if len(l.Areas) != 1 || l.Areas[0].Name == "" {
			t.Errorf("%s names %d areas", l.Name, len(l.Areas))
		}
	}
	if joining[directory.JustTurnUp] != 0 || joining[directory.ByProfessional] != 70 || joining[directory.GetInTouch] != 7 {
		t.Errorf("%v", joining)
	}
	sink := from1(t, "day-services-and-lunch-clubs")
	l := sink.named(t, "Calton Welfare Service")
	tuesday := slices.ContainsFunc(l.At[0].Schedules, func(s directory.Schedule) bool {
		return s.Rule == "FREQ=WEEKLY;BYDAY=TU" && s.Opens == "10:30" && s.Closes == "14:00"
	})
	if !slices.Contains(l.Activities, "lunch club") || !tuesday || *l.MinimumAge != 65 || l.Areas[0].Code != "S12000036:north east" {
		t.Errorf("%+v", l)
	}
	if n := len(sink.named(t, "Alzheimer Scotland Saturday Cafe").At); n != 2 {
		t.Errorf("%d places of a café with a second location", n)
	}
}

func TestReferralsAreReadWithCare(t *testing.T) {
	sink := from1(t, "drug-and-alcohol-services")
	for name, want := range map[string]directory.Joining{
		"Alcohol Referral Team, The City of Edinburgh Council": directory.ByProfessional, // self-referrals are not accepted
		"Jericho House":                        directory.ByProfessional, // one's own social worker
		"NHS Lothian Substance Misuse Service": directory.ByProfessional,
		"Crew 2000":                            directory.GetInTouch,
		"Edinburgh Access Practice - Cowgate":  directory.GetInTouch,
		"North East Recovery Hub":              directory.JustTurnUp,
		"Serenity Cafe":                        directory.JustTurnUp,
		"Scottish Families Affected by Drugs":  directory.JoinUnknown,
	} {
		if got := sink.named(t, name).Joining; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestKindsOfEdinburgh(t *testing.T) {
	for name, want := range map[string][]directory.Kind{
		"youth-work-opportunities": {directory.Group, directory.Activity}, "museums-and-galleries": {directory.Activity},
		"parks-and-gardens": {directory.Activity}, "library-locations-and-opening-hours": {directory.Activity},
		"carer-support-groups": {directory.Support}, "drug-and-alcohol-services": {directory.Support}, "allotments": {directory.Activity},
		"leisure-classes": {directory.Activity}, "day-services-and-lunch-clubs": {directory.Group, directory.Support},
	} {
		for _, l := range from1(t, name).listings {
			if !slices.Contains(want, l.Kind) {
				t.Errorf("%s: %s is %s", name, l.Name, l.Kind)
			}
		}
	}
}

func TestLeisureClassesAreFolded(t *testing.T) {
	sink := from1(t, "leisure-classes")
	seen := map[string]bool{}
	for _, l := range sink.listings {
		key := l.Name + " at " + l.At[0].Location.Name
		if seen[key] {
			t.Errorf("%s is there twice", key)
		}
		seen[key] = true
		if len(l.At) != 1 || len(l.At[0].Schedules) == 0 || l.At[0].Location.Addresses[0].PostalCode == "" {
			t.Errorf("%s: %+v", key, l.At)
		}
	}
	if !seen["Bodypump at Ainslie Park"] || !seen["Gymnastics Coaching: G.Nips 3-5yr at Gracemount"] {
		t.Error("the classes are not named as they should be")
	}
}

// TestShippedMappings reads every mapping that is shipped, whether or not the
// real files are there.
func TestShippedMappings(t *testing.T) {
	all, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range edinburgh {
		name := "edinburgh/" + f.name[:len(f.name)-len(filepath.Ext(f.name))]
		if m := all[name]; m == nil && f.name != "community-learning.xcri.xml" || m != nil && len(m.Matches) == 0 {
			t.Errorf("no mapping that says which columns it is for: %s", name)
		}
	}
	if _, err := os.Stat(filepath.Join("..", "..", "data", "mappings")); err != nil {
		t.Error(err)
	}
}
