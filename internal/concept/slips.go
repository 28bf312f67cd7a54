package concept

import (
	"maps"
	"slices"
	"strings"

	"alongside/internal/text"
)

// Words of fewer letters are not put right: too many are near to each other.
const leastSlip = 4

// Words of fewer letters are not told by their sound.
const leastSound = 7

// slip is a word by one of the ways in which it may be written wrong: the upper
// half is a hash of the letters that are left, the lower the word's place.
type slip uint64

// seal gathers, when all phrases and vocabulary are in, the words that a slip of
// the keyboard may have meant: each under itself and with a letter left out, as in
// "symmetric delete" spelling correction (Garbe, 2012). Hashes in order take less
// memory and time than a map of the cut words: with it the set took 15 MB, not 7.
func (l *lexicon) seal() {
	l.words, l.slips, l.sounds = nil, nil, map[string]string{}
	for _, w := range slices.Sorted(maps.Keys(l.forms)) {
		if len(w) < leastSlip || !text.ASCII(w) {
			continue
		}
		if len(w) >= leastSound {
			s := sound(w)
			if other, taken := l.sounds[s]; taken && l.forms[other] != l.forms[w] {
				l.sounds[s] = "" // two words: nobody can know
			} else {
				l.sounds[s] = w
			}
		}
		at := slip(len(l.words))
		l.words = append(l.words, w)
		for left := -1; left < len(w); left++ {
			l.slips = append(l.slips, slip(hash(w, left))<<32|at)
		}
	}
	slices.Sort(l.slips)
	l.slips = slices.Clip(slices.Compact(l.slips)) // "ll" without either l
}

// hash is the FNV-1a hash of a word with a letter left out; none when it is -1.
func hash(w string, left int) uint32 {
	h := uint32(2166136261)
	for i := range len(w) {
		if i != left {
			h = (h ^ uint32(w[i])) * 16777619
		}
	}
	return h
}

// correct puts an unknown word right that is one slip away from a known one, with
// the first letter right, or that sounds like one; it is left alone when it could
// be words of two stems.
func (l *lexicon) correct(w *Word) {
	if len(w.Text) < leastSlip || !text.ASCII(w.Text) || strings.ContainsAny(w.Text, "0123456789") {
		return
	}
	meant := w.Text
	if strings.HasSuffix(meant, "in") {
		meant += "g" // knitin'
	}
	best := l.nearest(meant)
	if best == "" && len(meant) >= leastSound {
		best = l.sounds[sound(meant)]
	}
	if best != "" {
		w.Text, w.key, w.known, w.guessed = best, l.forms[best], true, true
		w.ordinary = l.ordinary[w.key]
	}
}

// nearest gives the known word that is one slip away; empty when none is, or
// several of different stems.
func (l *lexicon) nearest(word string) string {
	best := ""
	for left := -1; left < len(word); left++ {
		from := slip(hash(word, left)) << 32
		at, _ := slices.BinarySearch(l.slips, from)
		for ; at < len(l.slips) && l.slips[at]>>32 == from>>32; at++ {
			have := l.words[uint32(l.slips[at])]
			switch {
			case have[0] != word[0] || text.Distance(word, have, 1) != 1 || len(word) == leastSlip && !swapped(word, have):
			case best == "":
				best = have
			case l.forms[best] != l.forms[have]:
				return ""
			}
		}
	}
	return best
}

// swapped reports whether two words differ by neighbours that changed places, the
// one slip that is put right in a word of four letters.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) - 1 {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}

// sound gives roughly how a word sounds, after the manner of Soundex and its
// kin: what is written for one sound is one letter, doubled letters are one, and
// vowels behind the first letter are left out.
func sound(word string) string {
	if rest, found := strings.CutPrefix(word, "kn"); found {
		word = "n" + rest
	}
	word = sounds.Replace(word)
	out := make([]byte, 0, len(word))
	for i := range len(word) {
		c := word[i]
		if i > 0 && strings.IndexByte("aeiouywh", c) >= 0 || len(out) > 0 && out[len(out)-1] == c {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

var sounds = strings.NewReplacer("ph", "f", "tion", "xn", "shun", "xn", "cian", "xn", "sion", "xn", "tian", "xn", "ght", "t", "sch", "sk", "ce", "se", "ci", "si", "cy", "si",
	"ck", "k", "c", "k", "q", "k", "z", "s", "dg", "j", "ge", "je", "gi", "ji")
