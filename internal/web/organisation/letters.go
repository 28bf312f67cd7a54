package organisation

import (
	"github.com/gofiber/fiber/v2"

	"alongside/internal/mail"
	"alongside/internal/web/page"
)

// mostLetters is how many mails /dev/mail shows.
const mostLetters = 20

// letters answers GET /dev/mail, in the demo alone: the mails that would have
// been sent, the newest first.
func (h handlers) letters(a asking) error {
	names, err := h.Letters.Names()
	if err != nil {
		return err
	}
	var all []mail.Letter
	for _, name := range names[:min(len(names), mostLetters)] {
		l, err := h.Letters.Read(name)
		if err != nil {
			return err
		}
		all = append(all, l)
	}
	return h.Page.Render(a.Ctx, fiber.StatusOK, "letters", page.Data{Title: "Mail of the demo", NoIndex: true, Body: all})
}
