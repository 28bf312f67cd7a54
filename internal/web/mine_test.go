package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"alongside/internal/directory"
	"alongside/internal/plan"
	"alongside/internal/publish"
)

// browser is somebody's, without JavaScript: it keeps cookies and follows where
// it is sent.
type browser struct {
	*site
	cookies map[string]string
}

func (s *site) browser() *browser { return &browser{s, map[string]string{}} }

// open asks for a page, or posts a form when there is one.
func (b *browser) open(t *testing.T, path string, form url.Values) (*http.Response, *goquery.Document) {
	t.Helper()
	method, body := "GET", ""
	if form != nil {
		method, body = "POST", form.Encode()
	}
	for range 5 {
		req := httptest.NewRequest(method, path, strings.NewReader(body))
		if method == "POST" {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Sec-Fetch-Site", "same-origin")
		}
		for name, value := range b.cookies {
			req.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		res, doc := b.ask(t, req)
		for _, c := range res.Cookies() {
			if b.cookies[c.Name] = c.Value; c.Value == "" {
				delete(b.cookies, c.Name)
			}
			if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("the cookie %s is open to others: %+v", c.Name, c)
			}
		}
		if res.StatusCode != http.StatusSeeOther {
			return res, doc
		}
		method, body, path = "GET", "", res.Header.Get("Location")
	}
	t.Fatalf("%s leads in a circle", path)
	return nil, nil
}

func idOf(page string) string { id, _ := directory.IDOfPage(page); return id }

func TestKeepWithoutScript(t *testing.T) {
	s := build(t, func(l *directory.Listing) { l.Name = "Lunch club" })
	b, id := s.browser(), ""
	id = idOf(s.ids["Lunch club"])
	if _, doc := b.open(t, "/list", nil); !strings.Contains(text(doc, "main"), "Nothing is here yet") || len(b.cookies) != 0 {
		t.Errorf("an empty list, with %v: %s", b.cookies, text(doc, "main"))
	}
	_, doc := b.open(t, "/search?q=lunch", nil)
	if doc.Find("button.keep[name=keep][value='"+id+"'][form=keep]").Length() != 1 || doc.Find("form#keep input[name=back]").AttrOr("value", "") != "/search?q=lunch" {
		t.Fatalf("no button to keep it by: %s", text(doc, "main"))
	}
	_, doc = b.open(t, "/keep", url.Values{"keep": {id}, "back": {"/search?q=lunch"}})
	if text(doc, "h1") != "lunch" || doc.Find("button.keep[name=drop][value='"+id+"'][aria-pressed=true]").Length() != 1 {
		t.Errorf("after keeping it: %q", text(doc, "h1"))
	}
	if len(b.cookies) != 1 || strings.Contains(b.cookies["mine"], id) {
		t.Errorf("kept in %v", b.cookies)
	}
	_, doc = b.open(t, "/list", nil)
	if doc.Find("li.card#"+cssID(id)).Length() != 1 || !strings.Contains(text(doc, "li.card"), "Lunch club") {
		t.Errorf("the list: %s", text(doc, "main"))
	}
	if _, doc = b.open(t, "/listings/"+s.ids["Lunch club"], nil); doc.Find("button.keep[aria-pressed=true]").Length() != 1 {
		t.Error("its page does not say that it is kept")
	}

	// What has gone says so, and leads to what is like it.
	if _, err := s.store.Delete(context.Background(), id, "test"); err != nil {
		t.Fatal(err)
	}
	_, doc = b.open(t, "/list", nil)
	if !strings.Contains(text(doc, ".notice"), "“Lunch club” is no longer listed.") || !strings.HasPrefix(doc.Find(".notice a").AttrOr("href", ""), "/search?") {
		t.Errorf("it has gone: %s", text(doc, "main"))
	}
	_, doc = b.open(t, "/keep", url.Values{"drop": {id}, "back": {"/list"}})
	if !strings.Contains(text(doc, "main"), "Nothing is here yet") || len(b.cookies) != 0 {
		t.Errorf("taken off, with %v: %s", b.cookies, text(doc, "main"))
	}
}

// cssID writes an id for a selector: one that begins with a digit is escaped.
func cssID(id string) string {
	if id[0] >= '0' && id[0] <= '9' {
		return `\3` + id[:1] + " " + id[1:]
	}
	return id
}

func TestKeepFromAnAnswer(t *testing.T) {
	s := build(t, func(l *directory.Listing) { l.Name, l.Activities = "The Choir", []string{"singing"} })
	b, id := s.browser(), idOf(s.ids["The Choir"])
	form := url.Values{"say": {"I love singing"}, "keep": {id}}
	res, doc := b.open(t, "/match", form)
	if res.StatusCode != 200 || doc.Find("button.keep[aria-pressed=true]").Length() != 1 || doc.Find("form#keep[action='/match'] input[name=say]").Length() != 1 {
		t.Errorf("%d: %s", res.StatusCode, text(doc, "main"))
	}
	if _, doc = b.open(t, "/list", nil); !strings.Contains(text(doc, "main"), "The Choir") {
		t.Errorf("the list: %s", text(doc, "main"))
	}
}

func TestPlanWithoutScript(t *testing.T) {
	s := build(t, func(l *directory.Listing) {
		l.Name, l.FirstVisit.WhoMeetsYou, l.FirstVisit.WayFromStop = "Lunch club", "Moira, with a green lanyard", "The 7 stops outside"
	})
	b, id := s.browser(), idOf(s.ids["Lunch club"])
	if _, doc := b.open(t, "/plan", nil); !strings.Contains(text(doc, "main"), "There is no plan yet") {
		t.Errorf("no plan: %s", text(doc, "main"))
	}
	_, doc := b.open(t, "/plan/edit", url.Values{"step": {id, "rubbish"}})
	for field, want := range map[string]string{"s1_what": "Lunch club", "s1_when": "Tuesday 12 May, 10am to 12 noon", "s1_listing": id, "s2_what": "", "s1_ask": "Moira, with a green lanyard"} {
		if got := doc.Find("[name="+field+"]").AttrOr("value", ""); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if got := text(doc, "#s1_way"); got != "The 7 stops outside" {
		t.Errorf("the way there: %q", got)
	}
	form := url.Values{"s1_what": {"Lunch club"}, "s1_listing": {id}, "s1_with": {"<b>Ann</b>"}, "note": {"I can leave."}}
	_, doc = b.open(t, "/plan", form)
	if text(doc, "h1") != "My plan" || text(doc, "[data-plan] .step h2") != "Lunch club" || !strings.Contains(text(doc, "[data-plan]"), "<b>Ann</b>") ||
		doc.Find("[data-plan] a[href='/listings/"+id+"/calendar.ics']").Length() != 1 {
		t.Errorf("the plan: %s", text(doc, "[data-plan]"))
	}
	if _, doc = b.open(t, "/plan/edit", nil); doc.Find("#s1_with").AttrOr("value", "") != "<b>Ann</b>" {
		t.Error("the plan can't be changed: its form is empty")
	}

	// What can't be kept comes back as it was written.
	res, doc := b.open(t, "/plan", url.Values{"s2_when": {"Friday"}, "note": {"x"}})
	if res.StatusCode != 400 || doc.Find("#s2_when").AttrOr("value", "") != "Friday" || doc.Find("#s2_what[autofocus][aria-invalid=true]").Length() != 1 ||
		doc.Find(".summary a[href='#s2_what']").Length() != 1 {
		t.Errorf("%d: %s", res.StatusCode, text(doc, "main"))
	}
	if _, doc = b.open(t, "/plan", nil); text(doc, "[data-plan] .step h2") != "Lunch club" {
		t.Errorf("after a fault the plan is %s", text(doc, "[data-plan]"))
	}

	res, doc = b.open(t, "/clear", url.Values{})
	if text(doc, "h1") != "All cleared" || len(b.cookies) != 0 {
		t.Errorf("%d, cookies %v: %s", res.StatusCode, b.cookies, text(doc, "main"))
	}
}

func TestCookiesThatAreNotOurs(t *testing.T) {
	s := build(t)
	for _, value := range []string{"rubbish", strings.Repeat("A", 4000), "%00"} {
		b := s.browser()
		b.cookies["mine"] = value
		if res, doc := b.open(t, "/list", nil); res.StatusCode != 200 || !strings.Contains(text(doc, "main"), "Nothing is here yet") {
			t.Errorf("%.20q: %d, %s", value, res.StatusCode, text(doc, "main"))
		}
		b.cookies["view"] = value
		if res, _ := b.open(t, "/", nil); res.StatusCode != 200 {
			t.Errorf("%.20q: %d", value, res.StatusCode)
		}
	}
}

// TestFormsOfOtherSites are refused, whichever way the browser says so.
func TestFormsOfOtherSites(t *testing.T) {
	s := build(t)
	for _, from := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}, {"Origin", "evil"}} {
		header, value := from[0], from[1]
		for _, path := range []string{"/keep", "/plan", "/clear", "/display", "/match", "/list", "/plan/edit", "/listings/" + s.ids["Tuesday bakers 0"] + "/report"} {
			req := httptest.NewRequest("POST", path, strings.NewReader("note=x"))
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set(header, value)
			if res, _ := s.ask(t, req); res.StatusCode != 403 || len(res.Cookies()) != 0 {
				t.Errorf("%s: %s gave %d", header, path, res.StatusCode)
			}
		}
	}
}

// TestFormsBehindAProxy are taken when they come from the site's own address,
// whatever host a proxy in front names.
func TestFormsBehindAProxy(t *testing.T) {
	s := build(t)
	for _, origin := range []string{"https://alongside.example", "http://example.com", ""} {
		req := httptest.NewRequest("POST", "/keep", strings.NewReader(""))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if origin != "" {
			req.Header.Set("Origin", origin)
		}
		if res, _ := s.ask(t, req); res.StatusCode != 303 {
			t.Errorf("%q: %d", origin, res.StatusCode)
		}
	}
}

// TestABagThatCannotBeOpened says so.
func TestABagThatCannotBeOpened(t *testing.T) {
	b := build(t).browser()
	for _, path := range []string{"/list", "/plan"} {
		b.cookies["mine"] = "damaged"
		if _, doc := b.open(t, path, nil); !strings.Contains(text(doc, ".notice"), "can’t be opened any more") {
			t.Errorf("%s: %s", path, text(doc, "main"))
		}
	}
}

// TestBackStaysHere holds that a form leads to pages of this site alone.
func TestBackStaysHere(t *testing.T) {
	s := build(t)
	for _, to := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "", "\t//evil.example"} {
		req := httptest.NewRequest("POST", "/keep", strings.NewReader(url.Values{"back": {to}}.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if res, _ := s.ask(t, req); res.Header.Get("Location") != "/list" {
			t.Errorf("%q leads to %q", to, res.Header.Get("Location"))
		}
	}
}

func TestReport(t *testing.T) {
	s := build(t)
	b, page := s.browser(), "/listings/"+s.ids["Tuesday bakers 0"]
	if _, doc := b.open(t, page, nil); doc.Find("a[href='"+page+"/report']").Length() != 1 {
		t.Fatal("the page of a listing has no way to say that something is wrong")
	}
	res, doc := b.open(t, page+"/report", url.Values{"words": {"They moved"}})
	if res.StatusCode != 400 || text(doc, "#words") != "They moved" || doc.Find(".summary a[href='#what']").Length() != 1 {
		t.Errorf("%d: %s", res.StatusCode, text(doc, "main"))
	}
	for i := range 5 {
		res, doc = b.open(t, page+"/report", url.Values{"what": {"place"}, "words": {"They moved"}})
		if res.StatusCode != 200 || text(doc, "h1") != "Thank you" {
			t.Errorf("report %d: %d, %s", i+1, res.StatusCode, text(doc, "main"))
		}
	}
	res, doc = b.open(t, page+"/report", url.Values{"what": {"place"}, "words": {"They moved"}})
	if res.StatusCode != 429 || !strings.Contains(text(doc, ".summary"), "Please try again in") || text(doc, "#words") != "They moved" {
		t.Errorf("the sixth: %d, %s", res.StatusCode, text(doc, "main"))
	}
	got, err := s.reports.List(context.Background(), publish.ReportQuery{})
	if err != nil || len(got) != 5 || got[0].Words != "They moved" || got[0].What != publish.WhatPlace {
		t.Errorf("%d reports: %v, %v", len(got), got, err)
	}
	if strings.Contains(s.log.String(), "They moved") {
		t.Error("what was reported is in the log")
	}
	if res, _ = b.open(t, "/listings/"+directory.ImportedID("no", "where")+"/report", nil); res.StatusCode != 404 {
		t.Errorf("a report on nothing: %d", res.StatusCode)
	}
}

func TestFullList(t *testing.T) {
	s := build(t)
	b := s.browser()
	var res *http.Response
	var doc *goquery.Document
	for i := range plan.MostKept + 1 {
		res, doc = b.open(t, "/keep", url.Values{"keep": {directory.ImportedID("kept", string(rune('a'+i)))}})
	}
	if res.StatusCode != 400 || !strings.Contains(text(doc, ".summary"), "Your list is full") || doc.Find(".notice").Length() != plan.MostKept {
		t.Errorf("%d: %s", res.StatusCode, text(doc, "main"))
	}
}
