package publish

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// How a claim's codes are bounded. A code has eight figures; so somebody who
// only guesses is right with odds of 15 in 100 million for a claim, after which
// a moderator has to look.
const (
	// ClaimCodeFor is how long a code may be used.
	ClaimCodeFor = 7 * 24 * time.Hour
	// ClaimTries is how often a code may be tried.
	ClaimTries = 5
	// ClaimCodes is how many codes a claim gets.
	ClaimCodes = 3
	// ClaimOpenFor is how long a claim waits for its first code.
	ClaimOpenFor = 30 * 24 * time.Hour
	// claimPause is how long after a void claim its user needs a moderator.
	claimPause  = 7 * 24 * time.Hour
	codeFigures = 8
)

// RoleClaimant is the role of who claims an organisation.
const RoleClaimant = "claimant"

// Owners makes people owners of organisations: the accounts do. Both are part
// of the transaction of the claim, and must not begin one that writes.
type Owners interface {
	// MakeOwner makes a user an owner of an organisation, on the word of by. A
	// second time changes nothing.
	MakeOwner(ctx context.Context, tx *sql.Tx, organization, user string, by Actor) error
	// Owned reports whether an organisation has an owner.
	Owned(ctx context.Context, tx *sql.Tx, organization string) (bool, error)
}

// Post sends codes by mail: within the transaction that makes the code, so that
// a code that is out was sent.
type Post interface {
	SendClaimCode(ctx context.Context, tx *sql.Tx, to, code string, c Claim) error
}

// ClaimOptions are what NewClaims needs.
type ClaimOptions struct {
	// Key hashes codes: vault.Derive gives one for a purpose. At least 16 bytes.
	Key    []byte
	Owners Owners
	// Post may be nil: then nothing is proved by mail.
	Post Post
	// Now is the clock; time.Now when nil.
	Now func() time.Time
}

// Claims keeps who says that they speak for an organisation. It is safe for use
// by many goroutines.
type Claims struct {
	book
	o ClaimOptions
}

// NewClaims keeps claims in a store.
func NewClaims(s *store.Store, o ClaimOptions) (*Claims, error) {
	if len(o.Key) < 16 || o.Owners == nil {
		return nil, errors.New("claims need a key of 16 bytes or more, and owners")
	}
	return &Claims{newBook(s, o.Now), o}, nil
}

const claimColumns = `id, organization_id, user_id, how, state, contested, code_hash, codes, tries, expires_at, created_at, decided_at`

func scanClaim(r interface{ Scan(into ...any) error }) (Claim, error) {
	var c Claim
	var tries int
	err := r.Scan(&c.ID, &c.Organization, &c.User, &c.How, &c.State, &c.Contested, &c.hash, &c.Codes, &tries, &c.ExpiresAt, &c.CreatedAt, &c.DecidedAt)
	if c.hash != "" {
		c.TriesLeft = ClaimTries - tries
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = noClaim()
	}
	return c, err
}

func readClaim(ctx context.Context, tx *sql.Tx, id string) (Claim, error) {
	return scanClaim(tx.QueryRowContext(ctx, `SELECT `+claimColumns+` FROM claims WHERE id = $1`, id))
}

// Begin claims an organisation for a user, to be proved in a way for which
// Published gives an address or a number, else CodeInvalid at "how". Where
// somebody else came first, or it has an owner, the claim is ClaimContested:
// only a moderator can approve it, and the first stays what it is. A user has
// one claim to an organisation at a time: a second Begin gives the first one,
// to be proved in the new way. CodeTooMany comes for a while after a claim that
// went void; a moderator may be asked then too.
func (cs *Claims) Begin(ctx context.Context, user, organization string, how How) (Claim, error) {
	c, err := cs.claim(ctx, user, organization, how)
	if err != nil {
		return Claim{}, fmt.Errorf("claim organisation %s: %w", organization, err)
	}
	return c, nil
}

func (cs *Claims) claim(ctx context.Context, user, organization string, how How) (Claim, error) {
	act, err := cs.act(Act{Deed: DeedClaimed, Actor: Actor{Role: RoleClaimant, User: user}, Organization: organization})
	if err != nil {
		return Claim{}, err
	}
	if user == "" {
		return Claim{}, noClaim()
	}
	at, err := cs.published(ctx, organization)
	if err != nil {
		return Claim{}, err
	}
	if !slices.Contains(Hows(), how) || how == HowMail && (len(at.Emails) == 0 || cs.o.Post == nil) || how == HowCall && len(at.Phones) == 0 {
		return Claim{}, directory.Invalid([]directory.Fault{directory.Faultf("how", "claim-how", "It can't be proved in this way. Choose another.")})
	}
	now := cs.millis()
	c := Claim{ID: directory.NewID(now.Time()), Organization: organization, User: user, How: how, State: ClaimOpen,
		CreatedAt: now}
	if how != HowModerator {
		c.ExpiresAt = now + directory.Millis(ClaimOpenFor.Milliseconds())
	}
	fresh := c
	err = cs.store.Write(ctx, func(tx *sql.Tx) error {
		// One at a time, so that one of two comes first.
		_, err := exec(ctx, tx, `INSERT INTO claimed_organizations (organization_id) VALUES ($1)
			ON CONFLICT (organization_id) DO UPDATE SET organization_id = excluded.organization_id`, organization)
		if err != nil {
			return err
		}
		if err := expire(ctx, tx, now, organization); err != nil {
			return err
		}
		c = fresh
		mine, err := cs.again(ctx, tx, c)
		if err != nil || mine.ID != "" {
			c = mine
			return err
		}
		return cs.insert(ctx, tx, &c, act)
	})
	return c, err
}

// again gives the claim that its user has already, in the new way; none when
// there is none. A void one is too many for a while.
func (cs *Claims) again(ctx context.Context, tx *sql.Tx, c Claim) (Claim, error) {
	var live, void string
	err := each(ctx, tx, func(r *sql.Rows) error {
		old, err := scanClaim(r)
		switch {
		case old.State == ClaimOpen || old.State == ClaimContested:
			live = old.ID
		case old.State == ClaimVoid && c.CreatedAt-old.DecidedAt < directory.Millis(claimPause.Milliseconds()):
			void = old.ID
		}
		return err
	}, `SELECT `+claimColumns+` FROM claims WHERE organization_id = $1 AND user_id = $2`, c.Organization, c.User)
	if err != nil {
		return Claim{}, err
	}
	if live == "" && void != "" && c.How != HowModerator {
		return Claim{}, directory.Keyedf(directory.CodeTooMany, "claim-many", "Your last claim could not be proved. Ask a moderator.")
	}
	if live == "" {
		return Claim{}, nil
	}
	old, err := readClaim(ctx, tx, live)
	if err != nil || old.How == c.How {
		return old, err
	}
	if old.State != ClaimOpen {
		c.ExpiresAt = 0
	}
	// Its codes stay counted: another way is no other guess.
	_, err = exec(ctx, tx, `UPDATE claims SET how = $2, code_hash = '', tries = 0, expires_at = $3 WHERE id = $1 AND state = $4`,
		live, string(c.How), int64(c.ExpiresAt), string(old.State))
	if err != nil {
		return Claim{}, err
	}
	return readClaim(ctx, tx, live)
}

// insert writes a new claim: contested, with all others, when there are any.
func (cs *Claims) insert(ctx context.Context, tx *sql.Tx, c *Claim, act Act) error {
	owned, err := cs.o.Owners.Owned(ctx, tx, c.Organization)
	if err != nil {
		return err
	}
	others, err := exec(ctx, tx, `UPDATE claims SET contested = 1 WHERE organization_id = $1 AND user_id <> $2 AND state IN ('open', 'contested', 'approved')`,
		c.Organization, c.User)
	if err != nil {
		return err
	}
	c.State, c.Contested = ClaimOpen, false
	if owned || others > 0 {
		c.State, c.Contested, c.ExpiresAt = ClaimContested, true, 0
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO claims (`+claimColumns+`) VALUES ($1, $2, $3, $4, $5, $6, '', 0, 0, $7, $8, 0)`,
		c.ID, c.Organization, c.User, string(c.How), string(c.State), bit(c.Contested), int64(c.ExpiresAt), int64(c.CreatedAt))
	if err != nil {
		return err
	}
	return act.write(ctx, tx, true)
}

// expire makes void what was left too long, of one organisation or of all.
func expire(ctx context.Context, tx *sql.Tx, now directory.Millis, organization string) error {
	_, err := exec(ctx, tx, `UPDATE claims SET state = 'void', code_hash = '', decided_at = $1
		WHERE state = 'open' AND expires_at > 0 AND expires_at <= $1 AND (organization_id = $2 OR $2 = '')`, int64(now), organization)
	return err
}

// Expire makes void the claims that were left too long. A job calls it; whatever
// is asked about a claim counts them as void by itself.
func (cs *Claims) Expire(ctx context.Context) error {
	err := cs.store.Write(ctx, func(tx *sql.Tx) error { return expire(ctx, tx, cs.millis(), "") })
	if err != nil {
		return fmt.Errorf("expire claims: %w", err)
	}
	return nil
}

// end brings a claim to its end.
func end(ctx context.Context, tx *sql.Tx, c *Claim, to ClaimState, now directory.Millis) error {
	c.State, c.DecidedAt, c.hash, c.TriesLeft = to, now, "", 0
	_, err := exec(ctx, tx, `UPDATE claims SET state = $2, code_hash = '', decided_at = $3 WHERE id = $1`, c.ID, string(to), int64(now))
	return err
}

// Approve makes who claims an owner, on a moderator's word.
func (cs *Claims) Approve(ctx context.Context, who Actor, id, why string) (Claim, error) {
	return cs.conclude(ctx, Act{Deed: DeedApproved, Actor: who, Why: why}, id, ClaimApproved)
}

// Refuse refuses a claim, on a moderator's word and with their reason.
func (cs *Claims) Refuse(ctx context.Context, who Actor, id, why string) (Claim, error) {
	return cs.conclude(ctx, Act{Deed: DeedRefused, Actor: who, Why: why}, id, ClaimRefused)
}

// Withdraw takes a user's own claim back.
func (cs *Claims) Withdraw(ctx context.Context, user, id string) (Claim, error) {
	return cs.conclude(ctx, Act{Deed: DeedWithdrew, Actor: Actor{Role: RoleClaimant, User: user}}, id, ClaimWithdrawn)
}

func (cs *Claims) conclude(ctx context.Context, a Act, id string, to ClaimState) (Claim, error) {
	a, err := cs.act(a)
	if err == nil && to == ClaimRefused {
		err = a.need("publish-reason", "Write why.")
	}
	var c Claim
	if err == nil {
		err = cs.store.Write(ctx, func(tx *sql.Tx) error {
			// The row is held first: what somebody else does at once comes before
			// or after.
			n, err := exec(ctx, tx, `UPDATE claims SET state = $2 WHERE id = $1 AND state IN ('open', 'contested')`, id, string(to))
			if err != nil {
				return err
			}
			if c, err = readClaim(ctx, tx, id); err != nil {
				return err
			}
			if to == ClaimWithdrawn && c.User != a.Actor.User {
				return noClaim()
			}
			if n == 0 {
				return claimOver()
			}
			if to == ClaimApproved {
				if err := cs.o.Owners.MakeOwner(ctx, tx, c.Organization, c.User, a.Actor); err != nil {
					return err
				}
			}
			a.Organization = c.Organization
			if err := a.write(ctx, tx, true); err != nil {
				return err
			}
			return end(ctx, tx, &c, to, cs.millis())
		})
	}
	if err != nil {
		return Claim{}, fmt.Errorf("%s claim: %w", a.Deed, err)
	}
	return c, nil
}

// ClaimsAtOnce is the most claims that List gives.
const ClaimsAtOnce = 100

// ClaimQuery says which claims to list.
type ClaimQuery struct {
	// Organization, User and State narrow the list; empty for any.
	Organization, User string
	State              ClaimState
	// After is the id of the last claim of the page before.
	After string
	// Limit is how many; ClaimsAtOnce when 0 or more than that.
	Limit int
}

// List gives claims, the oldest first; one that was left too long is void.
func (cs *Claims) List(ctx context.Context, q ClaimQuery) (out []Claim, err error) {
	if q.Limit <= 0 || q.Limit > ClaimsAtOnce {
		q.Limit = ClaimsAtOnce
	}
	now := int64(cs.millis())
	const state = `CASE WHEN state = 'open' AND expires_at > 0 AND expires_at <= $3 THEN 'void' ELSE state END`
	args := []any{q.After, q.Limit, now}
	where := []string{"id > $1"}
	for column, value := range map[string]string{"organization_id": q.Organization, "user_id": q.User, state: string(q.State)} {
		if value != "" {
			args = append(args, value)
			where = append(where, fmt.Sprintf("%s = $%d", column, len(args)))
		}
	}
	err = cs.store.Read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, func(r *sql.Rows) error {
			c, err := scanClaim(r)
			out = append(out, c)
			return err
		}, `SELECT `+strings.Replace(claimColumns, " state,", " "+state+",", 1)+` FROM claims WHERE `+strings.Join(where, " AND ")+` ORDER BY id LIMIT $2`, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("list claims: %w", err)
	}
	return out, nil
}

// Get gives a claim; CodeNotFound when there is none.
func (cs *Claims) Get(ctx context.Context, id string) (c Claim, err error) {
	err = cs.store.Read(ctx, func(tx *sql.Tx) error {
		c, err = readClaim(ctx, tx, id)
		return err
	})
	if err != nil {
		return Claim{}, fmt.Errorf("read a claim: %w", err)
	}
	return c, nil
}
