package web_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/web"
)

// FuzzReadAnswer reads any bytes without harm, and what was written as it was.
func FuzzReadAnswer(f *testing.F) {
	whole := web.Answer{Headers: []web.Header{{Name: "Content-Type", Value: "text/html"}, {Name: "Vary"}}, Body: []byte("<p>")}.Encode()
	for cut := range whole {
		f.Add(whole[:cut])
	}
	f.Add(whole)
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := web.ReadAnswer(b)
		if err != nil {
			return
		}
		again, err := web.ReadAnswer(a.Encode())
		if err != nil || cmp.Diff(a, again) != "" {
			t.Errorf("%q became %+v and then %+v: %v", b, a, again, err)
		}
	})
}
