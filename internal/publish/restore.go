package publish

import (
	"context"

	"alongside/internal/directory"
)

// Restore begins a draft that would bring back a former state of a listing, the
// one of the given number in its History. Who runs it, and the places, as far as
// they are still in the directory, are as they are now: they are not this
// listing's alone. Of a listing that was removed it is a new one. CodeNotFound
// when there is no such state, CodeGone when it was erased.
func (ds *Drafts) Restore(ctx context.Context, who Actor, listingID string, sequence int64) (Draft, error) {
	d, err := ds.restore(ctx, who, listingID, sequence)
	if err != nil {
		return Draft{}, about(err, "restore", listingID)
	}
	return d, nil
}

func (b book) restore(ctx context.Context, who Actor, listingID string, sequence int64) (Draft, error) {
	if err := who.check(); err != nil {
		return Draft{}, err
	}
	former, err := b.former(ctx, listingID, sequence)
	if err != nil {
		return Draft{}, err
	}
	_, places, err := b.shared(ctx, former.Organization.ID, placesOf(former))
	if err != nil {
		return Draft{}, err
	}
	for i := range former.At {
		if p, known := places[former.At[i].Location.ID]; known {
			former.At[i].Location = p
		}
	}
	newest, err := b.store.Listing(ctx, listingID)
	var d Draft
	switch {
	case directory.CodeOf(err) == directory.CodeGone:
		d, err = b.begin(ctx, who, Beginning{Organization: former.Organization, Listing: former})
	case err == nil:
		d = b.draftOf(who, newest)
		keep(&former, newest)
		former.Organization = newest.Organization
		d.Listing = former
	}
	if err != nil {
		return Draft{}, err
	}
	return d.stamped(), b.add(ctx, d)
}

func (b book) former(ctx context.Context, id string, sequence int64) (directory.Listing, error) {
	history, err := b.store.History(ctx, id)
	if err != nil {
		return directory.Listing{}, err
	}
	for _, v := range history {
		switch {
		case v.Sequence != sequence:
		case v.Listing == nil:
			return directory.Listing{}, directory.Keyedf(directory.CodeGone, "history-erased", "Nothing is left of what it said then.")
		default:
			return *v.Listing, nil
		}
	}
	return directory.Listing{}, directory.Keyedf(directory.CodeNotFound, "history-none", "There is no such state in its history.")
}
