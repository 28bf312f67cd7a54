package public

import (
	"html/template"
	"strings"

	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/plan"
	"alongside/internal/schedule"
)

// card is one result as the page shows it.
type card struct {
	// ID is the listing's; Anchor is the same where a page may be come back to
	// at this card, and Kept is true when the listing is kept.
	ID, Anchor string
	Kept       bool
	// Pressed is true where its button was pressed just now.
	Pressed            bool
	Name, Summary      template.HTML
	Href, Organisation string
	Kind               directory.Kind
	KindText, Joining  string
	// Open is true when anyone can join by themselves, and it goes on.
	Open        bool
	Ended       bool
	Serves      string
	Next, Date  string
	Place       string
	Distance    string
	Cost        string
	Access      []string
	Role        string
	Checked     string
	OtherPlaces int
	// Reasons say why it fits someone, and Join and Help what they could do
	// there; set for matches alone.
	Reasons    []string
	Join, Help bool
}

// markKept marks those that are kept.
func markKept(cards []card, b plan.Bag) []card {
	for i := range cards {
		cards[i].Kept = b.Has(cards[i].ID)
	}
	return cards
}

// marking marks those that are kept, and makes each a place to come back to.
func marking(cards []card, b plan.Bag) []card {
	for i := range cards {
		cards[i].Anchor, cards[i].Kept = cards[i].ID, b.Has(cards[i].ID)
	}
	return cards
}

func (h handlers) cards(w *lang.Words, q directory.Query, hits []directory.Hit) []card {
	out := make([]card, 0, len(hits))
	for _, hit := range hits {
		out = append(out, h.card(w, q, hit))
	}
	return out
}

func (h handlers) card(w *lang.Words, q directory.Query, hit directory.Hit) card {
	c := hit.Card
	now := h.Now()
	out := card{
		ID: c.ID, Name: marked(c.Name, "name", hit.Highlights), Summary: marked(c.Summary, "summary", hit.Highlights),
		Href: "/listings/" + c.Slug, Organisation: c.OrganizationName, Kind: c.Kind,
		KindText: w.Value(directory.FieldKind, string(c.Kind), ""), Joining: w.Value(directory.FieldJoining, string(c.Joining), ""),
		Open:   !c.Ended && (c.Joining == directory.JustTurnUp || c.Joining == directory.GetInTouch),
		Ended:  c.Ended,
		Serves: w.List(c.AreaServed), Cost: w.Cost(c.Cost, 0), Place: placeName(c.Place),
		Checked: w.Checked(c.VerifiedAt, c.VerifiedBy, now), OtherPlaces: hit.OtherPlaces,
	}
	if c.OrganizationName == c.Name {
		out.Organisation = "" // it stands above already
	}
	if next := hit.Next; len(next) > 0 {
		if zone, err := schedule.Zone(c.SessionZone()); err == nil {
			out.Next = w.Session(next[0], zone, now)
			out.Date = next[0].Start.Time().In(zone).Format(sessionLayout)
		}
	}
	if hit.Metres != nil && q.Near != nil && c.Place.Point != nil {
		minutes, ferry := h.Places.Walk(q.Near.Point, *c.Place.Point)
		out.Distance = w.Distance(*hit.Metres, c.Place.About, minutes, ferry)
	}
	// What somebody asked for is told; the page of the listing tells the rest.
	for _, a := range q.Access {
		out.Access = append(out.Access, w.Value(directory.FieldAccess, string(a), ""))
	}
	if len(c.Roles) > 0 {
		out.Role = c.Roles[0].Title
	}
	return out
}

// placeName gives where a card happens, in few words.
func placeName(p directory.CardPlace) string {
	parts := []string{}
	for _, s := range []string{p.Name, p.Locality, p.Postcode} {
		if s != "" && !strings.Contains(strings.Join(parts, " "), s) {
			parts = append(parts, s)
		}
	}
	if p.ToldWhenYouJoin {
		return p.Name
	}
	return strings.Join(parts, ", ")
}

// marked gives a text with the words that were looked for marked.
func marked(s, field string, highlights []directory.Highlight) template.HTML {
	var b strings.Builder
	at := 0
	for _, h := range highlights {
		if h.Field != field || h.Start < at || h.End > len(s) {
			continue
		}
		b.WriteString(template.HTMLEscapeString(s[at:h.Start]))
		b.WriteString("<mark>" + template.HTMLEscapeString(s[h.Start:h.End]) + "</mark>")
		at = h.End
	}
	b.WriteString(template.HTMLEscapeString(s[at:]))
	return template.HTML(b.String()) // every part of it was escaped above
}
