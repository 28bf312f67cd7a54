package directory

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Parameters lists the names that ParseQuery reads, in the order of the
// documentation.
func Parameters() []string {
	return []string{"q", "near", "within", "kind", "cost", "access", "joining", "area", "led", "day",
		"time", "age", "online", "language", "organisation", "source", "sort", "limit", "cursor"}
}

// ParseQuery reads a query from the parameters of a URL or a form. Empty
// values count as absent, unknown names are ignored, and values that cannot be
// read are returned all at once as the Faults of a CodeInvalid Error, each
// with the parameter as its path. Near is left to be found from NearText.
func ParseQuery(v url.Values) (Query, error) {
	p := parser{values: v}
	q := Query{
		Words:         p.words(),
		NearText:      strings.TrimSpace(v.Get("near")),
		Within:        p.within(),
		Kinds:         oneOf(&p, "kind", Kinds()),
		Cost:          p.cost(),
		Access:        oneOf(&p, "access", AccessFeatures()),
		Joinings:      oneOf(&p, "joining", Joinings()),
		Areas:         p.lower("area"),
		LedBy:         oneOf(&p, "led", LedBys()),
		Age:           p.age(),
		Online:        p.online(),
		Languages:     p.lower("language"),
		Organizations: p.all("organisation"),
		Sources:       p.all("source"),
		Sort:          SortBest,
		Limit:         p.limit(),
		Cursor:        strings.TrimSpace(v.Get("cursor")),
	}
	for _, s := range oneOf(&p, "day", weekdayCodes()) {
		q.Days = append(q.Days, time.Weekday((slices.Index(weekdayCodes(), s)+1)%7))
	}
	for _, s := range oneOf(&p, "time", []string{"morning", "afternoon", "evening"}) {
		q.Times = append(q.Times, PartOfDay(slices.IndexFunc(PartsOfDay(), func(d PartOfDay) bool { return d.String() == s })))
	}
	if s := oneOf(&p, "sort", Sorts()); len(s) > 0 {
		q.Sort = s[0]
	}
	if utf8.RuneCountInString(q.NearText) > 200 {
		p.fault("near", "search-near", "That is too long for a place. Give a postcode, or a town or area.")
	}
	if q.Within > 0 && q.NearText == "" {
		p.fault("within", "search-within-near", "To search within a distance, say near where.")
	}
	if q.Sort == SortNearest && q.NearText == "" {
		p.fault("sort", "search-sort-near", "To see the nearest first, say near where.")
	}
	return q, Invalid(p.faults)
}

func weekdayCodes() []string {
	codes := make([]string, 0, 7)
	for _, d := range Weekdays() {
		codes = append(codes, WeekdayCode(d))
	}
	return codes
}

type parser struct {
	values url.Values
	faults []Fault
}

func (p *parser) fault(name, key, format string, values ...any) {
	p.faults = append(p.faults, Faultf(name, key, format, values...))
}

// maxValues bounds the values of one parameter.
const maxValues = 50

// all gives the values of a repeatable parameter, trimmed, without the empty
// ones and without repeats.
func (p *parser) all(name string) []string {
	var out []string
	for _, v := range p.values[name] {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if len(out) > maxValues {
		p.fault(name, "search-choices", "That is more than %d choices.", "Count", maxValues)
		return nil
	}
	return out
}

func (p *parser) lower(name string) []string {
	out := p.all(name)
	for i, v := range out {
		out[i] = strings.ToLower(v)
	}
	return out
}

func (p *parser) words() string {
	w := strings.ToValidUTF8(p.values.Get("q"), " ")
	w = strings.Join(strings.FieldsFunc(w, func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
	if utf8.RuneCountInString(w) > MaxWords {
		p.fault("q", "search-words", "That is more than %d characters. Use fewer words.", "Count", MaxWords)
		return ""
	}
	return w
}

func (p *parser) within() float64 {
	s := strings.ToLower(strings.ReplaceAll(p.values.Get("within"), " ", ""))
	if s == "" {
		return 0
	}
	m, ok := Metres(s)
	if !ok || m <= 0 || m > MaxWithin {
		p.fault("within", "search-within", `We can't read "%s". Write a distance like 5km, 2mi or 800m.`, "Said", quoted(s))
		return 0
	}
	return m
}

// Metres reads a distance written as 5km, 2mi, 2 miles or 800m.
func Metres(s string) (float64, bool) {
	s = strings.ToLower(strings.ReplaceAll(s, " ", ""))
	units := []struct {
		suffix string
		metres float64
	}{{"kilometres", 1000}, {"km", 1000}, {"miles", 1609.344}, {"mile", 1609.344}, {"mi", 1609.344}, {"metres", 1}, {"m", 1}}
	for _, u := range units {
		if n, found := strings.CutSuffix(s, u.suffix); found {
			f, err := strconv.ParseFloat(n, 64)
			return f * u.metres, err == nil && f == f && f-f == 0
		}
	}
	return 0, false
}

func (p *parser) cost() *CostLimit {
	s := strings.ToLower(strings.TrimSpace(p.values.Get("cost")))
	if s == "" {
		return nil
	}
	pence, ok := Pence(s)
	if !ok {
		p.fault("cost", "search-cost", `We can't read "%s". Write free, or the most you can pay in pounds, like 5 or 3.50.`, "Said", quoted(s))
		return nil
	}
	return &CostLimit{Pence: pence}
}

// Pence reads an amount: "free", or pounds as "5", "£3.50".
func Pence(s string) (int64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "free" {
		return 0, true
	}
	f, err := strconv.ParseFloat(strings.TrimPrefix(s, "£"), 64)
	return int64(f*100 + 0.5), err == nil && f >= 0 && f <= 100_000
}

func (p *parser) age() *int {
	s := strings.TrimSpace(p.values.Get("age"))
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 130 {
		p.fault("age", "search-age", `We can't read "%s". Write an age in years, like 58.`, "Said", quoted(s))
		return nil
	}
	return &n
}

func (p *parser) online() *bool {
	switch s := strings.ToLower(strings.TrimSpace(p.values.Get("online"))); s {
	case "":
		return nil
	case "true", "yes", "1", "on":
		yes := true
		return &yes
	case "false", "no", "0":
		no := false
		return &no
	default:
		p.fault("online", "search-online", `We can't read "%s". Write yes or no.`, "Said", quoted(s))
		return nil
	}
}

func (p *parser) limit() int {
	s := strings.TrimSpace(p.values.Get("limit"))
	if s == "" {
		return DefaultLimit
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > MaxLimit {
		p.fault("limit", "search-limit", `We can't read "%s". Write a number from 1 to %d.`, "Said", quoted(s), "Most", MaxLimit)
		return DefaultLimit
	}
	return n
}

// oneOf reads a repeatable parameter whose values come from a fixed list.
func oneOf[T ~string](p *parser, name string, allowed []T) []T {
	var out []T
	for _, s := range p.lower(name) {
		if !slices.Contains(allowed, T(s)) {
			p.fault(name, "search-choice", `"%s" is not one we know. Choose from: %s.`, "Said", quoted(s), "Choices", CodesOf(allowed))
			continue
		}
		out = append(out, T(s))
	}
	return out
}

// quoted gives what a message quotes back: cut, with what can't be seen made
// visible, and without quotation marks, for each language has its own.
func quoted(s string) string {
	s = strconv.Quote(cut(s, 40))
	return s[1 : len(s)-1]
}

// cut shortens what a message quotes back.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}
