package poster

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// style is how a line in capitals is put into small letters.
type style uint8

const (
	asSentence style = iota
	asName           // each word with a capital, as in the name of a place or a group
)

// words makes the words of some spans, parted by sep.
func (r *reader) words(how style, sep string, spans ...span) Words {
	var out Words
	var texts []string
	for _, a := range spans {
		a = r.trim(a)
		if t := r.tidy(a, how); t != "" {
			texts = append(texts, t)
			out.At = append(out.At, r.span(a))
		}
	}
	out.Text = strings.Join(texts, sep)
	return out
}

// tidy gives a part of the poster without bullets and needless spaces, and
// without the capitals of a line in capitals.
func (s *sheet) tidy(a span, how style) string {
	text := strings.NewReplacer(string(mark), " ", "\t", " ", "\n", " ").Replace(s.text[a.start:a.end])
	text = strings.Join(strings.Fields(text), " ")
	text = strings.TrimSpace(strings.TrimLeft(text, "-–—:,;.)>|/ "))
	text = strings.TrimRight(text, "-–—:,;(/|& ")
	text = unquote(text)
	if shouts(text) {
		text = s.quiet(text, how)
	}
	return text
}

// unquote takes a lone bracket or pair of quotes off.
func unquote(text string) string {
	for _, q := range []string{`""`, "“”", "‘’"} {
		open, width := utf8.DecodeRuneInString(q)
		shut := q[width:]
		inner, ok := strings.CutPrefix(text, string(open))
		if ok && strings.HasSuffix(inner, shut) && !strings.ContainsAny(strings.TrimSuffix(inner, shut), q) {
			text = strings.TrimSuffix(inner, shut)
		}
	}
	if strings.HasSuffix(text, ")") && !strings.Contains(text, "(") {
		text = strings.TrimRight(text, ") ")
	}
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") && strings.Count(text, "(") == 1 {
		text = text[1 : len(text)-1]
	}
	return text
}

// shouts reports whether a text is in capitals and no mere abbreviation.
func shouts(text string) bool {
	upper, lower := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	// "10AM - 12PM" has small letters only in 1st and the like.
	return upper > 3 && lower*10 <= upper
}

// abbreviations keep their capitals.
var abbreviations = wordSet(`ADHD AGM AM BBQ BME BSL CAB CC CE CIC COPD CPR CV DIY DJ DM DVD DWP EH ESOL EU FC FIT FM GP
	HIV HND ID IT LGBT LGBTQ LGBTQI ME MOT MP MS MSP NHS PC PM PTSD PVG QR RAF RC RNLI RSPB RSVP SCIO SEN STEM TA TV UHI UK US
	VE VJ VR WC WI WW1 WW2 YMCA YWCA 3G 4G 5K 10K`)

// months and the like have a capital wherever they stand.
var capitals = regexp.MustCompile(`^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)days?$|^(?:january|february|march|april|june|july|august|september|october|november|december|scotland|scottish|english|gaelic|polish|ukrainian|arabic|spanish|french|german|italian|portuguese|urdu|punjabi|hindi|chinese|mandarin|cantonese|japanese|russian|romanian|irish|welsh|british|european|african|caribbean|muslim|christian|jewish|sikh|christmas|easter|halloween|zoom|teams|facebook|whatsapp|i)$`)

// small are words without a capital within a name.
var small = wordSet("a an and at by for from in is o of on or the to with 's")

var wordIn = regexp.MustCompile(`[\p{L}\p{M}\p{N}'’]+`)

// quiet puts a text that is in capitals into small letters.
func (s *sheet) quiet(text string, how style) string {
	begins := true
	last := 0
	var b strings.Builder
	for _, m := range wordIn.FindAllStringIndex(text, -1) {
		between := text[last:m[0]]
		if strings.ContainsAny(between, ".!?") {
			begins = true
		}
		b.WriteString(between)
		b.WriteString(s.quietWord(text[m[0]:m[1]], how, begins))
		begins, last = false, m[1]
	}
	b.WriteString(text[last:])
	return b.String()
}

func (s *sheet) quietWord(word string, how style, begins bool) string {
	low := strings.ToLower(word)
	switch {
	case abbreviations[word] || strings.ContainsAny(word, "0123456789"):
		// "5TH" and "60S" are no abbreviations.
		if strings.IndexFunc(word, unicode.IsLetter) > 0 && !abbreviations[word] && unicode.IsDigit(rune(word[0])) {
			return low
		}
		return word
	case s.proper[low] != "":
		return s.proper[low]
	case capitals.MatchString(low) || begins || len(low) > 3 && s.isTown != nil && s.isTown(low) || how == asName && !small[low]:
		r, n := utf8.DecodeRuneInString(low)
		return string(unicode.ToUpper(r)) + low[n:]
	}
	return low
}

// findProper learns which words the poster itself writes with a capital where
// none is due: those in the middle of a sentence in small letters.
func (s *sheet) findProper() {
	s.proper = map[string]string{}
	for _, l := range s.lines {
		text := s.text[l.start:l.end]
		if shouts(text) || strings.ToLower(text) == text {
			continue
		}
		ms := wordIn.FindAllStringIndex(text, -1)
		for i, m := range ms {
			w := text[m[0]:m[1]]
			first, n := utf8.DecodeRuneInString(w)
			if i == 0 || !unicode.IsUpper(first) || n == len(w) || strings.ToLower(w[n:]) != w[n:] ||
				strings.ContainsAny(text[ms[i-1][1]:m[0]], ".!?:•-–—(\"“") {
				continue
			}
			s.proper[strings.ToLower(w)] = w
		}
	}
}

// wordSet makes a set of words.
func wordSet(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// sentences cuts a part into sentences and the pieces that marks part.
func (s *sheet) sentences(a span) []span {
	var out []span
	from := a.start
	cut := func(to, next int) {
		if p := s.trim(span{from, to}); !p.empty() {
			out = append(out, p)
		}
		from = next
	}
	for i := a.start; i < a.end; {
		r, n := utf8.DecodeRuneInString(s.text[i:a.end])
		switch {
		case r == ' ' && i > a.start && strings.HasPrefix(s.text[i:a.end], "  ") && !strings.ContainsRune(" .!?:;,", rune(s.text[i-1])):
			cut(i, i+n) // spaces set cells apart
		case r == mark || r == '\t' || r == '\n':
			cut(i, i+n)
		case (r == '.' || r == '!' || r == '?' || r == ';' || r == '…') && s.endsSentence(i, n, a):
			for i+n < a.end && strings.IndexByte(")!?\"", s.text[i+n]) >= 0 {
				n++
			}
			cut(i+n, i+n)
		}
		i += n
	}
	cut(a.end, a.end)
	return out
}

// stops are words whose full stop ends no sentence.
var stops = wordSet("st rd ave mr mrs ms dr no nos tel mob approx e.g eg i.e ie a.m p.m am pm br sr rev fr prof jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed weds thu thur thurs fri sat sun ext etc vs inc incl max min hr hrs p c adm")

// endsSentence reports whether the mark at i ends a sentence: a space or the end
// follows, and it is no abbreviation's, number's or initial's.
func (s *sheet) endsSentence(i, n int, a span) bool {
	next := i + n
	if next < a.end && s.text[next] != ' ' && s.text[next] != ')' && s.text[next] != '"' {
		// "!!" goes on; ".Next" was meant to have a space.
		r, _ := utf8.DecodeRuneInString(s.text[next:])
		return s.text[i] != '.' && unicode.IsUpper(r)
	}
	if s.text[i] != '.' {
		return true
	}
	begin := i
	for begin > a.start && s.text[begin-1] != ' ' && s.text[begin-1] != '(' && s.text[begin-1] != '\t' {
		begin--
	}
	word := s.low[begin:i]
	if stops[word] && next < a.end {
		// "at 7 p.m. Bring" does end.
		return (word == "a.m" || word == "p.m" || word == "am" || word == "pm" || word == "etc" || word == "hrs") && s.capitalAt(next)
	}
	if utf8.RuneCountInString(word) == 1 || strings.Trim(word, "0123456789") == "" && word != "" && i-begin <= 2 && next < a.end && s.capitalAt(next) {
		return word == "" || word >= "0" && word <= "9~" && begin > a.start && !s.listed(begin, a)
	}
	return true
}

// listed reports whether the number at i is one of a list: "1. Apologies 2.
// Minutes".
func (s *sheet) listed(i int, a span) bool {
	return strings.HasPrefix(s.low[i:], "1. ") || strings.Contains(s.low[a.start:i], "1. ")
}

// capitalAt reports whether the next word begins with a capital or a figure.
func (s *sheet) capitalAt(i int) bool {
	rest := strings.TrimLeft(s.text[i:], " \"'(“")
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsUpper(r)
}

// sentenceAt gives the sentence of the line that holds a part.
func (s *sheet) sentenceAt(a span) span {
	l := s.lineAt(a.start)
	if l < 0 {
		return a
	}
	for _, p := range s.sentences(s.lines[l].rest()) {
		if p.start <= a.start && a.start < p.end {
			return p
		}
	}
	return s.lines[l].rest()
}

// lineAt gives the index of the line that holds a byte; -1 for none.
func (s *sheet) lineAt(i int) int {
	lo, hi := 0, len(s.lines)
	for lo < hi {
		if mid := (lo + hi) / 2; s.lines[mid].end <= i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(s.lines) && s.lines[lo].span.start <= i {
		return lo
	}
	return -1
}
