package data_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

type concept struct {
	ID, Class, Label string
	Also, Said       []string
	Broader          []string
	Opens            struct{ Join, Help []string }
	Apart            []struct {
		Phrase string
		Near   []string
	}
}

func read[T any](t *testing.T, path string) (out []T) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = yaml.Unmarshal(b, &out)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return out
}

// TestConcepts holds the files to their form: ids and phrases stand once, but
// for phrases that are told apart.
func TestConcepts(t *testing.T) {
	files, err := filepath.Glob("concepts/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no concepts: %v", err)
	}
	classes := strings.Fields("activity interest strength job role hope company access experience")
	ids, phrases := map[string]string{}, map[string]string{}
	for _, file := range files {
		for _, c := range read[concept](t, file) {
			if c.ID == "" || c.Label == "" || !slices.Contains(classes, c.Class) {
				t.Errorf("%s: %+v lacks an id, a label or a class", file, c)
			}
			if other, twice := ids[c.ID]; twice {
				t.Errorf("%s: %s stands in %s too", file, c.ID, other)
			}
			ids[c.ID] = file
			if len(c.Opens.Join) > 5 || len(c.Opens.Help) > 5 {
				t.Errorf("%s: %s opens too much for the most telling to come first", file, c.ID)
			}
			var apart []string
			for _, a := range c.Apart {
				apart = append(apart, a.Phrase)
				if len(a.Near) == 0 {
					t.Errorf("%s: %s: %q is told apart by nothing", file, c.ID, a.Phrase)
				}
			}
			for _, p := range append([]string{strings.ToLower(c.Label)}, append(c.Also, c.Said...)...) {
				if slices.Contains(apart, p) {
					continue
				}
				if other, twice := phrases[p]; twice && other != c.ID {
					t.Errorf("%s: %q is claimed by %s and %s", file, p, other, c.ID)
				}
				phrases[p] = c.ID
			}
		}
	}
	if len(ids) < 400 {
		t.Errorf("%d concepts, want at least 400", len(ids))
	}
}

// TestStatements holds the statements that matches are to be judged by: enough
// of them, a third hard, in two halves that are as hard as each other.
func TestStatements(t *testing.T) {
	type statement struct {
		ID, Say, Half string
		Hard          bool
	}
	all := read[statement](t, "judgements/statements.yaml")
	hard := map[string]int{}
	halves := map[string]int{}
	seen := map[string]bool{}
	for _, s := range all {
		if s.ID == "" || s.Say == "" || seen[s.ID] || (s.Half != "tune" && s.Half != "held") {
			t.Errorf("%+v", s)
		}
		seen[s.ID] = true
		halves[s.Half]++
		if s.Hard {
			hard[s.Half]++
		}
	}
	if len(all) < 150 || 3*(hard["tune"]+hard["held"]) < len(all) || halves["tune"]-halves["held"] > 2 || hard["tune"]-hard["held"] > 2 {
		t.Errorf("%d statements, halves %v, hard %v", len(all), halves, hard)
	}
}
