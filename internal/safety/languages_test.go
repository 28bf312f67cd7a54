package safety_test

import (
	"os"
	"testing"

	"gopkg.in/yaml.v3"

	"alongside/internal/safety"
)

func TestLanguages(t *testing.T) {
	b, err := os.ReadFile("testdata/languages.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]struct{ Now, Gentle, None []string }
	if err := yaml.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	g := guard(t)
	for lang, says := range all {
		for want, list := range [][]string{says.None, says.Gentle, says.Now} {
			for _, say := range list {
				look := g.Look(say, lang)
				if look.Level != safety.Level(want) {
					t.Errorf("%s: %q is level %d, want %d", lang, say, look.Level, want)
				}
				if look.Reviewed {
					t.Errorf("%s: nobody fluent has reviewed it", lang)
				}
			}
		}
	}
}
