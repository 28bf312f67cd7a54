package publish

import "time"

// Record is what this package needs of the store, for tests that break it.
type Record = record

// Lease is how long an act has a draft in its hand.
const Lease = lease

// DraftsOn, ModerationOn and ListingsOn work on a store that a test breaks.
func DraftsOn(r Record, now func() time.Time) *Drafts { return &Drafts{newBook(r, now)} }

func ModerationOn(r Record, now func() time.Time) *Moderation { return &Moderation{newBook(r, now)} }

func ListingsOn(r Record, now func() time.Time) *Listings { return &Listings{newBook(r, now)} }
