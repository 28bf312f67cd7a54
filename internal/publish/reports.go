package publish

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// Reports keeps what people report. It is safe for use by many goroutines.
type Reports struct {
	store *store.Store
	now   func() time.Time
}

// NewReports keeps reports in a store. now stamps them; time.Now when nil.
func NewReports(s *store.Store, now func() time.Time) *Reports {
	if now == nil {
		now = time.Now
	}
	return &Reports{store: s, now: now}
}

// Add keeps a report of ListingID, What and Words; the rest it sets itself.
// The listing stays as it is. CodeInvalid comes with faults at "what" and
// "words"; CodeGone is for a listing that was removed, CodeNotFound for one
// that never was.
func (rs *Reports) Add(ctx context.Context, r Report) error {
	if err := r.Check(); err != nil {
		return err
	}
	r.Words = cleanWords(r.Words)
	unknown := directory.Errorf(directory.CodeNotFound, "There is no listing with this address.")
	if !directory.IsID(r.ListingID) {
		return unknown
	}
	now := rs.now()
	r.ID, r.At = directory.NewID(now), directory.MillisOf(now)
	err := rs.store.Write(ctx, func(tx *sql.Tx) error {
		var there, was bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM listings WHERE id = $1), EXISTS (SELECT 1 FROM tombstones WHERE id = $1)`,
			r.ListingID).Scan(&there, &was)
		switch {
		case err != nil:
			return err
		case !there && was:
			return directory.Errorf(directory.CodeGone, "This listing has been removed.")
		case !there:
			return unknown
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO reports (id, listing_id, what, words, at, handled_at) VALUES ($1, $2, $3, $4, $5, 0)`,
			r.ID, r.ListingID, string(r.What), r.Words, int64(r.At))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a report of listing %s: %w", r.ListingID, err)
	}
	return nil
}

// ReportsAtOnce is the most reports that List gives.
const ReportsAtOnce = 100

// ReportQuery says which reports to list.
type ReportQuery struct {
	// ListingID is whose; empty for every listing's.
	ListingID string
	// State is ReportNew or ReportHandled; empty for both.
	State ReportState
	// After is the id of the last report of the page before; empty for the
	// first page.
	After string
	// Limit is how many; ReportsAtOnce when 0 or more than that.
	Limit int

	// organization is whose listings', and hold a condition besides.
	organization, hold string
}

// List gives reports, the oldest first. It is for moderators alone: an
// organisation is shown OfOrganization.
func (rs *Reports) List(ctx context.Context, q ReportQuery) ([]Report, error) {
	return rs.list(ctx, q)
}

// SafetyReports gives the reports of something unsafe, the oldest first. They
// are for moderators alone, and no organisation is ever shown them, nor told
// that there are any.
func (rs *Reports) SafetyReports(ctx context.Context, q ReportQuery) ([]Report, error) {
	q.hold = "what = 'unsafe'"
	return rs.list(ctx, q)
}

// OfOrganization gives the reports of an organisation's listings, the oldest
// first, as the organisation may see them: never those of something unsafe.
func (rs *Reports) OfOrganization(ctx context.Context, organization string, q ReportQuery) ([]Report, error) {
	if !directory.IsID(organization) {
		return nil, directory.Invalid([]directory.Fault{{Path: "organization", Message: "This id is not one of ours."}})
	}
	q.organization, q.hold = organization, "what <> 'unsafe'"
	return rs.list(ctx, q)
}

func (rs *Reports) list(ctx context.Context, q ReportQuery) ([]Report, error) {
	query, args, err := q.sql()
	if err != nil {
		return nil, err
	}
	var out []Report
	err = rs.store.Read(ctx, func(tx *sql.Tx) (err error) {
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			r := Report{State: ReportNew}
			if err := rows.Scan(&r.ID, &r.ListingID, &r.What, &r.Words, &r.At, &r.HandledAt); err != nil {
				return err
			}
			if r.HandledAt != 0 {
				r.State = ReportHandled
			}
			out = append(out, r)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	return out, nil
}

// sql gives the query's text and what its placeholders stand for.
func (q ReportQuery) sql() (string, []any, error) {
	for _, id := range []struct{ path, given string }{{"listing_id", q.ListingID}, {"after", q.After}} {
		if id.given != "" && !directory.IsID(id.given) {
			return "", nil, directory.Invalid([]directory.Fault{{Path: id.path, Message: "This id is not one of ours."}})
		}
	}
	if q.Limit <= 0 || q.Limit > ReportsAtOnce {
		q.Limit = ReportsAtOnce
	}
	args := []any{q.After, q.Limit}
	where := []string{"id > $1"}
	if q.hold != "" {
		where = append(where, q.hold)
	}
	if q.organization != "" {
		args = append(args, q.organization)
		where = append(where, fmt.Sprintf("listing_id IN (SELECT id FROM listings WHERE organization_id = $%d)", len(args)))
	}
	if q.ListingID != "" {
		args = append(args, q.ListingID)
		where = append(where, fmt.Sprintf("listing_id = $%d", len(args)))
	}
	switch q.State {
	case "":
	case ReportNew:
		where = append(where, "handled_at = 0")
	case ReportHandled:
		where = append(where, "handled_at > 0")
	default:
		return "", nil, directory.Invalid([]directory.Fault{{Path: "state", Message: "A report is 'new' or 'handled'."}})
	}
	return `SELECT id, listing_id, what, words, at, handled_at FROM reports WHERE ` + strings.Join(where, " AND ") +
		` ORDER BY id LIMIT $2`, args, nil
}

// Handled notes that a person has seen to a report; a second time changes
// nothing. CodeNotFound when there is no such report.
func (rs *Reports) Handled(ctx context.Context, id string) error {
	unknown := directory.Errorf(directory.CodeNotFound, "There is no such report.")
	if !directory.IsID(id) {
		return unknown
	}
	err := rs.store.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `UPDATE reports SET handled_at = CASE handled_at WHEN 0 THEN $2 ELSE handled_at END WHERE id = $1`,
			id, rs.now().UnixMilli())
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return unknown
	})
	if err != nil {
		return fmt.Errorf("note that report %s is handled: %w", id, err)
	}
	return nil
}

// Forget deletes the reports that were handled before a moment, and gives how
// many they were. New ones stay, however old they are.
func (rs *Reports) Forget(ctx context.Context, before directory.Millis) (int64, error) {
	var n int64
	err := rs.store.Write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM reports WHERE handled_at > 0 AND handled_at < $1`, int64(before))
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget handled reports: %w", err)
	}
	return n, nil
}
