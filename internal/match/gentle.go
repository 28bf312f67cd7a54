package match

import "alongside/internal/concept"

// asksLittle are what a newcomer can go to who likes, or is good at, nothing
// that they could name: where there is tea, and nothing is asked.
var asksLittle = []string{"coffee-morning", "lunch-club", "conversation-cafe", "walking", "community-garden", "crafts", "community-meal"}

// gentle looks for a few things that ask little, for who named nothing.
func (s *scoring) gentle() {
	w := spread{set: s.m.Understander.Concepts, piece: -1, w: &s.m.Understander.Weights, weight: s.m.Understander.Weights.Mention}
	w.at = map[concept.ID]int{}
	for _, id := range asksLittle {
		if c := w.set.Get(concept.ID(id)); c != nil {
			w.add(c.ID, 1, false)
		}
	}
	s.wishes = w.out
}
