package hsds

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"alongside/internal/directory"
)

// WriteJSON writes listings as a page of an HSDS API that holds them all, one
// service a line.
func WriteJSON(w io.Writer, listings iter.Seq2[directory.Listing, error]) error {
	return wrapped(w, "{\"contents\":[\n", "\n]}\n", listings, func(l directory.Listing) ([]json.RawMessage, error) {
		b, err := Encode(l)
		return []json.RawMessage{b}, err
	})
}

// WriteGeoJSON writes a feature for each place of each listing; one that is
// told when you join, or not placed, has no geometry.
func WriteGeoJSON(w io.Writer, listings iter.Seq2[directory.Listing, error]) error {
	return wrapped(w, "{\"type\":\"FeatureCollection\",\"features\":[\n", "\n]}\n", listings, func(l directory.Listing) ([]json.RawMessage, error) {
		l = l.Public()
		var out []json.RawMessage
		for _, at := range places(l) {
			var geometry any
			if p := at.Location.Point; p != nil {
				geometry = map[string]any{"type": "Point", "coordinates": []float64{p.Lon(), p.Lat()}}
			}
			properties := map[string]any{}
			for i, v := range flat(l, at) {
				properties[columns[i]] = v
			}
			out = append(out, raw(map[string]any{"type": "Feature", "geometry": geometry, "properties": properties}))
		}
		return out, nil
	})
}

// wrapped writes items between a head and a tail, parted by commas.
func wrapped(w io.Writer, head, tail string, listings iter.Seq2[directory.Listing, error], items func(directory.Listing) ([]json.RawMessage, error)) error {
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	comma := ""
	for l, err := range listings {
		if err != nil {
			return err
		}
		bs, err := items(l)
		if err != nil {
			return err
		}
		for _, b := range bs {
			if _, err := fmt.Fprintf(w, "%s%s", comma, b); err != nil {
				return err
			}
			comma = ",\n"
		}
	}
	_, err := io.WriteString(w, tail)
	return err
}

// columns are those of the flat CSV, one row for each place of each listing.
var columns = []string{"id", "name", "kind", "organisation", "summary", "description", "status", "joining", "how_to_join", "area_served",
	"when", "place", "address", "postcode", "latitude", "longitude", "access", "cost", "minimum_age", "maximum_age", "phone", "email",
	"website", "verified_at", "source"}

// WriteCSV writes a row for each place of each listing. A cell that a
// spreadsheet would take for a formula gets an apostrophe before it.
func WriteCSV(w io.Writer, listings iter.Seq2[directory.Listing, error]) error {
	c := csv.NewWriter(w)
	if err := c.Write(columns); err != nil {
		return err
	}
	for l, err := range listings {
		if err != nil {
			return err
		}
		l = l.Public()
		for _, at := range places(l) {
			cells := flat(l, at)
			for i := range cells {
				cells[i] = guard(cells[i])
			}
			if err := c.Write(cells); err != nil {
				return err
			}
		}
	}
	c.Flush()
	return c.Error()
}

// places gives a listing's places; one without a point or a name for a listing
// that has none.
func places(l directory.Listing) []directory.ServiceAtLocation {
	if len(l.At) == 0 {
		return []directory.ServiceAtLocation{{}}
	}
	return l.At
}

func flat(l directory.Listing, at directory.ServiceAtLocation) []string {
	loc := at.Location
	var address directory.Address
	if len(loc.Addresses) > 0 {
		address = loc.Addresses[0]
	}
	var lat, lon, verified string
	if loc.Point != nil {
		lat, lon = strconv.FormatFloat(loc.Point.Lat(), 'f', -1, 64), strconv.FormatFloat(loc.Point.Lon(), 'f', -1, 64)
	}
	if l.VerifiedAt != 0 {
		verified = l.VerifiedAt.Time().Format("2006-01-02")
	}
	var served, times, access, cost []string
	for _, a := range l.Areas {
		served = append(served, a.Name)
	}
	for _, s := range append(append([]directory.Schedule{}, at.Schedules...), l.Schedules...) {
		text := s.Text
		if text == "" {
			text = strings.TrimSpace(s.Rule + " " + string(s.Opens) + "-" + string(s.Closes))
		}
		times = append(times, text)
	}
	for _, a := range loc.Access {
		access = append(access, string(a))
	}
	for _, c := range l.Costs {
		if c.Pence != nil {
			cost = append(cost, strings.TrimSpace(fmt.Sprintf("%s £%.2f", c.Option, float64(*c.Pence)/100)))
		}
	}
	if l.Fees != "" {
		cost = append(cost, l.Fees)
	}
	phone := ""
	if len(l.Phones) > 0 {
		phone = l.Phones[0].Number
	}
	return []string{l.ID, l.Name, string(l.Kind), l.Organization.Name, l.Summary, l.Description, string(l.Status), string(l.Joining), l.HowToJoin,
		strings.Join(served, "; "), strings.Join(times, "; "), loc.Name,
		joined(address.Address1, address.Address2, address.City), address.PostalCode, lat, lon,
		strings.Join(access, "; "), strings.Join(cost, "; "), number(l.MinimumAge), number(l.MaximumAge), phone, l.Email, l.URL, verified, l.Source}
}

// joined gives what is not empty, parted by commas.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// guard keeps a spreadsheet from running a cell. Numbers stay numbers.
func guard(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}
