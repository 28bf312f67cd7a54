package match

import (
	"context"
	"slices"
	"strings"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// reading is what is worked out of one person's words.
type reading struct {
	txt   string
	words []concept.Word
	found []concept.Found
	said  []spoken
	// taken are the words that are part of something understood.
	taken []bool
}

// take marks the words between two bytes as understood.
func (r *reading) take(start, end int) {
	for i := range r.words {
		if r.words[i].Start < end && r.words[i].End > start {
			r.taken[i] = true
		}
	}
}

// limits reads the limits in what was said. who is of whom the profile is: an
// age said of someone else is not theirs.
func (r *reading) limits(ctx context.Context, places Places, p *Profile, who string) []Limit {
	var out []Limit
	add := func(said string, field Field, value any) {
		if slices.ContainsFunc(out, func(l Limit) bool { return l.Field == field && (field != FieldAccess || l.Value == value) }) {
			return
		}
		out = append(out, Limit{Said: said, Field: field, Value: value})
		if at := strings.Index(r.txt, said); at >= 0 && said != "" {
			r.take(at, at+len(said))
		}
	}
	of := holders(r.words)
	if place, said, ok := placeOf(ctx, places, r.txt, r.words, func(word int) bool { return of[word] == who }); ok {
		add(said, FieldNear, place)
	}
	if metres, said, ok := withinOf(r.txt, r.words); ok {
		add(said, FieldWithin, metres)
	}
	if pence, said, ok := costOf(r.txt, r.words); ok {
		add(said, FieldCost, pence)
	}
	if age, said, at := ageOf(r.txt, r.words); age > 0 && of[at] == who {
		add(said, FieldAge, age)
	}
	if slots, said, against := freeTimes(r.txt, r.words); slots != 0 {
		add(said, FieldFree, slots)
		out[len(out)-1].Against = against
	}
	r.cuedLimits(add)
	r.conceptLimits(add)
	return out
}

// cuedLimits reads the limits that are ways of speaking (data/cues/limits.yaml).
func (r *reading) cuedLimits(add func(string, Field, any)) {
	for _, f := range r.found {
		said := r.txt[f.Start:f.End]
		switch f.Concept.ID {
		case "limit-free":
			add(said, FieldCost, int64(0))
		case "limit-walk":
			add(said, FieldTravel, Walk)
		case "limit-wheel":
			add(said, FieldTravel, Wheel)
		case "limit-bus":
			add(said, FieldTravel, Bus)
		case "limit-car":
			add(said, FieldTravel, Car)
		case "limit-english":
			add(said, FieldLanguages, plainEnglish)
		case "limit-help":
			add(said, FieldTakePart, Help)
		}
	}
}

// conceptLimits reads what helps to take part, and what company suits.
func (r *reading) conceptLimits(add func(string, Field, any)) {
	for _, s := range r.said {
		said := r.txt[s.Start:s.End]
		switch {
		case s.Concept.Class == concept.Access && s.how != Dislikes && s.how != Past:
			add(said, FieldAccess, string(s.Concept.ID))
		case s.Concept.Class == concept.Company && s.how != Past:
			id := string(s.Concept.ID)
			if s.how == Dislikes || s.how == Cannot {
				id = otherCompany[id]
			}
			if id != "" {
				add(said, FieldCompany, id)
			}
		}
	}
}

// plainEnglish is the value of a limit for who speaks little English.
const plainEnglish = "plain-english"

// otherCompany is what suits someone who does not want a sort of company.
var otherCompany = map[string]string{"bigger-group": "small-group"}

// within gives how far is not too far, in metres, by the means of travel.
func within(p *Profile) float64 {
	if p.Within > 0 {
		return p.Within
	}
	return reach[p.Travel]
}

// reach is how far people commonly go to something weekly, by their means: two
// kilometres are some half an hour on foot; without means said, what a bus
// reaches.
var reach = map[Travel]float64{Walk: 2_000, Wheel: 2_000, Bus: 10_000, Car: 20_000, Ferry: 25_000, "": 10_000}

// needed are the access features without which someone can't get in: a listing
// has to have those that were said. Of the others it is good to know that they are
// there, and few listings say; where one was chosen, not said, it is needed too.
var needed = []directory.AccessFeature{directory.StepFree, directory.AccessibleToilet, directory.ChangingPlaces, directory.Childcare}

// onlyHelps reports whether something said of access is good to have, and not
// needed.
func onlyHelps(a string) bool {
	f := directory.AccessFeature(a)
	return slices.Contains(directory.AccessFeatures(), f) && !slices.Contains(needed, f)
}

// features parts what has to be there into features, which the index filters
// on, and concepts, which a listing has to be about.
func features(access []string) (known []directory.AccessFeature, concepts []concept.ID) {
	for _, a := range access {
		if slices.Contains(directory.AccessFeatures(), directory.AccessFeature(a)) {
			known = append(known, directory.AccessFeature(a))
		} else {
			concepts = append(concepts, concept.ID(a))
		}
	}
	return known, concepts
}
