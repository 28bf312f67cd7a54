package directory

// Schedule says when something happens: a recurrence rule with its zone (HSDS
// schedule), or, where nobody could read the times, the words alone. What
// happens on which day is derived by package schedule and never stored.
type Schedule struct {
	ID string `json:"id,omitempty"`
	// Rule is an RFC 5545 recurrence rule without DTSTART and without the
	// "RRULE:" prefix, for example "FREQ=WEEKLY;BYDAY=TU,WE" or, for the nth
	// weekday, "FREQ=MONTHLY;BYDAY=1MO". Empty with a Start: once, on that
	// day. Empty without: the times are known only as Text.
	Rule string `json:"rule,omitempty"`
	// Start is DTSTART's day. A weekly rule with INTERVAL above 1 needs it;
	// for others it may be empty, and the rule holds from ValidFrom or from
	// any day.
	Start Date `json:"start,omitempty"`
	// Opens and Closes are the times of day in Zone. Closes at or before
	// Opens is on the next day; empty when not known.
	Opens  Clock `json:"opens,omitempty"`
	Closes Clock `json:"closes,omitempty"`
	// Zone is an IANA zone; empty is DefaultZone.
	Zone string `json:"zone,omitempty"`
	// ValidFrom and ValidTo bound the days on which the rule holds, both
	// inclusive.
	ValidFrom Date `json:"valid_from,omitempty"`
	ValidTo   Date `json:"valid_to,omitempty"`
	// Except are days on which it does not happen (EXDATE), among them the
	// cancelled ones; Also are days on which it happens besides (RDATE).
	Except []Date `json:"except,omitempty"`
	Also   []Date `json:"also,omitempty"`
	// TermTime is true when it pauses in the school holidays.
	TermTime bool `json:"term_time,omitempty"`
	// Text is how the times were written.
	Text string `json:"text,omitempty"`
	// Note is anything more to know about these times.
	Note string `json:"note,omitempty"`
	// Link is a page with the times.
	Link  string `json:"link,omitempty"`
	Extra Extra  `json:"extra,omitempty"`
}

// Known reports whether days can be derived from the schedule.
func (s Schedule) Known() bool { return s.Rule != "" || s.Start != "" || len(s.Also) > 0 }
