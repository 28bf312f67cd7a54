package directory

import "github.com/paulmach/orb"

// Location is a place where things happen (HSDS location).
type Location struct {
	ID            string `json:"id"`
	Name          string `json:"name,omitempty"`
	AlternateName string `json:"alternate_name,omitempty"`
	Description   string `json:"description,omitempty"`
	// Type is HSDS's location_type: physical, postal or virtual; empty is
	// physical.
	Type string `json:"type,omitempty"`
	URL  string `json:"url,omitempty"`
	// Transportation says how to get there, in words.
	Transportation string `json:"transportation,omitempty"`
	// Point is longitude, latitude; nil when not known.
	Point *orb.Point `json:"point,omitempty"`
	// PointFrom says how the point is known.
	PointFrom PointFrom `json:"point_from,omitempty"`
	Addresses []Address `json:"addresses,omitempty"`
	// Accessibility is what is said in words; Access is what can be filtered
	// on.
	Accessibility []Accessibility `json:"accessibility,omitempty"`
	Access        []AccessFeature `json:"access,omitempty"`
	// ToldWhenYouJoin marks a place (a refuge, say) whose point and address
	// never reach a page, a map, a feed, an export or a distance: only its
	// district does. See Listing.Public.
	ToldWhenYouJoin bool       `json:"told_when_you_join,omitempty"`
	Phones          []Phone    `json:"phones,omitempty"`
	Contacts        []Contact  `json:"contacts,omitempty"`
	Languages       []Language `json:"languages,omitempty"`
	Schedules       []Schedule `json:"schedules,omitempty"`
	Source          string     `json:"source,omitempty"`
	ExternalID      string     `json:"external_id,omitempty"`
	Extra           Extra      `json:"extra,omitempty"`
}

// PointFrom says how a location's point is known.
type PointFrom string

// The ways a point is known, surest first.
const (
	PointGiven        PointFrom = "given"
	PointFromPostcode PointFrom = "postcode"
	PointFromOutcode  PointFrom = "outcode"
	PointFromName     PointFrom = "name"
)

// Address is a postal address (HSDS address).
type Address struct {
	Attention  string `json:"attention,omitempty"`
	Address1   string `json:"address_1,omitempty"`
	Address2   string `json:"address_2,omitempty"`
	City       string `json:"city,omitempty"`
	Region     string `json:"region,omitempty"`
	State      string `json:"state_province,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	// Country is an ISO 3166-1 alpha-2 code; empty is GB.
	Country string `json:"country,omitempty"`
	Type    string `json:"type,omitempty"`
	Extra   Extra  `json:"extra,omitempty"`
}

// Accessibility is what a place says of access in words (HSDS accessibility).
type Accessibility struct {
	Description string `json:"description,omitempty"`
	Details     string `json:"details,omitempty"`
	URL         string `json:"url,omitempty"`
	Extra       Extra  `json:"extra,omitempty"`
}

// ServiceArea is an area served (HSDS service_area).
type ServiceArea struct {
	// Name is the area in words, as the source wrote it.
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	// Kind and Code say it in a form that can be tested against a place;
	// Kind is empty when only words are known.
	Kind AreaKind `json:"kind,omitempty"`
	// Code is a council's GSS code for AreaCouncil, an outward code for
	// AreaOutcode, and for AreaDistrict the council's code, ":" and the name in
	// lower case ("S12000036:north west").
	Code string `json:"code,omitempty"`
	// Centre and Metres give an AreaRadius.
	Centre *orb.Point `json:"centre,omitempty"`
	Metres float64    `json:"metres,omitempty"`
	URI    string     `json:"uri,omitempty"`
	Extra  Extra      `json:"extra,omitempty"`
}

// AreaKind is a kind of ServiceArea.
type AreaKind string

// The kinds of area. A district is a part of a council area that has a name
// but no boundary that we know ("North West"): people see it, and it counts as
// its council area.
const (
	AreaEverywhere AreaKind = "everywhere"
	AreaCouncil    AreaKind = "council"
	AreaDistrict   AreaKind = "district"
	AreaOutcode    AreaKind = "outcode"
	AreaRadius     AreaKind = "radius"
)

// PlaceKind is a kind of Place.
type PlaceKind string

// The kinds of Place.
const (
	PlacePostcode      PlaceKind = "postcode"
	PlaceOutcode       PlaceKind = "outcode"
	PlaceTown          PlaceKind = "town"
	PlaceNeighbourhood PlaceKind = "neighbourhood"
	PlaceCouncil       PlaceKind = "council"
	PlacePoint         PlaceKind = "point"
)

// Place is a place that someone named in a question, found.
type Place struct {
	// Label names it back to people: "Muirhouse, Edinburgh".
	Label string    `json:"label"`
	Kind  PlaceKind `json:"kind"`
	Point orb.Point `json:"point"`
	// Outcode and Council (GSS code) say which areas it lies in; either may
	// be empty.
	Outcode string `json:"outcode,omitempty"`
	Council string `json:"council,omitempty"`
	// District is a named part of the council area, lower case, if known.
	District string `json:"district,omitempty"`
}

// Postcode is one row of a postcode file.
type Postcode struct {
	// Code is in capitals with one space: "EH6 7HF".
	Code  string
	Point orb.Point
	// Council is a GSS code; empty when the file has none.
	Council string
}
