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

// score is what a batch came to.
type score struct {
	now, nowFound, nowShown   int
	gentle, gentleFound       int
	none, falseAlarms, inNone int
}

func (b batch) score(t *testing.T, g *safety.Guard) (s score) {
	t.Helper()
	for sort, says := range b.Now {
		for _, say := range says {
			l := g.Look(say, "en")
			s.now++
			switch l.Level {
			case safety.Now:
				s.nowFound++
				s.nowShown++
			case safety.Gentle:
				s.nowShown++
				t.Logf("only gentle (%s): %s\n%q", sort, say, g.Why(say))
			case safety.None:
				t.Logf("missed (%s): %s\n%q", sort, say, g.Why(say))
			}
		}
	}
	for _, say := range b.Gentle {
		s.gentle++
		if g.Look(say, "en").Level != safety.None {
			s.gentleFound++
		} else {
			t.Logf("missed (worry): %s\n%q", say, g.Why(say))
		}
	}
	for _, say := range b.None {
		s.none++
		if l := g.Look(say, "en"); l.Level != safety.None {
			s.falseAlarms++
			t.Logf("false alarm (level %d, %s): %s\n%q", l.Level, l.Sort, say, g.Why(say))
		}
	}
	return s
}

// TestBatches holds every batch to its floor.
func TestBatches(t *testing.T) {
	g := guard(t)
	files, err := filepath.Glob("testdata/batch-*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no batches", err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			var all batch
			if err := yaml.Unmarshal(b, &all); err != nil {
				t.Fatal(err)
			}
			s := all.score(t, g)
			t.Logf("danger: %d of %d at level now, %d shown at all; worry: %d of %d; false alarms: %d of %d",
				s.nowFound, s.now, s.nowShown, s.gentleFound, s.gentle, s.falseAlarms, s.none)
		})
	}
}
