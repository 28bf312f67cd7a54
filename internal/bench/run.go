package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Plan says what is measured and how long each part may take.
type Plan struct {
	// Listings is how many there are; Queries how many are asked of each kind.
	Listings, Queries int
	// Budget bounds each pass over one kind of query; what was asked until
	// then counts.
	Budget time.Duration
	// Peers are loaded already.
	Peers []Peer
	// Answer answers a statement whole, and says with how many matches; nil leaves
	// that out.
	Answer func(ctx context.Context, s Statement) (int, error)
	// Progress is told what is measured; nil is allowed.
	Progress func(what string)
}

// Figures are the times of one engine on one kind of query.
type Figures struct {
	P50 float64 `json:"p50_us"`
	P95 float64 `json:"p95_us"`
	P99 float64 `json:"p99_us"`
	// QPS1 is queries a second one after another, QPSAll on all cores at once.
	QPS1   float64 `json:"qps_1"`
	QPSAll float64 `json:"qps_all"`
	// N is how many queries the times are of.
	N int `json:"n"`
}

// PeerFigures are a peer's, with how its answers compare to ours.
type PeerFigures struct {
	Figures
	// Compared is how many answers were held against ours, and Mismatches how
	// many of them differed.
	Compared   int `json:"compared"`
	Mismatches int `json:"mismatches"`
}

// Results are the figures of a run.
type Results struct {
	Queries map[Kind]Figures
	// Turns are the index's own figures while it took turns with the peers;
	// QPSAll is not measured.
	Turns map[Kind]Figures
	Peers map[string]map[Kind]PeerFigures
	// Ratios are how many times longer a peer takes at the median, both
	// measured in turns.
	Ratios map[string]map[Kind]float64
}

// Measure asks the index, and then the index and its peers in turns. A kind of
// query that the index does not answer is left out.
func Measure(ctx context.Context, x Index, g *Generator, p Plan) (Results, error) {
	if p.Progress == nil {
		p.Progress = func(string) {}
	}
	out := Results{Queries: map[Kind]Figures{}, Turns: map[Kind]Figures{}, Peers: map[string]map[Kind]PeerFigures{}, Ratios: map[string]map[Kind]float64{}}
	for _, peer := range p.Peers {
		out.Peers[peer.Name()], out.Ratios[peer.Name()] = map[Kind]PeerFigures{}, map[Kind]float64{}
	}
	for _, kind := range Kinds() {
		p.Progress(string(kind))
		queries := g.Queries(kind, p.Queries, p.Listings)
		own := func(ctx context.Context, q Query) (Answer, error) { return ask(ctx, x, q) }
		figures, err := measure(ctx, own, queries, p.Budget)
		if errors.Is(err, errNotMeasured) {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("measure %s: %w", kind, err)
		}
		out.Queries[kind] = figures
		if err := p.turns(ctx, own, queries, kind, &out); err != nil {
			return out, fmt.Errorf("measure %s: %w", kind, err)
		}
	}
	if p.Answer != nil {
		p.Progress(string(Whole))
		figures, err := p.whole(ctx, g.Statements(p.Queries, p.Listings))
		if err != nil {
			return out, fmt.Errorf("measure %s: %w", Whole, err)
		}
		out.Queries[Whole] = figures
	}
	return out, nil
}

// whole measures whole matches.
func (p Plan) whole(ctx context.Context, statements []Statement) (Figures, error) {
	queries := make([]Query, len(statements))
	for i := range queries {
		queries[i] = Query{Kind: Whole, Statement: statements[i]}
	}
	return measure(ctx, func(ctx context.Context, q Query) (Answer, error) {
		n, err := p.Answer(ctx, q.Statement)
		return Answer{Total: n}, err
	}, queries, p.Budget)
}

// run is one engine's way of answering.
type run func(ctx context.Context, q Query) (Answer, error)

// measure warms up, asks one query after another, and then as many at once as
// there are cores.
func measure(ctx context.Context, f run, queries []Query, budget time.Duration) (Figures, error) {
	if _, err := oneByOne(ctx, f, queries, budget/4); err != nil {
		return Figures{}, err
	}
	runtime.GC()
	took, err := oneByOne(ctx, f, queries, budget)
	if err != nil {
		return Figures{}, err
	}
	out := figuresOf(took)
	out.QPSAll, err = atOnce(ctx, f, queries, min(budget, max(leastAtOnce, time.Duration(len(took))*mean(took))))
	return out, err
}

// oneByOne times each query until the budget is spent.
func oneByOne(ctx context.Context, f run, queries []Query, budget time.Duration) ([]time.Duration, error) {
	took := make([]time.Duration, 0, len(queries))
	end := time.Now().Add(budget)
	for _, q := range queries {
		began := time.Now()
		if _, err := f(ctx, q); err != nil {
			return nil, err
		}
		now := time.Now()
		if took = append(took, now.Sub(began)); now.After(end) {
			break
		}
	}
	return took, nil
}

// leastAtOnce is how long all cores are kept busy at least, so that starting
// them does not show.
const leastAtOnce = 300 * time.Millisecond

// atOnce gives the queries a second that all cores answer together.
func atOnce(ctx context.Context, f run, queries []Query, budget time.Duration) (float64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next, answered atomic.Int64
	var workers sync.WaitGroup
	began := time.Now()
	end := began.Add(budget)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for ctx.Err() == nil && time.Now().Before(end) {
				q := queries[int(next.Add(1)-1)%len(queries)]
				if _, err := f(ctx, q); err != nil {
					cancel(err)
					return
				}
				answered.Add(1)
			}
		})
	}
	workers.Wait()
	return float64(answered.Load()) / time.Since(began).Seconds(), context.Cause(ctx)
}

func figuresOf(took []time.Duration) Figures {
	if len(took) == 0 {
		return Figures{}
	}
	sorted := slices.Clone(took)
	slices.Sort(sorted)
	at := func(share float64) float64 {
		return micros(sorted[min(int(share*float64(len(sorted))), len(sorted)-1)])
	}
	return Figures{P50: at(0.50), P95: at(0.95), P99: at(0.99), QPS1: float64(time.Second) / float64(max(mean(took), 1)), N: len(took)}
}

func mean(took []time.Duration) time.Duration {
	var sum time.Duration
	for _, t := range took {
		sum += t
	}
	return sum / time.Duration(max(len(took), 1))
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
