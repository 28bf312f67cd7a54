package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
)

// listing answers GET /listings/{id}: the listing as anyone may see it, by its
// id or by the last part of its page's address. The form is the domain's own
// (directory.Listing), without what belongs to other formats.
func (h handlers) listing(c *fiber.Ctx, ctx context.Context) error {
	id, ok := directory.IDOfPage(c.Params("id"))
	if !ok {
		return directory.Errorf(directory.CodeNotFound, "There is no listing with this address.")
	}
	l, err := h.Listings.Listing(ctx, id)
	if err != nil {
		return err
	}
	return c.JSON(listed(l))
}

// Listed is a listing with what the store knows of it.
type Listed struct {
	directory.Listing
	// PageSlug is the last part of the page's address; it takes the place of
	// the listing's own slug.
	PageSlug  string `json:"slug"`
	Version   int64  `json:"version"`
	CreatedAt int64  `json:"created_at"`
	UpdatedAt int64  `json:"updated_at"`
}

func listed(l directory.Listing) Listed {
	l = l.Public()
	l.Extra = nil
	l.Organization.Extra = nil
	return Listed{Listing: l, PageSlug: l.PageSlug(), Version: l.Version, CreatedAt: int64(l.CreatedAt), UpdatedAt: int64(l.UpdatedAt)}
}
