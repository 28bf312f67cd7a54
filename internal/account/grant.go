package account

import (
	"slices"

	"alongside/internal/directory"
)

// Grant is a role that a user has within a scope.
type Grant struct {
	UserID string
	Role   Role
	Scope  directory.Scope
	// By is the id of whoever granted it, which outlives their account; empty
	// for the command line.
	By string
	// At is when it was granted.
	At directory.Millis
}

// Check gives what is wrong with a grant's role, scope and giver, as
// CodeInvalid with faults at "role", "scope" and "by"; nil when it could be
// kept.
func (g Grant) Check() error {
	var out []directory.Fault
	switch {
	case !slices.Contains(Roles(), g.Role):
		out = append(out, directory.Faultf("role", "account-role", "A role is one of %s.", "Choices", directory.CodesOf(Roles())))
	case !g.Role.within(g.Scope):
		out = append(out, directory.Faultf("scope", "account-scope", "This role is given within one of %s, which has to be named.", "Choices", directory.CodesOf(g.Role.Scopes())))
	}
	if g.By != "" && !directory.IsID(g.By) {
		out = append(out, directory.Fault{Path: "by", Message: "This id is not one of ours."})
	}
	return directory.Invalid(out)
}

// ofOrganization reports whether the grant is an editor's or an owner's.
func (g Grant) ofOrganization() bool { return g.Scope.Kind == directory.ScopeOrganization }

// organization gives the scope of one.
func organization(id string) directory.Scope {
	return directory.Scope{Kind: directory.ScopeOrganization, ID: id}
}
