package directory_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// TestPublic hides a canary wherever something could lead to a place that is
// told when you join.
func TestPublic(t *testing.T) {
	extra := directory.Extra{"locations": json.RawMessage(`"canary"`)}
	l := directory.Listing{
		Name: "Rowan Room", Extra: extra, Organization: directory.Organization{Name: "Rowan House", Extra: extra},
		FirstVisit: directory.FirstVisit{WayFromStop: "canary", GettingThere: "canary", WayIn: "canary", Video: "canary", WhoMeetsYou: "One of us."},
		At: []directory.ServiceAtLocation{{Description: "canary", Extra: extra, Location: directory.Location{
			Name: "canary", AlternateName: "canary", Description: "canary", URL: "canary", Transportation: "canary", ExternalID: "canary", Extra: extra,
			Point: &orb.Point{-3.18765, 55.94321}, Addresses: []directory.Address{{Address1: "canary", City: "Edinburgh", PostalCode: "EH16 5EG"}},
			Accessibility: []directory.Accessibility{{Description: "canary"}}, Phones: []directory.Phone{{Number: "canary"}},
			Contacts: []directory.Contact{{Name: "canary"}}, Schedules: []directory.Schedule{{Note: "canary"}}, ToldWhenYouJoin: true,
		}}},
	}
	b, err := json.Marshal(l.Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, canary := range []string{"canary", "3.18765", "55.94321", "5EG"} {
		if strings.Contains(string(b), canary) {
			t.Errorf("%s is left in %s", canary, b)
		}
	}
	if !strings.Contains(string(b), "EH16") || !strings.Contains(string(b), "One of us.") {
		t.Errorf("the district or the welcome is gone from %s", b)
	}
	if l.Extra == nil || l.FirstVisit.WayIn == "" || l.At[0].Location.Name == "" {
		t.Error("the listing itself was changed")
	}
	l.At[0].Location.ToldWhenYouJoin = false
	if p := l.Public(); p.Extra == nil || p.FirstVisit.WayIn == "" {
		t.Error("a listing with nothing to keep back lost something")
	}
}

func TestSummarise(t *testing.T) {
	for _, tt := range []struct{ name, summary, description, want string }{
		{"its own words", "We sing.", "Songs of all kinds. Tea after.", "We sing."},
		{"the first sentence", "", "We bake bread together. New hands are shown how.", "We bake bread together."},
		{"the first line", "", "We bake bread\n\nNew hands are shown how.", "We bake bread"},
		{"a list under its name", "", "Activities:\nAquafit\nBadminton\n\nWhat is there:\nCafé", "Activities: Aquafit, Badminton"},
		{"a paragraph under its name", "", "Bookbug:\nA free hour of songs for the youngest.\nFridays too.", "Bookbug: A free hour of songs for the youngest."},
		{"a name with nothing under it", "", "Activities:\n\nWhat is there:\nCafé\nGym", "What is there: Café, Gym"},
		{"a name alone", "", "Activities:", ""},
		{"names in a row", "", "Activities:\nOutdoors:\nGolf", "Outdoors: Golf"},
		{"a long list", "", "Activities:\n" + strings.Repeat("Badminton\n", 40), "Activities: " + strings.Repeat("Badminton, ", 12) + "Badminton…"},
		{"nothing", "", " \n ", ""},
	} {
		l := directory.Listing{Summary: tt.summary, Description: tt.description}
		if got := l.Summarise(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
