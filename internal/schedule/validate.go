package schedule

import (
	"fmt"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"alongside/internal/directory"
)

// Validate gives the faults of a schedule, with paths relative to it: what
// directory.Listing.Validate does not read, its rule and its zone.
func Validate(s directory.Schedule) []directory.Fault {
	var out []directory.Fault
	fault := func(path, format string, args ...any) {
		out = append(out, directory.Fault{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	if s.Zone != "" {
		if _, err := time.LoadLocation(s.Zone); err != nil {
			fault("zone", "%q is not a time zone we know. It should look like Europe/London.", s.Zone)
		}
	}
	for path, c := range map[string]directory.Clock{"opens": s.Opens, "closes": s.Closes} {
		if _, ok := c.Minutes(); c != "" && !ok {
			fault(path, "%q is not a time of day. Write it like 09:30.", c)
		}
	}
	if s.Closes != "" && s.Opens == "" {
		fault("opens", "It has a time to end but none to begin.")
	}
	for path, d := range map[string]directory.Date{"start": s.Start, "valid_from": s.ValidFrom, "valid_to": s.ValidTo} {
		if d != "" && !d.Valid() {
			fault(path, "%q is not a date we can use.", d)
		}
	}
	if s.ValidFrom != "" && s.ValidTo != "" && s.ValidTo < s.ValidFrom {
		fault("valid_to", "It ends before it begins.")
	}
	if s.Rule == "" {
		return out
	}
	o, err := rrule.StrToROption(s.Rule)
	switch {
	case err != nil:
		fault("rule", "This rule can't be read: %v.", err)
	case o.Freq > rrule.DAILY:
		fault("rule", "A rule can't repeat more often than daily.")
	case o.Interval > 1 && s.Start == "":
		fault("start", "What happens every %d %s needs a first day to count from.", o.Interval, unit(o.Freq))
	case o.Interval > 1000 || o.Count > 100_000:
		fault("rule", "This rule counts too far.")
	case strings.Contains(strings.ToUpper(s.Rule), "DTSTART"):
		fault("rule", "The first day belongs in start, not in the rule.")
	case o.Count > 0 && s.Start == "":
		fault("start", "What happens %d times needs a first day to count from.", o.Count)
	}
	return out
}

func unit(f rrule.Frequency) string {
	return map[rrule.Frequency]string{rrule.YEARLY: "years", rrule.MONTHLY: "months", rrule.WEEKLY: "weeks", rrule.DAILY: "days"}[f]
}
