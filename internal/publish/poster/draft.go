package poster

import "alongside/internal/directory"

// Span is a part of the text that was read: the bytes [Start, End).
type Span struct{ Start, End int }

// Words is a value in the poster's own words, tidied, and where they stand.
// They may hold personal details: Words print, log and marshal without them.
type Words struct {
	Text string `json:"-"`
	// At are the spans that the text was read from, in the order of the text.
	At []Span
}

// Empty reports whether the poster does not say it.
func (w Words) Empty() bool { return w.Text == "" }

// Draft is what a poster says, field by field. Empty fields are not said.
type Draft struct {
	// Name is what it is called, Organiser who runs it.
	Name, Organiser Words
	// Description has a blank line between paragraphs.
	Description Words
	Kind        Kind
	// Activities are plain words for what is done there, from the name and the
	// description.
	Activities []Words
	Places     []Place
	// ToldWhenYouJoin are words by which the place is told only to those who join.
	ToldWhenYouJoin Words
	// When are the times, in the order of the poster.
	When    []When
	Cost    Cost
	Joining Joining
	// Person is whom to ask for.
	Person                   Words
	Phones, Emails, Websites []Words
	// Socials are names on social media, as words: "Facebook @taytoneschoir".
	Socials    []Words
	Audience   Audience
	FirstVisit FirstVisit
	// AccessWords are what the poster says of access, Access what of that can be
	// filtered on.
	AccessWords []Words
	Access      []Access
	// Roles are ways to help.
	Roles []Words
	// Others are further events on the same poster: the draft is of the first.
	Others []Other
	// Questions are what is unclear or missing, the most needed first.
	Questions []Question
	// Cut is true when the text was longer than MostBytes.
	Cut bool
}

// Kind is what sort of thing it is, and the words that say so.
type Kind struct {
	Value directory.Kind
	Words
}

// Place is one place where it happens.
type Place struct {
	// Venue is the name of the building or the ground, Address the rest but for
	// the postcode: street and town, in the poster's order, joined by commas.
	Venue, Address Words
	// Town is the part of Address that is the name of a town, where Options.Places
	// knows it.
	Town     Words
	Postcode Words
	// Online is what it is held by ("Zoom"); the rest is then empty.
	Online Words
}

// Empty reports whether nothing is said of the place.
func (p Place) Empty() bool {
	return p.Venue.Empty() && p.Address.Empty() && p.Postcode.Empty() && p.Online.Empty()
}

// When is a part of the poster that says when it is.
type When struct {
	Words
	// Schedules are the rules worked out from the words, the first with the words
	// as its Text; or one with the Text alone, when they were not understood.
	Schedules []directory.Schedule
	// Understood is false when the words were left as words.
	Understood bool
	// Place is the index in Draft.Places of where it is then; -1 where others have
	// places of their own and these have none.
	Place int
}

// Cost is what it costs.
type Cost struct {
	Words
	Prices []Price
}

// Price is one amount and for whom or for what it is, if that is said.
type Price struct {
	// Pence is 0 for free.
	Pence int64
	For   Words
	// At is where the amount stands.
	At Span
}

// Joining is how to join.
type Joining struct {
	// Value is directory.JoinUnknown when the poster does not say.
	Value directory.Joining
	Words
}

// Audience is who it is for.
type Audience struct {
	Words
	// MinimumAge and MaximumAge are in whole years, both inclusive; nil where
	// nothing is said, or too much.
	MinimumAge, MaximumAge *int
}

// FirstVisit is what a first visit is like; see directory.FirstVisit.
type FirstVisit struct {
	WhoMeetsYou, BringSomeone, WhatHappens, Noise, Numbers, WearAndBring,
	GettingThere, ArrivingLate, LeavingEarly, WayIn, Toilets Words
}

// Access is one access feature, and the words that say so.
type Access struct {
	Feature directory.AccessFeature
	Words
}

// Other is a further event on the poster.
type Other struct {
	Name Words
	// All is all that the poster says of it: Read can draft it from this Text.
	All Words
}
