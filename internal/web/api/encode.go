package api

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"alongside/internal/directory"
	"alongside/internal/schedule"
)

// appendAnswer appends results as a SearchAnswer in JSON, just as encoding/json
// writes one. It goes straight from the hits to the bytes: filling a
// SearchAnswer and reflecting on it took more of a search than the search.
func appendAnswer(b []byte, r *directory.Results) []byte {
	b = number(b, `{"total":`, r.Total)
	b = appendList(append(b, `,"results":`...), r.Hits, appendHit)
	b = appendFacets(append(b, `,"facets":`...), r.Facets)
	b = appendList(append(b, `,"nearly":`...), r.Nearly, appendNearly)
	b = text(b, `,"next_cursor":`, r.NextCursor)
	if p := r.Place; p != nil {
		b = text(b, `,"place":{"label":`, p.Label)
		b = decimal(b, `,"lat":`, p.Point.Lat())
		b = append(decimal(b, `,"lon":`, p.Point.Lon()), '}')
	} else {
		b = append(b, `,"place":null`...)
	}
	if r.Spelling != "" {
		b = text(b, `,"spelling":`, r.Spelling)
	}
	if r.Partial {
		b = append(b, `,"partial":true`...)
	}
	return append(b, '}')
}

// appendHit appends a hit as a Result.
func appendHit(b []byte, h *directory.Hit) []byte {
	c := &h.Card
	b = text(b, `{"id":`, c.ID)
	b = text(b, `,"slug":`, c.Slug)
	b = text(b, `,"name":`, c.Name)
	b = text(b, `,"kind":`, c.Kind)
	b = text(b, `,"organisation":`, c.OrganizationName)
	b = text(b, `,"summary":`, c.Summary)
	if h.Metres != nil {
		b = number(b, `,"distance_m":`, int(math.Round(*h.Metres)))
	} else {
		b = append(b, `,"distance_m":null`...)
	}
	if c.Place.About {
		b = append(b, `,"distance_about":true`...)
	}
	b = appendLocation(append(b, `,"location":`...), &c.Place)
	b = appendNext(append(b, `,"next":`...), h)
	if c.Ended {
		b = append(b, `,"ended":true`...)
	}
	b = appendCost(append(b, `,"cost":`...), &c.Cost)
	b = appendList(append(b, `,"access":`...), c.Access, appendText)
	b = text(b, `,"joining":`, c.Joining)
	b = appendList(append(b, `,"area_served":`...), c.AreaServed, appendText)
	b = append(b, `,"verified_at":`...)
	if c.VerifiedAt != 0 {
		b = appendTime(b, c.VerifiedAt.Time())
	} else {
		b = append(b, `null`...)
	}
	b = decimal(b, `,"score":`, h.Score)
	if h.OtherPlaces != 0 {
		b = number(b, `,"other_places":`, h.OtherPlaces)
	}
	return append(b, '}')
}

// appendLocation appends a place as a Location: of one that is told when you
// join there is no point.
func appendLocation(b []byte, p *directory.CardPlace) []byte {
	b = text(b, `{"name":`, p.Name)
	b = text(b, `,"postcode":`, p.Postcode)
	if p.Point != nil && !p.ToldWhenYouJoin {
		b = decimal(b, `,"lat":`, p.Point.Lat())
		b = decimal(b, `,"lon":`, p.Point.Lon())
	} else {
		b = append(b, `,"lat":null,"lon":null`...)
	}
	if p.ToldWhenYouJoin {
		b = append(b, `,"told_when_you_join":true`...)
	}
	return append(b, '}')
}

// appendNext appends when a hit's coming sessions begin, in their own zone.
func appendNext(b []byte, h *directory.Hit) []byte {
	zone, err := schedule.Zone(h.Card.SessionZone())
	if err != nil {
		zone = time.UTC
	}
	return appendList(b, h.Next, func(b []byte, o *directory.Occurrence) []byte { return appendTime(b, o.Start.Time().In(zone)) })
}

func appendCost(b []byte, c *directory.Cost) []byte {
	b = strconv.AppendBool(append(b, `{"known":`...), c.Known)
	b = strconv.AppendBool(append(b, `,"free":`...), c.Free)
	b = number(b, `,"pence":`, c.Pence)
	if c.Text != "" {
		b = text(b, `,"text":`, c.Text)
	}
	return append(b, '}')
}

// appendFacets appends the counts by field, in the order of the fields' names;
// a field without values has no place.
func appendFacets(b []byte, facets []directory.Facet) []byte {
	sorted := slices.SortedFunc(slices.Values(facets), func(x, y directory.Facet) int { return cmp.Compare(x.Field, y.Field) })
	sorted = slices.DeleteFunc(sorted, func(f directory.Facet) bool { return len(f.Values) == 0 })
	b = append(b, '{')
	for i := range sorted {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, &sorted[i].Field), ':')
		b = appendList(b, sorted[i].Values, appendFacetValue)
	}
	return append(b, '}')
}

func appendFacetValue(b []byte, v *directory.FacetValue) []byte {
	b = text(b, `{"value":`, v.Value)
	if v.Label != "" {
		b = text(b, `,"label":`, v.Label)
	}
	return append(number(b, `,"count":`, v.Count), '}')
}

func appendNearly(b []byte, n *directory.Nearly) []byte {
	b = text(b, `{"relaxed":`, n.Relaxed)
	b = number(b, `,"total":`, n.Total)
	return append(appendList(append(b, `,"results":`...), n.Hits, appendHit), '}')
}

// appendList appends a list, empty for nil.
func appendList[T any](b []byte, list []T, one func([]byte, *T) []byte) []byte {
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = one(b, &list[i])
	}
	return append(b, ']')
}

// text appends a member whose name, with what stands before it, is given.
func text[T ~string](b []byte, name string, s T) []byte { return appendText(append(b, name...), &s) }

func number[T ~int | ~int64](b []byte, name string, n T) []byte {
	return strconv.AppendInt(append(b, name...), int64(n), 10)
}

// decimal appends a number that is finite, as scores and degrees are.
func decimal(b []byte, name string, f float64) []byte {
	b = append(b, name...)
	if size := math.Abs(f); size != 0 && (size < 1e-6 || size >= 1e21) {
		return appendAny(b, f) // with an exponent
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

func appendTime(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), time.RFC3339), '"')
}

// escaped are the bytes that JSON has to escape, or that HTML would read as its
// own.
var escaped = func() (is [256]bool) {
	for c := range is {
		is[c] = c < ' ' || strings.IndexByte(`"\<>&`, byte(c)) >= 0
	}
	return is
}()

// appendText appends a string between quotation marks; encoding/json does what
// has to be escaped.
func appendText[T ~string](b []byte, t *T) []byte {
	s, all := string(*t), byte(0)
	for i := range len(s) {
		if escaped[s[i]] {
			return appendAny(b, s)
		}
		all |= s[i]
	}
	if all >= utf8.RuneSelf && (!utf8.ValidString(s) || strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029")) {
		return appendAny(b, s)
	}
	return append(append(append(b, '"'), s...), '"')
}

// appendAny appends what JSON can write, by encoding/json.
func appendAny(b []byte, v any) []byte {
	t, err := json.Marshal(v)
	if err != nil {
		return append(b, `null`...)
	}
	return append(b, t...)
}
