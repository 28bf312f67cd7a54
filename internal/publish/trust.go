package publish

import (
	"context"
	"database/sql"
	"fmt"

	"alongside/internal/directory"
)

// Trust has an organisation's drafts published at once from now on. A second
// time changes nothing.
func (m *Moderation) Trust(ctx context.Context, who Actor, organization, why string) error {
	return m.trust(ctx, Act{Deed: DeedTrusted, Actor: who, Organization: organization, Why: why},
		`INSERT INTO trusted_organizations (organization_id, act_id) VALUES ($1, $2) ON CONFLICT (organization_id) DO NOTHING`)
}

// Distrust has an organisation's drafts looked at again before they are
// published.
func (m *Moderation) Distrust(ctx context.Context, who Actor, organization, why string) error {
	return m.trust(ctx, Act{Deed: DeedDistrusted, Actor: who, Organization: organization, Why: why},
		`DELETE FROM trusted_organizations WHERE organization_id = $1 AND act_id <> $2`)
}

func (b book) trust(ctx context.Context, a Act, query string) error {
	a, err := b.act(a)
	if err == nil && !directory.IsID(a.Organization) {
		err = directory.Errorf(directory.CodeNotFound, "There is no such organisation.")
	}
	if err == nil {
		err = b.store.Write(ctx, func(tx *sql.Tx) error {
			n, err := exec(ctx, tx, query, a.Organization, a.ID)
			if err != nil || n == 0 {
				return err
			}
			return a.write(ctx, tx, true)
		})
	}
	if err != nil {
		return fmt.Errorf("%s organisation: %w", a.Deed, err)
	}
	return nil
}

// Trusted reports whether an organisation's drafts are published at once.
func (m *Moderation) Trusted(ctx context.Context, organization string) (yes bool, err error) {
	err = m.store.Read(ctx, func(tx *sql.Tx) error {
		yes, err = isTrusted(ctx, tx, organization)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look whether an organisation is trusted: %w", err)
	}
	return yes, nil
}

func isTrusted(ctx context.Context, tx *sql.Tx, organization string) (yes bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM trusted_organizations WHERE organization_id = $1)`, organization).Scan(&yes)
	return yes, err
}
