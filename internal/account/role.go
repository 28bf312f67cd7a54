package account

import (
	"slices"

	"alongside/internal/directory"
)

// Role is what someone is within a scope.
type Role string

// The roles. An editor and an owner are so of an organisation, a worker of a
// team, a moderator and an administrator of an area or of a country.
const (
	Editor        Role = "editor"
	Owner         Role = "owner"
	Worker        Role = "worker"
	Moderator     Role = "moderator"
	Administrator Role = "administrator"
)

// Roles gives all roles, in the order of the policy table.
func Roles() []Role { return []Role{Editor, Owner, Worker, Moderator, Administrator} }

// Scopes gives the kinds of scope within which a role may be granted; none for
// what is no role.
func (r Role) Scopes() []directory.ScopeKind {
	switch r {
	case Editor, Owner:
		return []directory.ScopeKind{directory.ScopeOrganization}
	case Worker:
		return []directory.ScopeKind{directory.ScopeTeam}
	case Moderator, Administrator:
		return []directory.ScopeKind{directory.ScopeCountry, directory.ScopeArea}
	}
	return nil
}

// GivenBy gives the action that whoever grants or revokes a role must be
// allowed, in a Resource that is the role's scope; empty for what is no role.
func (r Role) GivenBy() Action {
	switch r {
	case Editor, Owner:
		return ManageEditors
	case Worker, Moderator, Administrator:
		return ManageUsers
	}
	return ""
}

// within reports whether a role may be granted in a scope.
func (r Role) within(s directory.Scope) bool {
	if !slices.Contains(r.Scopes(), s.Kind) {
		return false
	}
	switch s.Kind {
	case directory.ScopeOrganization, directory.ScopeTeam:
		return directory.IsID(s.ID)
	case directory.ScopeArea:
		return isGSS(s.ID)
	case directory.ScopeCountry:
		return isCountry(s.ID)
	}
	return false
}

// isGSS reports whether s is a code of the Government Statistical Service: a
// capital letter and eight figures.
func isGSS(s string) bool {
	if len(s) != 9 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for _, c := range s[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func isCountry(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 40
}
