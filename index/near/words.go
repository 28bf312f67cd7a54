package near

import (
	"maps"
	"slices"
)

// words numbers the words in the sets of areas and of languages, so that what
// was counted by sets can be told by words.
type words struct{ areas, languages vocabulary }

// vocabulary is distinct words, with the words of each set.
type vocabulary struct {
	words, labels []string
	numbers       map[string]uint32
	sets          [][]uint32
}

// more gives a vocabulary that can be added to, without changing this one.
func (v vocabulary) more() vocabulary {
	return vocabulary{slices.Clip(v.words), slices.Clip(v.labels), maps.Clone(v.numbers), slices.Clip(v.sets)}
}

func (v *vocabulary) add(words, labels []string) {
	if v.numbers == nil {
		v.numbers = map[string]uint32{}
	}
	set := make([]uint32, 0, len(words))
	for i, w := range words {
		n, known := v.numbers[w]
		if !known {
			n = uint32(len(v.words))
			v.numbers[w] = n
			v.words, v.labels = append(v.words, w), append(v.labels, labels[i])
		}
		if !slices.Contains(set, n) {
			set = append(set, n)
		}
	}
	v.sets = append(v.sets, set)
}

// add adds sets in their encodings.
func (w *words) add(areaSets, languageSets []string) {
	for _, s := range areaSets {
		a := decodeAreas(s)
		w.areas.add(a.lower, a.labels)
	}
	for _, s := range languageSets {
		codes := split(s)
		w.languages.add(codes, codes)
	}
}
