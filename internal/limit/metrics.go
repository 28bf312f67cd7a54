package limit

import "github.com/prometheus/client_golang/prometheus"

// Who decided.
const (
	byProcess = "process"
	byRedis   = "redis"
)

// counts are what was decided. No label holds anything but names that the
// program gave.
type counts struct {
	takings *prometheus.CounterVec
	keys    prometheus.GaugeFunc
}

func newCounts(keys func() int) counts {
	return counts{
		takings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "alongside_limit_takings_total", Help: "What was asked of rate limits: how it ended, and whether the process or Redis decided.",
		}, []string{"limit", "result", "by"}),
		keys: prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "alongside_limit_keys", Help: "The keys that rate limits hold in this process.",
		}, func() float64 { return float64(keys()) }),
	}
}

func (c counts) add(l Limit, ok bool, by string) {
	result := "refused"
	if ok {
		result = "passed"
	}
	c.takings.WithLabelValues(l.Name, result, by).Inc()
}

// Describe is a prometheus.Collector's.
func (l *Limiter) Describe(out chan<- *prometheus.Desc) {
	l.counts.takings.Describe(out)
	l.counts.keys.Describe(out)
}

// Collect is a prometheus.Collector's.
func (l *Limiter) Collect(out chan<- prometheus.Metric) {
	l.counts.takings.Collect(out)
	l.counts.keys.Collect(out)
}
