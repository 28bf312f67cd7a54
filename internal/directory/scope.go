package directory

// ScopeKind is a kind of Scope.
type ScopeKind string

// The kinds of scope: places, widest first, then people who work together.
const (
	ScopeCountry      ScopeKind = "country"
	ScopeArea         ScopeKind = "area"
	ScopeOrganization ScopeKind = "organization"
	ScopeTeam         ScopeKind = "team"
)

// Scope is whom a role, a setting or a crisis card is for: a country, an area
// within one, an organisation or a team.
type Scope struct {
	Kind ScopeKind `json:"kind"`
	// ID is a country's name in lower case, an area's GSS code, or the id of an
	// organisation or a team.
	ID string `json:"id"`
}
