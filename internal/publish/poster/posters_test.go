package poster_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"

	"alongside/internal/directory"
	"alongside/internal/places"
	"alongside/internal/publish/poster"
)

const today directory.Date = "2026-02-10"

// expected is what a person reads from a poster; see testdata/before/expected.yaml.
type expected struct {
	Poster string
	What   []string
	Who    string
	Kind   directory.Kind
	When   []string
	OrWhen []string `yaml:"or_when"`
	Where  []struct {
		Venue, Address   []string
		Postcode, Online string
	}
	Pence   []int64
	Joining directory.Joining
	Phones  []string
	Emails  []string
	Minimum int `yaml:"minimum_age"`
	Access  []directory.AccessFeature
	Roles   int
	Others  int
	Asks    []poster.Ask
}

var gazetteer = sync.OnceValue(func() poster.Places {
	g, err := places.New(nil)
	if err != nil {
		panic(err)
	}
	return poster.PlacesFunc(func(name string) (directory.Place, bool) { return g.Named(context.Background(), name) })
})

func options() poster.Options { return poster.Options{Today: today, Places: gazetteer()} }

// readPosters gives the posters of a folder of testdata with what is expected.
func readPosters(t testing.TB, folder string) (all []expected, texts map[string]string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", folder, "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	texts = map[string]string{}
	for _, e := range all {
		b, err := os.ReadFile(filepath.Join("testdata", folder, e.Poster+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		texts[e.Poster] = string(b)
	}
	return all, texts
}

// line writes a schedule as package schedule's tests do.
func line(s directory.Schedule) string {
	parts := []string{s.Rule}
	if s.Start != "" {
		parts = append(parts, "start "+string(s.Start))
	}
	if s.Opens != "" {
		parts = append(parts, strings.TrimSuffix(fmt.Sprintf("%s-%s", s.Opens, s.Closes), "-"))
	}
	if s.TermTime {
		parts = append(parts, "term")
	}
	if s.ValidFrom != "" || s.ValidTo != "" {
		parts = append(parts, fmt.Sprintf("%s..%s", s.ValidFrom, s.ValidTo))
	}
	if !s.Known() {
		return "text"
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

func lines(d poster.Draft) (out []string) {
	for _, w := range d.When {
		for _, s := range w.Schedules {
			out = append(out, line(s))
		}
	}
	return out
}

func oneOf(got string, want []string) bool {
	return slices.ContainsFunc(want, func(w string) bool { return strings.EqualFold(w, got) })
}

func (e expected) what(d poster.Draft) string {
	if !oneOf(d.Name.Text, e.What) {
		return fmt.Sprintf("what: %q, want one of %q", d.Name.Text, e.What)
	}
	return ""
}

func (e expected) when(d poster.Draft) string {
	if got := lines(d); !slices.Equal(got, e.When) && (e.OrWhen == nil || !slices.Equal(got, e.OrWhen)) {
		return fmt.Sprintf("when: %q, want %q", got, e.When)
	}
	return ""
}

func (e expected) where(d poster.Draft) string {
	bad := len(d.Places) != len(e.Where)
	for i := 0; i < len(e.Where) && !bad; i++ {
		w, p := e.Where[i], d.Places[i]
		if w.Online != "" {
			bad = !strings.EqualFold(p.Online.Text, w.Online)
			continue
		}
		bad = !oneOf(p.Venue.Text, w.Venue) || !oneOf(p.Address.Text, w.Address) || p.Postcode.Text != w.Postcode || !p.Online.Empty()
	}
	if !bad {
		return ""
	}
	var got []string
	for _, p := range d.Places {
		got = append(got, fmt.Sprintf("%s | %s | %s | %s", p.Venue.Text, p.Address.Text, p.Postcode.Text, p.Online.Text))
	}
	return fmt.Sprintf("where: %q, want %q", got, e.Where)
}

// rest compares what else is expected.
func (e expected) rest(d poster.Draft) (out []string) {
	differ := func(what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			out = append(out, fmt.Sprintf("%s: %v, want %v", what, got, want))
		}
	}
	texts := func(ws []poster.Words) (out []string) {
		for _, w := range ws {
			out = append(out, w.Text)
		}
		return out
	}
	if !strings.EqualFold(e.Who, d.Organiser.Text) {
		differ("who", d.Organiser.Text, e.Who)
	}
	if e.Kind != "" {
		differ("kind", d.Kind.Value, e.Kind)
	}
	if e.Joining != "" {
		differ("joining", d.Joining.Value, e.Joining)
	}
	var pence []int64
	for _, p := range d.Cost.Prices {
		pence = append(pence, p.Pence)
	}
	differ("pence", pence, e.Pence)
	differ("phones", texts(d.Phones), e.Phones)
	differ("emails", texts(d.Emails), e.Emails)
	least := 0
	if d.Audience.MinimumAge != nil {
		least = *d.Audience.MinimumAge
	}
	differ("minimum age", least, e.Minimum)
	var have []directory.AccessFeature
	for _, a := range d.Access {
		have = append(have, a.Feature)
	}
	slices.Sort(have)
	slices.Sort(e.Access)
	differ("access", have, e.Access)
	if len(d.Roles) < e.Roles {
		differ("roles", len(d.Roles), e.Roles)
	}
	differ("others", len(d.Others), e.Others)
	for _, a := range e.Asks {
		if !slices.ContainsFunc(d.Questions, func(q poster.Question) bool { return q.Ask == a }) {
			out = append(out, "not asked: "+string(a))
		}
	}
	return out
}

// score reads the posters of a folder and counts those whose what, when and where
// are right.
func score(t *testing.T, folder string) (right, all int) {
	posters, texts := readPosters(t, folder)
	others, agree := 0, 0
	for _, e := range posters {
		text := texts[e.Poster]
		d := poster.Read(text, options())
		invented(t, e.Poster, text, d)
		var wrong []string
		for _, s := range []string{e.what(d), e.when(d), e.where(d)} {
			if s != "" {
				wrong = append(wrong, s)
			}
		}
		if d.Description.Empty() && len(d.Roles) == 0 {
			wrong = append(wrong, "no description")
		}
		if len(wrong) == 0 {
			right++
		}
		rest := e.rest(d)
		if others++; len(rest) == 0 {
			agree++
		}
		for _, s := range append(wrong, rest...) {
			t.Logf("%s: %s", e.Poster, s)
		}
	}
	t.Logf("%s: what, when and where right in %d of %d; all the rest in %d", folder, right, len(posters), agree)
	return right, len(posters)
}

// TestPosters reads the posters of testdata. Those of "before" were written before
// the reader; each ten after them, in the order of this table, when the reader was
// done as it then was. How many of a ten it read right when it first saw them is in
// first: that is what to expect of a poster that it has not seen, and it only stands
// here. least holds what it reads now.
func TestPosters(t *testing.T) {
	for _, tt := range []struct {
		folder            string
		all, first, least int
	}{
		{"before", 20, 5, 20},
		{"after", 10, 2, 6},
		{"again", 10, 4, 6},
		{"last", 10, 5, 5},
	} {
		t.Run(tt.folder, func(t *testing.T) {
			if right, all := score(t, tt.folder); all != tt.all || right < tt.least {
				t.Errorf("%d of %d are right, at least %d were; %d when they were new", right, all, tt.least, tt.first)
			}
		})
	}
}
