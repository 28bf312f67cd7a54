package places

import (
	"math"

	"github.com/paulmach/orb"
)

// FromGrid turns eastings and northings of the Ordnance Survey's National Grid
// (metres, OSGB36) into longitude and latitude in WGS 84, to about 5 m: the
// inverse transverse Mercator projection and the Helmert transformation of "A
// guide to coordinate systems in Great Britain" (Ordnance Survey, annexes B
// and C, with the parameters of section 6.6).
func FromGrid(east, north float64) orb.Point {
	lat, lon := airyFromGrid(east, north)
	x, y, z := cartesian(lat, lon, airyA, airyB)
	// OSGB36 to WGS 84: the published parameters with their signs turned.
	const (
		tx, ty, tz = 446.448, -125.157, 542.060
		rx, ry, rz = 0.1502 / 3600 * math.Pi / 180, 0.2470 / 3600 * math.Pi / 180, 0.8421 / 3600 * math.Pi / 180
		s          = 1 - 20.4894e-6
	)
	x, y, z = tx+s*x-rz*y+ry*z, ty+rz*x+s*y-rx*z, tz-ry*x+rx*y+s*z
	lat, lon = geodetic(x, y, z, wgsA, wgsB)
	return orb.Point{lon * 180 / math.Pi, lat * 180 / math.Pi}
}

// The semi-axes of the ellipsoids in metres.
const (
	airyA, airyB = 6377563.396, 6356256.909
	wgsA, wgsB   = 6378137.0, 6356752.3142
)

// airyFromGrid gives latitude and longitude in radians on the Airy 1830
// ellipsoid.
func airyFromGrid(east, north float64) (lat, lon float64) {
	const (
		f0         = 0.9996012717
		lat0, lon0 = 49 * math.Pi / 180, -2 * math.Pi / 180
		n0, e0     = -100000, 400000
	)
	e2 := 1 - airyB*airyB/(airyA*airyA)
	n := (airyA - airyB) / (airyA + airyB)
	lat = lat0
	m := 0.0
	for range 20 {
		lat += (north - n0 - m) / (airyA * f0)
		d, s := lat-lat0, lat+lat0
		m = airyB * f0 * ((1+n+1.25*n*n+1.25*n*n*n)*d -
			(3*n+3*n*n+2.625*n*n*n)*math.Sin(d)*math.Cos(s) +
			(1.875*n*n+1.875*n*n*n)*math.Sin(2*d)*math.Cos(2*s) -
			35.0/24*n*n*n*math.Sin(3*d)*math.Cos(3*s))
		if math.Abs(north-n0-m) < 1e-5 {
			break
		}
	}
	sin2 := math.Pow(math.Sin(lat), 2)
	nu := airyA * f0 / math.Sqrt(1-e2*sin2)
	rho := airyA * f0 * (1 - e2) / math.Pow(1-e2*sin2, 1.5)
	eta2 := nu/rho - 1
	t, c := math.Tan(lat), 1/math.Cos(lat)
	t2, de := t*t, east-e0
	lat -= t/(2*rho*nu)*de*de - t/(24*rho*math.Pow(nu, 3))*(5+3*t2+eta2-9*t2*eta2)*math.Pow(de, 4) +
		t/(720*rho*math.Pow(nu, 5))*(61+90*t2+45*t2*t2)*math.Pow(de, 6)
	lon = lon0 + c/nu*de - c/(6*math.Pow(nu, 3))*(nu/rho+2*t2)*math.Pow(de, 3) +
		c/(120*math.Pow(nu, 5))*(5+28*t2+24*t2*t2)*math.Pow(de, 5) -
		c/(5040*math.Pow(nu, 7))*(61+662*t2+1320*t2*t2+720*t2*t2*t2)*math.Pow(de, 7)
	return lat, lon
}

func cartesian(lat, lon, a, b float64) (x, y, z float64) {
	e2 := 1 - b*b/(a*a)
	nu := a / math.Sqrt(1-e2*math.Pow(math.Sin(lat), 2))
	return nu * math.Cos(lat) * math.Cos(lon), nu * math.Cos(lat) * math.Sin(lon), (1 - e2) * nu * math.Sin(lat)
}

func geodetic(x, y, z, a, b float64) (lat, lon float64) {
	e2 := 1 - b*b/(a*a)
	p := math.Hypot(x, y)
	lat = math.Atan2(z, p*(1-e2))
	for range 10 {
		nu := a / math.Sqrt(1-e2*math.Pow(math.Sin(lat), 2))
		lat = math.Atan2(z+e2*nu*math.Sin(lat), p)
	}
	return lat, math.Atan2(y, x)
}
