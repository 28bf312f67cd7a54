package concept

import (
	"slices"
	"strings"
	"unicode/utf8"

	"alongside/internal/text"
)

// Words of fewer letters are not put right: too many are near to each other.
const leastSlip = 5

// slip is a word by one of the ways in which it may be written wrong: the upper
// half is a hash of the letters that are left, the lower the word's place.
type slip uint64

// seal gathers, when all phrases and vocabulary are in, the words that a slip of
// the keyboard may have meant: each under itself and with a letter left out, as in
// "symmetric delete" spelling correction (Garbe, 2012). Hashes in order take less
// memory and time than a map of the cut words: with it the set took 15 MB, not 7.
func (l *lexicon) seal() {
	l.words, l.slips = nil, nil
	for w := range l.ids {
		if strings.HasPrefix(w, foreignMark) || utf8.RuneCountInString(w) < leastSlip || !ascii(w) {
			continue
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

// correct gives the number of the word that an unknown one was meant to be, by
// one slip, with the first letter right; 0 when it is none, or could be two.
func (l *lexicon) correct(w *Word) uint32 {
	if w.known || len(w.Text) < leastSlip || !ascii(w.Text) || strings.ContainsAny(w.Text, "0123456789") {
		return 0
	}
	st := stem(w.Text)
	best, ties := "", 0
	for left := -1; left < len(st); left++ {
		from := slip(hash(st, left)) << 32
		at, _ := slices.BinarySearch(l.slips, from)
		for ; at < len(l.slips) && l.slips[at]>>32 == from>>32; at++ {
			have := l.words[uint32(l.slips[at])]
			if have != best && have[0] == st[0] && text.Distance(st, have, 1) == 1 {
				best = have
				ties++
			}
		}
	}
	if ties != 1 {
		return 0
	}
	return l.ids[best]
}
