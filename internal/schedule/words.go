package schedule

import "slices"

// noise are words that add nothing to when something happens.
var noise = set("a", "an", "at", "on", "of", "the", "from", "we", "are", "is", "it", "its", "our", "open", "opens", "opening",
	"hours", "hour", "time", "times", "session", "sessions", "class", "classes", "group", "groups", "club", "meets", "meet",
	"meeting", "meetings", "held", "runs", "run", "running", "weekly", "week", "drop", "in", "takes", "place", "both",
	"inclusive", "every", "each", "starts", "start", "prompt", "sharp", "all", "year", "round", "days", "day", "also", "then",
	"with", "for", "adults")

// casting are words that put what was said about times in doubt, or that speak
// of exceptions: where one stands, nothing is understood.
var casting = set("vary", "varies", "varying", "various", "variable", "arrangement", "arranged", "arrange", "appointment",
	"appointments", "depending", "depends", "flexible", "flexibility", "sometimes", "occasionally", "doors",
	"usually", "normally", "normal", "mostly", "most", "might", "approximately", "approx", "around", "except",
	"excluding", "apart", "unless", "not", "never", "cancelled", "postponed", "tbc", "tba", "confirmed", "check",
	"holiday", "holidays", "outwith", "outside", "after", "before", "during", "request", "seasonal", "winter", "summer",
	"spring", "autumn", "dawn", "dusk", "mid", "early", "late", "irregular", "alternating", "change", "changes", "subject",
	"month", "months", "monthly", "weeks", "fortnight", "once", "twice", "quarterly", "few", "several", "selected", "certain",
	"alt", "alternately", "bi", "rota", "rotation", "ish", "bank", "hols", "onward", "temporarily")

// faint are words that cast doubt only in the words before a time, or beside
// what happens: "no sessions", but "no need to book"; "may not run", but "ask
// Jo or Sam".
var faint = set("or", "may", "about", "some", "no", "occasional", "plus", "different", "if", "when")

// happenings are names of what people come to: "Art class: Mondays" tells when
// it is. Of another label nobody knows whether it is for the whole or a part.
var happenings = set("class", "classes", "club", "clubs", "course", "courses", "craft", "crafts", "choir", "group", "groups",
	"lesson", "lessons", "meeting", "meetings", "rhymetime", "rhymetimes", "session", "sessions", "story", "storytime", "storytimes",
	"surgery", "workshop", "workshops")

// running are words that tell of a thing's going on.
var running = set("close", "closes", "closing", "date", "dates", "day", "days", "held", "hour", "hours", "meet", "meets",
	"open", "opens", "opening", "run", "runs", "running", "start", "starts", "time", "times", "today", "tomorrow", "week")

// rooms are parts of a place that keep hours of their own.
var rooms = set("bar", "baths", "café", "cafe", "crèche", "creche", "gym", "kitchen", "office", "pool", "reception",
	"restaurant", "sauna", "shop", "spa", "studio", "toilet", "toilets")

// counted are words that make the day after them less than every such day:
// "one Saturday", "this Tuesday".
var counted = set("one", "two", "three", "four", "this", "next", "following", "coming")

// timeWords speak of time though they are neither days nor clocks.
var timeWords = set("fortnightly", "alternate", "term", "termtime", "holiday", "holidays", "morning", "mornings", "afternoon",
	"afternoons", "evening", "evenings", "night", "nights", "lunchtime", "lunchtimes", "winter", "summer", "autumn", "monthly",
	"annually", "dawn", "dusk", "closed", "hourly", "easter", "christmas")

// keywords begin an element though they are plain words.
func keyword(s string) bool {
	return s == "every" || s == "each" || s == "alternate" || s == "fortnightly" || s == "weekly" || s == "from" || s == "until" || s == "starting" || s == "beginning"
}

// starting are words before the first day of what goes on from there.
var starting = set("from", "starting", "beginning", "commencing", "since")

// termWords make up "during school term time only".
var termWords = set("term", "terms", "termtime", "time", "times", "only", "school", "during", "in", "the")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// isTime reports whether the token at i speaks of time.
func isTime(ts []token, i int) bool {
	switch t := ts[i]; t.kind {
	case day, clock:
		return true
	case month:
		// "may" is a month next to a number or another month, or as a header.
		return t.text != "may" || nextIs(ts, i+1, number, dash, ordinal) || (i > 0 && (ts[i-1].kind == number || ts[i-1].kind == ordinal || ts[i-1].kind == dash))
	case ordinal:
		return nextIs(ts, i+1, day, month) || (nextIs(ts, i+1, comma, ordinal, dash) && nextIs(ts, i+2, ordinal, day))
	case number:
		return nextIs(ts, i+1, month) || isNumericDate(ts, i) || countsHours(ts, i)
	case word:
		return timeWords[t.text]
	}
	return false
}

// isNumericDate reports whether "14/03/2026" or "2026-03-14" begins at i.
func isNumericDate(ts []token, i int) bool {
	return nextIs(ts, i+2, number) && nextIs(ts, i+4, number) && ts[i+1].text == ts[i+3].text && (ts[i+1].text == "/" || ts[i+1].kind == dash) &&
		max(ts[i].n, ts[i+4].n) >= 1900
}

// countsHours reports whether "24 hours" or "7 days" begins at i.
func countsHours(ts []token, i int) bool {
	return i+1 < len(ts) && (ts[i].n == 24 && ts[i+1].text == "hours" || ts[i].n == 7 && ts[i+1].text == "days")
}

// speaksOfTime reports whether any of the tokens does.
func speaksOfTime(ts []token) bool {
	for i := range ts {
		if isTime(ts, i) {
			return true
		}
	}
	return false
}

// casts reports whether a word among the tokens casts doubt.
func casts(ts []token) bool {
	if i := slices.IndexFunc(ts, func(t token) bool { return t.text == "outside" || t.text == "outwith" }); i >= 0 && i+1 < len(ts) && ts[i+1].text == "these" {
		ts = ts[:i] // what is so outside these hours leaves them as they are
	}
	return anyOf(ts, casting) || (anyOf(ts, faint) && (anyOf(ts, happenings) || anyOf(ts, running) || slices.ContainsFunc(ts, token.nth)))
}

func anyOf(ts []token, words map[string]bool) bool {
	return slices.ContainsFunc(ts, func(t token) bool { return words[t.text] })
}

func allNoise(ts []token) bool {
	for _, t := range ts {
		if t.kind == word && !noise[t.text] || t.kind == number {
			return false
		}
	}
	return true
}

// onlyTermTime reports whether the tokens say "term time" and nothing else.
func onlyTermTime(ts []token) bool {
	term := false
	for _, t := range ts {
		if t.kind == dash {
			continue
		}
		if !termWords[t.text] {
			return false
		}
		term = term || t.text == "term" || t.text == "terms" || t.text == "termtime"
	}
	return term
}

// nextIs reports whether the token at i is of one of these kinds.
func nextIs(ts []token, i int, kinds ...kind) bool {
	if i >= len(ts) {
		return false
	}
	for _, k := range kinds {
		if ts[i].kind == k {
			return true
		}
	}
	return false
}

func skipNoise(ts []token, i int) int {
	for i < len(ts) && ts[i].kind == word && noise[ts[i].text] {
		i++
	}
	return i
}
