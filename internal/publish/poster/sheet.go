package poster

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// span is a part of a sheet's text: the bytes [start, end).
type span struct{ start, end int }

func (s span) empty() bool { return s.end <= s.start }

func (s span) holds(o span) bool { return s.start <= o.start && o.end <= s.end }

func (s span) meets(o span) bool { return s.start < o.end && o.start < s.end }

// break marks what parts words without a sentence's end: a bullet, an emoji.
const mark = '•'

// sheet is a poster made ready for reading: valid text without emoji, invisible
// characters and letters that only look like letters, in lines.
type sheet struct {
	// text is what is read, low the same in lower case, byte for byte.
	text, low string
	// from and to are, for each byte of text, the bytes of what was pasted that it
	// stands for: [from, to).
	from, to []int32
	lines    []line
	// claims say, byte by byte, which field has read it.
	claims []claim
	// proper are words that the poster writes with a capital in the middle of a
	// sentence, in lower case.
	proper map[string]string
	// isTown tells names of towns, which have a capital; nil for nobody to ask.
	isTown func(string) bool
	cut    bool
	// unreadable is true for what is no text.
	unreadable bool
}

// claim says which field a byte was read for.
type claim uint8

const (
	free claim = iota
	claimTime
	claimContact
	claimCode
	claimMoney
	claimPlace
	claimName
	claimOrganiser
	// claimSaid is a whole sentence that a field holds.
	claimSaid
	// claimSoft is such a sentence that may describe the whole as well.
	claimSoft
	// claimOther is of another event.
	claimOther
)

// writer writes a sheet's text.
type writer struct {
	b        strings.Builder
	from, to []int32
}

func (w *writer) put(s string, from, to int) {
	w.b.WriteString(s)
	for range len(s) {
		w.from = append(w.from, int32(from)) //nolint:gosec // below MostBytes
		w.to = append(w.to, int32(to))       //nolint:gosec // below MostBytes
	}
}

func (w *writer) last() byte {
	if w.b.Len() == 0 {
		return '\n'
	}
	return w.b.String()[w.b.Len()-1]
}

// tail gives the last bytes that were written.
func (w *writer) tail() string {
	s := w.b.String()
	return s[max(0, len(s)-12):]
}

// runOn is a day with nothing behind it.
var runOn = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?$`)

func newSheet(text string) *sheet {
	s := &sheet{}
	if len(text) > MostBytes {
		s.cut = true
		at := MostBytes
		for at > 0 && !utf8.RuneStart(text[at]) {
			at--
		}
		if nl := strings.LastIndexByte(text[:at], '\n'); nl > MostBytes/2 {
			at = nl
		}
		text = text[:at]
	}
	w := &writer{}
	bad, letters := 0, 0
	hints := map[int]label{}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n < 2, unicode.IsControl(r) && !unicode.IsSpace(r):
			bad++
			w.put(" ", i, i+n)
		case unicode.IsLetter(r):
			letters++
			w.put(plainLetter(r), i, i+n)
		default:
			if h := hintOf(r); h != noLabel {
				if w.last() != '\n' {
					w.put("\n", i, i+n)
				}
				if _, taken := hints[w.b.Len()]; !taken {
					hints[w.b.Len()] = h
				}
			} else {
				if unicode.IsDigit(r) && runOn.MatchString(w.tail()) {
					w.put(" ", i, i) // "Tues10am"
				}
				w.other(text, i, r, n)
			}
		}
		i += n
	}
	s.text, s.from, s.to = w.b.String(), w.from, w.to
	s.low = lowerCase(s.text)
	s.claims = make([]claim, len(s.text))
	s.unreadable = letters < 3 || bad > len(text)/10
	if !s.unreadable {
		s.makeLines(hints)
		s.findProper()
	}
	return s
}

// other writes a rune that is neither a letter nor a hint.
func (w *writer) other(text string, i int, r rune, n int) {
	spaced := i+n >= len(text) || text[i+n] == ' ' || text[i+n] == '\n' || text[i+n] == '\t'
	afterSpace := w.last() == '\n' || w.last() == ' ' || w.last() == '\t'
	switch {
	case r == '\r' && i+n < len(text) && text[i+n] == '\n':
	case r == '\n', r == '\r', r == '\u0085', r == '\u2028', r == '\u2029', r == '\v', r == '\f':
		w.put("\n", i, i+n)
	case r == '\t' || r == '|':
		w.put("\t", i, i+n)
	case unicode.IsSpace(r):
		w.put(" ", i, i+n)
	case unicode.Is(unicode.Cf, r), r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef, r == 0x20e3:
		// Invisible: joiners, marks of direction, what turns a letter to an emoji.
	case r == '*' || r == '_' || r == '~' || r == '^':
		if spaced && afterSpace {
			w.put(string(mark), i, i+n)
		} else if r == '_' && !spaced && !afterSpace {
			w.put("_", i, i+n) // in an address
		}
	case r >= 0xff01 && r <= 0xff5e:
		w.put(norm.NFKC.String(string(r)), i, i+n)
	case r == '°' || r == '№':
		w.put(string(r), i, i+n)
	case isMark(r):
		w.put(string(mark), i, i+n)
	default:
		w.put(string(r), i, i+n)
	}
}

// plainLetter gives a letter that only looks otherwise ("𝗕", "Ｂ", "Ⓑ") as it is
// meant.
func plainLetter(r rune) string {
	if r >= 0x1d400 && r <= 0x1d7ff || r >= 0xff21 && r <= 0xff5a {
		return norm.NFKC.String(string(r))
	}
	return string(r)
}

// isMark reports whether a rune parts or adorns: bullets, stars, arrows, emoji.
func isMark(r rune) bool {
	switch r {
	case '•', '‣', '·', '●', '○', '◦', '▪', '■', '□', '◆', '★', '☆', '»', '«', '›', '‹', '¦', '§', '¤':
		return true
	}
	return unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) && r > 0xff || r >= 0x2190 && r <= 0x21ff || r >= 0x2700 && r <= 0x27bf ||
		unicode.Is(unicode.Co, r) || r >= 0x1f000 && r <= 0x1faff
}

// lowerCase gives a text in lower case, each letter as long as it was.
func lowerCase(s string) string {
	return strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); utf8.RuneLen(l) == utf8.RuneLen(r) {
			return l
		}
		return r
	}, s)
}

// span gives where a part of the sheet stands in what was pasted.
func (s *sheet) span(a span) Span {
	if a.empty() {
		return Span{}
	}
	return Span{int(s.from[a.start]), int(s.to[a.end-1])}
}

// claim says that a field has read a part, where no other has.
func (s *sheet) claim(a span, c claim) {
	for i := a.start; i < a.end; i++ {
		if s.claims[i] == free {
			s.claims[i] = c
		}
	}
}

// claimed reports whether any byte of a part is claimed by one of these; by any
// field when none is named.
func (s *sheet) claimed(a span, by ...claim) bool {
	for i := a.start; i < a.end; i++ {
		if s.claims[i] == free {
			continue
		}
		if len(by) == 0 {
			return true
		}
		for _, c := range by {
			if s.claims[i] == c {
				return true
			}
		}
	}
	return false
}
