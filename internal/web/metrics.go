package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/valyala/fasthttp/fasthttpadaptor"
)

// newMetrics gives a function that counts a request and the handler of
// /metrics. Labels hold the route's pattern and the class of the status, and
// nothing that anyone typed.
func newMetrics(registry *prometheus.Registry) (func(string, int, time.Duration), fiber.Handler, error) {
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "alongside_request_seconds",
		Help:    "Time to answer a request, by route pattern and class of status.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5},
	}, []string{"route", "status"})
	if err := registry.Register(took); err != nil {
		return nil, nil, err
	}
	serve := fasthttpadaptor.NewFastHTTPHandler(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return func(route string, status int, d time.Duration) {
			took.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Observe(d.Seconds())
		}, func(c *fiber.Ctx) error {
			serve(c.Context())
			return nil
		}, nil
}
