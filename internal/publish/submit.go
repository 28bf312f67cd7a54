package publish

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// Submit gives a draft to the moderators; that of an organisation they trust is
// published at once. The version has to be the stored one, else *Conflict. What
// is Missing, and whatever else is wrong, comes as CodeInvalid with all faults.
// When a trusted draft's listing was changed since the draft began,
// *directory.Conflict comes with both, and the draft stays as it was: see
// Rebase. Submitting what is submitted changes nothing.
func (ds *Drafts) Submit(ctx context.Context, who Actor, id string, version int64) (Draft, error) {
	d, err := ds.submit(ctx, who, id, version)
	if err != nil {
		return Draft{}, fmt.Errorf("submit draft: %w", err)
	}
	return d, nil
}

func (b book) submit(ctx context.Context, who Actor, id string, version int64) (Draft, error) {
	act, err := b.act(Act{Deed: DeedSubmitted, Actor: who, DraftID: id, DraftVersion: version})
	if err != nil {
		return Draft{}, err
	}
	taken := false
	d, err := b.change(ctx, Draft{ID: id, Version: version}, func(tx *sql.Tx, d *Draft) error {
		taken = false
		switch d.State {
		case StateSubmitted:
			return nil
		case StatePublished:
			return d.wrongState()
		}
		if err := d.check(); err != nil {
			return err
		}
		act.ListingID, act.Organization = d.Listing.ID, d.Organization
		trusted, err := isTrusted(ctx, tx, d.Organization)
		if err != nil {
			return err
		}
		if trusted {
			taken, act.Deed = true, DeedPublished
			return b.take(ctx, tx, d, act)
		}
		act.Deed = DeedSubmitted
		if d.State != StateAsked || d.SubmittedAt == 0 {
			d.SubmittedAt = act.At
		}
		d.State, d.Note = StateSubmitted, ""
		d.Version++
		return act.write(ctx, tx, true)
	})
	if err != nil || !taken {
		return d, err
	}
	if _, err := b.finish(ctx, d, act); err != nil {
		return Draft{}, err
	}
	return b.get(ctx, id)
}

// check gives all that keeps a draft from being published, as CodeInvalid.
func (d Draft) check() error {
	var out []directory.Fault
	known := map[string]bool{}
	add := func(f directory.Fault) {
		if !known[f.Path] {
			out = append(out, f)
		}
		known[f.Path] = true
	}
	for _, n := range Missing(d) {
		add(n.fault())
	}
	for _, f := range d.Listing.Validate() {
		add(f)
	}
	for _, f := range timesFaults(d.Listing) {
		add(f)
	}
	return directory.Invalid(out)
}

// timesFaults gives what is wrong with a listing's rules and zones.
func timesFaults(l directory.Listing) (out []directory.Fault) {
	check := func(path string, ss []directory.Schedule) {
		for i, s := range ss {
			for _, f := range schedule.Validate(s) {
				f.Path = fmt.Sprintf("%s[%d].%s", path, i, f.Path)
				out = append(out, f)
			}
		}
	}
	check("schedules", l.Schedules)
	for i, at := range l.At {
		check(fmt.Sprintf("at[%d].schedules", i), at.Schedules)
	}
	return out
}

// Withdraw takes a draft back that waits for a moderator, or for an answer to
// one.
func (ds *Drafts) Withdraw(ctx context.Context, who Actor, id string, version int64) (Draft, error) {
	act, err := ds.act(Act{Deed: DeedWithdrew, Actor: who, DraftID: id, DraftVersion: version})
	var d Draft
	if err == nil {
		d, err = ds.decide(ctx, act, StateDraft, StateSubmitted, StateAsked)
	}
	if err != nil {
		return Draft{}, fmt.Errorf("withdraw draft: %w", err)
	}
	return d, nil
}

// decide puts a draft into a state, by an act on a version that somebody saw,
// from one of the states it may be in.
func (b book) decide(ctx context.Context, act Act, to State, from ...State) (Draft, error) {
	return b.change(ctx, Draft{ID: act.DraftID, Version: act.DraftVersion}, func(tx *sql.Tx, d *Draft) error {
		if !slices.Contains(from, d.State) {
			return d.wrongState()
		}
		act.ListingID, act.Organization = d.Listing.ID, d.Organization
		d.State, d.Note = to, act.Why
		d.Version++
		return act.write(ctx, tx, true)
	})
}

// Suggest gives the moderators a listing that anyone suggests, without an
// account. It has to say what it is called; whatever else it says must be right.
// It belongs to nobody until a moderator assigns it.
func (ds *Drafts) Suggest(ctx context.Context, l directory.Listing) (Draft, error) {
	d, err := ds.suggest(ctx, l)
	if err != nil {
		return Draft{}, fmt.Errorf("suggest a listing: %w", err)
	}
	return d, nil
}

func (b book) suggest(ctx context.Context, l directory.Listing) (Draft, error) {
	act, err := b.act(Act{Deed: DeedSuggested, Actor: Anyone(), DraftVersion: 1})
	if err != nil {
		return Draft{}, err
	}
	// Whose it is, is for a moderator to say.
	org := l.Organization
	org.ID = ""
	d, err := b.begin(ctx, Anyone(), Beginning{Organization: org, Listing: l})
	if err != nil {
		return Draft{}, err
	}
	d.Organization, d.State, d.SubmittedAt = "", StateSubmitted, act.At
	act.DraftID, act.ListingID = d.ID, d.Listing.ID
	var faults []directory.Fault
	if slices.Contains(Missing(d), NeedName) {
		faults = append(faults, NeedName.fault())
	}
	for _, f := range append(d.Listing.Validate(), timesFaults(d.Listing)...) {
		unsaid := f.Path == "name" && len(faults) > 0 || f.Path == "kind" && d.Listing.Kind == "" ||
			f.Path == "organization.name" && strings.TrimSpace(org.Name) == ""
		if !unsaid {
			faults = append(faults, f)
		}
	}
	if err := directory.Invalid(faults); err != nil {
		return Draft{}, err
	}
	return d, b.store.Write(ctx, func(tx *sql.Tx) error {
		if err := d.insert(ctx, tx); err != nil {
			return err
		}
		return act.write(ctx, tx, true)
	})
}

// Assign says whose a draft of a new listing is: what anyone suggested belongs
// to nobody. An organisation in the directory is known by its id.
func (ds *Drafts) Assign(ctx context.Context, who Actor, id string, version int64, to directory.Organization) (Draft, error) {
	act, err := ds.act(Act{Deed: DeedAssigned, Actor: who, DraftID: id, DraftVersion: version})
	if err != nil {
		return Draft{}, fmt.Errorf("assign draft: %w", err)
	}
	with, err := ds.begin(ctx, who, Beginning{Organization: to})
	if err != nil {
		return Draft{}, fmt.Errorf("assign draft: %w", err)
	}
	org := with.Listing.Organization
	d, err := ds.change(ctx, Draft{ID: id, Version: version}, func(tx *sql.Tx, d *Draft) error {
		if d.ListingID != "" {
			return directory.Keyedf(directory.CodeConflict, "draft-assigned", "This draft changes a listing that has an organisation already.")
		}
		d.Organization, d.Listing.Organization, d.Base.Organization = org.ID, org, org
		d.Version++
		act.ListingID, act.Organization = d.Listing.ID, org.ID
		return act.write(ctx, tx, true)
	})
	if err != nil {
		return Draft{}, fmt.Errorf("assign draft: %w", err)
	}
	return d, nil
}

// Rebase brings a draft to the listing as it is published now: what the draft
// did not touch is taken from there, and what only one side changed is as they
// made it. clashes are the Fields that both changed; there the draft's own
// stays, to be looked at. A draft that is up to date stays as it is.
func (ds *Drafts) Rebase(ctx context.Context, who Actor, id string, version int64) (d Draft, clashes []string, err error) {
	if err := who.check(); err != nil {
		return Draft{}, nil, fmt.Errorf("rebase draft: %w", err)
	}
	seen, err := ds.get(ctx, id)
	if err != nil {
		return Draft{}, nil, fmt.Errorf("rebase draft: %w", err)
	}
	newest, err := ds.newest(ctx, seen)
	if err != nil {
		return Draft{}, nil, fmt.Errorf("rebase draft: %w", err)
	}
	d, err = ds.change(ctx, Draft{ID: id, Version: version}, func(_ *sql.Tx, d *Draft) error {
		clashes = nil
		if d.State == StatePublished {
			return d.wrongState()
		}
		if alike(&d.Base, &newest) && d.BaseVersion == newest.Version {
			return nil
		}
		d.Listing, clashes = rebase(d.Base, d.Listing, newest)
		d.Base, d.BaseVersion = newest, newest.Version
		d.Version++
		return nil
	})
	if err != nil {
		return Draft{}, nil, fmt.Errorf("rebase draft: %w", err)
	}
	return d, clashes, nil
}

// newest gives what a draft began from as it is now.
func (b book) newest(ctx context.Context, d Draft) (directory.Listing, error) {
	if d.ListingID != "" {
		return b.store.Listing(ctx, d.ListingID)
	}
	org, places, err := b.shared(ctx, d.Base.Organization.ID, placesOf(d.Base))
	if err != nil {
		return directory.Listing{}, err
	}
	now := directory.Listing{ID: d.Listing.ID, Organization: d.Base.Organization}
	if org != nil {
		now.Organization = *org
	}
	for _, at := range d.Base.At {
		if p, known := places[at.Location.ID]; known {
			at.Location = p
		}
		now.At = append(now.At, at)
	}
	return now, nil
}
