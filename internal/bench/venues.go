package bench

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"alongside/internal/directory"
)

// runner is an organisation with the town it is in and its own hall.
type runner struct {
	organization directory.Organization
	town         *town
	hall         directory.Location
}

// organization gives the nth organisation, the same for each of its listings.
func (g *Generator) organization(n int) runner {
	r := rand.New(rand.NewPCG(seed, streamOrganizations+uint64(n)))
	id := "organisation:" + strconv.Itoa(n)
	t := g.towns.draw(r)
	forms := strings.Fields("trust society association league fellowship guild network alliance partnership project")
	name := fmt.Sprintf("%s %s %s", t.name, capital(g.words.words[len(strings.Fields(commonWords))+r.IntN(background/2)]), capital(forms[r.IntN(len(forms))]))
	return runner{
		organization: directory.Organization{ID: directory.ImportedID(Source, id), Name: name, Source: Source, ExternalID: id},
		town:         t,
		hall:         g.location(r, t, "hall:"+strconv.Itoa(n)),
	}
}

// location makes a place in a town. Each access feature is there one time in
// four.
func (g *Generator) location(r *rand.Rand, t *town, id string) directory.Location {
	p := t.point(r)
	l := directory.Location{
		ID: directory.ImportedID(Source, id), Name: "The " + capital(g.words.words[len(strings.Fields(commonWords))+r.IntN(background/2)]),
		Point: &p, PointFrom: directory.PointGiven, Source: Source, ExternalID: id,
		Addresses: []directory.Address{{Address1: strconv.Itoa(1+r.IntN(200)) + " High Street", City: t.name}},
	}
	for _, a := range directory.AccessFeatures() {
		if r.IntN(4) == 0 {
			l.Access = append(l.Access, a)
		}
	}
	return l
}

// places fills in where and when. 3 in 100 are online alone and serve an area;
// 8 in 100 have two or three places; 12 in 100 of those with a place can be
// joined online too. The first place is the organisation's hall three times in
// five.
func (g *Generator) places(r *rand.Rand, l *directory.Listing, o runner) {
	x := r.Float64()
	if x < 0.03 {
		l.Online = true
		l.Areas = []directory.ServiceArea{area(r, o.town)}
		l.Schedules = times(r)
		return
	}
	count := 1
	if x < 0.11 {
		count = 2 + r.IntN(2)
	}
	l.Online = r.Float64() < 0.12
	for i := range count {
		id := "at:" + l.ExternalID + ":" + strconv.Itoa(i)
		at := directory.ServiceAtLocation{ID: directory.ImportedID(Source, id), Schedules: times(r)}
		if i == 0 && r.Float64() < 0.6 {
			at.Location = o.hall
		} else {
			at.Location = g.location(r, o.town, "place:"+l.ExternalID+":"+strconv.Itoa(i))
		}
		l.At = append(l.At, at)
	}
}

// area gives what an online listing serves: everywhere, the town's council
// area, or so far around the town.
func area(r *rand.Rand, t *town) directory.ServiceArea {
	switch r.IntN(3) {
	case 0:
		return directory.ServiceArea{Name: "Everywhere", Kind: directory.AreaEverywhere}
	case 1:
		return directory.ServiceArea{Name: t.name, Kind: directory.AreaCouncil, Code: t.council}
	}
	return directory.ServiceArea{Name: "Around " + t.name, Kind: directory.AreaRadius, Centre: &t.middle, Metres: float64(1000 * (10 + r.IntN(31)))}
}

// times gives when it happens: every week on one to three days (85 in 100), on
// the nth weekday of a month (5), or in words that no rule follows from (10).
func times(r *rand.Rand) []directory.Schedule {
	codes := []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
	opens := 9*60 + 30*r.IntN(22) // 09:00 to 19:30
	s := directory.Schedule{Opens: directory.ClockOf(opens), Closes: directory.ClockOf(opens + 60 + 30*r.IntN(3))}
	first := weighted(r, []int{0, 1, 2, 3, 4, 5, 6}, 16, 18, 18, 18, 14, 10, 6)
	switch x := r.Float64(); {
	case x < 0.10:
		return []directory.Schedule{{Text: "Ask us for the times"}}
	case x < 0.15:
		s.Rule = fmt.Sprintf("FREQ=MONTHLY;BYDAY=%d%s", 1+r.IntN(4), codes[first])
	default:
		days := []string{codes[first]}
		for _, next := range []int{2, 4}[:weighted(r, []int{0, 1, 2}, 6, 3, 1)] {
			days = append(days, codes[(first+next)%7])
		}
		s.Rule = "FREQ=WEEKLY;BYDAY=" + strings.Join(days, ",")
	}
	return []directory.Schedule{s}
}
