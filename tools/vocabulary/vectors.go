package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// vectors holds words in the order of how often they are used, and where each
// stands among words of like use.
type vectors struct {
	words []string
	rank  map[string]int
	of    map[string][]float32
}

// readVectors reads the package's one file, a vector at a time.
func readVectors(file string) (*vectors, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	v := &vectors{rank: map[string]int{}, of: map[string][]float32{}}
	in := json.NewDecoder(f)
	if _, err := in.Token(); err != nil {
		return nil, err
	}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return nil, err
		}
		switch key {
		case "words":
			err = in.Decode(&v.words)
		case "vectors":
			err = v.read(in)
		default:
			err = in.Decode(new(any))
		}
		if err != nil {
			return nil, fmt.Errorf("%v: %w", key, err)
		}
	}
	for i, w := range v.words {
		v.rank[w] = i + 1
	}
	return v, nil
}

func (v *vectors) read(in *json.Decoder) error {
	if _, err := in.Token(); err != nil {
		return err
	}
	for in.More() {
		word, err := in.Token()
		if err != nil {
			return err
		}
		var row []float32
		if err := in.Decode(&row); err != nil {
			return err
		}
		if len(row) < 101 || row[100] == 0 {
			continue
		}
		unit := row[:100:100] // the length of the vector stands behind it
		for i := range unit {
			unit[i] /= row[100]
		}
		v.of[word.(string)] = unit
	}
	_, err := in.Token()
	return err
}

// near gives how near two words are in use, -1 to 1; 0 when one is not known.
func (v *vectors) near(a, b string) float32 { return dot(v.of[a], v.of[b]) }

func dot(x, y []float32) (sum float32) {
	for i := range min(len(x), len(y)) {
		sum += x[i] * y[i]
	}
	return sum
}
