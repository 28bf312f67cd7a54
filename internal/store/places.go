package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// postcodesAtOnce is how many postcodes go into one transaction.
const postcodesAtOnce = 5000

// ImportPostcodes writes postcodes as they come, several thousand to a
// transaction, and ends with one change: listings are then placed again. It
// gives the number written. At the first row that cannot be read it stops with
// that row's error; the rows before it are written and stay.
func (s *Store) ImportPostcodes(ctx context.Context, rows iter.Seq2[directory.Postcode, error], by string) (int, error) {
	written := 0
	batch := make(map[string]directory.Postcode, postcodesAtOnce)
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := s.putPostcodes(ctx, batch); err != nil {
			return fmt.Errorf("write postcodes: %w", err)
		}
		written += len(batch)
		clear(batch)
		return nil
	}
	var failed error
	for p, err := range rows {
		if err != nil {
			failed = err
			break
		}
		batch[p.Code] = p
		if len(batch) == postcodesAtOnce {
			if failed = flush(); failed != nil {
				break
			}
		}
	}
	failed = errors.Join(failed, flush())
	if written == 0 {
		return 0, failed
	}
	_, err := s.within(ctx, func(tx *sql.Tx) (int64, error) {
		return s.logChanges(ctx, tx, by, s.now().UnixMilli(), []logged{{kind: ChangePlaces}})
	})
	return written, errors.Join(failed, err)
}

func (s *Store) putPostcodes(ctx context.Context, batch map[string]directory.Postcode) error {
	ids := make([]string, 0, len(batch))
	for code := range batch {
		ids = append(ids, code)
	}
	ids = distinct(ids)
	rows := make([][]any, len(ids))
	for i, code := range ids {
		p := batch[code]
		rows[i] = []any{p.Code, p.Point.Lon(), p.Point.Lat(), p.Council}
	}
	_, err := s.within(ctx, func(tx *sql.Tx) (int64, error) {
		_, err := s.insert(ctx, tx, insertPostcodes, rows)
		return 0, err
	})
	return err
}

// Postcode finds a postcode written in capitals with one space ("EH6 7HF"),
// and says whether it is known.
func (s *Store) Postcode(ctx context.Context, code string) (directory.Place, bool, error) {
	var lon, lat float64
	var council string
	err := s.read.QueryRowContext(ctx, `SELECT lon, lat, council FROM postcodes WHERE code = $1`, code).Scan(&lon, &lat, &council)
	if errors.Is(err, sql.ErrNoRows) {
		return directory.Place{}, false, nil
	}
	if err != nil {
		return directory.Place{}, false, mapError(fmt.Errorf("read a postcode: %w", err))
	}
	return directory.Place{
		Label: code, Kind: directory.PlacePostcode, Point: orb.Point{lon, lat},
		Outcode: directory.Outcode(code), Council: council,
	}, true, nil
}

// Postcodes gives the number of postcodes known.
func (s *Store) Postcodes(ctx context.Context) (int, error) {
	var n int
	if err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM postcodes`).Scan(&n); err != nil {
		return 0, mapError(fmt.Errorf("count postcodes: %w", err))
	}
	return n, nil
}
