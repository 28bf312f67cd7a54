package quality_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"alongside/internal/lang"
	"alongside/internal/match"
)

var readHalf = flag.String("read", "", "print the answers to the statements of this half, or to the one with this id")

// TestRead prints what was understood of statements and what they are answered
// with, to be read by a person.
func TestRead(t *testing.T) {
	if *readHalf == "" {
		t.Skip("asked for with -read tune, held or an id")
	}
	w := build(t)
	catalogue, err := lang.Load(os.DirFS("../../frontend"))
	if err != nil {
		t.Fatal(err)
	}
	g := readGrades(t)
	words, answer := catalogue.For("en"), w.matcher(w.concepts, match.UsualWeights())
	for _, s := range statements(t) {
		if s.Half != *readHalf && s.ID != *readHalf {
			continue
		}
		a := answer(t, s)
		fmt.Printf("\n== %s %s (%s)\n   heard: %s\n", s.ID, s.Say, s.Near, heard(&a.Understood))
		for i, m := range a.Matches {
			if i == shownWhenRead {
				break
			}
			var reasons []string
			for _, r := range m.Reasons {
				reasons = append(reasons, words.Reason(r, now))
			}
			fmt.Printf("   %d [%s] %.2f %s: %s\n", i+1, graded(g, s.ID, w.name(m.Hit.Card.ID)), m.Score, w.name(m.Hit.Card.ID), strings.Join(reasons, " | "))
		}
		fmt.Printf("   missed: %s\n", strings.Join(missed(g[s.ID], w.ranking(a.Matches)), ", "))
	}
}

// shownWhenRead is how many answers are printed.
const shownWhenRead = 10

func graded(g grades, statement, name string) string {
	if grade, judged := g[statement][name]; judged {
		return fmt.Sprint(grade)
	}
	return "?"
}

// missed gives the good answers that are not among those shown.
func missed(g map[string]int, ranking []string) (out []string) {
	shown := ranking[:min(len(ranking), shownWhenRead)]
	for name, grade := range g {
		if grade >= relevant && !slices.Contains(shown, name) {
			out = append(out, fmt.Sprintf("%s:%d", name, grade))
		}
	}
	slices.Sort(out)
	return out
}

func heard(u *match.Understood) string {
	var out []string
	for _, p := range u.Pieces {
		out = append(out, fmt.Sprintf("%s/%s(%s) %.2f", p.How, p.Concept, p.Said, p.Weight))
	}
	for _, p := range u.Avoided {
		out = append(out, fmt.Sprintf("NOT %s(%s)", p.Concept, p.Said))
	}
	for _, p := range u.Others {
		out = append(out, fmt.Sprintf("OTHERS %s(%s)", p.Concept, p.Said))
	}
	for _, l := range u.Limits {
		v := l.Value
		if s, ok := v.(match.Slots); ok {
			v = match.SlotCodes(s)
		}
		out = append(out, fmt.Sprintf("LIMIT %s=%v(%s)", l.Field, v, l.Said))
	}
	if u.For != "" {
		out = append(out, "FOR "+u.For)
	}
	if u.Nothing {
		out = append(out, "NOTHING")
	}
	return strings.Join(out, "; ") + "; words " + strings.Join(u.Missed, ",")
}
