package web

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/cache"
	"alongside/internal/directory"
	"alongside/internal/web/page"
)

// Kept says how answers to anonymous requests are kept.
type Kept struct {
	Answers *cache.Cache[Answer]
	// Build names the program: another one may answer otherwise.
	Build string
	// Edition names what the index and the store say: whenever either has
	// changed, it has too.
	Edition func() string
}

// keeper keeps the answers of one site.
type keeper struct {
	Kept
	// site is all that stays the same while the program runs.
	site string
	// view gives how a request's page is shown: its language, and how simple.
	view func(*fiber.Ctx) string
	now  func() time.Time
	zone *time.Location
}

// question is what an answer depends on beside the site, the edition, the day
// and the language.
type question struct {
	text string
	// share is true when nothing in it is a person's own words or place.
	share bool
}

// newKeeper gives the keeper of the site that d describes.
func newKeeper(d Deps, view func(*fiber.Ctx) string) (keeper, error) {
	zone, err := time.LoadLocation(directory.DefaultZone)
	demo := ""
	if d.Demo {
		demo = "demo"
	}
	return keeper{
		Kept: *d.Kept, site: strings.Join([]string{d.Kept.Build, demo, d.BaseURL}, "\n"),
		view: view, now: d.Now, zone: zone,
	}, err
}

// mount stands before the routes of the same patterns: what it answers is
// logged and measured as theirs.
func (k keeper) mount(app *fiber.App) {
	for pattern, ask := range map[string]func(*fiber.Ctx) (question, bool){
		"/":                    askHome,
		"/search":              askPage,
		"/map/points":          askPage,
		"/map/base.json":       askHome,
		"/listings/:page":      askListingPage,
		"/api/v1/search":       askSearch,
		"/api/v1/suggest":      askSuggest,
		"/api/v1/listings/:id": askListing,
	} {
		app.Get(pattern, k.handle(pattern, ask))
	}
}

// handle answers from what is kept, or keeps what the next handler answers.
func (k keeper) handle(pattern string, ask func(*fiber.Ctx) (question, bool)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if !anonymous(c) {
			return c.Next()
		}
		q, ok := ask(c)
		if !ok {
			return c.Next()
		}
		// The edition is read before the answer is worked out: an answer may be
		// newer than its key says, never older.
		key := k.key(c, pattern, q)
		if a, ok := k.Answers.Get(context.Background(), key); ok {
			return a.send(c)
		}
		before := headersOf(c)
		if err := c.Next(); err != nil {
			return err
		}
		if a, ok := answerOf(c, before); ok {
			k.Answers.Put(key, a)
		}
		return nil
	}
}

func (k keeper) key(c *fiber.Ctx, pattern string, q question) cache.Key {
	keyOf := k.Answers.Private
	if q.share {
		keyOf = k.Answers.Shared
	}
	return keyOf(k.site, k.Edition(), dayPart(k.now().In(k.zone)), k.view(c), encoding(c), pattern, q.text)
}

// encoding names the form that fasthttp's compression chooses for a request.
func encoding(c *fiber.Ctx) string {
	for _, name := range []string{"br", "gzip", "deflate", "zstd"} {
		if c.Request().Header.HasAcceptEncoding(name) {
			return name
		}
	}
	return ""
}

// anonymous reports whether a request says nothing of who asks.
func anonymous(c *fiber.Ctx) bool {
	h := &c.Request().Header
	cookies := h.PeekAll(fiber.HeaderCookie)
	if len(cookies) > 1 || len(h.Peek(fiber.HeaderAuthorization)) > 0 {
		return false
	}
	return len(cookies) == 0 || page.OnlyView(string(cookies[0]))
}

// dayPart gives the day and the part of it.
func dayPart(t time.Time) string {
	part := directory.Evening
	switch {
	case t.Hour() < 12:
		part = directory.Morning
	case t.Hour() < 17:
		part = directory.Afternoon
	}
	return string(directory.DateOf(t)) + " " + part.String()
}

// askHome: the first page reads nothing of the request.
func askHome(*fiber.Ctx) (question, bool) { return question{share: true}, true }

// askPage: the page of results shows parameters as they were written, in its
// form and its links, so they are part of the question as they are.
func askPage(c *fiber.Ctx) (question, bool) {
	values, _, ok := parameters(c)
	if !ok {
		return question{}, false
	}
	for name := range values {
		if !slices.Contains(directory.Parameters(), name) {
			delete(values, name)
		}
	}
	return question{text: values.Encode(), share: listed(values)}, true
}

// askSearch: the API reads the query alone, so equal queries are one question.
func askSearch(c *fiber.Ctx) (question, bool) {
	_, q, ok := parameters(c)
	if !ok {
		return question{}, false
	}
	values := q.Values()
	return question{text: values.Encode(), share: listed(values)}, true
}

// mostTyped bounds the beginnings that are kept, in bytes.
const mostTyped = 200

// askSuggest: what someone is typing.
func askSuggest(c *fiber.Ctx) (question, bool) {
	q := strings.TrimSpace(c.Query("q"))
	return question{text: q}, len(q) <= mostTyped
}

// askListingPage: an address that is not the page's own is sent on, and so is
// never kept.
func askListingPage(c *fiber.Ctx) (question, bool) {
	page := c.Params("page")
	_, ok := directory.IDOfPage(page)
	return question{text: page, share: true}, ok
}

// askListing: the API reads the id alone.
func askListing(c *fiber.Ctx) (question, bool) {
	id, ok := directory.IDOfPage(c.Params("id"))
	return question{text: id, share: true}, ok
}

// parameters gives what was asked as it was written and as it is understood;
// ok is false for what is at fault, whose answer is no good one.
func parameters(c *fiber.Ctx) (values url.Values, q directory.Query, ok bool) {
	values, err := url.ParseQuery(string(c.Request().URI().QueryString()))
	if err != nil {
		return nil, q, false
	}
	q, err = directory.ParseQuery(values)
	return values, q, err == nil
}

// listed reports whether every parameter is a choice from a list of ours or a
// number, so that the answer may leave the process. Free words, places, areas,
// names and a person's age may not.
func listed(values url.Values) bool {
	for name, vs := range values {
		switch name {
		case "kind", "access", "joining", "led", "day", "time", "sort":
			// Each value has been read, and is on its list.
		case "cost", "online", "limit":
			if len(vs) > 1 { // the first alone is read
				return false
			}
		default:
			if slices.ContainsFunc(vs, func(v string) bool { return v != "" }) {
				return false
			}
		}
	}
	return true
}
