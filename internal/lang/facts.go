package lang

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"alongside/internal/directory"
)

// walkable is the longest walk, in minutes, that is worth telling in minutes.
const walkable = 60

// Distance gives a distance in words: with the minutes of a walk where one
// makes sense, "about" where it is only to the middle of a district, and the
// ferry where water lies between.
func (w *Words) Distance(metres float64, about bool, minutes int, ferry bool) string {
	d := w.Metres(metres)
	switch {
	case about:
		return w.must("distance.about", "Distance", d)
	case ferry:
		return w.must("distance.ferry", "Distance", d)
	case minutes <= walkable:
		return w.must("distance.here", "Distance", d, "Count", minutes)
	}
	return w.must("distance.far", "Distance", d)
}

// Metres gives a length: "350 m", "1.2 km", "24 km".
func (w *Words) Metres(metres float64) string {
	switch {
	case metres < 950:
		return w.must("distance.m", "Number", strconv.Itoa(max(50, int(math.Round(metres/50)*50))))
	case metres < 9950:
		return w.must("distance.km", "Number", w.decimal(metres/1000))
	}
	return w.must("distance.km", "Number", strconv.Itoa(int(math.Round(metres/1000))))
}

// decimal gives a number with one decimal, with the comma of those languages that
// write one.
func (w *Words) decimal(n float64) string {
	s := strconv.FormatFloat(n, 'f', 1, 64)
	if strings.Contains(w.locale.FmtNumber(n, 1), ",") {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

// Pounds gives an amount of pence: "£2.50", "£3".
func (w *Words) Pounds(pence int64) string {
	if pence%100 == 0 {
		return fmt.Sprintf("£%d", pence/100)
	}
	return fmt.Sprintf("£%d.%02d", pence/100, pence%100)
}

// Cost gives what something costs, in few words; the source's own when no
// amount is known, and nothing when nothing is.
func (w *Words) Cost(c directory.Cost, amounts int) string {
	switch {
	case c.Free:
		return w.must("cost.free")
	case c.Known && c.Pence == 0:
		return w.must("cost.some-free")
	case c.Known && amounts == 1:
		return w.must("cost.only", "Amount", w.Pounds(c.Pence))
	case c.Known:
		return w.must("cost.from", "Amount", w.Pounds(c.Pence))
	}
	if r := []rune(c.Text); len(r) > 60 {
		return strings.TrimSpace(string(r[:60])) + "…"
	}
	return c.Text
}

// Checked says when and by whom a listing was last checked.
func (w *Words) Checked(at directory.Millis, by string, now time.Time) string {
	if at == 0 {
		return w.must("checked.never")
	}
	date := w.Day(at.Time(), now)
	if by == "" {
		return w.must("checked.on", "Date", date)
	}
	return w.must("checked.by", "Who", by, "Date", date)
}

// Value gives the word for a value of a field; the value itself for what has a
// name of its own.
func (w *Words) Value(field directory.Field, value, label string) string {
	if label != "" {
		return label
	}
	switch field {
	case directory.FieldDay:
		return capital(w.must("day." + value)) // it stands alone
	case directory.FieldKind, directory.FieldJoining, directory.FieldTime,
		directory.FieldAccess, directory.FieldOnline, directory.FieldLed:
		return w.must(string(field) + "." + value)
	case directory.FieldCost:
		if value == "free" {
			return w.must("cost.free")
		}
		if pounds, err := strconv.ParseFloat(value, 64); err == nil {
			return w.must("cost.most", "Amount", w.Pounds(int64(math.Round(pounds*100))))
		}
	case directory.FieldLanguage:
		if name, ok := languages[value]; ok {
			return name
		}
	}
	return value
}

// languages are the names of languages in themselves.
var languages = map[string]string{
	"en": "English", "gd": "Gàidhlig", "sco": "Scots", "pl": "Polski", "uk": "Українська", "ar": "العربية", "bfi": "BSL",
	"ur": "اردو", "pa": "ਪੰਜਾਬੀ", "zh": "中文", "ro": "Română", "es": "Español", "fr": "Français", "fa": "فارسی", "ru": "Русский",
}
