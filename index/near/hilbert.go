package near

import (
	"math"

	"github.com/paulmach/orb"
)

// curveBits is how often the world is halved in each direction: to about a
// centimetre.
const curveBits = 31

// curveKey gives the place of a point along a Hilbert curve through the whole
// world (the plain algorithm of Warren, Hacker's Delight, 2nd ed., 16-1, one
// level at a time). What is close on the curve is close on the ground.
func curveKey(p orb.Point) uint64 {
	const side = 1 << curveBits
	x, y := cell((p.Lon()+180)/360), cell((p.Lat()+90)/180)
	var key uint64
	for s := uint64(side >> 1); s > 0; s >>= 1 {
		rx, ry := (x&s)/s, (y&s)/s
		key = key<<2 | (3 * rx) ^ ry
		if ry == 0 {
			if rx == 1 {
				x, y = side-1-x, side-1-y
			}
			x, y = y, x
		}
	}
	return key
}

// cell gives the cell of a share of the world's width or height.
func cell(share float64) uint64 {
	const side = 1 << curveBits
	return uint64(min(max(share*side, 0), side-1))
}

// vector is a point on the unit sphere. Chords between vectors order as
// distances on the ground do, with no special case at the poles or at the date
// line.
type vector [3]float32

func vectorOf(p orb.Point) vector {
	lon, lat := p.Lon()*math.Pi/180, p.Lat()*math.Pi/180
	sinLat, cosLat := math.Sincos(lat)
	sinLon, cosLon := math.Sincos(lon)
	return vector{float32(cosLat * cosLon), float32(cosLat * sinLon), float32(sinLat)}
}

// chord2 gives the square of the chord between two vectors.
func (v vector) chord2(w vector) float32 {
	x, y, z := v[0]-w[0], v[1]-w[1], v[2]-w[2]
	return x*x + y*y + z*z
}

// slack is what the rounding of vectors to 32 bits can come to in metres, with
// room: what lies closer than this to a limit is measured again exactly.
const slack = 4.0

// metresOf gives the distance along the ground of a chord's square.
func metresOf(chord2 float32) float64 {
	c := math.Sqrt(float64(chord2))
	if c > 0.2 {
		return 2 * orb.EarthRadius * math.Asin(min(1, c/2))
	}
	// The series of 2 asin(c/2), whose next term is below a part in 10 million.
	c2 := c * c
	return orb.EarthRadius * c * (1 + c2*(1.0/24+c2*3.0/640))
}

// chord2Of gives the square of the chord of a distance along the ground;
// beyond half the world it is the whole sphere's.
func chord2Of(metres float64) float32 {
	half := metres / (2 * orb.EarthRadius)
	if half >= math.Pi/2 {
		return 5
	}
	s := 2 * math.Sin(half)
	return float32(s * s)
}
