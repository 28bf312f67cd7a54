package feed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// charset gives the encoding that a mapping names, for the bytes that are not
// UTF-8; Windows-1252 when it names none.
func charset(name string) (*charmap.Charmap, error) {
	switch strings.ToLower(strings.ReplaceAll(name, "-", "")) {
	case "", "utf8", "cp1252", "windows1252", "latin1", "iso88591":
		return charmap.Windows1252, nil
	case "cp850":
		return charmap.CodePage850, nil
	case "cp437":
		return charmap.CodePage437, nil
	case "macroman", "macintosh":
		return charmap.Macintosh, nil
	}
	return nil, fmt.Errorf("encoding %q is not one we know: use utf-8, cp1252, cp850, cp437 or macroman", name)
}

// textReader gives a text as UTF-8 without a byte order mark, whatever it was
// written in: UTF-16 is told by its mark or its zeros, and a byte that is not
// UTF-8 is read in the charset given, so that files of mixed parentage come
// out whole. It fails on what is not text.
func textReader(r io.Reader, bytewise *charmap.Charmap) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(4096)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull && len(head) == 0 {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}):
		return nil, errors.New("it is written in UTF-32: save it as UTF-8")
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return transform.NewReader(b, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), nil
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		if _, err := b.Discard(3); err != nil {
			return nil, err
		}
	}
	even, odd := zeros(head)
	switch half := len(head) / 2; {
	case half > 8 && odd > half/2 && even == 0:
		return transform.NewReader(b, utf16(unicode.LittleEndian).NewDecoder()), nil
	case half > 8 && even > half/2 && odd == 0:
		return transform.NewReader(b, utf16(unicode.BigEndian).NewDecoder()), nil
	case half > 8 && even+odd > len(head)/10:
		return nil, fmt.Errorf("this is not a text file: it is full of zero bytes")
	}
	return transform.NewReader(b, &mixed{bytewise: bytewise}), nil
}

func utf16(order unicode.Endianness) encoding.Encoding {
	return unicode.UTF16(order, unicode.IgnoreBOM)
}

// zeros counts the zero bytes at even and odd places.
func zeros(b []byte) (even, odd int) {
	for i, c := range b {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// mixed passes UTF-8 through and reads every other byte in a charset.
type mixed struct{ bytewise *charmap.Charmap }

var _ transform.Transformer = (*mixed)(nil)

// Reset does nothing: mixed keeps no state.
func (m *mixed) Reset() {}

// Transform is transform.Transformer's.
func (m *mixed) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		c := src[nSrc]
		if c < utf8.RuneSelf {
			if nDst == len(dst) {
				return nDst, nSrc, transform.ErrShortDst
			}
			dst[nDst] = c
			nDst++
			nSrc++
			continue
		}
		if !atEOF && !utf8.FullRune(src[nSrc:]) {
			return nDst, nSrc, transform.ErrShortSrc
		}
		r, size := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && size == 1 {
			r = m.bytewise.DecodeByte(c)
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// tidy gives a cell as text for people: line ends are one "\n", hard and
// zero-width spaces become plain ones or go, control characters go (but not
// NUL, which is told), and what was encoded twice is put right where that is
// certain.
func tidy(s string) string {
	if plainASCII(s) {
		return strings.TrimSpace(s)
	}
	s = untwice(strings.ToValidUTF8(s, "\uFFFD"))
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == '\r':
			if i+1 >= len(s) || s[i+1] != '\n' {
				b.WriteByte('\n')
			}
		case r == '\n', r == '\t', r == 0:
			b.WriteRune(r)
		case r == '\u00a0', r == '\u2007', r == '\u202f':
			b.WriteByte(' ')
		case r == '\ufeff', r == '\u200b', r == '\u00ad', r < ' ', r == 0x7f:
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || (c < ' ' && c != '\n' && c != '\t') {
			return false
		}
	}
	return true
}

// untwice puts right what was encoded twice. Both signs are certain: a C1
// control (no text holds one) was a Windows-1252 byte; and text that, written
// back as Windows-1252 whole, is UTF-8 ("CafÃ©") was UTF-8 before.
func untwice(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 && r <= 0x9f }) {
		s = strings.Map(func(r rune) rune {
			if r >= 0x80 && r <= 0x9f {
				return charmap.Windows1252.DecodeByte(byte(r))
			}
			return r
		}, s)
	}
	if !strings.ContainsAny(s, "ÃÂâ") {
		return s
	}
	back := make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			return s
		}
		back = append(back, c)
	}
	if !utf8.Valid(back) {
		return s
	}
	return string(back)
}
