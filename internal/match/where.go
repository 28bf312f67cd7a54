package match

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// Places knows places by their names; *places.Gazetteer is one.
type Places interface {
	// Find gives the place that someone typed; its error says what to do.
	Find(ctx context.Context, name string) (directory.Place, error)
	// Named gives a place by exactly its name or code.
	Named(ctx context.Context, name string) (directory.Place, bool)
	// Walk gives the minutes on foot, and whether a ferry is on the way.
	Walk(a, b orb.Point) (minutes int, ferry bool)
}

// placeWords are the words before which people name where they are.
var placeWords = []string{"in", "at", "near", "by", "from", "around", "round", "to", "over", "up", "down", "of", "through", "live", "stay", "based", "beside", "outside", "moved", "here"}

var postcode = regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]?(?: ?\d[a-z]{2})?\b`)

// Words in a clause that say that someone lives there, and that they are only
// telling of it.
var (
	livesWords = setOf("live lives living stay stays staying based moved flat up now near around somewhere something anything")
	tellsWords = setOf(`born worked met used grew holiday holidays went was brought school married trained supported visit came build make drive
		teach run play sing not except but than anywhere never`)
)

// mostPostcodes bounds the postcodes that are looked at.
const mostPostcodes = 8

// placeOf reads where someone says that they are: a postcode, or a name behind
// "in", "up at", "near" and the like, that the gazetteer knows. Of several, one
// that they say they live at; a place that is only told of is none. mine says of
// which words the one spoken of is the one the profile is for.
func placeOf(ctx context.Context, places Places, txt string, words []concept.Word, mine func(word int) bool) (place directory.Place, said string, ok bool) {
	best := 0
	for _, at := range postcode.FindAllStringIndex(txt, mostPostcodes) {
		code := txt[at[0]:at[1]]
		word := slices.IndexFunc(words, func(w concept.Word) bool { return w.Start >= at[0] })
		if word < 0 || !mine(word) {
			continue
		}
		// "B12" is a postcode and a vitamin: half of one wants a word before it.
		whole := strings.Contains(code, " ") || len(code) > 4
		s := lives(words, word)
		if p, known := places.Named(ctx, code); known && s > best && (whole || len(words) == 1 || word > 0 && slices.Contains(placeWords, words[word-1].Text)) {
			place, said, ok, best = p, code, true, s
		}
	}
	for i := range words {
		if !mine(i) || !(named(words, i) || i > 0 && slices.Contains(placeWords, words[i-1].Text) && words[i].Breaks != concept.Stop) {
			continue
		}
		for n := min(3, len(words)-i); n > 0; n-- {
			name := txt[words[i].Start:words[i+n-1].End]
			if !nameLike(name, words[i:i+n]) || strings.ContainsAny(name, ".,\n") || named(words, i) && !ends(words, i+n) {
				continue
			}
			if p, known := places.Named(ctx, name); known {
				if s := lives(words, i); s > best {
					place, said, ok, best = p, name, true, s
				}
				break
			}
		}
	}
	return place, said, ok
}

// named reports whether a place may stand alone in its clause at a word:
// "Musselburgh. Pottery."
func named(words []concept.Word, at int) bool { return at == 0 || words[at].Breaks != concept.NoBreak }

// lives is 2 where a clause says that someone lives at the place at a word, 1
// where it says nothing of it, and 0 where it only tells of it.
func lives(words []concept.Word, at int) int {
	s := 1
	for i := at - 1; i >= 0 && words[i+1].Breaks == concept.NoBreak; i-- {
		switch {
		case tellsWords[words[i].Text]:
			return 0
		case livesWords[words[i].Text]:
			s = 2
		}
	}
	return s
}

// nameLike reports whether words may be a name: they begin with a capital, or
// nothing else is known of them.
func nameLike(name string, words []concept.Word) bool {
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r) || (len(name) > 3 && !slices.ContainsFunc(words, func(w concept.Word) bool { return w.Known() }))
}
