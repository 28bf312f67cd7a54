package bench

import (
	"iter"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"alongside/internal/directory"
)

const (
	// Source is the feed that the listings say they come from.
	Source = "bench"
	// Version changes whenever the same number would give another listing.
	Version = "1"
	// perOrganization is how many listings an organisation has.
	perOrganization = 3

	seed = 0x616c6f6e67 // any fixed number
)

// Each kind of thing draws from a stream of its own. The listings' begin at 0
// and go up, so that each can be made without the ones before it.
const (
	streamWords = 1<<63 + iota
	streamTowns
	streamQueries
	streamOrganizations = 1 << 62
)

// Generator makes listings and the queries about them. The same number always
// gives the same listing but for the days on which listings were checked, which
// are counted back from Today. It is safe for use by many goroutines.
type Generator struct {
	words *vocabulary
	towns *towns
	today time.Time
}

// New gives a generator for the day on which today falls in UTC.
func New(today time.Time) *Generator {
	v := newVocabulary()
	return &Generator{words: v, towns: newTowns(v), today: today.UTC().Truncate(24 * time.Hour)}
}

// Listings gives the first n listings, one at a time.
func (g *Generator) Listings(n int) iter.Seq[directory.Listing] {
	return func(yield func(directory.Listing) bool) {
		for i := range n {
			if !yield(g.Listing(i)) {
				return
			}
		}
	}
}

// Listing gives the nth listing, from 0.
func (g *Generator) Listing(n int) directory.Listing {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	id := strconv.Itoa(n)
	o := g.organization(n / perOrganization)
	l := directory.Listing{
		ID: directory.ImportedID(Source, id), Source: Source, ExternalID: id,
		Kind: weighted(r, directory.Kinds(), 35, 25, 15, 10, 5, 10), Status: directory.Active,
		Joining:      weighted(r, directory.Joinings(), 35, 35, 7, 8, 15),
		Organization: o.organization,
	}
	g.write(r, &l)
	g.facts(r, &l)
	g.places(r, &l, o)
	return l
}

// write fills in the name, the activities and the description.
func (g *Generator) write(r *rand.Rand, l *directory.Listing) {
	tags := g.tags(r)
	topics := make([]int, len(tags))
	for i, t := range tags {
		l.Activities = append(l.Activities, g.words.tags[t].text)
		topics[i] = g.words.tags[t].topic
	}
	name := []string{g.words.words[g.words.topics[topics[0]].words[0]]}
	for range 2 + r.IntN(6) {
		if r.Float64() < 0.4 {
			name = append(name, g.words.words[g.topical(r, topics[0])])
		} else {
			name = append(name, g.words.words[g.words.common.draw(r)])
		}
	}
	r.Shuffle(len(name), func(i, j int) { name[i], name[j] = name[j], name[i] })
	l.Name = capital(strings.Join(name, " "))

	written := make([]int, 40+r.IntN(81))
	for i := range written {
		switch x := r.Float64(); {
		case x < 0.22:
			written[i] = g.topical(r, topics[0])
		case x < 0.34:
			written[i] = g.topical(r, topics[r.IntN(len(topics))])
		default:
			written[i] = g.words.common.draw(r)
		}
	}
	l.Description = g.sentences(written)
}

// tags gives 3 to 8 different tags.
func (g *Generator) tags(r *rand.Rand) []int {
	wanted := 3 + r.IntN(6)
	var out []int
	for seen := map[int]bool{}; len(out) < wanted; {
		if t := g.words.tag.draw(r); !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

func (g *Generator) topical(r *rand.Rand, topic int) int {
	return g.words.topics[topic].words[g.words.topical.draw(r)]
}

// sentences writes words out, twelve to a sentence.
func (g *Generator) sentences(words []int) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
			b.WriteString(capital(g.words.words[w]))
		case i%12 == 0:
			b.WriteString(". " + capital(g.words.words[w]))
		default:
			b.WriteString(" " + g.words.words[w])
		}
	}
	return b.String() + "."
}

// facts fills in what holds wherever the listing happens.
func (g *Generator) facts(r *rand.Rand, l *directory.Listing) {
	if x := r.Float64(); x < 0.01 {
		l.Status = directory.TemporarilyClosed
	} else if x < 0.02 {
		l.Status = directory.Inactive
	}
	if x := r.Float64(); x < 0.40 {
		l.Costs = []directory.CostOption{{Pence: new(int64)}}
	} else if x < 0.85 {
		pence := int64(100 + 50*r.IntN(23))
		l.Costs = []directory.CostOption{{Option: "each time", Pence: &pence}}
	}
	youngest, oldest := 0, 0
	switch x := r.Float64(); {
	case x < 0.20:
		youngest = 16 + 2*r.IntN(2)
	case x < 0.28:
		youngest = 50 + 5*r.IntN(4)
	case x < 0.35:
		youngest, oldest = 11, 25
	}
	l.MinimumAge, l.MaximumAge = age(youngest), age(oldest)
	if x := r.Float64(); x < 0.30 {
		l.Languages = []directory.Language{{Code: "en"}}
		if x < 0.08 {
			l.Languages = append(l.Languages, directory.Language{Code: otherLanguages()[r.IntN(8)]})
		}
	}
	if x := r.Float64(); x < 0.10 {
		l.LedBy = []directory.LedBy{weighted(r, directory.LedBys(), 6, 4)}
	}
	if r.Float64() < 0.70 {
		l.VerifiedAt = directory.MillisOf(g.today.AddDate(0, 0, -r.IntN(730)))
		l.VerifiedBy = "the organisation"
	}
	if r.Float64() < 0.15 {
		l.FirstVisit.WhoMeetsYou = "Someone at the door."
	}
}

func otherLanguages() []string { return []string{"pl", "ur", "ar", "bn", "gd", "cy", "bfi", "ro"} }

// age gives an age, or nil for 0.
func age(years int) *int {
	if years == 0 {
		return nil
	}
	return &years
}

// weighted draws one of values by whole weights.
func weighted[T any](r *rand.Rand, values []T, weights ...int) T {
	total := 0
	for _, w := range weights {
		total += w
	}
	x := r.IntN(total)
	for i, w := range weights {
		if x -= w; x < 0 {
			return values[i]
		}
	}
	return values[len(values)-1]
}
