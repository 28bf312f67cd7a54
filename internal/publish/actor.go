package publish

import (
	"errors"
	"regexp"
	"strings"

	"alongside/internal/directory"
)

// Actor is who does something: a role and a user's id, and nothing else of
// them.
type Actor struct {
	// Role is a word in lower-case letters and hyphens: "editor", "moderator".
	Role string
	// User is a user's id; empty for whoever has no account, and for the site.
	User string
}

// The roles of those who have no account.
const (
	// RoleAnyone is whoever suggests a listing without signing in.
	RoleAnyone = "anyone"
	// RoleSite is the site itself.
	RoleSite = "site"
)

// Anyone is whoever does not sign in.
func Anyone() Actor { return Actor{Role: RoleAnyone} }

var roleWord = regexp.MustCompile(`^[a-z][a-z-]{0,29}$`)

// check refuses what may not stand in a history: whatever is no role and no id
// could be an address or a name. The error does not repeat it.
func (a Actor) check() error {
	if !roleWord.MatchString(a.Role) {
		return errors.New("an actor's role is a word in lower-case letters")
	}
	if a.User != "" && !directory.IsID(a.User) {
		return errors.New("an actor is named by a user's id")
	}
	return nil
}

// author is how an act stands in the change log: role, user, deed and the act's
// id.
func (a Act) author() string {
	user := a.Actor.User
	if user == "" {
		user = "-"
	}
	return strings.Join([]string{a.Actor.Role, user, string(a.Deed), a.ID}, " ")
}

// parseAuthor reads what author wrote, and whether it was that.
func parseAuthor(s string) (Act, bool) {
	f := strings.Split(s, " ")
	if len(f) != 4 || !directory.IsID(f[3]) {
		return Act{}, false
	}
	a := Act{ID: f[3], Deed: Deed(f[2]), Actor: Actor{Role: f[0], User: f[1]}}
	if a.Actor.User == "-" {
		a.Actor.User = ""
	}
	return a, a.Actor.check() == nil
}
