package publish

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"alongside/internal/directory"
	"alongside/internal/store"
)

// Drafts keeps what is written before people see it. Who may do what is not
// asked here: whoever calls asks first, by the draft's Organization. It is safe
// for use by many goroutines.
type Drafts struct{ book }

// NewDrafts keeps drafts in a store. now is the clock; time.Now when nil.
func NewDrafts(s *store.Store, now func() time.Time) *Drafts { return &Drafts{newBook(s, now)} }

// Beginning is what a new draft begins with.
type Beginning struct {
	// Organization is whose it is. One that is in the directory is known by its
	// id, and the rest is read there; without an id it is a new one.
	Organization directory.Organization
	// Listing is what is known already, say from a poster; it may be empty. Its
	// ids are made anew.
	Listing directory.Listing
}

// Begin begins a draft of a new listing.
func (ds *Drafts) Begin(ctx context.Context, who Actor, with Beginning) (Draft, error) {
	d, err := ds.begin(ctx, who, with)
	if err == nil {
		err = ds.add(ctx, d)
	}
	if err != nil {
		return Draft{}, fmt.Errorf("begin a draft: %w", err)
	}
	return d, nil
}

// begin makes a draft of a new listing.
func (b book) begin(ctx context.Context, who Actor, with Beginning) (Draft, error) {
	if err := who.check(); err != nil {
		return Draft{}, err
	}
	org := with.Organization
	if org.ID != "" && !directory.IsID(org.ID) {
		return Draft{}, directory.Invalid([]directory.Fault{directory.Faultf("organization", "draft-organization", "This organisation is not one of ours.")})
	}
	if org.ID != "" {
		known, _, err := b.shared(ctx, org.ID, nil)
		if err != nil {
			return Draft{}, err
		}
		if known != nil {
			org = *known
		}
	}
	now := b.now()
	if org.ID == "" {
		org.ID = directory.NewID(now)
	}
	l, err := clone(with.Listing)
	if err != nil {
		return Draft{}, err
	}
	l = b.fresh(l)
	l.Organization = org
	return Draft{
		ID: directory.NewID(now), Organization: org.ID, Author: who.User, Listing: l, Base: directory.Listing{Organization: org, At: l.At},
		Version: 1, State: StateDraft, CreatedAt: directory.MillisOf(now), UpdatedAt: directory.MillisOf(now),
	}, nil
}

// fresh makes a listing a new one: its ids, and nothing that is known of
// another. Places that are in the directory stay the same ones.
func (b book) fresh(l directory.Listing) directory.Listing {
	keep(&l, directory.Listing{})
	for i := range l.At {
		l.At[i].ID = ""
	}
	for i := range l.Roles {
		l.Roles[i].ID = ""
	}
	return b.complete(l)
}

// complete gives a listing what is never left open: ids, each once, so that
// what is saved twice is the same; and what a listing is unless somebody says
// otherwise.
func (b book) complete(l directory.Listing) directory.Listing {
	seen := map[string]bool{}
	id := func(to *string) {
		if !directory.IsID(*to) || seen[*to] {
			*to = directory.NewID(b.now())
		}
		seen[*to] = true
	}
	id(&l.ID)
	id(&l.Organization.ID)
	places := map[string]directory.Location{}
	for i := range l.At {
		id(&l.At[i].ID)
		// Two sessions may be at one place, which is told once.
		p := &l.At[i].Location
		if told, twice := places[p.ID]; !directory.IsID(p.ID) || twice && !alike(&told, p) {
			p.ID = directory.NewID(b.now())
		}
		places[p.ID] = *p
	}
	for i := range l.Roles {
		id(&l.Roles[i].ID)
	}
	if l.Status == "" {
		l.Status = directory.Active
	}
	if l.Joining == "" {
		l.Joining = directory.JoinUnknown
	}
	return l
}

func (b book) add(ctx context.Context, d Draft) error {
	return b.store.Write(ctx, func(tx *sql.Tx) error { return d.insert(ctx, tx) })
}

// Edit gives the draft in which a published listing is being changed: the one
// that is open, whoever began it, or else a new one. CodeGone and CodeNotFound
// are as with store.Listing.
func (ds *Drafts) Edit(ctx context.Context, who Actor, listingID string) (Draft, error) {
	d, err := ds.edit(ctx, who, listingID)
	if err != nil {
		return d, fmt.Errorf("edit listing %s: %w", listingID, err)
	}
	return d, nil
}

func (b book) edit(ctx context.Context, who Actor, listingID string) (Draft, error) {
	if err := who.check(); err != nil {
		return Draft{}, err
	}
	l, err := b.store.Listing(ctx, listingID)
	if err != nil {
		return Draft{}, err
	}
	open, err := b.list(ctx, DraftQuery{ListingID: listingID, Open: true, Limit: 1})
	if err != nil || len(open) == 1 {
		return append(open, Draft{})[0], err
	}
	d := b.draftOf(who, l)
	return d, b.add(ctx, d)
}

// draftOf makes a draft that would change a published listing, and does not yet.
func (b book) draftOf(who Actor, l directory.Listing) Draft {
	now := b.now()
	return Draft{
		ID: directory.NewID(now), ListingID: l.ID, Organization: l.Organization.ID, Author: who.User, Listing: l, Base: l,
		BaseVersion: l.Version, Version: 1, State: StateDraft, CreatedAt: directory.MillisOf(now), UpdatedAt: directory.MillisOf(now),
	}
}

// Copy begins a draft of a new listing that says what a published one says, of
// the same organisation. What is known of the other's truth, and what people
// said of it, stays with the other.
func (ds *Drafts) Copy(ctx context.Context, who Actor, listingID string) (Draft, error) {
	l, err := ds.store.Listing(ctx, listingID)
	if err != nil {
		return Draft{}, fmt.Errorf("copy listing %s: %w", listingID, err)
	}
	return ds.Begin(ctx, who, Beginning{Organization: l.Organization, Listing: l})
}

// Get gives a draft; CodeNotFound when there is none.
func (ds *Drafts) Get(ctx context.Context, id string) (Draft, error) {
	d, err := ds.get(ctx, id)
	if err != nil {
		return Draft{}, fmt.Errorf("read draft: %w", err)
	}
	return d, nil
}

func (b book) get(ctx context.Context, id string) (d Draft, err error) {
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		d, err = readDraft(ctx, tx, id)
		return err
	})
	return d, err
}

// Save keeps what a draft's Listing says, as it comes: it may lack anything.
// Its Version has to be the stored one, else *Conflict comes back with both. The
// id, the organisation's id, and what is known of the listing's truth stay as
// they are. What was submitted or asked about stays so: a moderator's act holds
// only for the version they saw; what was declined is a draft again; what is
// published can't be changed (CodeConflict). Saving what is there already is no
// change. CodeTooLarge is for what would take more than MaxDraft.
func (ds *Drafts) Save(ctx context.Context, who Actor, d Draft) (Draft, error) {
	if err := who.check(); err != nil {
		return Draft{}, fmt.Errorf("save draft: %w", err)
	}
	given, err := clone(d.Listing)
	if err != nil {
		return Draft{}, fmt.Errorf("save draft: %w", err)
	}
	saved, err := ds.change(ctx, d, func(_ *sql.Tx, stored *Draft) error {
		if stored.State == StatePublished {
			return stored.wrongState()
		}
		l := given
		keep(&l, stored.Listing)
		l.Organization.ID = stored.Listing.Organization.ID
		if l = ds.complete(l); alike(&l, &stored.Listing) {
			return nil
		}
		if stored.State == StateDeclined {
			stored.State = StateDraft
		}
		stored.Listing = l
		stored.Version++
		return nil
	})
	if err != nil {
		return Draft{}, fmt.Errorf("save draft: %w", err)
	}
	return saved, nil
}

// Delete deletes a draft that someone saw at a version, else *Conflict.
func (ds *Drafts) Delete(ctx context.Context, who Actor, id string, version int64) error {
	act, err := ds.act(Act{Deed: DeedDiscarded, Actor: who, DraftID: id, DraftVersion: version})
	if err == nil {
		err = ds.settle(ctx, id)
	}
	if err == nil {
		err = ds.store.Write(ctx, func(tx *sql.Tx) error {
			d, err := readDraft(ctx, tx, id)
			if err != nil {
				return err
			}
			n, err := exec(ctx, tx, `DELETE FROM drafts WHERE id = $1 AND version = $2 AND act_id = ''`, id, version)
			if err != nil {
				return err
			}
			if n == 0 && d.Version == version {
				return inHand()
			}
			if n == 0 {
				return &Conflict{Yours: Draft{ID: id, Version: version}, Theirs: d}
			}
			act.ListingID, act.Organization = d.Listing.ID, d.Organization
			return act.write(ctx, tx, true)
		})
	}
	if err != nil {
		return fmt.Errorf("delete draft: %w", err)
	}
	return nil
}

// DraftsAtOnce is the most drafts that List gives.
const DraftsAtOnce = 100

// DraftQuery says which drafts to list.
type DraftQuery struct {
	// Organization, ListingID and State narrow the list; empty for any.
	Organization, ListingID string
	State                   State
	// Open leaves out what is published.
	Open bool
	// After is the id of the last draft of the page before.
	After string
	// Limit is how many; DraftsAtOnce when 0 or more than that.
	Limit int
}

// List gives drafts, the oldest first.
func (ds *Drafts) List(ctx context.Context, q DraftQuery) ([]Draft, error) {
	out, err := ds.list(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return out, nil
}

func (b book) list(ctx context.Context, q DraftQuery) (out []Draft, err error) {
	if q.Limit <= 0 || q.Limit > DraftsAtOnce {
		q.Limit = DraftsAtOnce
	}
	args := []any{q.After, q.Limit}
	where := []string{"id > $1"}
	for column, value := range map[string]string{"organization_id": q.Organization, "listing_id": q.ListingID, "state": string(q.State)} {
		if value != "" {
			args = append(args, value)
			where = append(where, fmt.Sprintf("%s = $%d", column, len(args)))
		}
	}
	if q.Open {
		args = append(args, string(StatePublished))
		where = append(where, fmt.Sprintf("state <> $%d", len(args)))
	}
	err = b.store.Read(ctx, func(tx *sql.Tx) error {
		return each(ctx, tx, func(r *sql.Rows) error {
			d, err := scanDraft(r)
			out = append(out, d)
			return err
		}, `SELECT `+draftColumns+` FROM drafts WHERE `+strings.Join(where, " AND ")+` ORDER BY id LIMIT $2`, args...)
	})
	return out, err
}

// Forget deletes published and declined drafts that nobody changed since a
// moment, and gives how many. What was published stays in the listing's history.
func (ds *Drafts) Forget(ctx context.Context, before directory.Millis) (n int64, err error) {
	err = ds.store.Write(ctx, func(tx *sql.Tx) error {
		n, err = exec(ctx, tx, `DELETE FROM drafts WHERE state IN ($1, $2) AND updated_at < $3 AND act_id = ''`,
			string(StatePublished), string(StateDeclined), int64(before))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget drafts: %w", err)
	}
	return n, nil
}
