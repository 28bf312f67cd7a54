package public

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/calendar"
	"alongside/internal/directory"
)

// calendar answers GET /listings/{page}/calendar.ics with the listing's
// sessions as rules, for a person's own calendar.
func (h handlers) calendar(c *fiber.Ctx, ctx context.Context) error {
	id, ok := directory.IDOfPage(c.Params("page"))
	if !ok {
		return directory.Errorf(directory.CodeNotFound, "There is no listing with this address.")
	}
	l, err := h.Listings.Listing(ctx, id)
	if err != nil {
		return err
	}
	w := h.Page.Words(c)
	say := func(id string) string {
		s, e := w.T(id)
		if err == nil {
			err = e
		}
		return s
	}
	labels := calendar.Labels{RunBy: say("listing.runs"), Phone: say("listing.phone"), Join: say("field.joining"), Where: say("listing.where"), Page: say("listing.website"),
		Joining: w.Value(directory.FieldJoining, string(l.Joining), ""), Told: say("listing.told"), TermTime: say("calendar.term-time")}
	if err != nil {
		return err
	}
	b, err := calendar.Listing(l, calendar.Options{Now: h.Now(), BaseURL: h.BaseURL, Place: c.Query("place"), Labels: labels})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set(fiber.HeaderContentType, calendar.ContentType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+l.ID+`.ics"`)
	return c.Send(b)
}
