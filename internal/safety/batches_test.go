package safety_test

import (
	"os"
	"path/filepath"
	"testing"

	"gopkg.in/yaml.v3"

	"alongside/data"
	"alongside/internal/safety"
)

// batch is one file of invented sentences, by what should be noticed.
type batch struct {
	Now          map[string][]string
	Gentle, None []string
}

func guard(tb testing.TB) *safety.Guard {
	tb.Helper()
	g, err := safety.Load(data.Safety)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func readYAML(tb testing.TB, path string, into any) {
	tb.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = yaml.Unmarshal(b, into)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// TestBatches holds every batch to its floor: of danger 98 in 100 are found at
// level now, of worry 95 in 100 at all, and at most 2 in 100 of the harmless are
// taken for either. They are what the rules were mended by: how many of a new
// batch are found at first sight is fewer, and told in data/safety/README.md.
func TestBatches(t *testing.T) {
	g := guard(t)
	files, err := filepath.Glob("testdata/batch-*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no batches", err)
	}
	count := func(t *testing.T, says []string, wrong func(safety.Level) bool) (n int) {
		for _, say := range says {
			if l := g.Look(say, "en"); wrong(l.Level) {
				n++
				t.Logf("level %d: %s\n%q", l.Level, say, g.Why(say))
			}
		}
		return n
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			var b batch
			readYAML(t, f, &b)
			var now []string
			for _, says := range b.Now {
				now = append(now, says...)
			}
			missed := count(t, now, func(l safety.Level) bool { return l != safety.Now })
			unseen := count(t, b.Gentle, func(l safety.Level) bool { return l == safety.None })
			alarms := count(t, b.None, func(l safety.Level) bool { return l != safety.None })
			t.Logf("of %d dangers %d missed, of %d worries %d, of %d harmless %d false", len(now), missed, len(b.Gentle), unseen, len(b.None), alarms)
			if missed*50 > len(now) || unseen*20 > len(b.Gentle) || alarms*50 > len(b.None) {
				t.Errorf("below the floor")
			}
		})
	}
}

// TestStatements: what people say of themselves when they look for something to
// do, written for another purpose, is rarely taken for danger.
func TestStatements(t *testing.T) {
	g := guard(t)
	var all []struct{ Say string }
	readYAML(t, "../../data/judgements/statements.yaml", &all)
	alarms := 0
	for _, s := range all {
		if l := g.Look(s.Say, "en"); l.Level != safety.None {
			alarms++
			t.Logf("level %d: %s\n%q", l.Level, s.Say, g.Why(s.Say))
		}
	}
	if len(all) == 0 || alarms*40 > len(all) {
		t.Errorf("%d of %d statements are taken for danger or worry", alarms, len(all))
	}
}
