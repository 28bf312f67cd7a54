package lang

import (
	"time"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/match"
	"alongside/internal/schedule"
)

// Reason gives one reason of a match as a short sentence. What the person said
// and what the listing says stand in it word for word, between quotation marks.
func (w *Words) Reason(r match.Reason, now time.Time) string {
	switch r.Kind {
	case match.ReasonMeaning:
		return w.must(meaning(r), "Said", r.Said, "Found", r.Found)
	case match.ReasonWords:
		return w.must("reason.words", "Said", r.Said, "Found", r.Found)
	case match.ReasonLed:
		return w.must("reason.led." + string(r.Led))
	case match.ReasonTime:
		return w.timeReason(r, now)
	case match.ReasonAccess:
		return w.Value(directory.FieldAccess, string(r.Feature), "")
	case match.ReasonFree, match.ReasonCost:
		return w.Cost(r.Cost, 1)
	case match.ReasonLanguage:
		return w.must("reason.language", "Language", w.Value(directory.FieldLanguage, r.Language, ""))
	case match.ReasonOnline:
		return w.must("reason.online")
	case match.ReasonNear:
		minutes := r.Minutes
		if minutes == 0 {
			minutes = walkable + 1
		}
		return w.Distance(r.Metres, r.About, minutes, r.Ferry)
	case match.ReasonTurnUp:
		return w.must("reason.turn-up")
	case match.ReasonFirstVisit:
		return w.must("reason.first-visit")
	case match.ReasonChecked:
		return w.Checked(r.Verified, r.By, now)
	}
	return ""
}

// meaning names the message for something that was said and met.
func meaning(r match.Reason) string {
	// Where people work or volunteer, the text may speak of anything: only what
	// the role, the activity or the listing is called is what one does there.
	told := r.Field == directory.AboutSummary || r.Field == directory.AboutText
	switch {
	case r.Class == concept.Hope && r.Help && !told:
		return "reason.hope-help"
	case r.Class == concept.Hope:
		return "reason.hope"
	case r.Class == concept.Experience:
		return "reason.experience"
	case told:
		return "reason.text"
	case r.Help:
		return "reason.help"
	}
	return "reason.about"
}

// timeReason says when the next session is that suits.
func (w *Words) timeReason(r match.Reason, now time.Time) string {
	zone, err := schedule.Zone(r.Zone)
	if err != nil {
		zone = time.UTC
	}
	session := w.Session(r.Session, zone, now)
	if r.Said == "" {
		return w.must("reason.time", "When", session)
	}
	return w.must("reason.time-said", "Said", r.Said, "When", session)
}
