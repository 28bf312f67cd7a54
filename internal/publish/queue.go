package publish

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"alongside/internal/directory"
)

// ItemKind says why something waits for a moderator.
type ItemKind string

// What waits for a moderator.
const (
	// ItemReported is a listing with which something is said to be wrong.
	ItemReported ItemKind = "reported"
	// ItemNew is a submitted draft of a new listing.
	ItemNew ItemKind = "new"
	// ItemChanged is a submitted draft that changes a listing.
	ItemChanged ItemKind = "changed"
	// ItemSuggested is a new listing that anyone suggested.
	ItemSuggested ItemKind = "suggested"
	// ItemStale is a listing that nobody checked for StaleAfter, or ever since
	// it came.
	ItemStale ItemKind = "stale"
)

// ItemKinds lists every ItemKind, the weightiest first.
func ItemKinds() []ItemKind {
	return []ItemKind{ItemReported, ItemNew, ItemChanged, ItemSuggested, ItemStale}
}

// StaleAfter is when a listing that nobody checked comes into the queue.
const StaleAfter = 9 * 30 * 24 * time.Hour

// headStart is what a kind weighs: something waits as if it had come so much
// earlier. Nothing waits for ever behind what is weightier.
func headStart(k ItemKind) time.Duration {
	const day = 24 * time.Hour
	switch k {
	case ItemReported:
		return 7 * day
	case ItemNew, ItemChanged:
		return 3 * day
	case ItemSuggested:
		return day
	default:
		return 0
	}
}

// Item is one thing that waits for a moderator.
type Item struct {
	Kind ItemKind
	// Unsafe is true when somebody reported something unsafe: these come first.
	Unsafe bool
	// DraftID and Version name the draft; empty and 0 for what is reported or
	// stale.
	DraftID string
	Version int64
	// ListingID is the published listing; empty for a new one.
	ListingID string
	// Organization is an id; empty for what anyone suggested.
	Organization string
	// Name is what the listing is called.
	Name string `json:"-"`
	// Reports is how many reports nobody has seen to.
	Reports int
	// Since is when it began to wait: when it was submitted, first reported, or
	// became stale.
	Since directory.Millis
	// Cursor is QueueFilter's After for what follows.
	Cursor string
}

// String names the item by its ids. A listing's name is not in it: of a draft it
// is nobody's to read yet.
func (i Item) String() string { return fmt.Sprintf("%s %s%s", i.Kind, i.DraftID, i.ListingID) }

// Format is a fmt.Formatter's: String, whatever the verb.
func (i Item) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, i.String()) }

// QueueAtOnce is the most items that Queue gives.
const QueueAtOnce = 100

// QueueFilter says which items to give.
type QueueFilter struct {
	// Kinds are those wanted; every kind when empty.
	Kinds []ItemKind
	// Organization narrows it to one organisation's.
	Organization string
	// Unsafe narrows it to what is reported as unsafe.
	Unsafe bool
	// After is the Cursor of the last item of the page before.
	After string
	// Limit is how many; QueueAtOnce when 0 or more than that.
	Limit int
}

// Queue gives what waits for a moderator: what is reported as unsafe first, and
// then by age, where what weighs more counts as older. It is for moderators
// alone.
func (m *Moderation) Queue(ctx context.Context, f QueueFilter) ([]Item, error) {
	out, err := m.queue(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("read the moderators' queue: %w", err)
	}
	return out, nil
}

func (b book) queue(ctx context.Context, f QueueFilter) ([]Item, error) {
	query, args, err := f.sql(b.now())
	if err != nil {
		return nil, err
	}
	if err := b.follow(ctx, followBefore); err != nil {
		return nil, err
	}
	var out []Item
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, func(r *sql.Rows) error {
			i, err := scanItem(r)
			out = append(out, i)
			return err
		}, query, args...)
	})
	return out, err
}

func scanItem(r *sql.Rows) (Item, error) {
	var i Item
	var class, due int64
	var doc string
	err := r.Scan(&i.Kind, &class, &due, &i.DraftID, &i.Version, &i.ListingID, &i.Organization, &i.Name, &doc, &i.Reports, &i.Since)
	if err != nil {
		return i, err
	}
	i.Unsafe = class == 0
	if doc != "" {
		l, err := decode[directory.Listing](doc)
		if err != nil {
			return i, err
		}
		i.Name = l.Name
	}
	i.Cursor = fmt.Sprintf("%d.%d.%s", class, due, i.DraftID+i.ListingID)
	return i, nil
}

// The parts of the queue. Each gives kind, class (0 for what is unsafe), when it
// is due, the draft and its version, the listing, the organisation, the name or
// the document that has it, the reports, and since when it waits.
const (
	queueDrafts = `SELECT CASE WHEN listing_id <> '' THEN 'changed' WHEN organization_id = '' THEN 'suggested' ELSE 'new' END AS kind, 1 AS class,
		submitted_at - CASE WHEN listing_id = '' AND organization_id = '' THEN %d ELSE %d END AS due, id AS draft_id, version,
		listing_id, organization_id, '' AS name, doc, 0 AS reports, submitted_at AS since
		FROM drafts WHERE state = 'submitted' AND act_id = ''`
	queueReports = `SELECT 'reported' AS kind, r.class, r.since - %d AS due, '' AS draft_id, 0 AS version,
		r.listing_id, COALESCE(l.organization_id, '') AS organization_id, COALESCE(l.name, '') AS name, '' AS doc, r.reports, r.since
		FROM (SELECT listing_id, MIN(CASE what WHEN 'unsafe' THEN 0 ELSE 1 END) AS class, COUNT(*) AS reports, MIN(at) AS since
			FROM reports WHERE handled_at = 0 GROUP BY listing_id) AS r
		LEFT JOIN moderation_listings l ON l.listing_id = r.listing_id`
	queueStale = `SELECT 'stale' AS kind, 1 AS class, checked_at + %[1]d AS due, '' AS draft_id, 0 AS version,
		listing_id, organization_id, name, '' AS doc, 0 AS reports, checked_at + %[1]d AS since
		FROM moderation_listings WHERE checked_at <= %[2]d AND gone = 0 AND status IN ('active', 'temporarily closed')`
)

// queueParts gives what waits, of every kind.
func queueParts(now time.Time) string {
	stale := StaleAfter.Milliseconds()
	return strings.Join([]string{
		fmt.Sprintf(queueDrafts, headStart(ItemSuggested).Milliseconds(), headStart(ItemNew).Milliseconds()),
		fmt.Sprintf(queueReports, headStart(ItemReported).Milliseconds()),
		fmt.Sprintf(queueStale, stale, now.UnixMilli()-stale),
	}, " UNION ALL ")
}

// sql gives the query's text and what its placeholders stand for.
func (f QueueFilter) sql(now time.Time) (string, []any, error) {
	class, due, id, err := f.after()
	if err != nil {
		return "", nil, err
	}
	if f.Limit <= 0 || f.Limit > QueueAtOnce {
		f.Limit = QueueAtOnce
	}
	args := []any{class, due, id, f.Limit}
	where := `(class > $1 OR class = $1 AND due > $2 OR class = $1 AND due = $2 AND draft_id || listing_id > $3)`
	if len(f.Kinds) > 0 {
		var holders []string
		for _, k := range f.Kinds {
			if !slices.Contains(ItemKinds(), k) {
				return "", nil, directory.Invalid([]directory.Fault{{Path: "kinds", Message: "This is not a kind of what waits here."}})
			}
			args = append(args, string(k))
			holders = append(holders, fmt.Sprintf("$%d", len(args)))
		}
		where += ` AND kind IN (` + strings.Join(holders, ",") + `)`
	}
	if f.Organization != "" {
		args = append(args, f.Organization)
		where += fmt.Sprintf(` AND organization_id = $%d`, len(args))
	}
	if f.Unsafe {
		where += ` AND class = 0`
	}
	return `SELECT kind, class, due, draft_id, version, listing_id, organization_id, name, doc, reports, since FROM (` +
		queueParts(now) + `) AS q WHERE ` + where + ` ORDER BY class, due, draft_id || listing_id LIMIT $4`, args, nil
}

// after reads the cursor; one that comes before everything when there is none.
func (f QueueFilter) after() (class, due int64, id string, err error) {
	if f.After == "" {
		return -1, 0, "", nil
	}
	part := strings.SplitN(f.After, ".", 3)
	if len(part) != 3 || strings.Trim(part[2], "0123456789abcdef-") != "" {
		return 0, 0, "", badCursor()
	}
	class, err = strconv.ParseInt(part[0], 10, 64)
	due, failed := strconv.ParseInt(part[1], 10, 64)
	if err != nil || failed != nil {
		return 0, 0, "", badCursor()
	}
	return class, due, part[2], nil
}

func badCursor() error {
	return directory.Invalid([]directory.Fault{{Path: "after", Message: "This page marker does not belong here. Begin again from the first page."}})
}
