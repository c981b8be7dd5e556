package server

import (
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Handler answers /livez, /readyz and /metrics.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.cfg.Metrics.Registry, promhttp.HandlerOpts{}))
	return mux
}

// HTTPServer is an http.Server for Handler, with limits on what a client may hold open.
func (s *Server) HTTPServer() *http.Server {
	return &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
}

// readyz tells whether connections are served. A mesh whose last reload had
// errors is still served as it was, and the body says so.
func (s *Server) readyz(w http.ResponseWriter, _ *http.Request) {
	if !s.Ready() {
		http.Error(w, "not ready: stopping", http.StatusServiceUnavailable)
		return
	}
	state := s.cfg.Mesh.Current()
	if state.Catalog == nil || state.Authorizer == nil {
		http.Error(w, "not ready: no mesh is loaded", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintf(w, "ok\ncatalog revision %d\npolicy revision %d\n", state.Catalog.Number, state.Authorizer.Revision())
	if p := s.cfg.Mesh.Problem(); p != "" {
		fmt.Fprintf(w, "the last reload was not taken: %s\n", p)
	}
}
