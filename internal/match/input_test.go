package match_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"alongside/internal/concept"
	"alongside/internal/match"
)

// TestOddInput says odd things; none may panic, and none may become a limit that
// was not meant.
func TestOddInput(t *testing.T) {
	u := understander(t)
	for say, limited := range map[string]bool{
		"up to £5'd": true, "£5've tops": true, "up to £9223372036854775807": false, "within 99999999 miles": false,
		"I take B12 tablets": false, "a N95 mask": false, "my mate lives at EH6": false, "I'm at G12": true, "EH4 4TT": true,
		strings.Repeat("in Leith was ", 800): true, strings.Repeat("not ", 2500): false, "\u202e\x00\x01": false, "’’’ ''' …": false,
		strings.Repeat("é", 10_000): false,
	} {
		_, got := u.Read(context.Background(), match.Profile{Say: say})
		if limited != (len(got.Limits) > 0) {
			t.Errorf("%.40q: limits %v", say, got.Limits)
		}
	}
}

// TestHours reads hours as the parts of the day of which the most is meant.
func TestHours(t *testing.T) {
	u := understander(t)
	const evenings = "mon-evening tue-evening wed-evening thu-evening fri-evening"
	for say, want := range map[string]string{
		"I like walking, after 6pm weekdays":       evenings,
		"after 6.30 pm on weekdays":                evenings,
		"weeknights please, singing":               evenings,
		"after six on a weeknight would be best":   evenings,
		"evenings and weekends suit me":            "evening sat sun",
		"not before 11am please, I like singing":   "afternoon evening",
		"not before eleven o'clock, I like art":    "afternoon evening",
		"nothing after 5pm suits me":               "morning afternoon",
		"no later than 3, I like art":              "morning afternoon",
		"I have to be home by 3pm":                 "morning afternoon",
		"I'm free from 1pm until 5pm":              "afternoon",
		"I'm free after 18:00":                     "evening",
		"any day but Monday, I like walking":       "tue wed thu fri sat sun",
		"I can come any time but mornings":         "afternoon evening",
		"I work until 5pm":                         "evening",
		"I like walking but Mondays are good":      "mon",
		"not before 9am":                           "",
		"I was up from 6am every day for 20 years": "",
		"after 6 weeks I gave up football":         "",
		"not after 2 strokes":                      "",
		"I like singing, from 12 years old":        "",
		"they are 5 to 11":                         "",
	} {
		var free, wanted match.Slots
		_, got := u.Read(context.Background(), match.Profile{Say: say})
		for _, l := range got.Limits {
			if s, ok := l.Value.(match.Slots); ok {
				free = s
			}
		}
		for _, code := range strings.Fields(want) {
			slots, _ := match.ParseSlots(code)
			wanted |= slots
		}
		if free != wanted {
			t.Errorf("%q: free %021b, want %021b", say, free, wanted)
		}
	}
}

// TestAgainst holds that what does not suit is known from what does: a reason that
// quoted it beside a session would say the opposite.
func TestAgainst(t *testing.T) {
	u := understander(t)
	for say, against := range map[string]bool{"I can't do evenings": true, "I work mornings": true, "mornings are best": false, "not before eleven": false} {
		_, got := u.Read(context.Background(), match.Profile{Say: say})
		if len(got.Limits) != 1 || got.Limits[0].Against != against {
			t.Errorf("%q: %+v", say, got.Limits)
		}
	}
}

// TestDelicate holds that what is said of a hardship is named by its label.
func TestDelicate(t *testing.T) {
	u := understander(t)
	for _, say := range []string{"I'm in debt.", "I can't sleep.", "I'm lonely.", "I'm a refugee."} {
		_, got := u.Read(context.Background(), match.Profile{Say: say})
		if len(got.Pieces) == 0 || slices.ContainsFunc(got.Pieces, func(p match.Piece) bool { return !p.Delicate }) {
			t.Errorf("%q: %+v", say, got.Pieces)
		}
	}
}

// TestRequestFaults names the field that can't be read, and what is allowed.
func TestRequestFaults(t *testing.T) {
	set := understander(t).Concepts
	many := make([]string, match.MaxChosen+1)
	for path, r := range map[string]match.Request{
		"say": {Say: strings.Repeat("a", match.MaxSay+1)}, "within": {Within: "far"}, "travel": {Travel: "horse"}, "free": {Free: []string{"noon"}},
		"access": {Access: many}, "company": {Company: "crowd"}, "cost_max": {CostMax: "a lot"}, "joining": {Joining: []string{"climb in"}},
		"take_part": {TakePart: "watch"}, "limit": {Limit: 1000}, "near": {Near: strings.Repeat("x", 300)}, "strengths": {Strengths: many},
	} {
		if _, err := r.Profile(set); err == nil || !strings.Contains(err.Error(), path+": ") {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, id := range []concept.ID{"past", "not", "dislike"} {
		if set.Get(id) != nil {
			t.Errorf("%s is a way of speaking, and can be chosen", id)
		}
	}
}
