package match

import (
	"cmp"
	"math"
	"slices"
	"time"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// scoring weighs candidates for one profile.
type scoring struct {
	m      *Matcher
	p      *Profile
	u      *Understood
	now    time.Time
	w      *Weights
	wishes []wish
	// about are concepts that a listing has to be about.
	about []concept.ID
}

// weighed is a candidate and what it is worth.
type weighed struct {
	*directory.Candidate
	// at is its place among the candidates.
	at    int
	score float64
	// join and help are how much there is to join, and to help with, of what
	// was said: 0 to 1.
	join, help float64
	// best is the wish that counts most.
	best int
}

const (
	// least is what is worth showing, as a share of the best.
	least = 0.1
	// leastMeaning is how much of what was said something has to meet: less is a
	// resemblance, and not worth a reason.
	leastMeaning = 0.1
)

// halfway is the distance, in metres, at which a place counts half as much, by
// the means of travel.
var halfway = map[Travel]float64{Walk: 1_500, Wheel: 1_500, Bus: 5_000, Car: 10_000, Ferry: 15_000, "": 4_000}

// weigh gives the candidates that fit, the best first.
func (s *scoring) weigh(found *directory.Candidates) []weighed {
	out := make([]weighed, 0, len(found.List))
	for i := range found.List {
		c := &found.List[i]
		if !s.allowed(c) {
			continue
		}
		w := weighed{Candidate: c, at: i}
		s.meaning(&w)
		w.score = max(w.join, w.help) * s.nearness(c) * s.ease(c) * s.suits(c)
		if w.score > 0 && max(w.join, w.help) >= leastMeaning {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b weighed) int { return cmp.Compare(b.score, a.score) })
	for i := range out {
		if out[i].score < least*out[0].score {
			return out[:i]
		}
	}
	return out
}

// allowed reports whether a candidate is within the limits that the index does
// not know, and is not about anything to be avoided.
func (s *scoring) allowed(c *directory.Candidate) bool {
	if s.p.Free != 0 && c.Slots != 0 && !c.Slots.Has(s.p.Free) {
		return false
	}
	if s.p.CostMax != nil && !affordable(c, *s.p.CostMax) {
		return false
	}
	for _, id := range s.about {
		if !slices.ContainsFunc(c.Concepts, func(have concept.ID) bool { return s.m.Understander.Concepts.Is(have, id) }) {
			return false
		}
	}
	if s.unasked(c) {
		return false
	}
	for _, a := range s.u.Avoided {
		for _, have := range c.Concepts {
			if s.m.Understander.Concepts.Is(have, a.Concept) && !s.likes(have, a.Concept) {
				return false
			}
		}
	}
	return true
}

// affordable reports whether a candidate is known to cost no more than so much.
// To help costs nothing, where nothing is said of it.
func affordable(c *directory.Candidate, most int64) bool {
	if !c.Cost.Known {
		return c.Kind == directory.Volunteering || c.Kind == directory.Employment
	}
	return c.Cost.Free || most > 0 && c.Cost.Pence <= most // free for some is not free
}

// unasked reports whether a candidate is about what people have been through, or
// asks it of who helps, and the person did not ask for that: it is never inferred.
func (s *scoring) unasked(c *directory.Candidate) bool {
	set := s.m.Understander.Concepts
	for _, have := range c.Concepts {
		id, mark := plain(have)
		one := set.Get(id)
		if one == nil || one.Class != concept.Experience || mark == directory.MentionMark[0] {
			continue
		}
		if !slices.ContainsFunc(s.u.Pieces, func(p Piece) bool { return set.Is(id, p.Concept) || set.Is(p.Concept, id) }) {
			return true
		}
	}
	return false
}

// likes reports whether a concept is, or is narrower than, something liked that
// is narrower than what is avoided.
func (s *scoring) likes(have, avoided concept.ID) bool {
	set := s.m.Understander.Concepts
	return slices.ContainsFunc(s.u.Pieces, func(p Piece) bool {
		return p.Concept != avoided && set.Is(p.Concept, avoided) && set.Is(have, p.Concept)
	})
}

// meaning works out how much of what was said a candidate meets. Each piece
// counts once, by the wish that meets it best; several pieces add up to less
// than their sum: 1 - (1-a)(1-b)…
func (s *scoring) meaning(w *weighed) {
	join := make([]float64, len(s.u.Pieces)+1)
	help := make([]float64, len(s.u.Pieces)+1)
	top, something := 0.0, false
	w.best = -1
	for _, n := range w.Met {
		x := &s.wishes[n]
		something = something || !x.ordinary
		of := join
		if x.help {
			of = help
		}
		of[x.piece+1] = max(of[x.piece+1], x.Weight)
		if x.Weight > top && x.Word == "" {
			top, w.best = x.Weight, n
		}
	}
	if !something {
		return
	}
	w.join, w.help = s.together(join), s.together(help)
	if s.p.TakePart == Help {
		w.join = 0
	}
}

func (s *scoring) together(parts []float64) float64 {
	left := 1.0
	for _, v := range parts {
		left *= 1 - s.w.Share*v
	}
	return 1 - left
}

// nearness is 1 beside someone and falls with distance: half at halfway.
func (s *scoring) nearness(c *directory.Candidate) float64 {
	if s.p.Company == "online" || s.p.Place == nil {
		return 1
	}
	if c.Metres < 0 {
		return s.w.FromHome
	}
	return 1 / (1 + math.Pow(c.Metres/halfway[s.p.Travel], s.w.Far))
}

// ease is how easy it is to begin, and how sure to be true.
func (s *scoring) ease(c *directory.Candidate) float64 {
	e := 1.0
	if c.FirstVisit {
		e *= s.w.FirstVisit
	}
	switch c.Joining {
	case directory.JustTurnUp:
		e *= s.w.TurnUp
	case directory.WaitingList:
		e *= s.w.WaitingList
	case directory.JoinUnknown:
		e *= s.w.JoinUnknown
	}
	switch {
	case !c.Cost.Known:
		e *= s.w.CostUnknown
	case c.Cost.Free:
		e *= s.w.Free
	}
	const day = 24 * time.Hour
	switch age := s.now.Sub(c.VerifiedAt.Time()); {
	case c.VerifiedAt == 0:
		e *= s.w.CheckedNever
	case age < 120*day:
		e *= s.w.CheckedLately
	case age > 365*day:
		e *= s.w.CheckedLongAgo
	}
	return e
}

// suits is how well the company and times suit, and whether something avoided
// is mentioned.
func (s *scoring) suits(c *directory.Candidate) float64 {
	f := 1.0
	switch {
	case c.Slots == 0 && s.p.Free != 0:
		f *= s.w.TimesToAsk
	case c.Slots == 0:
		f *= s.w.TimesUnknown
	}
	if s.p.Company != "" {
		for _, have := range c.Concepts {
			id, _ := plain(have)
			switch {
			case string(id) == s.p.Company:
				f = max(f, 1) * s.w.CompanyFits
			case s.p.Company == "small-group" && id == "bigger-group", s.p.Company == "bigger-group" && id == "one-to-one":
				f *= s.w.CompanyOther
			}
		}
	}
	f *= s.particular(c)
	for _, feature := range s.p.Helps {
		if c.Access.Has(feature) {
			f *= s.w.Helps
		} else {
			f /= s.w.Helps
		}
	}
	for _, a := range s.u.Avoided {
		for _, have := range c.Concepts {
			if id, mark := plain(have); mark != 0 && s.m.Understander.Concepts.Is(id, a.Concept) {
				return f * s.w.MentionsAvoided
			}
		}
	}
	return f
}

// particular is how much a listing is for the person, when it is for particular
// people.
func (s *scoring) particular(c *directory.Candidate) float64 {
	f, set := 1.0, s.m.Understander.Concepts
	for _, have := range c.Concepts {
		one := set.Get(have)
		if one == nil || !one.Particular { // "~" and "+" are of no concept's id
			continue
		}
		if slices.ContainsFunc(s.u.Pieces, func(p Piece) bool { return set.Is(have, p.Concept) || set.Is(p.Concept, have) }) ||
			slices.Contains(s.p.Access, string(have)) {
			continue
		}
		f = s.w.ForOthers
	}
	return f
}

// plain takes the mark off a concept's term.
func plain(term directory.ConceptID) (concept.ID, byte) {
	if n := len(term); n > 0 && (term[n-1] == directory.HelpMark[0] || term[n-1] == directory.MentionMark[0]) {
		return term[:n-1], term[n-1]
	}
	return term, 0
}
