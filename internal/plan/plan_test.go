package plan_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"alongside/internal/directory"
	"alongside/internal/plan"
)

const id = "87a41946-23e7-5c03-8992-5c86d67cb163"

func parse(query string) (plan.Plan, error) {
	v, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	return plan.Parse(v.Get)
}

func TestParse(t *testing.T) {
	long := strings.Repeat("é", 161)
	for _, tt := range []struct {
		query string
		want  plan.Plan
		// faults are the paths of what is wrong.
		faults []string
	}{
		{query: "s1_what=Go+to+the+shed&s1_listing=" + id + "&note=%20%20I+can+leave.%0D%0AIt%27s+fine%00%20",
			want: plan.Plan{Steps: []plan.Step{{Listing: id, What: "Go to the shed"}}, Note: "I can leave.\nIt's fine"}},
		{query: "s3_what=Ring+Ann&s2_what=Walk&s2_with=Ann", // a gap closes
			want: plan.Plan{Steps: []plan.Step{{What: "Walk", With: "Ann"}, {What: "Ring Ann"}}}},
		{query: "from_home=yes&now=Ward+3&place=Leith&contact=Jo&contact_when=Friday",
			want: plan.Plan{Home: true, Now: "Ward 3", Place: "Leith", Contact: "Jo", ContactWhen: "Friday"}},
		{query: "s1_what=x&s1_listing=../../etc", want: plan.Plan{Steps: []plan.Step{{What: "x"}}}},
		{query: "s1_what=%ff%fex", want: plan.Plan{Steps: []plan.Step{{What: "x"}}}},
		{query: "", faults: []string{"s1_what"}},
		{query: "s2_when=Friday&note=x", faults: []string{"s2_what"}},
		{query: "s1_what=" + long, faults: []string{"s1_what"}},
		{query: "s1_what=" + strings.TrimSuffix(long, "é"), want: plan.Plan{Steps: []plan.Step{{What: strings.TrimSuffix(long, "é")}}}},
		{query: "s1_what=a&s1_ask=" + long + "&now=" + long, faults: []string{"now", "s1_ask"}},
	} {
		got, err := parse(tt.query)
		var faults []string
		for _, f := range directory.FaultsOf(err) {
			faults = append(faults, f.Path)
		}
		if diff := cmp.Diff(tt.faults, faults); diff != "" {
			t.Errorf("%.60s: faults %s", tt.query, diff)
		}
		if len(tt.faults) == 0 {
			if len(tt.want.Steps) == 0 {
				tt.want.Steps = []plan.Step{}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%.60s: %s", tt.query, diff)
			}
		}
	}
}

func TestTrimmed(t *testing.T) {
	s := plan.Step{What: strings.Repeat("word ", 100), Way: "Ask\x00 at the door"}.Trimmed()
	if n := len([]rune(s.What)); n > plan.Most("what") || !strings.HasSuffix(s.What, "…") {
		t.Errorf("%d characters: %q", n, s.What)
	}
	if s.Way != "Ask at the door" {
		t.Errorf("the way there: %q", s.Way)
	}
}

// TestBag holds that what is kept comes back as it was, whatever it says.
func TestBag(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 40, -1)
		b := plan.Bag{Kept: rapid.SliceOfN(rapid.Just(id), 0, 3).Draw(t, "kept")}
		if len(b.Kept) == 0 {
			b.Kept = nil
		}
		if rapid.Bool().Draw(t, "plan") {
			b.Plan = &plan.Plan{Note: text.Draw(t, "note"), Steps: []plan.Step{{What: text.Draw(t, "what"), Way: text.Draw(t, "way")}}}
		}
		encoded, err := b.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := plan.Decode(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(b, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	full, err := plan.Bag{Kept: []string{id}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"nothing": nil, "rubbish": []byte("rubbish"), "cut": full[:len(full)/2]} {
		if got, err := plan.Decode(b); err == nil {
			t.Errorf("%s was read as %+v", name, got)
		}
	}
	many := plan.Bag{}
	for range plan.MostKept + 1 {
		many.Kept = append(many.Kept, id)
	}
	b, err := many.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Decode(b); err == nil {
		t.Error("more was read than can be kept")
	}
}

func TestKeep(t *testing.T) {
	var b plan.Bag
	for i := range plan.MostKept {
		if err := b.Keep(directory.ImportedID("test", string(rune('a'+i)))); err != nil {
			t.Fatal(err)
		}
	}
	first := b.Kept[0]
	if err := b.Keep(first); err != nil || len(b.Kept) != plan.MostKept {
		t.Errorf("keeping twice: %v, %d kept", err, len(b.Kept))
	}
	if err := b.Keep(id); directory.CodeOf(err) != directory.CodeInvalid || len(b.Kept) != plan.MostKept {
		t.Errorf("a full list: %v, %d kept", err, len(b.Kept))
	}
	b.Drop(first)
	if b.Has(first) || len(b.Kept) != plan.MostKept-1 {
		t.Errorf("taken off: %d kept", len(b.Kept))
	}
}
