package node

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/almoner/almoner/handlers"
)

// metrics count; no label holds anything personal.
type metrics struct {
	registry   *prometheus.Registry
	events     *prometheus.CounterVec
	deliveries *prometheus.CounterVec
	requests   *prometheus.HistogramVec
	backlog    *prometheus.GaugeVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry:   prometheus.NewRegistry(),
		events:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "almoner_events_total", Help: "Events recorded by this process."}, []string{"type"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "almoner_deliveries_total", Help: "Deliveries of messages to this process, by how they ended."}, []string{"route", "ended"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "almoner_http_seconds", Help: "Time to answer, by route.", Buckets: []float64{.005, .02, .1, .5, 2, 10},
		}, []string{"pattern", "status"}),
		backlog: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "almoner_backlog", Help: "What waits, by queue; dead_letters want a person."}, []string{"queue"}),
	}
	m.registry.MustRegister(m.events, m.deliveries, m.requests, m.backlog, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// delivered counts one delivery.
func (m *metrics) delivered(d handlers.Delivery) {
	m.deliveries.WithLabelValues(d.Route, string(d.Ended)).Inc()
}

// handler answers Prometheus, with the queues counted when asked.
func (m *metrics) handler(n *Node) http.Handler {
	serve := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		within, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if b, err := n.Store.Backlog(within, n.Now()); err == nil {
			for queue, count := range map[string]int64{"outbox": b.Outbox, "timers": b.Timers, "notices": b.Notices, "dead_letters": b.DeadLetters} {
				m.backlog.WithLabelValues(queue).Set(float64(count))
			}
		}
		serve.ServeHTTP(w, r)
	})
}

// watch times requests by the pattern that served them, never by their path.
func (m *metrics) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		seen := &status{ResponseWriter: w, code: http.StatusOK}
		next.ServeHTTP(seen, r)
		m.requests.WithLabelValues(r.Pattern, strconv.Itoa(seen.code)).Observe(time.Since(begin).Seconds())
	})
}

type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }
