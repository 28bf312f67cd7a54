package concept

import (
	"strings"
	"unicode/utf8"

	"alongside/internal/text"
)

// Words of fewer letters are not put right: too many are near to each other.
const leastSlip = 5

// seal gathers, when all phrases and vocabulary are in, the words that a slip of
// the keyboard may have meant: each under itself with a letter left out, as in
// "symmetric delete" spelling correction (Garbe, 2012).
func (l *lexicon) seal() {
	l.slips = map[string][]string{}
	for w := range l.ids {
		if strings.HasPrefix(w, foreignMark) || utf8.RuneCountInString(w) < leastSlip || !ascii(w) {
			continue
		}
		l.slips[w] = append(l.slips[w], w)
		for i := range w {
			cut := w[:i] + w[i+1:]
			l.slips[cut] = append(l.slips[cut], w)
		}
	}
}

// correct gives the number of the word that an unknown one was meant to be, by
// one slip, with the first letter right; 0 when it is none, or could be two.
func (l *lexicon) correct(w *Word) uint32 {
	if w.known || len(w.Text) < leastSlip || !ascii(w.Text) || strings.ContainsAny(w.Text, "0123456789") {
		return 0
	}
	st := stem(w.Text)
	best, ties := "", 0
	look := func(cut string) {
		for _, have := range l.slips[cut] {
			if have != best && have[0] == st[0] && text.Distance(st, have, 1) == 1 {
				best = have
				ties++
			}
		}
	}
	look(st)
	for i := range st {
		look(st[:i] + st[i+1:])
	}
	if ties != 1 {
		return 0
	}
	return l.ids[best]
}
