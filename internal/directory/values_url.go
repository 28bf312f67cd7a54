package directory

import (
	"net/url"
	"strconv"
)

// Values gives the query as the parameters that ParseQuery reads, the inverse
// of ParseQuery but for its defaults, which are left out. Equal queries give
// equal encodings, so that it serves as a cache key too.
func (q Query) Values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Add(name, value)
		}
	}
	set("q", q.Words)
	set("near", q.NearText)
	if q.Within > 0 {
		set("within", strconv.FormatFloat(q.Within, 'f', -1, 64)+"m")
	}
	for _, x := range q.Kinds {
		set("kind", string(x))
	}
	if q.Cost != nil {
		set("cost", q.Cost.String())
	}
	for _, x := range q.Access {
		set("access", string(x))
	}
	for _, x := range q.Joinings {
		set("joining", string(x))
	}
	for _, x := range q.Areas {
		set("area", x)
	}
	for _, x := range q.LedBy {
		set("led", string(x))
	}
	for _, x := range q.Days {
		set("day", WeekdayCode(x))
	}
	for _, x := range q.Times {
		set("time", x.String())
	}
	if q.Age != nil {
		set("age", strconv.Itoa(*q.Age))
	}
	if q.Online != nil {
		set("online", map[bool]string{true: "yes", false: "no"}[*q.Online])
	}
	for _, x := range q.Languages {
		set("language", x)
	}
	for _, x := range q.Organizations {
		set("organisation", x)
	}
	for _, x := range q.Sources {
		set("source", x)
	}
	if q.Sort != SortBest {
		set("sort", string(q.Sort))
	}
	if q.Limit != DefaultLimit && q.Limit != 0 {
		set("limit", strconv.Itoa(q.Limit))
	}
	set("cursor", q.Cursor)
	return v
}
