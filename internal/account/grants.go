package account

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"alongside/internal/directory"
)

const grantColumns = `grants.user_id, grants.role, grants.scope_kind, grants.scope_id, grants.granted_by, grants.granted_at`

// into gives where a row of grantColumns is scanned to.
func (g *Grant) into() []any {
	return []any{&g.UserID, &g.Role, &g.Scope.Kind, &g.Scope.ID, &g.By, &g.At}
}

// key gives what tells grants apart: user, role and scope.
func (g Grant) key() []any {
	return []any{g.UserID, string(g.Role), string(g.Scope.Kind), g.Scope.ID}
}

// Grant gives a role to a user; At it sets itself. A role that they have
// stays as it was granted. An editor who is made an owner is an owner only,
// and an owner who is made an editor stays an owner. Whether By may do so is
// for the caller to ask (Can with Role.GivenBy). CodeInvalid is as with Check,
// CodeNotFound when there is no such user.
func (a *Accounts) Grant(ctx context.Context, g Grant) error {
	err := a.store.Write(ctx, func(tx *sql.Tx) error { return Give(ctx, tx, g, a.now()) })
	if err != nil {
		return fmt.Errorf("grant a role: %w", err)
	}
	return nil
}

// Give is Accounts.Grant within a transaction that writes.
func Give(ctx context.Context, tx *sql.Tx, g Grant, now time.Time) error {
	if err := g.Check(); err != nil {
		return err
	}
	if err := hold(ctx, tx, g.UserID); err != nil {
		return err
	}
	if g.Role == Editor {
		owner := g
		owner.Role = Owner
		var owns bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM grants WHERE user_id = $1 AND role = $2 AND scope_kind = $3 AND scope_id = $4)`,
			owner.key()...).Scan(&owns)
		if err != nil || owns {
			return err
		}
	}
	if g.Role == Owner {
		editor := g
		editor.Role = Editor
		if _, err := remove(ctx, tx, editor); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO grants (user_id, role, scope_kind, scope_id, granted_by, granted_at)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id, role, scope_kind, scope_id) DO NOTHING`,
		append(g.key(), g.By, now.UnixMilli())...)
	return err
}

// remove deletes a grant and reports whether it was there.
func remove(ctx context.Context, tx *sql.Tx, g Grant) (bool, error) {
	res, err := tx.ExecContext(ctx, `DELETE FROM grants WHERE user_id = $1 AND role = $2 AND scope_kind = $3 AND scope_id = $4`, g.key()...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// Revoke takes back the grant of this user, role and scope. Whether someone may
// do so is for the caller to ask, as with Grant. CodeConflict is for an
// organisation's last owner; CodeNotFound when there is no such grant.
func (a *Accounts) Revoke(ctx context.Context, g Grant) error {
	if err := g.Check(); err != nil {
		return err
	}
	err := a.store.Write(ctx, func(tx *sql.Tx) error {
		if err := hold(ctx, tx, g.UserID); err != nil {
			return err
		}
		if err := mayGo(ctx, tx, g); err != nil {
			return err
		}
		if had, err := remove(ctx, tx, g); err != nil || had {
			return err
		}
		return directory.Errorf(directory.CodeNotFound, "They don't have this role.")
	})
	if err != nil {
		return fmt.Errorf("revoke a role: %w", err)
	}
	return nil
}

// GrantsOf gives all that a user was granted; nothing for one who is not known.
func (a *Accounts) GrantsOf(ctx context.Context, userID string) ([]Grant, error) {
	if !directory.IsID(userID) {
		return nil, nil
	}
	var out []Grant
	err := a.store.Read(ctx, func(tx *sql.Tx) (err error) {
		out, err = grantsOf(ctx, tx, userID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read a user's grants: %w", err)
	}
	return out, nil
}

func grantsOf(ctx context.Context, tx *sql.Tx, userID string) (out []Grant, err error) {
	err = each(ctx, tx, func(rows *sql.Rows) error {
		var g Grant
		err := rows.Scan(g.into()...)
		out = append(out, g)
		return err
	}, `SELECT `+grantColumns+` FROM grants WHERE user_id = $1 ORDER BY role, scope_kind, scope_id`, userID)
	return out, err
}

// Holder is a user with one of their grants.
type Holder struct {
	User  User
	Grant Grant
}

// Holders gives who has a role within exactly this scope, by role and then in
// the order in which the users were made: an organisation's editors, a team's
// workers, an area's moderators. A country's moderators, who look after its
// areas too, are those of the country's scope. What is no scope has nobody.
func (a *Accounts) Holders(ctx context.Context, s directory.Scope) ([]Holder, error) {
	if !slices.ContainsFunc(Roles(), func(r Role) bool { return r.within(s) }) {
		return nil, nil
	}
	var out []Holder
	err := a.store.Read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, func(rows *sql.Rows) (err error) {
			var h Holder
			h.User, err = scanUser(rows, h.Grant.into()...)
			out = append(out, h)
			return err
		}, `SELECT `+userColumns+`, `+grantColumns+` FROM grants JOIN users ON users.id = grants.user_id
			WHERE grants.scope_kind = $1 AND grants.scope_id = $2 ORDER BY grants.role, users.id`, string(s.Kind), s.ID)
	})
	if err != nil {
		return nil, fmt.Errorf("list who has a role: %w", err)
	}
	return out, nil
}

// Editors gives an organisation's editors and owners, as Holders does.
func (a *Accounts) Editors(ctx context.Context, organizationID string) ([]Holder, error) {
	return a.Holders(ctx, organization(organizationID))
}
