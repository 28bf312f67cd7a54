package storetest

import (
	"fmt"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// Listing gives a valid imported listing, the nth of a source, with every
// entity filled in. Ten in a row share an organisation, and five a place.
func Listing(source string, n int) directory.Listing {
	ext := fmt.Sprintf("row-%d", n)
	org := fmt.Sprintf("organisation:%d", n/10)
	place := fmt.Sprintf("location:%d", n/5)
	pence := int64(250)
	age := 16
	pt := orb.Point{-3.2 + float64(n%100)/1000, 55.95}
	return directory.Listing{
		ID: directory.ImportedID(source, ext), Source: source, ExternalID: ext,
		Kind: directory.Group, Status: directory.Active, Joining: directory.GetInTouch,
		Name:        fmt.Sprintf("Tuesday bakers %d", n),
		Description: "We bake bread together, eat it, and take the rest home.\n\nNew hands are shown how.",
		Activities:  []string{"baking", "bread"},
		MinimumAge:  &age,
		Costs:       []directory.CostOption{{Option: "each time", Pence: &pence}},
		Areas:       []directory.ServiceArea{{Name: "North Edinburgh", Kind: directory.AreaCouncil, Code: "S12000036"}},
		Languages:   []directory.Language{{Code: "en", Name: "English"}},
		Phones:      []directory.Phone{{Number: "0131 496 0000"}},
		Organization: directory.Organization{
			ID: directory.ImportedID(source, org), Name: "Invented Bakers", Source: source, ExternalID: org,
			LedBy: []directory.LedBy{directory.LedByPeers},
		},
		At: []directory.ServiceAtLocation{{
			ID: directory.ImportedID(source, "at:"+ext),
			Location: directory.Location{
				ID: directory.ImportedID(source, place), Name: "The Old Hall", Point: &pt, PointFrom: directory.PointGiven,
				Addresses: []directory.Address{{Address1: "1 High Street", City: "Edinburgh", PostalCode: "EH1 1AA"}},
				Access:    []directory.AccessFeature{directory.StepFree},
			},
			Schedules: []directory.Schedule{{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "10:00", Closes: "12:00", Text: "Tuesdays 10-12"}},
		}},
		FirstVisit: directory.FirstVisit{WhoMeetsYou: "Someone at the door with a floury apron."},
		Roles:      []directory.Role{{ID: directory.ImportedID(source, "role:"+ext), Title: "Oven helper", Hours: "two hours a week"}},
	}
}
