package feed

import (
	"fmt"
	"math"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

var (
	phonePattern    = regexp.MustCompile(`\+?[\d(][\d\s().\-–]{5,}\d(?:\s*(?:ext\.?|extension|x)\s*\d{1,6})?`)
	phoneParting    = regexp.MustCompile(`\n|;|,|\s/\s|\s+or\s+|\s+and\s+`)
	emailPattern    = regexp.MustCompile(`[A-Za-z0-9._%+'&\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}`)
	postcodePattern = regexp.MustCompile(`(?i)^([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})$`)
	amountPattern   = regexp.MustCompile(`£\s*(\d{1,5}(?:,\d{3})*(?:\.\d{1,2})?)|\b(\d{1,3})p\b`)
	barePattern     = regexp.MustCompile(`(?i)^\s*(\d{1,4}(?:\.\d{2})?)\s*(?:per\b.*|a (?:class|session|week|lesson)\b.*|each\b.*)?$`)
	freePattern     = regexp.MustCompile(`(?i)^\s*(?:free|free of charge|no charge|no cost|nil|it'?s free|free to all|free to play|free entry|admission free)\b[\s.!]*$`)
)

// phones reads telephone numbers, each with the words around it.
func phones(s string) []directory.Phone {
	var out []directory.Phone
	for _, piece := range phoneParting.Split(s, -1) {
		at := phonePattern.FindStringIndex(piece)
		if at == nil {
			continue
		}
		words := strings.TrimPrefix(strings.TrimSpace(piece[:at[0]]), "http://")
		words = strings.Trim(strings.TrimSpace(words+" "+piece[at[1]:]), " :.-–()")
		out = append(out, directory.Phone{
			Number:      strings.Join(strings.Fields(piece[at[0]:at[1]]), " "),
			Description: cut(words, 200),
		})
	}
	return out
}

// emails reads e-mail addresses.
func emails(s string) []string {
	var out []string
	for _, e := range emailPattern.FindAllString(s, -1) {
		if a, err := mail.ParseAddress(e); err == nil && a.Address == e {
			out = append(out, e)
		}
	}
	return out
}

// postcode gives a British postcode in capitals with its space, and any other
// text (half a postcode, say) in capitals as it is.
func postcode(s string) string {
	s = strings.ToUpper(strings.Join(strings.Fields(s), " "))
	if m := postcodePattern.FindStringSubmatch(s); m != nil {
		return m[1] + " " + m[2]
	}
	return s
}

// point reads "latitude,longitude".
func point(s string) (orb.Point, error) {
	lat, lon, found := strings.Cut(strings.Trim(s, "()[] "), ",")
	if !found {
		if f := strings.Fields(s); len(f) == 2 {
			lat, lon = f[0], f[1]
		}
	}
	return pointOf(lat, lon)
}

// pointOf reads a latitude and a longitude in degrees.
func pointOf(lat, lon string) (orb.Point, error) {
	la, err1 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	lo, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if err1 != nil || err2 != nil || math.IsNaN(la+lo) || math.IsInf(la+lo, 0) {
		return orb.Point{}, fmt.Errorf("%q is not a latitude and longitude like 55.9533,-3.1883", cut(strings.TrimSpace(lat+","+lon), 60))
	}
	return orb.Point{lo, la}, nil
}

// checkPoint says why a point can't be used; empty when it can. onLand knows the
// land around Britain and Ireland, and says yes to everything far from there;
// nil knows nothing.
func checkPoint(p orb.Point, onLand func(orb.Point) bool) string {
	swapped := orb.Point{p[1], p[0]}
	if onLand == nil {
		onLand = func(orb.Point) bool { return true }
	}
	switch {
	case !inBritain(p) && inBritain(swapped) && onLand(swapped):
		return fmt.Sprintf("latitude %g and longitude %g look swapped, so the point is not used", p.Lat(), p.Lon())
	case !directory.OnEarth(p):
		return fmt.Sprintf("latitude %g, longitude %g is not a place, so the point is not used", p.Lat(), p.Lon())
	case !onLand(p):
		return fmt.Sprintf("latitude %g, longitude %g lies in the sea, so the point is not used", p.Lat(), p.Lon())
	}
	return ""
}

func inBritain(p orb.Point) bool {
	return p.Lat() > 49 && p.Lat() < 61.5 && p.Lon() > -11 && p.Lon() < 2.5
}

// dateLayouts are how people write dates, the day before the month.
var dateLayouts = []string{
	"2006-01-02", "2/1/2006", "2.1.2006", "2-1-2006", "2/1/06", "2 January 2006", "2 Jan 2006", "2-Jan-06", "2-Jan-2006",
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2/1/2006 15:04", "2/1/2006 15:04:05",
}

// date reads a calendar date, in a layout of package time when one is given.
func date(s, layout string) (directory.Date, error) {
	layouts := dateLayouts
	if layout != "" {
		layouts = []string{layout}
	}
	s = strings.TrimSpace(s)
	for _, l := range layouts {
		t, err := time.Parse(l, s)
		if err != nil {
			continue
		}
		if d := directory.DateOf(t); d.Valid() {
			return d, nil
		}
		return "", fmt.Errorf("%q is not a date anyone could mean", cut(s, 40))
	}
	return "", fmt.Errorf("%q is not a date we can read", cut(s, 40))
}

// clock reads a time of day, "12:00:00", "9.30am", "0930" or the fraction of a
// day that a spreadsheet keeps.
func clock(s string) (directory.Clock, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, l := range []string{"15:04:05", "15:04", "15.04", "3:04pm", "3.04pm", "3pm", "3:04 pm", "3.04 pm", "3 pm", "1504"} {
		if t, err := time.Parse(l, s); err == nil {
			return directory.ClockOf(t.Hour()*60 + t.Minute()), nil
		}
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f >= 0 && f < 1 {
		return directory.ClockOf(int(math.Round(f*24*60)) % (24 * 60)), nil
	}
	return "", fmt.Errorf("%q is not a time of day like 09:30", cut(s, 40))
}

// cost reads a price: the words always, an amount only where the words are
// about one amount or say that it is free.
func cost(s string) []directory.CostOption {
	pence := func(p int64, words string) []directory.CostOption {
		return []directory.CostOption{{Pence: &p, Description: words}}
	}
	if freePattern.MatchString(s) {
		return pence(0, "")
	}
	if m := barePattern.FindStringSubmatch(s); m != nil {
		if f, err := strconv.ParseFloat(m[1], 64); err == nil {
			return pence(int64(math.Round(f*100)), s)
		}
	}
	found := amountPattern.FindAllStringSubmatch(s, -1)
	if len(found) != 1 || strings.Contains(strings.ToLower(s), "free") {
		return nil
	}
	if found[0][2] != "" {
		p, _ := strconv.ParseInt(found[0][2], 10, 64)
		return pence(p, s)
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(found[0][1], ",", ""), 64)
	if err != nil {
		return nil
	}
	return pence(int64(math.Round(f*100)), s)
}

var agePatterns = []struct {
	pattern  *regexp.Regexp
	min, max int // which group holds it; 0 for none
}{
	{regexp.MustCompile(`(?i)^(?:ages?|aged)?\s*(\d{1,3})\s*(?:-|–|to|and)\s*(\d{1,3})(?:\s*(?:years?|yrs?)(?:\s*olds?)?)?$`), 1, 2},
	{regexp.MustCompile(`(?i)^(?:ages?|aged)?\s*(\d{1,3})\s*(?:\+|years?\s*\+|(?:years? )?(?:and|or) (?:over|above|older|up))$`), 1, 0},
	{regexp.MustCompile(`(?i)^(?:people )?(?:over|over the age of)\s*(\d{1,3})s?$`), 1, 0},
	{regexp.MustCompile(`(?i)^(?:ages?|aged)?\s*(?:up to)\s*(\d{1,3})$`), 0, 1},
	{regexp.MustCompile(`(?i)^(?:under)\s*(\d{1,3})s?$`), 0, 1},
}

// ages reads an age range where the whole text is one; "under 5s" are up to 4,
// "over 65" are from 65, as such groups mean it.
func ages(s string) (least, most *int, ok bool) {
	s = strings.TrimSpace(s)
	for i, a := range agePatterns {
		m := a.pattern.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		if a.min > 0 {
			least = number(m[a.min])
		}
		if a.max > 0 {
			most = number(m[a.max])
			if i == len(agePatterns)-1 {
				*most--
			}
		}
		return least, most, true
	}
	return nil, nil, false
}

// number gives the whole number that s is, or nil.
func number(s string) *int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return nil
	}
	return &n
}

// yes reports whether a flag column's cell is set.
func yes(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "1", "yes", "y", "true", "x", "✓", "✔", "t":
		return true
	}
	return false
}

// list parts a cell that lists things: by lines where it has lines, else by
// semicolons, else by the mark given (a comma unless the mapping says).
func list(s, mark string) []string {
	switch {
	case mark != "":
	case strings.Contains(s, "\n"):
		mark = "\n"
	case strings.Contains(s, ";"):
		mark = ";"
	default:
		mark = ","
	}
	var out []string
	for piece := range strings.SplitSeq(s, mark) {
		if piece = strings.Trim(strings.Join(strings.Fields(piece), " "), " •·*-–.;,"); piece != "" {
			out = append(out, piece)
		}
	}
	return out
}
