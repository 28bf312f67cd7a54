package match

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"alongside/internal/concept"
	"alongside/internal/directory"
	"alongside/internal/text"
)

// Understander reads what people say of themselves.
type Understander struct {
	Concepts *concept.Set
	Places   Places
	Weights  Weights
}

// Read understands a profile, and gives it with what was said put into its
// fields: what the person chose themselves stands, and what they took back
// (Profile.Without) is left out.
func (u *Understander) Read(ctx context.Context, p Profile) (Profile, Understood) {
	r := u.reading(p.Say, p.Lang)
	var out Understood
	out.Nothing = r.nothing()
	out.For = spokenOf(r.words, r.said)
	u.pieces(r.reading, p.Lang, &out)
	u.chosen(&p, &out)
	out.Limits = r.limits(ctx, u.Places, &p, out.For)
	out.Limits = slices.DeleteFunc(out.Limits, func(l Limit) bool { return slices.Contains(p.Without, l.Key()) })
	for _, l := range out.Limits {
		p.apply(l)
	}
	if slices.ContainsFunc(out.Limits, func(l Limit) bool { return l.Value == plainEnglish }) {
		u.plainly(p.Lang, &out)
	}
	takenBack := func(piece Piece) bool { return slices.Contains(p.Without, piece.Key()) }
	out.Pieces = slices.DeleteFunc(out.Pieces, takenBack)
	out.Avoided = slices.DeleteFunc(out.Avoided, takenBack)
	out.Missed, out.rest = r.missed()
	return p, out
}

// plainly adds what helps who speaks little English: a little weight for where
// English is learnt.
func (u *Understander) plainly(lang string, out *Understood) {
	if c := u.Concepts.Get("english-class"); c != nil {
		out.Pieces = appendPiece(out.Pieces, Piece{Said: c.Name(lang), Concept: c.ID, Label: c.Name(lang), How: Mentions, Weight: u.Weights.of(Hopes), Quiet: true, Delicate: true})
	}
}

// heard is a reading, and whether it said that there is nothing.
type heard struct {
	*reading
	none bool
}

func (u *Understander) reading(say, lang string) heard {
	words := u.Concepts.Words(say, lang)
	found := u.Concepts.Find(words)
	said, none := meant(words, found)
	r := &reading{txt: say, words: words, found: found, said: said, taken: make([]bool, len(words))}
	for _, f := range found {
		r.take(f.Start, f.End)
	}
	return heard{r, none}
}

// nothing reports whether someone said that there is nothing, and named nothing
// else either.
func (h heard) nothing() bool {
	if len(h.words) == 0 {
		return strings.TrimSpace(h.txt) != "" // "?"
	}
	return h.none && !slices.ContainsFunc(h.said, func(s spoken) bool { return s.draws() && s.of == "" })
}

// pieces sorts what was said into pieces.
func (u *Understander) pieces(r *reading, lang string, out *Understood) {
	for _, s := range r.said {
		if s.Concept.Class == concept.Access || s.Concept.Class == concept.Company {
			continue // limits
		}
		p := Piece{Said: r.txt[s.Start:s.End], Delicate: s.Concept.Delicate, Concept: s.Concept.ID, Label: s.Concept.Name(lang), How: s.how, Weight: u.Weights.of(s.how) * u.trust(s.Found)}
		switch {
		case s.how == Dislikes || s.how == Cannot:
			if s.Weight == 1 && avoidable(s.Concept.Class) {
				out.Avoided = appendPiece(out.Avoided, p)
			}
		case s.how == Advised, s.of != out.For && s.Concept.Class != concept.Hope && s.Concept.Class != concept.Experience:
			out.Others = appendPiece(out.Others, p)
		default:
			out.Pieces = appendPiece(out.Pieces, p)
		}
	}
	// What is avoided anywhere is not matched; something more special that is
	// liked still is ("not singing alone, but choirs").
	out.Pieces = slices.DeleteFunc(out.Pieces, func(p Piece) bool {
		return slices.ContainsFunc(out.Avoided, func(a Piece) bool {
			return p.Concept == a.Concept || u.Concepts.Is(p.Concept, a.Concept) && p.How != Likes && p.How != Wishes
		})
	})
}

// trust is how sure it is that words mean a concept.
func (u *Understander) trust(f concept.Found) float64 {
	if f.Weight == 1 {
		return 1
	}
	return f.Weight * u.Weights.Vocabulary
}

// avoidable reports whether a class of concepts can be avoided: what someone
// does there.
func avoidable(c concept.Class) bool {
	return c == concept.Activity || c == concept.Interest || c == concept.Role
}

// appendPiece adds a piece, or makes more of the one of the same concept.
func appendPiece(list []Piece, p Piece) []Piece {
	for i := range list {
		if list[i].Concept == p.Concept {
			if p.Weight > list[i].Weight {
				list[i] = p
			}
			return list
		}
	}
	return append(list, p)
}

// chosen adds what was tapped. What is no concept's id is read as if it had been
// said.
func (u *Understander) chosen(p *Profile, out *Understood) {
	add := func(words []string, how How) {
		for _, w := range words {
			if c := u.Concepts.Get(concept.ID(w)); c != nil && c.Class != concept.Access && c.Class != concept.Company {
				how := how
				if c.Class == concept.Job {
					how = Past
				}
				out.Pieces = appendPiece(out.Pieces, Piece{Said: c.Name(p.Lang), Delicate: c.Delicate, Concept: c.ID, Label: c.Name(p.Lang), How: how, Weight: u.Weights.of(how), Chosen: true})
				continue
			}
			for _, s := range u.reading(w, p.Lang).said {
				out.Pieces = appendPiece(out.Pieces, Piece{Said: w, Delicate: s.Concept.Delicate, Concept: s.Concept.ID, Label: s.Concept.Name(p.Lang), How: how, Weight: u.Weights.of(how) * u.trust(s.Found), Chosen: true})
			}
		}
	}
	add(p.Strengths, Skilled)
	add(p.Interests, Likes)
	add(p.Hopes, Hopes)
	for _, w := range p.Avoid {
		if c := u.Concepts.Get(concept.ID(w)); c != nil {
			out.Avoided = appendPiece(out.Avoided, Piece{Said: c.Name(p.Lang), Delicate: c.Delicate, Concept: c.ID, Label: c.Name(p.Lang), How: Dislikes, Weight: 1, Chosen: true})
			continue
		}
		for _, s := range u.reading(w, p.Lang).said {
			out.Avoided = appendPiece(out.Avoided, Piece{Said: w, Delicate: s.Concept.Delicate, Concept: s.Concept.ID, Label: s.Concept.Name(p.Lang), How: Dislikes, Weight: 1, Chosen: true})
		}
	}
}

// apply puts a limit into its field, where the person chose nothing there.
func (p *Profile) apply(l Limit) {
	switch v := l.Value.(type) {
	case directory.Place:
		if p.Place == nil && p.Near == "" {
			p.Near, p.Place = v.Label, &v
		}
	case float64:
		if p.Within == 0 {
			p.Within = v
		}
	case Travel:
		if p.Travel == "" {
			p.Travel = v
		}
	case Slots:
		if p.Free == 0 {
			p.Free = v
		}
	case int64:
		if p.CostMax == nil {
			p.CostMax = &v
		}
	case int:
		if p.Age == nil {
			p.Age = &v
		}
	case TakePart:
		if p.TakePart == "" {
			p.TakePart = v
		}
	case string:
		switch {
		case l.Field == FieldAccess && onlyHelps(v):
			if slices.Contains(p.Helps, directory.AccessFeature(v)) {
				return
			}
			p.Helps = append(slices.Clip(p.Helps), directory.AccessFeature(v))
		case l.Field == FieldAccess && !slices.Contains(p.Access, v):
			p.Access = append(slices.Clip(p.Access), v)
		case l.Field == FieldCompany && p.Company == "":
			p.Company = v
		}
	}
}

// mostMissed bounds the words that are searched as text.
const mostMissed = 16

// missed gives the words that mean nothing here and may yet be found as text: no
// stop words, no numbers, nothing short. rest are those and the ordinary ones.
func (h heard) missed() (missed, rest []string) {
	for i, w := range h.words {
		if h.taken[i] || utf8.RuneCountInString(w.Text) < 4 || strings.ContainsAny(w.Text, "0123456789") || text.Term(w.Text) == "" {
			continue
		}
		said := h.txt[w.Start:w.End]
		if slices.Contains(rest, said) {
			continue
		}
		if len(rest) < mostMissed {
			rest = append(rest, said)
		}
		if !w.Ordinary() && len(missed) < mostMissed {
			missed = append(missed, said)
		}
	}
	return missed, rest
}
