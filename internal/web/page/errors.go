package page

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
)

// failure is how an error looks to people: a status, and the messages of its
// heading and its text. An empty text is the error's own message.
type failure struct {
	status        int
	heading, text string
}

var failures = map[directory.Code]failure{
	directory.CodeInvalid:     {fiber.StatusBadRequest, "error.bad", ""},
	directory.CodeNotFound:    {fiber.StatusNotFound, "error.not-found", "error.not-found-text"},
	directory.CodeGone:        {fiber.StatusGone, "error.gone", ""},
	directory.CodeForbidden:   {fiber.StatusForbidden, "error.bad", ""},
	directory.CodeTooMany:     {fiber.StatusTooManyRequests, "error.too-many", ""},
	directory.CodeTooLarge:    {fiber.StatusRequestEntityTooLarge, "error.too-large", ""},
	directory.CodeUnavailable: {fiber.StatusServiceUnavailable, "error.unavailable", "error.unavailable-text"},
	directory.CodeInternal:    {fiber.StatusInternalServerError, "error.internal", "error.internal-text"},
}

// errorBody is the error page's data.
type errorBody struct {
	Heading, Text string
	Faults        []directory.Fault
}

// Fail answers an error with its page. The cause goes to the log alone, with
// the route's pattern and never the address.
func (r *Renderer) Fail(c *fiber.Ctx, err error) error {
	code := directory.CodeOf(err)
	if e, ok := errors.AsType[*fiber.Error](err); ok {
		code = codeOfStatus(e.Code)
	}
	f, ok := failures[code]
	if !ok {
		f = failures[directory.CodeInternal]
	}
	if f.status >= fiber.StatusInternalServerError {
		r.Log.Error("a page failed", "route", c.Route().Path, "err", err)
	}
	w := r.Words(c)
	heading, headingErr := w.T(f.heading)
	body := errorBody{Heading: heading}
	var textErr error
	if f.text != "" {
		body.Text, textErr = w.T(f.text)
	} else if e, ok := errors.AsType[*directory.Error](err); ok {
		body.Text, body.Faults = w.Error(e), e.Faults
	}
	if err := errors.Join(headingErr, textErr); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return r.Render(c, f.status, "error", Data{Title: body.Heading, NoIndex: true, Body: body})
}

// codeOfStatus gives the code of an error that Fiber itself made.
func codeOfStatus(status int) directory.Code {
	switch {
	case status == fiber.StatusNotFound || status == fiber.StatusMethodNotAllowed:
		return directory.CodeNotFound
	case status == fiber.StatusRequestEntityTooLarge:
		return directory.CodeTooLarge
	case status < fiber.StatusInternalServerError:
		return directory.CodeInvalid
	}
	return directory.CodeInternal
}
