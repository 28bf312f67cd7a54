package page

import "alongside/internal/directory"

// ZoneOf gives the IANA zone of a card's sessions.
func ZoneOf(c directory.Card) string {
	if c.Zone == "" {
		return directory.DefaultZone
	}
	return c.Zone
}
