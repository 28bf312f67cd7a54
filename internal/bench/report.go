package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is a whole run, in the form of --json.
type Report struct {
	Listings int              `json:"listings"`
	Machine  string           `json:"machine"`
	Build    Build            `json:"build"`
	Queries  map[Kind]Figures `json:"queries"`
	// Turns are the index's own figures while it took turns with the peers.
	Turns map[Kind]Figures `json:"turns"`
	// Peers and Ratios are by the peer's name.
	Peers  map[string]map[Kind]PeerFigures `json:"peers"`
	Ratios map[string]map[Kind]float64     `json:"ratios"`
}

// Build says what it took until the listings could be found. The rates are 0
// where a folder was loaded before.
type Build struct {
	// PerSecond is over all of it; StorePerSecond and IndexPerSecond are of the
	// store and of the index alone.
	PerSecond      float64 `json:"listings_per_s"`
	StorePerSecond float64 `json:"store_listings_per_s"`
	IndexPerSecond float64 `json:"index_listings_per_s"`
	// IndexBytes is the index on disk, RSSBytes by how much the process grew
	// in memory by holding it.
	IndexBytes int64 `json:"index_bytes"`
	RSSBytes   int64 `json:"rss_bytes"`
}

// BuildOf gives the rates of n listings.
func BuildOf(n int, stored, indexed time.Duration) Build {
	rate := func(d time.Duration) float64 {
		if d <= 0 {
			return 0
		}
		return float64(n) / d.Seconds()
	}
	return Build{PerSecond: rate(stored + indexed), StorePerSecond: rate(stored), IndexPerSecond: rate(indexed)}
}

// Mismatches counts the answers of all peers that differ from ours.
func (r Report) Mismatches() int {
	n := 0
	for _, kinds := range r.Peers {
		for _, f := range kinds {
			n += f.Mismatches
		}
	}
	return n
}

// JSON writes the report for machines.
func (r Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// Text writes the report for people.
func (r Report) Text(w io.Writer) error {
	fmt.Fprintf(w, "%s listings on %s\n", thousands(float64(r.Listings)), r.Machine)
	if r.Build.PerSecond > 0 {
		fmt.Fprintf(w, "Build: %s listings a second until found (store %s, index %s)\n",
			thousands(r.Build.PerSecond), thousands(r.Build.StorePerSecond), thousands(r.Build.IndexPerSecond))
	}
	fmt.Fprintf(w, "Index: %.1f MB on disk, %.1f MB in memory\n\n", float64(r.Build.IndexBytes)/1e6, float64(r.Build.RSSBytes)/1e6)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "query\tengine\tp50\tp95\tp99\ta second\tall cores\tqueries\ttimes ours\tdiffering\t")
	for _, kind := range append(Kinds(), Whole) {
		f, ok := r.Queries[kind]
		if !ok {
			fmt.Fprintf(t, "%s\talongside\tnot measured\t\t\t\t\t\t\t\t\n", kind)
			continue
		}
		fmt.Fprintf(t, "%s\talongside\t%s\t\t\t\n", kind, f.cells())
		if f, ok := r.Turns[kind]; ok {
			fmt.Fprintf(t, "\tin turns\t%s\t\t\t\n", f.cells())
		}
		for _, name := range slices.Sorted(maps.Keys(r.Peers)) {
			p, asked := r.Peers[name][kind]
			if !asked {
				continue
			}
			differing := "–"
			if p.Compared > 0 {
				differing = fmt.Sprintf("%d of %d", p.Mismatches, p.Compared)
			}
			fmt.Fprintf(t, "\t%s\t%s\t%.1f\t%s\t\n", name, p.cells(), r.Ratios[name][kind], differing)
		}
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

func (f Figures) cells() string {
	all := ""
	if f.QPSAll > 0 {
		all = thousands(f.QPSAll)
	}
	return strings.Join([]string{spell(f.P50), spell(f.P95), spell(f.P99), thousands(f.QPS1), all, fmt.Sprint(f.N)}, "\t")
}

// spell writes microseconds with a unit that suits them.
func spell(us float64) string {
	switch {
	case us < 1000:
		return fmt.Sprintf("%.1f µs", us)
	case us < 1e6:
		return fmt.Sprintf("%.2f ms", us/1e3)
	}
	return fmt.Sprintf("%.2f s", us/1e6)
}

// thousands writes a number with commas.
func thousands(x float64) string {
	s := fmt.Sprintf("%.0f", x)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
