package publish_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alongside/internal/directory"
	"alongside/internal/publish"
)

func TestMissing(t *testing.T) {
	phones := []directory.Phone{{Number: "0131 496 0000"}}
	place := func(l directory.Location) []directory.ServiceAtLocation {
		return []directory.ServiceAtLocation{{Location: l}}
	}
	full := directory.Listing{Name: "Chess", Kind: directory.Group, Online: true, Joining: directory.JustTurnUp,
		Schedules: []directory.Schedule{{Text: "Times vary"}}}
	with := func(change func(*directory.Listing)) directory.Listing {
		l := full
		l.Schedules = slices.Clone(full.Schedules)
		change(&l)
		return l
	}
	for _, tt := range []struct {
		name    string
		listing directory.Listing
		want    []publish.Need
	}{
		{"nothing", directory.Listing{}, publish.Needs()},
		{"all", full, []publish.Need{}},
		{"blanks", with(func(l *directory.Listing) { l.Name, l.Schedules[0].Text = " \n", "\t" }), []publish.Need{publish.NeedName, publish.NeedWhen}},
		{"a kind of its own", with(func(l *directory.Listing) { l.Kind = "party" }), []publish.Need{publish.NeedKind}},
		{"no times", with(func(l *directory.Listing) { l.Schedules = nil }), []publish.Need{publish.NeedWhen}},
		{"times of a place", with(func(l *directory.Listing) {
			l.Schedules, l.At = nil, []directory.ServiceAtLocation{{Schedules: []directory.Schedule{{Rule: "FREQ=DAILY"}}}}
		}), []publish.Need{}},
		{"nowhere", with(func(l *directory.Listing) { l.Online = false }), []publish.Need{publish.NeedWhere}},
		{"an empty place", with(func(l *directory.Listing) { l.Online, l.At = false, place(directory.Location{ID: "x"}) }), []publish.Need{publish.NeedWhere}},
		{"a place's name", with(func(l *directory.Listing) { l.Online, l.At = false, place(directory.Location{Name: "The hall"}) }), []publish.Need{}},
		{"a postcode", with(func(l *directory.Listing) {
			l.Online, l.At = false, place(directory.Location{Addresses: []directory.Address{{PostalCode: "EH1 1AA"}}})
		}), []publish.Need{}},
		{"told when you join", with(func(l *directory.Listing) { l.Online, l.At = false, place(directory.Location{ToldWhenYouJoin: true}) }), []publish.Need{}},
		{"an area", with(func(l *directory.Listing) { l.Online, l.Areas = false, []directory.ServiceArea{{Name: "Leith"}} }), []publish.Need{}},
		{"not known how", with(func(l *directory.Listing) { l.Joining = directory.JoinUnknown }), []publish.Need{publish.NeedJoin}},
		{"get in touch, with nothing", with(func(l *directory.Listing) { l.Joining = directory.GetInTouch }), []publish.Need{publish.NeedJoin}},
		{"get in touch by telephone", with(func(l *directory.Listing) { l.Joining, l.Phones = directory.GetInTouch, phones }), []publish.Need{}},
		{"get in touch with whoever runs it", with(func(l *directory.Listing) { l.Joining, l.Organization.Phones = directory.WaitingList, phones }), []publish.Need{}},
		{"how in words", with(func(l *directory.Listing) { l.Joining, l.HowToJoin = "", "Wave at us" }), []publish.Need{}},
	} {
		if diff := cmp.Diff(tt.want, publish.Missing(publish.Draft{Listing: tt.listing})); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// truths are things that may be true of a listing, each added by itself. First
// come those of which each must be worth something to a listing that says
// nothing of the kind.
func truths() map[string]func(*directory.Listing) {
	pence := int64(200)
	age := 50
	return map[string]func(*directory.Listing){
		"name": func(l *directory.Listing) { l.Name = "Chess" },
		"kind": func(l *directory.Listing) { l.Kind = directory.Group },
		"when": func(l *directory.Listing) { l.Schedules = append(l.Schedules, directory.Schedule{Text: "Times vary"}) },
		"days": func(l *directory.Listing) { l.Schedules = append(l.Schedules, directory.Schedule{Rule: "FREQ=DAILY"}) },
		"place": func(l *directory.Listing) {
			l.At = append(l.At, directory.ServiceAtLocation{Location: directory.Location{Name: "Hall"}})
		},
		"access": func(l *directory.Listing) {
			l.At = append(l.At, directory.ServiceAtLocation{Location: directory.Location{Name: "Hall 2", Access: []directory.AccessFeature{directory.Lift}}})
		},
		"join":        func(l *directory.Listing) { l.HowToJoin = "Just come." },
		"who meets":   func(l *directory.Listing) { l.FirstVisit.WhoMeetsYou = "Jo" },
		"happens":     func(l *directory.Listing) { l.FirstVisit.WhatHappens = "Tea" },
		"bring":       func(l *directory.Listing) { l.FirstVisit.BringSomeone = "Do" },
		"noise":       func(l *directory.Listing) { l.FirstVisit.Noise = "Quiet" },
		"description": func(l *directory.Listing) { l.Description = "We play slow chess with tea and talk." },
		"more": func(l *directory.Listing) {
			l.Description += " Boards, clocks, sets, cake, lessons, lamps, chairs, tables, heating, windows, music, friends, and a cat called Bishop."
		},
		"cost":  func(l *directory.Listing) { l.Costs = append(l.Costs, directory.CostOption{Pence: &pence}) },
		"phone": func(l *directory.Listing) { l.Phones = append(l.Phones, directory.Phone{Number: "0131 496 0000"}) },
		"activity": func(l *directory.Listing) {
			l.Activities = append(l.Activities, fmt.Sprint("chess ", len(l.Activities)))
		},
		"role":    func(l *directory.Listing) { l.Roles = append(l.Roles, directory.Role{Title: "Tea maker"}) },
		"age":     func(l *directory.Listing) { l.MinimumAge = &age },
		"online":  func(l *directory.Listing) { l.Online = true },
		"area":    func(l *directory.Listing) { l.Areas = append(l.Areas, directory.ServiceArea{Name: "Leith"}) },
		"led by":  func(l *directory.Listing) { l.LedBy = []directory.LedBy{directory.LedByPeers} },
		"fees":    func(l *directory.Listing) { l.Fees = "Give what you can" },
		"toilets": func(l *directory.Listing) { l.FirstVisit.Toilets = "One" },
	}
}

// TestNextBest adds what is true in any order: the score never falls, rises for
// the first of a kind, and ends at 100 with nothing left to ask; blanks and the
// same words again are worth nothing.
func TestNextBest(t *testing.T) {
	all := truths()
	var names []string
	for name := range all {
		names = append(names, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		var l directory.Listing
		_, before := publish.NextBest(l)
		if before != 0 {
			t.Fatalf("nothing is worth %d", before)
		}
		for _, name := range rapid.Permutation(names).Draw(t, "order") {
			all[name](&l)
			next, score := publish.NextBest(l)
			if score < before || score > 100 || (next == "") != (score == 100) {
				t.Fatalf("after %s: %d of %d, next %q", name, score, before, next)
			}
			before = score
			blank := l
			blank.Summary, blank.Description = " ", strings.Repeat(l.Description+" ", 3)
			blank.Activities = append(blank.Activities[:len(blank.Activities):len(blank.Activities)], blank.Activities...)
			blank.Activities = append(blank.Activities, " ")
			blank.Phones = append(blank.Phones[:len(blank.Phones):len(blank.Phones)], directory.Phone{Number: " "})
			if blank.Fees == "" {
				blank.Fees = " \n"
			}
			if _, again := publish.NextBest(blank); again != score {
				t.Fatalf("blanks after %s changed %d to %d", name, score, again)
			}
		}
	})
	for name, add := range all {
		if name == "led by" {
			continue
		}
		var l directory.Listing
		if name == "more" {
			all["description"](&l)
		}
		_, before := publish.NextBest(l)
		add(&l)
		if _, score := publish.NextBest(l); score <= before {
			t.Errorf("%s is worth nothing", name)
		}
	}
}

// TestNextBestAsks follows what is asked for from nothing on.
func TestNextBestAsks(t *testing.T) {
	all := truths()
	var l directory.Listing
	for _, step := range []struct {
		want publish.Help
		add  string
	}{
		{publish.HelpName, "name"}, {publish.HelpKind, "kind"}, {publish.HelpWhen, "when"}, {publish.HelpWhere, "place"}, {publish.HelpJoin, "join"},
		{publish.HelpFirstVisit, "who meets"}, {publish.HelpDescription, "description"}, {publish.HelpFirstVisit, "happens"},
		{publish.HelpDescription, "more"}, {publish.HelpCost, "cost"}, {publish.HelpContact, "phone"}, {publish.HelpFirstVisit, "bring"},
		{publish.HelpAccess, "access"}, {publish.HelpWhenDays, "days"},
	} {
		if got, _ := publish.NextBest(l); got != step.want {
			t.Errorf("before %s: asked for %q, want %q", step.add, got, step.want)
		}
		all[step.add](&l)
	}
	listed := map[publish.Help]bool{}
	for _, x := range publish.Helps() {
		listed[x] = true
	}
	if len(listed) != 14 {
		t.Errorf("%d helps", len(listed))
	}
}
