package bench

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"
)

const (
	// warmUp is how many queries each engine answers before it is timed.
	warmUp = 100
	// inTurn is how many queries one engine answers before it is the next one's
	// turn: enough that each finds the processor's caches as a busy server
	// does, and so few that a slow moment of the machine hits all alike.
	inTurn = 20
	// compareEvery says how many queries lie between two whose answers are
	// compared.
	compareEvery = 10
)

// turns puts every inTurn queries to the index and then to each peer, and
// compares some of their answers. Who has spent the budget is asked no more;
// without the index, or without any peer left, there is nothing more to compare.
func (p Plan) turns(ctx context.Context, own run, queries []Query, kind Kind, out *Results) error {
	if len(p.Peers) == 0 {
		return nil
	}
	all := []*turn{{name: "alongside", run: own}}
	for _, peer := range p.Peers {
		all = append(all, &turn{name: peer.Name(), run: peer.Run})
	}
	for _, t := range all {
		if _, err := oneByOne(ctx, t.run, queries[:min(warmUp, len(queries))], p.Budget/4); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
	}
	runtime.GC()
	for some := range slices.Chunk(queries, inTurn) {
		asked := 0
		for _, t := range all {
			if t.spent > p.Budget {
				continue
			}
			if err := t.ask(ctx, some); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			asked++
		}
		if asked < 2 || all[0].spent > p.Budget {
			break
		}
	}
	out.Turns[kind] = figuresOf(all[0].took)
	for i, peer := range p.Peers {
		f, err := p.peer(ctx, own, peer, queries, all[i+1].took)
		if err != nil {
			return fmt.Errorf("%s: %w", peer.Name(), err)
		}
		out.Peers[peer.Name()][kind] = f
		out.Ratios[peer.Name()][kind] = f.P50 / out.Turns[kind].P50
	}
	return nil
}

// turn is one engine that takes turns with others.
type turn struct {
	name  string
	run   run
	took  []time.Duration
	spent time.Duration
}

func (t *turn) ask(ctx context.Context, queries []Query) error {
	took, err := oneByOne(ctx, t.run, queries, time.Hour)
	for _, d := range took {
		t.spent += d
	}
	t.took = append(t.took, took...)
	return err
}

// peer gives a peer's figures: those measured in turns, what all cores do
// together, and how its answers compare.
func (p Plan) peer(ctx context.Context, own run, peer Peer, queries []Query, took []time.Duration) (PeerFigures, error) {
	out := PeerFigures{Figures: figuresOf(took)}
	var err error
	if out.QPSAll, err = atOnce(ctx, peer.Run, queries[:len(took)], min(p.Budget, max(leastAtOnce, p.Budget/10))); err != nil {
		return out, err
	}
	end := time.Now().Add(p.Budget)
	for i := 0; i < len(queries) && time.Now().Before(end); i += compareEvery {
		same, compared, err := agree(ctx, own, peer, queries[i])
		if err != nil {
			return out, err
		}
		if compared {
			out.Compared++
		}
		if compared && !same {
			out.Mismatches++
		}
	}
	return out, nil
}

// agree holds a peer's answer against ours: the number of services that fit,
// or for Nearest the distances. Completions are not compared: see Peer.
func agree(ctx context.Context, own run, peer Peer, q Query) (same, compared bool, err error) {
	if q.Kind == Complete {
		return false, false, nil
	}
	if q.Kind == Match {
		q.Match.Limit = math.MaxInt32 // all of them, to count them
	}
	a, err := own(ctx, q)
	if err != nil {
		return false, false, err
	}
	if q.Kind == Nearest {
		b, err := peer.Run(ctx, q)
		return sameMetres(a.Metres, b.Metres), true, err
	}
	total, err := peer.Total(ctx, q)
	return sameTotal(a.Total, total, q.Conditions().Within > 0), true, err
}

// sameTotal wants equal totals, but within a radius allows a thousandth: what
// lies on the edge is inside for one ball and outside for another.
func sameTotal(a, b int, round bool) bool {
	if !round {
		return a == b
	}
	return math.Abs(float64(a-b)) <= float64(a)/1000
}

// sameMetres allows a metre and a five-hundredth: engines take the earth for
// different balls.
func sameMetres(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Abs(a[i]-b[i]) > 1+a[i]/500 {
			return false
		}
	}
	return true
}
