package lang_test

import (
	"context"
	"math/rand/v2"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"alongside/data"
	"alongside/frontend"
	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/match"
	"alongside/internal/places"
	"alongside/internal/plan"
	"alongside/internal/publish"
)

// readers are what reads what people give, and finds fault with it.
type readers struct {
	concepts *concept.Set
	places   *places.Gazetteer
}

func (r readers) search(query string) error {
	values, err := url.ParseQuery(query)
	if err == nil {
		_, err = directory.ParseQuery(values)
	}
	return err
}

func (r readers) match(q match.Request) error { _, err := q.Profile(r.concepts); return err }

func (r readers) place(name string) error {
	_, err := r.places.Find(context.Background(), name)
	return err
}

// provoked has, for every fault that the domain can make, something that makes
// it and no other.
func provoked() []provocation {
	search := func(query string) func(readers) error { return func(r readers) error { return r.search(query) } }
	profile := func(q match.Request) func(readers) error { return func(r readers) error { return r.match(q) } }
	place := func(name string) func(readers) error { return func(r readers) error { return r.place(name) } }
	old, many := 121, make([]string, match.MaxChosen+1)
	// odd must stand in every language as it was written.
	const odd = `{{.Said}} %d "5"`
	return []provocation{
		{"search-words", search("q=" + strings.Repeat("a", directory.MaxWords+1))},
		{"search-near", search("near=" + strings.Repeat("a", 201))},
		{"search-within", search("within=far")},
		{"search-within", search("within=" + url.QueryEscape(odd))},
		{"search-within-near", search("within=5km")},
		{"search-sort-near", search("sort=nearest")},
		{"search-cost", search("cost=lots")},
		{"search-age", search("age=" + strings.Repeat("9", 50))},
		{"search-online", search("online=%00%E2%80%AEmaybe")},
		{"search-limit", search("limit=1000")},
		{"search-choice", search("kind=choir")},
		{"search-choice", search("day=someday")},
		{"search-choices", search("area=" + strings.Join(strings.Split("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", ""), "&area="))},

		{"match-say", profile(match.Request{Say: strings.Repeat("a", match.MaxSay+1)})},
		{"match-each", profile(match.Request{Hopes: []string{strings.Repeat("a", 201)}})},
		{"match-near", profile(match.Request{Near: strings.Repeat("a", 201)})},
		{"match-within", profile(match.Request{Within: odd})},
		{"match-free", profile(match.Request{Free: []string{"noon"}})},
		{"match-access", profile(match.Request{Access: []string{"wings"}})},
		{"match-company", profile(match.Request{Company: "crowd"})},
		{"match-cost", profile(match.Request{CostMax: "lots"})},
		{"match-age", profile(match.Request{Age: &old})},
		{"match-choice", profile(match.Request{Travel: "horse"})},
		{"match-choice", profile(match.Request{TakePart: "watch"})},
		{"match-choice", profile(match.Request{Joining: []string{"climb in"}})},
		{"match-choices", profile(match.Request{Access: many})},
		{"match-choices", profile(match.Request{Strengths: many})},
		{"match-limit", profile(match.Request{Limit: match.MaxLimit + 1})},

		{"place-empty", place(" ")},
		{"place-not-on-earth", place("95, 200")},
		{"place-far-away", place("-3.17, 55.97")},
		{"place-postcode", place("ZZ9 9ZZ")},
		{"place-unknown", place("Atlantis")},
		{"place-unknown", place(odd)},
		{"place-misspelt", place("Muirhuose")}, // one choice
		{"place-misspelt", place("Feryhill")},  // three
		{"place-several", place("Tollcross")},

		{"plan-long", written("note", strings.Repeat("a", 2000), "s1_what", "Go")},
		{"plan-what", written("s1_when", "Friday", "note", "x")},
		{"plan-empty", written()},
		{"plan-full", func(readers) error {
			// Random letters, which no packing makes smaller.
			var noise strings.Builder
			for r := rand.New(rand.NewPCG(1, 2)); noise.Len() < 6000; {
				noise.WriteRune(rune(0x4e00 + r.IntN(20000)))
			}
			_, err := plan.Bag{Plan: &plan.Plan{Note: noise.String()}}.Encode()
			return err
		}},
		{"kept-full", func(readers) (err error) {
			var b plan.Bag
			for i := range plan.MostKept + 1 {
				err = b.Keep(strconv.Itoa(i))
			}
			return err
		}},
		{"report-what", func(readers) error { return publish.Report{}.Check() }},
		{"report-words", func(readers) error {
			return publish.Report{What: publish.WhatOther, Words: strings.Repeat("a", publish.MaxWords+1)}.Check()
		}},
	}
}

// written gives what is wrong with a plan of which these fields were filled in.
func written(fields ...string) func(readers) error {
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return func(readers) error { _, err := plan.Parse(v.Get); return err }
}

type provocation struct {
	key  string
	make func(readers) error
}

// elsewhere are the sentences of a public page that are made outside the
// domain: the file that makes each, and its English.
var elsewhere = []struct{ key, file, english string }{
	{"account-email", "../account/email.go", "This is not an e-mail address. It should look like name@example.org."},
	{"signin-code-figures", "../session/code.go", "A code has six figures, like 012 345."},
	{"signin-code-wrong", "../session/code.go", ""},
	{"signin-code-over", "../session/code.go", "This code has been used already, is too old, or was wrong five times. Ask for a new one."},
	{"signin-code-unknown", "../session/code.go", "In this browser nobody has asked for a code. Ask for one here."},
	{"signin-link-elsewhere", "../session/link.go", "This link works only in the browser in which you asked for it. Open it there, or type the six figures from the mail there; or ask for a new link here."},
	{"signin-link-over", "../session/link.go", "This link has been used already, or is too old. Ask for a new one."},
	{"signin-link-unknown", "../session/link.go", "This link is not complete, or too old. Ask for a new one."},
	{"signin-many-address", "../session/begin.go", ""},
	{"signin-many-client", "../session/begin.go", ""},
	{"signin-many-codes", "../session/code.go", ""},
	{"signin-unsent", "../session/begin.go", "The mail could not be sent just now. Please try again in a moment."},
	{"report-many", "../web/public/report.go", ""},
	{"search-page", "../../index/cursor.go", "This page marker does not belong to this search. Begin again from the first page."},
	{"search-address", "../web/public/ask.go", "The address can't be read. Begin again from the first page."},
	{"other-site", "../web/page/forms.go", "This form was sent from another site."},
	{"match-form", "../web/page/forms.go", "The form can't be read. Begin again from its first page."},
}

// faultKeys lists the keys of all that a public page may say is at fault.
func faultKeys() []string {
	var out []string
	for _, p := range provoked() {
		out = append(out, p.key)
	}
	for _, e := range elsewhere {
		out = append(out, e.key)
	}
	return out
}

// TestFaults makes every fault and holds that it has a key, that English says
// what the API says, and that every language that has a sentence for it can say
// it.
func TestFaults(t *testing.T) {
	c, r := newReaders(t)
	for _, p := range provoked() {
		faults := directory.FaultsOf(p.make(r))
		if len(faults) != 1 || faults[0].Key != p.key {
			t.Errorf("%s: %+v", p.key, faults)
			continue
		}
		f := faults[0]
		want := f.Message
		f.Message = "" // what can't be said is given in English: here it shall show
		if got := c.For("en").Fault(f); got != want || strings.Contains(want, "%!") {
			t.Errorf("%s: %q, want %q", p.key, got, want)
		}
		for _, l := range c.Languages() {
			got := c.For(l.Tag).Fault(f)
			if slices.Contains(c.IDs(l.Tag), "fault."+p.key) && (got == "" || strings.Contains(got, "<no value>")) {
				t.Errorf("%s in %s: %q", p.key, l.Tag, got)
			}
		}
	}
	for _, e := range elsewhere {
		b, err := os.ReadFile(e.file)
		if err != nil {
			t.Fatal(err)
		}
		if e.english == "" { // it holds a number
			continue
		}
		if got := c.For("en").Error(&directory.Error{Key: e.key}); got != e.english || !strings.Contains(string(b), e.english) {
			t.Errorf("%s: %q, want what %s says", e.key, got, e.file)
		}
	}
}

// TestEveryFaultIsProvoked reads the domain's code, so that no fault is made
// that TestFaults does not know, nor one without a key.
func TestEveryFaultIsProvoked(t *testing.T) {
	key, bare := regexp.MustCompile(`"((?:search|match|place|plan|kept|report)-[a-z-]+)"`), regexp.MustCompile(`Fault\{+\s*(Path|Message|")|directory\.Errorf`)
	known := faultKeys()
	for _, file := range []string{"../directory/parse.go", "../match/request.go", "../places/find.go", "../plan/plan.go", "../plan/bag.go", "../publish/report.go"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := key.FindAllStringSubmatch(string(b), -1)
		if len(found) == 0 {
			t.Errorf("%s makes no fault", file)
		}
		for _, m := range found {
			if !slices.Contains(known, m[1]) {
				t.Errorf("%s makes %q, which nothing provokes", file, m[1])
			}
		}
		if m := bare.FindString(string(b)); m != "" {
			t.Errorf("%s makes a fault without a key: %s", file, m)
		}
	}
}

// TestOddValuesHaveKeys gives every parameter what it can't read.
func TestOddValuesHaveKeys(t *testing.T) {
	_, r := newReaders(t)
	for _, name := range directory.Parameters() {
		for _, value := range []string{"-1", "~", strings.Repeat("x", 2000), "1e999", "\x00"} {
			err := r.search(url.Values{name: {value}}.Encode())
			for _, f := range directory.FaultsOf(err) {
				if f.Key == "" {
					t.Errorf("%s=%.20q: %+v", name, value, f)
				}
			}
		}
	}
}

// TestFaultsInAnotherLanguage holds that a language has its own plurals and
// joins, and that English stands in for what it lacks.
func TestFaultsInAnotherLanguage(t *testing.T) {
	c, err := lang.Load(fstest.MapFS{
		"messages/en/language.json": {Data: []byte(`{"name": "English", "direction": "ltr"}`)},
		"messages/pl/language.json": {Data: []byte(`{"name": "Polski", "direction": "ltr"}`)},
		"messages/pl/faults.json": {Data: []byte(`{
			"when.comma": "+", "when.semicolon": " / ", "when.any": "{{.First}} albo {{.Last}}",
			"fault.several": "{{.Said}}: {{.Choices}}?", "fault.gone": "Nie ma.",
			"fault.most": {"one": "{{.Count}} znak", "few": "{{.Count}} znaki", "many": "{{.Count}} znaków", "other": "{{.Count}} znaku"}
		}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	w := c.For("pl")
	for _, tt := range []struct {
		fault directory.Fault
		want  string
	}{
		{directory.Faultf("q", "most", "%d characters", "Count", 1), "1 znak"},
		{directory.Faultf("q", "most", "%d characters", "Count", 3), "3 znaki"},
		{directory.Faultf("q", "most", "%d characters", "Count", 200), "200 znaków"},
		{directory.Faultf("near", "several", "%s or %s?", "Said", "A", "Choices", directory.Choices{"A, B", "A, C", "A, D"}), "A: A, B / A, C albo A, D?"},
		{directory.Faultf("near", "several", "%s or %s?", "Said", "A", "Choices", directory.Choices{"A, B"}), "A: A, B?"},
		{directory.Faultf("kind", "several", "%s or %s?", "Said", "x", "Choices", directory.Codes{"a", "b", "c"}), "x: a+b+c?"},
		{directory.Faultf("q", "lacking", "%d are too many", "Count", 3), "3 are too many"},
		{directory.Fault{Message: "Without a key."}, "Without a key."},
	} {
		before := slices.Clone(tt.fault.Values)
		if got := w.Fault(tt.fault); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
		for i, v := range before {
			if s, ok := v.(string); ok && tt.fault.Values[i] != s {
				t.Errorf("%q changed the fault's values", tt.want)
			}
		}
	}
	for want, err := range map[string]*directory.Error{
		"Nie ma.":     directory.Keyedf(directory.CodeGone, "gone", "It is gone."),
		"It is gone.": directory.Errorf(directory.CodeGone, "It is %s.", "gone"),
		"":            {Code: directory.CodeInvalid, Faults: []directory.Fault{{Path: "q", Message: "Too long."}}},
	} {
		if got := w.Error(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func newReaders(t *testing.T) (*lang.Catalogue, readers) {
	t.Helper()
	c, err := lang.Load(frontend.Messages)
	if err != nil {
		t.Fatal(err)
	}
	set, err := concept.Load(data.Concepts)
	if err != nil {
		t.Fatal(err)
	}
	g, err := places.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return c, readers{set, g}
}
