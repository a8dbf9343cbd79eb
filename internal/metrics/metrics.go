// Package metrics tells monitoring systems what is watched, and how the watch itself is doing, in the exposition
// format of Prometheus.
//
// It may import estate, result and text, and nothing else of vigie.
package metrics

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vigie/internal/estate"
	"vigie/internal/result"
)

// Metrics are those of one watch.
type Metrics struct {
	registry *prometheus.Registry
	snapshot func() *estate.Snapshot
	pulse    func() time.Time
	asked    *prometheus.CounterVec
	late     prometheus.Histogram
	took     *prometheus.HistogramVec
}

// New makes the metrics of a watch whose newest picture is had from snapshot, and which last showed a sign of life at
// pulse.
func New(version string, snapshot func() *estate.Snapshot, pulse func() time.Time) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(), snapshot: snapshot, pulse: pulse,
		asked: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "vigie_probes_total", Help: "Probes by kind of check and by the state that they found.",
		}, []string{"check", "state"}),
		late: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "vigie_probe_lateness_seconds", Help: "How much later than planned a probe was begun.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30},
		}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vigie_probe_duration_seconds", Help: "How long a probe took, all phases together, by kind of check.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"check"}),
	}
	build := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "vigie_build_info", Help: "The version, as a label.", ConstLabels: prometheus.Labels{"version": version},
	}, func() float64 { return 1 })
	m.registry.MustRegister(m.asked, m.late, m.took, build, estateCollector{snapshot},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Result counts a result, and how late it was begun.
func (m *Metrics) Result(r result.Result, late time.Duration) {
	m.asked.WithLabelValues(string(r.Check), string(r.State)).Inc()
	m.late.Observe(late.Seconds())
	m.took.WithLabelValues(string(r.Check)).Observe(r.Total.Seconds())
}

// alive is how long ago the last sign of life may be before the watch is taken to hang. It shows one a second.
const alive = 15 * time.Second

// Handler serves /metrics and /healthz. Healthy is a watch that goes on, whatever it has to tell of the sites.
func (m *Metrics) Handler(now func() time.Time) http.Handler {
	mux := http.NewServeMux()
	// One figure that cannot be told, since a name comes twice, must not cost the others.
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		said := "ok"
		if age := now().Sub(m.pulse()); age > alive {
			w.WriteHeader(http.StatusServiceUnavailable)
			said = fmt.Sprintf("the watch hangs: its last sign of life was %d s ago", age/time.Second)
		} else if k := m.snapshot().Keeping; k.Error != "" {
			said = "ok, but the history cannot be kept: " + k.Error
		}
		fmt.Fprintln(w, said) //nolint:errcheck // whoever asked may have gone
	})
	return mux
}

// Serve serves on a listener until ctx ends.
func (m *Metrics) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: m.Handler(time.Now), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // a scrape that is cut is made again
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving metrics: %w", err)
	}
	return nil
}
