package quality_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"alongside/internal/match"
)

const goldenFile = "../../data/judgements/quality.txt"

var update = flag.Bool("update", false, "write the report anew")

// slack is how much a mean may fall before the test fails: ties are broken by
// ids, and a day or a price in the demo may turn.
const slack = 0.005

// TestQuality ranks every statement with every ranker and holds the result to
// the report of data/judgements/quality.txt: what gets worse fails, what gets
// better is written with -update and read before it is committed.
func TestQuality(t *testing.T) {
	w := build(t)
	all, g := statements(t), readGrades(t)
	var report bytes.Buffer
	fmt.Fprintf(&report, "%-26s %-6s %8s %8s %8s %9s %8s\n", "ranker", "half", "nDCG@10", "MRR", "recall20", "unjudged", "variety6")
	broken, shown := 0, 0
	for _, r := range w.rankers(t) {
		byHalf := map[string][]float64{}
		for _, half := range []string{"tune", "held"} {
			var n, mrr, recall, unjudged, variety []float64
			for _, s := range all {
				if s.Half != half || !anyRelevant(g[s.ID]) {
					continue
				}
				a := r.answer(t, s)
				m := w.measured(t, s, a.Matches, g[s.ID])
				n, mrr, recall, unjudged = append(n, m.NDCG), append(mrr, m.MRR), append(recall, m.Recall), append(unjudged, m.Unjudged)
				variety = append(variety, w.variety(a.Matches))
				if r.name == byMatch {
					for _, m := range a.Matches {
						shown++
						if why := w.breaks(&a.Profile, m.Hit.Card.ID, m.Hit.Metres); why != "" {
							broken++
							t.Errorf("%s: %s breaks a limit: %s", s.ID, w.name(m.Hit.Card.ID), why)
						}
					}
				}
			}
			byHalf[half] = n
			fmt.Fprintf(&report, "%-26s %-6s %8.3f %8.3f %8.3f %8.1f%% %8.2f\n", r.name, half, mean(n), mean(mrr), mean(recall), 100*mean(unjudged), mean(variety))
		}
		low, high := interval(byHalf["tune"], byHalf["held"])
		fmt.Fprintf(&report, "%-26s the halves differ by %+.3f (95%%: %+.3f to %+.3f)\n", r.name, mean(byHalf["tune"])-mean(byHalf["held"]), low, high)
	}
	fmt.Fprintf(&report, "matches that break a limit: %d of %d\n", broken, shown)
	t.Logf("\n%s", report.String())
	if *update {
		if err := os.WriteFile(goldenFile, report.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	golden, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	notWorse(t, string(golden), report.String())
}

func anyRelevant(g map[string]int) bool {
	for _, grade := range g {
		if grade >= relevant {
			return true
		}
	}
	return false
}

// measured measures the answers to a statement among what serves its place.
func (w *town) measured(t testing.TB, s statement, matches []match.Match, graded map[string]int) measures {
	served := map[string]int{}
	for id, name := range w.names {
		if grade, ok := graded[name]; ok && w.serves(t, s, id) {
			served[name] = grade
		}
	}
	var ranking []string
	for _, m := range matches {
		if w.serves(t, s, m.Hit.Card.ID) {
			ranking = append(ranking, w.name(m.Hit.Card.ID))
		}
	}
	return measure(ranking, served)
}

// ranking gives the names of matches, in order.
func (w *town) ranking(matches []match.Match) []string {
	out := make([]string, len(matches))
	for i, m := range matches {
		out[i] = w.name(m.Hit.Card.ID)
	}
	return out
}

// variety is how many different organisations and first activities the first six
// have, as a share of what they could have.
func (w *town) variety(matches []match.Match) float64 {
	matches = matches[:min(6, len(matches))]
	if len(matches) == 0 {
		return 0
	}
	orgs, subjects := map[string]bool{}, map[string]bool{}
	for _, m := range matches {
		l := w.listings[m.Hit.Card.ID]
		orgs[l.Organization.ID] = true
		subject := l.Name
		if len(l.Activities) > 0 {
			subject = l.Activities[0]
		}
		subjects[subject] = true
	}
	return float64(len(orgs)+len(subjects)) / float64(2*len(matches))
}

// notWorse fails for each nDCG that has fallen.
func notWorse(t *testing.T, golden, report string) {
	t.Helper()
	was := scores(golden)
	for name, now := range scores(report) {
		if before, known := was[name]; !known {
			t.Errorf("%s is not in %s: run with -update", name, goldenFile)
		} else if now < before-slack {
			t.Errorf("%s: nDCG@10 is %.3f, and was %.3f", name, now, before)
		}
	}
}

// scores reads the nDCG of each ranker and half.
func scores(report string) map[string]float64 {
	out := map[string]float64{}
	for _, line := range strings.Split(report, "\n") {
		for _, half := range []string{"tune", "held"} {
			name, rest, found := strings.Cut(line, " "+half+" ")
			if !found {
				continue
			}
			if v, err := strconv.ParseFloat(strings.Fields(rest)[0], 64); err == nil {
				out[strings.TrimSpace(name)+" "+half] = v
			}
		}
	}
	return out
}
