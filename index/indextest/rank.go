package indextest

import (
	"math"
	"time"

	"alongside/internal/directory"
	"alongside/internal/text"
)

// Weights are what the words of an index are weighed by.
type Weights struct {
	Documents int
	// Average is the average length in terms of the name, the activities, the
	// organisation and the description.
	Average [4]float64
	// Frequency gives how many documents hold a term.
	Frequency func(term string) int
}

// WeightsOf works the weights out from documents.
func WeightsOf(docs []directory.Document) Weights {
	w := Weights{Documents: len(docs)}
	holding := map[string]int{}
	for _, d := range docs {
		seen := map[string]bool{}
		for f, terms := range termsOf(d) {
			w.Average[f] += float64(len(terms)) / float64(len(docs))
			for _, t := range terms {
				if !seen[t] {
					seen[t] = true
					holding[t]++
				}
			}
		}
	}
	w.Frequency = func(term string) int { return holding[term] }
	return w
}

func termsOf(d directory.Document) [4][]string {
	var activities []string
	for _, a := range d.Card.Activities {
		activities = append(activities, text.Terms(a)...)
	}
	return [4][]string{
		append(text.Terms(d.Card.Name), text.Terms(d.AlternateName)...), activities,
		text.Terms(d.Card.OrganizationName), text.Terms(d.Description),
	}
}

// distinct gives the terms of a query's words, each once.
func distinct(words string) []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range text.Terms(words) {
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

// holdsWords reports whether a document holds all of one or two words, and all
// but one of more.
func holdsWords(d directory.Document, words string) bool {
	terms := distinct(words)
	missing := 0
	for _, t := range terms {
		if frequency(d, t) == [4]int{} {
			missing++
		}
	}
	return missing == 0 || (len(terms) > 2 && missing == 1)
}

func frequency(d directory.Document, term string) [4]int {
	var n [4]int
	for f, terms := range termsOf(d) {
		for _, t := range terms {
			if t == term {
				n[f]++
			}
		}
	}
	return n
}

// BM25F gives the exact score of a document for words: k1 1.2, b 0.75, and
// weights of 6, 4, 2 and 1 for the fields.
func BM25F(d directory.Document, words string, w Weights) float64 {
	lengths := termsOf(d)
	total := 0.0
	for _, t := range distinct(words) {
		tf := 0.0
		for f, n := range frequency(d, t) {
			norm := 1.0
			if w.Average[f] > 0 {
				norm = 0.25 + 0.75*float64(len(lengths[f]))/w.Average[f]
			}
			tf += [4]float64{6, 4, 2, 1}[f] * float64(n) / norm
		}
		total += IDF(t, w) * tf / (1.2 + tf)
	}
	return total
}

// IDF gives how much a term tells.
func IDF(term string, w Weights) float64 {
	n := 0.0
	if w.Documents > 0 {
		n = float64(w.Frequency(term))
	}
	return math.Log(1 + (float64(w.Documents)-n+0.5)/(n+0.5))
}

// score notes a service's score at one of its places: the nearest one counts,
// and where none is nearer the one that scores best.
func (a *Answer) score(d directory.Document, q directory.Query, now time.Time, w Weights, met bool) {
	score, metres := 1.0, math.Inf(1)
	if len(distinct(q.Words)) > 0 {
		score = BM25F(d, q.Words, w)
	}
	if q.Near != nil {
		far := 8000.0
		if d.Card.Place.Point != nil {
			metres = Haversine(q.Near.Point, *d.Card.Place.Point)
			far = metres
		}
		score /= 1 + far/4000
	}
	if v := d.Card.VerifiedAt; v > 0 {
		days := now.Sub(v.Time()).Hours() / 24
		score *= 1 + 0.1*math.Exp2(-math.Max(days, 0)/180)
	}
	id := d.Card.ID
	if met && q.Near != nil {
		before, placed := a.Metres[id]
		if !placed {
			before = math.Inf(1)
		}
		if metres > before || (metres == before && score <= a.Scores[id]) {
			return
		}
	} else if met && score <= a.Scores[id] {
		return
	}
	a.Scores[id] = score
}

// SlotsOn gives the days and parts of the day of a card on a day: those of its
// sessions of the coming 12 weeks, or of the next four where those are fewer. A
// card without sessions keeps its own.
func SlotsOn(c directory.Card, now time.Time) directory.Slots {
	if len(c.Occurrences) == 0 {
		return c.Slots
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	y, m, d := now.In(london).Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, london)
	end := midnight.Add(12 * 7 * 24 * time.Hour)
	var slots directory.Slots
	n := 0
	for _, o := range c.Occurrences {
		start := o.Start.Time().In(london)
		if start.Before(midnight) || (n >= 4 && !start.Before(end)) {
			continue
		}
		n++
		part := directory.Evening
		if start.Hour() < 12 {
			part = directory.Morning
		} else if start.Hour() < 17 {
			part = directory.Afternoon
		}
		slots |= directory.Slot(start.Weekday(), part)
	}
	return slots
}

// Soonest gives the start of the first session that is not over; the last of
// all moments when there is none.
func Soonest(c directory.Card, now time.Time) directory.Millis {
	for _, o := range c.Occurrences {
		if o.End > directory.MillisOf(now) {
			return o.Start
		}
	}
	return math.MaxInt64
}
