package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"alongside/internal/bench"
	"alongside/internal/match"
)

func BenchmarkZZ(b *testing.B) {
	n, err := openNode(context.Background(), &Config{DataDir: "/tmp/b100kf"}, "", slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer n.close()
	if err := n.follower.CatchUp(context.Background()); err != nil {
		b.Fatal(err)
	}
	m, err := n.matcher()
	if err != nil {
		b.Fatal(err)
	}
	g := bench.New(time.Now())
	st := g.Statements(1000, 100000)
	b.Run("match", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			s := st[i%1000]
			if _, err := m.Match(context.Background(), match.Profile{Say: s.Say, Near: s.Near.Label, Place: s.Near}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
