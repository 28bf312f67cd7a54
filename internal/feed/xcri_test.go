package feed

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"alongside/internal/directory"
)

const catalog11 = `<?xml version="1.0" encoding="utf-8"?>
<catalog xmlns="http://xcri.org/profiles/catalog" generated="2025-01-01T00:00:00Z">
<provider><identifier>http://learn.example.org/</identifier><title>Learn Here</title><url>http://learn.example.org/</url>
<course><identifier>http://learn.example.org/course/2</identifier><title>Painting &amp; Drawing</title>
<description>Bring a &lt;b&gt;brush&lt;/b&gt;.</description><qualification><title>None</title></qualification>
<presentation><identifier>p1</identifier><url>http://learn.example.org/a/2</url><start>2025-01-07</start><end>2025-03-27</end>
<attendanceMode>Part Time Evening</attendanceMode><enquireTo>Enquiries to the Hall
Telephone: 0131 555 0100
Email: hall@example.org</enquireTo><cost>£2.50 per lesson</cost>
<venue><identifier>v1</identifier><title>The Hall</title><town> Edinburgh</town><postcode>EH17 8QG</postcode></venue></presentation>
<presentation><start>2025-04-15</start><end>30/12/1899</end><attendanceMode>Tuesdays 2pm-4pm</attendanceMode>
<venue><identifier>v1</identifier><title>The Hall</title><town>Edinburgh</town><postcode>EH17 8QG</postcode></venue></presentation>
</course>
<course><identifier>http://learn.example.org/course/3</identifier><description>No title.</description></course>
</provider></catalog>`

const catalog12 = `<?xml version="1.0"?>
<catalog xmlns="http://xcri.org/profiles/1.2/catalog" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:mlo="http://purl.org/net/mlo">
<provider><dc:identifier>http://college.example.org</dc:identifier><dc:title>The College</dc:title><mlo:location><mlo:postcode>EH1 1AA</mlo:postcode></mlo:location>
<course><dc:identifier>c1</dc:identifier><dc:title>Welding</dc:title><dc:subject>Metalwork</dc:subject>
<dc:description><div xmlns="http://www.w3.org/1999/xhtml"><p>Learn to weld.</p><p>Gloves given.</p></div></dc:description>
<presentation><mlo:start dtf="2025-09-01">Starts in September</mlo:start><mlo:duration interval="P10W">10 weeks</mlo:duration>
<applyTo>http://college.example.org/apply</applyTo><attendanceMode identifier="ON">Online</attendanceMode><mlo:cost>Free</mlo:cost><age>16+</age>
<languageOfInstruction>en</languageOfInstruction>
<venue><provider><dc:title>North Campus</dc:title><mlo:location><mlo:street>1 West Road</mlo:street><mlo:town>Edinburgh</mlo:town><mlo:postcode>eh51aa</mlo:postcode></mlo:location></provider></venue>
</presentation></course></provider></catalog>`

func TestXCRI11(t *testing.T) {
	sink := newMemory()
	r := imported(t, options(file(t, "courses.xml", catalog11)), sink)
	if r.Files[0].Format != XCRI || r.Created != 1 || r.Rejected != 1 || r.Exit() != 1 {
		t.Fatalf("%+v", r)
	}
	if x := r.Rejections[0]; x.Column != "title" || x.Line != 14 {
		t.Errorf("%+v", x)
	}
	if len(r.WarningsList) != 1 || r.WarningsList[0].Column != "end" {
		t.Errorf("%+v", r.WarningsList)
	}
	l := sink.named(t, "Painting & Drawing")
	pence := int64(250)
	want := directory.Listing{
		ID: directory.ImportedID("test", "http://learn.example.org/course/2"), Kind: directory.Course, Status: directory.Active,
		Name: "Painting & Drawing", Description: "Bring a brush.", URL: "http://learn.example.org/a/2", Email: "hall@example.org",
		Joining: directory.GetInTouch, HowToJoin: "Enquiries to the Hall\nTelephone: 0131 555 0100\nEmail: hall@example.org",
		Fees: "£2.50 per lesson", Costs: []directory.CostOption{{Pence: &pence, Description: "£2.50 per lesson"}},
		Phones: []directory.Phone{{Number: "0131 555 0100"}},
		Organization: directory.Organization{
			ID: directory.ImportedID("test", "organisation:http://learn.example.org/"), Name: "Learn Here",
			Website: "http://learn.example.org/", Source: "test", ExternalID: "http://learn.example.org/",
		},
		At: []directory.ServiceAtLocation{{
			ID: directory.ImportedID("test", "at:http://learn.example.org/course/2:v1"),
			Location: directory.Location{
				ID: directory.ImportedID("test", "location:v1"), Name: "The Hall", Source: "test", ExternalID: "v1",
				Addresses: []directory.Address{{City: "Edinburgh", PostalCode: "EH17 8QG"}},
			},
			Schedules: []directory.Schedule{
				{Text: "Part Time Evening, from 7 January 2025, until 27 March 2025", ValidFrom: "2025-01-07", ValidTo: "2025-03-27"},
				{Rule: "FREQ=WEEKLY;BYDAY=TU", Opens: "14:00", Closes: "16:00", ValidFrom: "2025-04-15", Text: "Tuesdays 2pm-4pm"},
			},
		}},
		Source: "test", ExternalID: "http://learn.example.org/course/2",
	}
	if d := cmp.Diff(want, l); d != "" {
		t.Error(d)
	}
}

func TestXCRI12(t *testing.T) {
	sink := newMemory()
	r := imported(t, options(file(t, "courses.xml", catalog12)), sink)
	l := sink.named(t, "Welding")
	at := l.At[0]
	if r.Exit() != 0 || l.Organization.Name != "The College" || l.Description != "Learn to weld.\n\nGloves given." || !l.Online ||
		*l.Costs[0].Pence != 0 || *l.MinimumAge != 16 || l.Activities[0] != "Metalwork" || l.Languages[0].Name != "en" ||
		at.Location.Name != "North Campus" || at.Location.Addresses[0].PostalCode != "EH5 1AA" || at.Schedules[0].ValidFrom != "2025-09-01" {
		t.Errorf("%+v", l)
	}
}

func TestXCRIFaults(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"cut off in a course", catalog11[:strings.Index(catalog11, "<cost>")], "stops in the middle"},
		{"cut off after a course", catalog11[:strings.Index(catalog11, "</course>")+10], "stops in the middle"},
		{"entities", `<?xml version="1.0"?><!DOCTYPE catalog [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><catalog><course><title>&b;</title></course></catalog>`, "refused"},
		{"a tag that is not closed", "<catalog><provider><course><title>A</course></provider></catalog>", "line 1"},
		{"no course", "<catalog></catalog>", "holds no course"},
		{"other XML", "<rss></rss>", "begins with <rss>"},
		{"a web page", "<!doctype html><html><body>404</body></html>", "web page"},
		{"one element without end", "<catalog><course><title>" + strings.Repeat("x", maxRow+100_000), "larger than"},
		{"very deep", "<catalog>" + strings.Repeat("<a>", 200), "too deep"},
		{"encoding", `<?xml version="1.0" encoding="klingon"?><catalog/>`, "klingon"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := imported(t, options(file(t, "courses.xml", c.in)), newMemory())
			if r.Exit() == 0 || !contains(r.Files[0].Error, c.want) {
				t.Errorf("exit %d: %+v", r.Exit(), r.Files)
			}
		})
	}
}
