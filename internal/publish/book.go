package publish

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// record is what this package needs of the store; *store.Store is one.
type record interface {
	Save(ctx context.Context, l directory.Listing, by string) (directory.Listing, int64, error)
	Delete(ctx context.Context, id, by string) (int64, error)
	Listing(ctx context.Context, id string) (directory.Listing, error)
	Listings(ctx context.Context, ids []string) ([]directory.Listing, error)
	History(ctx context.Context, id string) ([]store.Revision, error)
	Changes(ctx context.Context, after int64, limit int) ([]store.Change, error)
	Sequence(ctx context.Context) (int64, error)
	Write(ctx context.Context, f func(tx *sql.Tx) error) error
	Read(ctx context.Context, f func(tx *sql.Tx) error) error
}

// book is what all that is done here is written in.
type book struct {
	store record
	now   func() time.Time
}

func newBook(s record, now func() time.Time) book {
	if now == nil {
		now = time.Now
	}
	return book{store: s, now: now}
}

func (b book) millis() directory.Millis { return directory.MillisOf(b.now()) }

// attempts is how often something is tried again that met what others did at
// the same time.
const attempts = 64

// form is the version of the form of what is kept as JSON.
const form = 1

type envelope[T any] struct {
	V int `json:"v"`
	D T   `json:"d"`
}

func encode[T any](d T) (string, error) {
	b, err := json.Marshal(envelope[T]{V: form, D: d})
	if err != nil {
		return "", fmt.Errorf("encode: %w", err)
	}
	return string(b), nil
}

func decode[T any](doc string) (T, error) {
	var e envelope[T]
	if err := json.Unmarshal([]byte(doc), &e); err != nil {
		return e.D, fmt.Errorf("decode: %w", err)
	}
	if e.V != form {
		return e.D, fmt.Errorf("decode: this has form %d, which a later alongside wrote", e.V)
	}
	return e.D, nil
}

// clone copies a listing whole, so that nothing is shared with it.
func clone(l directory.Listing) (directory.Listing, error) {
	doc, err := encode(l)
	if err != nil {
		return l, err
	}
	out, err := decode[directory.Listing](doc)
	out.Version, out.CreatedAt, out.UpdatedAt = l.Version, l.CreatedAt, l.UpdatedAt
	return out, err
}

// each passes every row of a query to scan.
func each(ctx context.Context, tx *sql.Tx, scan func(*sql.Rows) error, query string, args ...any) (err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// exec runs a statement and gives the number of rows that it changed.
func exec(ctx context.Context, tx *sql.Tx, query string, args ...any) (int64, error) {
	res, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// bit is a bool as both engines keep it.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
