package feed

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"gopkg.in/yaml.v3"

	"alongside/data"
	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// demoSource is the source that every listing of the demo directory names.
const demoSource = "demo"

// Demo gives the invented listings of the demo directory, in the order of
// their files. Dates in them are counted from now, so that the demo never goes
// stale. A file that cannot be read is an error that names the file, and the
// line or the listing.
func Demo(now time.Time) ([]directory.Listing, error) {
	return readDemo(data.Demo, now)
}

func readDemo(files fs.FS, now time.Time) ([]directory.Listing, error) {
	written, err := demoFiles(files)
	if err != nil {
		return nil, err
	}
	orgs, err := demoOrgs(written)
	if err != nil {
		return nil, err
	}
	b := demoBuilder{now: now, orgs: orgs}
	seen := make(map[string]bool, len(written))
	listings := make([]directory.Listing, 0, len(written))
	for _, w := range written {
		if seen[w.ID] {
			return nil, fmt.Errorf("%s: the id %q is used twice", w.file, w.ID)
		}
		seen[w.ID] = true
		l, err := b.listing(w)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", w.file, cmp.Or(w.ID, w.Name), err)
		}
		listings = append(listings, l)
	}
	return listings, nil
}

// demoFiles reads every YAML file, strictly.
func demoFiles(files fs.FS) ([]demoListing, error) {
	names, err := fs.Glob(files, "demo/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("find the demo directory: %w", err)
	}
	var all []demoListing
	for _, name := range names {
		f, err := files.Open(name)
		if err != nil {
			return nil, fmt.Errorf("open the demo directory: %w", err)
		}
		var some []demoListing
		dec := yaml.NewDecoder(f)
		dec.KnownFields(true)
		err = errors.Join(dec.Decode(&some), f.Close())
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		for i := range some {
			some[i].file = path.Base(name)
		}
		all = append(all, some...)
	}
	return all, nil
}

// demoOrgs gathers the organisations, each of which is written whole once.
func demoOrgs(written []demoListing) (map[string]demoOrg, error) {
	orgs := make(map[string]demoOrg)
	for _, w := range written {
		if w.Org.whole() {
			if _, twice := orgs[w.Org.ID]; twice {
				return nil, fmt.Errorf("%s: %s: the organisation %q is written out twice", w.file, w.ID, w.Org.ID)
			}
			orgs[w.Org.ID] = w.Org
		}
	}
	return orgs, nil
}

// demoBuilder makes listings of what is written.
type demoBuilder struct {
	now  time.Time
	orgs map[string]demoOrg
}

func (b demoBuilder) listing(w demoListing) (directory.Listing, error) {
	org, known := b.orgs[w.Org.ID]
	if !known {
		return directory.Listing{}, fmt.Errorf("nothing is written of the organisation %q", w.Org.ID)
	}
	if w.ID == "" {
		return directory.Listing{}, errors.New("it has no id")
	}
	l := directory.Listing{
		ID: directory.ImportedID(demoSource, w.ID), Source: demoSource, ExternalID: w.ID,
		Kind: w.Kind, Name: w.Name, AlternateName: w.AlternateName, Summary: w.Summary,
		Description: strings.TrimSpace(w.Description), Activities: w.Activities,
		URL: w.URL, Email: w.Email, Phones: demoPhones(w.Phone),
		Status: cmp.Or(w.Status, directory.Active), Alert: w.Alert,
		Joining: cmp.Or(w.Joining, directory.JoinUnknown), HowToJoin: w.HowToJoin,
		Eligibility: w.Eligibility, MinimumAge: w.MinimumAge, MaximumAge: w.MaximumAge,
		Fees: w.Fees, Costs: demoCosts(w.Costs), Languages: demoLanguages(w.Languages),
		Interpretation: w.Interpretation, LedBy: w.LedBy, Online: w.Online,
		Organization: org.organization(),
		Schedules:    b.schedules(w.When, w.WhenText),
		FirstVisit:   directory.FirstVisit(w.FirstVisit),
		Roles:        b.roles(w), Evidence: b.evidence(w.Evidence), Voices: b.voices(w),
	}
	if w.ClosedInDays != nil {
		l.ClosedUntil = b.day(*w.ClosedInDays)
	}
	if w.CheckedDaysAgo != nil {
		l.VerifiedAt, l.VerifiedBy = b.moment(*w.CheckedDaysAgo), w.CheckedBy
	}
	for i, at := range w.At {
		l.At = append(l.At, b.at(fmt.Sprintf("%s/%d", w.ID, i+1), at))
	}
	var err error
	if l.Areas, err = demoAreas(w); err != nil {
		return l, err
	}
	return l, directory.Invalid(l.Validate())
}

func (b demoBuilder) at(id string, at demoAt) directory.ServiceAtLocation {
	loc := directory.Location{
		ID: directory.ImportedID(demoSource, "location:"+id), Source: demoSource, ExternalID: id,
		Name: at.Name, Transportation: at.Transportation,
		Access: at.Access, ToldWhenYouJoin: at.ToldWhenYouJoin,
	}
	if at.Point != nil {
		loc.Point, loc.PointFrom = at.Point, directory.PointGiven
	}
	first, rest, _ := strings.Cut(at.Address, ", ")
	if a := (directory.Address{Address1: first, Address2: rest, City: at.Town, PostalCode: at.Postcode}); a.Address1+a.City+a.PostalCode != "" {
		a.Country = "GB"
		loc.Addresses = []directory.Address{a}
	}
	if at.AccessNotes != "" {
		loc.Accessibility = []directory.Accessibility{{Description: at.AccessNotes}}
	}
	return directory.ServiceAtLocation{
		ID: directory.ImportedID(demoSource, "at:"+id), Location: loc, Schedules: b.schedules(at.When, at.WhenText),
	}
}

// dayFromNow is how a text about times names a day counted from today.
var dayFromNow = regexp.MustCompile(`\{([+-][0-9]{1,3})\}`)

// schedules reads times. text is what is written on purpose as nobody could
// read it.
func (b demoBuilder) schedules(when []string, text string) []directory.Schedule {
	var out []directory.Schedule
	for _, w := range when {
		out = append(out, b.reading(w).Schedules...)
	}
	if text != "" {
		out = append(out, directory.Schedule{Text: text})
	}
	return out
}

func (b demoBuilder) reading(when string) schedule.Reading {
	dated := dayFromNow.ReplaceAllStringFunc(when, func(s string) string {
		days, _ := strconv.Atoi(s[1 : len(s)-1]) // the pattern holds only numbers
		return onWeekday(b.now.AddDate(0, 0, days), when).Format("2 January 2006")
	})
	return schedule.Parse(dated, b.day(0))
}

// onWeekday gives the first day from day on that is the weekday with which
// when begins: a course on Tuesdays begins and ends on one.
func onWeekday(day time.Time, when string) time.Time {
	for i := range 7 {
		if d := day.AddDate(0, 0, i); strings.HasPrefix(when, d.Format("Mon")) {
			return d
		}
	}
	return day
}

func (b demoBuilder) roles(w demoListing) []directory.Role {
	var out []directory.Role
	for i, r := range w.Roles {
		role := directory.Role{
			ID: directory.ImportedID(demoSource, fmt.Sprintf("role:%s/%d", w.ID, i+1)), Title: r.Title,
			Description: r.Description, Paid: r.Paid, Pay: r.Pay, Hours: r.Hours, Expenses: r.Expenses,
			Training: r.Training, Supervision: r.Supervision, AskedFor: r.AskedFor, PVG: r.PVG,
			LivedExperience: r.LivedExperience, HowToApply: r.HowToApply, BenefitsAdvice: r.BenefitsAdvice,
		}
		if r.ClosesInDays != nil {
			role.Closes = b.day(*r.ClosesInDays)
		}
		for _, s := range r.LeadsTo {
			role.LeadsTo = append(role.LeadsTo, directory.Step(s))
		}
		out = append(out, role)
	}
	return out
}

// evidence gives what is known, oldest first.
// voices gives the lines of people who came, who are as invented as the rest.
func (b demoBuilder) voices(w demoListing) []directory.Voice {
	var out []directory.Voice
	for i, text := range w.Voices {
		out = append(out, directory.Voice{ID: directory.ImportedID("demo", fmt.Sprintf("%s voice %d", w.ID, i)), Text: text, At: b.moment(30)})
	}
	return out
}

func (b demoBuilder) evidence(written []demoEvidence) []directory.Evidence {
	var out []directory.Evidence
	for _, e := range written {
		out = append(out, directory.Evidence{Kind: e.Kind, At: b.moment(e.DaysAgo), By: e.By, Note: e.Note})
	}
	slices.SortStableFunc(out, func(a, b directory.Evidence) int { return cmp.Compare(a.At, b.At) })
	return out
}

// day gives the day that lies days after today.
func (b demoBuilder) day(days int) directory.Date {
	return directory.DateOf(b.now.AddDate(0, 0, days))
}

// moment gives the beginning of the day that lies days before today, so that
// loading the demo twice in a day changes nothing.
func (b demoBuilder) moment(days int) directory.Millis {
	y, m, d := b.now.AddDate(0, 0, -days).Date()
	return directory.MillisOf(time.Date(y, m, d, 0, 0, 0, 0, b.now.Location()))
}

func demoPhones(number string) []directory.Phone {
	if number == "" {
		return nil
	}
	return []directory.Phone{{Number: number}}
}

func demoCosts(written []demoCost) []directory.CostOption {
	var out []directory.CostOption
	for _, c := range written {
		o := directory.CostOption{Option: c.Option, Description: c.Description}
		if c.Pounds != nil {
			pence := int64(math.Round(*c.Pounds * 100))
			o.Pence = &pence
		}
		out = append(out, o)
	}
	return out
}

func demoLanguages(codes []string) []directory.Language {
	var out []directory.Language
	for _, c := range codes {
		out = append(out, directory.Language{Code: c})
	}
	return out
}

// demoAreas gives the areas served. A radius is drawn round the first place.
func demoAreas(w demoListing) ([]directory.ServiceArea, error) {
	var out []directory.ServiceArea
	for _, a := range w.Areas {
		area := directory.ServiceArea{Name: a.name, Kind: a.kind, Code: a.code, Metres: a.metres}
		if a.kind == directory.AreaRadius {
			i := slices.IndexFunc(w.At, func(at demoAt) bool { return at.Point != nil })
			if i < 0 {
				return nil, errors.New("areas: a radius needs a place with a point")
			}
			centre := orb.Point(*w.At[i].Point)
			area.Centre = &centre
		}
		out = append(out, area)
	}
	return out, nil
}

// demoListing is one listing as data/demo/README.md says it is written.
type demoListing struct {
	file string

	ID             string            `yaml:"id"`
	Kind           directory.Kind    `yaml:"kind"`
	Name           string            `yaml:"name"`
	AlternateName  string            `yaml:"alternate_name"`
	Org            demoOrg           `yaml:"org"`
	Summary        string            `yaml:"summary"`
	Description    string            `yaml:"description"`
	Activities     []string          `yaml:"activities"`
	URL            string            `yaml:"url"`
	Email          string            `yaml:"email"`
	Phone          string            `yaml:"phone"`
	Status         directory.Status  `yaml:"status"`
	ClosedInDays   *int              `yaml:"closed_in_days"`
	Alert          string            `yaml:"alert"`
	Joining        directory.Joining `yaml:"joining"`
	HowToJoin      string            `yaml:"how_to_join"`
	Areas          []demoArea        `yaml:"areas"`
	Eligibility    string            `yaml:"eligibility"`
	MinimumAge     *int              `yaml:"minimum_age"`
	MaximumAge     *int              `yaml:"maximum_age"`
	Fees           string            `yaml:"fees"`
	Costs          []demoCost        `yaml:"costs"`
	Languages      []string          `yaml:"languages"`
	Interpretation string            `yaml:"interpretation"`
	LedBy          []directory.LedBy `yaml:"led_by"`
	Online         bool              `yaml:"online"`
	At             []demoAt          `yaml:"at"`
	When           []string          `yaml:"when"`
	WhenText       string            `yaml:"when_text"`
	FirstVisit     demoFirstVisit    `yaml:"first_visit"`
	Roles          []demoRole        `yaml:"roles"`
	Evidence       []demoEvidence    `yaml:"evidence"`
	Voices         []string          `yaml:"voices"`
	CheckedDaysAgo *int              `yaml:"checked_days_ago"`
	CheckedBy      string            `yaml:"checked_by"`
}

type demoOrg struct {
	ID          string            `yaml:"id"`
	Name        string            `yaml:"name"`
	Description string            `yaml:"description"`
	Phone       string            `yaml:"phone"`
	Email       string            `yaml:"email"`
	Website     string            `yaml:"website"`
	LegalStatus string            `yaml:"legal_status"`
	LedBy       []directory.LedBy `yaml:"led_by"`
}

// whole reports whether this is where the organisation is written out, rather
// than only named.
func (o demoOrg) whole() bool { return o.Name != "" }

func (o demoOrg) organization() directory.Organization {
	return directory.Organization{
		ID: directory.ImportedID(demoSource, "organisation:"+o.ID), Source: demoSource, ExternalID: o.ID,
		Name: o.Name, Description: strings.TrimSpace(o.Description), Email: o.Email, Website: o.Website,
		LegalStatus: o.LegalStatus, Phones: demoPhones(o.Phone), LedBy: o.LedBy,
	}
}

type demoAt struct {
	Name            string                    `yaml:"name"`
	Address         string                    `yaml:"address"`
	Town            string                    `yaml:"town"`
	Postcode        string                    `yaml:"postcode"`
	Point           *orb.Point                `yaml:"point"`
	Access          []directory.AccessFeature `yaml:"access"`
	AccessNotes     string                    `yaml:"access_notes"`
	ToldWhenYouJoin bool                      `yaml:"told_when_you_join"`
	Transportation  string                    `yaml:"transportation"`
	When            []string                  `yaml:"when"`
	WhenText        string                    `yaml:"when_text"`
}

type demoCost struct {
	Option      string   `yaml:"option"`
	Pounds      *float64 `yaml:"pounds"`
	Description string   `yaml:"description"`
}

// demoFirstVisit is directory.FirstVisit, named for YAML.
type demoFirstVisit struct {
	WhoMeetsYou  string `yaml:"who_meets_you"`
	BringSomeone string `yaml:"bring_someone"`
	WhatHappens  string `yaml:"what_happens"`
	Noise        string `yaml:"noise"`
	Light        string `yaml:"light"`
	Numbers      string `yaml:"numbers"`
	CostInAll    string `yaml:"cost_in_all"`
	WearAndBring string `yaml:"wear_and_bring"`
	WayFromStop  string `yaml:"way_from_stop"`
	GettingThere string `yaml:"getting_there"`
	ArrivingLate string `yaml:"arriving_late"`
	LeavingEarly string `yaml:"leaving_early"`
	WayIn        string `yaml:"way_in"`
	Toilets      string `yaml:"toilets"`
	Video        string `yaml:"video"`
}

type demoRole struct {
	Title           string                    `yaml:"title"`
	Description     string                    `yaml:"description"`
	Paid            bool                      `yaml:"paid"`
	Pay             string                    `yaml:"pay"`
	Hours           string                    `yaml:"hours"`
	Expenses        string                    `yaml:"expenses"`
	Training        string                    `yaml:"training"`
	Supervision     string                    `yaml:"supervision"`
	AskedFor        string                    `yaml:"asked_for"`
	ClosesInDays    *int                      `yaml:"closes_in_days"`
	PVG             directory.PVG             `yaml:"pvg"`
	LivedExperience directory.LivedExperience `yaml:"lived_experience"`
	HowToApply      string                    `yaml:"how_to_apply"`
	LeadsTo         []demoStep                `yaml:"leads_to"`
	BenefitsAdvice  string                    `yaml:"benefits_advice"`
}

type demoStep struct {
	Kind directory.StepKind `yaml:"kind"`
	Text string             `yaml:"text"`
}

type demoEvidence struct {
	Kind    directory.EvidenceKind `yaml:"kind"`
	DaysAgo int                    `yaml:"days_ago"`
	By      string                 `yaml:"by"`
	Note    string                 `yaml:"note"`
}

// demoArea is an area served: "everywhere", "council:" and a GSS code,
// "outcode:" and an outward code, "radius:" and a distance, or the name of a
// part of a council area with that council's code.
type demoArea struct {
	kind       directory.AreaKind
	name, code string
	metres     float64
}

// UnmarshalYAML reads an area. Its errors name the line.
func (a *demoArea) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.MappingNode {
		var m map[string]string
		if err := n.Decode(&m); err != nil {
			return err
		}
		a.kind, a.name, a.code = directory.AreaDistrict, m["name"], m["council"]+":"+strings.ToLower(m["name"])
		if len(m) != 2 || m["name"] == "" || demoCouncils[m["council"]] == "" {
			return fmt.Errorf("line %d: an area that is a part of a council area needs a name and a council's code, and nothing else", n.Line)
		}
		return nil
	}
	kind, value, _ := strings.Cut(n.Value, ":")
	a.kind, a.code = directory.AreaKind(kind), value
	good := false
	switch a.kind {
	case directory.AreaEverywhere:
		good = value == ""
	case directory.AreaCouncil:
		a.name, good = demoCouncils[value], demoCouncils[value] != ""
	case directory.AreaOutcode:
		a.name, good = value, directory.Outcode(value) == value && value != ""
	case directory.AreaRadius:
		a.code = ""
		a.metres, good = directory.Metres(value)
		a.name = "Within " + value
	}
	if !good {
		return fmt.Errorf("line %d: %q is not an area we know", n.Line, n.Value)
	}
	return nil
}

// demoCouncils are the councils that the demo reaches, by GSS code.
var demoCouncils = map[string]string{
	"S12000005": "Clackmannanshire", "S12000010": "East Lothian", "S12000011": "East Renfrewshire",
	"S12000014": "Falkirk", "S12000019": "Midlothian", "S12000026": "Scottish Borders", "S12000029": "South Lanarkshire",
	"S12000030": "Stirling", "S12000036": "City of Edinburgh", "S12000038": "Renfrewshire",
	"S12000039": "West Dunbartonshire", "S12000040": "West Lothian", "S12000045": "East Dunbartonshire",
	"S12000047": "Fife", "S12000048": "Perth and Kinross", "S12000049": "Glasgow City", "S12000050": "North Lanarkshire",
}
