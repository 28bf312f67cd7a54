package account

import (
	"slices"

	"alongside/internal/directory"
)

// Action is something that only some may do.
type Action string

// The actions.
const (
	// SeeDrafts is reading what is not published, and the history.
	SeeDrafts Action = "see drafts"
	// EditListing is drafting and changing, pausing, restoring, uploading.
	EditListing Action = "edit listing"
	// Submit is handing a draft to a moderator.
	Submit Action = "submit"
	// Publish is publishing without asking. Can takes it for PublishTrusted
	// where the organisation is trusted.
	Publish Action = "publish"
	// PublishTrusted is Publish in an organisation that is trusted; elsewhere
	// nobody may.
	PublishTrusted Action = "publish as trusted"
	// Confirm is saying that a listing is right still, or no more.
	Confirm Action = "confirm"
	Delete  Action = "delete"
	// ManageEditors is making and unmaking an organisation's editors and owners.
	ManageEditors Action = "manage editors"
	// AnswerIntroductions is reading whom to expect, and answering.
	AnswerIntroductions Action = "answer introductions"
	// SeeUse is seeing how often an organisation's listings were shown and
	// opened.
	SeeUse Action = "see use"
	// SeeInsight is seeing the counts of what is missing.
	SeeInsight Action = "see insight"
	// Moderate is approving, asking, declining, merging.
	Moderate Action = "moderate"
	// SettleClaims is saying whose an organisation is.
	SettleClaims Action = "settle claims"
	// TrustOrganization is letting one publish without asking.
	TrustOrganization Action = "trust organisation"
	// SeeReports is reading what people say is wrong. Their words may tell who
	// wrote them: no organisation reads them.
	SeeReports       Action = "see reports"
	SeeSafetyReports Action = "see safety reports"
	HandleReports    Action = "handle reports"
	// SeeCallList is seeing whom to ring to ask whether listings are right.
	SeeCallList Action = "see call list"
	// UseBench is a team's own notes, and the people that it walks with.
	UseBench Action = "use bench"
	// ManageFeeds is adding and ending what is harvested on a schedule.
	ManageFeeds Action = "manage feeds"
	// ManageUsers is giving and taking the roles of workers, moderators and
	// administrators, ending sessions, erasing accounts.
	ManageUsers Action = "manage users"
)

// Actions gives all actions, in the order of the policy table.
func Actions() []Action {
	return []Action{SeeDrafts, EditListing, Submit, Publish, PublishTrusted, Confirm, Delete, ManageEditors,
		AnswerIntroductions, SeeUse, SeeInsight, Moderate, SettleClaims, TrustOrganization, SeeReports,
		SeeSafetyReports, HandleReports, SeeCallList, UseBench, ManageFeeds, ManageUsers}
}

// reach is how far a role's right goes: not at all, within the scope in which
// the role was granted, or all over.
type reach int

const (
	not reach = iota
	own
	all
)

// row is how far each role may do something.
type row struct{ editor, owner, worker, moderator, administrator reach }

// policy is who may do what, and where. What it does not name is refused.
//
// Whoever has a role in a country has it in all that the site holds. No one but
// the team reads what a team keeps about people, and no one but the
// organisation whom it is to expect: for those, the site has no master key.
var policy = map[Action]row{
	//                   editor, owner, worker, moderator, administrator
	SeeDrafts:           {own, own, not, own, own},
	EditListing:         {own, own, not, own, own},
	Submit:              {own, own, not, own, own},
	Publish:             {not, not, not, own, own},
	PublishTrusted:      {own, own, not, own, own},
	Confirm:             {own, own, all, own, own},
	Delete:              {not, own, not, own, own},
	ManageEditors:       {not, own, not, own, own},
	AnswerIntroductions: {own, own, not, not, not},
	SeeUse:              {own, own, not, own, own},
	SeeInsight:          {all, all, all, all, all},
	Moderate:            {not, not, not, own, own},
	SettleClaims:        {not, not, not, own, own},
	TrustOrganization:   {not, not, not, own, own},
	SeeReports:          {not, not, not, own, own},
	SeeSafetyReports:    {not, not, not, own, own},
	HandleReports:       {not, not, not, own, own},
	SeeCallList:         {not, not, all, own, own},
	UseBench:            {not, not, own, not, not},
	ManageFeeds:         {not, own, not, own, own},
	ManageUsers:         {not, not, not, not, own},
}

func (r row) of(role Role) reach {
	switch role {
	case Editor:
		return r.editor
	case Owner:
		return r.owner
	case Worker:
		return r.worker
	case Moderator:
		return r.moderator
	case Administrator:
		return r.administrator
	}
	return not
}

// Resource is what something is to be done to. What is left empty is in no one's
// scope but a country's.
type Resource struct {
	// OrganizationID is whose it is.
	OrganizationID string
	// TeamID is the team that it belongs to.
	TeamID string
	// Areas are the GSS codes of the areas in which it is; a role in any of
	// them counts.
	Areas []string
	// Trusted says that the organisation may publish without asking.
	Trusted bool
}

// in reports whether a resource is in a scope.
func (r Resource) in(s directory.Scope) bool {
	switch s.Kind {
	case directory.ScopeCountry:
		return true
	case directory.ScopeArea:
		return slices.Contains(r.Areas, s.ID)
	case directory.ScopeOrganization:
		return r.OrganizationID == s.ID
	case directory.ScopeTeam:
		return r.TeamID == s.ID
	}
	return false
}

// Can reports whether grants allow an action on a resource. A grant that could
// not have been given allows nothing.
func Can(grants []Grant, a Action, r Resource) bool {
	switch {
	case a == Publish && r.Trusted:
		a = PublishTrusted
	case a == PublishTrusted && !r.Trusted:
		return false
	}
	row := policy[a]
	return slices.ContainsFunc(grants, func(g Grant) bool {
		if !g.Role.within(g.Scope) {
			return false
		}
		reach := row.of(g.Role)
		return reach == all || reach == own && r.in(g.Scope)
	})
}
