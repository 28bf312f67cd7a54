package concept

import (
	"fmt"
	"strconv"
	"strings"
)

// readVocabulary reads vocabulary.tsv: a word, and up to three concepts with a
// weight of a hundred ("allotment<TAB>food-growing 90 gardening 60"). A word
// without any is known to be a word, and means nothing here.
func (s *Set) readVocabulary(table string) error {
	s.vocabulary = map[uint32][]Weighted{}
	for n, line := range strings.Split(table, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(line, "\t")
		key := s.words.english(word)
		fields := strings.Fields(rest)
		if len(fields)%2 != 0 || len(fields) > 6 {
			return fmt.Errorf("line %d: %q wants up to three concepts, each with a weight", n+1, word)
		}
		var to []Weighted
		for i := 0; i < len(fields); i += 2 {
			w, err := strconv.Atoi(fields[i+1])
			if err != nil || w < 1 || w > 100 || s.Get(ID(fields[i])) == nil {
				return fmt.Errorf("line %d: %q: no concept with a weight of 1 to 100: %s %s", n+1, word, fields[i], fields[i+1])
			}
			to = append(to, Weighted{ID(fields[i]), float64(w) / 100})
		}
		switch {
		case len(to) == 0:
			s.words.ordinary[key] = true
		case s.vocabulary[key] == nil:
			s.vocabulary[key] = to
		}
	}
	return nil
}
