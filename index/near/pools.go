package near

import (
	"encoding/binary"
	"math"
	"strings"

	"github.com/paulmach/orb"

	"alongside/internal/directory"
)

// Documents share their organisations, their sources, and the sets of areas
// that they serve and of languages that they are offered in. A segment keeps
// each of them once, in the order of its encoding, and a document its number.

// pool is the kinds of shared values.
const (
	poolOrg = iota
	poolAreas
	poolLanguages
	poolSource
	pools
)

// encodeOrg encodes an organisation: its id, which orders it, and its name.
func encodeOrg(id, name string) string {
	if id == "" && name == "" {
		return ""
	}
	return id + "\x00" + name
}

// org is an organisation taken apart.
type org struct{ id, name string }

func decodeOrg(s string) (id, name string) {
	id, name, _ = strings.Cut(s, "\x00")
	return id, name
}

// joined encodes a list of words.
func joined(words []string) string { return strings.Join(words, "\x00") }

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\x00")
}

// areas is what is said of an area served.
type areas struct {
	names   []string
	serves  []string
	circles []directory.Circle
	// rounds are the circles as chords, to tell most of them quickly.
	rounds []round
	// lower are the distinct names in lower case, and labels those names as
	// they are first written.
	lower, labels []string
}

// round is a circle on the sphere: within inside of its middle everything is
// in it, beyond outside nothing.
type round struct {
	middle          vector
	inside, outside float32
}

func encodeAreas(c *directory.Card) string {
	if len(c.AreaServed)+len(c.Serves)+len(c.Circles) == 0 {
		return ""
	}
	var b []byte
	b = appendStrings(b, c.AreaServed)
	b = appendStrings(b, c.Serves)
	b = binary.AppendUvarint(b, uint64(len(c.Circles)))
	for _, o := range c.Circles {
		for _, v := range []float64{o.Centre.Lon(), o.Centre.Lat(), o.Metres} {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
	}
	return string(b)
}

func decodeAreas(s string) areas {
	var a areas
	if s == "" {
		return a
	}
	r := reader{s: s}
	a.names, a.serves = r.strings(), r.strings()
	for range r.uvarint() {
		o := directory.Circle{Centre: orb.Point{r.float(), r.float()}, Metres: r.float()}
		a.circles = append(a.circles, o)
		a.rounds = append(a.rounds, round{vectorOf(o.Centre), chord2Of(max(o.Metres-slack, 0)), chord2Of(o.Metres + slack)})
	}
	for _, name := range a.names {
		l := strings.ToLower(name)
		known := false
		for _, old := range a.lower {
			known = known || old == l
		}
		if !known {
			a.lower, a.labels = append(a.lower, l), append(a.labels, name)
		}
	}
	return a
}

// named reports whether one of the areas is among those asked for, by its
// words or its code in lower case.
func (a *areas) named(asked []string) bool {
	for _, l := range a.lower {
		for _, x := range asked {
			if l == x {
				return true
			}
		}
	}
	for _, key := range a.serves {
		_, code, found := strings.Cut(strings.ToLower(key), ":")
		for _, x := range asked {
			if found && code == x {
				return true
			}
		}
	}
	return false
}
