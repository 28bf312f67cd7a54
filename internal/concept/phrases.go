package concept

import "strings"

// trie holds phrases by their words, from any of which the next is found by one
// look-up.
type trie struct {
	next  map[uint64]int32
	nodes []node
}

// node is where a run of words leads; meanings are what it means, when it is a
// whole phrase.
type node struct{ meanings []meaning }

// meaning is what a phrase means.
type meaning struct {
	concept int32
	// said is true for what only people say, of themselves.
	said bool
	// near are the words of which one has to stand near for it to mean this.
	near []uint32
	// ending is that of a phrase of one English word, as derived tells it.
	ending string
}

// derived gives the ending of a word that makes another word of it, which the stem
// does not tell: "playful" is no "play", and an "animator" no "animal". What only
// bends a word ("plays", "playing", "player") is none.
func derived(word string) string {
	word = strings.TrimSuffix(word, "s")
	for _, e := range []string{"ful", "less", "nes", "ous", "ation", "ator", "ative", "ive", "ity", "ment", "ism", "al"} {
		if len(word) > len(e)+2 && strings.HasSuffix(word, e) {
			return e
		}
	}
	return ""
}

func edge(from int32, key uint32) uint64 { return uint64(from)<<32 | uint64(key) }

// add adds a phrase; one without words is left out.
func (t *trie) add(keys []uint32, m meaning) {
	if len(keys) == 0 {
		return
	}
	if t.next == nil {
		t.next, t.nodes = map[uint64]int32{}, make([]node, 1)
	}
	at := int32(0)
	for _, k := range keys {
		to, ok := t.next[edge(at, k)]
		if !ok {
			to = int32(len(t.nodes))
			t.nodes = append(t.nodes, node{})
			t.next[edge(at, k)] = to
		}
		at = to
	}
	n := &t.nodes[at]
	for i, have := range n.meanings {
		if have.concept == m.concept && have.ending == m.ending {
			// What listings say too, people say as well.
			n.meanings[i].said = have.said && m.said
			return
		}
	}
	n.meanings = append(n.meanings, m)
}
