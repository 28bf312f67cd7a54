package web_test

import (
	"compress/gzip"
	"encoding/xml"
	"io"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"alongside/internal/directory"
)

func TestLanguages(t *testing.T) {
	s := build(t)
	for tag, direction := range map[string]string{"en": "ltr", "gd": "ltr", "pl": "ltr", "uk": "ltr", "ar": "rtl"} {
		b := s.browser()
		_, doc := b.open(t, "/search?q=bakers&lang="+tag, nil)
		if got := doc.Find("html").AttrOr("lang", "") + " " + doc.Find("html").AttrOr("dir", ""); got != tag+" "+direction {
			t.Errorf("?lang=%s: %s", tag, got)
		}
		if (tag == "en") != (len(b.cookies) == 0) {
			t.Errorf("?lang=%s is kept in %v", tag, b.cookies)
		}
		if _, doc = b.open(t, "/match", nil); doc.Find("html").AttrOr("lang", "") != tag {
			t.Errorf("after ?lang=%s the next page is in %s", tag, doc.Find("html").AttrOr("lang", ""))
		}
		if doc.Find(".languages a[href]").Length() != 5 || doc.Find(".languages [aria-current]").Length() != 1 {
			t.Errorf("%s: the other languages can't be chosen", tag)
		}
	}
	if _, doc := s.get(t, "/?lang=xx"); doc.Find("html").AttrOr("lang", "") != "en" {
		t.Error("a language that there is not gave no English")
	}
}

// TestAnswerInAnotherLanguage holds that the way to another language carries
// what was said in a form, and in no address.
func TestAnswerInAnotherLanguage(t *testing.T) {
	s := build(t)
	b := s.browser()
	_, doc := b.open(t, "/match", url.Values{"say": {"I love baking"}})
	button := doc.Find(".languages button[formaction='/match?lang=pl']")
	if button.Length() != 1 || doc.Find(".languages input[name=say]").AttrOr("value", "") != "I love baking" {
		t.Fatalf("no way to another language: %s", text(doc, ".languages"))
	}
	_, doc = b.open(t, "/match?lang=pl", url.Values{"say": {"I love baking"}})
	if doc.Find("html").AttrOr("lang", "") != "pl" || doc.Find("#say").Text() != "I love baking" {
		t.Errorf("in %s, with %q", doc.Find("html").AttrOr("lang", ""), doc.Find("#say").Text())
	}
}

func TestSimplerView(t *testing.T) {
	s := build(t)
	b := s.browser()
	_, doc := b.open(t, "/?view=simple", nil)
	if doc.Find("html.simple").Length() != 1 || text(doc, ".lead") != "Tap what is true of you. Then see what is near you." {
		t.Errorf("the simpler view says %q", text(doc, ".lead"))
	}
	if _, doc = b.open(t, "/privacy", nil); doc.Find("html.simple").Length() != 1 {
		t.Error("it does not last")
	}
	if _, doc = b.open(t, "/?view=full", nil); doc.Find("html.simple").Length() != 0 {
		t.Error("there is no way back")
	}
}

func TestDisplay(t *testing.T) {
	s := build(t)
	b := s.browser()
	_, doc := b.open(t, "/display", url.Values{"lang": {"gd"}, "view": {"simple"}, "shared": {"yes"}})
	if doc.Find("html[lang=gd].simple[data-shared]").Length() != 1 || doc.Find("[role=status]").Length() != 1 ||
		doc.Find("input[name=lang][value=gd][checked]").Length() != 1 || doc.Find("input[name=shared][checked]").Length() != 1 {
		t.Errorf("what was chosen does not show: %v", b.cookies)
	}
	if _, doc = b.open(t, "/display", url.Values{"lang": {"en"}, "view": {"full"}}); doc.Find("html[data-shared], html.simple").Length() != 0 {
		t.Error("it can't be let go")
	}
}

// TestPolicy holds the head of every page to what its policy allows: one style,
// by its hash, and no script but a file of ours.
func TestPolicy(t *testing.T) {
	s := build(t)
	for _, path := range []string{"/", "/search?q=bakers", "/match", "/list", "/plan", "/plan/edit", "/plan/well", "/display", "/leave", "/privacy",
		"/accessibility", "/help-now", "/cleared", "/listings/" + s.ids["Tuesday bakers 0"], "/listings/" + s.ids["Tuesday bakers 0"] + "/report", "/nowhere"} {
		res, doc := s.get(t, path)
		policy := res.Header.Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || !strings.Contains(policy, "style-src 'self' 'sha256-") {
			t.Errorf("%s: %s", path, policy)
		}
		if n := doc.Find("[style], [onclick], script:not([src]):not([type='application/ld+json'])").Length(); n > 0 {
			t.Errorf("%s has %d pieces of style or script within it", path, n)
		}
		if len(res.Cookies()) > 0 {
			t.Errorf("%s sets a cookie", path)
		}
		if doc.Find("main#main").Length() != 1 || doc.Find("h1").Length() != 1 || doc.Find("a.leave").Length() != 1 || doc.Find("header a[href='/help-now']").Length() != 1 {
			t.Errorf("%s lacks a part that every page has", path)
		}
	}
}

func TestCompressed(t *testing.T) {
	s := build(t)
	_, plain := s.get(t, "/")
	req := httptest.NewRequest("GET", "/", nil)
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := s.app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	r, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil || res.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(res.Header.Get("Vary"), "Accept-Encoding") ||
		!strings.Contains(string(b), text(plain, "h1")) {
		t.Errorf("%v, %v", res.Header, err)
	}
}

func TestSitemap(t *testing.T) {
	s := build(t, func(l *directory.Listing) { l.Name, l.Status = "Over", directory.Defunct })
	var index struct {
		Entries []struct {
			Loc string `xml:"loc"`
		} `xml:"sitemap"`
	}
	read := func(path string, into any) {
		t.Helper()
		res, err := s.app.Test(httptest.NewRequest("GET", path, nil), -1)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if err := xml.NewDecoder(res.Body).Decode(into); err != nil || res.StatusCode != 200 {
			t.Errorf("%s: %d, %v", path, res.StatusCode, err)
		}
	}
	read("/sitemap.xml", &index)
	if len(index.Entries) != 1 || index.Entries[0].Loc != "https://alongside.example/sitemap-0.xml" {
		t.Errorf("%+v", index)
	}
	var set struct {
		Entries []struct {
			Loc     string `xml:"loc"`
			LastMod string `xml:"lastmod"`
		} `xml:"url"`
	}
	read("/sitemap-0.xml", &set)
	found := map[string]string{}
	for _, e := range set.Entries {
		found[strings.TrimPrefix(e.Loc, "https://alongside.example")] = e.LastMod
	}
	if found["/listings/"+s.ids["Tuesday bakers 0"]] != "2026-05-06" || found["/listings/"+s.ids["Over"]] != "" {
		t.Errorf("%v", found)
	}
	if _, ok := found["/"]; !ok {
		t.Error("the first page is not on the map")
	}
	for _, path := range []string{"/sitemap-7.xml", "/sitemap-x.xml"} {
		if res, _ := s.get(t, path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

func TestCalendar(t *testing.T) {
	s := build(t)
	res, err := s.app.Test(httptest.NewRequest("GET", "/listings/"+s.ids["Tuesday bakers 0"]+"/calendar.ics", nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.Contains(string(b), "RRULE:FREQ=WEEKLY;BYDAY=TU\r\n") {
		t.Errorf("%v, %v: %s", res.Header, err, b)
	}
}

// TestAround shows what is like a listing and what else there is that day, and
// never the listing itself.
func TestAround(t *testing.T) {
	near := func(name, rule string) func(*directory.Listing) {
		return func(l *directory.Listing) {
			l.Name = name
			l.At[0].Schedules = []directory.Schedule{{Rule: rule, Opens: "10:00", Closes: "12:00"}}
		}
	}
	s := build(t, near("Thursday bakers", "FREQ=WEEKLY;BYDAY=TH"), func(l *directory.Listing) {
		near("Chess", "FREQ=WEEKLY;BYDAY=TU")(l)
		l.Activities, l.Description, l.Roles = []string{"chess"}, "A quiet game.", nil
	})
	_, doc := s.get(t, "/listings/"+s.ids["Tuesday bakers 0"])
	sections := doc.Find("section.around")
	if sections.Length() != 2 {
		t.Fatalf("%d sections: %s", sections.Length(), text(doc, "main"))
	}
	like, day := strings.Join(strings.Fields(sections.Eq(0).Text()), " "), strings.Join(strings.Fields(sections.Eq(1).Text()), " ")
	if !strings.HasPrefix(like, "More like this Thursday bakers") || strings.Contains(like, "Tuesday bakers 0") {
		t.Errorf("like it: %s", like)
	}
	if !strings.HasPrefix(day, "Nearby on Tuesday 12 May Chess") || strings.Contains(day, "Thursday bakers") {
		t.Errorf("that day: %s", day)
	}
}
