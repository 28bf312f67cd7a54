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

// AppendKey appends a text that is the same for queries that ask the same, but
// for the page, and different for all others. It is quick, and the same on
// every machine.
func (q Query) AppendKey(b []byte) []byte {
	text := func(name byte, s string) {
		if s != "" {
			b = strconv.AppendInt(append(b, name), int64(len(s)), 10)
			b = append(append(b, ':'), s...)
		}
	}
	number := func(name byte, n int64) { b = append(strconv.AppendInt(append(b, name), n, 10), ';') }
	text('q', q.Words)
	text('n', q.NearText)
	if q.Near != nil {
		for _, v := range q.Near.Point {
			b = append(strconv.AppendFloat(append(b, 'p'), v, 'f', -1, 64), ';')
		}
	}
	if q.Within > 0 {
		b = append(strconv.AppendFloat(append(b, 'w'), q.Within, 'f', -1, 64), ';')
	}
	for _, x := range q.Kinds {
		text('k', string(x))
	}
	if q.Cost != nil {
		number('c', q.Cost.Pence)
	}
	for _, x := range q.Access {
		text('x', string(x))
	}
	for _, x := range q.Joinings {
		text('j', string(x))
	}
	for _, x := range q.Areas {
		text('a', x)
	}
	for _, x := range q.LedBy {
		text('b', string(x))
	}
	for _, x := range q.Days {
		number('d', int64(x))
	}
	for _, x := range q.Times {
		number('t', int64(x))
	}
	if q.Age != nil {
		number('y', int64(*q.Age))
	}
	if q.Online != nil && *q.Online {
		number('o', 1)
	} else if q.Online != nil {
		number('o', 0)
	}
	for _, x := range q.Languages {
		text('l', x)
	}
	for _, x := range q.Organizations {
		text('g', x)
	}
	for _, x := range q.Sources {
		text('s', x)
	}
	text('z', string(q.Sort))
	return b
}
