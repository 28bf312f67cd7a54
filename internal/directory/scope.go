package directory

// ScopeKind is a kind of Scope.
type ScopeKind string

// The kinds of scope, widest first.
const (
	ScopeCountry ScopeKind = "country"
	ScopeArea    ScopeKind = "area"
)

// Scope is whom a role, a setting or a crisis card is for: a country, or an
// area within one.
type Scope struct {
	Kind ScopeKind `json:"kind"`
	// ID is a country's name in lower case, or an area's GSS code.
	ID string `json:"id"`
}
