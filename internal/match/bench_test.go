package match_test

import (
	"context"
	"testing"

	"alongside/internal/match"
)

// BenchmarkUnderstand reads a statement of fifty words.
func BenchmarkUnderstand(b *testing.B) {
	u := understander(b)
	p := match.Profile{Say: "I was a joiner for thirty years but my back's gone. I like being outdoors and I'm good with kids. " +
		"Not great in crowds, skint till payday, and I can only do mornings. I'm 58, up at Muirhouse."}
	b.ReportAllocs()
	for b.Loop() {
		u.Read(context.Background(), p)
	}
}
