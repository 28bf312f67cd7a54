package public

import (
	"context"
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"alongside/internal/directory"
	"alongside/internal/lang"
	"alongside/internal/schedule"
	"alongside/internal/web/page"
)

// listingBody is the listing page's data.
type listingBody struct {
	directory.Listing
	KindText, JoiningText string
	Open                  bool
	// Notice says that it is closed, ended or paused; empty when it is open.
	Notice    string
	Serves    string
	CostText  string
	Prices    []pair
	Ages      string
	LedText   []string
	Languages string
	Places    []placeBody
	// Times are those that hold wherever it happens.
	Times      times
	FirstVisit []pair
	Roles      []roleBody
	Checked    string
	Edited     string
	Phones     []string
	JSONLD     template.JS
	// Known is how we know, each in a sentence, the newest first.
	Known []string
	// Kept is true when it is on the person's list; Pressed is a card's alone.
	Kept, Pressed bool
	Around        around
	// Href is the page's path; Language is true where the page speaks another
	// language than the listing.
	Href    string
	Foreign bool
	Map     mapBox
}

// placeBody is one place of a listing.
type placeBody struct {
	Name, Address, Told, Directions string
	Transportation, Description     string
	Access, Words                   []string
	Times                           times
}

// times are the sessions of a place in words.
type times struct {
	Next     []session
	Patterns []string
	// Own is how the source wrote it, where no pattern was read.
	Own []string
	// Ended says when it last was, where all that is known of is past; Last is
	// that day.
	Ended string
	Last  directory.Date
}

// Any reports whether anything is known.
func (t times) Any() bool { return len(t.Next)+len(t.Patterns)+len(t.Own) > 0 || t.Ended != "" }

type session struct{ Text, Date string }

type roleBody struct {
	directory.Role
	Closes string
	Facts  []pair
	Steps  []pair
}

// mostKnown is how much of what we know is told.
const mostKnown = 4

// sessionLayout is how a page writes when a session begins, for machines.
const sessionLayout = "2006-01-02T15:04Z07:00"

// listing answers GET /listings/{slug}-{id}: only the id resolves; an old slug
// is sent on.
func (h handlers) listing(c *fiber.Ctx, ctx context.Context) error {
	id, ok := directory.IDOfPage(c.Params("page"))
	if !ok {
		return directory.Errorf(directory.CodeNotFound, "There is no listing with this address.")
	}
	l, err := h.Listings.Listing(ctx, id)
	if directory.CodeOf(err) == directory.CodeGone {
		return h.gone(c, ctx, id)
	}
	if err != nil {
		return err
	}
	l = l.Public()
	if c.Params("page") != l.PageSlug() {
		return c.Redirect("/listings/"+l.PageSlug(), fiber.StatusMovedPermanently)
	}
	w := h.Page.Words(c)
	body, err := h.listingBody(ctx, w, l)
	if err != nil {
		return err
	}
	body.Kept = h.bag(c).Has(l.ID)
	body.Foreign = w.Tag != lang.Default
	body.Around = h.around(ctx, w, l, body.next(), l.ID)
	return h.Page.Render(c, fiber.StatusOK, "listing", page.Data{
		Title: l.Name, Description: l.Summarise(), Canonical: h.BaseURL + "/listings/" + l.PageSlug(), NoIndex: body.Notice != "" && l.Status != directory.Active, Body: body,
	})
}

// goneBody is the data of the page of a listing that was removed.
type goneBody struct {
	Name string
	// Like is what is like it, near where it was; Href finds more.
	Like []card
	Href string
}

// gone says that a listing was removed, and shows what is like it.
func (h handlers) gone(c *fiber.Ctx, ctx context.Context, id string) error {
	t, err := h.Listings.Tombstone(ctx, id)
	if err != nil {
		return err
	}
	w := h.Page.Words(c)
	title, err := w.T("error.gone")
	if err != nil {
		return err
	}
	q := directory.Query{Words: t.Name, Sort: directory.SortBest}
	if len(t.Activities) > 0 {
		q.Words = t.Activities[0]
	}
	if t.Point != nil {
		q.Near = &directory.Place{Point: *t.Point}
	}
	body := goneBody{Name: t.Name, Like: marking(h.found(ctx, w, q, id, "", nil), h.bag(c)), Href: like(t.Name, t.Activities, t.Point)}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return h.Page.Render(c, fiber.StatusGone, "gone", page.Data{Title: title, NoIndex: true, Body: body})
}

func (h handlers) listingBody(ctx context.Context, w *lang.Words, l directory.Listing) (listingBody, error) {
	now := h.Now()
	b := listingBody{
		Listing: l, KindText: w.Value(directory.FieldKind, string(l.Kind), ""), JoiningText: w.Value(directory.FieldJoining, string(l.Joining), ""),
		Open:   l.Joining == directory.JustTurnUp || l.Joining == directory.GetInTouch,
		Serves: w.List(h.areas(l)), CostText: w.Cost(l.Price(directory.DateOf(now)), len(l.Costs)),
		Times: h.times(w, l.Schedules, now), FirstVisit: firstVisit(w, l.FirstVisit),
		Checked: w.Checked(l.VerifiedAt, l.VerifiedBy, now),
	}
	b.Listing.Fees = feesBesides(l)
	var err error
	say := func(id string, args ...any) string {
		s, e := w.T(id, args...)
		if err == nil {
			err = e
		}
		return s
	}
	today := directory.DateOf(now)
	switch {
	case l.Status == directory.TemporarilyClosed && l.ClosedUntil > today:
		b.Notice = say("status.until", "Date", w.DateOnly(l.ClosedUntil, now))
	case l.Status == directory.TemporarilyClosed && l.ClosedUntil != "":
	case l.Status != directory.Active:
		b.Notice = say("status." + string(l.Status))
	}
	if b.Notice != "" {
		b.Open = false
	}
	if l.UpdatedAt != 0 {
		b.Edited = say("checked.edited", "Date", w.Day(l.UpdatedAt.Time(), now))
	}
	b.Ages = w.Ages(orZero(l.MinimumAge), orZero(l.MaximumAge))
	for _, by := range directory.LedBys() {
		if slices.Contains(l.LedBy, by) || slices.Contains(l.Organization.LedBy, by) {
			b.LedText = append(b.LedText, say("led."+string(by)))
		}
	}
	for _, e := range slices.Backward(l.Evidence) {
		switch {
		case len(b.Known) == mostKnown:
		case e.Kind == directory.SomeoneReported && e.At < l.VerifiedAt: // it has been settled since
		case e.By == "" && (e.Kind == directory.OrganisationConfirmed || e.Kind == directory.WorkerVisited):
			b.Known = append(b.Known, say("evidence.unnamed-"+string(e.Kind), "Date", w.Day(e.At.Time(), now)))
		default:
			b.Known = append(b.Known, say("evidence."+string(e.Kind), "Who", e.By, "Date", w.Day(e.At.Time(), now)))
		}
	}
	b.Href = "/listings/" + l.PageSlug()
	if len(l.At) > 0 && err == nil {
		b.Map, err = h.mapBox(w, b.Href+"/points")
	}
	b.Languages = languageNames(w, l.Languages)
	b.Prices = prices(w, l.Costs)
	b.Phones = phones(l)
	for _, at := range l.At {
		p, e := h.place(ctx, w, at, now)
		if e != nil {
			return b, e
		}
		if p.Told != "" {
			p.Told = say("listing.told")
		}
		b.Places = append(b.Places, p)
	}
	for _, r := range l.Roles {
		if r.Open(today) {
			b.Roles = append(b.Roles, roleOf(w, r, say, now))
		}
	}
	if last := b.ended(); last != "" {
		if b.Notice == "" {
			b.Notice = say("status.past", "Date", w.DateOnly(last, now))
		}
		return b, err
	}
	b.JSONLD, err = jsonLD(l, h.BaseURL, err)
	return b, err
}

func orZero(age *int) int {
	if age == nil {
		return 0
	}
	return *age
}

// ended gives the last day of a listing all of whose known times are past;
// empty for any other.
func (b listingBody) ended() directory.Date {
	last := b.Times.Last
	for _, t := range append([]times{b.Times}, timesOf(b.Places)...) {
		if t.Any() && t.Ended == "" {
			return ""
		}
		last = max(last, t.Last)
	}
	return last
}

func timesOf(places []placeBody) []times {
	out := make([]times, len(places))
	for i, p := range places {
		out[i] = p.Times
	}
	return out
}

// areas gives the areas a listing serves, in words.
func (h handlers) areas(l directory.Listing) []string {
	var out []string
	for _, a := range l.Areas {
		name := a.Name
		if name == "" && a.Kind == directory.AreaCouncil {
			name = h.Places.CouncilName(a.Code)
		}
		if name == "" && a.Kind == directory.AreaOutcode {
			name = a.Code
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (h handlers) place(ctx context.Context, w *lang.Words, at directory.ServiceAtLocation, now time.Time) (placeBody, error) {
	loc := at.Location
	p := placeBody{Name: loc.Name, Address: address(loc), Transportation: loc.Transportation, Description: loc.Description,
		Times: h.times(w, at.Schedules, now)}
	if loc.ToldWhenYouJoin {
		p.Told = "yes"
		if label, _, ok := h.Places.District(loc); ok {
			p.Name, p.Address = label, ""
		}
	} else if loc.Type != "virtual" {
		pt, about, err := h.shownAt(ctx, loc)
		if err != nil {
			return p, err
		}
		if pt != nil && !about {
			p.Directions = directions(*pt)
		}
	}
	for _, a := range loc.Access {
		p.Access = append(p.Access, w.Value(directory.FieldAccess, string(a), ""))
	}
	for _, a := range loc.Accessibility {
		for _, s := range []string{a.Description, a.Details} {
			if s != "" && !slices.Contains(p.Words, s) {
				p.Words = append(p.Words, s)
			}
		}
	}
	return p, nil
}

// times puts schedules into words: the next three dates, the patterns, and the
// source's own words for what no pattern says. What has ended is left out.
func (h handlers) times(w *lang.Words, schedules []directory.Schedule, now time.Time) times {
	var out times
	zone := directory.DefaultZone
	var last directory.Date
	for _, s := range schedules {
		if s.Zone != "" {
			zone = s.Zone
		}
		if day := lastDay(s); day != "" && day < directory.DateOf(now) {
			last = max(last, day)
			continue
		}
		if text := w.Pattern(schedule.Describe(s), now); text != "" {
			out.Patterns = append(out.Patterns, text)
		} else if s.Text != "" {
			out.Own = append(out.Own, s.Text)
		}
		if s.Note != "" {
			out.Own = append(out.Own, s.Note)
		}
	}
	if last != "" && !out.Any() {
		out.Last, out.Ended = last, w.Past(last, now)
		return out
	}
	loc, err := schedule.Zone(zone)
	if err != nil {
		return out
	}
	// A rule that cannot be worked out leaves its words.
	next, err := schedule.Occurrences(schedules, now, now.AddDate(1, 0, 0), 3)
	if err != nil {
		return out
	}
	for _, o := range next {
		out.Next = append(out.Next, session{Text: w.Session(o, loc, now), Date: o.Start.Time().In(loc).Format(sessionLayout)})
	}
	return out
}

// lastDay gives the day after which a schedule holds no more; empty for one
// that goes on.
func lastDay(s directory.Schedule) directory.Date {
	last := s.ValidTo
	if last == "" && s.Rule == "" {
		last = s.Start
	}
	if last == "" {
		return ""
	}
	for _, day := range s.Also {
		last = max(last, day)
	}
	return last
}

func address(l directory.Location) string {
	if len(l.Addresses) == 0 {
		return ""
	}
	a := l.Addresses[0]
	var parts []string
	for _, s := range []string{a.Address1, a.Address2, a.City, a.PostalCode} {
		if l.Name != "" {
			s = strings.TrimPrefix(s, l.Name+", ") // the name stands above it
		}
		if s = strings.TrimSpace(s); s != "" && s != l.Name && !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func languageNames(w *lang.Words, ls []directory.Language) string {
	var out []string
	for _, l := range ls {
		name := w.Value(directory.FieldLanguage, l.Code, "")
		if l.Code == "" || (name == l.Code && l.Name != "") {
			name = l.Name
		}
		if name != "" {
			out = append(out, name)
		}
	}
	return w.List(out)
}

func prices(w *lang.Words, costs []directory.CostOption) []pair {
	var out []pair
	amountOnly := len(costs) == 1 && costs[0].Pence != nil
	for _, c := range costs {
		p := pair{Name: c.Option, Value: c.Description}
		if c.Pence != nil {
			amount := w.Pounds(*c.Pence)
			if *c.Pence == 0 {
				amount = w.Cost(directory.Cost{Known: true, Free: true}, 1)
			}
			if onlyAmount(c.Description, *c.Pence) {
				p.Value = ""
			}
			p.Value = strings.TrimSpace(amount + " " + p.Value)
			amountOnly = amountOnly && p == (pair{Value: amount})
		}
		if p.Name != "" || p.Value != "" {
			out = append(out, p)
		}
	}
	if amountOnly {
		return nil // it is said already
	}
	return out
}

// onlyAmount reports whether words say an amount of pence and nothing else, as
// "31.00" does.
func onlyAmount(words string, pence int64) bool {
	pounds, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(words), "£")), 64)
	return err == nil && math.Round(pounds*100) == float64(pence)
}

// feesBesides gives the lines about fees that say more than the amounts do.
func feesBesides(l directory.Listing) string {
	var out []string
	for line := range strings.Lines(l.Fees) {
		if !slices.ContainsFunc(l.Costs, func(c directory.CostOption) bool { return c.Pence != nil && onlyAmount(line, *c.Pence) }) {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return strings.Join(out, "\n")
}

// phones gives every number once, those of the listing first.
func phones(l directory.Listing) []string {
	var out []string
	add := func(ps []directory.Phone) {
		for _, p := range ps {
			if !slices.Contains(out, p.Number) {
				out = append(out, p.Number)
			}
		}
	}
	add(l.Phones)
	for _, at := range l.At {
		add(at.Phones)
		if !at.Location.ToldWhenYouJoin {
			add(at.Location.Phones)
		}
	}
	add(l.Organization.Phones)
	return out
}
