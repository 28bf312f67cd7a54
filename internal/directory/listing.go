package directory

import "encoding/json"

// Extra holds, for one entity of an import, the members that its format had
// and this domain does not model, by member name, as they were sent. An export
// in the same format writes them back.
type Extra map[string]json.RawMessage

// Listing is a service with its organisation, its places and its times: the
// unit of save and of import. It is an HSDS "service" with what the field
// needs beside it.
type Listing struct {
	// ID is a UUID: version 5 of (source, external id) for what is imported,
	// version 7 for what is written here.
	ID string `json:"id"`
	// Version counts the saves of this listing, from 1. A save that carries
	// another version than the stored one is stale and is refused.
	Version int64 `json:"-"`
	// Slug is the readable part of the page's address, without the id.
	Slug string `json:"slug,omitempty"`

	Kind          Kind   `json:"kind"`
	Name          string `json:"name"`
	AlternateName string `json:"alternate_name,omitempty"`
	// Summary is one line in plain text; when empty, Summarise makes one from
	// Description.
	Summary string `json:"summary,omitempty"`
	// Description is plain text; paragraphs are parted by a blank line.
	Description string `json:"description,omitempty"`
	// Activities are the plain words for what is done there ("knitting",
	// "walking football"), most telling first.
	Activities []string `json:"activities,omitempty"`
	URL        string   `json:"url,omitempty"`
	Email      string   `json:"email,omitempty"`
	Links      []Link   `json:"links,omitempty"`

	Status Status `json:"status"`
	// ClosedUntil is the first day it is open again, for TemporarilyClosed;
	// empty when nobody knows.
	ClosedUntil Date `json:"closed_until,omitempty"`
	// Alert is a notice that stands above everything else on the page.
	Alert string `json:"alert,omitempty"`

	Joining Joining `json:"joining"`
	// HowToJoin says in words what a person does to join (HSDS
	// application_process).
	HowToJoin string `json:"how_to_join,omitempty"`
	// Areas are the areas served. None means that nothing is said of it.
	Areas []ServiceArea `json:"areas,omitempty"`

	// Eligibility is who it is for, in words (HSDS eligibility_description).
	Eligibility string `json:"eligibility,omitempty"`
	// MinimumAge and MaximumAge are in whole years, both inclusive; nil where
	// nothing is said.
	MinimumAge *int `json:"minimum_age,omitempty"`
	MaximumAge *int `json:"maximum_age,omitempty"`

	// Fees is what it costs in words (HSDS fees_description).
	Fees  string       `json:"fees,omitempty"`
	Costs []CostOption `json:"costs,omitempty"`

	Languages      []Language         `json:"languages,omitempty"`
	Interpretation string             `json:"interpretation,omitempty"`
	Documents      []RequiredDocument `json:"documents,omitempty"`
	Phones         []Phone            `json:"phones,omitempty"`
	Contacts       []Contact          `json:"contacts,omitempty"`

	// LedBy is what the organisation declares of who leads this listing.
	LedBy []LedBy `json:"led_by,omitempty"`
	// Online is true when it can be joined over the internet or telephone.
	Online bool `json:"online,omitempty"`

	Organization Organization `json:"organization"`
	// At are the places where it happens, each with its own times. A listing
	// with none is online-only, or serves an area.
	At []ServiceAtLocation `json:"at,omitempty"`
	// Schedules are times that hold wherever it happens, or that belong to no
	// place.
	Schedules []Schedule `json:"schedules,omitempty"`

	FirstVisit FirstVisit `json:"first_visit,omitzero"`
	Roles      []Role     `json:"roles,omitempty"`

	// Evidence is what we know of this listing's truth, newest last.
	Evidence []Evidence `json:"evidence,omitempty"`
	// Voices are lines of people who came: at most MostVoices, each with its
	// person's consent, read by somebody before it is shown, and taken away
	// when its person asks. No name stands with them.
	Voices []Voice `json:"voices,omitempty"`
	// VerifiedAt is when someone last checked that the listing is true; zero
	// when nobody has. It is not the time of an edit or of an import.
	VerifiedAt Millis `json:"verified_at,omitempty"`
	// VerifiedBy says who checked, in words for people ("the group").
	VerifiedBy string `json:"verified_by,omitempty"`

	// Source names the feed it came from; empty for what is written here.
	Source string `json:"source,omitempty"`
	// ExternalID is the id that the source gave it.
	ExternalID string `json:"external_id,omitempty"`

	// CreatedAt and UpdatedAt are set by the store.
	CreatedAt Millis `json:"-"`
	UpdatedAt Millis `json:"-"`

	Extra Extra `json:"extra,omitempty"`
}

// Link is a further page about a listing or an organisation.
type Link struct {
	Label string `json:"label,omitempty"`
	URL   string `json:"url"`
	Extra Extra  `json:"extra,omitempty"`
}

// Organization is who runs a listing (HSDS organization).
type Organization struct {
	ID            string       `json:"id"`
	Name          string       `json:"name"`
	AlternateName string       `json:"alternate_name,omitempty"`
	Description   string       `json:"description,omitempty"`
	Email         string       `json:"email,omitempty"`
	Website       string       `json:"website,omitempty"`
	Logo          string       `json:"logo,omitempty"`
	URI           string       `json:"uri,omitempty"`
	LegalStatus   string       `json:"legal_status,omitempty"`
	ParentID      string       `json:"parent_id,omitempty"`
	Identifiers   []Identifier `json:"identifiers,omitempty"`
	Phones        []Phone      `json:"phones,omitempty"`
	Contacts      []Contact    `json:"contacts,omitempty"`
	LedBy         []LedBy      `json:"led_by,omitempty"`
	Source        string       `json:"source,omitempty"`
	ExternalID    string       `json:"external_id,omitempty"`
	Extra         Extra        `json:"extra,omitempty"`
}

// Identifier is a number that a register gave an organisation, for example
// the scheme "GB-SC" with a Scottish charity number.
type Identifier struct {
	Scheme string `json:"scheme,omitempty"`
	Type   string `json:"type,omitempty"`
	Value  string `json:"value"`
	Extra  Extra  `json:"extra,omitempty"`
}

// ServiceAtLocation is one place where a listing happens, with the times and
// contacts that hold there. Its document in the index is found by place and
// time together.
type ServiceAtLocation struct {
	ID          string        `json:"id"`
	Description string        `json:"description,omitempty"`
	Location    Location      `json:"location"`
	Schedules   []Schedule    `json:"schedules,omitempty"`
	Phones      []Phone       `json:"phones,omitempty"`
	Contacts    []Contact     `json:"contacts,omitempty"`
	Areas       []ServiceArea `json:"areas,omitempty"`
	Extra       Extra         `json:"extra,omitempty"`
}

// Phone is a telephone number, as people write it.
type Phone struct {
	Number      string     `json:"number"`
	Extension   string     `json:"extension,omitempty"`
	Type        string     `json:"type,omitempty"`
	Description string     `json:"description,omitempty"`
	Languages   []Language `json:"languages,omitempty"`
	Extra       Extra      `json:"extra,omitempty"`
}

// Contact is a person or a desk to ask.
type Contact struct {
	Name       string  `json:"name,omitempty"`
	Title      string  `json:"title,omitempty"`
	Department string  `json:"department,omitempty"`
	Email      string  `json:"email,omitempty"`
	Phones     []Phone `json:"phones,omitempty"`
	Extra      Extra   `json:"extra,omitempty"`
}

// Language is a language that a listing is offered in.
type Language struct {
	// Code is a lower-case BCP 47 tag ("pl", "gd", "bfi" for BSL); empty when
	// the source gave only a name.
	Code  string `json:"code,omitempty"`
	Name  string `json:"name,omitempty"`
	Note  string `json:"note,omitempty"`
	Extra Extra  `json:"extra,omitempty"`
}

// RequiredDocument is a paper that a person has to bring.
type RequiredDocument struct {
	Document string `json:"document"`
	URI      string `json:"uri,omitempty"`
	Extra    Extra  `json:"extra,omitempty"`
}

// CostOption is one price (HSDS cost_option).
type CostOption struct {
	// Option says for whom or for what ("Under 18s", "per class").
	Option string `json:"option,omitempty"`
	// Pence is the amount; nil when only words are known. 0 is free.
	Pence *int64 `json:"pence,omitempty"`
	// Currency is an ISO 4217 code; empty is GBP.
	Currency string `json:"currency,omitempty"`
	// Description says what the amount buys ("per one-hour session").
	Description string `json:"description,omitempty"`
	ValidFrom   Date   `json:"valid_from,omitempty"`
	ValidTo     Date   `json:"valid_to,omitempty"`
	Extra       Extra  `json:"extra,omitempty"`
}

// FirstVisit is what the first ten minutes are like, each in plain words as
// the organisation wrote it; empty where nothing is said.
type FirstVisit struct {
	WhoMeetsYou  string `json:"who_meets_you,omitempty"`
	BringSomeone string `json:"bring_someone,omitempty"`
	WhatHappens  string `json:"what_happens,omitempty"`
	Noise        string `json:"noise,omitempty"`
	Light        string `json:"light,omitempty"`
	Numbers      string `json:"numbers,omitempty"`
	CostInAll    string `json:"cost_in_all,omitempty"`
	WearAndBring string `json:"wear_and_bring,omitempty"`
	WayFromStop  string `json:"way_from_stop,omitempty"`
	GettingThere string `json:"getting_there,omitempty"`
	ArrivingLate string `json:"arriving_late,omitempty"`
	LeavingEarly string `json:"leaving_early,omitempty"`
	WayIn        string `json:"way_in,omitempty"`
	Toilets      string `json:"toilets,omitempty"`
	// Video is the address of a film of the first visit, BSL or captioned.
	Video string `json:"video,omitempty"`
}

// Empty reports whether nothing is said of the first visit.
func (f FirstVisit) Empty() bool { return f == FirstVisit{} }

// Role is a way to help: a volunteering role, a peer-support role or a job.
type Role struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
	Paid        bool   `json:"paid,omitempty"`
	// Pay is the pay in words ("£12.60 an hour").
	Pay string `json:"pay,omitempty"`
	// Hours says how much time it asks for, in words.
	Hours       string `json:"hours,omitempty"`
	Expenses    string `json:"expenses,omitempty"`
	Training    string `json:"training,omitempty"`
	Supervision string `json:"supervision,omitempty"`
	// AskedFor is what the person should bring, in words.
	AskedFor string `json:"asked_for,omitempty"`
	// Closes is the last day on which a person can apply; after it the role
	// is gone. Empty when it stays open.
	Closes Date `json:"closes,omitempty"`
	// PVG says whether membership of the Protecting Vulnerable Groups scheme
	// is needed (a duty for regulated roles in Scotland since 1 April 2025).
	PVG PVG `json:"pvg,omitempty"`
	// LivedExperience says whether it is asked for or welcome. Whether to
	// speak of it is always the person's choice.
	LivedExperience LivedExperience `json:"lived_experience,omitempty"`
	HowToApply      string          `json:"how_to_apply,omitempty"`
	// LeadsTo are the steps that this role can lead to, in order.
	LeadsTo []Step `json:"leads_to,omitempty"`
	// BenefitsAdvice says where to ask how benefits are affected.
	BenefitsAdvice string `json:"benefits_advice,omitempty"`
	Extra          Extra  `json:"extra,omitempty"`
}

// Step is one step that a role can lead to.
type Step struct {
	// Kind is one of join, help, train, paid.
	Kind StepKind `json:"kind"`
	// Text says what, in words; it may name a qualification.
	Text string `json:"text,omitempty"`
}

// Open reports whether the role can still be taken up on the given day.
func (r Role) Open(today Date) bool { return r.Closes == "" || r.Closes >= today }

// Voice is a line of someone who came.
type Voice struct {
	// ID is a UUID, by which its person can have it taken away.
	ID   string `json:"id"`
	Text string `json:"text"`
	// At is when it was said.
	At Millis `json:"at,omitempty"`
}

// MostVoices is how many voices a listing has at most, and MostVoice the
// characters of each.
const (
	MostVoices = 2
	MostVoice  = 240
)

// Evidence is one thing known of a listing's truth.
type Evidence struct {
	Kind EvidenceKind `json:"kind"`
	At   Millis       `json:"at"`
	// By says who, in words for people; never a person's name.
	By   string `json:"by,omitempty"`
	Note string `json:"note,omitempty"`
}
