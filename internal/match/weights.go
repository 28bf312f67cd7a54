package match

// Weights are the numbers of the scoring, each with its reason. The usual ones
// were set by hand and then moved, one at a time, to where the answers to the
// statements of data/judgements marked "tune" were best (internal/quality,
// TestTune); the other half of the statements says whether that holds.
type Weights struct {
	// How much each way of meaning something counts: what is liked or wished for
	// most, what is only spoken of less; a hope is about anything.
	Like, Wish, Skill, Past, Mention, Hope float64
	// Vocabulary is how much a word of the vocabulary is trusted beside a phrase.
	Vocabulary float64

	// How near to what was said other concepts are.
	//
	// Narrower is for each step to what is more special, which is still it.
	Narrower float64
	// Opened is for the first activity that a strength opens; OpenedHelp for the
	// first way to help. Each later one counts Later less, as the files name the
	// most telling first; what is narrower than them is farther from the strength
	// (a joiner mends things, but seldom clothes).
	Opened, OpenedHelp, Later, NarrowerOpened float64
	// OpenedBroadly is for what only the broader job or strength opens.
	OpenedBroadly float64
	// Broader is for a step to what is more general, Related for what someone who
	// likes this may like as well.
	Broader, Related float64
	// Help is for helping with what one likes to do.
	Help float64
	// Mentioned is how much a listing is about what it only mentions once.
	Mentioned float64
	// Word is for a word of a piece, found as text where its concept was not.
	Word float64
	// Missed is for a word that was not understood, found as text.
	Missed float64

	// Share keeps several pieces from adding up to more than all: 1 - (1-Share·a)…
	Share float64
	// Far says how fast nearness falls: the power of distance over halfway.
	Far float64
	// FromHome is what being joinable from anywhere counts beside being near.
	FromHome float64
	// ForOthers is for a listing for particular people that the person does not say
	// to be one of.
	ForOthers float64

	// A listing that says what a first visit is like is easier to go to; just
	// turning up asks least; a waiting list may mean never; where nothing is known
	// of how to join there is one more thing to find out.
	FirstVisit, TurnUp, WaitingList, JoinUnknown float64
	// Being free is a relief, a price that nobody knows a worry.
	Free, CostUnknown float64
	// What was checked lately is likely true; what nobody ever checked is less so.
	CheckedLately, CheckedLongAgo, CheckedNever float64
	// Helps is for an access feature that is good to have.
	Helps float64
	// CompanyFits and CompanyOther are for the company that suits.
	CompanyFits, CompanyOther float64
	// MentionsAvoided is for a passing mention of what is to be avoided.
	MentionsAvoided float64
	// TimesUnknown is for what does not say when it happens.
	TimesUnknown float64
	// TimesToAsk is for the same where only some times suit.
	TimesToAsk float64

	// SameSubject and SameOrganisation are how much a match sinks for each before
	// it that is like it.
	SameSubject, SameOrganisation float64
}

// UsualWeights gives the weights that are used.
func UsualWeights() Weights {
	return Weights{
		Like: 1, Wish: 1, Skill: 0.9, Past: 0.85, Mention: 0.75, Hope: 0.45, Vocabulary: 0.4,
		Narrower: 0.9, Opened: 0.75, OpenedHelp: 0.8, Later: 0.1, NarrowerOpened: 0.7, OpenedBroadly: 0.5,
		Broader: 0.25, Related: 0.25, Help: 0.8, Mentioned: 0.4, Word: 0.3, Missed: 0.15,
		Share: 0.8, Far: 1.2, FromHome: 0.4, ForOthers: 0.4,
		FirstVisit: 1.08, TurnUp: 1.05, WaitingList: 0.7, JoinUnknown: 0.93,
		Free: 1.03, CostUnknown: 0.96,
		CheckedLately: 1.06, CheckedLongAgo: 0.95, CheckedNever: 0.92,
		Helps: 1.1, CompanyFits: 1.2, CompanyOther: 0.8, MentionsAvoided: 0.55, TimesUnknown: 0.9, TimesToAsk: 0.6,
		SameSubject: 0.7, SameOrganisation: 0.75,
	}
}

// of gives how much a way of meaning something counts.
func (w *Weights) of(h How) float64 {
	switch h {
	case Likes, Peers:
		return w.Like
	case Wishes:
		return w.Wish
	case Skilled:
		return w.Skill
	case Past:
		return w.Past
	case Hopes:
		return w.Hope
	}
	return w.Mention
}
