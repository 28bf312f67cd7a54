package match

import (
	"slices"
	"strings"

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
		case w.Text == "who" && i > 0 && kin(words, i-1):
			now, subject = last, true
		case third[w.Text] && last != "":
			if !subject {
				now = last
			}
			subject = true
		case kin(words, i):
			name, owner := w.Text, i
			for owner > 0 && !foreignKin[w.Text] && (owner == i || between[words[owner].Text]) {
				owner--
				name = words[owner].Text + " " + name
			}
			last = name
			before := ""
			if owner > 0 && words[owner].Breaks == concept.NoBreak {
				before = words[owner-1].Text
			}
			switch {
			case subject:
			case before == "" || slices.Contains(joins, before):
				now, subject = name, true
			case slices.Contains(forWords, before):
				now, subject = name, true
			}
		}
		out[i] = now
	}
	return out
}

// kin reports whether a word names someone by what they are to the person.
func kin(words []concept.Word, at int) bool {
	if foreignKin[words[at].Text] {
		return true
	}
	if !relations[words[at].Text] {
		return false
	}
	if words[at].Definite || at == 0 {
		return words[at].Definite
	}
	if between[words[at-1].Text] && at > 1 { // "my late husband"
		at--
	}
	return words[at].Definite || owners[words[at-1].Text]
}

var (
	first = []string{"i", "me", "we", "я", "ja"}
	third = setOf("he she they him her his вона він ona on")
	// speakers are the words by which people speak of themselves.
	speakers = []string{"i", "я", "ja", "أنا", "انا"}
	forWords = []string{"for", "dla", "для", "do"}
	joins    = []string{"and", "but", "because", "so", "when", "while", "if", "that"}
	owners   = setOf(`my the our this her his`)
	between  = setOf(`late old older young younger big best elderly lovely own other ex social support upstairs next-door`)
	// foreignKin are the nearest of kin in the other languages, as "my" is often
	// left out in them.
	foreignKin = setOf(`mama mamy mamie tata taty brat brata siostra siostry syn syna corka corki maz meza zona zony мама мами мамі тато тата
		татові брат брата сестра син сина дочка чоловік дружина امي لامي ابي اخي اختي ابني ابنتي زوجي زوجتي`)
	relations = setOf(`mum mother dad father son daughter brother sister husband wife partner granny grandad aunt auntie uncle nephew niece
		cousin friend neighbour flatmate boy girl lad child children boyfriend girlfriend grandson granddaughter grandchildren
		grandkids sons daughters brothers sisters friends neighbours ex stepson stepdaughter lady man woman gentleman guy fella
		carer boss family doctor gp nurse worker oldest youngest eldest`)
)

// spokenOf gives whom the profile is for: someone else, when what is liked or
// known is said of them and nothing of the kind is said of the person, who asks
// for them ("something for my dad") or does not speak of themselves at all.
func spokenOf(words []concept.Word, said []spoken) string {
	asks, speaks := false, false
	for i, w := range words {
		asks = asks || kin(words, i) && (slices.Contains(forWords, words[max(0, i-1)].Text) || slices.Contains(forWords, words[max(0, i-2)].Text) || strings.HasPrefix(w.Text, "ل"))
		asks = asks || w.Text == "behalf" || i > 0 && words[i-1].Text == "for" && (w.Text == "them" || w.Text == "him" || w.Text == "her")
		speaks = speaks || slices.Contains(speakers, w.Text)
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

// setOf gives a set of words.
func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
