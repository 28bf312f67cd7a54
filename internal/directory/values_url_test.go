package directory

import (
	"reflect"
	"testing"
	"time"

	"github.com/paulmach/orb"
)

// TestQueryIsToldApart sets one field of a query after another: each but the
// page's own must change the key, and each that a URL holds must change the
// parameters, so that a field added to one of the two lists and forgotten in
// the other is noticed.
func TestQueryIsToldApart(t *testing.T) {
	age, yes := 58, true
	set := map[string]any{
		"Words": "choir", "NearText": "Leith", "Near": &Place{Point: orb.Point{-3.17, 55.97}}, "Within": 5000.0,
		"Kinds": []Kind{Group}, "Cost": &CostLimit{Pence: 500}, "Access": []AccessFeature{StepFree},
		"Joinings": []Joining{JustTurnUp}, "Days": []time.Weekday{time.Tuesday}, "Times": []PartOfDay{Morning},
		"Age": &age, "Online": &yes, "Languages": []string{"pl"}, "Organizations": []string{"o"}, "Sources": []string{"s"},
		"LedBy": []LedBy{LedByPeers}, "Areas": []string{"eh6"}, "Sort": SortNearest, "Limit": 7, "Cursor": "x",
	}
	plain := Query{Sort: SortBest}
	keys := map[string]string{string(plain.AppendKey(nil)): "none"}
	for i := range reflect.TypeFor[Query]().NumField() {
		name := reflect.TypeFor[Query]().Field(i).Name
		value, known := set[name]
		if !known {
			t.Errorf("%s: say here what it may hold", name)
			continue
		}
		q := plain
		reflect.ValueOf(&q).Elem().Field(i).Set(reflect.ValueOf(value))
		if name != "Near" && q.Values().Encode() == plain.Values().Encode() {
			t.Errorf("%s is not among the parameters", name)
		}
		if name == "Limit" || name == "Cursor" {
			continue
		}
		key := string(q.AppendKey(nil))
		if other, taken := keys[key]; taken {
			t.Errorf("%s gives the key of %s", name, other)
		}
		keys[key] = name
	}
}
