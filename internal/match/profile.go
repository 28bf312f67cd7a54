// Package match understands what a person says of themselves, finds what fits
// it, and says why. Reasons are kinds and values; internal/lang words them.
package match

import "alongside/internal/directory"

// Profile is what a person says. What is left empty limits nothing. It is never
// logged, cached or stored.
type Profile struct {
	// Say is free words; at most MaxSay characters.
	Say string
	// Strengths, Interests and Hopes were chosen: ids of concepts, or words.
	Strengths, Interests, Hopes []string
	// Near is the place as it was typed, Place that place found.
	Near  string
	Place *directory.Place
	// Within is how far is not too far, in metres; 0 leaves it to Travel.
	Within float64
	Travel Travel
	// Free are the parts of the week that suit; 0 for any.
	Free directory.Slots
	// Access are what has to be there: access features, and concepts of that
	// class ("women-only").
	Access []string
	// Helps are access features that were said to help; a listing that has them
	// counts for more. Without them no one is kept out.
	Helps []directory.AccessFeature
	// CostMax is the most to pay, in pence; nil for any.
	CostMax *int64
	// Company is what company suits: the id of a concept of that class.
	Company string
	// Age is in years; nil when it is not said.
	Age *int
	// Languages are lower-case codes of languages spoken, beside English.
	Languages []string
	// Avoid are concepts, or words, that are not wanted.
	Avoid []string
	// Joining are the ways in that are open to the person; empty for all but
	// through a professional.
	Joining  []directory.Joining
	TakePart TakePart
	// Without are pieces and limits that were understood and have been taken
	// back: Piece.Key and Limit.Key.
	Without []string
	// Limit is how many matches are wanted; DefaultLimit when 0.
	Limit int
	// Lang is the language that is spoken; English when empty.
	Lang string
}

// The bounds of a profile.
const (
	// MaxSay is the most characters that are read of what is said.
	MaxSay       = 10_000
	DefaultLimit = 8
	MaxLimit     = 20
	// MaxChosen bounds each list.
	MaxChosen = 50
)

// Travel is how someone gets about.
type Travel string

// The means of travel.
const (
	Walk  Travel = "walk"
	Wheel Travel = "wheel"
	Bus   Travel = "bus"
	Car   Travel = "car"
	Ferry Travel = "ferry"
)

// Travels lists every Travel.
func Travels() []Travel { return []Travel{Walk, Wheel, Bus, Car, Ferry} }

// TakePart says whether someone wants to join, to help, or both.
type TakePart string

// The ways of taking part.
const (
	Join TakePart = "join"
	Help TakePart = "help"
	Both TakePart = "both"
)

// TakeParts lists every TakePart.
func TakeParts() []TakePart { return []TakePart{Join, Help, Both} }
