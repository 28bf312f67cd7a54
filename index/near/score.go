package near

import "math"

// How words are weighed: BM25F (Robertson, Zaragoza and Taylor, "Simple BM25
// extension to multiple weighted fields", CIKM 2004). A term's frequency in a
// document is summed over the fields,
//
//	tf' = Σ weight × tf / (1 − b + b × length / average length)
//
// its impact is tf' / (k1 + tf'), and a document's score for some terms is
// Σ idf × impact, with idf = ln(1 + (N − n + 0.5) / (n + 0.5)).
const (
	saturation  = 1.2  // k1
	lengthShare = 0.75 // b
)

// fieldWeights say how much a field tells: what a thing is called tells more
// than what is said in passing.
var fieldWeights = [fields]float64{fieldName: 6, fieldActivities: 4, fieldOrganization: 2, fieldDescription: 1}

// usualLengths are the average lengths in terms that a table without a base
// takes: those of short listings.
var usualLengths = [fields]float64{fieldName: 3, fieldActivities: 3, fieldOrganization: 3, fieldDescription: 60}

// lengths are a document's terms by field.
type lengths [fields]uint32

// frequencies are how often one term stands in a document, by field.
type frequencies [fields]uint32

// impact gives the impact of a term, from 0 to 1.
func impact(tf frequencies, l lengths, average [fields]float64) float64 {
	sum := 0.0
	for f := range tf {
		if tf[f] == 0 {
			continue
		}
		norm := 1.0
		if average[f] > 0 {
			norm = 1 - lengthShare + lengthShare*float64(l[f])/average[f]
		}
		sum += fieldWeights[f] * float64(tf[f]) / norm
	}
	return sum / (saturation + sum)
}

// impactSteps is how finely an impact is kept: in one byte, so that a score is
// right to within half a step of each term's idf.
const impactSteps = 255

func quantise(impact float64) uint8 { return uint8(max(1, math.Round(impact*impactSteps))) }

// idf gives how much a term tells that n of all documents hold.
func idf(all, n int) float64 {
	return math.Log(1 + (float64(all)-float64(n)+0.5)/(float64(n)+0.5))
}

// Statistics are what impacts and weights are worked out from: those of the
// base, until it is compiled anew.
type Statistics struct {
	// Documents counts the documents.
	Documents int
	// Average is the average length of each field in terms.
	Average [4]float64
}

const (
	// decay is the distance in metres at which nearness counts for half: about
	// an hour's walk there and back.
	decay = 4000.0
	// unplaced is how what has no place but serves the query's counts among
	// those that have one: like something this far away, in metres.
	unplaced = 8000
	// freshShare is the most that a recent check adds to a score.
	freshShare = 0.1
	// freshDays is after how many days a check counts for half.
	freshDays = 180
)

// freshStep is how finely the age of a check is told: half a day, in
// milliseconds. It moves a score by at most two parts in 10,000.
const freshStep = 12 * 3_600_000

// freshTable gives what a check adds by its age in steps; what is older adds
// next to nothing.
var freshTable = func() (t [4096]float32) {
	for i := range t {
		t[i] = float32(1 + freshShare*math.Exp2(-float64(i)*freshStep/86_400_000/freshDays))
	}
	return t
}()

// freshness gives the factor of a check, both as checkedOf gives them.
func freshness(checked, now uint16) float32 {
	age := now - min(checked, now)
	if checked == 0 || int(age) >= len(freshTable) {
		return 1
	}
	return freshTable[age]
}

// freshest is the most that a check can make of a score.
const freshest = 1 + freshShare

// farthest is the nearness of what has no place.
const farthest = decay / (decay + unplaced)

// nearness gives the factor of a distance in metres; of what has none, when
// metres is negative.
func nearness(metres float64) float64 {
	if metres < 0 {
		metres = unplaced
	}
	return decay / (decay + metres)
}
