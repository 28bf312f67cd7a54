package safety_test

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
	"alongside/internal/safety"
)

var scotland = directory.Scope{Kind: directory.ScopeCountry, ID: "scotland"}

// at gives a moment of a week in winter, when the clocks of Scotland are UTC.
func at(t *testing.T, s string) time.Time {
	t.Helper()
	when, err := time.Parse("Mon 2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func contact(t *testing.T, c safety.Card, id string) safety.Contact {
	t.Helper()
	i := slices.IndexFunc(c.Contacts, func(c safety.Contact) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("no %s in %+v", id, c)
	}
	return c.Contacts[i]
}

// TestScotland pins whom to call, how and when. A change here is a change of
// what somebody in danger reads.
func TestScotland(t *testing.T) {
	g := guard(t)
	card := g.Card(g.Look("I want to die", "en"), scotland, at(t, "Tue 2026-01-06 20:00"))
	call := func(to string) []safety.Way { return []safety.Way{{Means: safety.Call, To: to}} }
	for id, want := range map[string]struct {
		name string
		ways []safety.Way
		ages [2]int
	}{
		"emergency-999":       {"Emergency services", []safety.Way{{Means: safety.Call, To: "999"}, {Means: safety.BSL, To: "999BSL"}}, [2]int{}},
		"nhs-24":              {"NHS 24", []safety.Way{{Means: safety.Call, To: "111", Say: "choose the mental health option"}}, [2]int{}},
		"samaritans":          {"Samaritans", call("116 123"), [2]int{}},
		"breathing-space":     {"Breathing Space", call("0800 83 85 87"), [2]int{16, 0}},
		"domestic-abuse":      {"Scotland’s Domestic Abuse and Forced Marriage Helpline", call("0800 027 1234"), [2]int{}},
		"rape-crisis":         {"Rape Crisis Scotland", call("08088 01 03 02"), [2]int{}},
		"childline":           {"Childline", call("0800 1111"), [2]int{0, 18}},
		"shout":               {"SHOUT", []safety.Way{{Means: safety.Text, To: "85258", Say: "SHOUT"}}, [2]int{}},
		"contactscotland-bsl": {"contactSCOTLAND-BSL", []safety.Way{{Means: safety.BSL, To: "contactSCOTLAND-BSL"}}, [2]int{}},
	} {
		c := contact(t, card, id)
		if diff := cmp.Diff(want.ways, c.Ways); diff != "" || c.Name != want.name || [2]int{c.MinimumAge, c.MaximumAge} != want.ages {
			t.Errorf("%s: %+v %s", id, c, diff)
		}
	}
	if len(card.Contacts) != 9 {
		t.Errorf("%d contacts, want 9", len(card.Contacts))
	}
	for _, id := range []string{"rape-crisis", "contactscotland-bsl"} {
		if c := contact(t, card, id); c.Hours != nil || c.Open != safety.HoursUnknown {
			t.Errorf("%s: hours that nobody stated: %+v", id, c)
		}
	}
}

func TestBreathingSpaceHours(t *testing.T) {
	g := guard(t)
	look := g.Look("I want to die", "en")
	for when, want := range map[string]safety.Open{
		"Mon 2026-01-05 05:59": safety.OpenNow, "Mon 2026-01-05 06:00": safety.Closed, "Mon 2026-01-05 17:59": safety.Closed,
		"Mon 2026-01-05 18:00": safety.OpenNow, "Tue 2026-01-06 01:59": safety.OpenNow, "Tue 2026-01-06 02:00": safety.Closed,
		"Thu 2026-01-08 23:00": safety.OpenNow, "Fri 2026-01-09 01:30": safety.OpenNow, "Fri 2026-01-09 02:00": safety.Closed,
		"Fri 2026-01-09 17:59": safety.Closed, "Fri 2026-01-09 18:00": safety.OpenNow, "Sat 2026-01-10 12:00": safety.OpenNow,
		"Sun 2026-01-11 04:00": safety.OpenNow, "Tue 2026-07-07 16:59": safety.Closed, "Tue 2026-07-07 17:00": safety.OpenNow, // summer time
	} {
		if got := contact(t, g.Card(look, scotland, at(t, when)), "breathing-space").Open; got != want {
			t.Errorf("%s: %d, want %d", when, got, want)
		}
	}
}

// TestOrder: those that fit and answer now come first, and what is closed last.
func TestOrder(t *testing.T) {
	g := guard(t)
	day, night := at(t, "Tue 2026-01-06 12:00"), at(t, "Tue 2026-01-06 23:00")
	for _, tt := range []struct {
		say   string
		now   time.Time
		first []string
		last  string
	}{
		{"I want to kill myself", day, []string{"emergency-999", "nhs-24", "samaritans", "shout"}, "breathing-space"},
		{"I want to kill myself", night, []string{"emergency-999", "nhs-24", "samaritans", "breathing-space", "shout"}, ""},
		{"my partner hits me", day, []string{"emergency-999", "domestic-abuse"}, "breathing-space"},
		{"I was raped", day, []string{"emergency-999", "domestic-abuse", "rape-crisis"}, "breathing-space"},
		{"my stepdad hurts me and I am 12", day, []string{"emergency-999", "domestic-abuse", "childline"}, "breathing-space"},
		{"there's nothing I enjoy any more", night, []string{"nhs-24", "samaritans", "breathing-space", "shout", "emergency-999"}, ""},
	} {
		card := g.Card(g.Look(tt.say, "en"), scotland, tt.now)
		var ids []string
		for _, c := range card.Contacts {
			ids = append(ids, c.ID)
		}
		if len(ids) < len(tt.first) || !slices.Equal(ids[:len(tt.first)], tt.first) || (tt.last != "" && ids[len(ids)-1] != tt.last) {
			t.Errorf("%q: %v, want %v first and %q last", tt.say, ids, tt.first, tt.last)
		}
		if !card.Shown() || card.Quiet {
			t.Errorf("%q: %+v", tt.say, card)
		}
	}
}

// TestQuiet: where nobody fluent has reviewed the phrases, silence is shown as
// a quiet line; a phrase that fires shows the whole card.
func TestQuiet(t *testing.T) {
	g := guard(t)
	now := at(t, "Tue 2026-01-06 12:00")
	for _, tt := range []struct {
		say, lang    string
		shown, quiet bool
	}{
		{"I like gardening", "en", false, false},
		{"I like gardening", "en-GB", false, false},
		{"I like gardening", "", false, false},
		{"I like gardening", "pl", true, true},
		{"люблю в'язати", "en", true, true},
		{"J'aime tricoter", "fr", true, true},
		{"mąż mnie bije", "pl", true, false},
		{"mąż mnie bije", "en", true, false},
	} {
		card := g.Card(g.Look(tt.say, tt.lang), scotland, now)
		if card.Shown() != tt.shown || card.Quiet != tt.quiet || (len(card.Contacts) > 0) != tt.shown {
			t.Errorf("%q in %q: shown %v, quiet %v, %d contacts", tt.say, tt.lang, card.Shown(), card.Quiet, len(card.Contacts))
		}
	}
}

// TestScopes: an area has its own contacts and those it lies within; where there
// are none, the default stands in.
func TestScopes(t *testing.T) {
	rules := "lang: en\nreviewed: true\nparts: {i: [i], they: [he]}\nrules: [{sort: suicide, level: now, say: [want to die]}]\n"
	files := fstest.MapFS{
		"safety/en.yaml": {Data: []byte(rules)},
		"safety/contacts/a.yaml": {Data: []byte("scope: {kind: country, id: a}\ndefault: true\ncontacts:\n" +
			"  - {id: line, name: Line, ways: [{means: call, to: '1'}]}\n  - {id: text, name: Text, ways: [{means: text, to: '2'}]}\n")},
		"safety/contacts/b.yaml": {Data: []byte("scope: {kind: area, id: b}\nwithin: {kind: country, id: a}\ncontacts:\n" +
			"  - {id: line, name: Local line, ways: [{means: call, to: '3'}]}\n")},
	}
	g, err := safety.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	look := g.Look("I want to die", "en")
	names := func(s directory.Scope) (out []string) {
		for _, c := range g.Card(look, s, time.Now()).Contacts {
			out = append(out, c.Name)
		}
		return out
	}
	for scope, want := range map[directory.Scope][]string{
		{Kind: directory.ScopeArea, ID: "b"}:       {"Local line", "Text"},
		{Kind: directory.ScopeCountry, ID: "a"}:    {"Line", "Text"},
		{Kind: directory.ScopeCountry, ID: "none"}: {"Line", "Text"},
		{}: {"Line", "Text"},
	} {
		if got := names(scope); !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", scope, got, want)
		}
	}
	for broken, data := range map[string]string{
		"no part":     rules + "soft: ['[none] x']\n",
		"no hours":    "scope: {kind: country, id: a}\ndefault: true\ncontacts: [{id: x, name: X, ways: [{means: call, to: '1'}], hours: {spans: [{first: mon, last: noday, opens: '09:00', closes: '10:00'}]}}]\n",
		"no default":  "scope: {kind: country, id: a}\ncontacts: [{id: x, name: X, ways: [{means: call, to: '1'}]}]\n",
		"no means":    "scope: {kind: country, id: a}\ndefault: true\ncontacts: [{id: x, name: X}]\n",
		"wrong field": "scope: {kind: country, id: a}\nnumbers: []\n",
	} {
		copied := fstest.MapFS{"safety/en.yaml": files["safety/en.yaml"], "safety/contacts/a.yaml": {Data: []byte(data)}}
		if broken == "no part" {
			copied = fstest.MapFS{"safety/en.yaml": {Data: []byte(data)}, "safety/contacts/a.yaml": files["safety/contacts/a.yaml"]}
		}
		if _, err := safety.Load(copied); err == nil {
			t.Errorf("%s: no error", broken)
		}
	}
}
