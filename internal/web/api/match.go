package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/match"
	"alongside/internal/safety"
)

// Matcher answers profiles; *match.Matcher is one.
type Matcher interface {
	Match(ctx context.Context, p match.Profile) (match.Answer, error)
	Help(r match.Request) safety.Card
}

// MatchAnswer answers POST /match.
type MatchAnswer struct {
	Understood []Understood `json:"understood"`
	Limits     []Limit      `json:"limits"`
	Avoided    []Understood `json:"avoided"`
	// Others are what was said of someone else; nothing is matched on it.
	Others []Understood `json:"others"`
	// NotUnderstood are words that were searched as text.
	NotUnderstood []string      `json:"not_understood"`
	Matches       []Matched     `json:"matches"`
	Nearly        []NearlyMatch `json:"nearly"`
	// Missing says what would have to exist, when nothing fits, nor nearly.
	Missing []string `json:"missing,omitempty"`
	// For is whom it is for, when that is not the person who speaks.
	For string `json:"for,omitempty"`
	// Nothing is true when nothing was named; Matches are then a few things
	// that ask little.
	Nothing bool   `json:"nothing,omitempty"`
	Place   *Place `json:"place"`
	Partial bool   `json:"partial,omitempty"`
	// HelpNow is whom to call, when what was said suggests danger; null when
	// nothing does. What raised it is in no other part of the answer.
	HelpNow *HelpNow `json:"help_now"`
}

// HelpNow is whom to call, in order.
type HelpNow struct {
	// Level is "now" or "gentle"; "quiet" in a language whose words of danger
	// nobody fluent has reviewed.
	Level string `json:"level"`
	// Someone is true when it is someone else who may be in danger.
	Someone  bool      `json:"someone,omitempty"`
	Contacts []Contact `json:"contacts"`
}

// Contact is somebody to call.
type Contact struct {
	Name string `json:"name"`
	Ways []Way  `json:"ways"`
	// Hours are in words; Open is "now", "closed" or "unknown".
	Hours string `json:"hours"`
	Open  string `json:"open"`
}

// Way is one way of reaching a contact: "call", "text" or "bsl".
type Way struct {
	Means string `json:"means"`
	To    string `json:"to"`
	Say   string `json:"say,omitempty"`
}

// Understood is one thing understood; Key in `without` takes it back.
type Understood struct {
	Said    string  `json:"said"`
	Kind    string  `json:"kind"`
	Concept string  `json:"concept"`
	Label   string  `json:"label"`
	Weight  float64 `json:"weight"`
	Key     string  `json:"key"`
}

// Limit is one limit understood; Field is a field of the request, Text the
// limit in words.
type Limit struct {
	Said  string `json:"said"`
	Field string `json:"field"`
	Value any    `json:"value"`
	Text  string `json:"text"`
	Key   string `json:"key"`
}

// Matched is one match, with why.
type Matched struct {
	Listing Found   `json:"listing"`
	Score   float64 `json:"score"`
	// Join and Help say what one can do there.
	Join bool `json:"join"`
	Help bool `json:"help"`
	// Besides is true for what nothing that was said asks for, but is near and
	// easy to try; it comes after the others.
	Besides bool     `json:"besides,omitempty"`
	Reasons []Reason `json:"reasons"`
}

// Found is a hit: it is written as search writes one, and read as a Result.
type Found struct {
	Result
	hit *directory.Hit
}

// MarshalJSON writes the hit.
func (f Found) MarshalJSON() ([]byte, error) { return appendHit(nil, f.hit), nil }

// Reason is why a listing fits: what was said, what met it, and both in a
// sentence.
type Reason struct {
	Kind  string `json:"kind"`
	Said  string `json:"said"`
	Found string `json:"found"`
	Text  string `json:"text"`
}

// NearlyMatch is what fits once one limit is lifted, and that in words.
type NearlyMatch struct {
	Relaxed string    `json:"relaxed"`
	Text    string    `json:"text"`
	Matches []Matched `json:"matches"`
}

// match answers POST /match. What is said stands in the body alone.
func (h handlers) match(c *fiber.Ctx, ctx context.Context) error {
	// The problem of a bad request repeats what is at fault.
	c.Set(fiber.HeaderCacheControl, "no-store")
	var r match.Request
	// A body that is compressed is not read: it may hold far more than it weighs.
	if err := readBody(c.BodyRaw(), &r); err != nil {
		return h.problemWith(c, err, helpNow(h.Matcher.Help(r), h.Words("")))
	}
	a, err := h.answer(ctx, r)
	if err != nil {
		// Whom to call stands beside any fault.
		return h.problemWith(c, err, helpNow(h.Matcher.Help(r), h.Words(r.Lang)))
	}
	return c.JSON(h.matchAnswer(a, h.Words(r.Lang)))
}

// readBody reads a request strictly: a member that this does not take, or of
// another type, is a fault that names it.
func readBody(body []byte, r *match.Request) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(r)
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && e.Field != "" {
		return directory.Invalid([]directory.Fault{{Path: e.Field, Message: fmt.Sprintf("This is a %s, and has to be of another type: see /api/v1/openapi.json.", e.Value)}})
	}
	if _, name, found := strings.Cut(err.Error(), "unknown field "); found {
		return directory.Invalid([]directory.Fault{{Path: strings.Trim(name, `"`), Message: "There is no such field: see /api/v1/openapi.json."}})
	}
	return directory.Errorf(directory.CodeInvalid, "The body is not JSON: see /api/v1/openapi.json.")
}

func (h handlers) answer(ctx context.Context, r match.Request) (match.Answer, error) {
	p, err := r.Placed(ctx, h.Concepts, h.Places)
	if err != nil {
		return match.Answer{}, err
	}
	return h.Matcher.Match(ctx, p)
}

// matchAnswer gives an answer as the API writes it.
func (h handlers) matchAnswer(a match.Answer, w *lang.Words) MatchAnswer {
	u, now := &a.Understood, h.Now()
	out := MatchAnswer{
		Understood: understood(u.Pieces), Avoided: understood(u.Avoided), Others: understood(u.Others),
		Limits: []Limit{}, NotUnderstood: append([]string{}, u.Missed...), Matches: matched(a.Matches, w, now), Nearly: []NearlyMatch{},
		For: u.For, Nothing: u.Nothing, Partial: a.Partial, HelpNow: helpNow(a.Help, w),
	}
	for _, l := range u.Limits {
		out.Limits = append(out.Limits, Limit{Said: l.Said, Field: string(l.Field), Value: limitValue(l), Text: w.Limit(l, h.Concepts), Key: l.Key()})
	}
	for _, n := range a.Nearly {
		out.Nearly = append(out.Nearly, NearlyMatch{Relaxed: string(n.Relaxed), Text: w.Relaxed(n.Relaxed), Matches: matched(n.Matches, w, now)})
	}
	if len(out.Nearly) == 0 && !slices.ContainsFunc(out.Matches, func(m Matched) bool { return !m.Besides }) {
		out.Missing = w.Missing(a, h.Concepts)
	}
	if p := a.Profile.Place; p != nil {
		out.Place = &Place{Label: p.Label, Lat: p.Point.Lat(), Lon: p.Point.Lon()}
	}
	return out
}

// helpNow gives whom to call; nil when there is nothing to show.
func helpNow(c safety.Card, w *lang.Words) *HelpNow {
	if !c.Shown() {
		return nil
	}
	level := map[safety.Level]string{safety.None: "quiet", safety.Gentle: "gentle", safety.Now: "now"}
	open := map[safety.Open]string{safety.HoursUnknown: "unknown", safety.OpenNow: "now", safety.Closed: "closed"}
	out := &HelpNow{Level: level[c.Level], Someone: c.Someone, Contacts: []Contact{}}
	for _, x := range c.Contacts {
		one := Contact{Name: x.Name, Ways: []Way{}, Hours: w.Hours(x.Hours), Open: open[x.Open]}
		for _, way := range x.Ways {
			one.Ways = append(one.Ways, Way{Means: string(way.Means), To: way.To, Say: way.Say})
		}
		out.Contacts = append(out.Contacts, one)
	}
	return out
}

// limitValue gives a limit's value as the request's field has it.
func limitValue(l match.Limit) any {
	switch v := l.Value.(type) {
	case directory.Place:
		return v.Label
	case match.Slots:
		return match.SlotCodes(v)
	case int64:
		return directory.CostLimit{Pence: v}.String()
	case float64:
		return fmt.Sprintf("%.0fm", v)
	case string:
		if l.Field == match.FieldAccess {
			return []string{v}
		}
	}
	return l.Value
}

func understood(pieces []match.Piece) []Understood {
	out := make([]Understood, 0, len(pieces))
	for _, p := range pieces {
		if p.Delicate {
			p.Said = p.Label
		}
		out = append(out, Understood{Said: p.Said, Kind: string(p.How), Concept: string(p.Concept), Label: p.Label, Weight: p.Weight, Key: p.Key()})
	}
	return out
}

func matched(matches []match.Match, w *lang.Words, now time.Time) []Matched {
	out := make([]Matched, 0, len(matches))
	for _, m := range matches {
		one := Matched{Listing: Found{hit: &m.Hit}, Score: m.Score, Join: m.Join, Help: m.Help, Besides: m.Besides, Reasons: []Reason{}}
		for _, r := range m.Reasons {
			one.Reasons = append(one.Reasons, Reason{Kind: string(r.Kind), Said: r.Said, Found: r.Found, Text: w.Reason(r, now)})
		}
		out = append(out, one)
	}
	return out
}
