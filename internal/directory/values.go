package directory

import "time"

// Kind is what sort of thing a listing is.
type Kind string

// The kinds, in the order in which pages show them.
const (
	Activity     Kind = "activity"
	Group        Kind = "group"
	Course       Kind = "course"
	Volunteering Kind = "volunteering"
	Employment   Kind = "employment"
	Support      Kind = "support"
)

// Kinds lists every Kind in the order in which pages show them.
func Kinds() []Kind {
	return []Kind{Activity, Group, Course, Volunteering, Employment, Support}
}

// Status is HSDS's status of a service.
type Status string

// The statuses of HSDS 3.x.
const (
	Active            Status = "active"
	Inactive          Status = "inactive"
	Defunct           Status = "defunct"
	TemporarilyClosed Status = "temporarily closed"
)

// Statuses lists every Status.
func Statuses() []Status { return []Status{Active, Inactive, Defunct, TemporarilyClosed} }

// Joining is how a person gets in.
type Joining string

// The ways of joining. JoinUnknown is said openly: it is never an open door.
const (
	JustTurnUp     Joining = "turn-up"
	GetInTouch     Joining = "get-in-touch"
	ByProfessional Joining = "professional"
	WaitingList    Joining = "waiting-list"
	JoinUnknown    Joining = "not-known"
)

// Joinings lists every Joining, most open first.
func Joinings() []Joining {
	return []Joining{JustTurnUp, GetInTouch, WaitingList, ByProfessional, JoinUnknown}
}

// LedBy is who leads a listing, as the organisation declares it.
type LedBy string

// What an organisation can declare.
const (
	LedByPeers           LedBy = "peers"
	LedByLivedExperience LedBy = "lived-experience"
)

// LedBys lists every LedBy.
func LedBys() []LedBy { return []LedBy{LedByPeers, LedByLivedExperience} }

// AccessFeature is one thing that helps people to take part, in a form that
// can be filtered on. Words beyond these stay in Accessibility.
type AccessFeature string

// The access features.
const (
	StepFree         AccessFeature = "step-free"
	AccessibleToilet AccessFeature = "accessible-toilet"
	ChangingPlaces   AccessFeature = "changing-places"
	Lift             AccessFeature = "lift"
	Parking          AccessFeature = "accessible-parking"
	NearBus          AccessFeature = "near-bus"
	TransportOffered AccessFeature = "transport"
	HearingLoop      AccessFeature = "hearing-loop"
	BSL              AccessFeature = "bsl"
	Captions         AccessFeature = "captions"
	LargePrint       AccessFeature = "large-print"
	EasyRead         AccessFeature = "easy-read"
	QuietSpace       AccessFeature = "quiet-space"
	BringSomeone     AccessFeature = "bring-someone"
	AssistanceDogs   AccessFeature = "assistance-dogs"
	Childcare        AccessFeature = "childcare"
)

// AccessFeatures lists every AccessFeature in the order in which pages show
// them.
func AccessFeatures() []AccessFeature {
	return []AccessFeature{
		StepFree, AccessibleToilet, ChangingPlaces, Lift, Parking, NearBus, TransportOffered,
		HearingLoop, BSL, Captions, LargePrint, EasyRead, QuietSpace, BringSomeone,
		AssistanceDogs, Childcare,
	}
}

// PVG says whether a role needs membership of the Protecting Vulnerable
// Groups scheme; empty when nothing is said.
type PVG string

// The answers to whether PVG membership is needed.
const (
	PVGNeeded    PVG = "needed"
	PVGNotNeeded PVG = "not-needed"
)

// LivedExperience says what a role says of lived experience; empty when
// nothing.
type LivedExperience string

// What a role can say of lived experience.
const (
	LivedExperienceAskedFor LivedExperience = "asked-for"
	LivedExperienceWelcome  LivedExperience = "welcome"
)

// StepKind is a kind of Step.
type StepKind string

// The kinds of Step, in the order in which people usually take them.
const (
	StepJoin  StepKind = "join"
	StepHelp  StepKind = "help"
	StepTrain StepKind = "train"
	StepPaid  StepKind = "paid"
)

// EvidenceKind is a way of knowing that a listing is true, or in doubt.
type EvidenceKind string

// The kinds of evidence. That a feed still carries a row is none.
const (
	OrganisationConfirmed EvidenceKind = "organisation-confirmed"
	WorkerVisited         EvidenceKind = "worker-visited"
	IntroductionAnswered  EvidenceKind = "introduction-answered"
	SomeoneReported       EvidenceKind = "someone-reported"
)

// PartOfDay is a part of the day that people plan by.
type PartOfDay int

// The parts of the day: a session belongs to each part in which at least half
// an hour of it, or all of it, lies. Morning is up to 12:00, afternoon to
// 17:00, evening to midnight.
const (
	Morning PartOfDay = iota
	Afternoon
	Evening
)

// PartsOfDay lists every PartOfDay.
func PartsOfDay() []PartOfDay { return []PartOfDay{Morning, Afternoon, Evening} }

// String gives the word used in queries and in JSON.
func (p PartOfDay) String() string {
	return [...]string{"morning", "afternoon", "evening"}[p]
}

// Slots is a set of (weekday, part of day) pairs: bit weekday*3+part, with
// Monday as weekday 0.
type Slots uint32

// Slot gives the set that holds one pair.
func Slot(day time.Weekday, part PartOfDay) Slots {
	return 1 << (uint(MondayFirst(day))*3 + uint(part))
}

// Has reports whether any slot of other is in s.
func (s Slots) Has(other Slots) bool { return s&other != 0 }

// MondayFirst numbers the weekdays from Monday (0) to Sunday (6).
func MondayFirst(d time.Weekday) int { return (int(d) + 6) % 7 }

// Weekdays lists the days of the week from Monday.
func Weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday,
		time.Friday, time.Saturday, time.Sunday}
}

// WeekdayCode gives the three letters used in queries and JSON: mon ... sun.
func WeekdayCode(d time.Weekday) string {
	return [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[d]
}
