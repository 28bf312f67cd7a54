package poster_test

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"alongside/internal/publish/poster"
)

var (
	invisible = regexp.MustCompile(`[\p{Cf}\x{fe00}-\x{fe0f}\x{20e3}\x{e0100}-\x{e01ef}]`)
	letters   = regexp.MustCompile(`[\p{L}\p{M}\p{N}£]+`)
)

// fold leaves of a text its letters, figures and pounds, in lower case.
func fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(invisible.ReplaceAllString(strings.ToValidUTF8(s, " "), "")))
	return strings.Join(letters.FindAllString(s, -1), "")
}

// invented holds that every text of a draft is what its spans hold and nothing
// more, and that every number comes from one that stands there. It walks the
// draft's fields, so that a new one is held to it too.
func invented(t testing.TB, name, text string, d poster.Draft) {
	t.Helper()
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		if w, ok := v.Interface().(poster.Words); ok {
			said := ""
			for _, a := range w.At {
				if a.Start < 0 || a.End > len(text) || a.Start > a.End {
					t.Fatalf("%s: %s: span %v of %d bytes", name, path, a, len(text))
				}
				said += " " + text[a.Start:a.End]
			}
			if fold(w.Text) != fold(said) {
				t.Errorf("%s: %s: %q is not what %q says", name, path, w.Text, said)
			}
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(path, v.Index(i))
			}
		}
	}
	walk("", reflect.ValueOf(d))
	for _, w := range d.When {
		if len(w.Schedules) == 0 || w.Schedules[0].Text != w.Text || w.Text == "" {
			t.Errorf("%s: times %q with %d rules", name, w.Text, len(w.Schedules))
		}
		for _, s := range w.Schedules {
			if !strings.Contains(fold(text), fold(s.Note)) {
				t.Errorf("%s: note %q", name, s.Note)
			}
		}
	}
	for _, p := range d.Cost.Prices {
		if said := text[p.At.Start:p.At.End]; p.Pence > 0 && !regexp.MustCompile(`\d`).MatchString(said) {
			t.Errorf("%s: %d pence from %q", name, p.Pence, said)
		}
	}
	for _, q := range d.Questions {
		for _, a := range q.At {
			if a.Start < 0 || a.End > len(text) || a.Start >= a.End {
				t.Errorf("%s: question %s at %v", name, q.Ask, a)
			}
		}
		if q.Message == "" || q.Key == "" {
			t.Errorf("%s: question %s says nothing", name, q.Ask)
		}
	}
}
