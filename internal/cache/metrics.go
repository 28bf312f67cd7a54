package cache

import "github.com/prometheus/client_golang/prometheus"

// collectors makes one prometheus.Collector of several. No label holds
// anything but names that the program gave.
type collectors []prometheus.Collector

// Describe is a prometheus.Collector's.
func (cs collectors) Describe(out chan<- *prometheus.Desc) {
	for _, c := range cs {
		c.Describe(out)
	}
}

// Collect is a prometheus.Collector's.
func (cs collectors) Collect(out chan<- prometheus.Metric) {
	for _, c := range cs {
		c.Collect(out)
	}
}

// counts are a cache's look-ups by how they ended.
type counts struct{ hits, shared, misses, refused prometheus.Counter }

func newCounts(cache string) counts {
	count := func(result string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{
			Name:        "alongside_cache_lookups_total",
			Help:        "Look-ups: hit in the process, shared from Redis, miss; and refused, entries in Redis that were damaged or too old.",
			ConstLabels: prometheus.Labels{"cache": cache, "result": result},
		})
	}
	return counts{hits: count("hit"), shared: count("shared"), misses: count("miss"), refused: count("refused")}
}

func (c counts) collectors() collectors { return collectors{c.hits, c.shared, c.misses, c.refused} }

// redisCounts are what was done with Redis.
type redisCounts struct {
	asked, written, dropped, losses prometheus.Counter
	away                            prometheus.GaugeFunc
}

func newRedisCounts(away func() bool) redisCounts {
	count := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "alongside_cache_redis_" + name + "_total", Help: help})
	}
	return redisCounts{
		asked:   count("asked", "Look-ups and other questions that went to Redis."),
		written: count("written", "Entries written to Redis."),
		dropped: count("dropped", "Entries that Redis did not take in time."),
		losses:  count("losses", "How often Redis was given up until it answered again."),
		away: prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "alongside_cache_redis_away", Help: "1 while Redis is left alone because it failed or was slow.",
		}, func() float64 {
			if away() {
				return 1
			}
			return 0
		}),
	}
}

func (c redisCounts) collectors() collectors {
	return collectors{c.asked, c.written, c.dropped, c.losses, c.away}
}
