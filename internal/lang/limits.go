package lang

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/match"
)

// Limit gives a limit of a profile in few words: "Near Leith, Edinburgh",
// "Tuesday mornings". set names what is a concept.
func (w *Words) Limit(l match.Limit, set *concept.Set) string {
	switch v := l.Value.(type) {
	case directory.Place:
		return w.must("limit.near", "Place", v.Label)
	case float64:
		return w.must("limit.within", "Distance", w.miles(v))
	case match.Travel:
		return w.must("limit.travel-" + string(v))
	case match.Slots:
		return w.Slots(v)
	case int64:
		return w.Value(directory.FieldCost, directory.CostLimit{Pence: v}.String(), "")
	case int:
		return w.must("limit.age", "Age", v)
	case match.TakePart:
		return w.must("limit.take-part-" + string(v))
	case string:
		if l.Field == match.FieldLanguages {
			return w.must("limit.plain-english")
		}
		return w.Concept(concept.ID(v), set)
	}
	return ""
}

// miles gives a distance in whole miles, as people say them, or else in metres.
func (w *Words) miles(metres float64) string {
	const mile = 1609.344
	if n := math.Round(metres / mile); n >= 1 && math.Abs(metres-n*mile) < 1 {
		return w.must("form.within-mile", "Count", int(n))
	}
	return w.Metres(metres)
}

// Limit is one thing that limits a profile, in words; Key is that of the
// match.Limit that it may have come from.
type Limit struct {
	Field match.Field
	Text  string
	Key   string
}

// Limits gives all that limits a profile, whether it was chosen or said, and what
// helps to take part.
func (w *Words) Limits(p match.Profile, set *concept.Set) []Limit {
	var out []Limit
	add := func(f match.Field, value any) {
		l := match.Limit{Field: f, Value: value}
		out = append(out, Limit{f, w.Limit(l, set), l.Key()})
	}
	if p.Place != nil {
		add(match.FieldNear, *p.Place)
	}
	if p.Within > 0 {
		add(match.FieldWithin, p.Within)
	}
	if p.Travel != "" {
		add(match.FieldTravel, p.Travel)
	}
	if p.Free != 0 {
		add(match.FieldFree, p.Free)
	}
	for _, a := range p.Access {
		add(match.FieldAccess, a)
	}
	for _, a := range p.Helps {
		add(match.FieldAccess, string(a))
	}
	if p.CostMax != nil {
		add(match.FieldCost, *p.CostMax)
	}
	if p.Company != "" {
		add(match.FieldCompany, p.Company)
	}
	if p.Age != nil {
		add(match.FieldAge, *p.Age)
	}
	if p.TakePart == match.Join || p.TakePart == match.Help {
		add(match.FieldTakePart, p.TakePart)
	}
	return out
}

// mostNamed bounds what Missing names of what someone likes.
const mostNamed = 3

// Missing says what would have to exist for something to fit: one of the things
// that draw the person, and each limit. It is empty when nothing draws them.
func (w *Words) Missing(a match.Answer, set *concept.Set) []string {
	var draws []string
	for _, p := range a.Understood.Pieces {
		if len(draws) < mostNamed {
			draws = append(draws, p.Label)
		}
	}
	draws = append(draws, a.Understood.Missed[:min(len(a.Understood.Missed), mostNamed-len(draws))]...)
	if len(draws) == 0 {
		return nil
	}
	out := []string{capital(w.Any(draws))}
	for _, l := range w.Limits(a.Profile, set) {
		out = append(out, l.Text)
	}
	return out
}

// Concept names a concept, beginning with a capital. Access features have the
// names that they have on every page.
func (w *Words) Concept(id concept.ID, set *concept.Set) string {
	if slices.Contains(directory.AccessFeatures(), directory.AccessFeature(id)) {
		return w.Value(directory.FieldAccess, string(id), "")
	}
	if c := set.Get(id); c != nil {
		return capital(c.Name(w.Tag))
	}
	return string(id)
}

// Slots gives parts of the week in words: "Mornings", "Tuesday and Thursday
// evenings", "Saturday". Days with the same parts stand together.
func (w *Words) Slots(s match.Slots) string {
	var groups []string // the parts of groups of days, in words
	days := map[string][]string{}
	for _, d := range directory.Weekdays() {
		var parts []string
		for _, p := range directory.PartsOfDay() {
			if s.Has(directory.Slot(d, p)) {
				parts = append(parts, w.must("times."+p.String()))
			}
		}
		switch len(parts) {
		case 0:
			continue
		case len(directory.PartsOfDay()):
			parts = nil // the whole day
		}
		group := w.List(parts)
		if days[group] == nil {
			groups = append(groups, group)
		}
		days[group] = append(days[group], w.must("day."+directory.WeekdayCode(d)))
	}
	var out []string
	for _, group := range groups {
		switch {
		case group == "":
			out = append(out, w.List(days[group]))
		case len(days[group]) == len(directory.Weekdays()):
			out = append(out, capital(group))
		default:
			out = append(out, w.must("times.days", "Days", w.List(days[group]), "Times", group))
		}
	}
	return capital(strings.Join(out, w.must("when.semicolon")))
}

// Relaxed says what to give way on, as the heading of what then fits.
func (w *Words) Relaxed(f match.Field) string { return w.must("relaxed." + string(f)) }

// For says whom a profile is for; who is their name in the person's words, "my
// mum".
func (w *Words) For(who string) string {
	for _, mine := range []string{"my ", "our "} {
		if name, ok := strings.CutPrefix(strings.ToLower(who), mine); ok {
			return w.must("match.for-yours", "Who", name)
		}
	}
	return w.must("match.for", "Who", who)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
