package web_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"alongside/data"
	"alongside/index"
	"alongside/internal/account"
	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/follow"
	"alongside/internal/limit"
	"alongside/internal/match"
	"alongside/internal/places"
	"alongside/internal/publish"
	"alongside/internal/safety"
	"alongside/internal/session"
	"alongside/internal/store"
	"alongside/internal/store/storetest"
	"alongside/internal/vault"
	"alongside/internal/web"
)

var now = time.Date(2026, 5, 6, 9, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// concepts are those of data/, read once.
var concepts = sync.OnceValue(func() *concept.Set {
	set, err := concept.Load(data.Concepts)
	if err != nil {
		panic(err)
	}
	return set
})

// site is the real thing on a few listings: store, index, places and pages.
type site struct {
	app      *fiber.App
	store    *store.Store
	log      bytes.Buffer
	ids      map[string]string
	reports  *publish.Reports
	sessions *session.Sessions
	mails    []session.Mail
}

func build(t *testing.T, edit ...func(*directory.Listing)) *site {
	t.Helper()
	ctx := context.Background()
	s := &site{ids: map[string]string{}}
	dir := t.TempDir()
	var err error
	if s.store, err = store.Open(ctx, filepath.Join(dir, "a.db"), store.Options{Now: clock}); err != nil {
		t.Fatal(err)
	}
	x, err := index.Open(filepath.Join(dir, "index"), index.Options{Now: clock, Concepts: concepts().Version()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close(); s.store.Close() })
	g, err := places.New(s.store)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range append([]func(*directory.Listing){func(*directory.Listing) {}}, edit...) {
		l := storetest.Listing("", 10*i)
		l.ID = ""
		e(&l)
		saved, _, err := s.store.Save(ctx, l, "test")
		if err != nil {
			t.Fatal(err)
		}
		s.ids[saved.Name] = saved.PageSlug()
	}
	log := slog.New(slog.NewTextHandler(&s.log, nil))
	f := follow.New(s.store, x, follow.Builder{Places: g, Now: clock, Log: log, About: concepts().About}, dir)
	if err := f.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	guard, err := safety.Load(data.Safety)
	if err != nil {
		t.Fatal(err)
	}
	matcher := &match.Matcher{
		Understander: match.Understander{Concepts: concepts(), Places: g, Weights: match.UsualWeights()},
		Index:        x, Guard: guard, Scope: directory.Scope{Kind: directory.ScopeCountry, ID: "scotland"}, Now: clock,
	}
	limits, err := limit.New(limit.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	s.reports = publish.NewReports(s.store, clock)
	s.sessions, err = session.New(session.Options{Store: s.store, Limits: limits, Secret: []byte("a secret for tests"), Now: clock,
		Send: func(_ context.Context, m session.Mail) error { s.mails = append(s.mails, m); return nil }})
	if err != nil {
		t.Fatal(err)
	}
	s.app, err = web.New(web.Deps{Sessions: s.sessions, Accounts: account.New(s.store, clock), Reports: s.reports, Limits: limits, Pages: s.store, Seal: sealer(t), LeaveURL: "https://weather.example/", Search: x, Listings: s.store, Places: g, Matcher: matcher, Ready: f.Ready, Demo: true, BaseURL: "https://alongside.example",
		Now: clock, Log: log, Registry: prometheus.NewRegistry()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sealer gives what seals what browsers keep.
func sealer(t testing.TB) *vault.Sealer {
	t.Helper()
	s, err := vault.NewSealer([]byte("a secret for tests"), "what browsers keep")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) get(t *testing.T, path string) (*http.Response, *goquery.Document) {
	t.Helper()
	return s.ask(t, httptest.NewRequest("GET", path, nil))
}

// post sends a form.
func (s *site) post(t *testing.T, path string, form url.Values) (*http.Response, *goquery.Document) {
	t.Helper()
	req := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.ask(t, req)
}

func (s *site) ask(t *testing.T, req *http.Request) (*http.Response, *goquery.Document) {
	t.Helper()
	res, err := s.app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return res, doc
}

func text(doc *goquery.Document, selector string) string {
	return strings.Join(strings.Fields(doc.Find(selector).Text()), " ")
}

func TestHome(t *testing.T) {
	res, doc := build(t).get(t, "/")
	if res.StatusCode != 200 || text(doc, "h1") != "What do you enjoy? What are you good at?" || doc.Find("h1").Length() != 1 {
		t.Errorf("status %d, h1 %q", res.StatusCode, text(doc, "h1"))
	}
	for selector, n := range map[string]int{"main form[role=search]": 1, "label[for=q]": 1, "label[for=near]": 1, "ul.kinds a": 6,
		"a.skip": 1, "nav[aria-label]": 3, "form[action='/match'] input[name=strengths]": 8, "a.leave[href='https://weather.example/'][rel=noreferrer]": 1, "html[lang=en]": 1, ".demo": 1, "a[href='/help-now']": 1, "link[rel=canonical]": 1} {
		if got := doc.Find(selector).Length(); got != n {
			t.Errorf("%s: %d, want %d", selector, got, n)
		}
	}
}

func TestResults(t *testing.T) {
	s := build(t, func(l *directory.Listing) {
		l.Name, l.Joining, l.Costs = "Lunch club for <script>alert(1)</script> elders", directory.ByProfessional, nil
		l.Fees = "£4 with soup"
	})
	_, doc := s.get(t, "/search?q=tuesday&near=EH1&within=5mi")
	if text(doc, "h1") != "tuesday, near EH1" || doc.Find("ol.cards > li.card").Length() != 1 {
		t.Errorf("h1 %q, %d cards", text(doc, "h1"), doc.Find("ol.cards > li.card").Length())
	}
	card := text(doc, "ol.cards > li.card")
	for _, want := range []string{"Tuesday bakers 0", "Get in touch first", "For people in North Edinburgh", "Next: Tuesday 12 May, 10am to 12 noon",
		"From £2.50", "minutes’ walk", "I could help: Oven helper", "Not checked yet", "Invented Bakers"} {
		if !strings.Contains(card, want) {
			t.Errorf("%q is not on the card: %s", want, card)
		}
	}
	if _, doc := s.get(t, "/search?q=tuesday&access=step-free"); !strings.Contains(text(doc, "li.card"), "Step-free") {
		t.Errorf("what was asked for is not on the card: %s", text(doc, "li.card"))
	}
	if doc.Find("li.card mark").Length() == 0 {
		t.Error("the word is not marked")
	}
	if v, _ := doc.Find("#q").Attr("value"); v != "tuesday" {
		t.Errorf("the form came back with %q", v)
	}
	_, doc = s.get(t, "/search?joining=professional&kind=group")
	if doc.Find("ul.chosen a").Length() != 2 || doc.Find("ol.cards > li.card").Length() != 1 || doc.Find("ol.cards li.how.closed").Length() != 1 {
		t.Errorf("%d chosen, %d cards", doc.Find("ul.chosen a").Length(), doc.Find("ol.cards > li.card").Length())
	}
	if doc.Find("li.card script").Length() != 0 || !strings.Contains(text(doc, "ol.cards > li.card"), "<script>alert(1)</script>") {
		t.Error("a name was not escaped")
	}
	if href, _ := doc.Find("ul.chosen a").First().Attr("href"); strings.Contains(href, "kind=group") {
		t.Errorf("letting a filter go leads to %s", href)
	}
	_, doc = s.get(t, "/search?q=bakers&day=sun")
	if !strings.Contains(text(doc, "[role=status]"), "Nothing here fits all of it.") || text(doc, ".nearly h3") == "" {
		t.Errorf("nothing fits: %q, nearly %q", text(doc, "[role=status]"), text(doc, ".nearly h3"))
	}
}

// TestNextIsOfTheDayAskedFor asks for a day on which a listing does not meet
// next.
func TestNextIsOfTheDayAskedFor(t *testing.T) {
	s := build(t, func(l *directory.Listing) {
		l.Name = "Lunch club"
		l.At[0].Schedules = []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU,TH", Opens: "10:00", Closes: "12:00"}, {Rule: "FREQ=WEEKLY;BYDAY=TH", Opens: "18:00"}}
	})
	for query, want := range map[string]string{
		"":                      "Next: Thursday 7 May, 10am to 12 noon",
		"&day=tue":              "Next: Tuesday 12 May, 10am to 12 noon",
		"&time=evening":         "Next: Thursday 7 May, 6pm",
		"&day=sun":              "Next: Thursday 7 May, 10am", // nearly: another day
		"&day=tue&time=evening": "Next: Tuesday 12 May, 10am", // nearly: another time
	} {
		_, doc := s.get(t, "/search?q=lunch"+query)
		if card := text(doc, "li.card"); !strings.Contains(card, want) {
			t.Errorf("%s: %q is not on the card: %s", query, want, card)
		}
	}
}

// TestNoOpenDoor holds the listing page to the colour and the shape of what
// anyone can walk into, and shows what else a row says.
func TestNoOpenDoor(t *testing.T) {
	s := build(t, func(l *directory.Listing) {
		l.Name, l.Joining, l.Interpretation = "Day service", directory.ByProfessional, "BSL if you ask."
		l.At[0].Location.Name = ""
		l.Links = []directory.Link{{Label: "Care Inspectorate", URL: "https://care.example/1"}, {URL: "https://care.example/2"}}
	})
	_, doc := s.get(t, "/listings/"+s.ids["Day service"])
	if doc.Find(".joinbox.closed").Length() != 1 || !strings.Contains(text(doc, ".joinbox"), "A professional arranges it") {
		t.Errorf("looks like an open door: %s", text(doc, ".joinbox"))
	}
	if doc.Find("main strong:empty").Length() != 0 {
		t.Error("a place without a name leaves an empty line")
	}
	if text(doc, "a[href='https://care.example/1']") != "Care Inspectorate" || text(doc, "a[href='https://care.example/2']") != "https://care.example/2" ||
		!strings.Contains(text(doc, "aside"), "BSL if you ask.") {
		t.Errorf("links or interpretation are missing: %s", text(doc, "aside"))
	}
	if _, doc = s.get(t, "/listings/"+s.ids["Tuesday bakers 0"]); doc.Find(".joinbox.closed").Length() != 0 {
		t.Error("who asks to get in touch first looks closed")
	}
}

// TestNothingIsSaidTwice shows what spreadsheets often hold twice over.
func TestNothingIsSaidTwice(t *testing.T) {
	pence := int64(3100)
	s := build(t, func(l *directory.Listing) {
		l.Name, l.Organization.Name = "Swim centre", "Swim centre"
		l.At[0].Location.Name, l.At[0].Location.Addresses[0].Address1 = "Old Baths", "Old Baths, 1a Easter Road"
		l.Costs, l.Fees = []directory.CostOption{{Pence: &pence, Description: "31.00"}}, "31.00\nTowels are extra"
	})
	_, doc := s.get(t, "/search?q=swim")
	if got := text(doc, "li.card .who"); got != "Group" {
		t.Errorf("who runs it on the card: %q", got)
	}
	_, doc = s.get(t, "/listings/"+s.ids["Swim centre"])
	page := text(doc, "main")
	if !strings.Contains(page, "Where Old Baths1a Easter Road, Edinburgh, EH1 1AA") || strings.Contains(page, "31.00") ||
		!strings.Contains(page, "What it costs £31 Towels are extra") || text(doc, "p.who.quiet") != "Group" {
		t.Errorf("%q: %s", text(doc, "p.who.quiet"), page)
	}
}

// TestWhatIsPastSaysSo shows a course that has ended and one of which a part
// goes on.
func TestWhatIsPastSaysSo(t *testing.T) {
	s := build(t, func(l *directory.Listing) {
		l.Name, l.Kind = "Old course", directory.Course
		l.At[0].Schedules = []directory.Schedule{
			{Text: "Part time, evenings", ValidFrom: "2014-01-29", ValidTo: "2014-03-19"}, {Start: "2014-03-26", Opens: "10:00"},
		}
	}, func(l *directory.Listing) {
		l.Name = "Half a club"
		l.At[0].Schedules = []directory.Schedule{
			{Rule: "FREQ=WEEKLY;BYDAY=MO", Opens: "10:00", ValidTo: "2015-06-01"}, {Rule: "FREQ=WEEKLY;BYDAY=FR", Opens: "14:00", ValidTo: "2026-06-05"},
		}
	})
	_, doc := s.get(t, "/listings/"+s.ids["Old course"])
	page := text(doc, "main")
	if text(doc, ".notice") != "The dates we know of are past. The last was 26 March 2014. Ask whether it will run again." ||
		!strings.Contains(page, "It last ran on 26 March 2014.") || strings.Contains(page, "evenings") || doc.Find("script[type='application/ld+json']").Length() != 0 {
		t.Errorf("a course that ended: %s", page)
	}
	_, doc = s.get(t, "/listings/"+s.ids["Half a club"])
	page = text(doc, "main")
	if doc.Find(".notice").Length() != 0 || strings.Contains(page, "2015") || !strings.Contains(page, "Every Friday, 2pm, until 5 June") {
		t.Errorf("half a club: %s", page)
	}
}

func TestFaultsComeBack(t *testing.T) {
	s := build(t)
	res, doc := s.get(t, "/search?q=bread&near=Muirhuose&within=2mi")
	if res.StatusCode != 400 || !strings.Contains(text(doc, ".summary"), "Did you mean Muirhouse, Edinburgh?") {
		t.Errorf("status %d, summary %q", res.StatusCode, text(doc, ".summary"))
	}
	near := doc.Find("#near")
	if v, _ := near.Attr("value"); v != "Muirhuose" {
		t.Errorf("near came back as %q", v)
	}
	if _, ok := near.Attr("autofocus"); !ok {
		t.Error("the field at fault has no focus")
	}
	if doc.Find("#near[aria-invalid=true][aria-describedby~='near-fault']").Length() != 1 || doc.Find(".summary a[href='#near']").Length() != 1 {
		t.Error("the fault is not tied to its field")
	}
	if v, _ := doc.Find("#q").Attr("value"); v != "bread" {
		t.Errorf("the words came back as %q", v)
	}
	res, _ = s.get(t, "/search?cursor=rubbish")
	if res.StatusCode != 400 {
		t.Errorf("a bad cursor gave %d", res.StatusCode)
	}
}

func TestListing(t *testing.T) {
	s := build(t)
	path := "/listings/" + s.ids["Tuesday bakers 0"]
	res, doc := s.get(t, path)
	page := text(doc, "main")
	if res.StatusCode != 200 || text(doc, "h1") != "Tuesday bakers 0" {
		t.Fatalf("status %d, h1 %q", res.StatusCode, text(doc, "h1"))
	}
	for _, want := range []string{"Get in touch first", "For people who live in North Edinburgh.", "Tuesday 12 May, 10am to 12 noon",
		"Every Tuesday, 10am to 12 noon", "The Old Hall", "1 High Street, Edinburgh, EH1 1AA", "Step-free", "£2.50", "16 and over",
		"Someone at the door with a floury apron.", "Oven helper", "two hours a week", "0131 496 0000", "Not checked yet", "Led by peers"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page: %s", want, page)
		}
	}
	if doc.Find("script[type='application/ld+json']").Length() != 1 || doc.Find("time[datetime]").Length() != 3 {
		t.Errorf("%d ld+json, %d times", doc.Find("script[type='application/ld+json']").Length(), doc.Find("time[datetime]").Length())
	}
	id := path[len(path)-36:]
	res, _ = s.get(t, "/listings/an-old-name-"+id)
	if res.StatusCode != 301 || res.Header.Get("Location") != path {
		t.Errorf("an old slug: %d to %s", res.StatusCode, res.Header.Get("Location"))
	}
	res, doc = s.get(t, "/listings/nothing-"+directory.ImportedID("no", "such"))
	if res.StatusCode != 404 || text(doc, "h1") != "We can’t find that page" {
		t.Errorf("no such listing: %d %q", res.StatusCode, text(doc, "h1"))
	}
	if _, err := s.store.Delete(context.Background(), id, "test"); err != nil {
		t.Fatal(err)
	}
	res, doc = s.get(t, path)
	href, _ := doc.Find("main a.button").Attr("href")
	if res.StatusCode != 410 || !strings.Contains(text(doc, "main"), "Tuesday bakers 0") || !strings.Contains(href, "q=baking") {
		t.Errorf("gone: %d %q %s", res.StatusCode, text(doc, "main"), href)
	}
}

func TestToldWhenYouJoinAndClosed(t *testing.T) {
	s := build(t, func(l *directory.Listing) {
		l.Name = "Rowan group"
		l.At[0].Location.ToldWhenYouJoin = true
		l.At[0].Location.Name = "Canary House"
		l.At[0].Location.Addresses[0].Address1 = "9 Canary Street"
	}, func(l *directory.Listing) {
		l.Name, l.Status, l.ClosedUntil = "Paused choir", directory.TemporarilyClosed, "2026-06-01"
	})
	for _, path := range []string{"/listings/" + s.ids["Rowan group"], "/search?q=rowan&near=EH1"} {
		_, doc := s.get(t, path)
		html, err := doc.Html()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(html, "Canary") || strings.Contains(html, "1AA") || strings.Contains(html, "55.95") {
			t.Errorf("%s shows the place", path)
		}
		if !strings.Contains(html, "EH1") {
			t.Errorf("%s does not show the district", path)
		}
	}
	_, doc := s.get(t, "/listings/"+s.ids["Paused choir"])
	if !strings.Contains(text(doc, ".notice"), "opens again on 1 June") || doc.Find("script[type='application/ld+json']").Length() != 0 {
		t.Errorf("notice %q", text(doc, ".notice"))
	}
	if _, doc = s.get(t, "/search?q=paused"); doc.Find("ol.cards > li.card").Length() != 0 {
		t.Error("what is closed is among the results")
	}
}

func TestPlumbing(t *testing.T) {
	s := build(t)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 200, "/robots.txt": 200, "/help-now": 200, "/nowhere": 404, "/assets/../go.mod": 404} {
		if res, _ := s.get(t, path); res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
	res, doc := s.get(t, "/nowhere/at/all")
	if text(doc, "h1") != "We can’t find that page" || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("404: %q", text(doc, "h1"))
	}
	for name, want := range map[string]string{"Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"} {
		if got := res.Header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if strings.Contains(res.Header.Get("Content-Security-Policy"), "unsafe") {
		t.Error("the policy allows what is unsafe")
	}
}

// TestNothingIsKept looks for what someone asked, in the log and the metrics.
func TestNothingIsKept(t *testing.T) {
	s := build(t)
	s.get(t, "/search?q="+url.QueryEscape("canary-words")+"&near=EH6+7HF&within=2mi")
	s.get(t, "/search?q=x&near=canary-place")
	s.get(t, "/canary-path?q=canary")
	_, doc := s.get(t, "/metrics")
	for name, kept := range map[string]string{"log": s.log.String(), "metrics": doc.Text()} {
		if strings.Contains(kept, "canary") || strings.Contains(kept, "7HF") {
			t.Errorf("the %s holds what was asked: %s", name, kept)
		}
	}
	if !strings.Contains(s.log.String(), "route=/search status=200") || !strings.Contains(s.log.String(), "status=404") {
		t.Errorf("log: %s", s.log.String())
	}
}
