package store

import (
	"context"
	"database/sql"
	"strings"
)

// insertion is an INSERT the store makes often. Parsing one costs as much as
// running it, so each is prepared when the store opens, for one row and for
// rowsAtOnce.
type insertion struct {
	table, columns string
	// conflict is what follows VALUES, or empty.
	conflict string
}

// rowsAtOnce is how many rows a long INSERT takes.
const rowsAtOnce = 25

var (
	insertOrganizations = &insertion{"organizations", "id, hash, doc, updated_at", replacePart}
	insertLocations     = &insertion{"locations", "id, hash, doc, updated_at", replacePart}

	// The guard on version makes a row that another transaction wrote since we
	// read it count as not affected.
	insertListings = &insertion{"listings",
		"id, slug, status, source, external_id, organization_id, version, hash, feed_hash, doc, created_at, updated_at",
		`ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, status = excluded.status, source = excluded.source,
			external_id = excluded.external_id, organization_id = excluded.organization_id, version = excluded.version,
			hash = excluded.hash, feed_hash = excluded.feed_hash, doc = excluded.doc, updated_at = excluded.updated_at
		WHERE listings.version = excluded.version - 1`}
	insertListingLocations = &insertion{"listing_locations", "listing_id, location_id", ""}

	insertTombstones = &insertion{"tombstones", "id, doc, at",
		`ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, at = excluded.at`}
	insertChanges   = &insertion{"changes", "seq, kind, listing_id, version, at, author, doc", ""}
	insertPostcodes = &insertion{"postcodes", "code, lon, lat, council",
		`ON CONFLICT (code) DO UPDATE SET lon = excluded.lon, lat = excluded.lat, council = excluded.council`}

	insertions = []*insertion{insertOrganizations, insertLocations, insertListings, insertListingLocations,
		insertTombstones, insertChanges, insertPostcodes}
)

const replacePart = `ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, doc = excluded.doc, updated_at = excluded.updated_at`

// insertText gives the statement for so many rows.
func (s *Store) insertText(i *insertion, rows int) string {
	width := 1 + strings.Count(i.columns, ",")
	var b strings.Builder
	b.WriteString("INSERT INTO " + i.table + " (" + i.columns + ") VALUES ")
	for r := range rows {
		if r > 0 {
			b.WriteByte(',')
		}
		b.WriteString(s.placeholders(r*width, width))
	}
	b.WriteString(" " + i.conflict)
	return b.String()
}

// preparedInsert is one insertion's two statements.
type preparedInsert struct {
	one, many *sql.Stmt
}

// prepareInserts prepares every insertion. It runs outside any transaction:
// inside one it would wait for SQLite's only writing connection, which the
// transaction holds.
func (s *Store) prepareInserts(ctx context.Context) error {
	s.inserts = make(map[*insertion]preparedInsert, len(insertions))
	for _, i := range insertions {
		one, err := s.write.PrepareContext(ctx, s.insertText(i, 1))
		if err != nil {
			return err
		}
		many, err := s.write.PrepareContext(ctx, s.insertText(i, rowsAtOnce))
		if err != nil {
			return err
		}
		s.inserts[i] = preparedInsert{one, many}
	}
	return nil
}

// insert writes rows and gives the number affected.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, i *insertion, rows [][]any) (int64, error) {
	var affected int64
	for len(rows) > 0 {
		n, stmt := 1, s.inserts[i].one
		if len(rows) >= rowsAtOnce {
			n, stmt = rowsAtOnce, s.inserts[i].many
		}
		args := make([]any, 0, n*len(rows[0]))
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		res, err := tx.StmtContext(ctx, stmt).ExecContext(ctx, args...)
		if err != nil {
			return affected, err
		}
		k, err := res.RowsAffected()
		if err != nil {
			return affected, err
		}
		affected, rows = affected+k, rows[n:]
	}
	return affected, nil
}
