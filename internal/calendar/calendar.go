// Package calendar writes a listing's sessions as iCalendar (RFC 5545), for
// "add to my calendar". It gives rules, not lists of dates: what a person's own
// calendar works out from them is what schedule.Occurrences gives, for as far
// ahead as that looks. Nothing of any person is in it: no organiser, attendee
// or contact.
package calendar

import (
	"bytes"
	"fmt"
	"net/url"
	"time"

	ics "github.com/arran4/golang-ical"

	"alongside/internal/directory"
)

// ContentType is the media type of what Listing gives.
const ContentType = "text/calendar; charset=utf-8"

// Options say which calendar to write.
type Options struct {
	// Now is when it is written: sessions that are over by then are left out.
	Now time.Time
	// BaseURL is the site's public address, "https://example.org", without a
	// slash at its end; its host stands in every UID.
	BaseURL string
	// Place is the id of the one service-at-location whose sessions are
	// wanted; empty for all of them.
	Place  string
	Labels Labels
}

// Labels are the words of the description, in the reader's language. A label
// that is empty leaves its value bare; a sentence that is empty is left out.
type Labels struct {
	// RunBy, Phone, Join, Where and Page stand before a value and a colon.
	RunBy, Phone, Join, Where, Page string
	// Joining is the listing's way of joining in words ("Just turn up").
	Joining string
	// Told is a sentence for a place that is told when you join.
	Told string
	// TermTime is a sentence for what pauses in the school holidays, whose
	// dates are those that package schedule knows: bounds by rule of thumb.
	TermTime string
}

// The sentences of CodeNotFound.
const (
	noSessions = "We don't know of any sessions to come, so there is nothing to put in a calendar."
	noPlace    = "This listing has no such place."
)

// Listing gives a listing's sessions as an iCalendar object in UTF-8, lines
// ended by CRLF: an event for each schedule that has a session ahead, of the
// place or places and of the listing itself. A place that is told when you join
// is there by its district alone, whether or not l went through
// directory.Listing.Public. A schedule whose rule or zone cannot be read is
// left out, as on the page. CodeNotFound when there is no such place, when the
// listing is closed or gone, or when no session is known ahead.
func Listing(l directory.Listing, o Options) ([]byte, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Hostname() == "" {
		return nil, fmt.Errorf("calendar: the base address %q names no host", o.BaseURL)
	}
	l = l.Public()
	entries, err := entriesOf(l, o.Place)
	if err != nil {
		return nil, err
	}
	w := writer{Options: o, listing: l, host: base.Hostname(), page: o.BaseURL + "/listings/" + url.PathEscape(l.PageSlug())}
	for _, e := range entries {
		w.add(e)
	}
	if len(w.events) == 0 {
		return nil, directory.Errorf(directory.CodeNotFound, noSessions)
	}
	cal := ics.NewCalendar()
	cal.SetProductId("-//Alongside//Listing//EN")
	cal.SetCalscale("GREGORIAN")
	for _, zone := range w.zones {
		cal.AddVTimezone(timezone(zone.name, zone.loc, o.Now))
	}
	for _, e := range w.events {
		cal.AddVEvent(e)
	}
	var b bytes.Buffer
	if err := cal.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return nil, fmt.Errorf("write calendar: %w", err)
	}
	return b.Bytes(), nil
}
