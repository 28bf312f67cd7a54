// Package poster drafts a listing from a poster or a post that someone pastes.
// It reads with rules alone, and invents nothing: a text in a draft is the
// poster's own words, tidied (spaces, bullets, emoji, the capitals of a line in
// capitals), and anything else (a rule, an amount, an age) is worked out from
// words that the draft points at. What the poster does not say stays empty, and
// what it leaves unclear is asked.
package poster

import (
	"slices"

	"alongside/internal/concept"
	"alongside/internal/directory"
)

// MostBytes is how much of a text is read. The rest is left, and Draft.Cut says
// so.
const MostBytes = 10_000

// Options are what Read needs to know besides the poster.
type Options struct {
	// Today settles the year of a date that names none. Without it such a date
	// stays text.
	Today directory.Date
	// Places tells the names of towns, and whether there is such a postcode; nil
	// for nobody to ask.
	Places Places
	// Concepts finds what is done there; nil leaves Draft.Activities empty.
	Concepts *concept.Set
}

// Places finds a place by its name or postcode, as places.Gazetteer's Named
// does.
type Places interface {
	Named(name string) (directory.Place, bool)
}

// PlacesFunc is a function that is a Places.
type PlacesFunc func(name string) (directory.Place, bool)

// Named calls the function.
func (f PlacesFunc) Named(name string) (directory.Place, bool) { return f(name) }

// Read drafts a listing from the text of a poster. It takes any bytes, does no
// I/O but what the options' Places does, gives the same for the same, and is
// bounded in time and memory by MostBytes.
func Read(text string, o Options) Draft {
	s := newSheet(text)
	r := &reader{sheet: s, Options: o}
	r.draft.Cut = s.cut
	s.isTown = r.isTown
	if s.cut {
		r.ask(AskCut, "", span{})
	}
	if s.unreadable {
		r.ask(AskUnreadable, "", span{})
		return r.draft
	}
	r.claimContacts()
	r.claimPostcodes()
	r.claimMoney()
	r.atoms = r.readAtoms()
	r.runs = r.makeRuns()
	r.markTimed()
	r.partEvents()
	r.readAll()
	return r.draft
}

// reader is a poster while it is read.
type reader struct {
	Options
	*sheet
	atoms []atom
	runs  []run
	// timedBytes are those of the runs.
	timedBytes []bool
	// told are the sentences, once they have been cut.
	told []piece
	// codes are the postcodes, and sums the amounts of money.
	codes []span
	sums  []sum
	// phones and the like are in the order of the poster.
	phones, emails, webs, socials []span
	title                         span
	organiser                     span
	asked                         int
	draft                         Draft
}

// readAll reads every field of what is left when other events are set aside.
// The order counts: what one field claims, the later ones leave.
func (r *reader) readAll() {
	r.readName()
	r.readOrganiser()
	r.readWhen()
	r.readPlaces()
	r.readCost()
	r.readContacts()
	r.readJoining()
	r.readRoles()
	r.readAccess()
	r.readVisit()
	r.readAudience()
	r.readKind()
	r.readDescription()
	r.readActivities()
	r.askMissing()
	slices.SortStableFunc(r.draft.Questions, func(a, b Question) int { return a.Ask.rank() - b.Ask.rank() })
}
