package publish

import (
	"slices"
	"strings"

	"alongside/internal/directory"
)

// Need is something that a draft has to say before it can be submitted:
// "need." and it is a sentence in the messages.
type Need string

// What a draft has to say.
const (
	NeedName  Need = "name"
	NeedKind  Need = "kind"
	NeedWhen  Need = "when"
	NeedWhere Need = "where"
	NeedJoin  Need = "join"
)

// Needs lists every Need in the order in which people think of them.
func Needs() []Need { return []Need{NeedName, NeedKind, NeedWhen, NeedWhere, NeedJoin} }

// Missing gives what a draft has yet to say: what it is called and what sort of
// thing it is; when, if only in words ("times vary"); where, or that it is
// online, or told when you join, or which area it serves; and how to join, with
// some way to get in touch where that comes first.
func Missing(d Draft) []Need {
	l := d.Listing
	says := map[Need]bool{
		NeedName:  said(l.Name),
		NeedKind:  slices.Contains(directory.Kinds(), l.Kind),
		NeedWhen:  saysWhen(l),
		NeedWhere: saysWhere(l),
		NeedJoin:  saysHow(l),
	}
	return slices.DeleteFunc(Needs(), func(n Need) bool { return says[n] })
}

// said reports whether any of the texts holds more than blanks.
func said(texts ...string) bool {
	return slices.ContainsFunc(texts, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// timesOf gives all schedules of a listing.
func timesOf(l directory.Listing) []directory.Schedule {
	out := slices.Clone(l.Schedules)
	for _, at := range l.At {
		out = append(out, at.Schedules...)
	}
	return out
}

func saysWhen(l directory.Listing) bool {
	return slices.ContainsFunc(timesOf(l), func(s directory.Schedule) bool { return s.Known() || said(s.Text) })
}

func saysWhere(l directory.Listing) bool {
	return l.Online || slices.ContainsFunc(l.At, func(at directory.ServiceAtLocation) bool {
		p := at.Location
		return p.ToldWhenYouJoin || p.Point != nil || said(p.Name) || p.Type == "virtual" ||
			slices.ContainsFunc(p.Addresses, func(a directory.Address) bool { return said(a.Address1, a.City, a.PostalCode) })
	}) || slices.ContainsFunc(l.Areas, func(a directory.ServiceArea) bool { return said(a.Name, a.Code) || a.Kind != "" })
}

func saysHow(l directory.Listing) bool {
	if said(l.HowToJoin) {
		return true
	}
	switch l.Joining {
	case directory.JustTurnUp, directory.ByProfessional:
		return true
	case directory.GetInTouch, directory.WaitingList:
		return reachable(l)
	default:
		return false
	}
}

// reachable reports whether there is any way to get in touch.
func reachable(l directory.Listing) bool {
	o := l.Organization
	phones, contacts := slices.Concat(l.Phones, o.Phones), slices.Concat(l.Contacts, o.Contacts)
	for _, at := range l.At {
		phones, contacts = append(phones, at.Phones...), append(contacts, at.Contacts...)
	}
	return said(l.URL, l.Email, o.Website, o.Email) ||
		slices.ContainsFunc(phones, hasNumber) ||
		slices.ContainsFunc(contacts, func(c directory.Contact) bool {
			return said(c.Email) || slices.ContainsFunc(c.Phones, hasNumber)
		})
}

func hasNumber(p directory.Phone) bool { return said(p.Number) }

// faults says of each Need at which field it is missing.
func (n Need) fault() directory.Fault {
	switch n {
	case NeedName:
		return directory.Faultf("name", "need-name", "Say what it is called.")
	case NeedKind:
		return directory.Faultf("kind", "need-kind", "Say what sort of thing it is.")
	case NeedWhen:
		return directory.Faultf("schedules", "need-when", "Say when it is. If the times vary, say so in words.")
	case NeedWhere:
		return directory.Faultf("at", "need-where", "Say where it is, or that it is online, or that the place is told when you join.")
	default:
		return directory.Faultf("joining", "need-join", "Say how someone joins. If they get in touch first, say how.")
	}
}
