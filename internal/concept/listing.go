package concept

import (
	"slices"
	"strings"

	"alongside/internal/directory"
)

// About is one concept that a listing is about, and the words that say so.
type About = directory.About

// the places in a listing where concepts are looked for
type passage struct {
	field directory.AboutField
	text  string
	// asks is true for what a role is called and asks for: the rest of its text may
	// speak of anything.
	asks bool
	// title is what the role is called.
	title string
}

// words are what says what was found: a role's title and an activity whole, of
// other texts the words themselves.
func (p *passage) words(f Found) string {
	switch p.field {
	case directory.AboutRole:
		return p.title
	case directory.AboutActivity:
		return p.text
	}
	return p.text[f.Start:f.End]
}

// About gives what a listing is about, the plainest first: activities, interests
// and the like in its name, activities and text; ways to help, and what is asked
// for in them, in its roles. Roles that are closed are to be left out before.
func (s *Set) About(l directory.Listing) []About {
	works := l.Kind == directory.Volunteering || l.Kind == directory.Employment
	var a gathering
	for _, p := range passages(l) {
		help := works || p.field == directory.AboutRole
		words := s.read(p.text, "", false)
		who := ofListing
		if help {
			who = ofRole
		}
		found := s.find(words, who)
		if p.field == directory.AboutActivity {
			found = s.named(s.whole(found, words), words)
		}
		for _, f := range found {
			a.add(f.Concept.ID, p.field, help, p.words(f))
		}
	}
	return a.list()
}

// whole adds what people say too, when it is all that an activity says: "animals".
func (s *Set) whole(found []Found, words []Word) []Found {
	for _, f := range s.find(words, ofPerson) {
		if f.From == 0 && f.To == len(words) && f.Weight >= sureWord &&
			!slices.ContainsFunc(found, func(have Found) bool { return have.Concept == f.Concept }) {
			found = append(found, f)
		}
	}
	return found
}

// sureWord is the least weight of a word of the vocabulary that says what a
// listing is about, in its activities.
const sureWord = 0.6

// named adds what the vocabulary's words mean, where no phrase was found.
func (s *Set) named(found []Found, words []Word) []Found {
	taken := func(i int) bool {
		return slices.ContainsFunc(found, func(f Found) bool { return f.From <= i && i < f.To })
	}
	var more []Found
	for i := range words {
		if taken(i) {
			continue
		}
		for _, f := range s.appendVocabulary(nil, words, i) {
			if f.Weight >= sureWord {
				more = append(more, f)
			}
		}
	}
	return append(found, more...)
}

// passages are the texts of a listing, the most telling first.
func passages(l directory.Listing) []passage {
	out := []passage{{field: directory.AboutName, text: l.Name}, {field: directory.AboutName, text: l.AlternateName}}
	for _, a := range l.Activities {
		out = append(out, passage{field: directory.AboutActivity, text: a})
	}
	for _, r := range l.Roles {
		out = append(out, passage{directory.AboutRole, r.Title, true, r.Title}, passage{directory.AboutRole, r.AskedFor, true, r.Title})
	}
	return append(out, passage{field: directory.AboutSummary, text: l.Summarise()}, passage{field: directory.AboutText, text: l.Description},
		passage{field: directory.AboutText, text: l.Eligibility})
}

// gathering collects what a listing is about.
type gathering struct {
	found []About
	times []int
}

func (g *gathering) add(id ID, field directory.AboutField, help bool, words string) {
	words = strings.Join(strings.Fields(words), " ")
	for i := range g.found {
		if f := &g.found[i]; f.Concept == id && f.Help == help {
			g.times[i]++
			return
		}
	}
	g.found = append(g.found, About{Concept: id, Field: field, Help: help, Words: words})
	g.times = append(g.times, 1)
}

// list gives what was found; what the text speaks of once is only mentioned.
func (g *gathering) list() []About {
	for i := range g.found {
		g.found[i].Mentioned = g.found[i].Field >= directory.AboutSummary && g.times[i] < 2
	}
	slices.SortStableFunc(g.found, func(a, b About) int { return weight(&a) - weight(&b) })
	return g.found
}

func weight(a *About) int {
	if a.Mentioned {
		return 4
	}
	return int(a.Field)
}
