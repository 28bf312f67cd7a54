package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"alongside/internal/account"
	"alongside/internal/directory"
)

// TestSignInByCode follows the mail's figures from another device.
func TestSignInByCode(t *testing.T) {
	s := build(t)
	b := s.browser()
	if _, doc := b.open(t, "/signin", nil); doc.Find("form[action='/signin'] #email").Length() != 1 || len(b.cookies) != 0 {
		t.Fatalf("the first page, with %v: %s", b.cookies, text(doc, "main"))
	}
	res, doc := b.open(t, "/signin", url.Values{"email": {"no address"}})
	if res.StatusCode != 400 || doc.Find("#email[aria-invalid=true]").AttrOr("value", "") != "no address" || doc.Find(".summary a[href='#email']").Length() != 1 {
		t.Errorf("%d: %s", res.StatusCode, text(doc, "main"))
	}
	_, doc = b.open(t, "/signin", url.Values{"email": {" Anna@Example.org "}})
	attempt := doc.Find("[name=attempt]").AttrOr("value", "")
	if !strings.Contains(text(doc, ".lead"), "anna@example.org") || attempt == "" || len(s.mails) != 1 {
		t.Fatalf("%d mails: %s", len(s.mails), text(doc, "main"))
	}
	mail := s.mails[0]
	wrong := "000000"
	if mail.Code == wrong {
		wrong = "000001"
	}
	res, doc = b.open(t, "/signin/code", url.Values{"attempt": {attempt}, "email": {"anna@example.org"}, "code": {wrong}})
	if res.StatusCode != 400 || !strings.Contains(text(doc, ".summary"), "You can try 4 more times.") || doc.Find("[name=attempt]").AttrOr("value", "") != attempt {
		t.Errorf("%d: %s", res.StatusCode, text(doc, "main"))
	}
	if _, doc = s.browser().open(t, "/signin/code", url.Values{"attempt": {attempt}, "code": {mail.Code}}); !strings.Contains(text(doc, "main"), "nobody has asked for a code") {
		t.Errorf("another browser: %s", text(doc, "main"))
	}
	_, doc = b.open(t, "/signin/code", url.Values{"attempt": {attempt}, "code": {mail.Code}})
	if text(doc, "h1") != "For organisations" || !strings.Contains(text(doc, "main"), "anna@example.org") || b.cookies["in"] == "" || b.cookies["who"] != "" {
		t.Errorf("signed in, with %d cookies: %s", len(b.cookies), text(doc, "main"))
	}
	if strings.Contains(s.log.String(), "anna") || strings.Contains(s.log.String(), mail.Code) || strings.Contains(s.log.String(), mail.Token) {
		t.Error("the log tells who signs in")
	}
}

// TestSignInByLink opens the link as a mail filter does, and then as its person.
func TestSignInByLink(t *testing.T) {
	s := build(t)
	b := s.browser()
	b.open(t, "/signin", url.Values{"email": {"anna@example.org"}})
	link := "/signin/link/" + s.mails[0].Token
	for range 2 {
		if _, doc := s.browser().open(t, link, nil); !strings.Contains(text(doc, "[role=alert]"), "works only in the browser") {
			t.Errorf("another browser: %s", text(doc, "main"))
		}
		if _, doc := b.open(t, link, nil); doc.Find("form[action='"+link+"']").Length() != 1 {
			t.Fatalf("the link: %s", text(doc, "main"))
		}
	}
	if _, doc := b.open(t, link, url.Values{}); text(doc, "h1") != "For organisations" {
		t.Errorf("signed in: %s", text(doc, "main"))
	}
	if _, doc := b.open(t, link, url.Values{}); !strings.Contains(text(doc, "[role=alert]"), "used already") {
		t.Errorf("a second time: %s", text(doc, "main"))
	}
	other := s.browser()
	other.open(t, "/signin", url.Values{"email": {"anna@example.org"}})
	other.open(t, "/signin/link/"+s.mails[1].Token, url.Values{})
	_, doc := b.open(t, "/account", nil)
	if doc.Find("li.card").Length() != 2 || doc.Find("button[name=session]").Length() != 1 {
		t.Fatalf("where one is signed in: %s", text(doc, "main"))
	}
	b.open(t, "/account", url.Values{"all": {"yes"}})
	if _, doc = other.open(t, "/account", nil); text(doc, "h1") != "Sign in" || other.cookies["in"] != "" {
		t.Errorf("signed out elsewhere: %s", text(doc, "main"))
	}
	if _, doc = b.open(t, "/signout", url.Values{}); text(doc, "h1") != "Sign in" || b.cookies["in"] != "" {
		t.Errorf("signed out, with %v: %s", b.cookies, text(doc, "main"))
	}
}

func TestRolesAreTold(t *testing.T) {
	s := build(t)
	link, err := s.sessions.Invite(context.Background(), "mod@example.org", account.Grant{Role: account.Moderator,
		Scope: directory.Scope{Kind: directory.ScopeCountry, ID: "scotland"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, doc := s.browser().open(t, "/signin/link/"+link.Token, url.Values{}); !strings.Contains(text(doc, "main"), "You look after the listings.") {
		t.Errorf("what they may do: %s", text(doc, "main"))
	}
}
