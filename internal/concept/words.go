package concept

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"alongside/internal/text"
)

// Word is one word of a text, as phrases are compared by it: everyday spellings
// and Scots put into standard words ("cannae" is "can" and "not"), words that
// only fill left out.
type Word struct {
	// Start and End are its bytes in the text: [Start, End).
	Start, End int
	// Text is the standard word, in lower case.
	Text string
	// Breaks is what parts it from the word before.
	Breaks Break
	// Definite is true behind "the", which is left out.
	Definite bool
	// key and alt are the word's number, and that of its stem in a language
	// other than English; 0 when no phrase holds it.
	key, alt uint32
	// known is false for what is in no phrase and no vocabulary: it may be a
	// slip. ordinary is true for what the vocabulary knows to mean nothing here.
	known, ordinary bool
	// guessed is true when a slip of the keyboard was put right.
	guessed bool
}

// Break is what stands before a word.
type Break uint8

// The breaks, from none to the end of a sentence.
const (
	NoBreak Break = iota
	Comma
	Stop
)

// lexicon numbers the words that phrases are made of.
type lexicon struct {
	ids map[string]uint32
	// forms are the words as phrases have them, with the numbers of their stems.
	forms map[string]uint32
	// everyday leads from how a word is written to standard words; to none
	// when it only fills.
	everyday map[string][]string
	// slips, in order, lead to the words that a slip may have meant.
	slips []slip
	words []string
	// sounds leads from how a word sounds to the one word that sounds so.
	sounds map[string]string
	// ordinary are words of no subject.
	ordinary map[uint32]bool
}

func newLexicon() lexicon {
	return lexicon{ids: map[string]uint32{}, forms: map[string]uint32{}, everyday: map[string][]string{}, ordinary: map[uint32]bool{}}
}

// learn reads everyday.tsv: a word, and the standard words for it.
func (l *lexicon) learn(table string) error {
	for n, line := range strings.Split(table, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		written, standard, found := strings.Cut(line, "\t")
		if !found {
			return fmt.Errorf("line %d: a tab is missing", n+1)
		}
		l.everyday[text.Fold(written)] = strings.Fields(standard)
	}
	return nil
}

// number gives the number of a stem, a new one when it has none.
func (l *lexicon) number(stem string) uint32 {
	id, ok := l.ids[stem]
	if !ok {
		id = uint32(len(l.ids) + 1)
		l.ids[stem] = id
	}
	return id
}

// english numbers an English word by its stem.
func (l *lexicon) english(word string) uint32 {
	id := l.number(stem(word))
	l.forms[word] = id
	return id
}

// keys gives the numbers of a phrase's words, and numbers those that are new. A
// phrase of nothing but filling words keeps them.
func (l *lexicon) keys(phrase, lang string) []uint32 {
	var out []uint32
	for _, w := range l.read(phrase) {
		if lang == "en" {
			out = append(out, l.english(w.Text))
		} else {
			out = append(out, l.number(foreignMark+foreign(w.Text)))
		}
	}
	if len(out) == 0 {
		for _, t := range text.Tokens(phrase) {
			out = append(out, l.english(t.Word))
		}
	}
	return out
}

// stem gives what stands for an English word; stop words stand for themselves,
// and whose it is makes no difference: "good with his hands".
func stem(word string) string {
	switch word {
	case "his", "her", "their", "our", "your":
		return "my"
	}
	if t := text.Term(word); t != "" {
		return t
	}
	return word
}

// read takes a text apart into standard words, not yet numbered.
func (l *lexicon) read(s string) []Word {
	tokens := text.Tokens(s)
	out := make([]Word, 0, len(tokens)+8)
	last, pending, definite := 0, NoBreak, false
	for _, t := range tokens {
		if b := between(s[last:t.Start]); b > pending && !figures(s, last, t.Start) {
			pending = b
		}
		last = t.End
		from := len(out)
		out = l.standard(out, s[t.Start:t.End], t)
		if len(out) > from {
			out[from].Breaks, pending = pending, NoBreak
			out[from].Definite, definite = definite, false
		}
		definite = definite || t.Word == "the"
	}
	return out
}

// between says how what stands between two words parts them.
func between(s string) Break {
	b := NoBreak
	for i, r := range s {
		switch r {
		case '.', '!', '?', ';', '\n', '…', '؟', '۔', '•':
			return Stop
		case ',', '(', ')', ':', '–', '—', '/', '،', '"', '“', '”':
			b = Comma
		case '-':
			if i > 0 && i < len(s)-1 { // " - ", not "good-natured"
				b = Comma
			}
		}
	}
	return b
}

// figures reports whether one sign between two digits belongs to both: "6.30",
// "18:00".
func figures(s string, from, to int) bool {
	digit := func(i int) bool { return i >= 0 && s[i] >= '0' && s[i] <= '9' }
	return to == from+1 && (s[from] == '.' || s[from] == ':') && digit(from-1) && digit(to)
}

// short are the ends that an apostrophe cuts words to.
var short = []struct{ end, whole string }{
	{"n't", "not"}, {"'m", "am"}, {"'re", "are"}, {"'ve", "have"}, {"'ll", "will"}, {"'d", "would"},
}

// standard appends the standard words for one that is written.
func (l *lexicon) standard(out []Word, raw string, t text.Token) []Word {
	add := func(words ...string) {
		for _, w := range words {
			out = append(out, Word{Start: t.Start, End: t.End, Text: w})
		}
	}
	if to, ok := l.everyday[t.Word]; ok {
		add(to...)
		return out
	}
	if len(t.Word) != len(raw) { // perhaps an apostrophe
		plain := strings.ToLower(strings.ReplaceAll(raw, "’", "'"))
		for _, s := range short {
			if base, ok := strings.CutSuffix(plain, s.end); ok && base != "" {
				base = strings.ReplaceAll(base, "'", "")
				if to, ok := l.everyday[base]; ok {
					add(to...)
				} else {
					add(base)
				}
				add(s.whole)
				return out
			}
		}
		if base, ok := strings.CutSuffix(plain, "'s"); ok && base != "" {
			base = text.Fold(base)
			if to, ok := l.everyday[base]; ok {
				add(to...)
			} else {
				add(base)
			}
			return out
		}
	}
	add(t.Word)
	return out
}

// Words takes a text apart and numbers the words that phrases hold. Phrases of
// other languages are looked for as well when the text has letters that English
// has not, or lang, which may be empty, is another.
func (s *Set) Words(txt, lang string) []Word {
	return s.read(txt, lang, true)
}

// read takes a text apart; slips of the keyboard are put right where people type.
func (s *Set) read(txt, lang string, slips bool) []Word {
	words := s.words.read(txt)
	other := (lang != "" && lang != "en") || !plainLetters(txt)
	for i := range words {
		w := &words[i]
		if s.words.look(w, other); w.known || other || !slips {
			continue
		}
		r, _ := utf8.DecodeRuneInString(txt[w.Start:])
		if name := unicode.IsUpper(r) && i > 0 && w.Breaks != Stop; !name {
			s.words.correct(w)
		}
	}
	return words
}

// plainLetters reports whether all letters of a text are English.
func plainLetters(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

// look numbers a word.
func (l *lexicon) look(w *Word, other bool) {
	st := stem(w.Text)
	w.key, w.known = l.ids[st]
	w.ordinary = w.known && l.ordinary[w.key]
	if !w.known && len(w.Text) >= 5 && strings.HasSuffix(w.Text, "in") { // knittin'
		w.key, w.known = l.ids[stem(w.Text+"g")]
	}
	if other {
		if alt, ok := l.ids[foreignMark+foreign(w.Text)]; ok {
			w.alt, w.known = alt, true
		}
	}
}

// foreignMark begins what stands for words of other languages.
const foreignMark = "\x01"

// Letters that are often written for each other.
var (
	sameLetters = strings.NewReplacer("ł", "l", "ґ", "г")
	sameArabic  = strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي", "ة", "ه", "ـ", "")
)

// foreign cuts the endings off a word that is not English: about as many letters
// as endings have in Polish, Ukrainian and Gàidhlig; the article and the usual
// endings in Arabic.
func foreign(word string) string {
	r := []rune(sameLetters.Replace(word))
	if len(r) > 0 && unicode.Is(unicode.Arabic, r[0]) {
		return arabic(string(r))
	}
	switch {
	case len(r) >= 9:
		r = r[:len(r)-3]
	case len(r) >= 6:
		r = r[:len(r)-2]
	case len(r) == 5:
		r = r[:4]
	}
	return string(r)
}

// arabic cuts what Arabic writes before and behind a word, and takes letters
// that are often written for each other as one.
func arabic(w string) string {
	w = sameArabic.Replace(w)
	for _, before := range []string{"وال", "بال", "كال", "فال", "لل", "ال", "و"} {
		if rest, ok := strings.CutPrefix(w, before); ok && utf8.RuneCountInString(rest) >= 3 {
			w = rest
			break
		}
	}
	for _, behind := range []string{"ات", "ين", "ون", "ان", "ها", "يه", "ه", "ي", "ا"} {
		if rest, ok := strings.CutSuffix(w, behind); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest
		}
	}
	return w
}

// Known reports whether the word stands in a phrase or in the vocabulary.
func (w Word) Known() bool { return w.known && !w.guessed }

// Ordinary reports whether a word is known to be of no subject.
func (s *Set) Ordinary(word string) bool { return s.words.ordinary[s.words.ids[stem(word)]] }

// Ordinary reports whether the word is of no subject: it stands in the
// vocabulary without a concept.
func (w Word) Ordinary() bool { return w.ordinary }
