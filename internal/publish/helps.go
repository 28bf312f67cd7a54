package publish

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"alongside/internal/directory"
)

// Help is something that would help people decide, if a listing said it:
// "help." and it is a sentence in the messages.
type Help string

// What would help, beside what is needed.
const (
	HelpName        Help = "name"
	HelpKind        Help = "kind"
	HelpWhen        Help = "when"
	HelpWhenDays    Help = "when-days"
	HelpWhere       Help = "where"
	HelpJoin        Help = "join"
	HelpFirstVisit  Help = "first-visit"
	HelpDescription Help = "description"
	HelpCost        Help = "cost"
	HelpContact     Help = "contact"
	HelpAccess      Help = "access"
	HelpActivities  Help = "activities"
	HelpRoles       Help = "roles"
	HelpForWhom     Help = "for-whom"
)

// Helps lists every Help.
func Helps() []Help {
	return []Help{HelpName, HelpKind, HelpWhen, HelpWhenDays, HelpWhere, HelpJoin, HelpFirstVisit, HelpDescription,
		HelpCost, HelpContact, HelpAccess, HelpActivities, HelpRoles, HelpForWhom}
}

// mark is what a listing gets for something, and could.
type mark struct {
	help      Help
	has, most int
	// needed is true of what a draft can't be submitted without.
	needed bool
}

// NextBest gives the one thing that would help people most if the listing said
// it too, empty when it says all we ask; what is needed comes first. score, 0 to
// 100, is how much it says already: more is never worth less, and blanks, or the
// same words again, are worth nothing.
func NextBest(l directory.Listing) (next Help, score int) {
	left, needed := 0, false
	for _, m := range marks(l) {
		score += m.has
		gap := m.most - m.has
		if gap > 0 && !needed && (m.needed || gap > left) {
			next, left, needed = m.help, gap, m.needed
		}
	}
	return next, score
}

// marks weighs what a listing says. Each can only grow when something is added:
// "any of the places" is asked, and never "all of them". They come to 100.
func marks(l directory.Listing) []mark {
	missing := Missing(Draft{Listing: l})
	basic := func(h Help, n Need, most int) mark {
		if slices.Contains(missing, n) {
			return mark{h, 0, most, true}
		}
		return mark{h, most, most, false}
	}
	days := slices.ContainsFunc(timesOf(l), directory.Schedule.Known)
	return []mark{
		basic(HelpName, NeedName, 6),
		basic(HelpKind, NeedKind, 4),
		basic(HelpWhen, NeedWhen, 7),
		{HelpWhenDays, some(days, 5), 5, false},
		basic(HelpWhere, NeedWhere, 10),
		basic(HelpJoin, NeedJoin, 8),
		{HelpFirstVisit, firstVisit(l.FirstVisit), 14, false},
		{HelpDescription, steps(distinctWords(l.Description), 4, 8, 20, 40), 12, false},
		{HelpCost, some(said(l.Fees, l.FirstVisit.CostInAll) || slices.ContainsFunc(l.Costs, saysCost), 8), 8, false},
		{HelpContact, some(reachable(l), 8), 8, false},
		{HelpAccess, some(slices.ContainsFunc(l.At, saysAccess), 6), 6, false},
		{HelpActivities, steps(distinct(l.Activities), 2, 1, 3), 4, false},
		{HelpRoles, some(slices.ContainsFunc(l.Roles, func(r directory.Role) bool { return said(r.Title) }), 4), 4, false},
		{HelpForWhom, some(said(l.Eligibility) || l.MinimumAge != nil || l.MaximumAge != nil, 4), 4, false},
	}
}

func some(yes bool, worth int) int {
	if yes {
		return worth
	}
	return 0
}

// steps gives each for every bound that n reaches.
func steps(n, each int, bounds ...int) (out int) {
	for _, b := range bounds {
		out += some(n >= b, each)
	}
	return out
}

// firstVisit gives at most 14: the door and what happens inside count most.
func firstVisit(v directory.FirstVisit) int {
	out := some(said(v.WhoMeetsYou), 4) + some(said(v.WhatHappens), 4) + some(said(v.BringSomeone), 2)
	others := 0
	for _, s := range []string{v.Noise, v.Light, v.Numbers, v.WearAndBring, v.WayFromStop, v.GettingThere,
		v.ArrivingLate, v.LeavingEarly, v.WayIn, v.Toilets, v.Video} {
		others += some(said(s), 1)
	}
	return out + min(others, 4)
}

func saysCost(c directory.CostOption) bool { return c.Pence != nil || said(c.Description) }

func saysAccess(at directory.ServiceAtLocation) bool {
	return len(at.Location.Access) > 0 || slices.ContainsFunc(at.Location.Accessibility, func(a directory.Accessibility) bool {
		return said(a.Description, a.Details)
	})
}

// distinctWords counts the different words of a text that have two letters or
// more.
func distinctWords(s string) int {
	return distinct(slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }),
		func(w string) bool { return utf8.RuneCountInString(w) < 2 }))
}

// distinct counts the different texts that are not blank.
func distinct(texts []string) int {
	seen := map[string]bool{}
	for _, s := range texts {
		if s = strings.ToLower(strings.TrimSpace(s)); s != "" {
			seen[s] = true
		}
	}
	return len(seen)
}
