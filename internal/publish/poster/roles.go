package poster

import (
	"regexp"
	"slices"

	"alongside/internal/directory"
)

// inOrder sorts spans as they stand, and drops what stands twice.
func inOrder(all []span) []span {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b span) int { return a.start - b.start })
	return slices.Compact(all)
}

var helping = regexp.MustCompile(`\b(?:(?:volunteers?|helpers?|drivers?|befrienders?|cooks?|bakers?|mentors?|tutors?|trustees|committee members|walk leaders?|stewards?|marshals?|hands|hauns|bodies|brothers and sisters|treasurer|secretary|minute taker|coaches|pianist|leaders?|[a-z]{3,}(?:ers|eers|ists)|someone|somebody)\b[^.!?\n]{0,30}\b(?:needed|wanted|required|sought|welcome|urgently|needit|wantit)|(?:we|we['’]re|we are|wir)\s+(?:also\s+|always\s+|desperately\s+|really\s+)*(?:need|needin['’g]?|need(?:ing)?|looking for|seeking|lookin for|after|short of|keen to hear from)\s+(?:also\s+)?(?:(?:more|new|mony|a few|some|an?|two|three|extra|kind|friendly)\s+)*(?:volunteers?|helpers?|drivers?|people|folk|somebody|someone|hands|hauns|body|bodies|befrienders?|cooks?|bakers?|walk leaders?|treasurer|secretary|tutors?|pair of hands|kind|trustees)|could you (?:spare|help|volunteer|give)|can you (?:spare|help|drive|bake|cook)|want to (?:volunteer|help out|help us)|(?:would you|fancy) (?:like to )?(?:help|helping|volunteer|volunteering)|lend a hand|volunteering opportunit\w+|volunteer (?:with|for) us|become a (?:volunteer|befriender|trustee)|get in touch (?:to|if you(?:['’]d| would) like to) (?:help|volunteer)|if you(?:['’]d| would| can| could) (?:like to )?(?:help|volunteer))`)

var notHelping = regexp.MustCompile(`\b(?:volunteers? will|our volunteers|thanks to (?:our|all)|run by volunteers|can you help (?:yourself|us share))\b`)

// readRoles finds ways to help.
func (r *reader) readRoles() {
	for _, p := range r.pieces() {
		text := r.lower(p.span)
		if (helping.MatchString(text) && !notHelping.MatchString(text) || p.label == labelHelp) && len(r.draft.Roles) < most {
			r.draft.Roles = append(r.draft.Roles, r.words(asSentence, "", p.span))
			if !p.meets(r.title) {
				r.claim(p.span, claimSaid)
			}
		}
	}
}

var kinds = []struct {
	kind directory.Kind
	re   *regexp.Regexp
}{
	{directory.Volunteering, regexp.MustCompile(`\bvolunteers?\b[^.!?]{0,30}\b(?:needed|wanted|required|sought)|\bvolunteering (?:role|opportunit)|\bbefrienders? (?:needed|wanted)|\bvolunteer (?:with|for) us\b|become a (?:volunteer|befriender)|\b(?:need|looking for|seeking|recruiting) (?:more |new |some )?volunteers`)},
	{directory.Employment, regexp.MustCompile(`\b(?:vacancy|vacancies|we['’]re hiring|salary|job opportunity|paid post|hours (?:per|a) week, £|hourly rate)\b`)},
	{directory.Support, regexp.MustCompile(`\b(?:food ?bank|advice|counselling|crisis|welfare rights|money worries|pantry|foodbank|helpline|drop-?in clinic|support service|community fridge|warm space)\b`)},
	{directory.Course, regexp.MustCompile(`\b(?:courses?|class|classes|lessons?|training|week block|week course|tuition|workshops?|\d+[\s-]week)\b`)},
	{directory.Group, regexp.MustCompile(`\b(?:group|club|circle|choir|society|shed|meets|we meet|network|forum|band|council|peer support|knit|natter|team|friends of|buidheann|cr[òo]ileagan|creatives|parent)\b`)},
	{directory.Activity, regexp.MustCompile(`\b(?:litter|clean[\s-]?up|picks?|coffee (?:morning|afternoon)|walks?|walking|wanders?|plodders|ramblers|wanderers|dancing|football|day|fair|festival|gala|lunch|caf[eé]|kitchen|yoga|swim\w*|concert|quiz|games?|gardening|allotment|ceilidh|cinema|film|sale|market|party|trip|session|sessions|art|crafts?|breakfast|supper|party|sing|singing|bowls|badminton|tennis|run|cycle|ride)\b`)},
}

// readKind tells by the name, or else by the first lines, what sort of thing it
// is.
func (r *reader) readKind() {
	var where []span
	if !r.title.empty() {
		where = append(where, r.title)
		if helping.MatchString(r.lower(r.sentenceAt(r.title))) {
			where[0] = r.sentenceAt(r.title)
		}
	}
	for i, p := range r.pieces() {
		if i < 8 && p.label == noLabel {
			where = append(where, p.span)
		}
	}
	for at, a := range where {
		best, from := directory.Kind(""), span{}
		for _, k := range kinds {
			toHelp := k.kind == directory.Volunteering || k.kind == directory.Employment
			m := k.re.FindStringIndex(r.lower(a))
			if m == nil || at > 2 && toHelp {
				continue
			}
			if found := (span{a.start + m[0], a.start + m[1]}); best == "" || found.start < from.start {
				best, from = k.kind, found
			}
			if toHelp {
				break
			}
		}
		if best != "" {
			r.draft.Kind = Kind{best, r.words(asSentence, "", from)}
			return
		}
	}
	r.ask(AskKind, "kind", span{})
}
