package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"alongside/internal/directory"
)

// lastOwner says why an organisation's last owner stays.
func lastOwner() error {
	return directory.Keyedf(directory.CodeConflict, "account-last-owner",
		"Nobody else owns this organisation. Hand it over first, or ask a moderator to take it.")
}

// mayGo keeps an organisation's owners as they are until the transaction ends,
// and says why a grant may not end: its user is the last owner who has ever
// signed in. One who has not may be a mistyped address; they leave nobody
// behind.
func mayGo(ctx context.Context, tx *sql.Tx, g Grant) error {
	if g.Role != Owner || !g.ofOrganization() {
		return nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE grants SET granted_at = granted_at WHERE scope_kind = $1 AND scope_id = $2 AND role = $3`,
		string(g.Scope.Kind), g.Scope.ID, string(Owner))
	if err != nil {
		return err
	}
	var owners, theirs int
	err = tx.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN users.id = $4 THEN 1 ELSE 0 END), 0)
		FROM grants JOIN users ON users.id = grants.user_id
		WHERE grants.scope_kind = $1 AND grants.scope_id = $2 AND grants.role = $3 AND users.last_seen_at > 0`,
		string(g.Scope.Kind), g.Scope.ID, string(Owner), g.UserID).Scan(&owners, &theirs)
	if err == nil && owners == 1 && theirs == 1 {
		return lastOwner()
	}
	return err
}

// roleIn gives what a user is in an organisation; empty when nothing.
func roleIn(ctx context.Context, tx *sql.Tx, userID, organizationID string) (r Role, err error) {
	s := organization(organizationID)
	if !Owner.within(s) {
		return "", nil
	}
	err = tx.QueryRowContext(ctx, `SELECT role FROM grants WHERE user_id = $1 AND scope_kind = $2 AND scope_id = $3 ORDER BY role DESC LIMIT 1`,
		userID, string(s.Kind), s.ID).Scan(&r)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return r, err
}

// Handover is an owner passing an organisation on.
type Handover struct {
	OrganizationID string
	// From is the owner's id. They stay as an editor.
	From string
	// To is the id of an editor who has signed in before, so that no
	// organisation goes to a mistyped address.
	To string
}

// HandOver makes To an owner in place of From. CodeForbidden is when From does
// not own it, CodeConflict when To is none of its editors or never signed in,
// CodeNotFound when either is not known.
func (a *Accounts) HandOver(ctx context.Context, h Handover) error {
	err := a.store.Write(ctx, func(tx *sql.Tx) error {
		// In one order, whoever hands over to whom.
		for _, id := range []string{min(h.From, h.To), max(h.From, h.To)} {
			if err := hold(ctx, tx, id); err != nil {
				return err
			}
		}
		from, err := roleIn(ctx, tx, h.From, h.OrganizationID)
		if err != nil {
			return err
		}
		to, err := roleIn(ctx, tx, h.To, h.OrganizationID)
		if err != nil {
			return err
		}
		var seen directory.Millis
		if err := tx.QueryRowContext(ctx, `SELECT last_seen_at FROM users WHERE id = $1`, h.To).Scan(&seen); err != nil {
			return err
		}
		switch {
		case from != Owner:
			return directory.Keyedf(directory.CodeForbidden, "account-not-owner", "Only an owner can hand this organisation over.")
		case to == "" || h.From == h.To:
			return directory.Keyedf(directory.CodeConflict, "account-not-editor", "Make them an editor of this organisation first, then hand it over.")
		case seen == 0:
			return directory.Keyedf(directory.CodeConflict, "account-not-seen", "They have not signed in yet. Ask them to, then hand it over.")
		}
		now := a.now()
		g := Grant{UserID: h.From, Role: Owner, Scope: organization(h.OrganizationID), By: h.From}
		if _, err := remove(ctx, tx, g); err != nil {
			return err
		}
		g.Role = Editor
		if err := Give(ctx, tx, g, now); err != nil {
			return err
		}
		g.UserID, g.Role = h.To, Owner
		return Give(ctx, tx, g, now)
	})
	if err != nil {
		return fmt.Errorf("hand over an organisation: %w", err)
	}
	return nil
}

// Leave ends what a user is in an organisation. CodeConflict is for its last
// owner, who hands it over first, or lets a moderator take it; CodeNotFound for
// one who has no part in it.
func (a *Accounts) Leave(ctx context.Context, organizationID, userID string) error {
	err := a.store.Write(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, userID); err != nil {
			return err
		}
		role, err := roleIn(ctx, tx, userID, organizationID)
		if err != nil {
			return err
		}
		if role == "" {
			return directory.Keyedf(directory.CodeNotFound, "account-no-part", "You have no part in this organisation.")
		}
		g := Grant{UserID: userID, Role: role, Scope: organization(organizationID)}
		if err := mayGo(ctx, tx, g); err != nil {
			return err
		}
		_, err = remove(ctx, tx, g)
		return err
	})
	if err != nil {
		return fmt.Errorf("leave an organisation: %w", err)
	}
	return nil
}

// Take makes a moderator or an administrator an owner of an organisation beside
// those it has, so that the last of them can leave, or be revoked. That the
// organisation is in their scope is for the caller to ask. CodeForbidden is for
// one who is neither, CodeInvalid for what is no organisation's id.
func (a *Accounts) Take(ctx context.Context, organizationID, moderatorID string) error {
	err := a.store.Write(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, moderatorID); err != nil {
			return err
		}
		var is bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM grants WHERE user_id = $1 AND role IN ($2, $3))`,
			moderatorID, string(Moderator), string(Administrator)).Scan(&is)
		if err != nil {
			return err
		}
		if !is {
			return directory.Errorf(directory.CodeForbidden, "Only a moderator can take an organisation.")
		}
		return Give(ctx, tx, Grant{UserID: moderatorID, Role: Owner, Scope: organization(organizationID), By: moderatorID}, a.now())
	})
	if err != nil {
		return fmt.Errorf("take an organisation: %w", err)
	}
	return nil
}
