package concept_test

import (
	"io/fs"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"alongside/data"
	"alongside/internal/concept"
	"alongside/internal/text"
)

// led are the classes that words may lead to: never what someone has been
// through, whom they would rather meet, or what they need.
var led = []concept.Class{concept.Activity, concept.Interest, concept.Strength, concept.Job, concept.Role, concept.Hope}

// TestVocabulary holds the table to its form: in order, each word once, and no
// line that would never be read.
func TestVocabulary(t *testing.T) {
	table, err := fs.ReadFile(data.Concepts, "vocabulary.tsv")
	if err != nil {
		t.Fatal(err)
	}
	s := load(t)
	landing, ordinary, last := 0, 0, ""
	stems := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		if line[0] == '#' {
			continue
		}
		word, to, tab := strings.Cut(line, "\t")
		if !tab || word <= last {
			t.Errorf("%q: lacks a tab, or stands out of order", line)
		}
		last = word
		stem := text.Term(word)
		if stem == "" {
			stem = word // a stop word
		}
		if other, twice := stems[stem]; twice {
			t.Errorf("%s: %s is the same word", word, other)
		}
		stems[stem] = word
		words := s.Words(word, "")
		if len(words) != 1 {
			t.Errorf("%s: reads as %d words", word, len(words))
			continue
		}
		var got []string
		for _, f := range s.Find(words) {
			got = append(got, string(f.Concept.ID), strconv.Itoa(int(f.Weight*100+.5)))
			if !slices.Contains(led, f.Concept.Class) {
				t.Errorf("%s: leads to %s, a %s", word, f.Concept.ID, f.Concept.Class)
			}
		}
		if strings.Join(got, " ") != to {
			t.Errorf("%s: means %q, not %q: is it a phrase already?", word, got, to)
		}
		if words[0].Ordinary() != (to == "") {
			t.Errorf("%s: ordinary %v", word, words[0].Ordinary())
		}
		if to == "" {
			ordinary++
		} else {
			landing++
		}
	}
	if landing < 6000 || landing > 10000 || ordinary < 4000 || ordinary > 9000 {
		t.Errorf("%d words land and %d are ordinary", landing, ordinary)
	}
}

// BenchmarkLoad measures how long the concepts and the vocabulary take to load,
// and the memory they keep.
func BenchmarkLoad(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var s *concept.Set
	for b.Loop() {
		s = load(b)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	runtime.KeepAlive(s)
}
