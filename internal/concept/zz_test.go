package concept_test

import (
	"testing"
	"time"

	"alongside/internal/bench"
	"alongside/internal/directory"
)

func BenchmarkAbout(b *testing.B) {
	s := load(b)
	g := bench.New(time.Now())
	var ls []directory.Listing
	for i := range 200 {
		ls = append(ls, g.Listing(i))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.About(ls[i%200])
	}
}
