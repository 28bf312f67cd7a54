package near

import (
	"slices"

	"alongside/internal/directory"
)

// A document's values of the fields that have a fixed list lie in one word, a
// bit for each value, so that a filter is a mask and a count is a sum of bits.
const (
	bitKind    = 0
	bitJoining = 6
	bitCost    = 11 // free, then each of costBands
	bitAccess  = 15
	bitOnline  = 31 // online, then in person
	bitLed     = 33
	// The days and parts of the day are worked out for each count; see
	// dayBits and timeBits.
	bitDay  = 35
	bitTime = 42
	// counted is how many bits are counted.
	counted = 45

	bitCostKnown  = 48
	bitMulti      = 49 // the service has other places
	bitPlaced     = 50
	bitAbout      = 51
	bitTold       = 52
	bitFirstVisit = 53
	bitStatus     = 54 // two bits: the place in directory.Statuses
	bitEnded      = 56
)

// costBands are the most, in pounds, that people can choose to pay.
var costBands = [...]int64{2, 5, 10}

// span gives a mask of n bits from bit.
func span(bit, n int) uint64 { return (1<<n - 1) << bit }

// fieldMasks are the bits of each field that is counted by bits.
var fieldMasks = map[directory.Field]uint64{
	directory.FieldKind:    span(bitKind, 6),
	directory.FieldJoining: span(bitJoining, 5),
	directory.FieldCost:    span(bitCost, 4),
	directory.FieldAccess:  span(bitAccess, 16),
	directory.FieldOnline:  span(bitOnline, 2),
	directory.FieldLed:     span(bitLed, 2),
}

// staticMask is the bits that are counted and do not depend on a query.
const staticMask = 1<<bitDay - 1

// bitsOf gives a card's word.
func bitsOf(c *directory.Card) uint64 {
	var w uint64
	set := func(bit int, yes bool) {
		if yes {
			w |= 1 << bit
		}
	}
	one(&w, bitKind, directory.Kinds(), c.Kind)
	one(&w, bitJoining, directory.Joinings(), c.Joining)
	set(bitCost, c.Cost.Free)
	for i, pounds := range costBands {
		set(bitCost+1+i, c.Cost.Known && c.Cost.Pence <= pounds*100)
	}
	for _, a := range c.Access {
		one(&w, bitAccess, directory.AccessFeatures(), a)
	}
	set(bitOnline, c.Online)
	set(bitOnline+1, c.Place.Point != nil || c.Place.Name != "" || c.Place.Locality != "" || c.Place.Postcode != "")
	for _, l := range c.LedBy {
		one(&w, bitLed, directory.LedBys(), l)
	}
	set(bitCostKnown, c.Cost.Known)
	set(bitPlaced, c.Place.Point != nil)
	set(bitAbout, c.Place.About)
	set(bitTold, c.Place.ToldWhenYouJoin)
	set(bitFirstVisit, c.FirstVisit)
	set(bitEnded, c.Ended)
	w |= uint64(max(0, slices.Index(directory.Statuses(), c.Status))) << bitStatus
	return w
}

// one sets the bit of a value by its place in the field's list.
func one[T comparable](w *uint64, bit int, all []T, v T) {
	if i := slices.Index(all, v); i >= 0 {
		*w |= 1 << (bit + i)
	}
}

// maskOf gives the bits of some values of a field.
func maskOf[T comparable](bit int, all, values []T) uint64 {
	var w uint64
	for _, v := range values {
		one(&w, bit, all, v)
	}
	return w
}

// Patterns over directory.Slots, whose bit is weekday*3 + part.
const (
	everyPart = 0b111
	// firstParts has the first bit of each day.
	firstParts = 0b001001001001001001001
)

// dayBits gives the days on which some of the parts allowed by mask have a
// session, a bit a day.
func dayBits(slots, mask directory.Slots) uint64 {
	s := uint64(slots & mask)
	s = (s | s>>1 | s>>2) & firstParts
	// Brings every third bit together.
	return s&1 | s>>2&2 | s>>4&4 | s>>6&8 | s>>8&16 | s>>10&32 | s>>12&64
}

// timeBits gives the parts of the day in which some of the days allowed by
// mask have a session.
func timeBits(slots, mask directory.Slots) uint64 {
	s := uint64(slots & mask)
	s |= s >> 12
	s |= s >> 6
	s |= s >> 3
	return s & everyPart
}
