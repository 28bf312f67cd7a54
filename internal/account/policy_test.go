package account_test

import (
	"slices"
	"testing"

	"alongside/internal/account"
	"alongside/internal/directory"
)

// Ids of things that exist in tests only, and the codes of two real areas.
var (
	orgA, orgB   = directory.ImportedID("test", "organisation a"), directory.ImportedID("test", "organisation b")
	teamA, teamB = directory.ImportedID("test", "team a"), directory.ImportedID("test", "team b")
)

const edinburgh, fife = "S12000036", "S12000047"

var scotland = directory.Scope{Kind: directory.ScopeCountry, ID: "scotland"}

// give makes a grant as it is kept.
func give(r account.Role, kind directory.ScopeKind, id string) account.Grant {
	return account.Grant{UserID: directory.ImportedID("test", "user"), Role: r, Scope: directory.Scope{Kind: kind, ID: id}, At: 1}
}

// TestPolicy holds every cell of the policy table to what is written here by
// hand: "-" nowhere, "own" in their own scope, "all" everywhere.
func TestPolicy(t *testing.T) {
	type cells struct{ editor, owner, worker, moderator, administrator string }
	table := map[account.Action]cells{
		"see drafts":           {"own", "own", "-", "own", "own"},
		"edit listing":         {"own", "own", "-", "own", "own"},
		"submit":               {"own", "own", "-", "own", "own"},
		"publish":              {"-", "-", "-", "own", "own"},
		"publish as trusted":   {"-", "-", "-", "-", "-"}, // in no organisation that is not trusted
		"confirm":              {"own", "own", "all", "own", "own"},
		"delete":               {"-", "own", "-", "own", "own"},
		"manage editors":       {"-", "own", "-", "own", "own"},
		"answer introductions": {"own", "own", "-", "-", "-"},
		"see use":              {"own", "own", "-", "own", "own"},
		"see insight":          {"all", "all", "all", "all", "all"},
		"moderate":             {"-", "-", "-", "own", "own"},
		"settle claims":        {"-", "-", "-", "own", "own"},
		"trust organisation":   {"-", "-", "-", "own", "own"},
		"see reports":          {"-", "-", "-", "own", "own"},
		"see safety reports":   {"-", "-", "-", "own", "own"},
		"handle reports":       {"-", "-", "-", "own", "own"},
		"see call list":        {"-", "-", "all", "own", "own"},
		"use bench":            {"-", "-", "own", "-", "-"},
		"manage feeds":         {"-", "own", "-", "own", "own"},
		"manage users":         {"-", "-", "-", "-", "own"},
	}
	trusted := map[account.Action]cells{
		"publish":            {"own", "own", "-", "own", "own"},
		"publish as trusted": {"own", "own", "-", "own", "own"},
	}
	here := account.Resource{OrganizationID: orgA, TeamID: teamA, Areas: []string{fife, edinburgh}}
	elsewhere := account.Resource{OrganizationID: orgB, TeamID: teamB, Areas: []string{fife}}
	check := func(a account.Action, g account.Grant, want string, trusted bool) {
		t.Helper()
		here, elsewhere, nowhere := here, elsewhere, account.Resource{}
		here.Trusted, elsewhere.Trusted, nowhere.Trusted = trusted, trusted, trusted
		for _, at := range []struct {
			name     string
			resource account.Resource
			want     bool
		}{
			{"in their scope", here, want != "-"},
			{"elsewhere", elsewhere, want == "all"},
			{"with no place", nowhere, want == "all"},
		} {
			for _, grants := range [][]account.Grant{{g}, {give("editor", "organization", teamB), g}} {
				if grants[0] != g && a == "see insight" {
					continue // every role may
				}
				if got := account.Can(grants, a, at.resource); got != at.want {
					t.Errorf("%s by %s, %s (trusted: %v): %v", a, g.Role, at.name, trusted, got)
				}
			}
		}
	}
	if len(table) != len(account.Actions()) {
		t.Errorf("%d actions are tested of %d", len(table), len(account.Actions()))
	}
	for _, a := range account.Actions() {
		want, ok := table[a]
		if !ok {
			t.Errorf("%s is not tested", a)
		}
		for _, is := range []bool{false, true} {
			if w, ok := trusted[a]; ok && is {
				want = w
			}
			check(a, give("editor", "organization", orgA), want.editor, is)
			check(a, give("owner", "organization", orgA), want.owner, is)
			check(a, give("worker", "team", teamA), want.worker, is)
			check(a, give("moderator", "area", edinburgh), want.moderator, is)
			check(a, give("administrator", "area", edinburgh), want.administrator, is)
			// A country is everywhere.
			for role, cell := range map[account.Role]string{"moderator": want.moderator, "administrator": want.administrator} {
				if cell == "own" {
					cell = "all"
				}
				check(a, give(role, "country", "scotland"), cell, is)
			}
		}
	}
}

// TestNobodyElse holds that what the table does not know is refused, wherever.
func TestNobodyElse(t *testing.T) {
	everything := account.Resource{OrganizationID: orgA, TeamID: teamA, Areas: []string{edinburgh}, Trusted: true}
	every := []account.Grant{give("editor", "organization", orgA), give("owner", "organization", orgA), give("worker", "team", teamA),
		give("moderator", "country", "scotland"), give("administrator", "country", "scotland")}
	for _, a := range []account.Action{"", "fly", "Moderate", "moderate ", "see  drafts"} {
		if account.Can(every, a, everything) {
			t.Errorf("%q is allowed", a)
		}
	}
	for _, a := range account.Actions() {
		if !account.Can(every, a, everything) {
			t.Errorf("nobody may %s", a)
		}
		for name, grants := range map[string][]account.Grant{
			"nobody": nil,
			"roles that are none": {give("", "country", "scotland"), give("king", "country", "scotland"), give("Administrator", "country", "scotland"),
				give("administrator ", "country", "scotland")},
			"scopes that are none": {give("administrator", "", ""), give("administrator", "site", "scotland"), give("moderator", "country", ""),
				give("moderator", "area", ""), give("moderator", "area", "edinburgh"), give("owner", "organization", ""), give("worker", "team", "x")},
			"roles in others' scopes": {give("editor", "country", "scotland"), give("owner", "area", edinburgh), give("owner", "team", teamA),
				give("worker", "country", "scotland"), give("worker", "organization", orgA), give("moderator", "organization", orgA),
				give("administrator", "organization", orgA), give("administrator", "team", teamA)},
		} {
			if account.Can(grants, a, everything) || account.Can(grants, a, account.Resource{}) {
				t.Errorf("%s may %s", name, a)
			}
		}
	}
}

// TestGivenBy holds that no role but an administrator's makes itself greater.
func TestGivenBy(t *testing.T) {
	for role, want := range map[account.Role]account.Action{"editor": "manage editors", "owner": "manage editors", "worker": "manage users",
		"moderator": "manage users", "administrator": "manage users", "king": "", "": ""} {
		if got := role.GivenBy(); got != want {
			t.Errorf("%q is given by %q", role, got)
		}
	}
	for _, r := range account.Roles() {
		if r.GivenBy() == "" || len(r.Scopes()) == 0 || !slices.Contains(account.Actions(), r.GivenBy()) {
			t.Errorf("nobody gives %s, or nowhere", r)
		}
	}
}
