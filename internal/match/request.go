package match

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// Request is a profile as a request has it: the form of the page, the JSON of
// the API and the flags of the terminal are all read into one.
type Request struct {
	Say       string   `json:"say"`
	Strengths []string `json:"strengths"`
	Interests []string `json:"interests"`
	Hopes     []string `json:"hopes"`
	Near      string   `json:"near"`
	// Within is a distance as in a search: "2mi", "5km".
	Within string `json:"within"`
	Travel string `json:"travel"`
	// Free are parts of the week: "tue-morning", "sat" or "evening".
	Free   []string `json:"free"`
	Access []string `json:"access"`
	// CostMax is the most to pay, in pounds: "0", "2.50" or "free".
	CostMax   string   `json:"cost_max"`
	Company   string   `json:"company"`
	Age       *int     `json:"age"`
	Languages []string `json:"languages"`
	Avoid     []string `json:"avoid"`
	Joining   []string `json:"joining"`
	TakePart  string   `json:"take_part"`
	Without   []string `json:"without"`
	Limit     int      `json:"limit"`
	Lang      string   `json:"lang"`
}

// Placed is Profile with the place found; what can't be found is an error of the
// same kind.
func (r Request) Placed(ctx context.Context, concepts *concept.Set, places interface {
	Find(ctx context.Context, name string) (directory.Place, error)
}) (Profile, error) {
	p, err := r.Profile(concepts)
	if err != nil || p.Near == "" {
		return p, err
	}
	place, err := places.Find(ctx, p.Near)
	p.Place = &place
	return p, err
}

// Profile reads the request, without finding its place. What can't be read is a
// CodeInvalid error that names each field and says what is allowed.
func (r Request) Profile(concepts *concept.Set) (Profile, error) {
	var faults []directory.Fault
	fault := func(path, key, format string, values ...any) {
		faults = append(faults, directory.Faultf(path, key, format, values...))
	}
	p := Profile{Near: strings.TrimSpace(r.Near), Age: r.Age, Languages: r.Languages, Without: r.Without, Limit: r.Limit, Lang: r.Lang}
	p.Say = clean(r.Say)
	if n := utf8.RuneCountInString(p.Say); n > MaxSay {
		fault("say", "match-say", "That is %d characters. We read up to %d: please say the most important.", "Count", n, "Most", MaxSay)
	}
	for path, list := range map[string][]string{"access": r.Access, "free": r.Free, "languages": r.Languages, "joining": r.Joining, "without": r.Without} {
		if len(list) > MaxChosen {
			return Profile{}, directory.Invalid([]directory.Fault{tooMany(path)})
		}
	}
	lists := []struct {
		path string
		in   []string
		out  *[]string
	}{{"strengths", r.Strengths, &p.Strengths}, {"interests", r.Interests, &p.Interests}, {"hopes", r.Hopes, &p.Hopes}, {"avoid", r.Avoid, &p.Avoid}}
	for _, l := range lists {
		if len(l.in) > MaxChosen {
			faults = append(faults, tooMany(l.path))
			continue
		}
		for _, s := range l.in {
			if s = strings.TrimSpace(clean(s)); utf8.RuneCountInString(s) > mostEach {
				fault(l.path, "match-each", "Each is at most %d characters.", "Count", mostEach)
			} else if s != "" {
				*l.out = append(*l.out, s)
			}
		}
	}
	if utf8.RuneCountInString(p.Near) > mostEach {
		fault("near", "match-near", "A place is at most %d characters.", "Count", mostEach)
	}
	if r.Within != "" {
		metres, ok := directory.Metres(r.Within)
		if !ok || metres < 0 || metres > directory.MaxWithin {
			fault("within", "match-within", "We can't read '%s' as a distance. Write for example 2mi or 5km.", "Said", r.Within)
		}
		p.Within = metres
	}
	p.Travel = oneOf(fault, "travel", Travel(r.Travel), Travels())
	p.TakePart = oneOf(fault, "take_part", TakePart(r.TakePart), TakeParts())
	for _, f := range r.Free {
		slots, ok := ParseSlots(f)
		if !ok {
			fault("free", "match-free", "We don't know '%s'. Write a day and a part of it, like tue-morning, or one of them.", "Said", f)
		}
		p.Free |= slots
	}
	for _, a := range r.Access {
		if c := concepts.Get(concept.ID(a)); c == nil || c.Class != concept.Access {
			fault("access", "match-access", "We don't know '%s'.", "Said", a)
			continue
		}
		p.Access = append(p.Access, a)
	}
	if c := concepts.Get(concept.ID(r.Company)); r.Company != "" && (c == nil || c.Class != concept.Company) {
		fault("company", "match-company", "We don't know '%s'. Choose one-to-one, small-group, bigger-group, online or alone.", "Said", r.Company)
	}
	p.Company = r.Company
	if r.CostMax != "" {
		pence, ok := directory.Pence(r.CostMax)
		if !ok {
			fault("cost_max", "match-cost", "We can't read '%s' as an amount. Write pounds, like 2.50, or free.", "Said", r.CostMax)
		}
		p.CostMax = &pence
	}
	if r.Age != nil && (*r.Age < 0 || *r.Age > 120) {
		fault("age", "match-age", "An age is from 0 to 120.")
	}
	for _, j := range r.Joining {
		if j := oneOf(fault, "joining", directory.Joining(j), directory.Joinings()); j != "" {
			p.Joining = append(p.Joining, j)
		}
	}
	if r.Limit < 0 || r.Limit > MaxLimit {
		fault("limit", "match-limit", "Ask for 1 to %d matches.", "Count", MaxLimit)
	}
	if len(faults) > 0 {
		return Profile{}, directory.Invalid(faults)
	}
	return p, nil
}

func tooMany(path string) directory.Fault {
	return directory.Faultf(path, "match-choices", "Choose at most %d.", "Count", MaxChosen)
}

// mostEach bounds each thing that is chosen, and the place, in characters.
const mostEach = 200

// clean takes out what is no text: control characters but for line ends, and
// what turns the direction of what follows.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) || r == utf8.RuneError:
			return ' '
		}
		return r
	}, strings.ToValidUTF8(tags.ReplaceAllString(s, " "), " "))
}

// tags are what pages are written in; their names are nothing that anyone says.
var tags = regexp.MustCompile(`</?[a-zA-Z][^<>]{0,200}>`)

func oneOf[T ~string](fault func(path, key, format string, values ...any), path string, v T, all []T) T {
	if v == "" || slices.Contains(all, v) {
		return v
	}
	fault(path, "match-choice", "We don't know '%s'. Choose one of: %s.", "Said", string(v), "Choices", directory.CodesOf(all))
	return ""
}

// ParseSlots reads "tue-morning", "tue" or "morning".
func ParseSlots(s string) (Slots, bool) {
	day, part, both := strings.Cut(s, "-")
	if !both {
		part = day
	}
	var out Slots
	for _, d := range directory.Weekdays() {
		for _, t := range directory.PartsOfDay() {
			onDay, inPart := directory.WeekdayCode(d) == day, t.String() == part
			if both && onDay && inPart || !both && (onDay || inPart) {
				out |= directory.Slot(d, t)
			}
		}
	}
	return out, out != 0
}

// SlotCodes writes slots as ParseSlots reads them, "tue-morning" each.
func SlotCodes(s Slots) []string {
	var out []string
	for _, d := range directory.Weekdays() {
		for _, t := range directory.PartsOfDay() {
			if s.Has(directory.Slot(d, t)) {
				out = append(out, directory.WeekdayCode(d)+"-"+t.String())
			}
		}
	}
	return out
}
