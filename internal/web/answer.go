package web

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Answer is a good answer as it is kept: its body, and the headers that its
// handler set beside those that every answer has.
type Answer struct {
	Headers []Header
	Body    []byte
}

// Header is one header of an answer.
type Header struct{ Name, Value string }

// Size gives the bytes that an answer takes.
func (a Answer) Size() int {
	n := len(a.Body)
	for _, h := range a.Headers {
		n += len(h.Name) + len(h.Value) + 2*headerOverhead
	}
	return n
}

// headerOverhead is what a string takes beside its text.
const headerOverhead = 16

// Encode gives an answer as bytes that ReadAnswer reads.
func (a Answer) Encode() []byte {
	b := make([]byte, 0, a.Size())
	b = binary.AppendUvarint(b, uint64(len(a.Headers)))
	for _, h := range a.Headers {
		for _, s := range []string{h.Name, h.Value} {
			b = binary.AppendUvarint(b, uint64(len(s)))
			b = append(b, s...)
		}
	}
	return append(b, a.Body...)
}

var errAnswer = errors.New("this is no kept answer")

// maxHeaders bounds the headers that ReadAnswer takes.
const maxHeaders = 32

// ReadAnswer reads what Encode wrote. The answer's body is part of b.
func ReadAnswer(b []byte) (Answer, error) {
	number := func() int {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)) {
			return -1
		}
		b = b[size:]
		return int(n)
	}
	text := func() (string, bool) {
		n := number()
		if n < 0 || n > len(b) {
			return "", false
		}
		s := string(b[:n])
		b = b[n:]
		return s, true
	}
	n := number()
	if n < 0 || n > maxHeaders {
		return Answer{}, errAnswer
	}
	a := Answer{Headers: make([]Header, n)}
	for i := range a.Headers {
		var ok, also bool
		a.Headers[i].Name, ok = text()
		a.Headers[i].Value, also = text()
		if !ok || !also {
			return Answer{}, errAnswer
		}
	}
	a.Body = b
	return a, nil
}

// send answers with a kept answer. The body is not copied: nobody writes to it.
func (a Answer) send(c *fiber.Ctx) error {
	for _, h := range a.Headers {
		c.Response().Header.Set(h.Name, h.Value)
	}
	c.Response().SetBodyRaw(a.Body)
	return nil
}

// ofConnection are headers that belong to one answer on one connection.
var ofConnection = []string{fiber.HeaderContentLength, fiber.HeaderDate, fiber.HeaderServer, fiber.HeaderConnection, fiber.HeaderTransferEncoding}

// headersOf gives the headers that an answer has by now.
func headersOf(c *fiber.Ctx) []Header {
	var out []Header
	for name, value := range c.Response().Header.All() {
		if !slices.Contains(ofConnection, string(name)) {
			out = append(out, Header{string(name), string(value)})
		}
	}
	return out
}

// answerOf gives the answer that a handler has made, and whether it may be
// kept: a good one, whole, for anyone, of which the handler does not say
// otherwise. before are the headers that were there before the handler.
func answerOf(c *fiber.Ctx, before []Header) (Answer, bool) {
	r := c.Response()
	if r.StatusCode() != fiber.StatusOK || r.IsBodyStream() {
		return Answer{}, false
	}
	var a Answer
	for _, h := range headersOf(c) {
		switch h.Name {
		case fiber.HeaderSetCookie:
			return Answer{}, false
		case fiber.HeaderCacheControl:
			if strings.Contains(h.Value, "no-store") || strings.Contains(h.Value, "private") {
				return Answer{}, false
			}
		}
		if h.Name == fiber.HeaderContentType || !slices.Contains(before, h) {
			a.Headers = append(a.Headers, h)
		}
	}
	// What fasthttp holds belongs to the connection, and is written over.
	a.Body = slices.Clone(r.Body())
	return a, len(a.Headers) <= maxHeaders
}
