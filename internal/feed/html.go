package feed

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"alongside/internal/directory"
)

// plainText gives a cell that may hold HTML as plain text, and the web links
// that stood in it. Paragraphs and list items become lines; scripts and styles
// go with all they hold; what only looks like a tag ("<3", "<me@example.org>")
// stays. Text without HTML keeps its lines as they are.
func plainText(s string) (string, []directory.Link) {
	if !strings.ContainsAny(s, "<&") {
		return s, nil
	}
	p := &htmlReader{keepLines: !breaksLines(s)}
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(maxCell)
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			p.shut()
			return strings.TrimSpace(p.text()), p.links
		}
		raw := string(z.Raw())
		t := z.Token()
		switch kind {
		case html.TextToken:
			p.say(t.Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			if t.DataAtom == 0 {
				p.say(raw)
				continue
			}
			p.open(t, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			p.close(t.DataAtom)
		}
	}
}

// breaksLines reports whether s marks its lines with tags, so that its own
// line ends are only how the source was laid out.
func breaksLines(s string) bool {
	s = strings.ToLower(s)
	for _, tag := range []string{"<p>", "<p ", "<br", "<li", "<div", "<tr"} {
		if strings.Contains(s, tag) {
			return true
		}
	}
	return false
}

// htmlReader gathers the text and links of a piece of HTML.
type htmlReader struct {
	out       strings.Builder
	keepLines bool
	// silent counts the open elements whose text is not for people.
	silent int
	links  []directory.Link
	// linkFrom is where the text of the open link began, and href its address.
	href     string
	linkFrom int
}

func (p *htmlReader) say(s string) {
	if p.silent > 0 {
		return
	}
	if !p.keepLines {
		s = strings.Map(func(r rune) rune {
			if r == '\n' || r == '\r' || r == '\t' {
				return ' '
			}
			return r
		}, s)
	}
	p.out.WriteString(s)
}

func (p *htmlReader) open(t html.Token, closed bool) {
	switch t.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Object:
		if !closed {
			p.silent++
		}
	case atom.A:
		p.shut()
		for _, a := range t.Attr {
			if a.Key == "href" {
				p.href, p.linkFrom = webAddress(a.Val), p.out.Len()
			}
		}
	default:
		p.lines(t.DataAtom)
	}
}

func (p *htmlReader) close(tag atom.Atom) {
	switch tag {
	case atom.Script, atom.Style, atom.Template, atom.Noscript, atom.Iframe, atom.Object:
		p.silent = max(0, p.silent-1)
	case atom.A:
		p.shut()
	case atom.Br:
		p.out.WriteByte('\n')
	default:
		p.lines(tag)
	}
}

// lines ends the line where the element asks for it.
func (p *htmlReader) lines(tag atom.Atom) {
	switch tag {
	case atom.Br, atom.Li, atom.Tr, atom.Dt, atom.Dd:
		p.out.WriteByte('\n')
	case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Section:
		p.out.WriteString("\n\n")
	case atom.Td, atom.Th:
		p.out.WriteByte(' ')
	}
}

// shut ends the open link.
func (p *htmlReader) shut() {
	if p.href == "" {
		return
	}
	label := strings.Join(strings.Fields(p.out.String()[p.linkFrom:]), " ")
	p.links = append(p.links, directory.Link{Label: cut(label, 200), URL: p.href})
	p.href = ""
}

// text gives what was gathered with single spaces and at most one blank line.
func (p *htmlReader) text() string {
	var lines []string
	for line := range strings.SplitSeq(p.out.String(), "\n") {
		if !p.keepLines {
			line = strings.Join(strings.Fields(line), " ")
		}
		if strings.TrimSpace(line) == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, strings.TrimRight(line, " \t"))
	}
	return strings.Join(lines, "\n")
}

// webAddress gives s as an address on the web: people leave out the scheme and
// put spaces and curly quotes around it. Empty when it is none.
func webAddress(s string) string {
	s = strings.Trim(s, " \t\r\n\"'“”‘’<>")
	if s == "" || len(s) > 2000 || strings.ContainsAny(s, " \n\t<>") {
		return ""
	}
	lower := strings.ToLower(s)
	switch {
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"):
	case strings.Contains(s, "://"), strings.Contains(s, "@"), !strings.Contains(s, "."):
		return ""
	case strings.HasPrefix(lower, "www."), hostFirst(lower):
		s = "http://" + s
	default:
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !strings.Contains(u.Hostname(), ".") {
		return ""
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	return u.String()
}

// hostFirst reports whether s begins like a host of the web without "www.".
func hostFirst(s string) bool {
	host, _, _ := strings.Cut(s, "/")
	for _, end := range []string{".com", ".org", ".uk", ".scot", ".net", ".info", ".eu", ".coop"} {
		if strings.HasSuffix(host, end) {
			return true
		}
	}
	return false
}

// cut gives at most n runes of s for a message. Control characters, which no
// terminal should be given, are shown as replacement characters.
func cut(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, s)
	if len(s) <= n {
		return s
	}
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
