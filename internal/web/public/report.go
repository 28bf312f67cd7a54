package public

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/limit"
	"alongside/internal/publish"
	"alongside/internal/web/page"
)

// Reports keeps what people say is wrong with a listing; *publish.Reports is
// one.
type Reports interface {
	Add(ctx context.Context, r publish.Report) error
}

// Limits says whether something may be done now; *limit.Limiter is one.
type Limits interface {
	Allow(ctx context.Context, l limit.Limit, key string) (ok bool, wait time.Duration)
}

// reporting is how many reports one address sends.
var reporting = limit.Limit{Name: "report", Most: 5, Per: time.Hour}

// reportBody is the data of the page of a report.
type reportBody struct {
	Name, Href string
	Thanks     bool
	What       []option
	Words      string
	Faults     map[string]string
	All        []directory.Fault
	Focus      string
}

// report answers GET /listings/{page}/report with the form, and POST with
// thanks.
func (h handlers) report(c *fiber.Ctx, ctx context.Context) error {
	id, ok := directory.IDOfPage(c.Params("page"))
	if !ok {
		return directory.Errorf(directory.CodeNotFound, "There is no listing with this address.")
	}
	l, err := h.Listings.Listing(ctx, id)
	if directory.CodeOf(err) == directory.CodeGone {
		return h.gone(c, ctx, id)
	}
	if err != nil {
		return err
	}
	w := h.Page.Words(c)
	body := reportBody{Name: l.Name, Href: "/listings/" + l.PageSlug()}
	if c.Method() != fiber.MethodPost {
		body.Thanks = c.Query("thanks") != ""
		return h.showReport(c, w, fiber.StatusOK, body, "", nil)
	}
	v, err := page.Form(c)
	if err != nil {
		return err
	}
	body.Words = v.Get("words")
	r := publish.Report{ListingID: id, What: publish.What(v.Get("what")), Words: body.Words}
	// Only what could be kept counts: who mends a fault is not held up.
	if err = r.Check(); err == nil {
		if ok, wait := h.Limits.Allow(ctx, reporting, page.Client(c, h.ClientHeader)); !ok {
			err = directory.Keyedf(directory.CodeTooMany, "report-many",
				"That is a lot of messages from one place. Please try again in %d minutes, or ring the organisation.", "Count", int(wait.Minutes())+1)
		} else {
			err = h.Reports.Add(ctx, r)
		}
	}
	switch e, _ := errors.AsType[*directory.Error](err); directory.CodeOf(err) {
	case "":
		return c.Redirect(body.Href+"/report?thanks=1", fiber.StatusSeeOther)
	case directory.CodeInvalid:
		return h.showReport(c, w, fiber.StatusBadRequest, body, v.Get("what"), e.Faults)
	case directory.CodeTooMany, directory.CodeUnavailable:
		// What was written comes back.
		status := fiber.StatusTooManyRequests
		if e.Code == directory.CodeUnavailable {
			status = fiber.StatusServiceUnavailable
		}
		return h.showReport(c, w, status, body, v.Get("what"), []directory.Fault{{Path: "words", Message: e.Message, Key: e.Key, Values: e.Values}})
	}
	return err
}

func (h handlers) showReport(c *fiber.Ctx, w *lang.Words, status int, b reportBody, what string, faults []directory.Fault) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	title, err := w.T("report.title")
	if err != nil {
		return err
	}
	b.All = faults
	b.Faults, b.Focus = page.ByField(w, faults)
	b.What = options(publish.Whats(), []string{what}, func(x publish.What) string {
		text, e := w.T("report.what-" + string(x))
		if err == nil {
			err = e
		}
		return text
	})
	if err != nil {
		return err
	}
	return h.Page.Render(c, status, "report", page.Data{Title: title, NoIndex: true, Body: b})
}
