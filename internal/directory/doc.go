// Package directory is the domain of Alongside: what a listing is, what a
// question to the directory is, and what an answer holds.
//
// The names come from Open Referral's HSDS 3.x (Organization, Service,
// Location, ServiceAtLocation, Schedule, CostOption, ...). A Listing is an
// HSDS service together with its organisation, its places and its times: the
// unit of save and of import.
//
// The package imports nothing of ours. Coordinates are always longitude,
// latitude (orb.Point), in WGS 84 degrees. Distances are metres. Money is
// pence. Moments are Millis (UTC milliseconds); calendar dates are Date and
// times of day are Clock, both in the zone of the schedule they belong to.
package directory
