package hsds

import (
	"strconv"
	"strings"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// scheduleExtension is what HSDS's schedule has no member for.
type scheduleExtension struct {
	Zone     string           `json:"zone,omitempty"`
	Except   []directory.Date `json:"except,omitempty"`
	Also     []directory.Date `json:"also,omitempty"`
	TermTime bool             `json:"term_time,omitempty"`
	ByMonth  string           `json:"bymonth,omitempty"`
	BySetPos string           `json:"bysetpos,omitempty"`
}

// ruleParts are HSDS's members that make up a recurrence rule, in the order in
// which the rule is written. RFC 5545's other parts go into the extension.
var ruleParts = []struct{ member, part string }{
	{"freq", "FREQ"}, {"interval", "INTERVAL"}, {"byday", "BYDAY"}, {"", "BYMONTH"}, {"bymonthday", "BYMONTHDAY"},
	{"byyearday", "BYYEARDAY"}, {"byweekno", "BYWEEKNO"}, {"", "BYSETPOS"}, {"wkst", "WKST"}, {"count", "COUNT"}, {"until", "UNTIL"},
}

var schedules = entity[directory.Schedule]{
	members: "dtstart valid_from valid_to opens_at closes_at description notes schedule_link freq interval byday bymonthday byyearday byweekno wkst count until alongside",
	decode:  decodeSchedule,
	encode:  encodeSchedule,
	extra:   func(s *directory.Schedule) *directory.Extra { return &s.Extra },
}

func decodeSchedule(in object) directory.Schedule {
	r := reader{in}
	x := fromExtension(in, scheduleExtension{})
	s := directory.Schedule{
		Start: r.date("dtstart"), ValidFrom: r.date("valid_from"), ValidTo: r.date("valid_to"),
		Opens: r.clock("opens_at"), Closes: r.clock("closes_at"), Text: r.text("description"), Note: r.text("notes"),
		Link: web(r.text("schedule_link")), Zone: x.Zone, Except: x.Except, Also: x.Also, TermTime: x.TermTime,
	}
	if s.ValidTo != "" && s.ValidFrom > s.ValidTo {
		s.ValidFrom, s.ValidTo = "", ""
	}
	if s.Opens == "" {
		s.Closes = ""
	}
	var parts []string
	for _, p := range ruleParts {
		value := r.word(p.member)
		switch p.part {
		case "BYMONTH":
			value = x.ByMonth
		case "BYSETPOS":
			value = x.BySetPos
		case "INTERVAL":
			if value == "1" {
				value = ""
			}
		case "UNTIL":
			value = strings.ReplaceAll(value, "-", "")
		}
		if value != "" {
			parts = append(parts, p.part+"="+strings.ToUpper(value))
		}
	}
	if len(parts) > 0 && strings.HasPrefix(parts[0], "FREQ=") {
		s.Rule = strings.Join(parts, ";")
	}
	if len(schedule.Validate(s)) > 0 {
		// What can't be worked out is left to its words; the members stay in
		// the Extra.
		s.Rule, s.Start, s.Zone = "", "", ""
	}
	return s
}

func encodeSchedule(s directory.Schedule) object {
	w := writer{object{}}
	w.text("dtstart", string(s.Start))
	w.text("valid_from", string(s.ValidFrom))
	w.text("valid_to", string(s.ValidTo))
	w.text("opens_at", string(s.Opens))
	w.text("closes_at", string(s.Closes))
	w.text("description", s.Text)
	w.text("notes", s.Note)
	w.text("schedule_link", s.Link)
	x := scheduleExtension{Zone: s.Zone, Except: s.Except, Also: s.Also, TermTime: s.TermTime}
	for _, part := range strings.Split(s.Rule, ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "BYMONTH":
			x.ByMonth = value
		case "BYSETPOS":
			x.BySetPos = value
		case "UNTIL":
			if len(value) >= 8 {
				value = value[:4] + "-" + value[4:6] + "-" + value[6:8]
			}
			w.text("until", value)
		case "INTERVAL", "COUNT":
			if n, err := strconv.Atoi(value); err == nil {
				w.value(strings.ToLower(name), n)
			}
		default:
			for _, p := range ruleParts {
				if p.part == name && p.member != "" {
					w.text(p.member, value)
				}
			}
		}
	}
	extension(w, scheduleExtension{}, x)
	return w.out
}
