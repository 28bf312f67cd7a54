package directory_test

import (
	"strings"
	"testing"

	"alongside/internal/directory"
)

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
