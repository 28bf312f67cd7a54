package concept_test

import (
	"runtime"
	"testing"

	"alongside/data"
	"alongside/internal/concept"
)

// BenchmarkLoad compiles the concepts and the vocabulary, and says what they take
// in memory.
func BenchmarkLoad(b *testing.B) {
	var s *concept.Set
	for b.Loop() {
		var before, after runtime.MemStats
		b.StopTimer()
		s = nil
		runtime.GC()
		runtime.ReadMemStats(&before)
		b.StartTimer()
		var err error
		if s, err = concept.Load(data.Concepts); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		b.StartTimer()
	}
	runtime.KeepAlive(s)
}
