package quality_test

import (
	"encoding/json"
	"os"
	"testing"

	"alongside/internal/lang"
	"alongside/internal/match"
	"alongside/internal/quality/truth"
)

// TestEveryReasonIsTrue checks every reason of every match of every statement
// against the listing.
func TestEveryReasonIsTrue(t *testing.T) {
	w := build(t)
	catalogue, err := lang.Load(os.DirFS("../../frontend"))
	if err != nil {
		t.Fatal(err)
	}
	words, answer := catalogue.For("en"), w.matcher(w.concepts, match.UsualWeights())
	reasons, untrue, few := 0, 0, 0
	for _, s := range statements(t) {
		for _, m := range answer(t, s).Matches {
			b, err := json.Marshal(w.listings[m.Hit.Card.ID])
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Reasons) < 2 {
				few++
			}
			for _, r := range m.Reasons {
				reasons++
				sentence := words.Reason(r, now)
				if err := truth.Check(b, sentence); err != nil {
					untrue++
					t.Errorf("%s: %s: %q: %v", s.ID, w.name(m.Hit.Card.ID), sentence, err)
				}
			}
		}
	}
	if reasons == 0 {
		t.Error("no reason was given")
	}
	t.Logf("%d reasons, %d of them false; %d matches with fewer than two", reasons, untrue, few)
}
