package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// generated writes a sheet of n listings that are as long and as varied as
// those of councils' files: 60 words, a place in one of 40 outward codes, a
// time that is read, a phone, an address and a few activities.
func generated(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	things := strings.Fields("choir walking lunch chess gardening knitting football drawing cooking reading dancing repair cycling swimming history drama ukulele sewing joinery pottery")
	words := strings.Fields(`come along and meet others from round about we put the kettle on have a blether
		share what we know with anyone who would like to learn no experience is needed everyone gets a warm welcome
		bring a friend or come by yourself stay for as long as you like there is step free access and parking nearby
		our volunteers will meet you at the door tea coffee and biscuits are free every week all year round`)
	days := strings.Fields("Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays")
	var b bytes.Buffer
	b.WriteString("ID,Name,Organisation,Description,Address,Postcode,Telephone,Email,Days and times,Location,Activities,Cost\n")
	for i := range n {
		thing := things[r.IntN(len(things))]
		about := make([]string, 60)
		for j := range about {
			about[j] = words[r.IntN(len(words))]
		}
		fmt.Fprintf(&b, "%d,%s group %d,Invented Neighbours %d,%s.,%d Shore Road,EH%d %d%s,0131 496 0%03d,group%d@neighbours.example,%s %dam-12pm,\"%.4f,%.4f\",\"%s, company\",£%d\n",
			i, thing, i, i/3, strings.Join(about, " "), i%200+1, i%17+1, i%9+1, "AB", i%1000, i,
			days[r.IntN(7)], 9+i%3, 55.85+0.12*r.Float64(), -3.35+0.3*r.Float64(), thing, r.IntN(6))
	}
	return b.Bytes()
}

// BenchmarkImport gives the listings a second that `alongside import` takes
// from a sheet of 20,000 into an empty folder, until they can be found: SQLite
// and the index together. A running server follows while the import writes;
// without one the import makes the index when all is written.
func BenchmarkImport(b *testing.B) {
	const n = 20_000
	sheet := filepath.Join(b.TempDir(), "listings.csv")
	if err := os.WriteFile(sheet, generated(n), 0o644); err != nil {
		b.Fatal(err)
	}
	measure := func(b *testing.B, dir string) {
		began := time.Now()
		if out, err := program("import", "--source", "bench", "--data-dir", dir, sheet).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		b.ReportMetric(n/time.Since(began).Seconds(), "listings/s")
		out, err := program("index", "status", "--data-dir", dir).CombinedOutput()
		if want := fmt.Sprintf("%d listings", n); err != nil || !strings.Contains(strings.ReplaceAll(string(out), ",", ""), want) {
			b.Fatalf("the index is not whole: %v\n%s", err, out)
		}
	}
	b.Run("beside a server", func(b *testing.B) {
		for b.Loop() {
			dir := b.TempDir()
			server, _ := serving(b, "--data-dir", dir)
			measure(b, dir)
			_ = server.Process.Kill()
			_ = server.Wait()
		}
	})
	b.Run("alone", func(b *testing.B) {
		for b.Loop() {
			measure(b, b.TempDir())
		}
	})
}
