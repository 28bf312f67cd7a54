package publish

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"alongside/internal/directory"
)

// Published is where an organisation has said in the directory that it can be
// reached: a claim is proved there and nowhere else.
type Published struct {
	Emails, Phones []string
}

// mostAsked is how many of an organisation's listings are looked at.
const mostAsked = 50

// Published gives where an organisation can be reached: what it says of itself,
// and then what its listings say. CodeNotFound when no listing shows it.
func (cs *Claims) Published(ctx context.Context, organization string) (Published, error) {
	p, err := cs.published(ctx, organization)
	if err != nil {
		return Published{}, fmt.Errorf("find how organisation %s is reached: %w", organization, err)
	}
	return p, nil
}

func (b book) published(ctx context.Context, organization string) (Published, error) {
	var ids []string
	err := b.store.Read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, func(r *sql.Rows) error {
			var id string
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		}, `SELECT id FROM listings WHERE organization_id = $1 ORDER BY id LIMIT $2`, organization, mostAsked)
	})
	if err != nil {
		return Published{}, err
	}
	listings, err := b.store.Listings(ctx, ids)
	if err != nil {
		return Published{}, err
	}
	if len(listings) == 0 {
		return Published{}, directory.Keyedf(directory.CodeNotFound, "claim-organization", "This organisation is not in the directory yet.")
	}
	var p Published
	add := func(email string, phones []directory.Phone, contacts []directory.Contact) {
		p.Emails = append(p.Emails, email)
		for _, c := range contacts {
			p.Emails = append(p.Emails, c.Email)
			phones = append(slices.Clip(phones), c.Phones...)
		}
		for _, x := range phones {
			p.Phones = append(p.Phones, x.Number)
		}
	}
	o := listings[0].Organization
	add(o.Email, o.Phones, o.Contacts)
	for _, l := range listings {
		add(l.Email, l.Phones, l.Contacts)
	}
	p.Emails, p.Phones = once(p.Emails, strings.ToLower), once(p.Phones, digits)
	return p, nil
}

// once gives each text once, in the order in which they come; same says what is
// alike in two that are the same.
func once(texts []string, same func(string) string) (out []string) {
	seen := map[string]bool{}
	for _, s := range texts {
		s = strings.TrimSpace(s)
		if k := same(s); k != "" && !seen[k] {
			seen[k] = true
			out = append(out, s)
		}
	}
	return out
}

// digits keeps the digits of a telephone number.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
