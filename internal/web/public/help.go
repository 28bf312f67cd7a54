package public

import (
	"strings"

	"alongside/internal/lang"
	"alongside/internal/safety"
)

// help is whom to call, above all else on a page.
type help struct {
	// Now is true when someone may be in danger, Someone when it is somebody
	// else. Quiet is true when it is one line, to be unfolded.
	Now, Someone, Quiet bool
	Contacts            []helpContact
}

type helpContact struct {
	Name, Hours string
	OpenNow     bool
	Ways        []helpWay
}

// helpWay is a way of reaching someone, and the number as a telephone takes it.
type helpWay struct {
	safety.Way
	Number string
}

// helpOf puts a card into words; nil when there is nothing to show.
func helpOf(w *lang.Words, c safety.Card) *help {
	if !c.Shown() {
		return nil
	}
	out := &help{Now: c.Level == safety.Now, Someone: c.Someone, Quiet: c.Quiet}
	for _, x := range c.Contacts {
		if c.Level == safety.Gentle && !x.Fits {
			continue // all of them stand on a page of their own
		}
		one := helpContact{Name: x.Name, Hours: w.Hours(x.Hours), OpenNow: x.Open == safety.OpenNow}
		for _, way := range x.Ways {
			one.Ways = append(one.Ways, helpWay{way, strings.ReplaceAll(way.To, " ", "")})
		}
		out.Contacts = append(out.Contacts, one)
	}
	return out
}
