package quality_test

import (
	"flag"
	"fmt"
	"reflect"
	"testing"

	"alongside/internal/match"
)

var tune = flag.Bool("tune", false, "look for better weights on the statements marked tune")

// worthIt is how much the mean has to rise for a weight to be moved: less is
// chance.
const worthIt = 0.0015

// TestTune moves one weight after another a little, as long as the answers to the
// statements marked "tune" get better, and prints what it comes to. The other
// half is only measured.
func TestTune(t *testing.T) {
	if !*tune {
		t.Skip("asked for with -tune")
	}
	w := build(t)
	all, g := statements(t), readGrades(t)
	score := func(weights match.Weights, half string) float64 {
		answer := w.matcher(w.concepts, weights)
		var n []float64
		for _, s := range all {
			if s.Half == half && anyRelevant(g[s.ID]) {
				n = append(n, w.measured(t, s, answer(t, s).Matches, g[s.ID]).NDCG)
			}
		}
		return mean(n)
	}
	best := match.UsualWeights()
	top := score(best, "tune")
	fmt.Printf("tune %.4f, held %.4f\n", top, score(best, "held"))
	for moved := true; moved; {
		moved = false
		for i := range reflect.TypeFor[match.Weights]().NumField() {
			for _, by := range []float64{0.6, 0.8, 0.9, 1.1, 1.25, 1.6} {
				next := best
				f := reflect.ValueOf(&next).Elem().Field(i)
				f.SetFloat(f.Float() * by)
				if v := score(next, "tune"); v > top+worthIt {
					best, top, moved = next, v, true
					fmt.Printf("%s %.3f: tune %.4f, held %.4f\n", reflect.TypeFor[match.Weights]().Field(i).Name, f.Float(), top, score(best, "held"))
				}
			}
		}
	}
	fmt.Printf("%+v\n", best)
}
