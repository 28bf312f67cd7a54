package hsds

import (
	"regexp"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// locationExtension is what HSDS's location has no member for.
type locationExtension struct {
	Access          []directory.AccessFeature `json:"access,omitempty"`
	ToldWhenYouJoin bool                      `json:"told_when_you_join,omitempty"`
}

// locationsFrom reads and writes the locations of a source: their ids are made
// of it.
func locationsFrom(source string) entity[directory.Location] {
	return entity[directory.Location]{
		members: "id name alternate_name description transportation location_type url latitude longitude addresses accessibility phones contacts languages schedules alongside",
		decode:  func(in object) directory.Location { return decodeLocation(source, in) },
		encode:  encodeLocation,
		extra:   func(l *directory.Location) *directory.Extra { return &l.Extra },
	}
}

func decodeLocation(source string, in object) directory.Location {
	r := reader{in}
	l := directory.Location{
		Name: r.text("name"), AlternateName: r.text("alternate_name"), Description: r.text("description"),
		Transportation: r.text("transportation"), Type: r.text("location_type"), URL: web(r.text("url")),
		Addresses: addresses.takeAll(in["addresses"]), Accessibility: accessibility.takeAll(in["accessibility"]),
		Phones: phones.takeAll(in["phones"]), Contacts: contacts.takeAll(in["contacts"]), Languages: languages.takeAll(in["languages"]),
		Schedules: schedules.takeAll(in["schedules"]), Source: source, ExternalID: r.text("id"),
	}
	l.ID = importedID(source, "location:", l.ExternalID, in)
	lat, okLat := r.number("latitude")
	lon, okLon := r.number("longitude")
	if p := (orb.Point{lon, lat}); okLat && okLon && directory.OnEarth(p) {
		l.Point, l.PointFrom = &p, directory.PointGiven
	}
	x := fromExtension(in, locationExtension{Access: accessIn(l.Accessibility)})
	l.Access, l.ToldWhenYouJoin = x.Access, x.ToldWhenYouJoin
	return l
}

func encodeLocation(l directory.Location) object {
	w := writer{object{}}
	w.text("id", wireID(l.ExternalID, l.ID))
	w.text("name", l.Name)
	w.text("alternate_name", l.AlternateName)
	w.text("description", l.Description)
	w.text("transportation", l.Transportation)
	kind := l.Type
	if kind == "" {
		kind = "physical"
	}
	w.text("location_type", kind)
	w.text("url", l.URL)
	if l.Point != nil {
		w.value("latitude", l.Point.Lat())
		w.value("longitude", l.Point.Lon())
	}
	list(w, "addresses", addresses, l.Addresses)
	list(w, "accessibility", accessibility, l.Accessibility)
	list(w, "phones", phones, l.Phones)
	list(w, "contacts", contacts, l.Contacts)
	list(w, "languages", languages, l.Languages)
	list(w, "schedules", schedules, l.Schedules)
	extension(w, locationExtension{Access: accessIn(l.Accessibility)}, locationExtension{l.Access, l.ToldWhenYouJoin})
	return w.out
}

// importedID gives the id of what a source sent; what has no id of its own is
// known by all it says.
func importedID(source, prefix, external string, in object) string {
	if external == "" {
		external = string(raw(in))
	}
	return directory.ImportedID(source, prefix+external)
}

// wireID gives the id as the source wrote it, or else our own.
func wireID(external, own string) string {
	if external != "" {
		return external
	}
	return own
}

// accessWords are the plain statements that an access feature is read from.
var accessWords = []struct {
	feature directory.AccessFeature
	says    *regexp.Regexp
}{
	{directory.StepFree, regexp.MustCompile(`(?i)\b(step[- ]free|level access|ramp(ed)?( access)?|wheelchair (access|accessible))\b`)},
	{directory.AccessibleToilet, regexp.MustCompile(`(?i)\b(accessible|disabled) (toilet|wc)s?\b`)},
	{directory.ChangingPlaces, regexp.MustCompile(`(?i)\bchanging places\b`)},
	{directory.Lift, regexp.MustCompile(`(?i)\blift\b`)},
	{directory.Parking, regexp.MustCompile(`(?i)\b(accessible|disabled|blue badge) parking\b`)},
	{directory.HearingLoop, regexp.MustCompile(`(?i)\b(hearing|induction) loops?\b`)},
	{directory.BSL, regexp.MustCompile(`(?i)\b(bsl|british sign language)\b`)},
	{directory.LargePrint, regexp.MustCompile(`(?i)\blarge print\b`)},
	{directory.AssistanceDogs, regexp.MustCompile(`(?i)\b(assistance|guide) dogs?\b`)},
}

// denies finds a denial; a sentence with one says nothing that we read.
var denies = regexp.MustCompile(`(?i)\b(no|not|without|isn't|aren't|cannot|can't|lack|unavailable|steps only|limited)\b`)

// accessIn gives the features that are plainly stated.
func accessIn(as []directory.Accessibility) []directory.AccessFeature {
	var out []directory.AccessFeature
	for _, a := range as {
		for _, sentence := range strings.FieldsFunc(a.Description+". "+a.Details, func(r rune) bool { return r == '.' || r == '\n' || r == ';' }) {
			if denies.MatchString(sentence) {
				continue
			}
			for _, w := range accessWords {
				if w.says.MatchString(sentence) && !slices.Contains(out, w.feature) {
					out = append(out, w.feature)
				}
			}
		}
	}
	return out
}
