// Package truth says whether a reason that a match gives is true of a listing.
// It reads the sentence as a person does and the listing's own JSON, and knows
// nothing of how reasons are found: what it can't read it calls untrue. How far a
// place is from someone it does not know, and leaves.
package truth

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listing is what reasons speak of, as its JSON has it.
type listing struct {
	Kind          string   `json:"kind"`
	Name          string   `json:"name"`
	AlternateName string   `json:"alternate_name"`
	Activities    []string `json:"activities"`
	Roles         []struct {
		Title string `json:"title"`
	} `json:"roles"`
	Joining      string   `json:"joining"`
	Fees         string   `json:"fees"`
	Online       bool     `json:"online"`
	VerifiedAt   int64    `json:"verified_at"`
	VerifiedBy   string   `json:"verified_by"`
	Costs        []cost   `json:"costs"`
	LedBy        []string `json:"led_by"`
	Organization struct {
		LedBy []string `json:"led_by"`
	} `json:"organization"`
	FirstVisit map[string]any `json:"first_visit"`
	Languages  []struct {
		Name, Code string
	} `json:"languages"`
	Schedules []schedule `json:"schedules"`
	At        []struct {
		Schedules []schedule `json:"schedules"`
		Location  struct {
			Type   string   `json:"type"`
			Access []string `json:"access"`
			Point  []float64
		} `json:"location"`
	} `json:"at"`
}

type cost struct {
	Pence *int64 `json:"pence"`
}

type schedule struct {
	Rule   string `json:"rule"`
	Opens  string `json:"opens"`
	Closes string `json:"closes"`
	Text   string `json:"text"`
	Start  string `json:"starts"`
}

var (
	quoted  = regexp.MustCompile(`“([^”]+)”`)
	checked = regexp.MustCompile(`^Checked (?:by (.+) )?on (\d{1,2} [A-Z][a-z]+)(?: (\d{4}))?$`)
	pounds  = regexp.MustCompile(`^(?:From )?£(\d+)(?:\.(\d\d))?$`)
	metres  = regexp.MustCompile(`^(?:About )?[\d.]+ (?:m|km)(?: away)?(?:, about \d+ minutes’ walk|, over water: there may be a ferry| away, over water: there may be a ferry)?$`)
	session = regexp.MustCompile(`next (Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|today|tomorrow)(?: \d{1,2} [A-Z][a-z]+)?(?: \d{4})?(?:, (.+))?$`)
)

// access are the words for what helps to take part, with the listing's own.
var access = map[string]string{
	"Step-free": "step-free", "Accessible toilet": "accessible-toilet", "Changing Places toilet": "changing-places", "Lift": "lift",
	"Accessible parking": "accessible-parking", "Near a bus stop": "near-bus", "Transport offered": "transport", "Hearing loop": "hearing-loop",
	"BSL": "bsl", "Captions": "captions", "Large print": "large-print", "Easy read": "easy-read", "Quiet space": "quiet-space",
	"You can bring someone": "bring-someone", "Assistance dogs welcome": "assistance-dogs", "Childcare": "childcare",
}

// codes are the languages that reasons name, by their codes.
var codes = map[string]string{"pl": "Polish", "uk": "Ukrainian", "ar": "Arabic", "gd": "Gaelic", "ur": "Urdu", "bfi": "BSL", "zh": "Chinese", "fa": "Farsi",
	"ro": "Romanian", "es": "Spanish", "fr": "French", "pa": "Punjabi", "ti": "Tigrinya", "so": "Somali"}

// Check gives an error that says what is untrue of a sentence; nil when it is
// true of the listing.
func Check(listingJSON []byte, sentence string) error {
	var l listing
	if err := json.Unmarshal(listingJSON, &l); err != nil {
		return fmt.Errorf("read the listing: %w", err)
	}
	switch {
	case strings.Contains(sentence, "next ") && strings.HasPrefix(sentence, "You said"), strings.HasPrefix(sentence, "At a time that suits you"):
		return l.meets(sentence)
	case strings.HasPrefix(sentence, "You "):
		if !strings.Contains(sentence, "“") {
			break
		}
		return l.quotes(listingJSON, sentence)
	}
	switch sentence {
	case "Free":
		return l.free()
	case "Free for some":
		return is(slices.ContainsFunc(l.Costs, func(c cost) bool { return c.Pence != nil && *c.Pence == 0 }), "everybody pays")
	case "You can just turn up":
		return is(l.Joining == "turn-up", "it is joined otherwise: "+l.Joining)
	case "You can join from home":
		return is(l.Online || l.virtual(), "it is not online")
	case "They tell you what a first visit is like":
		return is(len(l.FirstVisit) > 0, "nothing is said of the first visit")
	case "Led by peers":
		return is(slices.Contains(slices.Concat(l.LedBy, l.Organization.LedBy), "peers"), "nobody says that peers lead it")
	case "Led by people with lived experience":
		return is(slices.Contains(slices.Concat(l.LedBy, l.Organization.LedBy), "lived-experience"), "nobody says so")
	}
	if feature, ok := access[sentence]; ok {
		for _, at := range l.At {
			if slices.Contains(at.Location.Access, feature) {
				return nil
			}
		}
		return fmt.Errorf("no place of it is %s", feature)
	}
	if m := checked.FindStringSubmatch(sentence); m != nil {
		return l.checked(m)
	}
	if m := pounds.FindStringSubmatch(sentence); m != nil {
		return l.costs(m)
	}
	if metres.MatchString(sentence) {
		return is(len(l.At) > 0, "it has no place")
	}
	if name, found := strings.CutSuffix(sentence, " too"); found {
		name = strings.TrimPrefix(name, "In ")
		for _, have := range l.Languages {
			if strings.EqualFold(have.Name, name) || strings.EqualFold(codes[have.Code], name) {
				return nil
			}
		}
		return fmt.Errorf("it is not offered in %s", name)
	}
	return fmt.Errorf("nobody can tell whether %q is true", sentence)
}

func is(so bool, otherwise string) error {
	if so {
		return nil
	}
	return fmt.Errorf("%s", otherwise)
}

// quotes checks that what is said to stand in the listing does, where the
// sentence says that it stands: the last words between quotation marks.
func (l *listing) quotes(listingJSON []byte, sentence string) error {
	all := quoted.FindAllStringSubmatch(sentence, -1)
	found := strings.ToLower(all[len(all)-1][1])
	called := append([]string{l.Name, l.AlternateName}, l.Activities...)
	var roles []string
	for _, r := range l.Roles {
		roles = append(roles, r.Title)
	}
	holds := func(text string) bool { return anywhere(text, found) }
	switch {
	case strings.Contains(sentence, "there’s a way to help, “"):
		if l.Kind == "volunteering" || l.Kind == "employment" {
			roles = append(roles, called...)
		}
		return is(slices.ContainsFunc(roles, holds), fmt.Sprintf("nobody helps with %q there", found))
	case strings.Contains(sentence, ": here it’s “"):
		return is(slices.ContainsFunc(called, holds), fmt.Sprintf("it is not called %q", found))
	}
	var texts any
	if err := json.Unmarshal(listingJSON, &texts); err != nil {
		return err
	}
	return is(anywhere(texts, found), fmt.Sprintf("the listing does not say %q", found))
}

// anywhere reports whether a text stands in any string of a JSON value.
func anywhere(v any, text string) bool {
	switch v := v.(type) {
	case string:
		return strings.Contains(strings.ToLower(strings.Join(strings.Fields(v), " ")), text)
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return anywhere(x, text) })
	case map[string]any:
		for _, x := range v {
			if anywhere(x, text) {
				return true
			}
		}
	}
	return false
}

func (l *listing) virtual() bool {
	for _, at := range l.At {
		if at.Location.Type == "virtual" {
			return true
		}
	}
	return false
}

func (l *listing) free() error {
	for _, c := range l.Costs {
		if c.Pence == nil || *c.Pence > 0 {
			return fmt.Errorf("someone pays")
		}
	}
	return is(len(l.Costs) > 0 || strings.Contains(strings.ToLower(l.Fees), "free"), "nothing is said of what it costs")
}

func (l *listing) costs(m []string) error {
	whole, _ := strconv.Atoi(m[1])
	rest, _ := strconv.Atoi("0" + m[2])
	for _, c := range l.Costs {
		if c.Pence != nil && *c.Pence == int64(100*whole+rest) {
			return nil
		}
	}
	return fmt.Errorf("no price is £%s", m[1])
}

func (l *listing) checked(m []string) error {
	if l.VerifiedAt == 0 {
		return fmt.Errorf("nobody checked it")
	}
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	at := time.UnixMilli(l.VerifiedAt).In(zone)
	if at.Format("2 January") != m[2] {
		return fmt.Errorf("it was checked on %s", at.Format("2 January 2006"))
	}
	return is(m[1] == l.VerifiedBy, fmt.Sprintf("it was checked by %q", l.VerifiedBy))
}

// days are the days of a week as rules write them.
var days = map[string]string{"Monday": "MO", "Tuesday": "TU", "Wednesday": "WE", "Thursday": "TH", "Friday": "FR", "Saturday": "SA", "Sunday": "SU"}

// meets checks that a session on such a weekday, and with such times, is among
// the listing's rules.
func (l *listing) meets(sentence string) error {
	m := session.FindStringSubmatch(strings.Replace(sentence, "At a time that suits you: ", "next ", 1))
	if m == nil {
		return fmt.Errorf("no session can be read in %q", sentence)
	}
	all := slices.Clone(l.Schedules)
	for _, at := range l.At {
		all = append(all, at.Schedules...)
	}
	for _, s := range all {
		if day, named := days[m[1]]; named && strings.Contains(s.Rule, "BYDAY") && !strings.Contains(s.Rule, day) {
			continue
		}
		if m[2] == "" || clock(s.Opens) == "" || strings.HasPrefix(m[2], clock(s.Opens)) {
			return nil
		}
	}
	return fmt.Errorf("no session of it is %s %s", m[1], m[2])
}

// clock writes "13:00" as "1pm".
func clock(hhmm string) string {
	t, err := time.Parse("15:04", hhmm)
	if err != nil {
		return ""
	}
	if t.Hour() == 12 && t.Minute() == 0 {
		return "12 noon"
	}
	if t.Minute() == 0 {
		return t.Format("3pm")
	}
	return t.Format("3:04pm")
}
