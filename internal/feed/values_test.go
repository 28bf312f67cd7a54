package feed

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

func TestPhones(t *testing.T) {
	for in, want := range map[string][]directory.Phone{
		"0131 555 0100":              {{Number: "0131 555 0100"}},
		"+44 (0)131 555 0100 ext 12": {{Number: "+44 (0)131 555 0100 ext 12"}},
		"http://0131 555 0100":       {{Number: "0131 555 0100"}},
		"0131 555 0100 General\n0131 555 0101 Children's library": {{Number: "0131 555 0100", Description: "General"}, {Number: "0131 555 0101", Description: "Children's library"}},
		"0131 555 0100 / 07700 900000":                            {{Number: "0131 555 0100"}, {Number: "07700 900000"}},
		"Office: 0131 555 0100":                                   {{Number: "0131 555 0100", Description: "Office"}},
		"see website":                                             nil,
		"12":                                                      nil,
	} {
		if d := cmp.Diff(want, phones(in)); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
}

func TestPoint(t *testing.T) {
	// As the gazetteer does: it knows the land around Britain, and nothing else.
	sea := func(p orb.Point) bool { return !inBritain(p) || p.Lon() < -3 }
	for _, c := range []struct {
		in     string
		onLand func(orb.Point) bool
		want   string // the fault, by a word of it; "ok" for none
	}{
		{"55.95,-3.19", nil, "ok"},
		{"(55.95 , -3.19)", nil, "ok"},
		{"55.95 -3.19", nil, "ok"},
		{"-3.19,55.95", nil, "swapped"},
		{"-3.19,55.95", sea, "swapped"},
		{"55.95,-2.1", sea, "sea"},
		{"0,0", nil, "not a place"},
		{"91,200", nil, "not a place"},
		{"48.85,2.35", nil, "ok"},
		{"NaN,NaN", nil, "not a latitude"},
		{"1e400,3", nil, "not a latitude"},
		{"Leith", nil, "not a latitude"},
	} {
		p, err := point(c.in)
		got := ""
		if err != nil {
			got = err.Error()
		} else if got = checkPoint(p, c.onLand); got == "" {
			got = "ok"
		}
		if !contains(got, c.want) {
			t.Errorf("%q: %s, want %s", c.in, got, c.want)
		}
	}
	if p, _ := point("55.95,-3.19"); p != (orb.Point{-3.19, 55.95}) {
		t.Errorf("a point is longitude, latitude: %v", p)
	}
}

func TestDatesAndClocks(t *testing.T) {
	for in, want := range map[string]directory.Date{
		"03/05/2025": "2025-05-03", "3/5/25": "2025-05-03", "2025-05-03": "2025-05-03", "3 May 2025": "2025-05-03",
		"31/02/2025": "", "30/12/1899": "", "01/01/9999": "", "soon": "",
	} {
		if got, err := date(in, ""); got != want || (err == nil) != (want != "") {
			t.Errorf("date %q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]directory.Clock{
		"12:00:00": "12:00", "9.30am": "09:30", "7 pm": "19:00", "0930": "09:30", "0.5": "12:00", "25:00": "", "noonish": "",
	} {
		if got, err := clock(in); got != want || (err == nil) != (want != "") {
			t.Errorf("clock %q: %q, %v", in, got, err)
		}
	}
}

func TestCost(t *testing.T) {
	for in, want := range map[string]int64{
		"Free": 0, "free of charge.": 0, "£3.50 per session": 350, "£1": 100, "50p": 50, "2.50 per lesson": 250, "4": 400,
		"fees apply": -1, "£3 or £2 for members": -1, "Free, but £5 for lunch": -1, "": -1, "From 10am": -1,
	} {
		got := int64(-1)
		if c := cost(in); len(c) == 1 {
			got = *c[0].Pence
		}
		if got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}

func TestAges(t *testing.T) {
	for in, want := range map[string][2]int{
		"5-12": {5, 12}, "Ages 5 to 12 years": {5, 12}, "16+": {16, -1}, "over 65": {65, -1}, "Under 5s": {-1, 4}, "up to 18": {-1, 18},
		"65 and over": {65, -1}, "people who are over it": {-1, -1}, "P1-3": {-1, -1},
	} {
		least, most, _ := ages(in)
		got := [2]int{-1, -1}
		if least != nil {
			got[0] = *least
		}
		if most != nil {
			got[1] = *most
		}
		if got != want {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
}

func TestPostcode(t *testing.T) {
	for in, want := range map[string]string{"eh67hf": "EH6 7HF", " EH6  7HF ": "EH6 7HF", "eh14 1": "EH14 1", "": ""} {
		if got := postcode(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
