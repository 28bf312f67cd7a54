package bench

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"alongside/internal/directory"
)

// Whole is a whole match, from what someone says to explained answers. No peer is
// asked it.
const Whole Kind = "match"

// streamStatements is the random numbers' stream of the statements.
const streamStatements = 900

// Statement is what someone says, and where.
type Statement struct {
	Say  string
	Near *directory.Place
}

// The turns of a statement; what is done stands for %s.
var (
	likings = []string{"I like %s.", "I love %s.", "I used to do %s.", "Always wanted to try %s.", "I'm good at %s.", "%s, mostly."}
	others  = []string{"I can't stand %s.", "Not %s.", "My brother does %s."}
	limits  = []string{"Only mornings.", "I'm 58.", "Not great in crowds.", "I don't drive.", "Skint till payday.", "I work Mondays.", "Can't do stairs."}
	jobs    = []string{"I was a joiner for thirty years.", "Retired nurse.", "I drove a lorry.", "Was a teacher.", "I worked in a shop.", "I've brought up three kids."}
)

// Statements gives n statements of two to five sentences about the activities of
// the first of so many listings, each near one of those: the same ones for the
// same numbers.
func (g *Generator) Statements(n, listings int) []Statement {
	a := asker{Generator: g, r: rand.New(rand.NewPCG(seed, streamStatements)), listings: min(listings, samples)}
	activities := strings.Fields(activityWords)
	out := make([]Statement, n)
	for i := range out {
		say := []string{pick(a.r, jobs...)}
		for range 1 + a.r.IntN(2) {
			say = append(say, fmt.Sprintf(pick(a.r, likings...), pick(a.r, activities...)))
		}
		if a.r.IntN(3) == 0 {
			say = append(say, fmt.Sprintf(pick(a.r, others...), pick(a.r, activities...)))
		}
		if a.r.IntN(2) == 0 {
			say = append(say, pick(a.r, limits...))
		}
		out[i] = Statement{Say: strings.Join(say, " "), Near: a.near(a.placed())}
	}
	return out
}
