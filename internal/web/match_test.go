package web_test

import (
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"alongside/internal/directory"
)

// choir is a listing beside the bakers: one can only join it.
func choir(l *directory.Listing) {
	l.Name, l.Description, l.Activities, l.Roles = "Leith harbour choir", "We sing sea songs.", []string{"singing"}, nil
	l.Joining = directory.JustTurnUp
	l.At[0].Schedules = []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=WE", Opens: "18:00", Closes: "20:00"}}
}

// coffee is a listing that asks little.
func coffee(l *directory.Listing) {
	l.Name, l.Activities = "Coffee morning", []string{"coffee morning"}
}

// pressed gives the form that a button posts: all that its form holds, and
// itself.
func pressed(t *testing.T, doc *goquery.Document, selector string) url.Values {
	t.Helper()
	button := doc.Find(selector).First()
	if button.Length() == 0 {
		t.Fatalf("there is no %s", selector)
	}
	v := url.Values{}
	form := button.Closest("form")
	form.Find("input, textarea").Each(func(_ int, s *goquery.Selection) {
		name, value := s.AttrOr("name", ""), s.AttrOr("value", "")
		kind := s.AttrOr("type", "")
		if _, checked := s.Attr("checked"); (kind == "checkbox" || kind == "radio") && !checked {
			return
		}
		if goquery.NodeName(s) == "textarea" {
			value = s.Text()
		}
		v.Add(name, value)
	})
	form.Find("select").Each(func(_ int, s *goquery.Selection) {
		v.Add(s.AttrOr("name", ""), s.Find("option[selected]").AttrOr("value", ""))
	})
	if name, ok := button.Attr("name"); ok {
		v.Add(name, button.AttrOr("value", ""))
	}
	if form.AttrOr("method", "") != "post" || form.AttrOr("action", "") != "/match" {
		t.Errorf("%s posts to %s by %s", selector, form.AttrOr("action", ""), form.AttrOr("method", ""))
	}
	return v
}

func TestMatchForm(t *testing.T) {
	res, doc := build(t).get(t, "/match?say=canary&near=canary")
	html, _ := doc.Html()
	if res.StatusCode != 200 || strings.Contains(html, "canary") {
		t.Errorf("status %d; the address was read", res.StatusCode)
	}
	for selector, n := range map[string]int{
		"h1": 1, "form[action='/match'][method=post]": 1, "main form": 1, "textarea[name=say]": 1, "label[for=say]": 1, "label[for=near]": 1,
		"label[for=within]": 1, "label[for=age]": 1, "label[for=cost_max]": 1, "label[for=avoid]": 1,
		"fieldset#strengths legend": 1, "fieldset#strengths label > input[type=checkbox]": 16, "fieldset#hopes input[type=checkbox]": 10,
		"fieldset#travel input[type=radio]": 6, "fieldset#take_part input[type=radio]": 3, "fieldset#free td label > input[type=checkbox]": 21,
		"fieldset#free th[scope=row]": 7, "details": 3, "details[open]": 0, "fieldset#access input[value=women-only]": 1, "fieldset#company input[type=radio]": 6,
		"input[checked]": 3, "main [data-suggest]": 0,
	} {
		if got := doc.Find(selector).Length(); got != n {
			t.Errorf("%s: %d, want %d", selector, got, n)
		}
	}
	doc.Find("fieldset#strengths input, fieldset#hopes input").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("value")
		if label := strings.TrimSpace(s.Parent().Text()); label == id || label == "" {
			t.Errorf("%s is no concept", id)
		}
	})
	doc.Find("main input:not([type=hidden]), main select, main textarea").Each(func(_ int, s *goquery.Selection) {
		id, _ := s.Attr("id")
		if s.Closest("label").Length() == 0 && doc.Find("label[for='"+id+"']").Length() != 1 {
			t.Errorf("%s has no label", s.AttrOr("name", ""))
		}
	})
	if _, doc = build(t).get(t, "/"); doc.Find("main a[href='/match']").Length() != 1 {
		t.Error("home leads nowhere")
	}
}

func TestMatch(t *testing.T) {
	s := build(t, choir, func(l *directory.Listing) {
		l.Name, l.Organization.Name, l.Kind, l.Roles[0].Title = "Bread kitchen", "Invented Kitchen", directory.Volunteering, "Baking helper"
	})
	res, doc := s.post(t, "/match", url.Values{
		"say":       {"I love baking and used to knit. I'm free Tuesday mornings, in Leith, and I hate golf. My mum likes bingo. I'm lonely."},
		"strengths": {"good-listener"},
	})
	if res.StatusCode != 200 || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("Location") != "" || text(doc, "h1") != "What may suit you" {
		t.Errorf("%d %q %v", res.StatusCode, text(doc, "h1"), res.Header)
	}
	heard := map[string]string{}
	doc.Find(".heard h3").Each(func(_ int, h *goquery.Selection) {
		heard[h.Text()] = strings.Join(strings.Fields(h.Next().Find("li").Contents().Not("button").Text()), " ")
	})
	for heading, want := range map[string]string{
		"You like": "baking", "You’ve done": "knitting “knit”", "You’re good at": "a good listener", "You hope for": "be with people", "Not": "golf",
		"It has to be": "Near Leith, Edinburgh “Leith” Tuesday mornings “Tuesday mornings”",
	} {
		if heard[heading] != want {
			t.Errorf("%s: %q, want %q", heading, heard[heading], want)
		}
	}
	if !strings.Contains(heard["Said of someone else, and left aside"], "bingo") {
		t.Errorf("of mum: %v", heard)
	}
	card := text(doc, "ol.cards > li.card")
	for _, want := range []string{"Tuesday bakers 0", "You could join", "Bread kitchen", "You could help", "You said “baking”: here it’s “baking”.",
		"You said “Tuesday mornings”: next Tuesday 12 May, 10am to 12 noon", "Get in touch first", "I could help: Oven helper"} {
		if !strings.Contains(card, want) {
			t.Errorf("%q is not on the card: %s", want, card)
		}
	}
	if strings.Contains(card, "lonely") || strings.Contains(card, "Next:") || doc.Find("ol.cards > li.card").Length() != 2 || doc.Find("ul.reasons").Length() != 2 || doc.Find("ul.tags .helps svg").Length() != 1 {
		t.Errorf("card: %s", card)
	}
	if !strings.Contains(text(doc, "#near-heard"), "Near Leith, Edinburgh") || !strings.HasPrefix(text(doc, "textarea#say"), "I love baking") ||
		doc.Find("#strengths [value=good-listener][checked]").Length() != 1 {
		t.Error("the form does not hold what was told")
	}
	// Taking out what was said, putting it back, and letting go what was tapped.
	_, doc = s.post(t, "/match", pressed(t, doc, ".heard button[value='limit:free']"))
	if strings.Contains(text(doc, ".heard"), "Tuesday mornings") || !strings.Contains(text(doc, ".chips.out"), "When") || text(doc, "#free-heard") != "" {
		t.Errorf("the time was not taken out: %s", text(doc, ".heard"))
	}
	_, doc = s.post(t, "/match", pressed(t, doc, ".heard button[value='concept:baking']"))
	if strings.Contains(text(doc, "ol.cards"), "You said “baking”") || doc.Find(".chips.out button").Length() != 2 {
		t.Errorf("baking was not taken out: %s", text(doc, ".heard"))
	}
	_, doc = s.post(t, "/match", pressed(t, doc, ".heard button[value='card:good-listener']"))
	if doc.Find("#strengths [checked]").Length() != 0 || strings.Contains(text(doc, ".chips"), "listener") {
		t.Error("the card is still tapped")
	}
	_, doc = s.post(t, "/match", pressed(t, doc, ".about button")) // the form keeps what was taken out
	_, doc = s.post(t, "/match", pressed(t, doc, ".chips.out button[value='concept:baking']"))
	if !strings.Contains(text(doc, "ol.cards"), "You said “baking”") || doc.Find(".chips.out button").Length() != 1 {
		t.Errorf("baking was not put back: %s", text(doc, ".heard"))
	}
	// What is chosen counts instead of what was said.
	form := pressed(t, doc, ".about button")
	form.Set("near", "EH1")
	_, doc = s.post(t, "/match", form)
	if !strings.Contains(text(doc, ".heard"), "Near EH1") || strings.Contains(text(doc, ".heard"), "Leith") {
		t.Errorf("the place was not changed: %s", text(doc, ".heard"))
	}
	_, doc = s.post(t, "/match", pressed(t, doc, ".heard button[value='field:near']"))
	if !strings.Contains(text(doc, ".heard"), "Near Leith") {
		t.Errorf("the place was not let go: %s", text(doc, ".heard"))
	}
}

func TestMatchForSomeoneElse(t *testing.T) {
	s := build(t)
	_, doc := s.post(t, "/match", url.Values{"say": {"My mum loves baking. She's 84."}})
	if text(doc, "main > p.lead") != "For your mum" || !strings.Contains(text(doc, ".heard"), "They like") {
		t.Errorf("%q: %s", text(doc, "p.lead"), text(doc, ".heard"))
	}
}

// TestNothing answers who can name nothing, and who has told nothing.
func TestNothing(t *testing.T) {
	s := build(t, coffee)
	_, doc := s.post(t, "/match", url.Values{"say": {"dunno. I'm in Leith"}})
	if doc.Find("ul.sideways li").Length() != 4 || !strings.Contains(text(doc, "p.lead"), "That is all right") ||
		!strings.Contains(text(doc, "ol.cards"), "Coffee morning") || doc.Find("fieldset").Length() != 0 || doc.Find("textarea").Length() != 1 {
		t.Errorf("nothing: %s", text(doc, "main"))
	}
	form := pressed(t, doc, ".about button")
	form.Add("say", "I was always baking")
	_, doc = s.post(t, "/match", form)
	if doc.Find("ul.sideways").Length() != 0 || !strings.Contains(text(doc, "ol.cards"), "Tuesday bakers") || !strings.Contains(text(doc, ".heard"), "Near Leith") {
		t.Errorf("then something: %s", text(doc, "main"))
	}
	_, doc = s.post(t, "/match", url.Values{"say": {"I'm good at nothing"}})
	if doc.Find("ul.sideways li").Length() != 4 || doc.Find("fieldset").Length() != 0 || !strings.Contains(text(doc, "ol.cards"), "Coffee morning") {
		t.Errorf("good at nothing: %s", text(doc, "main"))
	}
	res, doc := s.post(t, "/match", url.Values{"say": {"  "}})
	if res.StatusCode != 200 || doc.Find("ul.sideways li").Length() != 4 || !strings.Contains(text(doc, "ol.cards"), "Coffee morning") || doc.Find("fieldset#strengths").Length() != 1 {
		t.Errorf("an empty form: %d %s", res.StatusCode, text(doc, "main"))
	}
}

// TestHelpNow puts whom to call before all else, and repeats none of the words
// that raised it.
func TestHelpNow(t *testing.T) {
	s := build(t, coffee)
	_, doc := s.post(t, "/match", url.Values{"say": {"I love baking. I want to die."}})
	if text(doc, "h1") != "There is someone to call" || text(doc, "title") != "What may suit you – Alongside" || doc.Find("main > ul.numbers a[href='tel:116123']").Length() != 1 ||
		doc.Find("main > ul.numbers a[href='sms:85258']").Length() != 1 || !strings.Contains(text(doc, "main > ul.numbers"), "Open now") {
		t.Errorf("now: %s", text(doc, "main"))
	}
	if doc.Find("main > details:not([open]) ol.cards > li").Length() != 2 || doc.Find("main > ol, main > form").Length() != 0 {
		t.Error("what fits is not folded")
	}
	doc.Find("textarea, input").Remove()
	if strings.Contains(text(doc, "main"), "die") {
		t.Errorf("it is repeated: %s", text(doc, "main"))
	}
	_, doc = s.post(t, "/match", url.Values{"say": {"I want to die"}, "near": {"Muirhuose"}})
	if doc.Find("main > ul.numbers a[href='tel:999']").Length() != 1 || !strings.Contains(text(doc, "main > details .summary"), "Did you mean Muirhouse") ||
		doc.Find("[autofocus]").Length() != 0 {
		t.Errorf("with a fault: %s", text(doc, "main"))
	}
	_, doc = s.post(t, "/match", url.Values{"say": {"My brother wants to kill himself"}})
	if !strings.Contains(text(doc, "main > p.lead"), "somebody may be in danger") {
		t.Errorf("someone else: %s", text(doc, "main > p.lead"))
	}
	_, doc = s.post(t, "/match", url.Values{"say": {"There's nothing I enjoy any more"}})
	if text(doc, "h1") != "What may suit you" || doc.Find("section.help a[href='tel:116123']").Length() != 1 || doc.Find("section.help a[href='tel:08001111']").Length() != 0 ||
		doc.Find("main .cards > li").Length() != 1 {
		t.Errorf("gently: %s", text(doc, "main"))
	}
	for _, say := range []string{"I love baking", "I'm good at nothing"} {
		if _, doc = s.post(t, "/match", url.Values{"say": {say}}); doc.Find("main .numbers").Length() != 0 {
			t.Errorf("whom to call, for %q", say)
		}
	}
}

func TestNearlyAndMissing(t *testing.T) {
	s := build(t, choir)
	_, doc := s.post(t, "/match", url.Values{"say": {"singing"}, "near": {"EH1"}, "free": {"mon-morning"}})
	if text(doc, ".nearly > h3") != "If another time will do" || !strings.Contains(text(doc, ".nearly li.card"), "Leith harbour choir") ||
		!strings.Contains(text(doc, "main"), "Nothing that we know of fits all of it.") {
		t.Errorf("nearly: %s", text(doc, "main"))
	}
	_, doc = s.post(t, "/match", url.Values{"say": {"singing"}, "near": {"Perth"}, "within": {"1mi"}, "cost_max": {"free"}, "access": {"bsl"}, "free": {"mon-morning"}})
	var missing []string
	doc.Find("ul.missing li").Each(func(_ int, li *goquery.Selection) { missing = append(missing, li.Text()) })
	if want := []string{"Singing", "Near Perth", "Within 1 mile", "Monday mornings", "BSL", "Free"}; !slices.Equal(missing, want) {
		t.Errorf("missing: %q, want %q", missing, want)
	}
	if doc.Find("details[open]").Length() != 3 || doc.Find("main a[href='/search']").Length() != 1 {
		t.Errorf("%d unfolded", doc.Find("details[open]").Length())
	}
}

// TestMatchFaults gives back what was typed with what is at fault, and takes
// what is strange.
func TestMatchFaults(t *testing.T) {
	s := build(t)
	long := strings.Repeat("word ", 10_000)
	for _, tt := range []struct {
		name   string
		form   url.Values
		field  string
		says   string
		status int
	}{
		{"an unknown place", url.Values{"near": {"Muirhuose"}, "say": {"baking"}}, "near", "Did you mean Muirhouse, Edinburgh?", 400},
		{"50,000 characters", url.Values{"say": {long}}, "say", "We read up to 10000", 400},
		{"an age in words", url.Values{"age": {"forty"}, "say": {"baking"}}, "age", "An age is from 0 to 120.", 400},
		{"a made-up means", url.Values{"travel": {"rocket"}}, "travel", "We don't know 'rocket'", 400},
		{"control characters, both directions, emoji, HTML", url.Values{"say": {"\x00\x1b[31m \u202eabc \u2066 🎣 مرحبا <script>alert(1)</script> baking\r\n\xff"}}, "", "", 200},
	} {
		res, doc := s.post(t, "/match", tt.form)
		if res.StatusCode != tt.status || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %v", tt.name, res.StatusCode, res.Header)
		}
		if doc.Find("main script").Length() != 0 {
			t.Errorf("%s: not escaped", tt.name)
		}
		if tt.field == "" {
			if !strings.Contains(text(doc, "ol.cards"), "Tuesday bakers") {
				t.Errorf("%s: %s", tt.name, text(doc, "main"))
			}
			continue
		}
		if !strings.Contains(text(doc, ".summary"), tt.says) || doc.Find(".summary a[href='#"+tt.field+"']").Length() != 1 || doc.Find("#"+tt.field).Length() != 1 ||
			!strings.Contains(text(doc, "#"+tt.field+"-fault"), tt.says) || doc.Find("li.card").Length() != 0 {
			t.Errorf("%s: %s", tt.name, text(doc, ".summary"))
		}
		if got := doc.Find("textarea#say").Text(); got != tt.form.Get("say") {
			t.Errorf("%s: %d of %d characters came back", tt.name, len(got), len(tt.form.Get("say")))
		}
		if slices.Contains([]string{"near", "say", "age"}, tt.field) && doc.Find("#"+tt.field+"[autofocus][aria-invalid=true][aria-describedby~='"+tt.field+"-fault']").Length() != 1 {
			t.Errorf("%s: the fault is not tied to its field", tt.name)
		}
	}
	req := httptest.NewRequest("POST", "/match", strings.NewReader("say=%zz"))
	if res, doc := s.ask(t, req); res.StatusCode != 400 || text(doc, "h1") != "We can’t read that" {
		t.Errorf("rubbish: %d %q", res.StatusCode, text(doc, "h1"))
	}
}
