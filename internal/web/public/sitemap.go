package public

import (
	"bytes"
	"context"
	"encoding/xml"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// perSitemap is how many pages one file of the map of the site names; the
// protocol allows 50,000 (sitemaps.org, 0.9).
const perSitemap = 20_000

// mostSitemaps bounds the numbers of files: an index names 50,000 at most.
const mostSitemaps = 50_000

// sitemapXMLNS is the namespace of sitemaps.org, 0.9.
const sitemapXMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"

// Pages names the listings' pages; *store.Store is one.
type Pages interface {
	Count(ctx context.Context) (int, error)
	Pages(ctx context.Context, offset, limit int) ([]store.Page, error)
}

type sitemapEntry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

type sitemapIndex struct {
	XMLName xml.Name       `xml:"sitemapindex"`
	XMLNS   string         `xml:"xmlns,attr"`
	Entries []sitemapEntry `xml:"sitemap"`
}

type sitemapSet struct {
	XMLName xml.Name       `xml:"urlset"`
	XMLNS   string         `xml:"xmlns,attr"`
	Entries []sitemapEntry `xml:"url"`
}

// sitemaps answers GET /sitemap.xml: which files there are.
func (h handlers) sitemaps(c *fiber.Ctx, ctx context.Context) error {
	n, err := h.Pages.Count(ctx)
	if err != nil {
		return err
	}
	out := sitemapIndex{XMLNS: sitemapXMLNS}
	for i := 0; i == 0 || i*perSitemap < n; i++ {
		out.Entries = append(out.Entries, sitemapEntry{Loc: h.BaseURL + "/sitemap-" + strconv.Itoa(i) + ".xml"})
	}
	return sendXML(c, out)
}

// sitemap answers GET /sitemap-{n}.xml: the pages that can be found again, of
// which the first file names those that are no listing's too.
func (h handlers) sitemap(c *fiber.Ctx, ctx context.Context) error {
	n, err := strconv.Atoi(c.Params("n"))
	if err != nil || n < 0 || n > mostSitemaps || strconv.Itoa(n) != c.Params("n") {
		return directory.Errorf(directory.CodeNotFound, "There is no such page.")
	}
	pages, err := h.Pages.Pages(ctx, n*perSitemap, perSitemap)
	if err != nil {
		return err
	}
	if len(pages) == 0 && n > 0 {
		return directory.Errorf(directory.CodeNotFound, "There is no such page.")
	}
	out := sitemapSet{XMLNS: sitemapXMLNS}
	if n == 0 {
		for _, path := range []string{"/", "/match", "/help-now", "/privacy", "/accessibility", "/leave"} {
			out.Entries = append(out.Entries, sitemapEntry{Loc: h.BaseURL + path})
		}
	}
	for _, p := range pages {
		out.Entries = append(out.Entries, sitemapEntry{Loc: h.BaseURL + "/listings/" + p.Slug + "-" + p.ID, LastMod: p.UpdatedAt.Time().UTC().Format("2006-01-02")})
	}
	return sendXML(c, out)
}

func sendXML(c *fiber.Ctx, v any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/xml; charset=utf-8")
	return c.Send(b.Bytes())
}
