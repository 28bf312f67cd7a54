package concept_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"alongside/data"
	"alongside/internal/concept"
)

func load(t testing.TB) *concept.Set {
	t.Helper()
	s, err := concept.Load(data.Concepts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestConcepts holds the concepts to what matching counts on: enough of them, each
// tied to another, the commonest in five languages.
func TestConcepts(t *testing.T) {
	s := load(t)
	classes, spoken, total := map[concept.Class]int{}, 0, 0
	tied := map[concept.ID]bool{}
	for c := range s.All() {
		total++
		classes[c.Class]++
		if len(c.Labels) == 4 {
			spoken++
		}
		for _, id := range slices.Concat(c.Broader, c.Narrower, c.Related, c.Join, c.Help) {
			tied[c.ID], tied[id] = true, true
		}
	}
	for c := range s.All() {
		// What helps to take part, and company, become limits and open nothing.
		if !tied[c.ID] && c.Class != concept.Access && c.Class != concept.Company {
			t.Errorf("%s is tied to nothing", c.ID)
		}
	}
	if total < 600 || classes[concept.Job] < 120 || spoken < 150 {
		t.Errorf("%d concepts, %d jobs, %d in all languages; want 600, 120, 150", total, classes[concept.Job], spoken)
	}
	t.Logf("%d concepts: %v; %d in all languages", total, classes, spoken)
}

// TestLoadFaults says what is wrong with data, and where.
func TestLoadFaults(t *testing.T) {
	for name, c := range map[string]struct{ yaml, want string }{
		"a circle":   {"- {id: a, class: activity, label: a thing, broader: [b]}\n- {id: b, class: activity, label: b thing, broader: [a]}", "broader than itself"},
		"an orphan":  {"- {id: a, class: activity, label: a thing, related: [nowhere]}", "names nowhere, which does not exist"},
		"twice":      {"- {id: a, class: activity, label: a thing}\n- {id: a, class: job, label: b thing}", "stands twice"},
		"not a list": {"a: 1", "concepts/x.yaml"},
	} {
		files := fstest.MapFS{"everyday.tsv": {}, "vocabulary.tsv": {}, "concepts/x.yaml": {Data: []byte(c.yaml)}}
		if _, err := concept.Load(files); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
