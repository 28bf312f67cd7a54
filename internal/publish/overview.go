package publish

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// What the moderators look for among all listings, what nobody checked for long
// and what looks the same, is in none of the store's columns. It is taken from
// the change log as it grows, into tables of our own: whoever asks goes on from
// where the last one was.

const (
	// followAtOnce is how many changes go into one transaction.
	followAtOnce = 500
	// followBefore is how many changes are read, at most, before a question is
	// answered; a job reads the rest.
	followBefore = 2000
)

// Follow brings what the moderators are shown up to the change log's end. Queue
// and Duplicates do so themselves where little is behind; a job calls it after
// an import.
func (m *Moderation) Follow(ctx context.Context) error { return m.follow(ctx, math.MaxInt) }

func (b book) follow(ctx context.Context, most int) error {
	for read := 0; read < most; read += followAtOnce {
		more, err := b.followOnce(ctx)
		if err != nil {
			return fmt.Errorf("follow the change log: %w", err)
		}
		if !more {
			return nil
		}
	}
	return nil
}

// followOnce takes in the next changes and reports whether there may be more.
func (b book) followOnce(ctx context.Context) (more bool, err error) {
	var after int64
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT seq FROM moderation_follows WHERE id = 1`).Scan(&after)
	})
	if err != nil {
		return false, err
	}
	changes, err := b.store.Changes(ctx, after, followAtOnce)
	if err != nil || len(changes) == 0 {
		return false, err
	}
	gone := map[string]bool{}
	for _, c := range changes {
		if c.Kind != store.ChangePlaces {
			gone[c.ListingID] = true
		}
	}
	ids := make([]string, 0, len(gone))
	for id := range gone {
		ids = append(ids, id)
	}
	listings, err := b.store.Listings(ctx, ids)
	if err != nil {
		return false, err
	}
	for _, l := range listings {
		delete(gone, l.ID)
	}
	return len(changes) == followAtOnce, b.store.Write(ctx, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE moderation_follows SET seq = $2 WHERE id = 1 AND seq = $1`, after, changes[len(changes)-1].Sequence)
		if err != nil || n == 0 {
			return err // another node was quicker
		}
		return overview(ctx, tx, listings, gone)
	})
}

// overview writes what is looked for of listings as they are, and notes which
// are gone.
func overview(ctx context.Context, tx *sql.Tx, listings []directory.Listing, gone map[string]bool) error {
	var rows, shared, ids [][]any
	for _, l := range listings {
		at := l.VerifiedAt
		if at == 0 {
			at = l.CreatedAt
		}
		rows = append(rows, []any{l.ID, l.Organization.ID, l.Name, string(l.Status), int64(at), 0})
		ids = append(ids, []any{l.ID})
		for _, k := range alikeKeys(l) {
			shared = append(shared, []any{k.hash, l.ID, string(k.same)})
		}
	}
	for id := range gone {
		if _, err := exec(ctx, tx, `UPDATE moderation_listings SET gone = 1 WHERE listing_id = $1`, id); err != nil {
			return err
		}
		ids = append(ids, []any{id})
	}
	return errors.Join(
		inRows(ctx, tx, `DELETE FROM moderation_keys WHERE listing_id IN (`, `)`, ids),
		inRows(ctx, tx, `INSERT INTO moderation_listings (listing_id, organization_id, name, status, checked_at, gone) VALUES `,
			` ON CONFLICT (listing_id) DO UPDATE SET organization_id = excluded.organization_id,
				name = excluded.name, status = excluded.status, checked_at = excluded.checked_at, gone = 0`, rows),
		inRows(ctx, tx, `INSERT INTO moderation_keys (key, listing_id, same) VALUES `, ` ON CONFLICT (key, listing_id) DO NOTHING`, shared))
}

// rowsAtOnce is how many rows one statement takes.
const rowsAtOnce = 25

// inRows runs a statement for rows of values, so many at once.
func inRows(ctx context.Context, tx *sql.Tx, head, tail string, rows [][]any) (err error) {
	var long *sql.Stmt
	for len(rows) > 0 {
		n := min(rowsAtOnce, len(rows))
		var args []any
		var holders []string
		for _, row := range rows[:n] {
			var one []string
			for _, v := range row {
				args = append(args, v)
				one = append(one, "$"+strconv.Itoa(len(args)))
			}
			holders = append(holders, "("+strings.Join(one, ",")+")")
		}
		rows = rows[n:]
		query := head + strings.Join(holders, ",") + tail
		switch {
		case n < rowsAtOnce:
			_, err = tx.ExecContext(ctx, query, args...)
		case long == nil:
			if long, err = tx.PrepareContext(ctx, query); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, long.Close()) }()
			fallthrough
		default:
			_, err = long.ExecContext(ctx, args...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// alikeKey is something that two listings share when they are the same.
type alikeKey struct {
	hash string
	same Same
}

// cell is the side of a square of the map, in degrees of latitude, about 400
// metres.
const cell = 400.0 / 111_320

// alikeKeys gives what another listing that is the same would share: the name
// and a place nearby, or who runs it and all its times.
func alikeKeys(l directory.Listing) []alikeKey {
	if l.Status == directory.Defunct {
		return nil
	}
	var out []alikeKey
	add := func(same Same, parts ...string) {
		sum := sha256.Sum256([]byte(string(same) + "\x00" + strings.Join(parts, "\x00")))
		out = append(out, alikeKey{hex.EncodeToString(sum[:12]), same})
	}
	if name := letters(l.Name); name != "" {
		for _, at := range l.At {
			for _, a := range at.Location.Addresses {
				if code := letters(a.PostalCode); len(code) >= 5 {
					add(SameName, name, code)
				}
			}
			if p := at.Location.Point; p != nil {
				for _, square := range squares(*p) {
					add(SameName, name, square)
				}
			}
		}
	}
	if times := timesKey(l); times != "" {
		add(SameTimes, l.Organization.ID, times)
	}
	return out
}

// squares gives the four squares that a point lies in, of four grids that are
// half a square apart: two points less than half a square apart share one.
func squares(p orb.Point) []string {
	var out []string
	// Width depends on latitude in steps, so that neighbours agree on it.
	wide := cell / max(0.1, math.Cos(math.Round(p.Lat())*math.Pi/180))
	for _, dx := range []float64{0, 0.5} {
		for _, dy := range []float64{0, 0.5} {
			out = append(out, fmt.Sprintf("%g/%g/%.0f/%.0f", dx, dy, math.Floor(p.Lon()/wide+dx), math.Floor(p.Lat()/cell+dy)))
		}
	}
	return out
}

// timesKey gives all rules of a listing in one order; empty when none is known.
func timesKey(l directory.Listing) string {
	var out []string
	for _, s := range timesOf(l) {
		if s.Known() {
			out = append(out, strings.Join([]string{s.Rule, string(s.Start), string(s.Opens), string(s.Closes)}, " "))
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ";")
}

// letters keeps the letters and digits of s, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
