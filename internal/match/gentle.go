package match

import (
	"context"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// asksLittle are what a newcomer can go to who likes, or is good at, nothing
// that they could name: where there is tea, something to do with one's hands, or
// a slow walk, and nothing is asked.
var asksLittle = []concept.ID{"coffee-morning", "lunch-club", "conversation-cafe", "community-meal", "social-group", "community-cafe", "drop-in", "warm-space",
	"health-walks", "walking", "community-garden", "food-growing", "crafts", "repair", "woodwork", "singing", "music", "board-games", "film", "local-history",
	"conservation", "birdwatching", "tai-chi", "seated-exercise"}

// gentle looks for what asks little.
func (s *scoring) gentle() {
	w := spread{set: s.m.Understander.Concepts, w: s.w, piece: -1, weight: s.w.Mention, at: map[concept.ID]int{}}
	for _, id := range asksLittle {
		if c := w.set.Get(id); c != nil && s.p.TakePart != Help {
			w.add(c.ID, 1, false)
		}
	}
	if s.p.TakePart != Join {
		w.down("volunteering-role", s.w.Help, s.w.Narrower, true)
	}
	s.wishes = w.out
}

// besides gives a few things near that ask little, when what was said leads to
// less than was wanted.
func (s *scoring) besides(ctx context.Context, limits directory.Query, shown []Match, n int) ([]Match, error) {
	other := *s
	other.gentle()
	found, err := other.find(ctx, limits)
	if err != nil {
		return nil, err
	}
	more := unseen(other.explained(&found, other.vary(other.weigh(&found), n+len(shown), n)), shown)
	more, _ = other.within(more, n)
	for i := range more {
		more[i].Besides = true
	}
	return more, nil
}
