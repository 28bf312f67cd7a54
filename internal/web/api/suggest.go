package api

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
)

// suggestions is how many completions are given.
const suggestions = 8

// SuggestAnswer answers /suggest.
type SuggestAnswer struct {
	Suggestions []directory.Suggestion `json:"suggestions"`
}

// suggest answers GET /suggest?q=: services, organisations and activities, and
// places after them.
func (h handlers) suggest(c *fiber.Ctx, ctx context.Context) error {
	prefix := strings.TrimSpace(c.Query("q"))
	out := SuggestAnswer{Suggestions: []directory.Suggestion{}}
	if len(prefix) > 0 && len(prefix) <= 200 {
		found, err := h.Search.Suggest(ctx, prefix, suggestions)
		if err != nil {
			return err
		}
		places := h.Places.Suggest(prefix, 3)
		keep := min(len(found), suggestions-len(places))
		out.Suggestions = append(append(out.Suggestions, found[:keep]...), places...)
	}
	return c.JSON(out)
}
