package match_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"alongside/data"
	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/match"
	"alongside/internal/places"
)

// said is something that someone says, and what a good listener understands.
type said struct {
	Say, Half, Trap      string
	Finds, Never, Avoids []string
	Limits               map[string]any
	For                  *string
	Nothing              *bool
}

func understander(t testing.TB) match.Understander {
	t.Helper()
	set, err := concept.Load(data.Concepts)
	if err != nil {
		t.Fatal(err)
	}
	g, err := places.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return match.Understander{Concepts: set, Places: g}
}

// TestSaid holds the understanding to what people say in testdata/said.yaml,
// which was written without sight of the program. What of the half "seen" is
// misunderstood is listed with -v, to be mended; the other half only counts.
func TestSaid(t *testing.T) {
	b, err := os.ReadFile("testdata/said.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []said
	if err := yaml.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	u := understander(t)
	right, total := map[string]int{}, map[string]int{}
	for _, s := range all {
		_, got := u.Read(context.Background(), match.Profile{Say: s.Say})
		wrong := misunderstood(u.Concepts, &s, &got)
		for _, key := range []string{s.Half, s.Half + " " + s.Trap} {
			total[key]++
			if len(wrong) == 0 {
				right[key]++
			}
		}
		if len(wrong) > 0 && s.Half == "seen" {
			t.Logf("%s/%s %q: %s", s.Half, s.Trap, s.Say, strings.Join(wrong, "; "))
		}
	}
	keys := make([]string, 0, len(total))
	for k := range total {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		t.Logf("%s: %d of %d", k, right[k], total[k])
	}
}

// misunderstood says what was understood otherwise than it was meant.
func misunderstood(set *concept.Set, s *said, u *match.Understood) (wrong []string) {
	has := func(list []match.Piece, want string) bool {
		return slices.ContainsFunc(strings.Split(want, "|"), func(id string) bool {
			return slices.ContainsFunc(list, func(p match.Piece) bool {
				return set.Is(p.Concept, concept.ID(id)) || set.Is(concept.ID(id), p.Concept)
			})
		})
	}
	for _, id := range s.Finds {
		if !has(u.Pieces, id) && !limited(u, id) {
			wrong = append(wrong, "does not find "+id)
		}
	}
	for _, id := range s.Never {
		if slices.ContainsFunc(u.Pieces, func(p match.Piece) bool { return set.Is(p.Concept, concept.ID(id)) }) {
			wrong = append(wrong, "matches "+id)
		}
	}
	for _, id := range s.Avoids {
		if !has(u.Avoided, id) {
			wrong = append(wrong, "does not avoid "+id)
		}
	}
	if s.Limits != nil {
		got := map[string]any{}
		for _, l := range u.Limits {
			got[string(l.Field)] = plainLimit(got[string(l.Field)], l)
		}
		for f, v := range s.Limits {
			g, ok := got[f]
			if !ok || !sameLimit(f, v, g) {
				wrong = append(wrong, fmt.Sprintf("%s is %v, want %v", f, g, v))
			}
			delete(got, f)
		}
		for f, v := range got {
			wrong = append(wrong, fmt.Sprintf("%s is %v, want no limit", f, v))
		}
	}
	if s.For != nil && (*s.For == "") != (u.For == "") {
		wrong = append(wrong, fmt.Sprintf("it is for %q, want %q", u.For, *s.For))
	}
	if s.Nothing != nil && *s.Nothing != u.Nothing {
		wrong = append(wrong, fmt.Sprintf("nothing is %v", u.Nothing))
	}
	return wrong
}

// limited reports whether a concept of company or access became a limit.
func limited(u *match.Understood, id string) bool {
	return slices.ContainsFunc(u.Limits, func(l match.Limit) bool { return l.Value == id })
}

func plainLimit(before any, l match.Limit) any {
	switch v := l.Value.(type) {
	case directory.Place:
		return v.Label
	case match.Slots:
		return match.SlotCodes(v)
	case string:
		if l.Field == match.FieldAccess {
			list, _ := before.([]string)
			return append(list, v)
		}
	}
	return l.Value
}

func sameLimit(field string, want, got any) bool {
	switch field {
	case "near":
		return strings.HasPrefix(strings.ToLower(fmt.Sprint(got)), strings.ToLower(fmt.Sprint(want)))
	case "within":
		var w, g float64
		fmt.Sscan(fmt.Sprint(want), &w)
		fmt.Sscan(fmt.Sprint(got), &g)
		return w > g*0.95 && w < g*1.05
	case "free", "access":
		w := strings.Fields(strings.Trim(fmt.Sprint(want), "[]"))
		g := strings.Fields(strings.Trim(fmt.Sprint(got), "[]"))
		slices.Sort(w)
		slices.Sort(g)
		return slices.Equal(w, g)
	}
	return fmt.Sprint(want) == fmt.Sprint(got)
}
