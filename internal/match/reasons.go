package match

import (
	"slices"
	"strings"
	"time"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/schedule"
	"alongside/internal/text"
)

// Reason says one thing that makes a listing fit: what was said, and what in the
// listing met it. internal/lang puts it into words.
type Reason struct {
	Kind ReasonKind
	// Said is what the person said or chose that this answers, word for word;
	// empty for what suits anybody. It is never a hardship, an illness or a
	// loss: for hopes and shared experience it is the concept's label.
	Said string
	// How was it meant, and Class what sort of thing it is, for ReasonMeaning.
	How   How
	Class concept.Class
	Label string
	// Found are the words of the listing, word for word, and Field where they
	// stand, for ReasonMeaning and ReasonWords.
	Found string
	Field directory.AboutField
	// Help is true for something that one can help with.
	Help bool

	Session directory.Occurrence
	Zone    string
	Metres  float64
	// Minutes are of a walk; 0 where it is too far to be told. Ferry is true when
	// water lies between.
	Minutes  int
	Ferry    bool
	About    bool
	Feature  directory.AccessFeature
	Cost     directory.Cost
	Verified directory.Millis
	By       string
	Led      directory.LedBy
	Language string
}

// ReasonKind is a kind of Reason.
type ReasonKind string

// The kinds, in the order in which they are shown.
const (
	ReasonMeaning    ReasonKind = "meaning"
	ReasonWords      ReasonKind = "words"
	ReasonLed        ReasonKind = "led"
	ReasonTime       ReasonKind = "time"
	ReasonAccess     ReasonKind = "access"
	ReasonFree       ReasonKind = "free"
	ReasonCost       ReasonKind = "cost"
	ReasonLanguage   ReasonKind = "language"
	ReasonOnline     ReasonKind = "online"
	ReasonNear       ReasonKind = "near"
	ReasonTurnUp     ReasonKind = "turn-up"
	ReasonFirstVisit ReasonKind = "first-visit"
	ReasonChecked    ReasonKind = "checked"
)

// How many reasons a match gives.
const (
	mostMeaning = 2
	mostReasons = 5
	// walkable is the distance in metres up to which a walk is told in minutes.
	walkable = 4_000
)

// explained gives matches whole, with their reasons.
func (s *scoring) explained(found *directory.Candidates, list []weighed) []Match {
	if len(list) == 0 {
		return nil
	}
	at := make([]int, len(list))
	for i := range list {
		at[i] = list[i].at
	}
	hits := found.Hits(at)
	out := make([]Match, 0, len(list))
	for i := range list {
		hits[i].Highlights = nil // the reasons say what was found
		m := Match{Hit: hits[i], Score: list[i].score, Join: list[i].join > 0, Help: list[i].help > 0}
		m.Reasons = s.reasons(&list[i], &m.Hit)
		out = append(out, m)
	}
	return out
}

// reasons gives up to five reasons for a match: what it means to the person
// first, then the limits that it meets, then what makes it easy to begin.
func (s *scoring) reasons(w *weighed, h *directory.Hit) []Reason {
	out := s.meanings(w, &h.Card)
	out = s.words(out, w, &h.Card)
	for _, r := range slices.Concat(s.answered(h), s.easy(h)) {
		if len(out) == mostReasons {
			break
		}
		if !slices.ContainsFunc(out, func(have Reason) bool { return have.Kind == r.Kind && r.Kind != ReasonAccess }) {
			out = append(out, r)
		}
	}
	for i := range out {
		if out[i].Kind == ReasonNear && out[i].Metres < walkable {
			out[i].Minutes, out[i].Ferry = s.m.Understander.Places.Walk(s.p.Place.Point, *h.Card.Place.Point)
		}
	}
	return out
}

// meanings gives the pieces that a listing meets and the words that meet them,
// what counts most first, each piece and each run of words once. What a text
// speaks of in passing is no reason: it may be anything but what is done there.
func (s *scoring) meanings(w *weighed, c *directory.Card) []Reason {
	met := slices.Clone(w.Met)
	slices.SortStableFunc(met, func(a, b int) int {
		switch x, y := s.wishes[a].Weight, s.wishes[b].Weight; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	var out []Reason
	for _, n := range met {
		x := &s.wishes[n]
		if x.piece < 0 || len(out) == mostMeaning {
			continue
		}
		p := &s.u.Pieces[x.piece]
		if p.Quiet {
			continue
		}
		at := slices.IndexFunc(c.About, func(a directory.About) bool { return a.Term() == x.Wish.Concept })
		if at < 0 || c.About[at].Mentioned || slices.ContainsFunc(out, func(r Reason) bool { return r.Label == p.Label || strings.EqualFold(r.Found, c.About[at].Words) }) {
			continue
		}
		a := c.About[at]
		r := Reason{Kind: ReasonMeaning, Said: p.Said, How: p.How, Label: p.Label, Found: a.Words, Field: a.Field, Help: a.Help,
			Class: s.m.Understander.Concepts.Get(p.Concept).Class}
		if p.Delicate {
			r.Said = p.Label
		}
		out = append(out, r)
	}
	return out
}

// words adds what was said, word for word, where a name or an activity holds the
// same word: in a sentence it may mean something else.
func (s *scoring) words(out []Reason, w *weighed, c *directory.Card) []Reason {
	var shown []string
	for _, n := range w.Met {
		x := &s.wishes[n]
		if x.ordinary || x.Word == "" || len(out) >= mostMeaning || saidAlready(x, out) {
			continue
		}
		if shown == nil {
			for _, in := range append([]string{c.Name}, c.Activities...) {
				for _, t := range text.Tokens(in) {
					shown = append(shown, in[t.Start:t.End])
				}
			}
		}
		want := text.Term(x.Word)
		if at := slices.IndexFunc(shown, func(found string) bool { return want != "" && text.Term(found) == want }); at >= 0 {
			out = append(out, Reason{Kind: ReasonWords, Said: x.Word, Found: shown[at]})
		}
	}
	return out
}

// saidAlready reports whether a word is of a piece that a reason speaks of.
func saidAlready(x *wish, out []Reason) bool {
	return slices.ContainsFunc(out, func(r Reason) bool { return strings.Contains(strings.ToLower(r.Said), strings.ToLower(x.Word)) })
}

// answered gives the limits that were said, and that the listing meets.
func (s *scoring) answered(h *directory.Hit) []Reason {
	c, p := &h.Card, s.p
	var out []Reason
	said := func(f Field) string {
		for _, l := range s.u.Limits {
			if l.Field == f {
				return l.Said
			}
		}
		return ""
	}
	if slices.ContainsFunc(s.u.Pieces, func(x Piece) bool { return x.How == Peers }) {
		for _, led := range c.LedBy {
			out = append(out, Reason{Kind: ReasonLed, Led: led})
		}
	}
	if p.Free != 0 {
		words := ""
		if slices.ContainsFunc(s.u.Limits, func(l Limit) bool { return l.Value == p.Free && !l.Against }) {
			words = said(FieldFree)
		}
		if o, ok := s.inFree(h); ok {
			out = append(out, Reason{Kind: ReasonTime, Said: words, Session: o, Zone: c.SessionZone()})
		}
	}
	known, _ := features(p.Access)
	for _, f := range slices.Concat(known, p.Helps) {
		if slices.Contains(c.Access, f) {
			out = append(out, Reason{Kind: ReasonAccess, Said: string(f), Feature: f})
		}
	}
	for _, code := range p.Languages {
		if slices.Contains(c.Languages, code) {
			out = append(out, Reason{Kind: ReasonLanguage, Said: code, Language: code})
		}
	}
	if p.CostMax != nil && c.Cost.Known {
		out = append(out, cost(c.Cost))
	}
	if p.Company == "online" && c.Online {
		out = append(out, Reason{Kind: ReasonOnline})
	}
	return out
}

func cost(c directory.Cost) Reason {
	if c.Free {
		return Reason{Kind: ReasonFree, Cost: c}
	}
	return Reason{Kind: ReasonCost, Cost: c}
}

// inFree gives the next session that begins in the parts of the week that suit:
// one that is half over by then is not to be told as one that suits.
func (s *scoring) inFree(h *directory.Hit) (directory.Occurrence, bool) {
	zone, err := schedule.Zone(h.Card.SessionZone())
	if err != nil {
		return directory.Occurrence{}, false
	}
	for _, o := range h.Next {
		begins := directory.Occurrence{Start: o.Start, End: o.Start}
		if schedule.SlotsOf([]directory.Occurrence{begins}, zone).Has(s.p.Free) {
			return o, true
		}
	}
	return directory.Occurrence{}, false
}

// easy gives what makes it easy to begin, and how sure it is.
func (s *scoring) easy(h *directory.Hit) []Reason {
	c := &h.Card
	var out []Reason
	if s.p.Place != nil && h.Metres != nil && c.Place.Point != nil && *h.Metres < 5_000 {
		r := Reason{Kind: ReasonNear, Said: s.p.Near, Metres: *h.Metres, About: c.Place.About || s.p.Place.Kind != directory.PlacePostcode}
		out = append(out, r)
	}
	if c.Cost.Known && c.Cost.Free {
		out = append(out, cost(c.Cost))
	}
	if c.Joining == directory.JustTurnUp {
		out = append(out, Reason{Kind: ReasonTurnUp})
	}
	if c.FirstVisit {
		out = append(out, Reason{Kind: ReasonFirstVisit})
	}
	if c.VerifiedAt != 0 && s.now.Sub(c.VerifiedAt.Time()) < 180*24*time.Hour {
		out = append(out, Reason{Kind: ReasonChecked, Verified: c.VerifiedAt, By: c.VerifiedBy})
	}
	return out
}
