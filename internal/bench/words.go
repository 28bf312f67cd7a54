package bench

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// The vocabulary's shape.
const (
	background = 20_000 // words that any listing may use
	ownWords   = 30     // words that only one activity uses
	lentWords  = 30     // background words that an activity uses more than others
	lentFrom   = 3_000  // they come from this many of the commonest
	tagCount   = 300
)

// vocabulary is every word that the listings are written in. Words are numbered:
// the background first, commonest first, and after it what activities own.
type vocabulary struct {
	words []string
	// common draws a background word by Zipf's law.
	common *lot
	topics []topic
	// tags are what listings say is done there; each belongs to a topic.
	tags []tag
	tag  *lot
	// topical draws a place in topic.words.
	topical *lot
}

// topic is one thing that people do, with the words that go with it, most
// telling first.
type topic struct{ words []int }

type tag struct {
	text  string
	topic int
}

// newVocabulary makes the vocabulary, the same on every machine.
func newVocabulary() *vocabulary {
	r := rand.New(rand.NewPCG(seed, streamWords))
	v := &vocabulary{}
	activities, common := strings.Fields(activityWords), strings.Fields(commonWords)
	taken := map[string]bool{}
	for _, w := range slices.Concat(activities, common) {
		taken[w] = true
	}
	v.words = common
	for len(v.words) < background {
		v.words = append(v.words, invent(r, taken))
	}
	for _, a := range activities {
		words := []int{len(v.words)}
		v.words = append(v.words, a)
		for range ownWords {
			words = append(words, len(v.words))
			v.words = append(v.words, invent(r, taken))
		}
		for range lentWords {
			words = append(words, r.IntN(lentFrom))
		}
		v.topics = append(v.topics, topic{words: words})
	}
	v.makeTags(r, activities)
	v.common = zipf(background, 1.07, 2.7)
	v.topical = zipf(1+ownWords+lentWords, 1.2, 2)
	return v
}

// makeTags gives each activity three tags, the plain one the most used, until
// there are tagCount. Which activities are popular is shuffled.
func (v *vocabulary) makeTags(r *rand.Rand, activities []string) {
	var weights []float64
	popular := r.Perm(len(activities))
	for round, suffix := range []string{"", " for beginners", " over fifties"} {
		for i, a := range activities {
			if len(v.tags) == tagCount {
				break
			}
			v.tags = append(v.tags, tag{text: a + suffix, topic: i})
			weight := math.Pow(float64(popular[i]+5), -0.6)
			if round > 0 {
				weight *= 0.35
			}
			weights = append(weights, weight)
		}
	}
	v.tag = newLot(weights)
}

// invent makes a word that can be spoken and is not taken yet, of two to four
// syllables.
func invent(r *rand.Rand, taken map[string]bool) string {
	onsets := strings.Fields("b bl br c ch cr d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w z")
	vowels := strings.Fields("a e i o u ai ea oo ou")
	ends := strings.Fields("b ck d f g l ll m n nd nt p r rn rt sh sk st t th x")
	for {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(onsets[r.IntN(len(onsets))])
			b.WriteString(vowels[r.IntN(len(vowels))])
		}
		if r.IntN(2) == 0 {
			b.WriteString(ends[r.IntN(len(ends))])
		}
		if w := b.String(); !taken[w] && len(w) <= 14 {
			taken[w] = true
			return w
		}
	}
}

// lot draws numbers by weight. The weights are rounded to whole numbers, so
// that machines that round the last bit differently draw the same.
type lot struct{ upTo []uint64 }

func newLot(weights []float64) *lot {
	l := &lot{upTo: make([]uint64, len(weights))}
	total := 0.0
	for _, w := range weights {
		total += w
	}
	var sum uint64
	for i, w := range weights {
		sum += uint64(math.Round(w / total * 1e12))
		l.upTo[i] = sum
	}
	return l
}

// zipf gives a lot of n in which k has the weight (v+k)^-s.
func zipf(n int, s, v float64) *lot {
	weights := make([]float64, n)
	for k := range weights {
		weights[k] = math.Pow(v+float64(k), -s)
	}
	return newLot(weights)
}

func (l *lot) draw(r *rand.Rand) int {
	x := r.Uint64N(l.upTo[len(l.upTo)-1])
	i, _ := slices.BinarySearch(l.upTo, x+1)
	return i
}

// activityWords are what listings are about.
const activityWords = `gardening allotments walking hiking running cycling choir singing guitar ukulele drumming
orchestra woodwork carpentry repairing knitting crochet sewing quilting pottery ceramics painting drawing photography
crafts jewellery cooking baking nutrition foodbank lunch breakfast football cricket netball rugby tennis badminton
bowls boxing swimming yoga pilates taichi dancing ballroom zumba gymnastics chess bridge bingo boardgames reading
poetry writing storytelling history genealogy museum theatre drama film befriending mentoring caring dementia memory
bereavement mindfulness meditation recovery smoking diabetes stroke wheelchair deafness autism literacy numeracy
english computers internet coding interviews benefits housing parenting toddlers playgroup teenagers veterans
refugees faith transport shopping pets birdwatching wildlife conservation beekeeping fishing sailing canoeing`

// commonWords head the background: none of them is a stop word.
const commonWords = `group welcome free people community support local weekly friendly meet join session everyone
class centre new help come activities social open please contact week morning evening advice children
adults families older young skills health wellbeing church hall park town village home time learn share enjoy make
friends coffee tea chat`
