package feed

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

func mapping(t *testing.T, text string) *Mapping {
	t.Helper()
	m, err := ReadMapping(strings.NewReader(text), "test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// one imports a table of one row with a mapping and gives its listing.
func one(t *testing.T, m *Mapping, table string) (directory.Listing, Report) {
	t.Helper()
	sink := newMemory()
	o := options(file(t, "table.csv", table))
	o.Mapping = m
	r := imported(t, o, sink)
	for _, l := range sink.listings {
		return l, r
	}
	t.Fatalf("nothing was taken: %+v", r)
	return directory.Listing{}, r
}

func TestMappingFeatures(t *testing.T) {
	for _, c := range []struct {
		name, mapping, table string
		got                  func(directory.Listing) any
		want                 any
	}{
		{
			"several columns joined", "fields: {name: {parts: [A, B], join: ' - '}}", "A,B\nKnit,Natter\n",
			func(l directory.Listing) any { return l.Name }, "Knit - Natter",
		},
		{
			"the first that is filled", "fields: {name: {parts: [A, B], first: true}}", "A,B\n,Natter\n",
			func(l directory.Listing) any { return l.Name }, "Natter",
		},
		{
			"labelled paragraphs", "fields: {name: N, description: [D, {column: F, label: On the site}]}", "N,D,F\nPlot,Dig here.,\"Water\nToilets\"\n",
			func(l directory.Listing) any { return l.Description }, "Dig here.\n\nOn the site:\nWater\nToilets",
		},
		{
			"a constant", "fields: {name: N, organisation: {constant: Leith Leisure}}", "N\nYoga\n",
			func(l directory.Listing) any { return l.Organization.Name }, "Leith Leisure",
		},
		{
			"the name stands for the organisation", "fields: {name: N}", "N\nYoga Group\n",
			func(l directory.Listing) any { return l.Organization.Name }, "Yoga Group",
		},
		{
			"part of a cell by a pattern", "fields: {name: N, minimum_age: {column: D, pattern: 'over (\\d+)'}}", "N,D\nLunch,For people over 65.\n",
			func(l directory.Listing) any { return *l.MinimumAge }, 65,
		},
		{
			"something removed", "fields: {name: {column: N, remove: '\\s+(mon|tue) \\d+:\\d+$'}}", "N\nYoga Tue 10:30\n",
			func(l directory.Listing) any { return l.Name }, "Yoga",
		},
		{
			"values turned into words", "fields: {name: N, activities: {column: T, values: {YG: yoga}, otherwise: sport}}", "N,T\nClass,yg\n",
			func(l directory.Listing) any { return l.Activities }, []string{"yoga"},
		},
		{
			"values, otherwise", "fields: {name: N, activities: {column: T, values: {YG: yoga}, otherwise: sport}}", "N,T\nClass,??\n",
			func(l directory.Listing) any { return l.Activities }, []string{"sport"},
		},
		{
			"flag columns", "fields: {name: N, activities: {flags: {S: sports, A: arts, O: outdoor}}}", "N,S,A,O\nClub,1,0,yes\n",
			func(l directory.Listing) any { return l.Activities }, []string{"sports", "outdoor"},
		},
		{
			"a list by lines", "fields: {name: N, activities: A}", "N,A\nClub,\"Kayak, sea\nClimb \nkayak, sea\"\n",
			func(l directory.Listing) any { return l.Activities }, []string{"Kayak, sea", "Climb"},
		},
		{
			"a list by a mark", "fields: {name: N, activities: {column: A, split: '/'}}", "N,A\nClub,Kayak/Climb\n",
			func(l directory.Listing) any { return l.Activities }, []string{"Kayak", "Climb"},
		},
		{
			"lat,lon in one cell", "fields: {name: N, location: L}", "N,L\nClub,\"55.95,-3.19\"\n",
			func(l directory.Listing) any { return *l.At[0].Location.Point }, orb.Point{-3.19, 55.95},
		},
		{
			"latitude and longitude", "fields: {name: N, latitude: Y, longitude: X}", "N,X,Y\nClub,-3.19,55.95\n",
			func(l directory.Listing) any { return *l.At[0].Location.Point }, orb.Point{-3.19, 55.95},
		},
		{
			"a second place", "fields: {name: N, location: L, second_location: M}", "N,L,M\nClub,\"55.95,-3.19\",\"55.96,-3.18\"\n",
			func(l directory.Listing) any { return *l.At[1].Location.Point }, orb.Point{-3.18, 55.96},
		},
		{
			"joining by a condition", "fields: {name: N}\njoining: [{when: {column: H, contains: Social Care Direct}, is: professional}, {when: {column: H, filled: true}, is: get-in-touch}, {is: not-known}]",
			"N,H\nClub,\"<a href=\"\"http://example.org\"\">Contact social care direct</a>\"\n",
			func(l directory.Listing) any { return l.Joining }, directory.ByProfessional,
		},
		{
			"joining otherwise", "fields: {name: N}\njoining: [{when: {column: H, filled: true}, is: get-in-touch}, {is: not-known}]", "N,H\nClub,\n",
			func(l directory.Listing) any { return l.Joining }, directory.JoinUnknown,
		},
		{
			"all, any and not", "fields: {name: N}\nkind: [{when: {all: [{column: A, is: ['1', x]}, {not: {column: B, is: '1'}}, {any: [{column: N, matches: '^cl'}, {column: N, empty: true}]}]}, is: group}]", "N,A,B\nClub,x,0\n",
			func(l directory.Listing) any { return l.Kind }, directory.Group,
		},
		{
			"a council and its districts", "fields: {name: N}\nareas: [{column: A, council: S12000036, whole: [Edinburgh], districts: [North West], split: ';'}]", "N,A\nClub,Edinburgh; north west;Fife\n",
			func(l directory.Listing) any { return l.Areas },
			[]directory.ServiceArea{{Name: "Edinburgh", Kind: directory.AreaCouncil, Code: "S12000036"}, {Name: "north west", Kind: directory.AreaDistrict, Code: "S12000036:north west"}, {Name: "Fife"}},
		},
		{
			"districts found in a text", "fields: {name: N}\nareas: [{column: A, council: S12000036, find: true, districts: [North West, South East]}]", "N,A\nClub,Takes part in the South East hub.\n",
			func(l directory.Listing) any { return l.Areas },
			[]directory.ServiceArea{{Name: "South East", Kind: directory.AreaDistrict, Code: "S12000036:south east"}},
		},
		{
			"a constant area", "fields: {name: N}\nareas: [{constant: Edinburgh, council: S12000036, when: {column: W, is: '1'}}]", "N,W\nClub,1\n",
			func(l directory.Listing) any { return l.Areas },
			[]directory.ServiceArea{{Name: "Edinburgh", Kind: directory.AreaCouncil, Code: "S12000036"}},
		},
		{
			"access", "fields: {name: N, postcode: P}\naccess: [{when: {column: F, contains: induction loop}, is: hearing-loop}]", "N,P,F\nClub,EH6 7HF,Induction Loop\n",
			func(l directory.Listing) any { return l.At[0].Location.Access }, []directory.AccessFeature{directory.HearingLoop},
		},
		{
			"closed until a day", "status: [{when: {column: C, filled: true}, is: temporarily closed}, {is: active}]\nfields: {name: N, closed_until: C}", "N,C\nClub,01/09/2025\n",
			func(l directory.Listing) any { return []any{l.Status, l.ClosedUntil} }, []any{directory.TemporarilyClosed, directory.Date("2025-09-01")},
		},
		{
			"an id of its own", "id: Ref\nfields: {name: N}", "N,Ref\nClub,A-1\n",
			func(l directory.Listing) any { return l.ExternalID }, "A-1",
		},
		{
			"header further down", "header_row: 3\nfields: {name: N}", "Groups of 2025\n\nN\nClub\n",
			func(l directory.Listing) any { return l.Name }, "Club",
		},
		{
			"another encoding", "encoding: cp850\nfields: {name: Caf\u00e9}", "Caf\x82\nJava\n",
			func(l directory.Listing) any { return l.Name }, "Java",
		},
		{
			"another delimiter", "delimiter: tab\nfields: {name: N}", "N\tA,B,C\nClub, big\t1\n",
			func(l directory.Listing) any { return l.Name }, "Club, big",
		},
		{
			"times that are read", "fields: {name: N, postcode: P, times: T}", "N,P,T\nClub,EH6 7HF,Tuesdays 9.30am - 3.30pm\n",
			func(l directory.Listing) any {
				s := l.At[0].Schedules[0]
				return []string{s.Rule, string(s.Opens), string(s.Closes)}
			},
			[]string{"FREQ=WEEKLY;BYDAY=TU", "09:30", "15:30"},
		},
		{
			"times that stay words", "fields: {name: N, times: T}", "N,T\nClub,Various meeting times\n",
			func(l directory.Listing) any { return l.Schedules }, []directory.Schedule{{Text: "Various meeting times"}},
		},
		{
			"season", "fields: {name: N, times: T, starts: S, ends: E}", "N,T,S,E\nClub,Tuesdays 2pm-4pm,01/09/2025,12/12/2025\n",
			func(l directory.Listing) any {
				return []directory.Date{l.Schedules[0].ValidFrom, l.Schedules[0].ValidTo}
			},
			[]directory.Date{"2025-09-01", "2025-12-12"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, r := one(t, mapping(t, c.mapping), c.table)
			if d := cmp.Diff(c.want, c.got(l)); d != "" {
				t.Errorf("%s\n%+v", d, r.WarningsList)
			}
		})
	}
}

func TestMappingFaults(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "empty"},
		{"fields: {name: N}\ncolums: x", `line 2: "colums" is not a key of a mapping`},
		{"fields: {name: N, nam: M}", `"nam" is not a field`},
		{"fields:\n  name: N\n  description:\n    - {colum: D}", `line 4: "colum" is not a key of a part of a field`},
		{"fields: {name: N}\nkind: nonsense", `kind: "nonsense"`},
		{"fields: {name: N}\njoining: [{whn: {column: A, filled: true}, is: professional}]", `"whn" is not a key of a rule`},
		{"fields: {name: N}\njoining: [{when: {column: A}, is: professional}]", "line 2: a condition is a column with one of"},
		{"fields: {name: N}\nskip: [{column: A, matches: '('}]", "line 2"},
		{"fields: {}", "say under fields where the name comes from"},
		{"fold: true\nfields: {name: N}", "fold needs an id"},
		{"fields: {name: N}\nencoding: klingon", "encoding"},
		{"fields: {name: N}\njoin: [{file: ../../etc/passwd, column: A, key: B}]", "plain file name"},
		{"fields: {name: N}\njoin: [{file: a.csv, column: A}]", "a join needs"},
		{"fields: {name: N}\nsessions: {days: {Monday: someday}}", "not a day of the week"},
		{"fields: {name: N}\nfields: {name: M}", "given twice"},
		{"fields: {name: {column: A, constant: B}}", "give one of column, constant and flags"},
		{"[a, b]", "keys and values"},
		{"fields: {name: N}\n---\nfields: {name: M}", "more than one document"},
		{"a: [b", "line"},
	} {
		_, err := ReadMapping(strings.NewReader(c.in), "m.yaml")
		if err == nil || !contains(err.Error(), c.want) || !contains(err.Error(), "m.yaml") {
			t.Errorf("%q: %v, want %s", c.in, err, c.want)
		}
	}
}

func TestMappingNamesAMissingColumn(t *testing.T) {
	o := options(file(t, "a.csv", "N,B\nClub,1\n"))
	o.Mapping = mapping(t, "fields: {name: N, description: D}")
	r := imported(t, o, newMemory())
	if r.Exit() != 2 || !contains(r.Files[0].Error, `no column "D"`) || !contains(r.Files[0].Error, "N, B") {
		t.Errorf("exit %d: %+v", r.Exit(), r.Files)
	}
}

const classesMapping = `
join: [{file: sites.csv, column: Site, key: Code, as: Site}]
skip: [{column: Class, is: [Break, Cleaning]}]
id: [{column: Class, remove: '\s+[a-z]{3} \d\d:\d\d$'}, Site]
fold: true
joining: get-in-touch
fields:
  name: {column: Class, remove: '\s+[a-z]{3} \d\d:\d\d$'}
  activities: Group
  place: Site.Name
  postcode: Site.Postcode
sessions:
  days: {Mon: monday, Tue: tuesday}
  start: Start
  minutes: Minutes
  from: From
  until: Until
  none: 30/12/1899
  weeks: Weeks
`

const classes = `Class,Site,Group,Start,Minutes,Mon,Tue,From,Until,Weeks
Yoga Mon 10:00,LV,Yoga,10:00:00,45,1,0,06/01/2025,31/03/2025,1
Yoga Mon 10:00,LV,Yoga,10:00:00,45,1,0,07/04/2025,30/06/2025,1
Yoga Mon 10:00,LV,Yoga,10:00:00,45,1,0,01/09/2025,30/12/1899,1
Yoga Tue 18:30,LV,Relax,18:30:00,60,0,1,30/12/1899,30/12/1899,1
Break,LV,Staff,11:00:00,15,1,0,06/01/2025,31/03/2025,1
Yoga Mon 10:00,QQ,Yoga,10:00:00,45,1,1,06/01/2025,31/03/2025,1
Dance Day,LV,Dance,12:00:00,60,0,0,21/06/2025,21/06/2025,0
Dance Day,LV,Dance,12:00:00,60,0,0,28/06/2025,28/06/2025,0
Chess,LV,Chess,23:30:00,60,0,0,07/01/2025,30/12/1899,2
Camp,LV,Camp,09:30:00,420,0,0,15/07/2025,19/07/2025,1
`

func TestFoldingWithAJoin(t *testing.T) {
	table := file(t, "classes.csv", classes)
	sites := file(t, "sites.csv", "Code,Name,Postcode\nLV,Leith Victoria,EH6 5JA\n")
	o := options(table)
	o.Mapping = mapping(t, classesMapping)
	sink := newMemory()
	if r := imported(t, o, sink); r.Exit() != 2 || !contains(r.Files[0].Error, "sites.csv should stand beside") {
		t.Errorf("without the joined file: %+v", r.Files)
	}
	sink = newMemory()
	o.Inputs = []string{table, sites}
	r := imported(t, o, sink)
	if r.Files[0].Rows != 10 || r.Files[0].Skipped != 1 || r.Files[0].Listings != 5 || r.Files[0].TimesRead != 8 || r.Files[0].TimesText != 1 {
		t.Errorf("%+v", r.Files[0])
	}
	if r.Exit() != 0 || r.Files[1].Note == "" {
		t.Errorf("the joined file by itself: exit %d, %+v", r.Exit(), r.Files[1])
	}
	if r.Warnings != 1 || !contains(r.WarningsList[0].Reason, `"QQ" is not in the joined table`) {
		t.Errorf("%+v", r.WarningsList)
	}
	yoga := directory.Listing{}
	for _, l := range sink.listings {
		if l.Name == "Yoga" && len(l.At) > 0 {
			yoga = l
		}
	}
	want := []directory.Schedule{
		{Rule: "FREQ=WEEKLY;BYDAY=MO", Opens: "10:00", Closes: "10:45", ValidFrom: "2025-01-06", ValidTo: "2025-06-30"},
		{Rule: "FREQ=WEEKLY;BYDAY=MO", Opens: "10:00", Closes: "10:45", ValidFrom: "2025-09-01"},
		{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "18:30", Closes: "19:30"},
	}
	if d := cmp.Diff(want, yoga.At[0].Schedules); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Yoga", "Relax"}, yoga.Activities); d != "" {
		t.Error(d)
	}
	for name, want := range map[string]directory.Schedule{
		"Dance Day": {Start: "2025-06-21", Also: []directory.Date{"2025-06-28"}, Opens: "12:00", Closes: "13:00"},
		"Chess":     {Rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", Start: "2025-01-07", ValidFrom: "2025-01-07", Opens: "23:30", Closes: "00:30"},
		"Camp":      {Text: "09:30 to 16:30, from 15 July 2025, until 19 July 2025", ValidFrom: "2025-07-15", ValidTo: "2025-07-19"},
	} {
		if d := cmp.Diff([]directory.Schedule{want}, sink.named(t, name).At[0].Schedules); d != "" {
			t.Error(name, d)
		}
	}
}
