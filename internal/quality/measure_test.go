package quality_test

import (
	"math"
	"math/rand/v2"
	"slices"
)

// relevant is the least grade that counts as a good answer.
const relevant = 2

// measures are what is measured of the answers to one statement.
type measures struct {
	NDCG, MRR, Recall, Unjudged float64
}

// measure compares a ranking, as names, with the grades. NDCG is over the first
// ten, with gains of 2^grade - 1 (Järvelin and Kekäläinen, 2002; Burges, 2005);
// Recall is of the relevant among the first twenty; Unjudged is the share of the
// first ten that nobody judged, which count as 0.
func measure(ranking []string, g map[string]int) (m measures) {
	gain := func(grade int) float64 { return math.Pow(2, float64(grade)) - 1 }
	var ideal []int
	good := 0
	for _, grade := range g {
		ideal = append(ideal, grade)
		if grade >= relevant {
			good++
		}
	}
	slices.Sort(ideal)
	slices.Reverse(ideal)
	var dcg, best float64
	found := 0
	for i, name := range ranking {
		grade, judged := g[name]
		if i < 10 {
			dcg += gain(grade) / math.Log2(float64(i+2))
			if !judged {
				m.Unjudged += 0.1
			}
		}
		if grade >= relevant && i < depth {
			found++
			if m.MRR == 0 {
				m.MRR = 1 / float64(i+1)
			}
		}
	}
	for i, grade := range ideal[:min(10, len(ideal))] {
		best += gain(grade) / math.Log2(float64(i+2))
	}
	if best > 0 {
		m.NDCG = dcg / best
	}
	if good > 0 {
		m.Recall = float64(found) / float64(good)
	}
	return m
}

func mean(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// interval gives the middle 95% of the difference of two means under resampling
// (percentile bootstrap, Efron 1979), always from the same random numbers.
func interval(a, b []float64) (low, high float64) {
	r := rand.New(rand.NewPCG(7, 7))
	again := func(v []float64) float64 {
		sum := 0.0
		for range v {
			sum += v[r.IntN(len(v))]
		}
		return sum / float64(len(v))
	}
	const times = 4000
	diffs := make([]float64, times)
	for i := range diffs {
		diffs[i] = again(a) - again(b)
	}
	slices.Sort(diffs)
	return diffs[times*25/1000], diffs[times*975/1000]
}
