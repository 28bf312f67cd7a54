package calendar

import (
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"alongside/internal/directory"
)

// writer gathers the events of one listing, and the zones that they name.
type writer struct {
	Options
	listing directory.Listing
	// host stands in UIDs; page is the listing's address.
	host, page string
	events     []*ics.VEvent
	zones      []zone
}

type zone struct {
	name string
	loc  *time.Location
}

// add writes the events of a schedule: one, and one more for each session that
// stands alone. A schedule that cannot be worked out has none.
func (w *writer) add(e entry) {
	p, err := planOf(e.times, w.Now)
	if err != nil {
		return
	}
	for _, o := range p.alone {
		w.event(e, e.id+"-"+p.local(o.Start).Format(dateForm), p, o)
	}
	if p.first == nil {
		return
	}
	v := w.event(e, e.id, p, *p.first)
	if p.rule != "" {
		v.AddRrule(p.rule)
	}
	if len(p.except) > 0 {
		v.AddExdate(p.list(p.except, p.nominal), p.form()...)
	}
	if len(p.also) > 0 {
		v.AddRdate(p.list(p.also, p.real), p.form()...)
	}
}

// event adds an event that begins with a session. All that comes from the
// listing goes through line, lines or an escape, so that none of it can become
// a property.
func (w *writer) event(e entry, id string, p plan, o directory.Occurrence) *ics.VEvent {
	v := ics.NewEvent(id + "@" + w.host)
	v.SetDtStampTime(w.Now)
	v.AddProperty(ics.ComponentPropertyDtStart, p.real(o), p.form()...)
	alone := p.first == nil || o != *p.first || p.rule == "" && len(p.also) == 0
	switch {
	case p.allDay:
		v.AddProperty(ics.ComponentPropertyDtEnd, p.local(o.Start).AddDate(0, 0, 1).Format(dateForm), p.form()...)
	case o.End <= o.Start: // nobody said how long it lasts
	case alone || p.steady(o):
		v.AddProperty(ics.ComponentPropertyDtEnd, p.local(o.End).Format(localForm), p.form()...)
	default:
		// The clocks change during the first session, and from DTEND every
		// other would take the first one's exact length (RFC 5545, 3.8.5.3).
		v.AddProperty(ics.ComponentPropertyDuration, fmt.Sprintf("PT%dM", e.minutes()))
	}
	v.SetSummary(line(w.listing.Name))
	if where := w.where(e); where != "" {
		v.SetLocation(where)
	}
	v.SetDescription(w.description(e))
	v.SetURL(w.page)
	w.events = append(w.events, v)
	w.note(p)
	return v
}

// note keeps a zone that an event names.
func (w *writer) note(p plan) {
	if p.allDay {
		return
	}
	for _, z := range w.zones {
		if z.name == p.zone {
			return
		}
	}
	w.zones = append(w.zones, zone{p.zone, p.loc})
}

// form gives the parameters of the plan's dates.
func (p *plan) form() []ics.PropertyParameter {
	if p.allDay {
		return []ics.PropertyParameter{ics.WithValue("DATE")}
	}
	return []ics.PropertyParameter{ics.WithTZID(p.zone)}
}

// real gives when a session begins.
func (p *plan) real(o directory.Occurrence) string {
	if p.allDay {
		return p.local(o.Start).Format(dateForm)
	}
	return p.local(o.Start).Format(localForm)
}

// nominal gives when the rule says that a session begins, though the clocks may
// skip that hour.
func (p *plan) nominal(o directory.Occurrence) string {
	if p.allDay {
		return p.real(o)
	}
	return fmt.Sprintf("%sT%02d%02d00", p.local(o.Start).Format(dateForm), p.opens/60, p.opens%60)
}

func (p *plan) list(os []directory.Occurrence, text func(directory.Occurrence) string) string {
	out := make([]string, len(os))
	for i, o := range os {
		out[i] = text(o)
	}
	return strings.Join(out, ",")
}

// steady reports whether the clocks stay as they are during a session.
func (p *plan) steady(o directory.Occurrence) bool {
	_, first := p.local(o.Start).Zone()
	_, last := p.local(o.End).Zone()
	return first == last
}

// minutes gives how long a session lasts by the clock on the wall; zero when
// nobody said.
func (e entry) minutes() int {
	opens, _ := e.times.Opens.Minutes()
	closes, ok := e.times.Closes.Minutes()
	if !ok {
		return 0
	}
	if closes <= opens {
		closes += 24 * 60
	}
	return closes - opens
}
