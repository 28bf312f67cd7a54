package publish

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb/geo"

	"alongside/internal/directory"
)

// Same says what two listings share that may be the same.
type Same string

// What two listings may share, the more telling first.
const (
	// SameName is the name, and a place with the same postcode or within about
	// 200 metres.
	SameName Same = "name"
	// SameTimes is who runs them and all their times, unless they are at
	// different places.
	SameTimes Same = "times"
)

// Pair is two listings that may be the same. One's id is the lesser.
type Pair struct {
	One, Other directory.Listing `json:"-"`
	Same       Same
	// Cursor is PairQuery's After for what follows.
	Cursor string
}

// String names the pair by ids.
func (p Pair) String() string { return p.One.ID + " and " + p.Other.ID }

// Format is a fmt.Formatter's: String, whatever the verb.
func (p Pair) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, p.String()) }

const (
	// PairsAtOnce is the most pairs that Duplicates gives.
	PairsAtOnce = 50
	// crowd is how many listings may share something before it tells nothing: a
	// whole programme at ten o'clock on Tuesdays is no mistake.
	crowd = 12
	// apartFrom is how far apart two places are that are not the same, in
	// metres.
	apartFrom = 400
)

// PairQuery says which pairs to give.
type PairQuery struct {
	// After is the Cursor of the last pair of the page before.
	After string
	// Limit is how many; PairsAtOnce when 0 or more than that.
	Limit int
}

// Duplicates gives pairs of listings that may be the same, each once and in no
// order that means anything, without those of which a moderator said that they
// differ.
func (m *Moderation) Duplicates(ctx context.Context, q PairQuery) ([]Pair, error) {
	out, err := m.duplicates(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("look for duplicates: %w", err)
	}
	return out, nil
}

func (b book) duplicates(ctx context.Context, q PairQuery) ([]Pair, error) {
	if q.Limit <= 0 || q.Limit > PairsAtOnce {
		q.Limit = PairsAtOnce
	}
	if strings.Trim(q.After, "0123456789abcdef-.") != "" {
		return nil, badCursor()
	}
	if err := b.follow(ctx, followBefore); err != nil {
		return nil, err
	}
	var out []Pair
	key, _, _ := strings.Cut(q.After, ".")
	for {
		groups, err := b.groups(ctx, key)
		if err != nil || len(groups) == 0 {
			return out, err
		}
		for _, g := range groups {
			for _, p := range g.pairs() {
				if p.Cursor <= q.After {
					continue
				}
				if differ, err := b.differs(ctx, p); err != nil || differ {
					if err != nil {
						return nil, err
					}
					continue
				}
				if out = append(out, p); len(out) == q.Limit {
					return out, nil
				}
			}
			key = g.key + "." // comes after the key, and before the next
		}
	}
}

// group is the listings that share a key.
type group struct {
	key      string
	listings []directory.Listing
}

// groupsAtOnce is how many groups are read at once.
const groupsAtOnce = 50

// groups gives the next groups from a key on.
func (b book) groups(ctx context.Context, from string) ([]group, error) {
	var out []group
	var ids []string
	var members [][]string
	err := b.store.Read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, func(r *sql.Rows) error {
			var key, id string
			if err := r.Scan(&key, &id); err != nil {
				return err
			}
			if n := len(out); n == 0 || out[n-1].key != key {
				out, members = append(out, group{key: key}), append(members, nil)
			}
			last := len(out) - 1
			members[last], ids = append(members[last], id), append(ids, id)
			return nil
		}, `SELECT key, listing_id FROM moderation_keys WHERE key IN (
				SELECT key FROM moderation_keys WHERE key >= $1 GROUP BY key HAVING COUNT(*) BETWEEN 2 AND $2 ORDER BY key LIMIT $3)
			ORDER BY key, listing_id`, from, crowd, groupsAtOnce)
	})
	if err != nil {
		return nil, err
	}
	listings, err := b.store.Listings(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]directory.Listing, len(listings))
	for _, l := range listings {
		byID[l.ID] = l
	}
	for i, g := range members {
		for _, id := range g {
			if l, there := byID[id]; there {
				out[i].listings = append(out[i].listings, l)
			}
		}
	}
	return out, nil
}

// pairs gives the pairs of a group of which this is the first key that they
// share, in the order of their cursors.
func (g group) pairs() (out []Pair) {
	keys := make([]map[string]Same, len(g.listings))
	for i, l := range g.listings {
		keys[i] = map[string]Same{}
		for _, k := range alikeKeys(l) {
			keys[i][k.hash] = k.same
		}
	}
	for i, one := range g.listings {
		for j := i + 1; j < len(g.listings); j++ {
			p := Pair{One: one, Other: g.listings[j], Same: keys[i][g.key]}
			p.Cursor = g.key + "." + one.ID + "." + p.Other.ID
			first := true
			for k, same := range keys[i] {
				if _, too := keys[j][k]; too {
					first, p.Same = first && k >= g.key, min(p.Same, same)
				}
			}
			if first && p.Same != "" && (p.Same == SameName || !elsewhere(one, p.Other)) {
				out = append(out, p)
			}
		}
	}
	return out
}

// differs reports whether a moderator said that a pair differs.
func (b book) differs(ctx context.Context, p Pair) (yes bool, err error) {
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM not_duplicates WHERE one = $1 AND other = $2)`, p.One.ID, p.Other.ID).Scan(&yes)
	})
	return yes, err
}

// elsewhere reports whether two listings are known to be at different places.
func elsewhere(a, b directory.Listing) bool {
	known := false
	for _, x := range a.At {
		for _, y := range b.At {
			p, q := x.Location.Point, y.Location.Point
			if x.Location.ID == y.Location.ID || p != nil && q != nil && geo.Distance(*p, *q) <= apartFrom {
				return false
			}
			known = known || p != nil && q != nil
		}
	}
	return known
}

// Differ notes that two listings are not the same, so that they are no longer
// among Duplicates.
func (m *Moderation) Differ(ctx context.Context, who Actor, one, other string) error {
	if err := m.differ(ctx, who, one, other); err != nil {
		return fmt.Errorf("note that two listings differ: %w", err)
	}
	return nil
}

func (b book) differ(ctx context.Context, who Actor, one, other string) error {
	ids := []string{one, other}
	slices.Sort(ids)
	if one == other || !directory.IsID(one) || !directory.IsID(other) {
		return directory.Errorf(directory.CodeNotFound, "There is no such pair.")
	}
	var acts []Act
	for _, id := range ids {
		a, err := b.act(Act{Deed: DeedDiffers, Actor: who, ListingID: id})
		if err != nil {
			return err
		}
		acts = append(acts, a)
	}
	return b.store.Write(ctx, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `INSERT INTO not_duplicates (one, other, act_id) VALUES ($1, $2, $3) ON CONFLICT (one, other) DO NOTHING`,
			ids[0], ids[1], acts[0].ID)
		if err != nil || n == 0 {
			return err
		}
		for _, a := range acts {
			if err := a.write(ctx, tx, true); err != nil {
				return err
			}
		}
		return nil
	})
}
