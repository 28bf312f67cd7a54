package match

import (
	"context"
	"errors"
	"slices"
	"time"

	"alongside/internal/directory"
	"alongside/internal/safety"
)

// Candidates gives the listings most worth weighing; *index.Index is one.
type Candidates interface {
	Candidates(ctx context.Context, q directory.CandidateQuery) (directory.Candidates, error)
}

// Matcher answers profiles.
type Matcher struct {
	Understander Understander
	Index        Candidates
	// Guard notices words of danger; nil notices nothing.
	Guard *safety.Guard
	// Scope is whose help cards are shown.
	Scope directory.Scope
	// Now is the clock.
	Now func() time.Time
}

// Answer is what a profile is answered with.
type Answer struct {
	// Profile is the profile with what was said put into its fields.
	Profile    Profile
	Understood Understood
	// Help is whom to call, when what was said suggests danger; shown first, when
	// it is to be shown. What raised it is in no other part of the answer.
	Help    safety.Card
	Matches []Match
	// Nearly is what fits when one limit is lifted, when little fits.
	Nearly []Nearly
	// Partial is true when the deadline came first.
	Partial bool
}

// Match is one listing that fits, with why.
type Match struct {
	Hit directory.Hit
	// Score is what the matches are in order of, up to about 1.
	Score float64
	// Join and Help say what one can do there.
	Join, Help bool
	// Besides is true for what nothing that was said asks for, but is near and
	// easy to try: it comes after the others, when they are few.
	Besides bool
	Reasons []Reason
}

// Nearly is what fits once one limit is lifted.
type Nearly struct {
	Relaxed Field
	Matches []Match
}

// wantedCandidates is how many candidates are weighed.
const (
	wantedCandidates = 100
	// few is when what nearly fits is looked for too.
	few = 4
	// nearlyShown is how many are shown of what nearly fits.
	nearlyShown = 3
	// spareMatches are picked beyond what is shown, as some may serve another
	// area.
	spareMatches = 4
)

// Match understands a profile and gives what fits it. Errors are the index's.
func (m *Matcher) Match(ctx context.Context, p Profile) (Answer, error) {
	help := m.guard(&p)
	p, u := m.Understander.Read(ctx, p)
	a := Answer{Profile: p, Understood: u, Help: help}
	s := &scoring{m: m, p: &a.Profile, u: &a.Understood, w: &m.Understander.Weights, now: m.Now()}
	s.wishes = m.wishes(s.p, s.u)
	named := slices.ContainsFunc(s.wishes, func(w wish) bool { return !w.ordinary })
	if !named {
		s.gentle()
	}
	found, err := s.find(ctx, s.limits())
	if err != nil {
		return a, err
	}
	limit := p.Limit
	if limit <= 0 {
		limit = DefaultLimit
	}
	a.Partial = found.Partial
	var outside []Match
	a.Matches, outside = s.within(s.explained(&found, s.vary(s.weigh(&found), min(limit, MaxLimit)+spareMatches, limit)), min(limit, MaxLimit))
	if named {
		a.Matches = explainable(a.Matches)
	}
	if len(a.Matches) < min(few, limit) {
		if a.Nearly, err = s.nearly(ctx, a.Matches); a.late(err) {
			return a, nil
		} else if err != nil {
			return a, err
		}
	}
	if n := min(limit, MaxLimit) - len(a.Matches); n > 0 {
		more, err := s.besides(ctx, s.limits(), a.Matches, n)
		if a.late(err) {
			return a, nil
		} else if err != nil {
			return a, err
		}
		a.Matches = append(a.Matches, more...)
	}
	if len(outside) > 0 {
		a.Nearly = append(a.Nearly, Nearly{Relaxed: FieldArea, Matches: outside[:min(len(outside), nearlyShown)]})
	}
	return a, err
}

// explainable leaves out what meets only words that can't be quoted, as they stand
// in nothing that a card shows: a match that can't say why is none.
func explainable(matches []Match) []Match {
	return slices.DeleteFunc(matches, func(m Match) bool {
		return !slices.ContainsFunc(m.Reasons, func(r Reason) bool { return r.Kind == ReasonMeaning || r.Kind == ReasonWords })
	})
}

// late reports whether time ran out when something had been found already, which
// is then what there is.
func (a *Answer) late(err error) bool {
	late := errors.Is(err, context.DeadlineExceeded) && len(a.Matches) > 0
	a.Partial = a.Partial || late
	return late
}

// Contacts gives everyone to call where this is.
func (m *Matcher) Contacts() []safety.Contact {
	if m.Guard == nil {
		return nil
	}
	return m.Guard.All(m.Scope, m.Now())
}

// Help gives whom to call for what a request says, however it is answered: it may
// have a fault, or there may be no time.
func (m *Matcher) Help(r Request) safety.Card {
	if m.Guard == nil {
		return safety.Card{}
	}
	worst := m.Guard.Look(clean(r.Say), r.Lang)
	for _, list := range [][]string{r.Strengths, r.Interests, r.Hopes, r.Avoid} {
		for _, s := range list[:min(len(list), MaxChosen)] {
			if l := m.Guard.Look(s, r.Lang); l.Level > worst.Level {
				worst = l
			}
		}
	}
	return m.Guard.Card(worst, m.Scope, m.Now())
}

// guard looks for words of danger in all that was said, and cuts out what may be
// danger now: it is never matched on, searched or quoted back. A worry is heard
// with the rest.
func (m *Matcher) guard(p *Profile) safety.Card {
	if m.Guard == nil {
		return safety.Card{}
	}
	look := m.Guard.Look(p.Say, p.Lang)
	if look.Level == safety.Now {
		p.Say = look.Cut(p.Say)
	}
	for _, list := range []*[]string{&p.Strengths, &p.Interests, &p.Hopes, &p.Avoid} {
		kept := (*list)[:0:0]
		for _, s := range *list {
			l := m.Guard.Look(s, p.Lang)
			if l.Level > look.Level {
				look = l
			}
			if l.Level != safety.Now {
				kept = append(kept, s)
			}
		}
		*list = kept
	}
	return m.Guard.Card(look, m.Scope, m.Now())
}

// find asks the index.
func (s *scoring) find(ctx context.Context, limits directory.Query) (directory.Candidates, error) {
	q := directory.CandidateQuery{Wishes: make([]directory.Wish, len(s.wishes)), Limits: limits, Limit: wantedCandidates}
	for i := range s.wishes {
		q.Wishes[i] = s.wishes[i].Wish
	}
	return s.m.Index.Candidates(ctx, q)
}

// limits are the hard limits as the index reads them. What suits of times and cost
// is weighed with each candidate: see allowed.
func (s *scoring) limits() directory.Query {
	p := s.p
	q := directory.Query{Near: p.Place, Age: p.Age, Joinings: p.Joining}
	if p.Place != nil {
		q.Within = within(p)
	}
	q.Access, s.about = features(p.Access)
	if len(q.Joinings) == 0 {
		q.Joinings = []directory.Joining{directory.JustTurnUp, directory.GetInTouch, directory.WaitingList, directory.JoinUnknown}
	}
	if p.Company == "online" {
		online := true
		q.Online, q.Within = &online, 0
	}
	return q
}
