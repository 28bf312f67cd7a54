package public

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/match"
	"alongside/internal/web/page"
)

// about is the form in which someone tells of themselves, filled with what was
// posted.
type about struct {
	Say, Near, Age, Avoid    string
	Strengths, Hopes         []option
	Within, Travel, TakePart []option
	// Parts are the names of the parts of the day, above those of each Week.
	Parts                 []string
	Week                  []weekday
	Access, Company, Cost []option
	// WeekOpen and its like unfold what something is chosen or at fault in.
	WeekOpen, AccessOpen, MoreOpen bool
	// Heard is what was taken from the words for a field in which nothing is
	// chosen, by the field's name.
	Heard  map[string]string
	Faults map[string]string
	Focus  string
	// Kept is what the form posts and does not show.
	Kept []pair
}

// weekday is one row of the week, with a choice for each part of the day.
type weekday struct {
	Name  string
	Parts []option
}

// fields are the names of what the form posts.
var fields = []string{"say", "strengths", "hopes", "near", "within", "travel", "take_part", "free", "access", "company", "cost_max",
	"age", "avoid", "without"}

// What there is to tap; anything else can be said. A test holds each to be a
// concept.
var (
	strengths = []concept.ID{
		"good-with-people", "good-listener", "makes-people-laugh", "caring-for-others", "good-with-children", "good-with-animals",
		"good-with-hands", "fixing-things", "cooking-well", "green-fingers", "creative", "plays-instrument",
		"explaining", "organised", "good-with-computers", "been-there",
	}
	hopes = []concept.ID{
		"be-with-people", "something-to-look-forward-to", "feel-like-me-again", "give-something-back", "decide-for-myself",
		"learn-something", "be-more-active", "paid-work", "time-outdoors", "reason-to-get-up",
	}
	companies = []concept.ID{"one-to-one", "small-group", "bigger-group", "online", "alone"}
	payable   = []string{"free", "3", "5", "10"}
)

// request reads what was posted.
func request(v url.Values) match.Request {
	r := match.Request{
		Say: v.Get("say"), Strengths: v["strengths"], Hopes: v["hopes"], Near: v.Get("near"), Within: v.Get("within"), Travel: v.Get("travel"),
		TakePart: v.Get("take_part"), Free: v["free"], Access: v["access"], Company: v.Get("company"), CostMax: v.Get("cost_max"),
		Avoid: strings.FieldsFunc(v.Get("avoid"), func(c rune) bool { return strings.ContainsRune(",،\n", c) }), Without: v["without"],
	}
	if age := strings.TrimSpace(v.Get("age")); age != "" {
		n, err := strconv.Atoi(age)
		if err != nil {
			n = -1 // no age: the fault says which there are
		}
		r.Age = &n
	}
	return r
}

// about gives the form for what was posted, with the faults found in it.
func (h handlers) about(w *lang.Words, v url.Values, faults []directory.Fault) about {
	set := h.Matcher.Understander.Concepts
	for name, all := range v {
		v[name] = all[:min(len(all), match.MaxChosen+1)] // one more is a fault already
	}
	named := func(id concept.ID) string { return w.Concept(id, set) }
	a := about{Say: v.Get("say"), Near: v.Get("near"), Age: v.Get("age"), Avoid: v.Get("avoid"), Kept: pairs(v, "without")}
	a.Faults, a.Focus = page.ByField(w, faults)
	a.Strengths, a.Hopes = options(withOthers(strengths, v["strengths"]), v["strengths"], named), options(withOthers(hopes, v["hopes"]), v["hopes"], named)
	a.Within = within(w, v.Get("within"), a.Faults["within"] != "")
	say := func(id string) string {
		text, _ := w.T(id) // a test holds every message
		return text
	}
	a.Travel = orAny(say("about.travel-any"), options(match.Travels(), v["travel"], func(t match.Travel) string {
		return w.Limit(match.Limit{Value: t}, set)
	}))
	a.TakePart = orAny(say("about.take-part-any"), options([]match.TakePart{match.Join, match.Help}, v["take_part"], func(t match.TakePart) string {
		return w.Limit(match.Limit{Value: t}, set)
	}))
	a.Parts, a.Week = week(w, v["free"])
	var access []concept.ID
	for c := range set.All() {
		if c.Class == concept.Access {
			access = append(access, c.ID)
		}
	}
	a.Access = options(access, v["access"], named)
	a.Company = orAny(say("about.company-any"), options(companies, v["company"], named))
	a.Cost = orAny(say("about.cost-any"), options(withOthers(payable, v["cost_max"]), v["cost_max"], func(p string) string {
		return w.Value(directory.FieldCost, p, "")
	}))
	open := func(names ...string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return v.Get(name) != "" || a.Faults[name] != "" })
	}
	a.WeekOpen, a.AccessOpen, a.MoreOpen = open("free"), open("access"), open("company", "cost_max", "age", "avoid")
	return a
}

// options gives what there is to choose from.
func options[T ~string](all []T, chosen []string, label func(T) string) []option {
	out := make([]option, 0, len(all))
	for _, o := range all {
		out = append(out, option{Value: string(o), Label: label(o), Chosen: slices.Contains(chosen, string(o))})
	}
	return out
}

// orAny puts before options the one that limits nothing, which holds when no
// other is chosen.
func orAny(label string, all []option) []option {
	any := !slices.ContainsFunc(all, func(o option) bool { return o.Chosen })
	return append([]option{{Label: label, Chosen: any}}, all...)
}

// withOthers gives a list with what was chosen beside it.
func withOthers[T ~string](all []T, chosen []string) []T {
	out := slices.Clone(all)
	for _, c := range chosen {
		if c != "" && !slices.Contains(out, T(c)) {
			out = append(out, T(c))
		}
	}
	return out
}

// week gives the parts of the day and the days with a choice for each, where
// what was posted is read as match.Request reads it.
func week(w *lang.Words, free []string) (parts []string, days []weekday) {
	var chosen match.Slots
	for _, f := range free {
		slots, _ := match.ParseSlots(f)
		chosen |= slots
	}
	for _, p := range directory.PartsOfDay() {
		parts = append(parts, w.Value(directory.FieldTime, p.String(), ""))
	}
	for _, d := range directory.Weekdays() {
		day := weekday{Name: w.Value(directory.FieldDay, directory.WeekdayCode(d), "")}
		for _, p := range directory.PartsOfDay() {
			slot := directory.Slot(d, p)
			day.Parts = append(day.Parts, option{Value: match.SlotCodes(slot)[0], Label: w.Slots(slot), Chosen: chosen.Has(slot)})
		}
		days = append(days, day)
	}
	return parts, days
}

// pairs gives what was posted under some names, as hidden fields post it again.
func pairs(v url.Values, names ...string) []pair {
	var out []pair
	for _, name := range names {
		for _, value := range v[name] {
			if value != "" {
				out = append(out, pair{name, value})
			}
		}
	}
	return out
}
