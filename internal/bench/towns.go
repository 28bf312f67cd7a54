package bench

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

const (
	townCount = 300
	// widest is how far the largest town's listings scatter: the standard
	// deviation in kilometres. Others scatter with the root of their weight.
	widest = 12.0
	// ruralShare of the places lie scattered ruralKm around a town instead.
	ruralShare, ruralKm = 0.08, 25.0
	// degreeKm is a degree of latitude.
	degreeKm = 111.2
)

// towns are where the listings are.
type towns struct {
	list []town
	size *lot
}

type town struct {
	name string
	// council is the invented code of the council area that it lies in.
	council string
	middle  orb.Point
	// spread is a standard deviation in kilometres.
	spread float64
}

// newTowns gives the cities, largest first, and after them invented towns over
// the length of Britain. The nth has the weight 1/(n+1).
func newTowns(v *vocabulary) *towns {
	r := rand.New(rand.NewPCG(seed, streamTowns))
	t := &towns{}
	for _, row := range strings.Split(strings.TrimSpace(cities), "\n") {
		f := strings.Fields(row)
		lat, _ := strconv.ParseFloat(f[1], 64) // the table is constant: a test reads it
		lon, _ := strconv.ParseFloat(f[2], 64)
		t.list = append(t.list, town{name: f[0], middle: orb.Point{lon, lat}})
	}
	for len(t.list) < townCount {
		lat := 50.6 + 6.6*r.Float64()
		west, east := -3.4, 0.2
		switch {
		case lat < 51.2:
			west, east = -4.6, 0.6
		case lat > 54.6:
			west, east = -4.4, -2.2
		}
		name := v.words[len(strings.Fields(commonWords))+r.IntN(background/2)]
		t.list = append(t.list, town{name: capital(name), middle: orb.Point{west + (east-west)*r.Float64(), lat}})
	}
	weights := make([]float64, townCount)
	for i := range t.list {
		weights[i] = 1 / float64(i+1)
		t.list[i].spread = widest * math.Sqrt(weights[i])
		t.list[i].council = "B" + strconv.Itoa(10_000_000+i/2)
	}
	t.size = newLot(weights)
	return t
}

// draw gives a town by its weight.
func (t *towns) draw(r *rand.Rand) *town { return &t.list[t.size.draw(r)] }

// point gives a point in a town, or in the country around it.
func (t *town) point(r *rand.Rand) orb.Point {
	spread := t.spread
	if r.Float64() < ruralShare {
		spread = ruralKm
	}
	return scatter(r, t.middle, spread)
}

// scatter gives a point around another, by a normal distribution in each
// direction with the deviation km, cut to the sixth decimal (11 cm): so it is
// the same on machines that round the last bit differently.
func scatter(r *rand.Rand, p orb.Point, km float64) orb.Point {
	lat := p.Lat() + r.NormFloat64()*km/degreeKm
	lon := p.Lon() + r.NormFloat64()*km/(degreeKm*math.Cos(p.Lat()*math.Pi/180))
	return orb.Point{math.Round(lon*1e6) / 1e6, math.Round(lat*1e6) / 1e6}
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// cities by population: name, latitude, longitude.
const cities = `
London 51.507 -0.128
Birmingham 52.480 -1.903
Leeds 53.797 -1.544
Glasgow 55.861 -4.250
Sheffield 53.381 -1.470
Manchester 53.479 -2.245
Bradford 53.795 -1.752
Edinburgh 55.953 -3.189
Liverpool 53.407 -2.992
Bristol 51.455 -2.597
Cardiff 51.481 -3.179
Leicester 52.637 -1.133
Coventry 52.408 -1.510
Nottingham 52.954 -1.155
Newcastle 54.974 -1.613
Sunderland 54.906 -1.381
Brighton 50.822 -0.137
Hull 53.744 -0.339
Plymouth 50.371 -4.142
Wolverhampton 52.587 -2.129
Stoke 53.003 -2.179
Derby 52.922 -1.476
Swansea 51.620 -3.944
Southampton 50.904 -1.404
Aberdeen 57.149 -2.099
Portsmouth 50.805 -1.087
York 53.959 -1.082
Peterborough 52.573 -0.243
Dundee 56.462 -2.970
Oxford 51.752 -1.258
Cambridge 52.205 0.119
Ipswich 52.059 1.156
Norwich 52.628 1.293
Gloucester 51.864 -2.244
Exeter 50.722 -3.530
Middlesbrough 54.577 -1.235
Preston 53.763 -2.704
Lincoln 53.230 -0.541
Carlisle 54.895 -2.934
Inverness 57.478 -4.225
`
