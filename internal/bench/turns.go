package bench

import (
	"context"
	"fmt"
	"math"
	"time"
)

const (
	// warmUp is how many queries each engine answers before it is timed.
	warmUp = 100
	// compareEvery says how many queries lie between two whose answers are
	// compared.
	compareEvery = 10
)

// turns puts each query to the index and then to each peer, so that whatever
// else the machine does slows all alike, and compares some of their answers.
// A peer that has spent its budget is asked no more; the others go on.
func (p Plan) turns(ctx context.Context, own run, queries []Query, kind Kind, out *Results) error {
	if len(p.Peers) == 0 {
		return nil
	}
	for _, peer := range p.Peers {
		if _, err := oneByOne(ctx, peer.Run, queries[:min(warmUp, len(queries))], p.Budget/4); err != nil {
			return fmt.Errorf("%s: %w", peer.Name(), err)
		}
	}
	var ours []time.Duration
	took := make([][]time.Duration, len(p.Peers))
	spent := make([]time.Duration, len(p.Peers))
	for _, q := range queries {
		began := time.Now()
		if _, err := own(ctx, q); err != nil {
			return err
		}
		ours = append(ours, time.Since(began))
		for i, peer := range p.Peers {
			if spent[i] > p.Budget {
				continue
			}
			began := time.Now()
			if _, err := peer.Run(ctx, q); err != nil {
				return fmt.Errorf("%s: %w", peer.Name(), err)
			}
			d := time.Since(began)
			took[i], spent[i] = append(took[i], d), spent[i]+d
		}
	}
	half := figuresOf(ours).P50
	for i, peer := range p.Peers {
		f, err := p.peer(ctx, own, peer, queries, took[i])
		if err != nil {
			return fmt.Errorf("%s: %w", peer.Name(), err)
		}
		out.Peers[peer.Name()][kind] = f
		out.Ratios[peer.Name()][kind] = f.P50 / half
	}
	return nil
}

// peer gives a peer's figures: those measured in turns, what all cores do
// together, and how its answers compare.
func (p Plan) peer(ctx context.Context, own run, peer Peer, queries []Query, took []time.Duration) (PeerFigures, error) {
	out := PeerFigures{Figures: figuresOf(took)}
	var err error
	if out.QPSAll, err = atOnce(ctx, peer.Run, queries[:len(took)], p.Budget/10); err != nil {
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
	a, err := own(ctx, q)
	if err != nil {
		return false, false, err
	}
	if q.Kind == Nearest {
		b, err := peer.Run(ctx, q)
		return sameMetres(a.Metres, b.Metres), true, err
	}
	total, err := peer.Total(ctx, q)
	return total == a.Total, true, err
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
