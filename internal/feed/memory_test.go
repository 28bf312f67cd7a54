package feed

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// peak watches the heap until stop is called, which gives the most bytes that
// it held.
func peak() (stop func() uint64) {
	var most atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
		for {
			metrics.Read(s)
			most.Store(max(most.Load(), s[0].Value.Uint64()+s[1].Value.Uint64()))
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(done); <-ended; return most.Load() }
}

// TestMemoryStaysSmall streams a file of 200 MB through an import.
func TestMemoryStaysSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("TestMemoryStaysSmall: not in -short")
	}
	const limit = 300 << 20
	for name, write := range map[string]func(w *bufio.Writer){
		"many rows": func(w *bufio.Writer) {
			fmt.Fprintln(w, "ID,Name,Description,Address,Postcode,Telephone,Email,Website,When,Location,Activities")
			about := strings.Repeat("Soup, bread and a chat for <b>anyone</b> who comes along to the café. ", 16)
			for i := range 160_000 {
				fmt.Fprintf(w, "%d,Lunch club number %d,\"%s %d.\",%d Shore Road,EH%d 7HF,0131 555 %04d,club%d@example.org,https://example.org/clubs/%d,Tuesdays 12-2pm,\"55.9%d,-3.1%d\",\"soup, company\"\n",
					i, i, about, i, i, i%17+1, i%10_000, i, i, i%10_000, i%10_000)
			}
		},
		"one cell": func(w *bufio.Writer) {
			fmt.Fprint(w, "Name,Description\nClub,\"")
			for range 200 << 10 {
				w.Write(kilobyte)
			}
			fmt.Fprint(w, "\"\nWalk,ok\n")
		},
		"one line of cells": func(w *bufio.Writer) {
			fmt.Fprint(w, "Name,Description\nClub")
			for range 200 << 10 {
				w.Write(commas)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := filepath.Join(t.TempDir(), "large.csv")
			f, err := os.Create(p)
			if err != nil {
				t.Fatal(err)
			}
			w := bufio.NewWriterSize(f, 1<<20)
			write(w)
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			info, err := f.Stat()
			if err != nil || f.Close() != nil || info.Size() < 200<<20 {
				t.Fatalf("%d bytes, %v", info.Size(), err)
			}
			o := options(p)
			o.Full = true
			sink := newMemory()
			sink.forget = true
			stop := peak()
			r := imported(t, o, sink)
			most := stop()
			t.Logf("%d MB: %d rows, at most %d MB of heap", info.Size()>>20, r.Files[0].Rows, most>>20)
			if most > limit {
				t.Errorf("the heap reached %d MB", most>>20)
			}
		})
	}
}

var (
	kilobyte = []byte(fmt.Sprintf("%01024d", 0))
	commas   = func() []byte {
		b := make([]byte, 1024)
		for i := range b {
			b[i] = ','
		}
		return b
	}()
)
