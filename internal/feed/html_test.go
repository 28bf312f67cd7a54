package feed

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
)

func TestPlainText(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		links          []directory.Link
	}{
		{"plain keeps its lines", "Soup\nand a chat", "Soup\nand a chat", nil},
		{"a link", `<a href = " http://example.org/a?b=1&amp;c=2 "><strong> Our page</strong></a>`, "Our page",
			[]directory.Link{{Label: "Our page", URL: "http://example.org/a?b=1&c=2"}}},
		{"a link that is never closed", `<a href="https://example.org">Find out`, "Find out", []directory.Link{{Label: "Find out", URL: "https://example.org"}}},
		{"curly quotes and none", `<a href=http://example.org/x rel=”nofollow”>@us</a>`, "@us", []directory.Link{{Label: "@us", URL: "http://example.org/x"}}},
		{"telephone links are words", `http://<a href="tel:01315550000">0131 555 0000</a>`, "http://0131 555 0000", nil},
		{"javascript is no link", `<a href="javascript:alert(1)">Hi</a>`, "Hi", nil},
		{"paragraphs", "<p>One\nline.</p><p>Two.</p>", "One line.\n\nTwo.", nil},
		{"lists", "<ul><li>Tea</li><li>Cake</li></ul>", "Tea\n\nCake", nil},
		{"breaks", "Tea<br>Cake<br/>Song", "Tea\nCake\nSong", nil},
		{"entities", "Tom &amp; Jess&#39;s caf&eacute;", "Tom & Jess's café", nil},
		{"scripts go", "Choir<script>alert('x')</script>", "Choir", nil},
		{"what only looks like a tag", "I <3 tea, under < 5 years; write to <me@example.org>", "I <3 tea, under < 5 years; write to <me@example.org>", nil},
		{"bold", "<b>Free</b> tea", "Free tea", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, links := plainText(c.in)
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if d := cmp.Diff(c.links, links); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestWebAddress(t *testing.T) {
	for in, want := range map[string]string{
		"www.example.org/a": "http://www.example.org/a", "HTTPS://Example.org": "https://example.org", "example.org.uk": "http://example.org.uk",
		"ftp://example.org": "", "javascript:alert(1)": "", "me@example.org": "", "not a site": "", "http://": "", "http://localhost": "", "": "",
	} {
		if got := webAddress(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
