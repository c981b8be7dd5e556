package server

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics are the server's own numbers, in a registry of their own.
type Metrics struct {
	Registry *prometheus.Registry

	connections prometheus.Gauge
	refused     *prometheus.CounterVec
	logins      *prometheus.CounterVec
	statements  *prometheus.CounterVec
	seconds     *prometheus.HistogramVec
	phase       *prometheus.HistogramVec
	rows        prometheus.Counter
	masked      prometheus.Counter
	denied      prometheus.Counter
}

// NewMetrics makes and registers the metrics.
func NewMetrics() *Metrics {
	buckets := []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
	m := &Metrics{
		Registry: prometheus.NewRegistry(),
		connections: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "nanohouse_connections", Help: "Clients connected now."}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nanohouse_connections_refused_total", Help: "Connections refused before a login, by reason."}, []string{"reason"}),
		logins: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nanohouse_logins_total", Help: "Logins, by outcome."}, []string{"outcome"}),
		statements: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "nanohouse_statements_total", Help: "Statements, by kind and outcome (ok, or the ID of the error)."}, []string{"kind", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "nanohouse_statement_seconds", Help: "Time from a statement's arrival to the end of its result.", Buckets: buckets}, []string{"kind"}),
		phase: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "nanohouse_phase_seconds", Help: "Time of each phase of a statement.", Buckets: buckets}, []string{"phase"}),
		rows: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "nanohouse_rows_total", Help: "Rows sent to clients."}),
		masked: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "nanohouse_masked_columns_total", Help: "Masked columns in the statements that ran."}),
		denied: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "nanohouse_denials_total", Help: "Statements that policy refused."}),
	}
	m.Registry.MustRegister(m.connections, m.refused, m.logins, m.statements, m.seconds, m.phase, m.rows, m.masked, m.denied,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Phase records how long a phase took. It is what a planner's Observe calls.
func (m *Metrics) Phase(name string, d time.Duration) {
	m.phase.WithLabelValues(name).Observe(d.Seconds())
}

// Gauge adds a number that is read when it is scraped, like the engine's memory.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.Registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}
