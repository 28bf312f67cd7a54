package match

import (
	"slices"

	"alongside/internal/concept"
)

// spoken is one concept in what someone said, and how it was meant.
type spoken struct {
	concept.Found
	how How
	// of is of whom it is said: empty for the person.
	of string
}

// draws reports whether it says what draws someone.
func (s spoken) draws() bool {
	switch s.Concept.Class {
	case concept.Activity, concept.Interest, concept.Strength, concept.Job, concept.Role:
		return s.how != Dislikes && s.how != Cannot
	}
	return false
}

// turn is how what follows is meant, until something ends it.
type turn struct {
	how How
	// bare is true after a lone "not" or "no", which a comma ends.
	bare bool
}

// The cues of data/cues, by id.
const (
	cueNot          = "not"
	cueDislike      = "dislike"
	cueDislikeAfter = "dislike-after"
	cueLapsed       = "lapsed"
	cuePast         = "past"
	cueWish         = "wish"
	cueLiking       = "liking"
	cueSkill        = "skill"
	cueNeutral      = "neutral"
	cueCannot       = "cannot"
	cueBut          = "but"
	cueExcept       = "except"
	cueNothing      = "nothing"
)

// meant goes through what was found from the first word on and says how each
// concept was meant. nothing is true when someone said that there is nothing.
func meant(words []concept.Word, found []concept.Found) (said []spoken, nothing bool) {
	of := holders(words)
	var now turn
	at := 0
	for _, f := range found {
		now = now.after(words[min(at, f.From+1) : f.From+1])
		at = f.To
		if f.Concept.Class == concept.Job && kin(words, f.From) {
			continue // "my mum": someone else, and no part in life of one's own
		}
		if f.Concept.Class != concept.Cue {
			how := now.means(f.Concept.Class)
			if how == Mentions && f.Said {
				how = Likes // the phrase says so itself
			}
			said = append(said, spoken{f, how, of[f.From]})
			continue
		}
		switch f.Concept.ID {
		case cueDislikeAfter:
			disliked(words, said, f.From)
		case cueNothing:
			nothing = true
			now = turn{}
		default:
			now = now.cued(string(f.Concept.ID))
		}
	}
	return said, nothing
}

// after is what is left of a turn at the word that ends some.
func (t turn) after(words []concept.Word) turn {
	for _, w := range words {
		switch w.Breaks {
		case concept.Stop:
			t = turn{}
		case concept.Comma:
			if t.bare && !slices.Contains(goesOn, w.Text) {
				t = turn{}
			}
		}
		if w.Text == "i" { // another clause
			t = turn{}
		}
	}
	return t
}

var goesOn = []string{"or", "nor", "and"}

// cued is the turn after a cue.
func (t turn) cued(cue string) turn {
	switch cue {
	case cueNot:
		return turn{how: Dislikes, bare: true}
	case cueDislike, cueExcept:
		return turn{how: Dislikes}
	case cueCannot:
		return turn{how: Cannot}
	case cueNeutral:
		return turn{how: Mentions}
	case cuePast:
		if t.how == Dislikes && !t.bare {
			return t
		}
		return turn{how: Past}
	case cueLapsed:
		return turn{how: Mentions}
	case cueWish:
		if t.how == Dislikes { // "I don't want to"
			return t
		}
		return turn{how: Wishes}
	case cueLiking:
		if t.how == Past { // "used to love"
			return turn{how: Past}
		}
		return turn{how: Likes}
	case cueSkill:
		if t.how == Past {
			return t
		}
		return turn{how: Skilled}
	case cueBut:
		return turn{}
	}
	return t
}

// means says how a concept of a class is meant in a turn.
func (t turn) means(c concept.Class) How {
	switch {
	case t.how == Dislikes || t.how == Cannot:
		return t.how
	case c == concept.Hope:
		return Hopes
	case c == concept.Company:
		return Suits
	case c == concept.Experience:
		return Peers
	case c == concept.Job && t.how != Wishes:
		return Past
	case c == concept.Strength && t.how != Wishes:
		return Skilled
	case t.how == "":
		return Mentions
	}
	return t.how
}

// disliked turns what stands before "is not for me" in its clause.
func disliked(words []concept.Word, said []spoken, at int) {
	for i := len(said) - 1; i >= 0; i-- {
		for n := said[i].To; n <= at; n++ {
			if words[n].Breaks == concept.Stop {
				return
			}
		}
		said[i].how = Dislikes
		at = said[i].From
		if words[at].Breaks != concept.NoBreak {
			return
		}
	}
}
