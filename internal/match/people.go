package match

import (
	"slices"

	"alongside/internal/concept"
)

// holder says of whom each word is said: of the person (""), or of someone else,
// by the words that named them ("my mum").
//
// Someone else comes in as what a clause is about ("my brother fishes", "she's
// 84"), or as whom something is for ("something for my mum"), and stays until a
// clause begins with "I".
func holders(words []concept.Word) []string {
	out := make([]string, len(words))
	now, last := "", ""
	subject := false // the clause has one
	for i, w := range words {
		if w.Breaks != concept.NoBreak || (i > 0 && slices.Contains(joins, words[i-1].Text)) {
			subject = false
		}
		switch {
		case slices.Contains(first, w.Text):
			now, subject = "", true
		case slices.Contains(third, w.Text) && last != "":
			if !subject {
				now = last
			}
			subject = true
		case kin(words, i):
			name := words[i-1].Text + " " + w.Text
			last = name
			before := ""
			if i > 1 && words[i-1].Breaks == concept.NoBreak {
				before = words[i-2].Text
			}
			switch {
			case subject:
			case before == "" || slices.Contains(joins, before):
				now, subject = name, true
				out[i-1] = name
			case before == "for":
				now, subject = name, true
			}
		}
		out[i] = now
	}
	return out
}

// kin reports whether a word names someone by what they are to the person.
func kin(words []concept.Word, at int) bool {
	return at > 0 && slices.Contains(relations, words[at].Text) && slices.Contains(owners, words[at-1].Text)
}

var (
	first     = []string{"i", "me", "we"}
	third     = []string{"he", "she", "they", "him", "her", "his"}
	joins     = []string{"and", "but", "because", "so", "when", "while", "if", "that"}
	owners    = []string{"my", "the", "our", "this", "her", "his"}
	relations = []string{"mum", "mother", "dad", "father", "son", "daughter", "brother", "sister", "husband", "wife", "partner",
		"granny", "grandad", "aunt", "auntie", "uncle", "nephew", "niece", "cousin", "friend", "neighbour", "flatmate",
		"boy", "girl", "lad", "child", "children", "boyfriend", "girlfriend", "grandson", "granddaughter", "grandchildren", "grandkids",
		"sons", "daughters", "brothers", "sisters", "friends", "neighbours", "ex",
		"stepson", "stepdaughter", "lady", "man", "woman", "gentleman", "guy", "fella", "carer", "boss", "family", "doctor", "gp", "nurse", "worker", "oldest", "youngest", "eldest"}
)

// spokenOf gives whom the profile is for: someone else, when what is liked or
// known is said of them and nothing of the kind is said of the person, who asks
// for them ("something for my dad") or does not speak of themselves at all.
func spokenOf(words []concept.Word, said []spoken) string {
	asks, speaks := false, false
	for i, w := range words {
		asks = asks || i > 1 && kin(words, i) && words[i-2].Text == "for"
		speaks = speaks || w.Text == "i"
	}
	if speaks && !asks {
		return ""
	}
	other := ""
	for _, s := range said {
		if !s.draws() {
			continue
		}
		if s.of == "" {
			return ""
		}
		other = s.of
	}
	return other
}
