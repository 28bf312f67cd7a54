package public

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/match"
	"alongside/internal/safety"
	"alongside/internal/web/page"
)

// matchBody is the data of the page of the match.
type matchBody struct {
	Heading string
	// Help is whom to call, before all else; nil for nobody.
	Help   *help
	About  about
	Faults []directory.Fault
	// Answer is nil until something has been posted that can be read.
	Answer *answered
}

// answered is what a profile was answered with.
type answered struct {
	// For is whom it is for; empty for the person.
	For    string
	Groups []group
	// Missed are the words that were looked for as they are.
	Missed string
	// TakenOut are the pieces that were taken back, to be put back.
	TakenOut []chip
	// Nothing is true when someone said that there is nothing, Begin when
	// nothing draws them yet.
	Nothing, Begin bool
	Cards          []card
	Nearly         []nearly
	// Besides are near and easy to try, though nothing that was said asks for
	// them.
	Besides []card
	// Missing is what would have to exist, when nothing fits.
	Missing []string
	Partial bool
	// Posted is all that was posted, for the buttons beside the pieces.
	Posted []pair
}

// group is what was understood in one way.
type group struct {
	Heading string
	Chips   []chip
}

// chip is one thing understood, and what its button posts.
type chip struct{ Text, Said, Key string }

// tell answers GET /match. It reads nothing of the address: what a person says
// stands in none.
func (h handlers) tell(c *fiber.Ctx, _ context.Context) error {
	w := h.Page.Words(c)
	title, titleErr := w.T("match.title")
	heading, err := w.T("match.heading")
	if err = errors.Join(titleErr, err); err != nil {
		return err
	}
	return h.Page.Render(c, fiber.StatusOK, "match", page.Data{
		Title: title, Canonical: h.BaseURL + "/match", Body: matchBody{Heading: heading, About: h.about(w, nil, nil)},
	})
}

// match answers POST /match.
//
// It changes nothing, so it needs no token against other sites' forms. It
// answers the post itself, and leads to no other address: there is nowhere that
// an answer could be fetched from again without keeping what was said. For the
// same reason browsers are asked not to keep it, and so some ask whether to send
// the form again when someone comes back to it; scripts/match.ts spares them
// that.
func (h handlers) match(c *fiber.Ctx, ctx context.Context) error {
	w := h.Page.Words(c)
	values, err := page.Form(c)
	if err != nil {
		return err
	}
	bag, err := h.keepFrom(c, values)
	if directory.CodeOf(err) == directory.CodeInvalid {
		return h.showList(c, ctx, fiber.StatusBadRequest, bag, directory.FaultsOf(err))
	}
	if err != nil {
		return err
	}
	values.Set("say", strings.Join(values["say"], "\n"))
	take(values)
	p, err := request(values).Placed(ctx, h.Matcher.Understander.Concepts, h.Places)
	if directory.CodeOf(err) == directory.CodeInvalid {
		return h.tellAgain(c, w, values, directory.FaultsOf(err))
	}
	var a match.Answer
	if err == nil {
		a, err = h.Matcher.Match(ctx, p)
	}
	if err != nil {
		return err
	}
	title, err := w.T("match.found")
	if err != nil {
		return err
	}
	values.Set("say", a.Profile.Say) // without what raised a danger: it is not given back
	body := matchBody{Heading: title, Help: helpOf(w, a.Help), About: h.about(w, values, nil)}
	if body.Answer, body.About.Heard, err = h.answered(w, values, a); err != nil {
		return err
	}
	all := [][]card{marking(body.Answer.Cards, bag), marking(body.Answer.Besides, bag)}
	for _, n := range body.Answer.Nearly {
		all = append(all, markKept(n.Cards, bag))
	}
	for _, cards := range all {
		for i := range cards {
			cards[i].Pressed = cards[i].ID == values.Get(fieldKeep) || cards[i].ID == values.Get(fieldDrop)
		}
	}
	return h.Page.Render(c, fiber.StatusOK, "match", page.Data{Title: title, NoIndex: true, Posted: posted(body.Answer.Posted), Body: body})
}

// posted gives what was posted as the page's own links post it again.
func posted(all []pair) []page.Pair {
	out := make([]page.Pair, len(all))
	for i, p := range all {
		out[i] = page.Pair(p)
	}
	return out
}

// tellAgain gives the form back as it was filled in, with what is at fault; and
// whom to call all the same, when what was said suggests danger.
func (h handlers) tellAgain(c *fiber.Ctx, w *lang.Words, v url.Values, faults []directory.Fault) error {
	title, err := w.T("error.title")
	if err != nil {
		return err
	}
	body := matchBody{Heading: title, About: h.about(w, v, faults), Faults: faults}
	body.Help = helpOf(w, h.Matcher.Help(request(v)))
	if body.Help != nil && body.Help.Now {
		body.About.Focus = "" // it is folded
	}
	return h.Page.Render(c, fiber.StatusBadRequest, "match", page.Data{Title: title, NoIndex: true, Body: body})
}

// The ways in which the buttons beside what was understood name it: what was
// said is taken back by its key, what was chosen is let go.
const (
	chosenCard  = "card:"
	chosenField = "field:"
)

// take changes what was posted as a button beside what was understood asks.
func take(v url.Values) {
	drop := func(name, value string) {
		v[name] = slices.DeleteFunc(v[name], func(s string) bool { return s == value })
	}
	key := v.Get("remove")
	if id, ok := strings.CutPrefix(key, chosenCard); ok {
		drop("strengths", id)
		drop("hopes", id)
	} else if name, ok := strings.CutPrefix(key, chosenField); ok {
		v.Del(name)
	} else if key != "" && !slices.Contains(v["without"], key) {
		v.Add("without", key)
	}
	drop("without", v.Get("back"))
}

// answered puts an answer into words. heard are the limits that were taken from
// words, by the field of the form.
func (h handlers) answered(w *lang.Words, v url.Values, a match.Answer) (out *answered, heard map[string]string, err error) {
	set, u := h.Matcher.Understander.Concepts, &a.Understood
	none := len(u.Pieces)+len(u.Missed) == 0
	// "I'm good at nothing" may be a worry, of which no word is left.
	nothing := u.Nothing || none && a.Help.Level == safety.Gentle
	fit, besides := a.Matches, []match.Match(nil)
	if at := slices.IndexFunc(fit, func(m match.Match) bool { return m.Besides }); at >= 0 {
		fit, besides = fit[:at], fit[at:]
	}
	out = &answered{
		Missed: w.List(u.Missed), Nothing: nothing, Begin: none && !nothing, Partial: a.Partial,
		Cards: h.matchCards(w, a.Profile, fit), Besides: h.matchCards(w, a.Profile, besides), Posted: pairs(v, fields...),
	}
	who := "you"
	if u.For != "" {
		who, out.For = "they", w.For(u.For)
	}
	add := func(message string, chips []chip) {
		if err == nil && len(chips) > 0 {
			var heading string
			heading, err = w.T("heard." + message)
			out.Groups = append(out.Groups, group{heading, chips})
		}
	}
	for _, how := range hows {
		add(who+"-"+string(how), chips(v, u.Pieces, how))
	}
	limits, heard := limitChips(w, v, a, set)
	add("limits", limits)
	add("avoid", chips(v, u.Avoided, ""))
	add("others", chips(v, u.Others, ""))
	if err == nil {
		out.TakenOut, err = takenOut(w, v["without"], set)
	}
	if len(out.Cards) > 0 && (out.Nothing || out.Begin) {
		a.Nearly = nil // who has named nothing is spared the choice
	}
	for _, n := range a.Nearly {
		out.Nearly = append(out.Nearly, nearly{Heading: w.Relaxed(n.Relaxed), Cards: h.matchCards(w, a.Profile, n.Matches)})
	}
	if len(out.Cards)+len(out.Nearly) == 0 {
		out.Missing = w.Missing(a, set)
	}
	return out, heard, err
}

// hows are the ways of meaning something, in the order in which they are shown.
var hows = []match.How{match.Likes, match.Wishes, match.Mentions, match.Skilled, match.Past, match.Hopes, match.Peers}

// chips gives the pieces that were meant in a way; in any when how is empty.
func chips(v url.Values, pieces []match.Piece, how match.How) []chip {
	var out []chip
	for _, p := range pieces {
		if how != "" && p.How != how || slices.Contains(v["without"], p.Key()) {
			continue
		}
		c := chip{Text: p.Label, Said: p.Said, Key: p.Key()}
		if id := string(p.Concept); slices.Contains(v["strengths"], id) || slices.Contains(v["hopes"], id) {
			c.Key = chosenCard + id
		}
		// What someone hopes for is often said by what they lack.
		if p.Delicate || strings.EqualFold(p.Said, p.Label) {
			c.Said = ""
		}
		out = append(out, c)
	}
	return out
}

// limitChips gives the limits that hold, each with the words that it was taken
// from unless it was chosen; and heard, those taken from words, by their field.
func limitChips(w *lang.Words, v url.Values, a match.Answer, set *concept.Set) (chips []chip, heard map[string]string) {
	heard = map[string]string{}
	for _, l := range w.Limits(a.Profile, set) {
		c := chip{Text: l.Text, Key: chosenField + string(l.Field)}
		if v.Get(string(l.Field)) == "" {
			if was := heard[string(l.Field)]; was != "" {
				heard[string(l.Field)] = was + ", " + l.Text
			} else {
				heard[string(l.Field)] = l.Text
			}
			for _, u := range a.Understood.Limits {
				if u.Key() == l.Key {
					c.Said, c.Key = u.Said, l.Key
				}
			}
		}
		chips = append(chips, c)
	}
	return chips, heard
}

// takenOut gives what was taken back, to be put back.
func takenOut(w *lang.Words, without []string, set *concept.Set) ([]chip, error) {
	var out []chip
	for _, key := range without {
		if id, ok := strings.CutPrefix(key, "concept:"); ok && set.Get(concept.ID(id)) != nil {
			out = append(out, chip{Text: w.Concept(concept.ID(id), set), Key: key})
		}
		limit, isLimit := strings.CutPrefix(key, "limit:")
		field, value, _ := strings.Cut(limit, ":")
		if id := concept.ID(value); isLimit && value != "" && set.Get(id) != nil {
			out = append(out, chip{Text: w.Concept(id, set), Key: key})
		} else if isLimit && slices.Contains(fields, field) {
			text, err := w.T("taken." + field)
			if err != nil {
				return nil, err
			}
			out = append(out, chip{Text: text, Key: key})
		}
	}
	return out, nil
}

// matchCards gives matches as cards with their reasons. A fact that is a reason
// is not told twice.
func (h handlers) matchCards(w *lang.Words, p match.Profile, matches []match.Match) []card {
	out := make([]card, 0, len(matches))
	for _, m := range matches {
		c := h.card(w, directory.Query{Near: p.Place}, m.Hit)
		c.Join, c.Help = m.Join, m.Help
		for _, r := range m.Reasons {
			c.Reasons = append(c.Reasons, w.Reason(r, h.Now()))
			switch r.Kind {
			case match.ReasonNear:
				c.Distance = ""
			case match.ReasonFree, match.ReasonCost:
				c.Cost = ""
			case match.ReasonTime:
				c.Next = ""
			case match.ReasonTurnUp:
				c.Joining = ""
			case match.ReasonChecked:
				c.Checked = ""
			case match.ReasonAccess:
				name := w.Value(directory.FieldAccess, string(r.Feature), "")
				c.Access = slices.DeleteFunc(c.Access, func(s string) bool { return s == name })
			}
		}
		out = append(out, c)
	}
	return out
}
