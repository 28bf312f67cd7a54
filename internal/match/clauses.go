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
	// lapsed is true after "gave up".
	lapsed bool
}

// The cues of data/cues, by id.
const (
	cueNot          = "not"
	cueDislike      = "dislike"
	cueDislikeAfter = "dislike-after"
	cueAdvised      = "advised"
	cueAgreed       = "agreed"
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
	at, cued := 0, -1 // cued is where the last cue ended
	for i, f := range found {
		now = now.after(words, min(at, f.From+1), found[i:])
		at = f.To
		if f.Concept.Class == concept.Job && kin(words, f.From) {
			continue // "my mum": someone else, and no part in life of one's own
		}
		if f.Concept.Class != concept.Cue {
			how := now.means(f.Concept.Class)
			switch {
			case how == Dislikes && now.bare && follows(words, f.To, "more"):
				how = Past // "I don't bake any more"
			case now.lapsed && reason(words, f.To):
				how = Cannot // "gave up running because of my hips"
			case f.Concept.Class == concept.Strength && kin(words, f.From), follows(words, f.From-2, "name") && follows(words, f.From-1, "is"):
				continue // "my neighbour", "my name is Rose"
			}
			if how == Mentions && f.Said {
				how = Likes // the phrase says so itself
			}
			said = append(said, spoken{f, how, of[f.From]})
			continue
		}
		switch f.Concept.ID {
		case cueDislikeAfter:
			lookBack(words, said, f.From, Dislikes, true)
		case cueNothing:
			if f.To == f.From+1 && !ends(words, f.To) {
				continue // "nothing sporty"
			}
			nothing = true
			now = turn{}
		case cueAgreed:
			lookBack(words, said, f.From, Likes, false)
			now = turn{}
		case cueNot:
			if ends(words, f.To) { // "Yoga? No." "Dancing, naw."
				lookBack(words, said, f.From, Dislikes, false)
				now = turn{}
				continue
			}
			now, cued = now.cued(cueNot, false), f.To
		default:
			now, cued = now.cued(string(f.Concept.ID), cued == f.From), f.To
			if f.To < len(words) && words[f.To].Breaks == concept.NoBreak && (now.how == Dislikes || now.how == Likes || now.how == Wishes) {
				// "Golf? I hate it": of what stands before.
				switch words[f.To].Text {
				case "it", "that":
					lookBack(words, said, f.From, now.how, false)
					now = turn{}
				case "them", "those", "all":
					lookBack(words, said, f.From, now.how, true)
					now = turn{}
				}
			}
		}
	}
	return said, nothing
}

// follows reports whether a word stands at a place, in the same clause.
func follows(words []concept.Word, at int, text string) bool {
	return at >= 0 && at < len(words) && words[at].Text == text && (at == 0 || words[at].Breaks == concept.NoBreak)
}

// reason reports whether a reason is given in the rest of a sentence.
func reason(words []concept.Word, at int) bool {
	for ; at < len(words) && words[at].Breaks != concept.Stop; at++ {
		if words[at].Text == "because" || words[at].Text == "since" || words[at].Text == "after" {
			return true
		}
	}
	return false
}

// ends reports whether a clause ends before a word.
func ends(words []concept.Word, at int) bool {
	return at >= len(words) || words[at].Breaks != concept.NoBreak
}

// after is what is left of a turn at the next thing found, when the words from
// one on have gone by.
func (t turn) after(words []concept.Word, from int, next []concept.Found) turn {
	for i := from; i <= next[0].From; i++ {
		w := &words[i]
		switch {
		case w.Breaks == concept.Stop, w.Text == "i" && !turned(words, i): // another clause
			t = turn{}
		case w.Breaks == concept.Comma && !t.goesOn(words, i, next[0].From):
			t = turn{}
		}
	}
	return t
}

// goesOn reports whether a turn holds beyond a comma: in a list, whose next item
// follows at once. A lone "no" holds only where the list ends in "or".
func (t turn) goesOn(words []concept.Word, at, next int) bool {
	joined := slices.Contains([]string{"or", "nor", "and"}, words[at].Text)
	if next > at+1 || next == at+1 && !joined {
		return false
	}
	if !t.bare || words[at].Text == "or" || words[at].Text == "nor" {
		return true
	}
	for i := at; i < len(words) && words[i].Breaks != concept.Stop; i++ {
		if words[i].Text == "or" || words[i].Text == "nor" {
			return true
		}
		if words[i].Text == "i" || words[i].Text == "but" {
			break
		}
	}
	return false
}

// turned reports whether "i" stands behind its verb, in the same clause: "never
// again will I".
func turned(words []concept.Word, at int) bool {
	return at > 0 && words[at].Breaks == concept.NoBreak && slices.Contains([]string{"will", "would", "do", "did", "could", "am", "have"}, words[at-1].Text)
}

// cued is the turn after a cue; next is true when it follows another at once, as in
// "used to love".
func (t turn) cued(cue string, next bool) turn {
	switch cue {
	case cueNot:
		if t.how == Dislikes {
			return t
		}
		return turn{how: Dislikes, bare: true}
	case cueDislike, cueExcept:
		return turn{how: Dislikes}
	case cueCannot:
		return turn{how: Cannot}
	case cueAdvised:
		return turn{how: Advised}
	case cueNeutral:
		return turn{how: Mentions}
	case cuePast:
		if t.how == Dislikes && !t.bare {
			return t
		}
		return turn{how: Past}
	case cueLapsed:
		return turn{how: Past, lapsed: true}
	case cueWish:
		if t.how == Dislikes || t.how == Advised { // "I don't want to"
			return t
		}
		return turn{how: Wishes}
	case cueLiking:
		if t.how == Past && next {
			return turn{how: Past}
		}
		return turn{how: Likes}
	case cueSkill:
		if t.how == Past && next {
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
	case t.how == Dislikes || t.how == Cannot || t.how == Advised:
		return t.how
	case c == concept.Hope:
		return Hopes
	case (c == concept.Company || c == concept.Access) && t.how == Past:
		return Past
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

// lookBack gives what stands before a word in its sentence another meaning, of
// the person themselves: all of it, or only the nearest. Where nothing stands
// before it there, it is the sentence before that.
func lookBack(words []concept.Word, said []spoken, at int, how How, all bool) {
	for range 2 {
		from := at
		for from > 0 && words[from].Breaks != concept.Stop {
			from--
		}
		changed := false
		for i := len(said) - 1; i >= 0 && said[i].From >= from; i-- {
			if c := said[i].Concept.Class; said[i].From > at || c == concept.Company || c == concept.Access {
				continue
			}
			if changed && !all && said[i].From != said[i+1].From {
				break
			}
			said[i].how, said[i].of, changed = how, "", true
		}
		if changed || from == 0 {
			return
		}
		at = from - 1
	}
}
