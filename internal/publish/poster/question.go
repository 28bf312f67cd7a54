package poster

import (
	"slices"

	"alongside/internal/directory"
)

// Ask is something that a poster leaves to be asked.
type Ask string

// What is asked, the most needed first.
const (
	// AskUnreadable is of what is no text; AskCut of what is too long.
	AskUnreadable Ask = "unreadable"
	AskCut        Ask = "cut"
	// AskSeveral is of a poster with several events.
	AskSeveral Ask = "several"
	AskName    Ask = "name"
	AskWhen    Ask = "when"
	// AskTimes is of times that were not understood.
	AskTimes Ask = "times"
	// AskHalf is of a time that may be in the morning or in the evening.
	AskHalf Ask = "half"
	// AskNth is of "every 2nd Thursday": each fortnight, or once a month?
	AskNth Ask = "nth"
	// AskFirst is of what is every second week, and nobody says which.
	AskFirst Ask = "first"
	// AskStart is of what goes on for some weeks, and nobody says from when.
	AskStart Ask = "start"
	// AskRepeat is of what begins on a day: once, or every week from then?
	AskRepeat Ask = "repeat"
	// AskYear is of a date without its year, AskMonth of one without its month.
	AskYear  Ask = "year"
	AskMonth Ask = "month"
	// AskWeekday is of a date that is not on the weekday said.
	AskWeekday Ask = "weekday"
	// AskPast is of a date that has gone.
	AskPast Ask = "past"
	// AskTwice is of two times that could both hold.
	AskTwice Ask = "twice"
	// AskAlso is of days beside the others that have no times.
	AskAlso Ask = "also"
	// AskRelative is of "this Saturday": which?
	AskRelative Ask = "relative"
	// AskBoth is of what may hold for the last time alone or for all: "Mon 9-5,
	// Tue 9-4 term time only".
	AskBoth Ask = "both"
	// AskExcept is of days when it is not on.
	AskExcept Ask = "except"
	AskWhere  Ask = "where"
	// AskPlaces is of a further place that may be another for the same thing.
	AskPlaces   Ask = "places"
	AskPostcode Ask = "postcode"
	// AskPostcodeUnknown is of a postcode that Options.Places does not know.
	AskPostcodeUnknown Ask = "postcode-unknown"
	AskWho             Ask = "who"
	AskJoining         Ask = "joining"
	// AskJoiningBoth is of a poster that says both to turn up and to book.
	AskJoiningBoth Ask = "joining-both"
	AskCost        Ask = "cost"
	// AskCostBoth is of a poster that says both free and a price.
	AskCostBoth Ask = "cost-both"
	AskContact  Ask = "contact"
	// AskPhone is of a telephone number with letters, or digits too few or many.
	AskPhone       Ask = "phone"
	AskDescription Ask = "description"
	AskKind        Ask = "kind"
	// AskAges is of ages that do not agree.
	AskAges Ask = "ages"
)

// asks are all of them in order, with what they ask in English.
var asks = []struct {
	ask     Ask
	english string
}{
	{AskUnreadable, "There is no text here that we can read. Paste the words of the poster."},
	{AskCut, "This is very long. We read the first part; add what is missing yourself."},
	{AskSeveral, "There is more than one event on this poster. This draft is of the first."},
	{AskName, "What is it called?"},
	{AskWhen, "When is it?"},
	{AskTimes, "We could not work out these times. Write the day and the time, like Tuesdays 10am-12 noon."},
	{AskHalf, "Is this time in the morning or in the evening?"},
	{AskNth, "Is this every second week, or once a month?"},
	{AskFirst, "This is every second week. Which is the first day?"},
	{AskStart, "This goes on for some weeks. Which is the first day?"},
	{AskRepeat, "Is this on one day, or every week from then?"},
	{AskYear, "There is no year with this date. Check that we took the right one."},
	{AskMonth, "There is no month with this date. Which is it?"},
	{AskWeekday, "This date is not on that day of the week. Which is right?"},
	{AskPast, "This date has gone. Is there a new one?"},
	{AskTwice, "These are two times that could both hold. Which should people come at?"},
	{AskAlso, "The poster says these days as well, without a time. Is it on then?"},
	{AskRelative, "This goes by the day it was written. Which date is it?"},
	{AskBoth, "Is this for all the times, or for the last alone?"},
	{AskExcept, "There are days when it is not on. Check that the dates leave them out."},
	{AskWhere, "Where is it?"},
	{AskPlaces, "This may be another place. Is it there as well?"},
	{AskPostcode, "What is the postcode? People use it to see how far away it is."},
	{AskPostcodeUnknown, "We don't know this postcode. Check it."},
	{AskWho, "Who runs it?"},
	{AskJoining, "How does someone join? May they just turn up?"},
	{AskJoiningBoth, "The poster says both to turn up and to get in touch. Which comes first?"},
	{AskCost, "What does it cost? Say so if it is free."},
	{AskCostBoth, "The poster says both free and a price. What does a person pay?"},
	{AskContact, "How can someone ask about it? Give a telephone number or an e-mail address."},
	{AskPhone, "Check this telephone number: it does not look whole."},
	{AskDescription, "What is it? A sentence or two in your own words."},
	{AskKind, "What sort of thing is it?"},
	{AskAges, "The poster says more than one age. From which age may people come?"},
}

// rank is the ask's place in the order.
func (a Ask) rank() int {
	for i := range asks {
		if asks[i].ask == a {
			return i
		}
	}
	return len(asks)
}

// Question is something to ask whoever pasted the poster.
type Question struct {
	Ask Ask
	// Fault is the question as a sentence that every language can say, with the
	// path of the field of the draft that it is about ("when[0]",
	// "places[0].postcode"). It holds none of the poster's words.
	directory.Fault
	// At is where the poster is unclear; none where it does not say.
	At []Span
	// Choices are the times that may be meant, where they can be told.
	Choices []directory.Schedule `json:"-"`
}

// most is how many questions a draft has, and how many of anything else.
const most = 50

// ask adds a question about a part, once for each kind and part; of what the
// poster does not say, the part is empty.
func (r *reader) ask(a Ask, path string, at span, choices ...directory.Schedule) {
	if at.empty() {
		r.askAt(a, path, nil, choices...)
		return
	}
	r.askAt(a, path, []Span{r.span(at)}, choices...)
}

func (r *reader) askAt(a Ask, path string, at []Span, choices ...directory.Schedule) {
	q := Question{Ask: a, Fault: directory.Faultf(path, "poster-"+string(a), asks[a.rank()].english), At: at, Choices: choices}
	same := func(o Question) bool { return o.Ask == a && slices.Equal(o.At, q.At) }
	if len(r.draft.Questions) < most && !slices.ContainsFunc(r.draft.Questions, same) {
		r.draft.Questions = append(r.draft.Questions, q)
	}
}
