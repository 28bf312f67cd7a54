// Package near is the table that a search runs over: listings in the order of
// a curve through their places, so that what is near is near in memory too.
//
// A Table holds at most three immutable segments: a base that is compiled from
// all documents, one of what changed since, and one of what changed just now.
// A segment is one memory-mapped file (see file.go) of documents by rank:
// columns for every filter and facet, posting lists in rank order with one-byte
// BM25F impacts, the cards, and completions. It never refers to the numbers of
// any other index. What a newer segment replaces is marked dead in the older.
//
// Assumptions: points are longitude, latitude in WGS 84 degrees; distances are
// metres on a sphere with orb's equatorial radius; ids are UUIDs in lower case;
// the machine is little-endian.
package near

import "alongside/internal/directory"

// FormatVersion changes whenever the bytes of a segment or of a stored record
// change their meaning.
const FormatVersion = "9"

// The fields that words are searched in.
const (
	fieldName = iota
	fieldActivities
	fieldOrganization
	fieldDescription
	fields
)

// Fields names the fields that words are searched in, in the order of a
// Record's lengths.
func Fields() [4]string { return [4]string{"name", "activities", "organisation", "description"} }

// fieldTexts gives the texts of a document by field.
func fieldTexts(d *directory.Document) [fields][]string {
	return [fields][]string{
		fieldName:         {d.Card.Name, d.AlternateName},
		fieldActivities:   d.Card.Activities,
		fieldOrganization: {d.Card.OrganizationName},
		fieldDescription:  {d.Description},
	}
}
