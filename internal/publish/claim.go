package publish

import (
	"fmt"
	"io"
	"log/slog"

	"alongside/internal/directory"
)

// How says how a claim is proved.
type How string

// The ways to prove a claim.
const (
	// HowMail is a code sent to an address that is published.
	HowMail How = "mail"
	// HowCall is a code read out to whoever answers a number that is published.
	HowCall How = "call"
	// HowModerator is a moderator who looks into it.
	HowModerator How = "moderator"
)

// Hows lists every How.
func Hows() []How { return []How{HowMail, HowCall, HowModerator} }

// ClaimState says how far a claim has come.
type ClaimState string

// The states of a claim.
const (
	// ClaimOpen waits for its code, or for a moderator.
	ClaimOpen ClaimState = "open"
	// ClaimContested waits for a moderator alone: somebody else came first.
	ClaimContested ClaimState = "contested"
	// ClaimApproved made its user an owner.
	ClaimApproved ClaimState = "approved"
	// ClaimRefused was refused by a moderator.
	ClaimRefused ClaimState = "refused"
	// ClaimVoid had its code tried wrongly too often, or was left too long.
	ClaimVoid ClaimState = "void"
	// ClaimWithdrawn was taken back by its user.
	ClaimWithdrawn ClaimState = "withdrawn"
)

// ClaimStates lists every ClaimState.
func ClaimStates() []ClaimState {
	return []ClaimState{ClaimOpen, ClaimContested, ClaimApproved, ClaimRefused, ClaimVoid, ClaimWithdrawn}
}

// Claim is somebody's word that they speak for an organisation.
type Claim struct {
	// ID is a UUID, version 7: claims are in order by it.
	ID string
	// Organization and User are ids.
	Organization, User string
	How                How
	State              ClaimState
	// Contested is true when others have claimed the same organisation too, of
	// the first claim as of the later ones: both people are told, and the
	// moderators.
	Contested bool
	// Codes is how many codes were given, and TriesLeft how often the last of
	// them may still be tried.
	Codes, TriesLeft int
	// ExpiresAt is when the code ends, or the claim if none is out; 0 for what
	// waits for a moderator.
	ExpiresAt directory.Millis
	CreatedAt directory.Millis
	// DecidedAt is when it came to its end; 0 before.
	DecidedAt directory.Millis

	hash string
}

// String names the claim.
func (c Claim) String() string {
	return fmt.Sprintf("claim %s to organisation %s: %s, %s", c.ID, c.Organization, c.How, c.State)
}

// Format is a fmt.Formatter's: String, whatever the verb, so that no way of
// printing gives the code's hash.
func (c Claim) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, c.String()) }

// LogValue is a slog.LogValuer's: who claims is not in it.
func (c Claim) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", c.ID), slog.String("organization", c.Organization), slog.String("state", string(c.State)))
}

func noClaim() error {
	return directory.Keyedf(directory.CodeNotFound, "claim-none", "There is no such claim.")
}

func claimOver() error {
	return directory.Keyedf(directory.CodeConflict, "claim-over", "This claim has come to its end already.")
}

func claimVoid() error {
	return directory.Keyedf(directory.CodeForbidden, "claim-void", "This code can't be used any more. Ask for another, or ask a moderator.")
}

func claimContested() error {
	return directory.Keyedf(directory.CodeConflict, "claim-contested", "Someone else has claimed this organisation. A moderator will look at both.")
}
