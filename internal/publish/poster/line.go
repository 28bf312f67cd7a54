package poster

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one line of a poster, or the part of one that a label begins.
type line struct {
	span
	// block numbers the paragraphs, which blank lines part.
	block int
	// label is what the line says that it is about; body begins behind it.
	label label
	body  int
	// bullet is true for an item of a list, wrapped when the line before goes on
	// in this one.
	bullet, wrapped bool
	// other is true when the line belongs to another event.
	other bool
}

// rest is what stands behind the label.
func (l line) rest() span { return span{l.body, l.end} }

// label is what a line says that it is about: "Where:".
type label uint8

const (
	noLabel label = iota
	labelWhen
	labelWhere
	labelCost
	labelJoin
	labelContact
	labelAudience
	labelOrganiser
	labelName
	labelBring
	labelAccess
	labelHelp
	labelOther
)

// labelWords are the words that are labels, in several tongues, the longest
// first where one begins another.
var labelWords = []struct {
	label label
	words string
}{
	{labelWhen, `when(?: is it)?|day ?(?:&|and|/) ?time|date ?(?:&|and|/) ?time|dates? (?:&|and) times?|times?|dates?|days?|hours|opening (?:times|hours)|session times|schedule|whan|cuin`},
	{labelWhere, `where(?: is it)?|venue|place|location|address|meeting (?:point|place)|meet(?:ing)?(?: up)?(?: at)?|whaur|whaur aboot|c[àa]ite`},
	{labelCost, `costs?|prices?|fees?|charges?|tickets?|admission|entry|entrance fee|how much|pr[ìi]s|cosgais`},
	{labelJoin, `bookings?|to book|how to (?:book|join)|to join|registration|to register|register|sign up|rsvp|joining`},
	{labelContact, `contacts?(?: us| details| info)?|(?:for )?(?:more |further |mair )?(?:information|info|details)|enquiries|queries|tel(?:ephone)?(?: no)?|phone|mobile|mob|e-?mail|web(?:site)?|call|text|fios|facebook|fb|instagram|insta|secretary`},
	{labelAudience, `who(?: is it|'s it|’s it)?(?: for)?|for|ages?|age (?:group|range)|suitable for|eligibility|open to`},
	{labelOrganiser, `organi[sz]ers?|organi[sz]ed by|hosts?|hosted by|run by|presented by|organisation`},
	{labelName, `what(?: is it|'s on|’s on)?|event|activity|name|title|group name|name of (?:group|activity|event)|project|subject`},
	{labelBring, `(?:what to )?bring|(?:what to )?wear|you(?:'|’)ll need|you will need`},
	{labelAccess, `access|accessibility|getting in`},
	{labelHelp, `volunteers?|volunteering|helpers?|can you help`},
	{labelOther, `agenda|notes?|n\.?b|p\.?s|please note|wet weather(?: plan)?|if wet|description|about|about us`},
}

var (
	labelStart  = labelRegexp(`^(?:%s)\s*(?:[:?]\s*|\t\s*|\s[-–—]\s+|$)`)
	labelInside = labelRegexp(`(?:\s|•)(%s)\s*:`)
	ruler       = regexp.MustCompile(`^[\s\-–—=_*•~+.#]*$`)
	bulletStart = regexp.MustCompile(`^(?:[-–—>+o]\s+|•\s*|\d{1,2}[.)]\s+|[*]\s*)+`)
)

// labelRegexp makes one expression for each label.
func labelRegexp(form string) map[label]*regexp.Regexp {
	out := map[label]*regexp.Regexp{}
	for _, l := range labelWords {
		out[l.label] = regexp.MustCompile(strings.Replace(form, "%s", l.words, 1))
	}
	return out
}

// mostLines is how many lines of a poster are read.
const mostLines = 1000

// makeLines cuts the text into lines. hints are labels that emoji gave.
func (s *sheet) makeLines(hints map[int]label) {
	block, blank := 0, true
	for start := 0; start <= len(s.text) && len(s.lines) < mostLines; {
		end := strings.IndexByte(s.text[start:], '\n')
		if end < 0 {
			end = len(s.text)
		} else {
			end += start
		}
		hint := hints[start]
		switch l := s.trim(span{start, end}); {
		case l.empty() || ruler.MatchString(s.text[l.start:l.end]):
			blank = true
		default:
			if blank {
				block++
			}
			blank = false
			for i, part := range s.shortened(s.labelled(l)) {
				li := s.newLine(part, block)
				if i == 0 && hint != noLabel && (li.label == noLabel || li.label == labelOther) {
					li.label = hint
				}
				s.lines = append(s.lines, li)
			}
		}
		start = end + 1
	}
	s.markWrapped()
}

// mostLine is how many bytes a line has; a longer one is read as several.
const mostLine = 1000

// shortened cuts what is too long for a line, at a sentence's end or a space.
func (s *sheet) shortened(all []span) []span {
	var out []span
	for _, a := range all {
		for a.end-a.start > mostLine {
			at := a.start + mostLine
			if stop := strings.LastIndex(s.text[a.start:at], ". "); stop > mostLine/2 {
				at = a.start + stop + 1
			} else if space := strings.LastIndexByte(s.text[a.start:at], ' '); space > mostLine/2 {
				at = a.start + space
			}
			for !utf8.RuneStart(s.text[at]) {
				at--
			}
			if p := s.trim(span{a.start, at}); !p.empty() {
				out = append(out, p)
			}
			a = s.trim(span{at, a.end})
		}
		if !a.empty() {
			out = append(out, a)
		}
	}
	return out
}

// labelled parts a line before each label in it: "When: Tue Where: hall".
func (s *sheet) labelled(l span) []span {
	if !strings.Contains(s.low[l.start:l.end], ":") {
		return []span{l}
	}
	cuts := map[int]bool{}
	for _, re := range labelInside {
		for _, m := range re.FindAllStringSubmatchIndex(s.low[l.start:l.end], -1) {
			at := l.start + m[2]
			before := s.text[max(l.start, at-2):at]
			if c, _ := utf8.DecodeRuneInString(s.text[at:]); unicode.IsUpper(c) || strings.ContainsAny(before, ".,;\t"+string(mark)) || before == "  " {
				cuts[at] = true
			}
		}
	}
	var out []span
	from := l.start
	for i := l.start + 1; i < l.end; i++ {
		// "Contact name:" begins with "contact", not with "name".
		if cuts[i] && !s.alone(span{from, i}) {
			out = append(out, s.trim(span{from, i}))
			from = i
		}
	}
	return append(out, s.trim(span{from, l.end}))
}

// alone reports whether a part is too little to be a line: "For more" before
// "info:".
func (s *sheet) alone(a span) bool {
	return len(strings.Fields(s.text[a.start:a.end])) < 3 && !strings.ContainsAny(s.text[a.start:a.end], ":.,0123456789")
}

func (s *sheet) newLine(a span, block int) line {
	l := line{span: a, block: block, body: a.start}
	if n := len(bulletStart.FindString(s.low[a.start:a.end])); n > 0 && n < a.end-a.start {
		l.bullet = true
		l.start, l.body = a.start+n, a.start+n
	}
	longest := 0
	for _, w := range labelWords {
		if n := len(labelStart[w.label].FindString(s.low[l.start:l.end])); n > longest {
			longest, l.label, l.body = n, w.label, l.start+n
		}
	}
	return l
}

// markWrapped finds the lines that only the width of a page has parted.
func (s *sheet) markWrapped() {
	for i := 1; i < len(s.lines); i++ {
		before, l := s.lines[i-1], &s.lines[i]
		if l.block != before.block || l.bullet || l.label != noLabel || before.end-before.start < 40 {
			continue
		}
		first, _ := utf8.DecodeRuneInString(s.text[l.start:])
		last := s.text[before.end-1]
		l.wrapped = unicode.IsLower(first) && !strings.ContainsRune(".!?:;", rune(last))
	}
}

// trim takes spaces and marks off both ends.
func (s *sheet) trim(a span) span {
	for a.start < a.end {
		r, n := utf8.DecodeRuneInString(s.text[a.start:a.end])
		if !unicode.IsSpace(r) && r != mark {
			break
		}
		a.start += n
	}
	for a.start < a.end {
		r, n := utf8.DecodeLastRuneInString(s.text[a.start:a.end])
		if !unicode.IsSpace(r) && r != mark {
			break
		}
		a.end -= n
	}
	return a
}

// hintOf gives the label that an emoji is for the words after it.
func hintOf(r rune) label {
	switch r {
	case '📅', '📆', '🗓', '⏰', '⏱', '⌚', '🕐', '🕑', '🕒', '🕓', '🕔', '🕕', '🕖', '🕗', '🕘', '🕙', '🕚', '🕛', '🕜', '🕝', '🕞', '🕟', '🕠', '🕡', '🕢', '🕣', '🕤', '🕥', '🕦', '🕧':
		return labelWhen
	case '📍', '🗺', '📌':
		return labelWhere
	case '💷', '💰', '🎟', '🎫', '💳', '🪙':
		return labelCost
	case '📞', '☎', '📱', '📧', '✉', '📩', '🌐', '📲':
		return labelContact
	}
	return noLabel
}
