package bench

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// Kind is one of the five kinds of query.
type Kind string

// The kinds of query.
const (
	// Words is one or two words within 5 to 25 km under one or two filters:
	// the best 20, with facets.
	Words Kind = "Q1"
	// Match is 5 to 12 weighted words within 10 to 50 km: the best 50 by
	// meaning and distance.
	Match Kind = "Q2"
	// Complete is the beginning of a word, of 1 to 5 letters: 10 suggestions.
	Complete Kind = "Q3"
	// Nearest is the 20 nearest, every second time under a filter.
	Nearest Kind = "Q4"
	// National is two of the commonest words, anywhere: the best 20, with
	// facets.
	National Kind = "Q5"
)

// Kinds lists every Kind.
func Kinds() []Kind { return []Kind{Words, Match, Complete, Nearest, National} }

// How many answers are asked for.
const (
	bestShown  = 20
	matchShown = 50
	suggested  = 10
)

// Query is one question, in the form that its Kind reads.
type Query struct {
	Kind      Kind
	Search    directory.Query          // Words, Nearest, National
	Match     directory.CandidateQuery // Match
	Prefix    string                   // Complete
	Statement                          // Whole
}

// Terms gives the stems that the query looks for.
func (q Query) Terms() []string {
	if q.Kind != Match {
		return text.Terms(q.Search.Words)
	}
	var out []string
	for _, w := range q.Match.Wishes {
		out = append(out, text.Terms(w.Word)...)
	}
	return out
}

// Conditions gives the place, the radius and the filters of the query.
func (q Query) Conditions() directory.Query {
	if q.Kind == Match {
		return q.Match.Limits
	}
	return q.Search
}

// Limit gives how many answers are asked for.
func (q Query) Limit() int {
	switch q.Kind {
	case Match:
		return matchShown
	case Complete:
		return suggested
	}
	return bestShown
}

const (
	// samples is how many of the listings the queries are about, so that they
	// stay the same when there are more.
	samples = 100_000
	// askersKm is how far from a listing someone asks, as a deviation.
	askersKm = 3.0
	// commonest is how many of the commonest words National asks for.
	commonest = 6
)

// asker makes queries about the first of the listings.
type asker struct {
	*Generator
	r        *rand.Rand
	listings int
}

// Queries gives n queries of a kind about the first of so many listings: the
// same ones for the same numbers, and for any number of listings from 100,000.
//
// Someone asks within some kilometres of a listing's place. The words of Words
// stand in that listing's name and activities; the filters are drawn without
// looking at it.
func (g *Generator) Queries(kind Kind, n, listings int) []Query {
	at := uint64(slices.Index(Kinds(), kind))
	a := asker{Generator: g, r: rand.New(rand.NewPCG(seed, streamQueries+at)), listings: min(listings, samples)}
	out := make([]Query, n)
	for i := range out {
		out[i] = a.query(kind, i)
	}
	return out
}

func (a asker) query(kind Kind, i int) Query {
	q := Query{Kind: kind}
	switch kind {
	case Words:
		l := a.placed()
		q.Search = directory.Query{Words: a.wordsOf(l), Near: a.near(l), Within: 1000 * pick(a.r, 5.0, 10, 25)}
		a.filter(&q.Search, 1+a.r.IntN(2))
	case Match:
		q.Match = directory.CandidateQuery{Wishes: a.wishes(), Limit: matchShown,
			Limits: directory.Query{Near: a.near(a.placed()), Within: 1000 * pick(a.r, 10.0, 25, 50)}}
	case Complete:
		word := a.words.words[a.anyWord()]
		q.Prefix = word[:min(len(word), 1+a.r.IntN(5))]
	case Nearest:
		q.Search = directory.Query{Near: a.near(a.placed()), Sort: directory.SortNearest}
		if i%2 == 1 {
			a.filter(&q.Search, 1)
		}
	case National:
		two := a.r.Perm(commonest)[:2]
		q.Search.Words = a.words.words[two[0]] + " " + a.words.words[two[1]]
	}
	q.Search.Limit = bestShown
	return q
}

// placed draws a listing that has a place.
func (a asker) placed() directory.Listing {
	for {
		if l := a.Listing(a.r.IntN(a.listings)); len(l.At) > 0 {
			return l
		}
	}
}

// near gives where someone stands who asks about a listing.
func (a asker) near(l directory.Listing) *directory.Place {
	p := scatter(a.r, *l.At[0].Location.Point, askersKm)
	return &directory.Place{Label: "here", Kind: directory.PlacePoint, Point: p}
}

// wordsOf gives one or two words of what a listing calls itself: of its name
// and activities, each as likely. So the words that people ask for are as
// frequent as the listings that are called so: the commonest things most.
func (a asker) wordsOf(l directory.Listing) string {
	var words []string
	seen := map[string]bool{}
	for _, s := range append([]string{l.Name}, l.Activities...) {
		for _, t := range text.Tokens(s) {
			if t.Term != "" && !seen[t.Term] {
				seen[t.Term] = true
				words = append(words, t.Word)
			}
		}
	}
	a.r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	count := 1 + a.r.IntN(2)
	return strings.Join(words[:min(count, len(words))], " ")
}

// anyWord draws a word as listings use them: three in five of an activity.
func (a asker) anyWord() int {
	if a.r.Float64() < 0.6 {
		return a.topical(a.r, a.words.tags[a.words.tag.draw(a.r)].topic)
	}
	return a.words.common.draw(a.r)
}

// wishes gives 5 to 12 different words with weights from 0.5 to 3; two to five
// of them name activities.
func (a asker) wishes() []directory.Wish {
	count, activities := 5+a.r.IntN(8), 2+a.r.IntN(4)
	var out []directory.Wish
	for seen := map[string]bool{}; len(out) < count; {
		word := a.words.words[a.anyWord()]
		if len(out) < activities {
			word = a.words.words[a.words.topics[a.words.tags[a.words.tag.draw(a.r)].topic].words[0]]
		}
		if stem := text.Stem(word); !seen[stem] {
			seen[stem] = true
			out = append(out, directory.Wish{Word: word, Weight: 0.5 + float64(a.r.IntN(26))/10})
		}
	}
	return out
}

// filter sets so many different filters.
func (a asker) filter(q *directory.Query, count int) {
	in := false
	for _, i := range a.r.Perm(7)[:count] {
		switch i {
		case 0:
			q.Kinds = []directory.Kind{weighted(a.r, directory.Kinds(), 35, 25, 15, 10, 5, 10)}
		case 1:
			q.Cost = &directory.CostLimit{}
		case 2:
			q.Access = []directory.AccessFeature{pick(a.r, directory.AccessFeatures()...)}
		case 3:
			q.Days = append(q.Days, pick(a.r, directory.Weekdays()...))
		case 4:
			q.Joinings = []directory.Joining{weighted(a.r, directory.Joinings(), 35, 35, 7, 8, 15)}
		case 5:
			years := 14 + a.r.IntN(70)
			q.Age = &years
		case 6:
			q.Online = &in
		}
	}
}

func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// Near gives where the query is asked from, if anywhere.
func (q Query) Near() (orb.Point, bool) {
	if at := q.Conditions().Near; at != nil {
		return at.Point, true
	}
	return orb.Point{}, false
}
