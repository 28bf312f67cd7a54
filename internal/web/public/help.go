package public

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/lang"
	"alongside/internal/safety"
	"alongside/internal/web/page"
)

// help is whom to call, above all else on a page.
type help struct {
	// Now is true when someone may be in danger, Someone when it is somebody
	// else. Quiet is true when it is one line, to be unfolded.
	Now, Someone, Quiet bool
	Contacts            []helpContact
}

type helpContact struct {
	Name, Hours string
	// About says in words whom it is for; empty where nothing is said of it.
	About, Ages string
	OpenNow     bool
	Ways        []helpWay
}

// helpWay is a way of reaching someone, and the number as a telephone takes it.
type helpWay struct {
	safety.Way
	Number string
}

// helpOf puts a card into words; nil when there is nothing to show.
func helpOf(w *lang.Words, c safety.Card) *help {
	if !c.Shown() {
		return nil
	}
	out := &help{Now: c.Level == safety.Now, Someone: c.Someone, Quiet: c.Quiet}
	for _, x := range c.Contacts {
		if c.Level == safety.Gentle && !x.Fits {
			continue // all of them stand on a page of their own
		}
		out.Contacts = append(out.Contacts, contactOf(w, x))
	}
	return out
}

// contactOf puts somebody to call into words.
func contactOf(w *lang.Words, x safety.Contact) helpContact {
	one := helpContact{Name: x.Name, Hours: w.Hours(x.Hours), OpenNow: x.Open == safety.OpenNow, About: w.AboutContact(x.ID)}
	one.Ages = w.Ages(x.MinimumAge, x.MaximumAge)
	for _, way := range x.Ways {
		if way.Means == safety.Call && way.Say != "" {
			way.Say = w.SayTo(x.ID, way.Say)
		}
		one.Ways = append(one.Ways, helpWay{way, strings.ReplaceAll(way.To, " ", "")})
	}
	return one
}

// help answers GET /help-now. It says when people answer, and not whether they
// do just now: the page is kept for days without a network.
func (h handlers) help(c *fiber.Ctx, _ context.Context) error {
	w := h.Page.Words(c)
	title, err := w.T("help.title")
	if err != nil {
		return err
	}
	var body help
	for _, x := range h.Matcher.Contacts() {
		one := contactOf(w, x)
		one.OpenNow = false
		body.Contacts = append(body.Contacts, one)
	}
	return h.Page.Render(c, fiber.StatusOK, "help", page.Data{Title: title, Canonical: h.BaseURL + "/help-now", Body: body})
}
