package publish

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"alongside/internal/directory"
)

// SendCode sends a fresh code for a user's claim to an address, which has to be
// one of Published's, else CodeInvalid at "to". Earlier codes no longer count.
func (cs *Claims) SendCode(ctx context.Context, user, id, to string) (Claim, error) {
	c, err := cs.sendCode(ctx, user, id, to)
	if err != nil {
		return Claim{}, fmt.Errorf("send a claim's code: %w", err)
	}
	return c, nil
}

func (cs *Claims) sendCode(ctx context.Context, user, id, to string) (Claim, error) {
	var c Claim
	err := cs.store.Read(ctx, func(tx *sql.Tx) (err error) {
		c, err = readClaim(ctx, tx, id)
		return err
	})
	if err == nil && c.User != user {
		err = noClaim()
	}
	if err != nil {
		return c, err
	}
	at, err := cs.published(ctx, c.Organization)
	if err != nil {
		return c, err
	}
	if cs.o.Post == nil || !slices.ContainsFunc(at.Emails, func(s string) bool { return strings.EqualFold(s, to) }) {
		return c, directory.Invalid([]directory.Fault{directory.Faultf("to", "claim-to", "Choose one of the addresses that are published.")})
	}
	c, _, err = cs.code(ctx, id, HowMail, func(tx *sql.Tx, c Claim, code string) error {
		return cs.o.Post.SendClaimCode(ctx, tx, to, code, c)
	})
	return c, err
}

// CallCode gives a fresh code to read out to whoever answers one of Published's
// numbers. It is for who rings them, and never for who claims. Earlier codes no
// longer count.
func (cs *Claims) CallCode(ctx context.Context, id string) (Claim, string, error) {
	c, code, err := cs.code(ctx, id, HowCall, func(*sql.Tx, Claim, string) error { return nil })
	if err != nil {
		return Claim{}, "", fmt.Errorf("make a claim's code: %w", err)
	}
	return c, code, nil
}

// code makes a fresh code and hands it on within the transaction.
func (cs *Claims) code(ctx context.Context, id string, how How, hand func(*sql.Tx, Claim, string) error) (c Claim, code string, err error) {
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		return c, "", err
	}
	code = fmt.Sprintf("%0*d", codeFigures, n)
	var refusal error
	err = cs.store.Write(ctx, func(tx *sql.Tx) error {
		now := cs.millis()
		c, refusal = Claim{}, nil
		changed, err := exec(ctx, tx, `UPDATE claims SET code_hash = $2, codes = codes + 1, tries = 0, expires_at = $3
			WHERE id = $1 AND state = 'open' AND how = $4 AND codes < $5 AND expires_at > $6`,
			id, cs.hash(id, code), int64(now)+ClaimCodeFor.Milliseconds(), string(how), ClaimCodes, int64(now))
		if err != nil {
			return err
		}
		if c, err = readClaim(ctx, tx, id); err != nil {
			return err
		}
		if changed == 0 {
			refusal = c.noCode(how)
			return nil
		}
		return hand(tx, c, code)
	})
	if err != nil || refusal != nil {
		return c, "", errors.Join(err, refusal)
	}
	return c, code, nil
}

// noCode says why a claim gets no code.
func (c Claim) noCode(how How) error {
	switch {
	case c.State == ClaimContested:
		return claimContested()
	case c.State == ClaimVoid || c.State == ClaimOpen && c.How == how:
		return claimVoid() // or it has had all its codes
	case c.State == ClaimOpen:
		return directory.Invalid([]directory.Fault{directory.Faultf("how", "claim-how", "It can't be proved in this way. Choose another.")})
	default:
		return claimOver()
	}
}

// hash gives what is kept of a code: nobody can try codes against it without the
// key.
func (cs *Claims) hash(id, code string) string {
	h := hmac.New(sha256.New, cs.o.Key)
	h.Write([]byte("claim\x00" + id + "\x00" + code))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// Prove proves a user's claim by its code, however it is spaced, and makes them
// an owner, in one transaction. CodeInvalid at "code" when it is wrong; after
// ClaimTries, or when it has ended, the claim is void (CodeForbidden). A proved
// claim stays approved.
func (cs *Claims) Prove(ctx context.Context, user, id, code string) (Claim, error) {
	c, err := cs.prove(ctx, user, id, code)
	if err != nil {
		return Claim{}, fmt.Errorf("prove a claim: %w", err)
	}
	return c, nil
}

func (cs *Claims) prove(ctx context.Context, user, id, code string) (c Claim, err error) {
	act, err := cs.act(Act{Deed: DeedProved, Actor: Actor{Role: RoleClaimant, User: user}})
	if err != nil {
		return c, err
	}
	given := []byte(cs.hash(id, digits(code)))
	var refusal error
	err = cs.store.Write(ctx, func(tx *sql.Tx) error {
		now := cs.millis()
		refusal = nil
		// The try is counted before anybody knows whether it was right: two at
		// once are two.
		counted, err := exec(ctx, tx, `UPDATE claims SET tries = tries + 1 WHERE id = $1 AND user_id = $2 AND state = 'open' AND code_hash <> ''`, id, user)
		if err != nil {
			return err
		}
		if c, err = readClaim(ctx, tx, id); err != nil {
			return err
		}
		switch right := hmac.Equal(given, []byte(c.hash)); {
		case c.User != user:
			return noClaim()
		case counted == 0:
			refusal = c.noProof()
			return nil
		case c.ExpiresAt <= now || c.TriesLeft < 0:
			refusal = claimVoid()
			return end(ctx, tx, &c, ClaimVoid, now)
		case !right && c.TriesLeft == 0:
			refusal = claimVoid()
			return end(ctx, tx, &c, ClaimVoid, now)
		case !right:
			refusal = directory.Invalid([]directory.Fault{directory.Faultf("code", "claim-code", "This is not the code. Tries that are left: %d.", "Count", c.TriesLeft)})
			return nil
		}
		if err := cs.o.Owners.MakeOwner(ctx, tx, c.Organization, user, act.Actor); err != nil {
			return err
		}
		act.Organization = c.Organization
		if err := act.write(ctx, tx, true); err != nil {
			return err
		}
		return end(ctx, tx, &c, ClaimApproved, now)
	})
	return c, errors.Join(err, refusal)
}

// noProof says why a claim can't be proved; nil when it has been.
func (c Claim) noProof() error {
	switch c.State {
	case ClaimApproved:
		return nil
	case ClaimContested:
		return claimContested()
	case ClaimOpen:
		return directory.Invalid([]directory.Fault{directory.Faultf("code", "claim-no-code", "No code has been given yet.")})
	case ClaimVoid:
		return claimVoid()
	default:
		return claimOver()
	}
}
