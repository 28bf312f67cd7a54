package feed

import (
	"cmp"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// builder makes listings of rows.
type builder struct {
	m      *Mapping
	source string
	today  directory.Date
	onLand func(orb.Point) bool
	// linked are the fields whose columns' links are kept.
	linked []string
	// readings keeps what was made of the last texts of times: a feed says the
	// same ones over and over.
	readings map[string]schedule.Reading
}

func newBuilder(m *Mapping, o Options) *builder {
	b := &builder{m: m, source: o.Source, today: o.Today, onLand: o.OnLand, readings: make(map[string]schedule.Reading)}
	for _, name := range fieldNames() {
		if _, given := m.Fields[name]; given && (fieldKinds[name] == textField || name == "links") {
			b.linked = append(b.linked, name)
		}
	}
	return b
}

// column gives the name of the first column that a field comes from.
func (b *builder) column(name string) string {
	for _, p := range b.m.Fields[name].parts {
		if p.Column != "" {
			return p.Column
		}
		if len(p.Flags) > 0 {
			return p.Flags[0].column
		}
	}
	return ""
}

// listing makes the item of one row.
func (b *builder) listing(rec *record) item {
	it := item{line: rec.line}
	if slices.ContainsFunc(b.m.Skip, func(c condition) bool { return rec.holds(&c) }) {
		it.skipped = true
		return it
	}
	line := func(f string) string { return strings.Join(strings.Fields(rec.text(b.m.Fields[f], ", ")), " ") }
	text := func(f string) string { return rec.text(b.m.Fields[f], "\n\n") }
	l := directory.Listing{
		Kind:          directory.Kind(rec.choose(b.m.Kind, string(directory.Activity))),
		Status:        directory.Status(rec.choose(b.m.Status, string(directory.Active))),
		Joining:       directory.Joining(rec.choose(b.m.Joining, string(directory.JoinUnknown))),
		Name:          line("name"),
		AlternateName: line("alternate_name"),
		Summary:       line("summary"),
		Description:   text("description"),
		Alert:         text("alert"),
		HowToJoin:     text("how_to_join"),
		Eligibility:   text("eligibility"),
		Activities:    rec.items(b.m.Fields["activities"]),
		Online:        yes(rec.text(b.m.Fields["online"], "")),
		Source:        b.source,
	}
	if l.Status == directory.TemporarilyClosed {
		l.ClosedUntil = b.date(&it, b.column("closed_until"), rec.text(b.m.Fields["closed_until"], ""))
	}
	for _, x := range rec.items(b.m.Fields["languages"]) {
		l.Languages = append(l.Languages, directory.Language{Name: x})
	}
	l.Areas = b.areas(rec)
	b.reach(&it, rec, &l)
	b.forWhom(&it, rec, &l)
	b.cost(rec, &l)
	b.external(&it, rec, &l)
	b.organization(rec, &l)
	b.places(&it, rec, &l)
	b.times(&it, rec, &l)
	it.listing = l
	return it
}

// external gives the listing its ids: the id columns', or the name with the
// postcode or address.
func (b *builder) external(it *item, rec *record, l *directory.Listing) {
	id := strings.Join(rec.values(b.m.ID), " / ")
	if id == "" {
		it.generated = true
		where := cmp.Or(rec.text(b.m.Fields["postcode"], " "), rec.text(b.m.Fields["address"], " "), rec.text(b.m.Fields["place"], " "))
		id = key(l.Name) + " / " + key(where)
	}
	if b.m.Fold {
		id = key(id)
	}
	l.ExternalID = cut(id, 400)
	l.ID = directory.ImportedID(b.source, l.ExternalID)
}

// times fills in when it happens: at the first place where there is one, as a
// second place may have other times that nobody wrote in columns.
func (b *builder) times(it *item, rec *record, l *directory.Listing) {
	var out []directory.Schedule
	for _, s := range rec.values(b.m.Fields["times"]) {
		reading := b.reading(s)
		if reading.Understood {
			it.timesRead++
		} else {
			it.timesText++
		}
		out = append(out, reading.Schedules...)
	}
	out = append(out, b.sessions(it, rec)...)
	b.season(it, rec, out)
	if len(l.At) > 0 {
		l.At[0].Schedules = out
	} else {
		l.Schedules = out
	}
}

// reading reads times, or knows them from before.
func (b *builder) reading(s string) schedule.Reading {
	got, ok := b.readings[s]
	if !ok {
		if len(b.readings) >= 500 {
			clear(b.readings)
		}
		got = schedule.Parse(s, b.today)
		b.readings[s] = got
	}
	return got
}

// season bounds the times by the columns with their first and last day.
func (b *builder) season(it *item, rec *record, schedules []directory.Schedule) {
	from := b.date(it, b.column("starts"), rec.text(b.m.Fields["starts"], ""))
	to := b.date(it, b.column("ends"), rec.text(b.m.Fields["ends"], ""))
	for i := range schedules {
		schedules[i].ValidFrom = cmp.Or(schedules[i].ValidFrom, from)
		schedules[i].ValidTo = cmp.Or(schedules[i].ValidTo, to)
	}
}

// date reads a day; what can't be one is told and left out.
func (b *builder) date(it *item, column, s string) directory.Date {
	if s == "" || (b.m.Sessions != nil && slices.Contains(b.m.Sessions.None, s)) {
		return ""
	}
	d, err := date(s, b.m.Dates)
	if err != nil {
		it.warn(column, "%v, so it is left out", err)
	}
	return d
}
