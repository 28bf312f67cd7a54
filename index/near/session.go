package near

import (
	"time"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// session is one occurrence in eight bytes: its start in minutes since 1970
// (32 bits), how many minutes it lasts (16), and the weekday and the parts of
// the day in which it lies by its own clock (3 and 3).
type session uint64

// longest is the most minutes that a session lasts here: six weeks.
const longest = 1<<16 - 1

func newSession(start, minutes int64, slots directory.Slots) session {
	day := 0
	for ; day < 6 && slots>>(3*day)&everyPart == 0; day++ {
	}
	return session(uint64(start)<<32 | uint64(min(minutes, longest))<<16 | uint64(day)<<3 | uint64(slots>>(3*day))&everyPart)
}

func (s session) start() int64   { return int64(s >> 32) }
func (s session) minutes() int64 { return int64(s >> 16 & longest) }
func (s session) slots() directory.Slots {
	return directory.Slots(s&everyPart) << (3 * (s >> 3 & 7))
}

// occurrence gives the session as the directory has it.
func (s session) occurrence() directory.Occurrence {
	start := directory.Millis(s.start() * 60_000)
	return directory.Occurrence{Start: start, End: start + directory.Millis(s.minutes()*60_000)}
}

// over reports whether the session is over at now, in milliseconds; one of no
// known length is over once it has begun.
func (s session) over(now int64) bool {
	start := s.start() * 60_000
	if m := s.minutes(); m > 0 {
		return start+m*60_000 <= now
	}
	return start < now
}

// packSessions packs occurrences, whose parts of the day are told by the clock
// of their zone.
func packSessions(all []directory.Occurrence, zone string) ([]session, error) {
	if len(all) == 0 {
		return nil, nil
	}
	if zone == "" {
		zone = directory.DefaultZone
	}
	loc, err := schedule.Zone(zone)
	if err != nil {
		return nil, err
	}
	out := make([]session, len(all))
	for i, o := range all {
		out[i] = newSession(int64(o.Start)/60_000, int64(o.End-o.Start)/60_000, schedule.SlotsOf(all[i:i+1], loc))
	}
	return out, nil
}

// window is how far ahead sessions make up a document's days, in minutes.
const window = int64(schedule.Ahead / time.Minute)

// slotsFrom gives the days and parts of the day of the sessions of the 12
// weeks from a midnight, in minutes since 1970, or of the next four when those
// are fewer.
func slotsFrom(all []session, midnight int64) directory.Slots {
	var out directory.Slots
	n := 0
	for _, s := range all {
		if s.start()+s.minutes() <= midnight && s.start() < midnight {
			continue
		}
		if n >= schedule.Fewest && s.start() >= midnight+window {
			break
		}
		out |= s.slots()
		n++
	}
	return out
}
