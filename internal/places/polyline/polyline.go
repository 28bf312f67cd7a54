// Package polyline writes rings as short text: the differences of rounded
// coordinates in the variable-length base-64 of Google's encoded polyline
// algorithm format, with four decimals (about 10 m).
package polyline

import (
	"errors"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

const precision = 1e4

// Encode gives a ring as text.
func Encode(r orb.Ring) string {
	var b strings.Builder
	var lastLon, lastLat int
	for _, p := range r {
		lon, lat := int(math.Round(p.Lon()*precision)), int(math.Round(p.Lat()*precision))
		put(&b, lat-lastLat)
		put(&b, lon-lastLon)
		lastLon, lastLat = lon, lat
	}
	return b.String()
}

func put(b *strings.Builder, v int) {
	u := uint(v) << 1
	if v < 0 {
		u = ^u
	}
	for u >= 0x20 {
		b.WriteByte(byte(0x20|u&0x1f) + 63)
		u >>= 5
	}
	b.WriteByte(byte(u) + 63)
}

// Decode reads what Encode wrote.
func Decode(s string) (orb.Ring, error) {
	var out orb.Ring
	lon, lat := 0, 0
	for len(s) > 0 {
		dLat, rest, err := take(s)
		if err != nil {
			return nil, err
		}
		dLon, rest, err := take(rest)
		if err != nil {
			return nil, err
		}
		lat, lon, s = lat+dLat, lon+dLon, rest
		out = append(out, orb.Point{float64(lon) / precision, float64(lat) / precision})
	}
	return out, nil
}

func take(s string) (int, string, error) {
	u := uint(0)
	for i := 0; i < len(s) && i < 12; i++ {
		c := uint(s[i]) - 63
		u |= c & 0x1f << (5 * i)
		if c < 0x20 {
			v := int(u >> 1)
			if u&1 == 1 {
				v = ^v
			}
			return v, s[i+1:], nil
		}
	}
	return 0, "", errors.New("polyline: cut off")
}
