package concept

import (
	"strings"

	"alongside/internal/text"
)

// Words of fewer letters are not put right: too many are near to each other.
const leastSlip = 4

// seal gathers, when all phrases and vocabulary are in, the words that a slip of
// the keyboard may have meant: each under itself and with a letter left out, as
// in "symmetric delete" spelling correction (Garbe, 2012).
func (l *lexicon) seal() {
	l.slips = map[string][]string{}
	for w := range l.forms {
		if len(w) < leastSlip || !ascii(w) {
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
// one slip, with the first letter right; 0 when it is none, or could be words of
// two stems.
func (l *lexicon) correct(w *Word) uint32 {
	if w.known || len(w.Text) < leastSlip || !ascii(w.Text) || strings.ContainsAny(w.Text, "0123456789") {
		return 0
	}
	meant := w.Text
	if strings.HasSuffix(meant, "in") {
		meant += "g" // knitin'
	}
	var best uint32
	look := func(cut string) bool {
		for _, have := range l.slips[cut] {
			if len(meant) == leastSlip && !swapped(meant, have) {
				continue
			}
			if id := l.forms[have]; id != best && have[0] == meant[0] && text.Distance(meant, have, 1) == 1 {
				if best != 0 {
					return false
				}
				best = id
			}
		}
		return true
	}
	if !look(meant) {
		return 0
	}
	for i := range meant {
		if !look(meant[:i] + meant[i+1:]) {
			return 0
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
