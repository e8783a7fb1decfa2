package web

import (
	"context"
	"errors"
	"net/http"
	"time"
)

func (s *Server) healthz(w http.ResponseWriter, _ *request) error {
	return writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
}

func (s *Server) readyz(w http.ResponseWriter, q *request) error {
	within, cancel := context.WithTimeout(q.Context(), 2*time.Second)
	defer cancel()
	missing := s.Ready(within)
	if len(missing) > 0 {
		return writeJSON(w, http.StatusServiceUnavailable, map[string]any{"status": "not ready", "not_ready": missing})
	}
	return writeJSON(w, http.StatusOK, map[string]any{"status": "ready", "not_ready": []string{}})
}

func (s *Server) metrics(w http.ResponseWriter, q *request) error {
	if s.Metrics == nil {
		return errors.New("no metrics")
	}
	s.Metrics.ServeHTTP(w, q.Request)
	return nil
}
